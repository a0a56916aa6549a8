"""Compares whether two sentences in different languages state, leave open or deny what they share.

This is for what the comparison word by word misses, such as a verb that the glossary lacks. Only
short sentences are compared: in a long one it is unknown of which part a word speaks that
translations share. A sense counts only if the other sentence has none like it.
"""

from __future__ import annotations

from collections.abc import Iterator

from rag.grounding.sense.lexicon import word_list
from rag.grounding.sense.reading import DENIALS, Reading, Sense, is_past
from rag.grounding.sense.sense_comparison import UNCERTAIN, SenseDifference
from rag.text.analysis.stemming import is_arabic

REACH = 6
"""Content words behind a word that changes the sense, in which the shared words are sought."""

LEAST_SHARED = 0.5
"""The share of those words that the other sentence must have."""

LONGEST = 28
"""Words of the longest sentence that is compared."""

_BEFORE_VERB = 6
"""Words behind the Arabic أن within which the verb of its clause is sought."""

_BETWEEN = 2
"""Words between "shelved" and "plan"."""

_OPEN = UNCERTAIN - {"cond"} | {"almost"}
_OUTRIGHT = DENIALS - {"un", "without"}
HALFWAY = DENIALS - {"not", "un", "without", "deny", "ruleout"}
"""The classes of words that say that something was meant, but did not happen."""

_DENIED = frozenset(["not", "deny", "ruleout"])
_WITHOUT = frozenset(["un", "without"])
_REPEATED = HALFWAY | {"alleged"}
_NEGATIVE = DENIALS | {"almost", "curb", "tried"}
_WEAK = UNCERTAIN | _NEGATIVE | {"can"}


def changed_outright(claim: Reading, source: Reading) -> Iterator[SenseDifference]:
    """Yield what the claim states though its source leaves it open or denies it, and the reverse.

    Nothing is yielded for long sentences.
    """
    if max(len(claim.words), len(source.words)) > LONGEST:
        return
    lost, added = _lost_kinds(claim, source), frozenset[str]()
    without = _WITHOUT if claim.kinds() & _WITHOUT and source.kinds() & _WITHOUT else frozenset()
    if not claim.kinds() & _NEGATIVE - without:
        lost |= _OUTRIGHT
    if not source.kinds() & _NEGATIVE - without:
        added = _DENIED
    for one, other, kinds, is_added in (
        (source, claim, lost, False),
        (claim, source, added, True),
    ):
        if not word_list("only").isdisjoint(other.words):
            continue
        for sense in one.senses:
            decided = sense.kind == "plan" and not word_list("deciding").isdisjoint(other.words)
            if sense.kind not in kinds or decided or _may_be_name(one, sense):
                continue
            if sense.kind in _OPEN and is_stopped(one, sense):
                continue
            if _is_said(one, sense, other):
                yield SenseDifference(sense, is_added, False, ())


def is_stopped(source: Reading, sense: Sense) -> bool:
    """Tell whether a plan or an attempt is what was given up, or what failed: shelved its plan."""
    return any(
        one.kind in HALFWAY and 0 <= sense.start - one.end <= _BETWEEN for one in source.senses
    )


def _lost_kinds(claim: Reading, source: Reading) -> frozenset[str]:
    """Return the classes that a claim loses which is more certain than its source may be."""
    shared = claim.kinds() & source.kinds() & _REPEATED
    own = (claim.kinds() & _WEAK) - shared
    if not own and any(True for _ in _done(claim)):
        return _OPEN - shared
    if own == {"will"} and source.kinds().isdisjoint(("will", "plan", "expect")):
        return frozenset(["may"])
    return frozenset()


def _done(claim: Reading) -> Iterator[int]:
    """Yield the places of the verbs by which a claim says that something happened."""
    for at, word in enumerate(claim.words):
        if claim.marks[at] and word not in word_list("reporting"):
            before = claim.words[at - 1] if at else ""
            past = is_past(claim, at) and before not in word_list("before_nouns")
            if past or before in word_list("have") or _is_behind_subject(claim, at):
                yield at


def _is_behind_subject(claim: Reading, at: int) -> bool:
    """Tell whether an Arabic word may be the verb behind its subject: إن البنك المركزي رفع."""
    word, before = claim.words[at], claim.words[at - 1] if at else ""
    clause = claim.words[max(at - _BEFORE_VERB, 0) : at]
    return (
        is_arabic(word)
        and before.startswith("ال")
        and not word.startswith(("ال", "وال", "بال", "لل", "ي", "ب", "ل"))
        and not word.endswith(("ه", "ات", "ين", "ون"))
        and any(one in word_list("that") for one in clause)
    )


def _may_be_name(one: Reading, sense: Sense) -> bool:
    """Tell whether a word that looks like an Arabic verb behind سـ stands where a name may: سيليكس.

    A verb begins its clause, or stands behind أن or a noun with the article.
    """
    if sense.start != sense.end or sense.start == 0 or sense.start in one.breaks:
        return False
    clause = one.words[max(sense.start - _BEFORE_VERB, 0) : sense.start]
    return not (clause[-1].startswith("ال") or any(word in word_list("that") for word in clause))


def _is_said(one: Reading, sense: Sense, other: Reading) -> bool:
    """Tell whether the other sentence has most of what follows a sense."""
    behind: list[int] = []
    others = {at for there in one.senses for at in range(there.start, there.end)}
    for at in range(sense.end, len(one.words)):
        if at in one.stops or len(behind) == REACH:
            break
        if one.marks[at] and at not in others:
            behind.append(at)
    if sense.kind == "almost" and _precedes_amount(one, sense):
        return False
    found = sum(not one.marks[at].isdisjoint(other.held) for at in behind)
    return found > 1 and found >= LEAST_SHARED * len(behind)


def _precedes_amount(one: Reading, sense: Sense) -> bool:
    return any(word[:1].isdigit() for word in one.words[sense.end : sense.end + 2])
