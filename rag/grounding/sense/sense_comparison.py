"""Compares the senses of a claim with those of what it is based on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.grounding.sense.arabic_verbs import is_imperfect
from rag.grounding.sense.conditions import is_condition
from rag.grounding.sense.reading import Reading, Sense, is_past
from rag.grounding.sense.unmarked_conditions import begins_answer
from rag.text.analysis.stemming import is_arabic

_RESTATED: Mapping[str, str] = {
    # What did not happen, in the words that say so as well.
    "not": "not without un deny ruleout refuse fail postpone suspend cancel prevent avoid almost "
    "curb",
    "without": "not without un avoid prevent fail curb",
    "un": "not without un fail refuse",
    "deny": "not deny refuse ruleout without",
    "ruleout": "not ruleout deny refuse expect may without",
    "refuse": "not refuse deny ruleout prevent without avoid un",
    "fail": "not fail without avoid un prevent suspend tried curb",
    "postpone": "not postpone suspend curb",
    "suspend": "not suspend postpone cancel prevent fail curb",
    "cancel": "not cancel avoid suspend curb",
    "prevent": "not prevent suspend fail avoid without un refuse cancel curb",
    "avoid": "not avoid cancel prevent refuse without fail curb",
    "almost": "almost fail not tried avoid",
    # What may or will happen, in words as weak or weaker.
    "will": "will plan expect may wish can cond tried",
    "plan": "plan will expect may wish can cond",
    "expect": "expect plan may wish can cond tried",
    "may": "may can expect wish cond alleged ruleout almost",
    "wish": "wish expect plan may can tried cond",
    "tried": "tried wish expect fail not almost can",
    "alleged": "alleged may deny refuse cond not",
    "cond": "cond may wish can alleged not ruleout",
    "twice": "twice",
}
RESTATED: Mapping[str, frozenset[str]] = {
    kind: frozenset(others.split()) for kind, others in _RESTATED.items()
}
MAIN_CLAUSE, MAIN_CLAUSE_ACROSS = 0.6, 0.4
"""The share of a claim's content words that must be in the clause on which a condition is put; less
across languages, where many words are not found."""

LONG_COPY = 12
"""Words of a copy that is taken for whole sentences of its source, and not for a part of one."""

_AT_THE_START = 3
FUTURE = frozenset(["will", "plan", "expect"])
UNCERTAIN = frozenset(["will", "plan", "expect", "may", "wish", "tried", "alleged", "cond"])


@dataclass(frozen=True, slots=True)
class SenseDifference:
    """A sense of one text (of the source, unless `added`) that the other text lacks.

    `exact` says that the other text repeats the word that the sense governs first. `repeated` are
    the places of the governed words that it repeats, in the text that has the sense.
    """

    sense: Sense
    added: bool
    exact: bool
    repeated: tuple[int, ...]


def differences(
    claim: Reading,
    source: Reading,
    pairs: Mapping[int, int] | None = None,
    *,
    across: bool = False,
) -> Iterator[SenseDifference]:
    """Yield the senses of the source that the claim leaves out, and those that it adds.

    Only senses of words that both texts have count. `pairs` gives, for a near-copy, which word of
    the source each word of the claim is; then a sense is only restated over the same words. In free
    wording a sense is restated wherever the other text has one like it.
    """
    if is_long_copy(claim, source, pairs):
        return
    back = None if pairs is None else {there: here for here, there in pairs.items()}
    yield from _unmet(source, claim, back, added=False, across=across)
    yield from _unmet(claim, source, pairs, added=True, across=across)


def _unmet(
    one: Reading,
    other: Reading,
    pairs: Mapping[int, int] | None,
    *,
    added: bool,
    across: bool,
) -> Iterator[SenseDifference]:
    held = other.held if pairs is None else _unpaired(other, pairs)
    for sense in one.senses:
        if sense.kind not in RESTATED or not sense.governed:
            continue
        repeated = tuple(
            at
            for at in sense.governed
            if (pairs is not None and at in pairs) or not one.marks[at].isdisjoint(held)
        )
        exact = sense.governed[0] in repeated
        if len(repeated) < min(2, len(sense.governed)):
            continue
        if pairs is None and not (exact or across or is_arabic(one.words[sense.start])):
            continue
        if _kept(one, sense, other, pairs) or _said_freely(one, sense, repeated):
            continue
        if not _restated(one, sense, other, added=added, loose=pairs is None):
            yield SenseDifference(sense, added, exact, repeated)


def is_long_copy(claim: Reading, source: Reading, pairs: Mapping[int, int] | None) -> bool:
    """Tell whether a claim stands in its source word for word, and is no mere part of a sentence.

    `pairs` gives which word of the source each word of the claim is.
    """
    if pairs is None or len(claim.words) < LONG_COPY or len(pairs) < len(claim.words):
        return False
    first = pairs[0]
    return source.words[first : first + len(claim.words)] == claim.words


def _unpaired(other: Reading, pairs: Mapping[int, int]) -> frozenset[str]:
    """Return what the words of a text may be known by that are no word of a near-copy."""
    paired = set(pairs.values())
    return frozenset().union(*(marks for at, marks in enumerate(other.marks) if at not in paired))


def _kept(one: Reading, sense: Sense, other: Reading, pairs: Mapping[int, int] | None) -> bool:
    """Tell whether a near-copy has the very word that changes the sense."""
    own = range(sense.start, max(sense.end, sense.start + 1))
    return pairs is not None and all(
        at in pairs and one.words[at] == other.words[pairs[at]] for at in own
    )


def _said_freely(one: Reading, sense: Sense, repeated: Sequence[int]) -> bool:
    """Tell whether a text says what a sense governs once more without it."""
    within = {*sense.governed, *range(sense.start, sense.end)}
    beyond = frozenset().union(*(marks for at, marks in enumerate(one.marks) if at not in within))
    found = [not one.marks[at].isdisjoint(beyond) for at in repeated]
    return found[0] and (len(found) == 1 or sum(found) > 1)


def _restated(one: Reading, sense: Sense, other: Reading, *, added: bool, loose: bool) -> bool:
    """Tell whether the other text has a sense that says the same, or says no more."""
    like = RESTATED[sense.kind]
    governed = frozenset[str]().union(*(one.marks[at] for at in sense.governed))
    same = (sense.kind, sense.outer)
    alike = sum((there.kind, there.outer) == same for there in other.senses)
    if alike >= sum((there.kind, there.outer) == same for there in one.senses):
        return True
    for there in other.senses:
        if there.outer and not sense.outer:
            continue
        fits = there.kind in like or (added and sense.kind in RESTATED.get(there.kind, ()))
        if fits and (loose or not there.governed or _governs(other, there, governed)):
            return True
    return sense.kind in FUTURE and not added and _tells_future(one, sense, other)


def _governs(reading: Reading, sense: Sense, marks: frozenset[str]) -> bool:
    return any(not reading.marks[at].isdisjoint(marks) for at in sense.governed)


def _tells_future(one: Reading, sense: Sense, other: Reading) -> bool:
    """Tell whether a text without a word for it may speak of the future too.

    Headlines do: Cairo to raise prices, القاهرة ترفع الأسعار.
    """
    head = one.marks[sense.governed[0]]
    for at, marks in enumerate(other.marks):
        if head.isdisjoint(marks):
            continue
        word = other.words[at]
        if is_imperfect(word) if is_arabic(word) else at > 0 and other.words[at - 1] == "to":
            return True
    return False


def tells_past(claim: Reading, source: Reading, sense: Sense) -> bool:
    """Tell whether a claim says that what a sense of the source governs has happened.

    Its verb is among the words that it shares with what is governed, or begins an Arabic claim.
    """
    governed = frozenset().union(*(source.marks[at] for at in sense.governed))
    places = {at for at, marks in enumerate(claim.marks) if not governed.isdisjoint(marks)}
    if is_arabic(claim.words[0]):
        places.add(0)
    return any(is_past(claim, at) for at in places)


def conditions_dropped(claim: Reading, source: Reading, *, share: float) -> Iterator[Sense]:
    """Yield the conditions on which the source says what the claim says without any.

    These are conditions whose own words the claim leaves out: "it will close if sales fall" for "it
    will close". At least the given `share` of the claim must be what depends on the condition.
    """
    if not claim.kinds().isdisjoint(("cond", "may", "wish")):
        return
    content = [marks for marks in claim.marks if marks]
    for sense in source.senses:
        if not is_condition(source, sense):
            continue
        main = frozenset().union(*(source.marks[at] for at in _main_clause(source, sense)))
        held = sum(not marks.isdisjoint(main) for marks in content)
        if held >= share * len(content) and held > 1:
            yield sense


def _main_clause(source: Reading, condition: Sense) -> Iterator[int]:
    """Yield the places of the words of a sentence that depend on a condition."""
    first = max((at for at in source.stops if at <= condition.start), default=0)
    last = min((at for at in source.stops if at > condition.start), default=len(source.words))
    if condition.start - first < _AT_THE_START:
        word = source.words[condition.start]
        first = min(
            (
                at
                for at in range(condition.end + 1, last)
                if at in source.breaks
                or (is_arabic(word) and begins_answer(source.words[at], word))
            ),
            default=last,
        )
        yield from range(first, last)
    else:
        yield from range(first, condition.start)
