"""Which worker answers a request: what one of them holds in memory, such as the answers that are
being written, only that one can be asked for."""

from __future__ import annotations

import re
from zlib import crc32

FIRST = 0
"""The worker that looks after the library: it reads feeds and files and makes vectors."""

# What there is once in a server: the lists of what is read in, the upkeep of the library, runs of
# the evaluation, and how often passwords are tried.
_OF_THE_FIRST = re.compile(
    r"/desk/library/(?:intake|files|links|upkeep|feeds)(?:/.*)?"
    r"|/desk/evaluation/.*|/v1/eval/.*|/desk/sign-in"
)

# What a person has under way: answers and briefs of the page, calls and files of their terminals,
# calls of their assistants.
_OF_A_PERSON = re.compile(
    r"/desk/ask/(?:questions|answers/.*|conversations/.*)"
    r"|/desk/briefs|/desk/briefs/[^/]+/(?:steps|stop|anew)"
    r"|/library/.*|/mcp"
)


def worker_for(path: str, person: str | None, count: int) -> int | None:
    """Return the number of the worker, of `count`, that must answer; None where any may.

    All that a person has under way is with one worker, so that what is counted for each person
    counts as it does where there is one process. Without sign-in all readers are one person.
    """
    if _OF_THE_FIRST.fullmatch(path):
        return FIRST
    if person is not None and _OF_A_PERSON.fullmatch(path):
        return crc32(person.encode()) % count
    return None
