"""An answer as text with footnotes: sentences with markers, remarks in words, a list of sources.

The text comes in pieces that are never taken back. A sentence is a piece once it has been checked:
one that fails waits for the end of the answer, because a model's answer of which half fails is
withheld as a whole. So does a quoted one, which no model writes and which comes at once anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from unicodedata import bidirectional

from rag.exports.brief_document import TextLine
from rag.exports.cited_text import flags, linkable_address
from rag.exports.markdown_pieces import held_markdown
from rag.messages import export_labels
from rag.messages.citation_remarks import citation_remarks
from rag.messages.labels import verdict_label
from rag.records import Answer, Article, Citation, Language, Sentence
from rag.text.analysis.languages import detect_language
from rag.text.display import base_direction, day, line
from ui.words import searched

_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_MARKS: dict[Language, str] = {"ar": "\u200f", "en": "\u200e"}


@dataclass(slots=True)
class Footnotes:
    """The numbers of the cited articles, in the order in which they are first cited."""

    _numbers: dict[str, int] = field(default_factory=dict)
    _quoted: dict[str, list[Citation]] = field(default_factory=dict)

    def number(self, citation: Citation) -> int:
        """Return the number of a citation's article, a new one where it has none."""
        return self._numbers.setdefault(citation.article.id, len(self._numbers) + 1)

    def quote(self, citation: Citation) -> None:
        """Have the list of sources quote what is cited."""
        listed = self._quoted.setdefault(citation.article.id, [])
        if citation not in listed:
            listed.append(citation)

    def rows(self, cited: Iterable[Citation]) -> Iterator[tuple[int, Article, list[Citation]]]:
        """Yield the articles with their numbers and the sentences to quote from them."""
        known = {one.article.id: one.article for one in cited}
        for key, number in self._numbers.items():
            if key in known:
                yield number, known[key], self._quoted.get(key, [])


class AnswerText:
    """The text of one answer. `language` is the reader's: that of remarks and of the heading."""

    def __init__(self, language: Language, *, sources: bool = True, markdown: bool = True) -> None:
        self.footnotes = Footnotes()
        self.told: list[Sentence] = []
        self._language = language
        self._with_sources = sources
        self._markdown = markdown
        self._waiting = False
        self._written = False
        self._joined = False

    def sentence(self, sentence: Sentence) -> str | None:
        """Return the piece of a finished sentence; None where it waits for the end."""
        verdict = sentence.verdict
        if verdict is None or verdict.failed or verdict.status == "quoted":
            self._waiting = True
        if self._waiting:
            return None
        return self._sentence(sentence)

    def rest(self, answer: Answer) -> Iterator[str]:
        """Yield the pieces that are missing when the answer is there.

        Where another one has taken the place of sentences that a reader has seen, that is said
        before it.
        """
        seen = [one.text for one in self.told]
        goes_on = seen == [one.text for one in answer.sentences[: len(seen)]]
        if answer.abstained:
            yield from self._refusal(answer)
        elif goes_on:
            yield from self._sentences(answer, seen=len(seen))
            yield from self._remarks(answer)
        else:
            yield from self._remarks(answer)
            yield from self._sentences(answer, seen=0)
        if self._with_sources:
            yield from self._sources(answer)

    def _sentences(self, answer: Answer, *, seen: int) -> Iterator[str]:
        if answer.preface:
            yield self._paragraph(self._line(answer.preface))
        for sentence in answer.sentences[seen:]:
            yield self._sentence(sentence, apart=answer.listed)

    def _remarks(self, answer: Answer) -> Iterator[str]:
        if answer.remarks:
            yield self._paragraph(self._remark("", [answer.remarks]))

    def _refusal(self, answer: Answer) -> Iterator[str]:
        if answer.remarks:
            yield self._paragraph(self._line(answer.remarks))
        if answer.searched and answer.searched.articles:
            yield self._paragraph(self._line(searched(answer.searched, self._language)))
        for excerpt in answer.excerpts:
            text = self._cited(excerpt.quote, [self.footnotes.number(excerpt)])
            yield self._paragraph(f"> {text}")

    def _sentence(self, sentence: Sentence, *, apart: bool = False) -> str:
        """Return a sentence with its numbers; one with a remark is a paragraph of its own."""
        quoted = sentence.verdict is not None and sentence.verdict.status == "quoted"
        text = self._cited(sentence.text, map(self.footnotes.number, sentence.citations))
        for citation in () if quoted else sentence.citations:
            self.footnotes.quote(citation)
        remark = self._doubt(sentence)
        apart = apart or quoted or remark is not None or sentence.text.startswith("\n")
        self.told.append(sentence)
        if remark is not None:
            text = f"{text}\n\n{remark}"
        piece = f" {text}" if self._joined and not apart else self._paragraph(text)
        self._joined = not (quoted or remark is not None or sentence.text.endswith("\n"))
        return piece

    def _doubt(self, sentence: Sentence) -> str | None:
        """Return in words what the check says against a sentence or one of its citations."""
        label = self.footnotes.number
        remarks = list(
            citation_remarks(sentence, self._language, label=lambda one: str(label(one)))
        )
        found = flags(sentence.verdict, self._language)
        if found:
            reasons = [one.text for one in found[0].lines]
            return self._remark(found[0].label, [*reasons, *remarks])
        return self._remark(verdict_label("check", self._language), remarks) if remarks else None

    def _remark(self, label: str, lines: Sequence[str]) -> str:
        named = f"{label}:" if label and lines else label
        bold = f"**{named}**" if self._markdown and named else named
        return " ".join(filter(None, ["—", bold, *map(self._line, lines)]))

    def _cited(self, text: str, numbers: Iterable[int]) -> str:
        language = detect_language(text, self._language)
        marks = [f"[{number}]" for number in dict.fromkeys(numbers)]
        if not marks:
            marks = [f"[{export_labels.say('no_source', self._language)}]"]
        return f"{self._line(text, language)}{_turn(line(text), language)} {''.join(marks)}"

    def _line(self, text: str, language: Language | None = None) -> str:
        held = TextLine.of(text, language)
        return held_markdown(held) if self._markdown else held.text

    def _paragraph(self, text: str) -> str:
        piece = f"\n\n{text}" if self._written else text
        self._written, self._joined = True, False
        return piece

    def _sources(self, answer: Answer) -> Iterator[str]:
        cited = [one for sentence in self.told for one in sentence.citations]
        rows = list(self.footnotes.rows([*cited, *answer.excerpts]))
        if not rows:
            return
        heading = export_labels.say("sources", self._language)
        yield self._paragraph(f"**{heading}**" if self._markdown else f"{heading}:")
        yield "\n\n" + "\n".join(self._source(*row) for row in rows)

    def _source(self, number: int, article: Article, quotes: Iterable[Citation]) -> str:
        address = linkable_address(article.url) if article.url else None
        title = self._isolated(article.title)
        if address:
            title = f"[{title}](<{address}>)" if self._markdown else f"{title} {address}"
        when = day(article.published_at, self._language) if article.published_at else ""
        outlet = self._isolated(article.outlet) if article.outlet else ""
        origin = " · ".join(filter(None, [outlet, when]))
        head = " — ".join(filter(None, [title, origin]))
        lines = [f"- {_MARKS[self._language]}[{number}] {head}"]
        lines += [f"  > {self._line(one.quote, one.article.language)}" for one in quotes]
        return "\n".join(lines)

    def _isolated(self, text: str) -> str:
        """Return a name, isolated where it is written against the direction of the row."""
        language = detect_language(text, self._language)
        named = self._line(text, language)
        if base_direction(language) == base_direction(self._language):
            return named
        return f"{_ISOLATE}{named}{_END_ISOLATE}"


def _turn(text: str, language: Language) -> str:
    """Return the mark that keeps numbers behind a line whose last word is against its direction."""
    last = next(filter(str.isalpha, reversed(text)), "")
    if not last or (bidirectional(last) in ("R", "AL")) == (language == "ar"):
        return ""
    return _MARKS[language]
