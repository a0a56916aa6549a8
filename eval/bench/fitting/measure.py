"""What the fitted model refuses, part by part, and its risk over its coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from eval.bench.fitting.examples import Example
from eval.bench.harness import Measurement
from eval.measures import mean
from rag.retrieval.relevance.logistic import Kind, Model

Chosen = Callable[[Example], bool]


def groups() -> Iterator[tuple[str, bool, Chosen]]:
    """Yield (name, answerable, which) for each row of the table."""

    def of(
        library: str, language: str, sets: str, *, answerable: bool, part: str = "", **more: bool
    ) -> Chosen:
        def chosen(one: Example) -> bool:
            posed = one.posed
            return (
                one.library == library
                and posed.language == language
                and posed.set in sets.split()
                and one.answerable == answerable
                and part in ("", posed.part)
                and all(getattr(one, name) == value for name, value in more.items())
            )

        return chosen

    for part, told in (("held", "held out"), ("fit", "fitted on")):
        yield (
            f"24,000 articles, Arabic, absent (ARCD), {told}",
            False,
            of("ant", "ar", "arcd", answerable=False, part=part),
        )
        for language, name in (("ar", "Arabic"), ("en", "English")):
            yield (
                f"24,000 articles, {name}, absent (suite), {told}",
                False,
                of("ant", language, "news", answerable=False, part=part),
            )
            yield (
                f"24,000 articles, {name}, answerable (own 60), {told}",
                True,
                of("ant", language, "ant", answerable=True, part=part),
            )
            yield (
                f"samples, {name}, answerable (suite), {told}",
                True,
                of("samples", language, "news", answerable=True, part=part),
            )
            yield (
                f"samples, {name}, absent: story taken out (suite), {told}",
                False,
                of("samples", language, "news", answerable=False, part=part, without=True),
            )
        yield (
            f"ARCD paragraphs, answerable, {told}",
            True,
            of("arcd", "ar", "arcd", answerable=True, part=part),
        )
        yield (
            f"ARCD paragraphs, absent: subject taken out, {told}",
            False,
            of("arcd", "ar", "arcd", answerable=False, part=part),
        )
    for language, name in (("ar", "Arabic"), ("en", "English")):
        yield (
            f"samples, {name}, answerable (natural, dev half), fitted on",
            True,
            of("samples", language, "natural", answerable=True),
        )
        yield (
            f"samples, {name}, absent subjects (natural, dev half), fitted on",
            False,
            of("samples", language, "natural", answerable=False, without=False),
        )
        yield (
            f"samples, {name}, near misses (natural, dev half), fitted on",
            False,
            of("samples", language, "natural-near", answerable=False),
        )
    yield (
        "samples, Arabic, absent (ARCD, MLQA), held out",
        False,
        of("samples", "ar", "arcd mlqa", answerable=False, part="held"),
    )
    for name, title in (("mlqa", "MLQA"), ("kaif", "KaifLematha")):
        yield (
            f"{title} paragraphs, answerable, held out",
            True,
            of(name, "ar", name, answerable=True),
        )
        yield (
            f"{title} paragraphs, absent: subject taken out, held out",
            False,
            of(name, "ar", name, answerable=False),
        )
        yield (
            f"24,000 articles, Arabic, absent ({title}), held out",
            False,
            of("ant", "ar", name, answerable=False),
        )
        yield (
            f"{title} among 24,000 articles, answerable, held out",
            True,
            of("big", "ar", name, answerable=True),
        )
    for library, language, way in (
        ("samples-ar", "en", "English over Arabic samples"),
        ("samples-en", "ar", "Arabic over English samples"),
    ):
        for part, told in (("held", "held out"), ("fit", "fitted on")):
            for answerable, what in ((True, "answerable"), (False, "absent, near misses")):
                yield (
                    f"{way}, {what} (suite), {told}",
                    answerable,
                    of(library, language, "news", answerable=answerable, part=part),
                )


def table(
    examples: Sequence[Example], models: Mapping[Kind, Model], *, encoder: bool
) -> Iterator[Measurement]:
    """Yield the share refused of each group, and of answerable questions that without any help."""
    for name, answerable, chosen in groups():
        found = list(filter(chosen, examples))
        if not found:
            continue
        refused = mean(not one.answered(models, encoder=encoder) for one in found)
        yield Measurement(f"{name} (n {len(found)}): refused", refused)
        if answerable:
            lost = mean(not one.answered(models, encoder=encoder, kind="may_help") for one in found)
            yield Measurement(f"{name} (n {len(found)}): not even of help", lost)


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
