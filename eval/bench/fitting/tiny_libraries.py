"""Libraries of 1 to 10 articles, cut from the samples, ARCD's paragraphs and ANT.

Many readers begin with a handful of articles. There every word is rare, and how far a passage
stands above the others of its list says nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from eval.bench.fitting.examples import Example
from eval.bench.fitting.library_questions import Case, gather, library_of, stamp_of, vectors_of
from eval.bench.fitting.pool import load_group
from eval.bench.fitting.questions import Posed
from rag.protocols import Embedder
from rag.records import Article, StoredChunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZES = (1, 2, 3, 10)
_ROUNDS: Mapping[tuple[str, ...], int] = {
    ("samples-ar",): 3,
    ("samples-en",): 3,
    ("samples-ar", "samples-en"): 3,
    ("arcd",): 1,
    ("ant",): 1,
}
"""How often the articles of which groups are dealt out into libraries."""

_MOST = 240  # articles of a group that are dealt out
_SEED = 20_240_728

Entry = tuple[Article, list[StoredChunk], "NDArray[np.float32]"]


def gather_tiny(
    posed: Sequence[Posed], data: Path, work: Path, embedder: Embedder
) -> Iterator[Example]:
    """Yield the questions of each library that it answers, and as many that it does not."""
    wanted = frozenset[str]().union(*(one.gold for one in posed))
    drawn = random.Random(_SEED)
    for groups, rounds in _ROUNDS.items():
        entries = [one for group in groups for one in _entries(group, data, work, embedder)]
        named = [one for one in entries if one[0].id in wanted][:_MOST]
        for number in range(rounds):
            name = f"tiny-{'-'.join(groups)}-{number}"
            for at, library in enumerate(_dealt(named, drawn)):
                yield from _asked(f"{name}-{at}", library, posed, drawn, work, embedder)


def _entries(group: str, data: Path, work: Path, embedder: Embedder) -> Iterator[Entry]:
    loaded = load_group(group, data)
    vectors = vectors_of(group, [one for _, ones in loaded for one in ones], work, embedder)
    start = 0
    for article, chunks in loaded:
        yield article, chunks, vectors[start : start + len(chunks)]
        start += len(chunks)


def _dealt(entries: Sequence[Entry], drawn: random.Random) -> Iterator[list[Entry]]:
    """Yield runs of the shuffled entries, of the sizes in turn."""
    shuffled = iter(drawn.sample(entries, len(entries)))
    for size in cycle(SIZES):
        run = list(islice(shuffled, size))
        if not run:
            return
        yield run


def _asked(
    name: str,
    entries: Sequence[Entry],
    posed: Sequence[Posed],
    drawn: random.Random,
    work: Path,
    embedder: Embedder,
) -> list[Example]:
    held = {article.id for article, _, _ in entries}
    answerable = [one for one in posed if not one.gold.isdisjoint(held)]
    others = [one for one in posed if held.isdisjoint(one.gold | one.family)]
    count = min(len(others), max(4, len(answerable)))
    cases = [
        *(Case(one, frozenset(), answerable=True) for one in answerable),
        *(Case(one, frozenset(), answerable=False) for one in drawn.sample(others, count)),
    ]
    chunks = {one.chunk.id: (article, one) for article, ones, _ in entries for one in ones}
    library = library_of(work / "words" / name, chunks, [one for _, _, one in entries])
    return gather(
        library, "tiny", cases, embedder, work / f"{name}.{stamp_of(embedder)}.hits.pickle"
    )
