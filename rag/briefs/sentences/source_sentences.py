"""Splits articles into the sentences that a brief may quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.records import Article, Chunk, Citation, Evidence, Language, Passage, Sentence
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.news.boilerplate import boilerplate_spans, stands_in
from rag.text.news.prompt_injection import without_injections


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of the running text of an article. `place` counts the sentences before it."""

    evidence: Evidence
    start: int
    end: int
    place: int

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
        """Return the exact sentence on one line, as it is shown."""
        return " ".join(self.article.text[self.start : self.end].split())

    @property
    def length(self) -> int:
        """Return the number of words."""
        return len(self.text.split())

    @property
    def citation(self) -> Citation:
        """Return a citation of the sentence."""
        return Citation(self.evidence, self.start, self.end)

    @property
    def sentence(self) -> Sentence:
        """Return the sentence with a citation of itself, not yet checked."""
        return Sentence(self.text, (self.citation,))


def as_evidence(articles: Sequence[Article], *, first: int = 1) -> tuple[Evidence, ...]:
    """Return each article as one piece of evidence, numbered from `first`."""
    return tuple(
        Evidence(at, Passage(_whole(article), article, score=1.0, coverage=1.0, outcome="answered"))
        for at, article in enumerate(articles, start=first)
    )


def article_sentences(evidence: Evidence) -> list[SourceSentence]:
    """Return the sentences of an article in order that may be quoted.

    Captions, bylines and the like are left out, and so are sentences that begin or end in the
    middle of a quotation, unless nothing else is left. Sentences that look like prompt injection
    are always left out.
    """
    text = evidence.passage.article.text
    spans = without_injections(text, split_sentences(text))
    around = boilerplate_spans(text)
    kept = [span for span in spans if not stands_in(around, *span)] or spans
    found = [SourceSentence(evidence, start, end, place) for place, (start, end) in enumerate(kept)]
    return [line for line in found if _quotes_end(line.text)] or found


def _quotes_end(text: str) -> bool:
    """Tell whether every quotation in the sentence begins and ends in it."""
    return text.count('"') % 2 == 0 and all(
        text.count(opening) == text.count(closing) for opening, closing in ("“”", "«»")
    )


def _whole(article: Article) -> Chunk:
    return Chunk(f"{article.id}-whole", article.id, 0, len(article.text), article.text)
