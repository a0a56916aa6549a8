"""Splits articles into the sentences that a brief may quote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rag.briefs.sentences.fragments import quotations_close
from rag.briefs.sentences.standing_alone import needed
from rag.briefs.sentences.trimming import trimmed
from rag.briefs.tuning import LONGEST_QUOTATION, LONGEST_SENTENCE, READ_CHARACTERS
from rag.grounding.verdicts import verify
from rag.records import Article, Chunk, Citation, Evidence, Language, Passage, Sentence
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import Analyzer
from rag.text.facts.days_beside import with_days_beside
from rag.text.news.boilerplate import boilerplate_spans, stands_in
from rag.text.news.prompt_injection import without_injections

_CLAUSE_END = re.compile(r"[،؛,;:](?=\s)")
_PARTS = 3  # sentences that a quotation may be spread over; longer ones are seldom closed at all


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of the running text of an article, without dateline and agency.

    `place` counts the sentences before it. `needs` is the number of sentences right before it that
    must be told with it, because they name who is quoted or what is meant. `whole` is the span with
    dateline and agency where they were cut off. `goes_on` tells that it is only the beginning of a
    sentence that is too long to be told.
    """

    evidence: Evidence
    start: int
    end: int
    place: int
    needs: int = 0
    whole: tuple[int, int] | None = None
    goes_on: bool = False

    @property
    def article(self) -> Article:
        """Return the article that the sentence stands in."""
        return self.evidence.passage.article

    @property
    def language(self) -> Language:
        """Return the language of the article."""
        return self.article.language

    @property
    def text(self) -> str:
        """Return the exact sentence on one line."""
        return " ".join(self.article.text[self.start : self.end].split())

    @property
    def shown(self) -> str:
        """Return the sentence as it is told, with days in brackets behind "yesterday".

        A full stop that stood behind the agency, "… (Reuters).", stands behind the sentence.
        """
        told = with_days_beside(self.text, self.article.published_at, self.language)
        if self.goes_on:
            return f"{told} …"
        cut = self.article.text[self.end : self.whole[1]].rstrip() if self.whole else ""
        return f"{told}." if cut.endswith(".") and told[-1:].isalnum() else told

    @property
    def length(self) -> int:
        """Return the number of words as they are told."""
        return len(self.shown.split())

    @property
    def citation(self) -> Citation:
        """Return a citation of the sentence."""
        return Citation(self.evidence, self.start, self.end)

    @property
    def sentence(self) -> Sentence:
        """Return the sentence as it is told, with a citation of itself, not yet checked."""
        return Sentence(self.shown, (self.citation,))

    def checked(
        self,
        *,
        language: Language,
        rarity: Callable[[str], float] | None = None,
        analyzer: Analyzer,
    ) -> Sentence:
        """Return the sentence as it is told, with the verdict on the exact words of the article."""
        start, end = self.whole or (self.start, self.end)
        exact = " ".join(self.article.text[start:end].split())
        found = verify(
            replace(self.sentence, text=exact),
            language=language,
            rarity=rarity,
            copied=True,
            analyzer=analyzer,
        )
        # The check moves a citation to the whole sentence, which has its dateline.
        own = tuple(replace(one, start=self.start, end=self.end) for one in found.citations)
        return replace(found, text=self.shown, citations=own)


def as_evidence(articles: Sequence[Article], *, first: int = 1) -> tuple[Evidence, ...]:
    """Return each article as one piece of evidence, numbered from `first`.

    Of a long one that is its first `READ_CHARACTERS`.
    """
    return tuple(
        Evidence(
            at, Passage(_opening(article), article, score=1.0, coverage=1.0, outcome="answered")
        )
        for at, article in enumerate(articles, start=first)
    )


def article_sentences(evidence: Evidence) -> list[SourceSentence]:
    """Return the sentences of an article in order that may be quoted.

    Left out are captions, bylines and the like, and sentences that cannot stand alone even with
    those before them (see `needed`), unless nothing else is left. Sentences over which a quotation
    is spread are one. What looks like prompt injection is always left out.
    """
    kept = _running(evidence.passage.chunk.text)
    found = [
        _line(evidence, span, place)
        for place, span in enumerate(_with_whole_quotations(evidence.passage.chunk.text, kept))
    ]
    needs = needed([line.text for line in found], evidence.passage.article.language)
    told = [
        replace(line, needs=count)
        for line, count in zip(found, needs, strict=True)
        if count is not None
    ]
    return told or found


def running_sentences(evidence: Evidence) -> list[SourceSentence]:
    """Return all sentences of the running text of an article in order, as they are.

    They are for reading, not for quoting: many cannot stand alone. What looks like prompt injection
    is left out, and so are captions, bylines and the like, unless nothing else is left.
    """
    spans = _running(evidence.passage.chunk.text)
    return [SourceSentence(evidence, *span, place) for place, span in enumerate(spans)]


def _running(text: str) -> list[tuple[int, int]]:
    spans = without_injections(text, split_sentences(text))
    around = boilerplate_spans(text)
    return [span for span in spans if not stands_in(around, *span)] or spans


def _line(evidence: Evidence, span: tuple[int, int], place: int) -> SourceSentence:
    text, outlet = evidence.passage.chunk.text, evidence.passage.article.outlet
    begun = _begun(text, *span)
    start, end = trimmed(text, *begun, outlet=outlet)
    whole = begun if (start, end) != begun else None
    return SourceSentence(evidence, start, end, place, whole=whole, goes_on=begun != span)


def _begun(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a sentence, or of its first clauses where it is too long to be told."""
    words = list(islice(re.finditer(r"\S+", text[start:end]), LONGEST_SENTENCE + 1))
    if len(words) <= LONGEST_SENTENCE:
        return start, end
    room = words[-2].end()
    clauses = [one.start() for one in _CLAUSE_END.finditer(text, start, start + room)]
    return start, clauses[-1] if clauses else start + room


def _with_whole_quotations(
    text: str, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences, one span for those over which a quotation is spread.

    A quotation that is not closed soon leaves its sentences as they are.
    """
    at = 0
    while at < len(spans):
        size = _spread(text, spans[at : at + _PARTS])
        yield spans[at][0], spans[at + size - 1][1]
        at += size


def _spread(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """Return how many of the sentences the quotations of the first are spread over, at least 1."""
    start = spans[0][0]
    for size, (_, end) in enumerate(spans, start=1):
        joined = text[start:end]
        if quotations_close(joined):
            return size if size == 1 or len(joined.split()) <= LONGEST_QUOTATION else 1
    return 1


def _opening(article: Article) -> Chunk:
    text = article.text[:READ_CHARACTERS]
    return Chunk(f"{article.id}-whole", article.id, 0, len(text), text)
