"""Finds conditions that are told without a word for "if"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rag.grounding.sense.lexicon import Found, word_list
from rag.text.analysis.stemming import is_arabic


def unmarked_conditions(words: Sequence[str], breaks: Collection[int]) -> Iterator[Found]:
    """Yield the conditions that are told by the order of the words, or by a word with other uses.

    Should it rain; were it to rain; had it rained; provided it rains; إن نزل المطر فستلغى المباراة.
    """
    for at, one in enumerate(words[:-1]):
        begins, after = at == 0 or at in breaks, words[at + 1]
        if one == "should":
            found = after in word_list("subjects") or (begins and at + 2 < len(words))
        elif one == "were":
            found = begins and "to" in words[at + 2 : at + 8]
        elif one == "had":
            found = (begins and _would(words)) or (
                after in word_list("subjects") and _would(words[:at])
            )
        elif one in ("provided", "providing"):
            before = words[at - 1] if at else ""
            found = after in word_list("subjects") and (
                begins or (_modal(words[:at]) and before not in word_list("be"))
            )
        else:
            found = one == "ان" and begins and _answered(words, at)
        if found:
            yield Found("cond", at, at + 1)


def _would(words: Sequence[str]) -> bool:
    return any(one in ("would", "could", "might") for one in words)


def _modal(words: Sequence[str]) -> bool:
    return not word_list("modals").isdisjoint(words)


def _answered(words: Sequence[str], at: int) -> bool:
    """Tell whether the Arabic إن begins a condition: a bare word and later a clause with ف."""
    after = words[at + 1]
    return (
        is_arabic(after)
        and not after.startswith("ال")
        and any(
            one.startswith(("فس", "فان", "فلن", "فقد", "فسوف"))
            for one in words[at + 2 : at + 16]
        )
    )
