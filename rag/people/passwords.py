"""Hashes passwords by argon2id."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from rag.errors import LibraryError, UsageError
from rag.people import tuning

if TYPE_CHECKING:
    from argon2 import PasswordHasher


class Passwords:
    """Makes hashes and compares with them; safe to use from many threads.

    A password is the same however its letters are encoded (NFKC).
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher` has other parameters than argon2-cffi's defaults, such as cheaper ones."""
        self._given = hasher
        self._at_once = threading.BoundedSemaphore(tuning.HASHES_AT_ONCE)

    def hash(self, password: str) -> str:
        """Return the hash of a new password. Raises `UsageError` for what can be none."""
        kept = _normalised(password)
        if kept is None:
            raise UsageError(
                f"a password has at most {tuning.MOST_PASSWORD:,} characters of valid text"
            )
        if min(len(password), len(kept)) < tuning.LEAST_PASSWORD:
            raise UsageError(f"a password needs at least {tuning.LEAST_PASSWORD} characters")
        return self._hash(kept)

    def are_equal(self, known: str | None, password: str) -> bool:
        """Tell whether a password is that of a hash.

        Without a hash it is False, and takes as long: nobody learns so who has a password. Raises
        `LibraryError` where there is too little memory.
        """
        from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

        kept = _normalised(password)
        if kept is None:
            return False  # of nobody, whatever the name
        nobody_s = self._nobody_s
        try:
            with self._at_once:
                self._hasher.verify(known or nobody_s, kept)
        except (VerifyMismatchError, InvalidHashError):
            return False
        except VerificationError:
            raise LibraryError(_TOO_LITTLE) from None
        return known is not None

    def is_outdated(self, known: str) -> bool:
        """Tell whether a hash was made with other parameters than those of now."""
        return self._hasher.check_needs_rehash(known)

    def _hash(self, kept: str) -> str:
        from argon2.exceptions import HashingError

        try:
            with self._at_once:
                return self._hasher.hash(kept)
        except HashingError:
            raise LibraryError(_TOO_LITTLE) from None

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher

        return self._given or PasswordHasher()

    @cached_property
    def _nobody_s(self) -> str:
        """Return the hash with which a password is compared where there is none."""
        return self._hash(secrets.token_urlsafe())


_TOO_LITTLE = (
    "a password could not be hashed, which takes 64 MiB of memory; close other programs and try "
    "again"
)


def _normalised(password: str) -> str | None:
    """Return a password as it is hashed; None for one that nobody can have."""
    if len(password) > tuning.MOST_PASSWORD:
        return None
    kept = unicodedata.normalize("NFKC", password)
    return kept if _is_text(kept) else None


def _is_text(text: str) -> bool:
    """Tell whether a text can be encoded, which lone surrogates cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
