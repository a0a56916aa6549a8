"""Makes the secrets of tokens and sessions, and the digests that are kept of them."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_PREFIX = "mujaz_"
"""Begins every token, so that scanners of secrets and people know one when they see it."""

_BYTES = 32
_LONGEST = 200  # characters; ours have 49


def new_secret(prefix: str = "") -> str:
    """Return a new secret of 256 random bits, in letters, digits, `-` and `_`."""
    return prefix + secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> bytes | None:
    """Return the digest under which a secret is looked up; None for what is none of ours.

    SHA-256 is enough where argon2 must be used for passwords: 256 random bits cannot be guessed,
    however quickly a guess can be tried. A token is looked up at every request, and argon2 would
    take 50 ms and 64 MiB for each. How long the look-up takes tells something of the digest at
    most, of which nobody can make a secret.
    """
    if len(secret) > _LONGEST or not secret.isascii():
        return None
    return hashlib.sha256(secret.encode("ascii")).digest()
