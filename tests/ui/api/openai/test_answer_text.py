from __future__ import annotations

from dataclasses import replace

import pytest

from rag.records import Answer, Language, Sentence, Verdict
from tests.ui.desk import answer
from tests.ui.samples import (
    DATE_AR,
    TALKS_AR,
    TALKS_EN,
    TROOPS_AR,
    TROOPS_EN,
    cite,
    judged,
    unequal,
)
from ui.api.openai.answer_text import AnswerText
from ui.api.openai.earlier_answers import without_footnotes

SOUND = Verdict("supported", score=1.0)
TROOPS = Sentence("About 54,000 troops are there.", (cite(TALKS_EN, TROOPS_EN),), verdict=SOUND)
DATE = Sentence("It was in July.", (cite(TALKS_AR, DATE_AR, 2),), verdict=SOUND)
QUOTED = Sentence(TROOPS_EN, (cite(TALKS_EN, TROOPS_EN),), verdict=Verdict("quoted"))
WRONG = Sentence("It cost $9.", (cite(TALKS_EN, TROOPS_EN),), verdict=Verdict("contradicted"))


def written(given: Answer, *finished: Sentence, language: Language = "en") -> list[str]:
    """The pieces of an answer of which these sentences were finished before it."""
    text = AnswerText(language)
    pieces = [text.sentence(one) for one in finished]
    return [*(piece for piece in pieces if piece is not None), *text.rest(given)]


def test_sound_sentences_come_at_once_and_are_not_repeated() -> None:
    pieces = written(answer("?", [TROOPS, DATE]), TROOPS, DATE)
    assert pieces[:2] == ["About 54,000 troops are there. [1]", " It was in July. [2]"]
    assert "".join(pieces) == "".join(written(answer("?", [TROOPS, DATE])))


def test_a_sentence_that_fails_waits_and_so_do_those_behind_it() -> None:
    text = AnswerText("en")
    assert text.sentence(TROOPS)
    assert text.sentence(WRONG) is None
    assert text.sentence(DATE) is None
    rest = "".join(text.rest(answer("?", [TROOPS, WRONG, DATE])))
    assert rest.startswith("\n\nIt cost \\$9. [1]\n\n— **The source says otherwise**")
    assert rest.index("It was in July") > rest.index("$9")


def test_an_answer_that_takes_the_place_of_another_says_so_first() -> None:
    quoted = replace(
        answer("?", [QUOTED], reason="Quoted instead."),
        withheld=(TROOPS, WRONG),
        fault="It failed.",
    )
    told = "".join(written(quoted, TROOPS, WRONG))
    assert "$9" not in told
    assert told.index("It failed. Quoted instead.") < told.index(TROOPS_EN)


def test_a_quoted_sentence_is_not_quoted_again_below() -> None:
    assert "".join(written(answer("?", [QUOTED]))).count(TROOPS_EN) == 1


def test_a_preface_and_a_sentence_without_a_source() -> None:
    bare = Sentence("Nobody says so.", verdict=Verdict("unverified"))
    told = "".join(written(replace(answer("?", [bare]), preface="Two articles:")))
    assert told.startswith("Two articles:\n\nNobody says so. [no source]")


def test_an_arabic_answer_keeps_its_direction() -> None:
    latin = Sentence("بحسب وكالة Reuters", (cite(TALKS_AR, TROOPS_AR),), verdict=SOUND)
    told = "".join(written(answer("؟", [latin, TROOPS]), language="ar"))
    assert "Reuters\u200f [1]" in told
    assert "\n\n**المصادر**\n\n- \u200f[1] مقر جديد" in told
    assert "- \u200f[2] \u2068A new headquarters for US forces in Japan\u2069" in told
    assert "28 يوليو 2024" in told


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("made", [judged, unequal])
def test_footnotes_are_taken_out_of_an_earlier_answer(language: Language, made: object) -> None:
    assert callable(made)
    sentences = made(language)
    told = "".join(written(answer("?", sentences, language=language), language=language))
    assert without_footnotes(told).split() == " ".join(one.text for one in sentences).split()


@pytest.mark.parametrize(
    ("other", "bare"),
    [
        ("Plain text.", "Plain text."),
        ("Two facts [1], and more [2][3].", "Two facts, and more."),
        ("The *Sources* of the Nile\nare two.", "The *Sources* of the Nile\nare two."),
        ("", ""),
    ],
)
def test_what_another_program_wrote_stays(other: str, bare: str) -> None:
    assert without_footnotes(other) == bare
