"""A conversation as a file: all questions, answers and sources, each in its direction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from rag.errors import UsageError
from rag.exports import (
    CONVERSATION_EXPORTERS,
    conversation_exporter_for,
    conversation_markdown,
    conversation_word,
)
from rag.exports.file_names import conversation_file_name
from rag.records import Answer, Conversation, Exchange, Sentence, Verdict
from tests.exports.briefs import ARABIC, ENGLISH, HOSTILE, SOUND, cited

WHEN = datetime(2026, 11, 29, 12, tzinfo=UTC)


def conversation(*answers: Answer | None, title: str = "Tidal Port") -> Conversation:
    exchanges = tuple(
        Exchange(
            f"e{at}",
            "c",
            one.question if one else "Why?",
            WHEN,
            "answered" if one else "failed",
            one,
            fault=None if one else "The server fell over.",
        )
        for at, one in enumerate(answers)
    )
    return Conversation("c", title, WHEN, WHEN, exchanges)


def answer(sentences: Sequence[Sentence], question: str = "How many containers?") -> Answer:
    return Answer(question, "en", False, None, tuple(sentences), (), "openai:test")


MIXED = conversation(
    answer(
        [
            Sentence("It handled 1.2 million.", cited(ENGLISH, 1)[:1], verdict=SOUND),
            Sentence("It cost $9bn.", cited(ENGLISH, 1)[1:2], verdict=Verdict("check", ("$9bn",))),
        ]
    ),
    replace(
        answer(
            [Sentence("ناول 1.2 مليون حاوية.", cited(ARABIC, 1)[:1], verdict=SOUND)],
            "كم حاوية ناول ميناء المدّ؟",
        ),
        language="ar",
    ),
    None,
)


def word_text(written: bytes) -> list[tuple[str, bool]]:
    """The paragraphs of a Word file, each with whether it runs from right to left."""
    document = docx.Document(BytesIO(written))
    found = []
    for paragraph in document.paragraphs:
        text = "".join(node.text or "" for node in paragraph._p.iter(qn("w:t")))
        found.append(
            (
                text.replace("\u200e", "").replace("\u200f", ""),
                bool(paragraph._p.findall(f"{qn('w:pPr')}/{qn('w:bidi')}")),
            )
        )
    return found


def test_markdown_has_questions_answers_citations_and_sources() -> None:
    text = conversation_markdown(MIXED).decode()
    assert text.startswith("# Tidal Port\n\n29 November 2026\n")
    assert "## How many containers?\n\nIt handled 1.2 million. [1.1]\n" in text
    assert re.search(r"— \*\*[^*]+:\*\* .*9bn", text)
    assert "**Tidal Port grows by 87%" in text
    assert "Harbour Wire · 21 November 2026 — <https://example.org/news/tidal?a=1&b=2>" in text
    assert "> [1.1] Tidal Port handled 1.2 million containers" in text
    assert '<div dir="rtl" lang="ar">\n\n## كم حاوية ناول ميناء المدّ؟' in text
    assert "### المصادر" in text
    assert "javascript:" in text
    assert "<javascript:" not in text
    assert "**No answer:** The server fell over." in text
    assert "those in doubt are marked" in text
    assert "رُوجعت كل جملة" in text


def test_word_has_them_each_paragraph_in_its_direction() -> None:
    paragraphs = word_text(conversation_word(MIXED))
    texts = dict(paragraphs)
    assert texts["How many containers?"] is False
    assert texts["كم حاوية ناول ميناء المدّ؟"] is True
    assert texts["المصادر"] is True
    assert any(text.startswith("ناول 1.2 مليون حاوية.") and turned for text, turned in paragraphs)
    assert any("قالت هيئة ميناء المدّ" in text and turned for text, turned in paragraphs)
    assert any("Tidal Port handled" in text and not turned for text, turned in paragraphs)


def test_each_citation_of_a_word_file_leads_to_a_place_of_its_own() -> None:
    body = docx.Document(BytesIO(conversation_word(MIXED))).element.body
    names = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    links = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))} - {None}
    assert len(names) == len(set(names))
    assert links
    assert links <= set(names)


def test_answers_of_the_samples_can_be_written(answers: tuple[Answer, ...]) -> None:
    whole = conversation(*answers)
    text = conversation_markdown(whole).decode()
    for one in answers:
        assert f"## {one.question}" in text
    assert "### Sources" in text
    assert conversation_word(whole) == conversation_word(whole)
    assert "No answer" in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_was_asked_or_quoted_is_markup(hostile: str) -> None:
    bad = replace(ENGLISH, title=hostile, outlet=hostile, url=hostile)
    made = conversation(
        answer([Sentence(hostile, cited(bad, 1)[:1], verdict=SOUND)], hostile), title=hostile
    )
    text = conversation_markdown(made).decode()
    assert "<script>" not in text
    assert "](http" not in text.replace("\\", "\0")
    assert conversation_word(made)


def test_a_conversation_without_questions_can_be_written() -> None:
    for row in CONVERSATION_EXPORTERS:
        assert row.write(conversation(title=""))


def test_formats_are_known_by_their_endings() -> None:
    assert conversation_exporter_for(".DOCX").label == "Word"
    with pytest.raises(UsageError, match=r"\.md, \.docx"):
        conversation_exporter_for("pdf")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who won? / the cup", "who-won-the-cup-2026-11-29.md"),
        ("كم حاوية؟", "كم-حاوية-2026-11-29.md"),
        ("???", "mujaz-conversation-2026-11-29.md"),
    ],
)
def test_the_file_is_named_after_the_title(title: str, name: str) -> None:
    assert conversation_file_name(conversation(title=title), "md") == name


def test_sentences_quoted_in_both_languages_have_paragraphs_of_their_own() -> None:
    both = answer(
        [
            Sentence("Around 4,300 people work there.", cited(ENGLISH, 1)[2:], verdict=SOUND),
            Sentence("ويعمل في الميناء نحو 4,100 شخص.", cited(ARABIC, 2)[2:], verdict=SOUND),
        ]
    )
    text = conversation_markdown(conversation(both)).decode()
    assert (
        '[1]\n\n<div dir="rtl" lang="ar">\n\nويعمل في الميناء نحو 4,100 شخص. [2]\n\n</div>' in text
    )
