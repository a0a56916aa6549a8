from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from rag.records import Answer, Exchange, Sentence, Usage, Verdict
from tests.factories import passage
from tests.ui.desk import EXCERPTS, answer, irrelevant
from tests.ui.html import Reading
from tests.ui.kept import exchange
from tests.ui.samples import (
    HOSTILE,
    HOSTILE_ARTICLE,
    TALKS_AR,
    TALKS_EN,
    TROOPS_AR,
    TROOPS_EN,
    cite,
    judged,
    unequal,
)
from ui.ask import exchange_html
from ui.ask.answer_copy import copied

FORBIDDEN = {"script", "img", "iframe", "svg", "style", "video", "input", "meta", "base", "object"}
QUOTED = Sentence(TROOPS_EN, (cite(TALKS_EN, TROOPS_EN),), verdict=Verdict("quoted"))
SOUND = Sentence("About 54,000.", (cite(TALKS_EN, TROOPS_EN),), verdict=Verdict("supported"))


def _answered(given: Answer, *, question: str = "How many?") -> Exchange:
    return exchange(question, state="answered", answer=given)


REFUSED = answer("x", (), abstained=True, reason="No.")
KINDS: list[tuple[str, Exchange]] = [
    ("quoted", _answered(answer("x", [QUOTED]))),
    ("checked", _answered(answer("x", [QUOTED, SOUND]))),
    ("doubtful", _answered(answer("x", judged("en")))),
    ("unchecked", _answered(answer("x", [Sentence("About.")]))),
    ("may_help", _answered(replace(REFUSED, excerpts=EXCERPTS))),
    ("absent", _answered(replace(REFUSED, passages=irrelevant(REFUSED.passages)))),
    ("listed", _answered(replace(answer("x", [QUOTED]), intent="latest", preface="New:"))),
    ("courtesy", _answered(replace(answer("x", ()), intent="thanks", preface="Not at all."))),
    ("stopped", exchange("x", state="stopped")),
    ("interrupted", exchange("x", state="writing")),
    ("failed", exchange("x", state="failed", fault="The model did not answer.")),
]


@pytest.mark.parametrize(("kind", "one"), KINDS, ids=[kind for kind, _ in KINDS])
def test_each_kind_of_answer_is_named_above_it(kind: str, one: Exchange) -> None:
    html = exchange_html.state(one, "en")["html"]
    assert f'<p class="reply-kind" data-kind="{kind}">' in html
    assert 'data-do="retry"' in html
    assert ('data-do="copy"' in html) == (one.answer is not None)
    assert Reading(html).sound


def test_the_names_of_all_kinds_differ_in_both_languages() -> None:
    for page in ("ar", "en"):
        names = [
            Reading(exchange_html.state(one, "ar" if page == "ar" else "en")["html"]).text[:12]
            for kind, one in KINDS
            if kind != "courtesy"
        ]
        assert len(set(names)) == len(names)


def test_an_answer_in_the_other_language_says_so() -> None:
    english = _answered(answer("x", [QUOTED]), question="كم عدد الجنود؟")
    assert "الإجابة بلغة أخرى: الإنجليزية" in exchange_html.state(english, "ar")["html"]
    assert "In another language: English" in exchange_html.state(english, "en")["html"]
    wanted = replace(english, language="en")
    assert "foreign" not in exchange_html.state(wanted, "en")["html"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_around_an_answer(text: str) -> None:
    quoted = Sentence(text, (cite(HOSTILE_ARTICLE, text),), verdict=Verdict("check", (text,)))
    passages = tuple(replace(passage(one), article=HOSTILE_ARTICLE) for one in HOSTILE[:2])
    given = replace(answer(text, [quoted], reason=text), writer=text, passages=passages)
    one = exchange(text, state="answered", answer=given, fault=text, rating="down", comment=text)
    for shown in (one, replace(one, state="failed"), replace(one, state="stopped")):
        reading = Reading(exchange_html.exchange(shown, "en"))
        assert not FORBIDDEN & set(reading.tags)
        assert not [name for name, _ in reading.attributes if name.startswith("on")]
        assert all(
            value.startswith("#cite-") for name, value in reading.attributes if name == "href"
        )
        assert reading.sound
    pasted = Reading(copied(given, "en")["rich"])
    assert set(pasted.tags) <= {"div", "p", "b", "a", "bdi", "br"}


def test_unfinished_text_of_a_stopped_answer_is_not_said_to_lack_a_source() -> None:
    half = replace(answer("x", [SOUND, Sentence("And th")]), incomplete=True)
    html = exchange_html.state(exchange("x", state="stopped", answer=half), "en")["html"]
    assert "And th" in html
    assert "no source" not in html


def test_the_details_tell_passages_scores_writer_and_cost_in_words() -> None:
    usage = Usage(1200, 80, 1, Decimal("0.0031"))
    given = replace(answer("x", [SOUND]), writer="openai:small", usage=usage, seconds=2.34)
    told = Reading(exchange_html.state(_answered(given), "en")["html"])
    assert "details" in told.tags
    for part in ("openai:small", "1,200 read, 80 written. (1 call)", "$0.0031", "2.3 s"):
        assert part in told.text
    assert told.tags.count("tr") == 1 + len(given.passages)
    assert TALKS_AR.title in told.text
    assert "Likelihood: that the passage answers the question" in told.text
    free = exchange_html.state(_answered(answer("x", [QUOTED])), "ar")["html"]
    assert "لم يُستعمل نموذج" in free


def test_a_copied_answer_names_what_its_numbers_stand_for() -> None:
    linked = replace(TALKS_EN, url="https://harbor.example/talks")
    sentences = [
        Sentence("About 54,000.", (cite(linked, TROOPS_EN), cite(TALKS_AR, TROOPS_AR, 2))),
        Sentence("وتستضيف اليابان 54 ألف جندي.", (cite(TALKS_AR, TROOPS_AR, 2),)),
    ]
    both = copied(answer("x", sentences), "en")
    body, _, sources = both["plain"].partition("\n\nSources\n")
    assert body == "About 54,000. [1][2] وتستضيف اليابان 54 ألف جندي. [2]"
    assert sources.splitlines()[0] == (
        "[1] A new headquarters for US forces in Japan — Harbor Dispatch — 28 July 2024"
        " — https://harbor.example/talks"
    )
    assert sources.splitlines()[1].startswith("[2] مقر جديد")
    assert '<a href="https://harbor.example/talks">' in both["rich"]
    assert '<p dir="rtl" lang="ar">[2]' in both["rich"]


def test_quoted_sentences_are_copied_as_paragraphs_of_their_own() -> None:
    text = copied(answer("x", [QUOTED, QUOTED]), "en")["plain"]
    assert text.startswith(f"{TROOPS_EN} [1]\n\n{TROOPS_EN} [1]\n\nSources")


def test_what_may_help_is_copied_with_its_reason() -> None:
    refused = replace(REFUSED, excerpts=EXCERPTS)
    assert copied(refused, "en")["plain"].startswith(f"No.\n\n{TROOPS_AR} [1]")


def test_a_source_that_only_the_check_speaks_of_is_in_the_list() -> None:
    assert "[2]" in copied(answer("x", unequal("en")), "en")["plain"]
