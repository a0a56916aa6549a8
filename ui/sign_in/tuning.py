"""Numbers that bound how often somebody may try to sign in. None was measured: people mistype a
password two or three times, and a program that guesses needs many thousands of tries."""

NAME_TRIES = 10
"""Wrong passwords for one name at once. Whoever knows a name can so keep its owner from signing in,
but not from going on in a session."""

NAME_SECONDS = 30.0
"""Seconds until there is another try for a name: 2,880 in a day."""

ADDRESS_TRIES = 50
"""Wrong passwords from one address at once. A whole office may share one, behind a proxy."""

ADDRESS_SECONDS = 5.0
"""Seconds until there is another try from an address."""

AT_ONCE = 2
"""Passwords that are checked at one time. Each takes a core and the memory of its hash."""

IN_LINE = 40
"""Passwords that are checked or wait for it; more are answered with 503."""

PAUSE = 0.5
"""Seconds for which the answer to a wrong password is held back."""
