"""How long a sign-in lasts, and how much is kept of people."""

from __future__ import annotations

from datetime import timedelta

LEAST_PASSWORD = 10
"""Characters. NIST SP 800-63B-4 asks for 15 where a password is the only factor and 8 beside
another; guesses are limited in number, too."""

MOST_PASSWORD = 1_000
"""Characters; far more than a passphrase has, and hashed in no time beside what argon2 takes."""

HASHES_AT_ONCE = 2
"""Passwords that are hashed at one time: each takes 64 MiB and several threads. The others wait."""

MOST_NAME = 64
"""Characters."""

SESSION_LASTS = timedelta(days=30)
"""After this, somebody signs in again in any case."""

SESSION_UNUSED = timedelta(days=7)
"""A session that was not used for so long is over."""

MOST_SESSIONS = 50
"""Of one person; the one that was not used for longest gives way."""

MOST_TOKENS = 100
"""Of one person: a token for each program that asks in their name."""

USE_NOTED_AFTER = timedelta(minutes=1)
"""The moment of use is written at most so often, for each write waits for the disk."""

MOST_ENTRIES = 100_000
"""Of the audit log, refused sign-ins not counted: years of a desk that adds articles by hand; 15
MB."""

MOST_REFUSED = 10_000
"""Refused sign-ins in the audit log, apart from the entries above: whoever may not get in makes as
many as they like, and must not push out who has changed what."""

LONGEST_LABEL = 80
"""Characters of what a token is said to be for."""

LONGEST_SUBJECT = 300
"""Characters of what was changed: a long link fits."""

LONGEST_ACTION = 60
"""Characters; the names of actions are ours and short."""
