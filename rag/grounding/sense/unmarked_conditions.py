"""Finds conditions that are told without a word for "if"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rag.grounding.sense.lexicon import Found, word_list
from rag.text.analysis.stemming import is_arabic

_ANSWERS = ("فس", "فان", "فلن", "فقد", "فسوف")
_NEAR = 4  # letters of a word, or words within which a preposition follows its verb
_CLAUSE = 16  # words within which what depends on a condition begins


def unmarked_conditions(words: Sequence[str], breaks: Collection[int]) -> Iterator[Found]:
    """Yield the conditions that are told by the order of the words, or by a word with other uses.

    Should it rain; were it to rain; had it rained; provided it rains; إن نزل المطر فستلغى المباراة.
    """
    for at, one in enumerate(words[:-1]):
        begins, after = at == 0 or at in breaks, words[at + 1]
        is_subject = after in word_list("subjects")
        if one == "should":
            found = is_subject or (begins and at + 2 < len(words))
        elif one == "were":
            # After a comma a participle may follow, its subject before: "cases, were found to".
            found = begins and (at == 0 or is_subject) and "to" in words[at + 2 : at + 8]
        elif one == "had":
            found = (begins and _would(words)) or (is_subject and _would(words[:at]))
        elif one in ("provided", "providing"):
            found = is_subject and _provides(words, at, begins=begins)
        else:
            found = one == "ان" and begins and _answered(words, at)
        if found:
            yield Found("cond", at, at + 1)


def _provides(words: Sequence[str], at: int, *, begins: bool) -> bool:
    """Tell whether "provided" or "providing", before a subject, means "if" and not "giving"."""
    if words[at] == "providing" and words[at + 1] in word_list("before_nouns"):
        return False
    before = words[at - 1] if at else ""
    return begins or (_modal(words[:at]) and before not in word_list("be"))


def depends_on(words: Sequence[str], at: int) -> bool:
    """Tell whether the Arabic verb for "stops" means "depends": يتوقف صرف القرض على الموافقة."""
    return words[at] in word_list("depends") and "علي" in words[at + 1 : at + _NEAR]


def begins_answer(word: str, condition: str) -> bool:
    """Tell whether an Arabic word begins what depends on a condition, without a comma before it.

    إذا نزل المطر فستلغى المباراة; لولا السد لغرقت القرية.
    """
    if condition in ("لولا", "لو"):
        return word[0] == "ل" and len(word) > _NEAR and not word.startswith("لل")
    return word.startswith(_ANSWERS)


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
        and any(one.startswith(_ANSWERS) for one in words[at + 2 : at + _CLAUSE])
    )
