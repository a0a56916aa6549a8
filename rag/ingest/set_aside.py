"""Spares the garbage collector, while articles are indexed, the objects that were there before."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
