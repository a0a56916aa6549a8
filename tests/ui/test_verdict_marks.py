from __future__ import annotations

from dataclasses import replace

import pytest

from rag.messages.labels import placed_label
from rag.records import Language, Sentence, Status, Verdict
from tests.ui.html import Reading, assert_inert
from tests.ui.samples import HOSTILE, REASONS, judged, unequal
from ui.html import messages, references
from ui.html.verdict_marks import mark, summary

CHIP = '<bdi class="mark">1</bdi>'
BY_STATUS: dict[Language, dict[Status, Sentence]] = {
    language: {one.verdict.status: one for one in judged(language) if one.verdict}
    for language in ("ar", "en")
}
MARKED: list[tuple[Language, Status]] = [
    (language, status) for language in BY_STATUS for status in REASONS[language]
]


@pytest.mark.parametrize(("language", "status"), MARKED)
def test_a_mark_names_its_verdict_in_words_and_holds_the_reason(
    language: Language, status: Status
) -> None:
    reading = assert_inert(mark(BY_STATUS[language][status], chip=CHIP, language=language))
    assert reading.tags[:4] == ["span", "bdi", "button", "span"]
    assert reading.text.endswith(REASONS[language][status])
    label = reading.text[1:].removesuffix(REASONS[language][status])
    assert len(label) > 10
    assert ("title", REASONS[language][status]) in reading.attributes
    assert ("dir", "rtl" if language == "ar" else "ltr") in reading.attributes


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_source_that_the_check_found_is_marked_so(language: Language) -> None:
    given = BY_STATUS[language]["supported"]
    reading = assert_inert(mark(replace(given, placed=True), chip=CHIP, language=language))
    assert ("title", placed_label(language)) in reading.attributes
    assert mark(given, chip=CHIP, language=language) == CHIP
    below = [
        Reading(summary([one], language=language, unfinished=False)).text
        for one in (given, replace(given, placed=True))
    ]
    assert [placed_label(language) in text for text in below] == [False, True]


def test_each_verdict_has_a_name_of_its_own() -> None:
    for language, by_status in BY_STATUS.items():
        marks = [mark(one, chip="", language=language) for one in by_status.values()]
        labels = {Reading(html).text for html in marks}
        assert len(labels) == len(by_status)


def test_amounts_in_a_reason_are_isolated() -> None:
    html = mark(BY_STATUS["ar"]["contradicted"], chip="", language="ar")
    for run in ("$5.5bn", "$4.5bn", "Reuters"):
        assert f'<bdi dir="ltr">{run}</bdi>' in html
    html = mark(BY_STATUS["en"]["contradicted"], chip="", language="en")
    assert '«<bdi dir="rtl">بلغت الكلفة</bdi>»' in html


def test_all_reasons_are_given_and_none_is_needed() -> None:
    sentence = Sentence("So.", verdict=Verdict("unsupported", ("One.", "اثنان.")))
    html = mark(sentence, chip="", language="en")
    assert '<span dir="ltr" lang="en">One.</span><span dir="rtl" lang="ar">اثنان.</span>' in html
    bare = mark(Sentence("So.", verdict=Verdict("check")), chip="", language="en")
    assert 'title="Worth checking"' in bare


def test_where_all_is_well_or_unchecked_there_is_no_mark() -> None:
    for verdict in (None, Verdict("supported")):
        assert mark(Sentence("So.", verdict=verdict), chip=CHIP, language="en") == CHIP


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_supported_sentence_with_a_source_that_does_nothing_has_a_mark(
    language: Language,
) -> None:
    sentence = unequal(language)[0]
    reading = assert_inert(mark(sentence, chip=CHIP, language=language))
    assert "button" in reading.tags
    assert reading.text.count("[2]") == 1
    assert ("class", "verdict is-check") in reading.attributes
    chips = "".join(references.behind(sentence, language))
    assert chips.count('class="mark amiss"') == 1
    assert 'class="mark added"' in "".join(references.behind(unequal(language)[1], language))


def test_a_quoted_sentence_says_so_and_has_nothing_to_press() -> None:
    labels: dict[Language, str] = {"en": "Quoted from the article", "ar": "منقول من المقال"}
    for language, label in labels.items():
        sentence = Sentence("So.", verdict=Verdict("quoted", score=1.0))
        html = mark(sentence, chip=CHIP, language=language)
        reading = assert_inert(html)
        assert reading.text == f"1{label}"
        assert "button" not in reading.tags


def test_a_tick_is_for_what_was_written() -> None:
    quoted = Sentence("So.", verdict=Verdict("quoted", score=1.0))
    written = Sentence("So.", verdict=Verdict("supported"))
    assert 'class="checked quoted"' in summary([quoted], language="en", unfinished=False)
    for sentences in ([written], [quoted, written]):
        assert 'class="checked"' in summary(sentences, language="ar", unfinished=False)


@pytest.mark.parametrize("status", ["unsupported", "contradicted", "check", "unverified"])
def test_a_sentence_without_a_source_says_so_once(status: Status) -> None:
    sentence = Sentence("The emperor agreed.", verdict=Verdict(status, ("It cites nothing.",)))
    html = messages.writing([sentence], "", language="en")
    visible = html.partition('<span class="why')[0]
    assert Reading(visible).text.count("no source") == 1


def test_only_what_fails_is_greyed_and_nothing_is_left_out() -> None:
    for language, by_status in BY_STATUS.items():
        html = messages.answer(list(by_status.values()), language=language)
        greyed = [Reading(part).text for part in html.split('<span class="doubted">')[1:]]
        for status, sentence in by_status.items():
            assert Reading(html).text.count(sentence.text) == 1
            fails = status in {"unsupported", "contradicted"}
            assert any(text.strip().startswith(sentence.text) for text in greyed) == fails


@pytest.mark.parametrize(
    ("statuses", "unfinished", "told"),
    [
        ((), False, ""),
        ((None, None), False, ""),
        (("supported", "supported"), False, "Every sentence is borne out by its source"),
        (("supported", "supported"), True, ""),
        (("quoted", "quoted"), False, "Every sentence is quoted from the article, word for word"),
        (("quoted",), True, ""),
        (
            ("quoted", "supported"),
            False,
            "Every sentence that is not quoted is borne out by its source",
        ),
        (("quoted", "check"), False, "1 of 2 sentences is borne out by its source."),
        (("supported", "check"), False, "1 of 2 sentences is borne out by its source."),
        (("supported", None), False, "1 of 2 sentences is borne out by its source."),
        (("supported", "unverified"), True, "1 of 2 sentences is borne out by its source."),
    ],
)
def test_the_line_under_an_answer_counts_what_is_borne_out(
    statuses: tuple[Status | None, ...], unfinished: bool, told: str
) -> None:
    sentences = [Sentence("So.", verdict=Verdict(s) if s else None) for s in statuses]
    html = summary(sentences, language="en", unfinished=unfinished)
    assert Reading(html).text == told


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_reason_is_text(text: str) -> None:
    for status in REASONS["en"]:
        sentence = Sentence(text, verdict=Verdict(status, (text,)))
        assert_inert(mark(sentence, chip="", language="ar"))
