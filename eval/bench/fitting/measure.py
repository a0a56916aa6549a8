"""What the fitted model refuses, part by part, and its risk over its coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.bench.fitting.examples import Example
from eval.bench.harness import Measurement
from eval.measures import mean
from rag.records import Language
from rag.retrieval.relevance.logistic import Kind, Model

_NAMES: tuple[tuple[Language, str], ...] = (("ar", "Arabic"), ("en", "English"))
_PARTS = (("held", "held out"), ("fit", "fitted on"))


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the table: questions of some `sets` asked of a library, which answers them or does
    not. An empty `part` is both; `without` is whether their story was taken out, None for either.
    """

    name: str
    library: str
    language: Language
    sets: str
    answerable: bool
    part: str = ""
    without: bool | None = None

    def holds(self, one: Example) -> bool:
        """Tell whether an example belongs to the group."""
        posed = one.posed
        return (
            one.library == self.library
            and posed.language == self.language
            and posed.set in self.sets.split()
            and one.answerable == self.answerable
            and self.part in ("", posed.part)
            and self.without in (None, one.without)
        )


def groups() -> list[Group]:
    """Return the rows of the table."""
    by_part = [group for part, told in _PARTS for group in _of_part(part, told)]
    return [*by_part, *_natural(), *_held_out(), *_across()]


def _of_part(part: str, told: str) -> Iterator[Group]:
    """Yield what is measured on the part held out as on the part fitted on."""
    large = f"24,000 articles, Arabic, absent (ARCD), {told}"
    yield Group(large, "ant", "ar", "arcd", False, part)
    for language, name in _NAMES:
        archive, samples = f"24,000 articles, {name}", f"samples, {name}"
        yield Group(f"{archive}, absent (suite), {told}", "ant", language, "news", False, part)
        own = f"{archive}, answerable (own 60), {told}"
        yield Group(own, "ant", language, "ant", True, part)
        suite = f"{samples}, answerable (suite), {told}"
        yield Group(suite, "samples", language, "news", True, part)
        gone = f"{samples}, absent: story taken out (suite), {told}"
        yield Group(gone, "samples", language, "news", False, part, without=True)
    yield Group(f"ARCD paragraphs, answerable, {told}", "arcd", "ar", "arcd", True, part)
    subject = f"ARCD paragraphs, absent: subject taken out, {told}"
    yield Group(subject, "arcd", "ar", "arcd", False, part)


def _natural() -> Iterator[Group]:
    """Yield the dev half of the natural questions."""
    for language, name in _NAMES:
        of_it = f"samples, {name}"
        answered = f"{of_it}, answerable (natural, dev half), fitted on"
        yield Group(answered, "samples", language, "natural", True)
        absent = f"{of_it}, absent subjects (natural, dev half), fitted on"
        yield Group(absent, "samples", language, "natural", False, without=False)
        near = f"{of_it}, near misses (natural, dev half), fitted on"
        yield Group(near, "samples", language, "natural-near", False)


def _held_out() -> Iterator[Group]:
    """Yield what nothing is fitted on."""
    absent = "samples, Arabic, absent (ARCD, MLQA), held out"
    yield Group(absent, "samples", "ar", "arcd mlqa", False, "held")
    for name, title in (("mlqa", "MLQA"), ("kaif", "KaifLematha")):
        yield Group(f"{title} paragraphs, answerable, held out", name, "ar", name, True)
        gone = f"{title} paragraphs, absent: subject taken out, held out"
        yield Group(gone, name, "ar", name, False)
        large = f"24,000 articles, Arabic, absent ({title}), held out"
        yield Group(large, "ant", "ar", name, False)
        among = f"{title} among 24,000 articles, answerable, held out"
        yield Group(among, "big", "ar", name, True)


def _across() -> Iterator[Group]:
    """Yield the suite's questions over the samples of the other language alone."""
    ways: tuple[tuple[str, Language, str], ...] = (
        ("samples-ar", "en", "English over Arabic samples"),
        ("samples-en", "ar", "Arabic over English samples"),
    )
    for library, language, way in ways:
        for part, told in _PARTS:
            for answerable, what in ((True, "answerable"), (False, "absent, near misses")):
                name = f"{way}, {what} (suite), {told}"
                yield Group(name, library, language, "news", answerable, part)


def table(
    examples: Sequence[Example], models: Mapping[Kind, Model], *, encoder: bool
) -> Iterator[Measurement]:
    """Yield the share refused of each group, and of answerable questions that without any help."""
    for group in groups():
        found = list(filter(group.holds, examples))
        if not found:
            continue
        refused = mean(not one.answered(models, encoder=encoder) for one in found)
        yield Measurement(f"{group.name} (n {len(found)}): refused", refused)
        if group.answerable:
            lost = mean(not one.answered(models, encoder=encoder, kind="may_help") for one in found)
            yield Measurement(f"{group.name} (n {len(found)}): not even of help", lost)


def refused_at(
    answerable: Sequence[Example],
    absent: Sequence[Example],
    models: Mapping[Kind, Model],
    *,
    encoder: bool,
    lost: float,
) -> float:
    """Return the share of `absent` refused where a share `lost` of `answerable` is."""
    kept = [one.probability(models, encoder=encoder) for one in answerable]
    least = float(np.quantile(kept, lost))
    return mean(one.probability(models, encoder=encoder) < least for one in absent)


def risk_coverage(
    answerable: Sequence[Example],
    absent: Sequence[Example],
    models: Mapping[Kind, Model],
    *,
    encoder: bool,
) -> list[tuple[float, float]]:
    """Return (coverage, risk) for falling thresholds, were every answerable question joined by one
    that is not: coverage is the share of answerable questions answered, risk the share of answers
    to questions without one."""
    kept = np.array([one.probability(models, encoder=encoder) for one in answerable])
    wrong = np.array([one.probability(models, encoder=encoder) for one in absent])
    points = []
    for least in np.linspace(0.99, 0.01, 50):
        covered, taken = float((kept >= least).mean()), float((wrong >= least).mean())
        if covered + taken > 0:
            points.append((covered, taken / (covered + taken)))
    return points
