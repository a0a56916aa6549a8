"""Holds what a model writes to the rules of points, besides what its sources support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.briefs.model.lone_points import headline_needs, why_not_alone
from rag.briefs.model.model_reply import DraftClaim
from rag.briefs.model.point_days import days_apart
from rag.briefs.model.replaced_figures import FigureHistories, Replaced
from rag.briefs.repeated_points import repeated_points
from rag.llm.prompt_layout import LABEL_LENGTH
from rag.messages.point_faults import point_fault
from rag.protocols import Embedder
from rag.records import Article, Citation, Evidence, Language
from rag.text.analyzer import Analyzer
from rag.text.display import day


class PointRules:
    """The rules that a point of a story must keep, whoever writes it.

    It can be printed by itself, its days can be told without the day of publication, and it tells
    no figure that a newer article replaced without the newer one. `evidence` are all passages of
    the articles, with the numbers of the brief.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        evidence: Sequence[Evidence],
        analyzer: Analyzer,
        encoder: Embedder | None = None,
    ) -> None:
        self._evidence = evidence
        self._analyzer = analyzer
        self._encoder = encoder
        self._histories = FigureHistories(articles, analyzer)

    def broken(self, text: str, claim: DraftClaim, language: Language) -> tuple[str, ...]:
        """Return what is wrong with a point by itself, in its language; empty for nothing."""
        found = []
        if lack := why_not_alone(text, claim.citations, language):
            found.append(point_fault(lack, language))
        if days_apart(text, claim.citations, language):
            found.append(point_fault("days_apart", language))
        if replaced := self._histories.replaced(text, claim.citations, language):
            found.append(_outdated(replaced, language))
        return tuple(found)

    def may_head(self, text: str, citations: Sequence[Citation], language: Language) -> bool:
        """Tell whether a text can stand over a brief: a headline need not be a sentence."""
        return not (
            headline_needs(text, language)
            or days_apart(text, citations, language)
            or self._histories.replaced(text, citations, language)
        )

    def with_newest(self, claim: DraftClaim, *texts: str, language: Language) -> DraftClaim:
        """Return a claim that also cites the newer figures which its texts lack.

        Without them a text could not tell the newer figure, because its sources would not say so.
        """
        for text in texts:
            replaced = self._histories.replaced(text, claim.citations, language)
            added = self._renumbered(replaced.newest.citation) if replaced else None
            if added and added not in claim.citations:
                claim = replace(claim, citations=(added, *claim.citations))
        return claim

    def repeated(self, texts: Sequence[str], language: Language) -> dict[int, int]:
        """Return the place of each text that tells what a fuller one tells, with that one's place.

        Of two that are as long the first one counts as the fuller one.
        """
        fullest = sorted(range(len(texts)), key=lambda at: -len(texts[at].split()))
        ordered = [texts[at] for at in fullest]
        pairs = repeated_points(ordered, language, self._analyzer, self._encoder)
        return {fullest[at]: fullest[before] for at, before in pairs}

    def _renumbered(self, citation: Citation) -> Citation | None:
        """Return a citation on the passage of the brief that holds it; None where none does."""
        return next(
            (
                Citation(one, citation.start, citation.end)
                for one in self._evidence
                if one.passage.article.id == citation.article.id
                and one.passage.chunk.start <= citation.start
                and citation.end <= one.passage.chunk.end
            ),
            None,
        )


def newest_first(claims: Sequence[DraftClaim]) -> list[DraftClaim]:
    """Return claims by the day of the newest article that they cite, those without a day last.

    Those of one day stay in their order.
    """
    return sorted(claims, key=_newest_day, reverse=True)


def _newest_day(claim: DraftClaim) -> int:
    days = (one.article.published_at for one in claim.citations)
    return max((one.toordinal() for one in days if one), default=0)


def _outdated(replaced: Replaced, language: Language) -> str:
    newest = replaced.newest
    when = day(newest.day, language) if newest.day else ""
    outlet = (newest.citation.article.outlet or "")[:LABEL_LENGTH]
    where = ("، " if language == "ar" else ", ").join(filter(None, (outlet, when)))
    return point_fault(
        "outdated",
        language,
        what=replaced.older.value,
        other=newest.value,
        where=where or newest.citation.article.title[:LABEL_LENGTH],
    )
