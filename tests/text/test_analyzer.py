from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import normalize
from rag.text.analysis.grams import grams
from rag.text.analysis.stemming import stem
from rag.text.analyzer import Analyzer, content_stem, content_stems, open_analyzer
from tests.factories import ANALYZER


def test_an_empty_text_has_empty_bags() -> None:
    for text in ("", "؟!…", "\u200f"):
        analysis = ANALYZER.analyze(text)
        assert not analysis.stems
        assert not analysis.grams
        assert not analysis.keys


def test_counts_are_kept() -> None:
    analysis = ANALYZER.analyze("الجنود في اليابان، جنود أمريكيون. Troops, troops")
    assert analysis.stems["troop"] == 2
    assert analysis.grams["troo"] == 2
    assert analysis.keys["c:JP"] == 1


def test_a_question_meets_the_answer_in_another_form() -> None:
    question = ANALYZER.analyze("كم عدد الجنود الأمريكيين في اليابان؟")
    answer = ANALYZER.analyze("ويتمركز في اليابان أكثر من ٥٤ ألف جنديّ أمريكي")
    assert {stem("اليابان"), stem("امريكي")} <= question.stems.keys() & answer.stems.keys()
    assert {"c:JP", "c:US"} <= question.keys.keys() & answer.keys.keys()


def test_stopwords_have_no_stem_but_arabic_ones_keep_their_grams() -> None:
    assert content_stem("علي") == ""
    assert grams("علي") == ("_علي", "علي_")
    assert grams("the") == ()
    assert content_stems("Who is the envoy to the U.S.?") == ["envoy", "us"]


@pytest.mark.parametrize(
    ("word", "expected"), [("gaza", ("_gaz", "gaza", "aza_")), ("x", ("_x_",)), ("54", ("_54_",))]
)
def test_grams_mark_the_ends_of_a_word(word: str, expected: tuple[str, ...]) -> None:
    assert grams(word) == expected


@given(st.text())
def test_tokens_are_single_words(text: str) -> None:
    analysis = ANALYZER.analyze(text)
    for bag in (analysis.stems, analysis.grams, analysis.keys):
        assert all(token.split() == [token] and count > 0 for token, count in bag.items())


@given(st.text())
def test_words_are_analysed_alike_however_they_are_spelt(text: str) -> None:
    assert ANALYZER.analyze(normalize(text)).stems == ANALYZER.analyze(text).stems
    assert ANALYZER.analyze(normalize(text)).grams == ANALYZER.analyze(text).grams


def test_a_word_of_ten_thousand_letters_is_no_trouble() -> None:
    started = time.process_time()
    for letter in "aبوز":
        assert ANALYZER.analyze(letter * 10_000).stems
    assert time.process_time() - started < 2


def test_a_glossary_that_two_threads_read_at_once_is_the_same_for_both() -> None:
    analyzer, together = Analyzer(), Barrier(2)

    def keys(text: str) -> list[tuple[str, ...]]:
        together.wait(10)
        return list(analyzer.key_units(text))

    text = "The foreign minister of Japan resigned on Sunday, said Reuters."
    with ThreadPoolExecutor(2) as threads:
        for found in threads.map(keys, [text, text]):
            assert found == list(ANALYZER.key_units(text))


SAID = """
وزير الخارجية الأمريكي foreign minister Foreign Minister of the central bank, البنك المركزي 25 000
per cent 85 في المئة $5 million مليون كأس العالم World Cup 2026 New York نيويورك في مارس. March May
Davis أحرز الكأس عبد الرحمن U.S. and المنطقة.وأضاف
"""


@given(st.lists(st.sampled_from(SAID.split())))
def test_the_keys_of_a_text_are_those_of_its_units(said: list[str]) -> None:
    text = " ".join(said)
    assert ANALYZER.keys(text) == {key for unit in ANALYZER.key_units(text) for key in unit}


def test_reading_the_glossary_twice_gives_the_same_keys() -> None:
    """Where two threads need it first, `cached_property` may read it twice (Python 3.12)."""
    one, other = Analyzer().glossary, Analyzer().glossary
    assert one is not other
    stems = content_stems("The foreign minister spoke of war, وزير الخارجية and the central bank.")
    assert list(one.matches(stems)) == list(other.matches(stems)) != []
    assert one.fingerprint == other.fingerprint


def test_a_glossary_file_that_did_not_change_is_not_read_into_another_analyzer(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("zorblax\tسمندع\n", encoding="utf-8")
    first = open_analyzer(own)
    assert open_analyzer(own) is first
    own.write_text("zorblax\tقنبوط\n", encoding="utf-8")
    assert open_analyzer(own) is not first
    own.write_text("# no words yet\n", encoding="utf-8")
    assert open_analyzer(own) is open_analyzer(None) is ANALYZER
