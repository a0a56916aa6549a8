"""Checks a sentence against single passages, and against several together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rag.grounding.analyzed_text import PublicationDays, bags_of
from rag.grounding.claim_check import check_in_context
from rag.grounding.tuning import ADDS, MOST_TRIED
from rag.records import Article, Evidence, Language, Passage, Status, Verdict
from rag.text.analyzer import Analyzer

_LEAST_TELLING_FIRST: tuple[Status, ...] = (
    "unsupported",
    "contradicted",
    "unverified",
    "check",
    "supported",
    "quoted",
)


@dataclass(frozen=True, slots=True)
class PassageChecks:
    """The verdicts on one sentence; each passage is checked once.

    `language` is that of the reader; `rarity`, `copied` and `analyzer` are as in `check_claim`.
    """

    text: str
    language: Language
    rarity: Callable[[str], float] | None
    copied: bool
    analyzer: Analyzer
    _known: dict[tuple[str, str, PublicationDays], Verdict] = field(default_factory=dict)

    def alone(self, passage: Passage) -> Verdict:
        """Return the verdict by one passage."""
        return self._check(*_by_itself(passage))

    def best(self, passages: Sequence[Passage]) -> Verdict:
        """Return the best verdict by one of the passages, or by all of them together.

        Raises `ValueError` for no passages.
        """
        best: Verdict | None = None
        for attempt in _attempts(passages):
            verdict = self._check(*attempt)
            best = verdict if best is None else max(best, verdict, key=_rank)
            if verdict.sound:
                break
        if best is None:
            raise ValueError("there are no passages to check against")
        return best

    def of_citation(self, passage: Passage, passages: Sequence[Passage], whole: Verdict) -> Verdict:
        """Return the verdict on what one of the cited passages does for the sentence.

        That is the verdict by this passage alone, unless it fails and another one needs it beside
        itself: then it does its part for the verdict on the `whole` sentence.
        """
        own = self.alone(passage)
        if not own.failed or whole.failed:
            return own
        others = [other for other in passages if other is not passage]
        without = [others, *([other] for other in others)] if len(others) > 1 else [others]
        if any(self._adds(passage, to) for to in without if to):
            return replace(whole, reasons=() if whole.sound else own.reasons)
        return own

    def sound_one(self, evidence: Iterable[Evidence]) -> tuple[Evidence, Verdict] | None:
        """Return the passage that supports the sentence, with its verdict, or None.

        Only the passages that share most with the sentence are checked, the most similar first.
        """
        similar = sorted(evidence, key=lambda one: -self._shared(one.passage))
        for one in similar[:MOST_TRIED]:
            verdict = self.alone(one.passage)
            if verdict.sound:
                return one, verdict
        return None

    def _shared(self, passage: Passage) -> int:
        """Return how many stems and keys a passage shares with the sentence."""
        own = bags_of(self.text, self.analyzer)
        given = bags_of(passage.chunk.text, self.analyzer)
        return len(own.stems.keys() & given.stems.keys()) + len(own.keys.keys() & given.keys.keys())

    def _adds(self, passage: Passage, others: Sequence[Passage]) -> bool:
        """Tell whether other passages do more for the sentence with this one beside them."""
        alone, together = self.best(others), self.best([*others, passage])
        if together.failed:
            return False
        return alone.failed or together.sound > alone.sound or together.score >= alone.score + ADDS

    def _check(self, cited: str, context: str, days: PublicationDays) -> Verdict:
        key = (cited, context, days)
        if key not in self._known:
            self._known[key] = check_in_context(
                self.text,
                cited,
                context=context,
                days=days,
                language=self.language,
                rarity=self.rarity,
                copied=self.copied,
                analyzer=self.analyzer,
            )
        return self._known[key]


def _rank(verdict: Verdict) -> tuple[int, float]:
    """Return the place of a verdict among those of several passages.

    That one passage says otherwise counts for more than that another does not say it.
    """
    return _LEAST_TELLING_FIRST.index(verdict.status), verdict.score


def _attempts(passages: Sequence[Passage]) -> Iterator[tuple[str, str, PublicationDays]]:
    """Yield what to check against, each with its context and its days of publication.

    First come the passages one by one, then all passages of a language together, with those of the
    other language as context.
    """
    for passage in passages:
        yield _by_itself(passage)
    if len(passages) == 1:
        return
    by_language: dict[Language, list[Passage]] = {}
    for passage in passages:
        by_language.setdefault(passage.article.language, []).append(passage)
    known = _known_of(passage.article for passage in passages)
    for language, own in by_language.items():
        beside = [one.chunk.text for one in passages if one.article.language != language]
        text, days = _joined(own)
        yield text, "\n\n".join([known, *beside]), days


def _by_itself(passage: Passage) -> tuple[str, str, PublicationDays]:
    text, days = _joined([passage])
    return text, _known_of([passage.article]), days


def _joined(passages: Sequence[Passage]) -> tuple[str, PublicationDays]:
    """Return the text of passages, and where the part of each ends with its day of publication."""
    text, days = "", list[tuple[int, date | None]]()
    for passage in passages:
        text += ("\n\n" if text else "") + passage.chunk.text
        days.append((len(text), passage.article.published_at))
    return text, tuple(days)


def _known_of(articles: Iterable[Article]) -> str:
    """Return title, outlet and day of the articles, one on each line."""
    lines = [
        line
        for article in articles
        for line in (article.title, article.outlet, _day(article))
        if line
    ]
    return "\n".join(dict.fromkeys(lines))


def _day(article: Article) -> str:
    return article.published_at.isoformat() if article.published_at else ""
