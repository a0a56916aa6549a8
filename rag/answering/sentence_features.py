"""What the choice of sentences looks at: named features of a sentence beside a question."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.records import Evidence, Language
from rag.retrieval.answer_kinds import NEUTRAL, answers
from rag.retrieval.coverage import Wanted
from rag.retrieval.question_kinds import Asked, asked
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import Analyzer, content_stems
from rag.text.news.boilerplate import boilerplate_spans, stands_in
from rag.text.news.prompt_injection import without_injections

FEATURES: dict[str, str] = {
    "bias": "1",
    "words": "share of the question that stands in the sentence",
    "titled": "share in the sentence or the title of its article",
    "before": "share in the sentence, the title or the sentence before",
    "behind": "share in the sentence, the title or the sentence behind",
    "passage": "share in the passage or the title",
    "about": "share in the title or the first two sentences of the article: what it is about",
    "meaning": "cosine of the question with the sentence, or with it and the one before",
    "kind": "how sure it is that the sentence holds what is asked for, -0.5 to 0.5",
    "kindless": "1 where a kind of thing that shows does not stand there",
    "score": "score of the passage, as a share of the best in its language",
    "rank": "1 / (1 + the place of the passage in its language)",
    "lead": "1 for the first sentence of an article",
    "caption": "1 for a caption, a byline or the like",
    "length": "logarithm of the number of content words",
    "reading": "log-odds that it answers, from reading it beside the question; of the best alone",
}
"""What each feature is."""

MEANING = "meaning"
READING = "reading"

_MISSING = -0.15
_PLAIN = frozenset(["day", "duration", "amount", "count", "person", "organisation", "place"])
"""Kinds that leave a trace in what holds them; a reason or a manner is told without one."""

_OPENING = 1_000
"""Characters of an article that hold its first two sentences."""


@dataclass(frozen=True, slots=True)
class CandidateSentence:
    """A sentence of the evidence: its place in the article, its features by name, and the
    sentence before it in its passage ("" for the first)."""

    evidence: Evidence
    start: int
    end: int
    features: dict[str, float]
    before: str = ""

    @property
    def text(self) -> str:
        """Return it as shown: the exact sentence, on one line."""
        return " ".join(self.evidence.passage.article.text[self.start : self.end].split())

    @property
    def language(self) -> Language:
        """Return the language of its article."""
        return self.evidence.passage.article.language


@dataclass(frozen=True, slots=True)
class Sought:
    """A question taken apart once, for all sentences."""

    question: str
    language: Language
    wanted: Wanted
    kind: Asked
    analyzer: Analyzer

    def share(self, own: bool, *texts: str) -> float:
        """Return the share of the question that stands in one of the texts."""
        return self.wanted.coverage(*texts) if own else self.wanted.key_coverage(*texts)


def candidates(
    question: str, language: Language, wanted: Wanted, evidence: Sequence[Evidence]
) -> list[CandidateSentence]:
    """Return the sentences of the evidence, which is given best first, but for `meaning` and
    `reading`.

    Sentences that look like prompt injection are left out.
    """
    sought = Sought(question, language, wanted, asked(question), wanted.analyzer)
    found: list[CandidateSentence] = []
    for of_it in ("ar", "en"):
        half = [one for one in evidence if one.passage.article.language == of_it]
        best = max((one.passage.score for one in half), default=0.0) or 1.0
        for rank, one in enumerate(half):
            standing = {"score": one.passage.score / best, "rank": 1 / (1 + rank)}
            found.extend(_of_passage(sought, one, standing))
    return found


def _of_passage(
    sought: Sought, evidence: Evidence, standing: dict[str, float]
) -> Iterator[CandidateSentence]:
    """Yield the sentences of one passage."""
    chunk, article = evidence.passage.chunk, evidence.passage.article
    spans = without_injections(chunk.text, split_sentences(chunk.text))
    texts = [chunk.text[start:end] for start, end in spans]
    title = article.title if article.titled else ""
    own = article.language == sought.language
    common = {
        **standing,
        "bias": 1.0,
        "passage": sought.share(own, title, chunk.text),
        "about": sought.share(own, title, _opening(article.text)),
    }
    boilerplate = boilerplate_spans(article.text)
    for at, (start, end) in enumerate(spans):
        place = (chunk.start + start, chunk.start + end)
        kind = answers(sought.kind, sought.question, texts[at], sought.analyzer.glossary) - NEUTRAL
        features = {
            **common,
            **_shares(sought, own, title, texts, at),
            "kind": kind,
            "kindless": float(kind < _MISSING and sought.kind.kind in _PLAIN),
            "lead": float(not article.text[: place[0]].strip()),
            "caption": float(stands_in(boilerplate, *place)),
            "length": math.log1p(len(content_stems(texts[at]))),
        }
        before = texts[at - 1] if at else ""
        yield CandidateSentence(evidence, *place, features, before)


# A text is asked for many of its sentences, and for many questions.
@lru_cache(maxsize=1 << 10)
def _opening(text: str) -> str:
    begun = text[:_OPENING]
    return " ".join(begun[start:end] for start, end in split_sentences(begun)[:2])


def _shares(
    sought: Sought, own: bool, title: str, texts: Sequence[str], at: int
) -> dict[str, float]:
    """Return how much of the question stands in a sentence, and with what is around it."""
    near = (title, texts[at])
    return {
        "words": sought.share(own, texts[at]),
        "titled": sought.share(own, *near),
        "before": sought.share(own, *near, *texts[max(0, at - 1) : at]),
        "behind": sought.share(own, *near, *texts[at + 1 : at + 2]),
    }
