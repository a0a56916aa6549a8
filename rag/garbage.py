"""When Python looks through the objects of the process for garbage in circles.

A process of Mujaz has hundreds of thousands of objects that stay: words and what is known of them.
Looking through all of them takes a fifth of a second."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 20_000  # for Python itself 700, of which most are needed until the answer is there


def collect_seldom() -> None:
    """Let the collector look at new objects less often than Python would. With its own numbers, at
    700 new objects, it looks through all objects at every thirtieth search, and takes 7 of the 36
    ms of a search; with these 1.4. For a program of Mujaz's own, at its beginning."""
    gc.set_threshold(_NEW_OBJECTS, 10, 10)


@contextmanager
def objects_set_aside() -> Iterator[None]:
    """Let the garbage collector look at new objects only until the end of the block.

    Indexing makes hundreds of thousands of objects that stay (words and what is known of them), at
    which Python looks through all objects of the process again and again: a tenth of the time.
    Nothing is lost by it: what becomes garbage meanwhile is found afterwards. Where a program has
    set objects aside itself, nothing is done.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
