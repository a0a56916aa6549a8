"""Collects the metrics of one case, and compares what is cited with the gold sentences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from eval.cases import BriefCase, Gold, QACase, SuiteError
from eval.normalization import contains
from eval.predictions import Prediction


class UnknownMetricError(SuiteError):
    """A metric is named that `eval.metrics` does not list."""


class CaseMetrics:
    """The metrics of a case by dotted name; an undefined one is None, with the reason in `why`.

    Only the names in `registered` are taken. `reasons` says what is wrong with the case, for the
    reader of a report.
    """

    def __init__(self, registered: Collection[str]) -> None:
        self.metrics: dict[str, float | None] = {}
        self.why: dict[str, str] = {}
        self.reasons: list[str] = []
        self._registered = registered

    def put(self, name: str, value: float, reason: str | None = None) -> None:
        """Set a metric, and add a reason if something is wrong.

        Raises `UnknownMetricError` for a name that is not registered.
        """
        self.metrics[self._checked(name)] = round(float(value), 6)
        if reason:
            self.reasons.append(reason)

    def undefined(self, names: Iterable[str], why: str) -> None:
        """Set metrics to None. Raises `UnknownMetricError` for a name that is not registered."""
        for name in names:
            self.metrics[self._checked(name)] = None
            self.why[name] = why

    def _checked(self, name: str) -> str:
        """Return a registered name unchanged and refuse any other."""
        if name not in self._registered:
            raise UnknownMetricError(f"no metric is named {name!r}; add its row to eval/metrics.py")
        return name


CaseScorer = Callable[[CaseMetrics, QACase | BriefCase, Prediction], None]
"""Sets some metrics of a case, and none where it does not apply to the kind of case."""


def for_questions(scorer: Callable[[CaseMetrics, QACase, Prediction], None]) -> CaseScorer:
    """Make a scorer of questions one that passes over briefs."""

    def score(sheet: CaseMetrics, case: QACase | BriefCase, prediction: Prediction) -> None:
        """Score a question."""
        if isinstance(case, QACase):
            scorer(sheet, case, prediction)

    return score


def for_briefs(scorer: Callable[[CaseMetrics, BriefCase, Prediction], None]) -> CaseScorer:
    """Make a scorer of briefs one that passes over questions."""

    def score(sheet: CaseMetrics, case: QACase | BriefCase, prediction: Prediction) -> None:
        """Score a brief."""
        if isinstance(case, BriefCase):
            scorer(sheet, case, prediction)

    return score


def same_sentence(quote: str, gold: Gold) -> bool:
    """Return whether a quote of the gold's article and the gold sentence contain one another."""
    quote, wanted = " ".join(quote.split()), " ".join(gold.quote.split())
    return bool(quote) and (wanted in quote or quote in wanted)


def citations(prediction: Prediction) -> list[Mapping[str, Any]]:
    """Return the citations of the sentences shown, each span once."""
    found = {
        (one["article_id"], one["start"], one["end"]): one
        for sentence in prediction.sentences
        for one in sentence["citations"]
    }
    return list(found.values())


def is_gold(citation: Mapping[str, Any], gold: Sequence[Gold]) -> bool:
    """Return whether a citation quotes a gold sentence."""
    return any(
        citation["article_id"] == one.article and same_sentence(citation["quote"], one)
        for one in gold
    )


def shows_gold(prediction: Prediction, gold: Sequence[Gold]) -> bool:
    """Return whether a gold sentence is cited or contained in the answer."""
    return any(is_gold(one, gold) for one in citations(prediction)) or any(
        contains(prediction.answer, one.quote) for one in gold
    )


def is_right(sentence: Mapping[str, Any], case: QACase) -> bool:
    """Return whether a sentence shown answers the case.

    It must cite a gold sentence, or have an accepted answer in its words and cite an article of the
    gold. The same words cited from another article are about another event, and no answer.
    """
    cited = sentence["citations"]
    if any(is_gold(one, case.gold) for one in cited):
        return True
    articles = {one.article for one in case.gold}
    return any(one["article_id"] in articles for one in cited) and any(
        contains(sentence["text"], answer) for answer in case.answers
    )


def verbatim(sentence: Mapping[str, Any]) -> bool:
    """Return whether a sentence is copied from an article that it cites."""
    text = " ".join(sentence["text"].split())
    return any(text in " ".join(one["quote"].split()) for one in sentence["citations"])


def forbidden_in(text: str, forbidden: Sequence[str]) -> list[str]:
    """Return the forbidden strings that the text contains."""
    return [one for one in forbidden if contains(text, one)]
