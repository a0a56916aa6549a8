"""Finds English claims that give somebody a role which their source gives to another.

In "Mr Dean spoke on behalf of the Secretary of Health" both are named, but Mr Dean is no secretary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from rag.grounding.analyzed_text import AnalyzedText, SourceText, written
from rag.messages.reasons import Finding
from rag.text.analysis.stemming import is_arabic

_BE = frozenset(["is", "was", "are", "were"])
_ARTICLES = frozenset(["a", "an", "the"])
# Words that end the noun of a role: the owner of Boeing, a partner in the firm.
_ENDS = frozenset(["of", "in", "at", "for", "by", "to", "with", "from", "on", "and", "who", "that"])
# Words that part a name from a role beside it: Mr Hahn, along with members of the club.
_PARTING = frozenset(
    [
        *("with", "by", "for", "to", "from", "on", "at", "against", "but", "that", "than", "while"),
        *("said", "told", "says", "met", "after", "before", "when", "where", "like", "about"),
    ]
)
_FEWEST, _LONGEST = 4, 16  # words of a claim


def roles_of_others(claim: AnalyzedText, source: SourceText) -> Iterator[Finding]:
    """Yield a finding where a claim says what somebody is, and no sentence links the two.

    The role may stand before the name or behind it, with nothing between that parts them.
    """
    found = _name_and_role(claim)
    if found is None:
        return
    name, role = (claim.stems[at] for at in found)
    both = [one for one in source.sentences if name in one.stems and role in one.stems]
    if both and not any(_linked(one, name, role) for one in both):
        what = written(claim.text, 0, len(claim.words))
        yield Finding("check", "sense_added", {"what": what})


def _name_and_role(claim: AnalyzedText) -> tuple[int, int] | None:
    """Return the places of the last word of the name and of the noun, in NAME is a NOUN of."""
    words = claim.words
    if not _FEWEST <= len(words) <= _LONGEST or is_arabic(words[0]):
        return None
    size = sum(1 for _ in takewhile(lambda word: word not in _BE, words))
    if not 0 < size < len(words) - 2 or words[size + 1] not in _ARTICLES:
        return None
    role = size + sum(1 for _ in takewhile(lambda word: word not in _ENDS, words[size + 1 :]))
    named = claim.tokens[size - 1][0].isupper() and claim.stems[size - 1]
    if not named or not claim.stems[role]:
        return None
    return size - 1, role


def _linked(sentence: AnalyzedText, name: str, role: str) -> bool:
    """Tell whether nothing parts a name from a role somewhere in a sentence."""
    names = _places(name, sentence.stems)
    roles = _places(role, sentence.stems)
    pairs = (sorted((one, other)) for one in names for other in roles)
    return any(_PARTING.isdisjoint(sentence.words[one + 1 : other]) for one, other in pairs)


def _places(stem: str, stems: Sequence[str]) -> list[int]:
    return [at for at, one in enumerate(stems) if one == stem]
