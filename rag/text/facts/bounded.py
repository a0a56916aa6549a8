"""Compares two numbers with what limits them: is 60,643 more than 60,000?"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Literal

from rag.text.facts.fact import Fact

Standing = Literal["stated", "doubtful", "missing"]
"""Whether a source states a fact, leaves it open, or states no such thing or another."""

# For a claim's kind of limit (rows; "" for none) and the source's with the same number: s stated,
# d doubtful, m missing. What the source says more exactly is stated; what it leaves open is
# doubtful; what it rules out (almost 100 is not more than 100) is missing.
_KINDS = ("", "more", "over", "least", "less", "most", "until", "about", "almost", "low", "high")
_SAME = {
    # claim  "" more over least less most until about almost low high
    "": "s d s d d d s s d d d",
    "more": "d s s d m m m d m d m",
    "over": "s s s s m m d d d d d",
    "least": "s s s s m m d d m s d",
    "less": "d m m m s s d d d m d",
    "most": "d m m m s s s d d d s",
    "until": "s m d m s s s d d d s",
    "about": "s d s d d d s s s d d",
    "almost": "d m m m d d d s s d d",
    "low": "s d d d m m d d d s m",
    "high": "s m d m d d s d d m s",
}
_TABLE: dict[tuple[str, str], Standing] = {
    (claim, source): {"s": "stated", "d": "doubtful", "m": "missing"}[mark]  # type: ignore[misc]
    for claim, row in _SAME.items()
    for source, mark in zip(_KINDS, row.split(), strict=True)
}
# Not tuned. About 50 is said of 48 and 52 as news rounds to the next five or ten; 45 or 55 are
# farther than most readers would expect, and are to be looked at.
_LARGEST = Decimal(10) ** 20  # Decimal divides no numbers of more than 28 digits
_NEAR, _FAR = Decimal("0.05"), Decimal("0.1")


def same_number(claim: Fact, source: Fact) -> Standing:
    """Return how far a source's fact states a claim's fact of the same number."""
    return _TABLE[_kind(claim), _kind(source)]


def other_number(claim: Fact, source: Fact) -> Standing:
    """Return how far a source's fact states a claim's fact of another number.

    `missing` is returned too where the two are no numbers of one kind.
    """
    own, given = value_of(claim), value_of(source)
    if own is None or given is None or claim.kind != source.kind or own <= 0 or given <= 0:
        return "missing"
    if claim.bound is None or claim.bound.kind == "range":
        return _plain(claim, own, source, given)
    kind = claim.bound.kind
    if kind in ("more", "over", "least"):
        return _above(own, source, given)
    if kind in ("less", "most", "until"):
        return _below(own, source, given)
    most = own if kind == "almost" else own * (1 + _FAR)
    if not own * (1 - _FAR) <= given <= most:
        return "missing"
    near = abs(given - own) <= _NEAR * own and _kind(source) in ("", "about")
    return "stated" if near else "doubtful"


def value_of(fact: Fact) -> Decimal | None:
    """Return the value of a number or a percentage, or None for a fact of another kind."""
    if fact.kind not in ("number", "percent"):
        return None
    try:
        return Decimal(fact.key.removesuffix("%"))
    except InvalidOperation:
        return None


def _kind(fact: Fact) -> str:
    """Return the kind of a fact's limit, `low` and `high` for the ends of a range."""
    if fact.bound is None:
        return ""
    if fact.bound.kind != "range":
        return fact.bound.kind
    return "high" if value_of(fact) == fact.bound.high else "low"


def _plain(claim: Fact, own: Decimal, source: Fact, given: Decimal) -> Standing:
    """Return how far a source states a number that a claim gives as it is.

    What lies within the limits of the source is doubtful, for the source does not say it.
    """
    bound = source.bound
    if bound is None or (claim.bound is not None and claim.bound.kind == "range"):
        return "missing"
    if bound.kind == "range":
        inside = bound.low < own < bound.high
    elif bound.kind in ("more", "over", "least"):
        inside = given < own <= _reach(given)
    elif bound.kind in ("less", "most", "until", "almost"):
        inside = given / 2 <= own < given
    else:
        inside = abs(given - own) <= _FAR * given
    return "doubtful" if inside else "missing"


def _above(own: Decimal, source: Fact, given: Decimal) -> Standing:
    """Return how far a source states that something is more than `own`."""
    if source.bound is not None and source.bound.kind == "range":
        if source.bound.low < own < source.bound.high:
            return "doubtful"
        given = source.bound.low
    if given <= own or _kind(source) in ("less", "most", "until"):
        return "missing"
    exact = _kind(source) in ("", "about", "low", "high")
    return "stated" if exact and given <= _reach(own) else "doubtful"


def _below(own: Decimal, source: Fact, given: Decimal) -> Standing:
    """Return how far a source states that something is less than `own`."""
    if source.bound is not None and source.bound.kind == "range":
        if source.bound.low < own < source.bound.high:
            return "doubtful"
        given = source.bound.high
    if given >= own or _kind(source) in ("more", "over", "least"):
        return "missing"
    exact = _kind(source) in ("", "about", "almost", "low", "high")
    return "stated" if exact and own <= _reach(given) else "doubtful"


def _reach(value: Decimal) -> Decimal:
    """Return up to where a number is told as more than `value`.

    A writer who rounds down keeps the first digits: more than 60,000 is said of up to 70,000, and
    more than 150 of up to 160 or a tenth more, whatever is farther.
    """
    step = Decimal(1)
    while step * 10 <= value <= _LARGEST and value % (step * 10) == 0:
        step *= 10
    return value + max(step, value * _FAR)
