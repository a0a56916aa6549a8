"""Finds the figures in a model's text that a newer article of the story replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.briefs.figures.counted_figure import CountedFigure
from rag.briefs.figures.counted_figures import figures
from rag.briefs.figures.figure_relations import alike
from rag.briefs.figures.updates import updates
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.records import Article, Chunk, Citation, Claim, Evidence, Language, Passage
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class Replaced:
    """A figure that a text tells as `older`, and the claim that replaced it."""

    older: Claim
    newest: Claim


@dataclass(frozen=True, slots=True)
class _History:
    """The states of one figure as claims, each with what it counts; the last one is the latest."""

    claims: tuple[Claim, ...]
    states: tuple[CountedFigure, ...]


class FigureHistories:
    """Knows how the figures of a story changed from article to article."""

    def __init__(self, articles: Sequence[Article], analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._histories = [
            _History(update.claims, tuple(found))
            for update in updates(articles, analyzer)
            if len(found := [one for claim in update.claims for one in self._of_claim(claim)])
            == len(update.claims)
        ]

    def replaced(
        self, text: str, citations: Sequence[Citation], language: Language
    ) -> Replaced | None:
        """Return the first figure of a text that was replaced by one that it does not tell."""
        if not self._histories:
            return None
        told = [
            figure
            for start, end in split_sentences(text)
            for figure in figures(_as_line(text[start:end], language), self._analyzer)
        ]
        for history in self._histories:
            newest = history.states[-1]
            if any(_same_value(one, newest) for one in told):
                continue
            for claim, state in zip(history.claims[:-1], history.states, strict=False):
                cited = any(_overlap(one, claim.citation) for one in citations)
                if any(_is_state(one, state, cited=cited) for one in told):
                    return Replaced(claim, history.claims[-1])
        return None

    def _of_claim(self, claim: Claim) -> list[CountedFigure]:
        """Return the figure of a claim with what it counts, in a list of one at most."""
        cited = claim.citation
        line = SourceSentence(cited.evidence, cited.start, cited.end, place=0)
        found = figures(line, self._analyzer)
        return [one for one in found if one.written == claim.value][:1]


def _as_line(text: str, language: Language) -> SourceSentence:
    """Return a sentence as that of an article, so that its figures can be read."""
    article = Article("", text, "", language, "")
    chunk = Chunk("", "", 0, len(text), text)
    passage = Passage(chunk, article, score=1.0, coverage=1.0, outcome="answered")
    return SourceSentence(Evidence(1, passage), 0, len(text), place=0)


def _same_value(one: CountedFigure, state: CountedFigure) -> bool:
    return one.unit == state.unit and alike(one, state)


def _is_state(one: CountedFigure, state: CountedFigure, *, cited: bool) -> bool:
    """Tell whether a figure of a text is an earlier state of a history.

    It must be of the same kind, and of the same countries where both name some; where the sentence
    of the state is not `cited`, the kind must be known.
    """
    if not _same_value(one, state) or one.kind != state.kind:
        return False
    if one.own_places and state.own_places and one.own_places.isdisjoint(state.own_places):
        return False
    return cited or (one.kind is not None and one.scope == state.scope)


def _overlap(one: Citation, other: Citation) -> bool:
    """Tell whether two citations have words in common."""
    return one.article.id == other.article.id and one.start < other.end and other.start < one.end
