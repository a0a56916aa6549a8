"""The sentences of articles that a brief may be made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.records import Article, Chunk, Citation, Evidence, Language, Passage, Sentence
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.news.boilerplate import furniture, stands_in
from rag.text.news.prompt_injection import without_orders


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of the running text of an article; `place` counts those before it."""

    evidence: Evidence
    start: int
    end: int
    place: int

    @property
    def article(self) -> Article:
        return self.evidence.passage.article

    @property
    def language(self) -> Language:
        return self.article.language

    @property
    def text(self) -> str:
        """As shown: the exact sentence, on one line."""
        return " ".join(self.article.text[self.start : self.end].split())

    @property
    def length(self) -> int:
        """In words."""
        return len(self.text.split())

    @property
    def citation(self) -> Citation:
        return Citation(self.evidence, self.start, self.end)

    @property
    def sentence(self) -> Sentence:
        """The line as a sentence that cites itself, not yet checked."""
        return Sentence(self.text, (self.citation,))


def number(articles: Sequence[Article]) -> tuple[Evidence, ...]:
    """Each article as evidence, whole, under its number from 1."""
    return tuple(
        Evidence(at, Passage(_whole(article), article, score=1.0, coverage=1.0, relevant=True))
        for at, article in enumerate(articles, start=1)
    )


def lines(evidence: Evidence) -> list[SourceSentence]:
    """The sentences of an article in order, without captions, bylines and the like, and without
    those that begin or end in the middle of a quotation; with them where nothing else would be
    left. Sentences that give orders to whoever reads them out are never told."""
    text = evidence.passage.article.text
    spans = without_orders(text, split_sentences(text))
    around = furniture(text)
    kept = [span for span in spans if not stands_in(around, *span)] or spans
    found = [SourceSentence(evidence, start, end, place) for place, (start, end) in enumerate(kept)]
    return [line for line in found if _quotes_end(line.text)] or found


def _quotes_end(text: str) -> bool:
    """Whether every quotation that begins in the sentence ends in it, and the other way round."""
    return text.count('"') % 2 == 0 and all(
        text.count(opening) == text.count(closing) for opening, closing in ("“”", "«»")
    )


def _whole(article: Article) -> Chunk:
    return Chunk(f"{article.id}-whole", article.id, 0, len(article.text), article.text)
