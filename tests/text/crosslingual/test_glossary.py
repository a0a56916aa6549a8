from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SettingsError
from rag.text.analyzer import content_stems, open_analyzer
from rag.text.crosslingual.glossary import Glossary, parse
from rag.text.crosslingual.keys import is_concept
from tests.factories import ANALYZER

TABLE = """
# diplomacy
minister\tوزير | وزراء
foreign minister | foreign secretary\tوزير خارجية | وزراء الخارجية
war\tحرب
war | warfare\tحرب | حروب
bank\tمصرف
bank | shore\tضفة
time\tوقت
punctual | on time\tفي موعده
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own.tsv"


def found(text: str, table: str = TABLE) -> list[str]:
    return list(Glossary(parse(table)).keys(content_stems(text)))


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("The foreign ministers met.", "اجتمع وزراء الخارجية"),
        ("A minister spoke.", "تحدث الوزير"),
        ("The wars ended.", "وانتهت الحروب"),
    ],
)
def test_both_languages_give_the_same_key(english: str, arabic: str) -> None:
    assert len(found(english)) == 1
    assert found(english) == found(arabic)


def test_the_longest_phrase_counts_alone() -> None:
    assert len(found("foreign minister")) == 1
    assert found("foreign minister") != found("minister")
    assert found("minister, foreign") == found("minister")


def test_lines_that_share_a_phrase_in_both_languages_are_one_concept() -> None:
    assert found("warfare") == found("war") == found("حروب")


def test_lines_that_share_one_in_one_language_stay_apart() -> None:
    assert sorted(found("bank")) == sorted([*found("مصرف"), *found("ضفة")])
    assert found("مصرف") != found("ضفة")


def test_a_lemma_that_stopwords_shorten_does_not_take_the_word_of_another() -> None:
    assert found("time") == found("وقت")
    assert found("punctual") == found("موعد")


def test_unknown_words_and_none_have_no_keys() -> None:
    assert found("zebra") == found("") == found("minister", table="") == []


def test_a_match_at_the_end_ends_with_the_text() -> None:
    known = Glossary(parse(TABLE))
    assert [(start, end) for start, end, _ in known.matches(content_stems("a foreign"))] == []
    assert [(start, end) for start, end, _ in known.matches(["zebra", "bank"])] == [(1, 2)]
    long = Glossary(parse("bank\tمصرف\nbank of the west shore\tضفة\n"))
    assert [(start, end) for start, end, _ in long.matches(["bank"])] == [(0, 1)]


def test_other_forms_of_an_arabic_word_have_its_keys() -> None:
    table = "resign\tاستقال | يستقيل\n"
    for form in ("استقالت", "استقالوا", "نستقيل", "وسأستقيل"):
        assert found(form, table) == found("resigned", table), form


def test_a_stem_left_by_cutting_a_letter_of_the_word_is_not_taken_for_the_word() -> None:
    known = Glossary(parse("vacuum\tفراغ\n"))
    assert known.holds("فراغ")
    assert known.holds("الفراغ")
    assert known.holds("وفراغها")
    assert not known.holds("براغيان")


def test_a_lemma_that_stopwords_shorten_to_a_number_is_left_out() -> None:
    assert found("at 23", "youth team | under 23\tمنتخب الشباب\n") == []


def test_the_lines_of_a_concept_are_told_by_its_key() -> None:
    entries = list(parse(TABLE))
    known = Glossary(entries)
    (war,) = known.keys(["war"])
    assert [entry.english for entry in known.lines(entries)[war]] == [("war",), ("war", "warfare")]


@given(st.text(alphabet="foreign ministwarbk وزيرخارجةحب", max_size=60))
def test_matches_never_overlap(text: str) -> None:
    stems = content_stems(text)
    end = 0
    for start, stop, keys in Glossary(parse(TABLE)).matches(stems):
        assert end <= start < stop <= len(stems)
        assert keys
        end = stop


@pytest.mark.parametrize("line", ["war", "war\t", "\tحرب", "war\tحرب\tguerre", "war | \t | "])
def test_a_broken_line_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(ValueError, match=r"line 2: it needs English and Arabic"):
        list(parse(f"peace\tسلام\n{line}\n"))


def test_the_users_own_words_are_known_besides(own: Path) -> None:
    own.write_text("zorblax | zorb\tزربلكس\n", encoding="utf-8")
    analyzer = open_analyzer(own)
    assert analyzer.glossary.fingerprint != ANALYZER.glossary.fingerprint
    english, arabic = (
        set(filter(is_concept, analyzer.analyze(text).keys)) for text in ("the zorb", "الزربلكس")
    )
    assert english == arabic != set()
    assert any(analyzer.glossary.keys(content_stems("foreign minister")))
    assert not any(ANALYZER.glossary.keys(content_stems("zorb")))


def test_a_phrase_of_the_user_means_what_the_user_says() -> None:
    both = Glossary(parse(TABLE), own=list(parse("bank\tبنك\n")))
    assert list(both.keys(content_stems("bank"))) == list(both.keys(content_stems("بنك")))
    joined = Glossary(parse(TABLE), own=list(parse("shore | seaside\tضفة\n")))
    assert list(joined.keys(["seasid"])) == list(joined.keys(content_stems("ضفة")))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("war حرب\n", r"own\.tsv, line 1: .* one tab between; write: "),
        ("peace\tسلام\nwar\n", r"own\.tsv, line 2: "),
        ("of the\tحرب\n", r"'of the' has only words .* take it out"),
    ],
)
def test_a_fault_in_the_users_file_is_told_with_its_mend(own: Path, text: str, told: str) -> None:
    own.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        open_analyzer(own)


def test_a_file_that_cannot_be_read_is_told(own: Path) -> None:
    with pytest.raises(SettingsError, match="MUJAZ_GLOSSARY"):
        open_analyzer(own)
    own.write_bytes("war\tحرب".encode("cp1256"))
    with pytest.raises(SettingsError, match="UTF-8"):
        open_analyzer(own)
