"""Compares the units of a claim's figures with those that its source gives the same figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.grounding.analyzed_text import AnalyzedText, SourceText
from rag.messages.reasons import Finding
from rag.records import Status
from rag.text.analysis.folding import normalize
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import content_stem
from rag.text.facts import Facts, missing
from rag.text.facts.figure_units import Measure, Measures, measures

_STRICT = frozenset(["time", "measure", "money"])
"""Classes of units whose absence is to be looked at. "Degrees" may be a magnitude, "points" and
"people" are easily left out; so are the years of an age, and a container has many names."""

_LOOSE = frozenset(["year", "sack", "crate"])
_COUNTED = re.compile(r"[\s-]{1,2}([^\W\d_]+)")


def compare_units(
    claim: AnalyzedText, source: SourceText, said: Facts, *, sure: bool
) -> Iterator[Finding]:
    """Yield a finding for each figure that has another unit in the source than in the claim.

    Figures that the source does not have are not compared. `said` are the sentences that the claim
    is based on; a figure is looked for there first. `sure` says that they are on the same matter,
    so that another unit contradicts the claim.
    """
    own = measures(claim.facts)
    if not own.figures:
        return
    here = measures(said)
    for one in own.figures:
        if one.units or one.rate:
            yield from _finding(one, claim, here, source, said, sure=sure)
        if not one.units:
            yield from _other_thing(one, claim, here, source, said)


def _everywhere(here: Measures, source: SourceText) -> Iterator[Measures]:
    """Yield the figures and units of the claim's sentences, of all others and of the context."""
    yield here
    for one in (*source.sentences, source.context):
        yield measures(one.facts)


def _other_thing(
    one: Measure, claim: AnalyzedText, here: Measures, source: SourceText, said: Facts
) -> Iterator[Finding]:
    """Yield a finding where the claim counts by a word that is no unit what the source measures.

    The source does not have that word at all: 600 crates for 600 tonnes.
    """
    same = [other for other in here.figures if one.fact.strict and _equal(one, other)]
    counted = _COUNTED.match(claim.text, one.end)
    if not same or not counted or not all(map(_must_be_named, same)):
        return
    stem = content_stem(normalize(counted[1]))
    if stem and not source.mentions(stem, counted[1]):
        yield _instead("check", claim.text[one.start : counted.end()], same[0], said.text)


def _finding(
    one: Measure,
    claim: AnalyzedText,
    here: Measures,
    source: SourceText,
    said: Facts,
    *,
    sure: bool,
) -> Iterator[Finding]:
    """Yield what is wrong with the unit of one figure, if anything is."""
    same = [other for other in here.figures if _equal(one, other)]
    among = same or [
        other for some in _everywhere(here, source) for other in some.figures if _equal(one, other)
    ]
    what = claim.text[one.start : one.end]
    fitting = [other for other in among if _fits(one, other)]
    if fitting:
        yield from _rates(one, fitting, what, here, source, said, sure=sure and bool(same))
        return
    if not among or not one.units:
        return
    named = any(_compatible(one.units, some.units) for some in _everywhere(here, source))
    against = [other for other in among if other.units and other.kind == one.kind]
    if against and not (named and len(against) < len(among)):
        status: Status = "check"
        # Translators write percent where percentage points are meant.
        loose = one.kind == "ratio" and detect_language(claim.text) != detect_language(said.text)
        if sure and same and len(against) == len(among) and not loose:
            status = "contradicted"
        text = said.text if same else ""
        yield _instead(status, what, against[0], text)
    elif not named and _must_be_named(one):
        yield Finding("check", "missing", {"what": what})


def _rates(
    one: Measure,
    fitting: Sequence[Measure],
    what: str,
    here: Measures,
    source: SourceText,
    said: Facts,
    *,
    sure: bool,
) -> Iterator[Finding]:
    """Yield a finding where the source counts a figure by the week and the claim by the day."""
    if not one.rate or not one.fact.strict or any(other.rate == one.rate for other in fitting):
        return
    against = [other for other in fitting if other.rate]
    if len(against) == len(fitting):
        yield _instead("contradicted" if sure else "check", what, against[0], said.text)
    elif (
        one.units
        and one.kind != "ratio"
        and not any(one.rate in some.rates for some in _everywhere(here, source))
    ):
        yield Finding("check", "missing", {"what": what})


def _instead(status: Status, what: str, other: Measure, text: str) -> Finding:
    """Return a finding that names the source's figure with its unit, if it is in `text`."""
    if not text:
        return Finding(status, "missing", {"what": what})
    return Finding(status, "swapped", {"what": what, "other": text[other.start : other.end]})


def _equal(one: Measure, other: Measure) -> bool:
    """Tell whether two figures are the same, under any reading or rounded."""
    if not one.fact.readings.isdisjoint(other.fact.readings):
        return True
    scaled = one.fact.scaled or other.fact.scaled
    return scaled and not missing(Facts("", (one.fact,)), Facts("", (other.fact,)))


def _must_be_named(one: Measure) -> bool:
    """Tell whether a source that has the figure would not leave its unit out."""
    return (
        one.kind in _STRICT
        and one.fact.strict
        and len(one.units) == 1
        and one.units.isdisjoint(_LOOSE)
    )


def _fits(one: Measure, other: Measure) -> bool:
    """Tell whether two figures have the same unit, or both none that is known."""
    return _compatible(one.units, other.units) if one.units else not other.units


def _compatible(units: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether units may be the same; dollars may be those of any country."""
    return any(
        one == other or one.startswith(f"{other}:") or other.startswith(f"{one}:")
        for one in units
        for other in others
    )
