"""What a person may be called, and when two names are one."""

from __future__ import annotations

import re
import unicodedata

from rag.errors import UsageError
from rag.people import tuning
from rag.text.display import line, whole

READER = "reader"
"""Whoever asks where nobody was added: one reader, on whichever device."""

OWNER = "owner"
"""Whoever started the server, or gives a command on its machine."""

_SIGNS = frozenset("._-")
_KINDS = ("L", "Mn", "Mc", "Nd")
# Letters and marks that are not seen, and the stretch of an Arabic letter: with one of these a name
# would look like another.
_UNSEEN = re.compile(
    "[\u034f\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_LONGEST_TYPED = 4 * tuning.MOST_NAME  # a letter may be typed as a letter and its marks


def checked_name(name: str) -> str:
    """Return a name as it is kept. Raises `UsageError` with the reason for what is no name."""
    shown = f"{line(name)[: tuning.MOST_NAME]!r} cannot be the name of a person"
    if len(name) > _LONGEST_TYPED:
        raise UsageError(f"{shown}: it has more than {tuning.MOST_NAME} characters")
    kept = unicodedata.normalize("NFKC", whole(name))
    if not 1 <= len(kept) <= tuning.MOST_NAME:
        raise UsageError(f"{shown}: it needs 1 to {tuning.MOST_NAME} characters")
    if not (kept[0].isalpha() or kept[0].isdecimal()):
        raise UsageError(f"{shown}: it must begin with a letter or a digit")
    if not all(map(_fits, kept)) or _UNSEEN.search(kept) or line(kept) != kept:
        raise UsageError(f"{shown}: it may have letters, digits and the signs . _ - only")
    if fold_name(kept) in {READER, OWNER}:
        raise UsageError(f"{shown}: Mujaz itself uses it; choose another")
    return kept


def fold_name(name: str) -> str:
    """Return a name as names are compared: alike in upper and lower case, and however its letters
    are encoded. What cannot be a name is "", which is nobody's."""
    if len(name) > _LONGEST_TYPED:
        return ""
    folded = unicodedata.normalize("NFKC", whole(name)).casefold()
    # Folding can take a letter apart that NFKC had put together, and so can NFKC make a capital.
    return unicodedata.normalize("NFKC", folded).casefold()


def _fits(character: str) -> bool:
    return character in _SIGNS or unicodedata.category(character).startswith(_KINDS)
