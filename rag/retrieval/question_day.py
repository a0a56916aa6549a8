"""Holds the day that a question names against the day of each article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from rag.records import Article, Chunk, Passage
from rag.retrieval.tuning import DAY_SHARE, DAYS_LATER, LONGEST_PERIOD
from rag.text.analysis.tokenizer import words
from rag.text.facts import facts
from rag.text.periods import period

_DATE = re.compile(r"(-|\d{4})-(\d\d)-(\d\d)")

AnyHit = TypeVar("AnyHit", bound=tuple[Any, ...])
Found = Mapping[str, tuple[Chunk, Article]]
"""Chunks with their articles, by the id of the chunk."""


@dataclass(frozen=True, slots=True)
class QuestionDay:
    """The first and the last day that a question names, and the words that name them."""

    first: date
    last: date
    said: str

    def dated(self, found: Found) -> Found:
        """Return the same chunks; the articles that are of these days say so in their titles.

        An article tells its day in no sentence, so the words that name it would count as missing.
        `undated` gives the articles back as they are.
        """
        return {
            name: (
                chunk,
                _named(article, self.said) if self.suits(article, chunk.text) else article,
            )
            for name, (chunk, article) in found.items()
        }

    def ordered(self, hits: Sequence[AnyHit], found: Found) -> list[AnyHit]:
        """Return hits, whose second field is their score, those of these days before others that
        are hardly better."""

        def preference(hit: AnyHit) -> float:
            score: float = hit[1]
            if hit[0] not in found:
                return -score
            chunk, article = found[hit[0]]
            return -score * (1 + DAY_SHARE * self.suits(article, chunk.text))

        return sorted(hits, key=preference)

    def suits(self, article: Article, text: str) -> bool:
        """Tell whether an article is of these days or soon after, or its `text` names one."""
        published = article.published_at
        if published and self.first <= published <= self.last + timedelta(days=DAYS_LATER):
            return True
        year = published.year if published else None
        return any(self._names(fact.key, year) for fact in facts(text).facts if fact.kind == "date")

    def _names(self, key: str, year: int | None) -> bool:
        """Tell whether the key of a date is one of these days; `year` is that of the article."""
        match = _DATE.fullmatch(key)
        if match is None or (match[1] == "-" and year is None):
            return False
        written = f"{year if match[1] == '-' else match[1]}-{match[2]}-{match[3]}"
        return self.first.isoformat() <= written <= self.last.isoformat()


def undated(passages: Sequence[Passage], found: Found) -> list[Passage]:
    """Return passages of `QuestionDay.dated` articles with the articles as they are."""
    return [replace(one, article=found[one.chunk.id][1]) for one in passages]


def question_day(question: str) -> QuestionDay | None:
    """Return the day or month that a question names, if it names one with its year.

    A year alone is seldom that of the article, but of what is asked for.
    """
    days, left = period(question)
    if days is None or days[1] - days[0] > timedelta(days=LONGEST_PERIOD):
        return None
    kept = words(left)
    return QuestionDay(*days, " ".join(one for one in words(question) if one not in kept))


def _named(article: Article, said: str) -> Article:
    return replace(article, title=f"{article.title}\n{said}")
