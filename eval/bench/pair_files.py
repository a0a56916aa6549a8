"""Loads the minimal pairs: a true claim and a false one about a sentence, one thing apart.

They are written by hand. Each file of `minimal_pairs/dev` and `minimal_pairs/test` holds the pairs
of a kind, such as `modality`; rules are made on the first half and measured on the second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast, get_args

from rag.records import Language

Half = Literal["dev", "test"]
Cell = Literal["ar", "en", "ar-en", "en-ar"]
HALVES: tuple[Half, ...] = get_args(Half)
CELLS: tuple[Cell, ...] = get_args(Cell)
HEADER = "cell\tpublished\tsource\ttrue_claim\tfalse_claim"
LEAST = 12
"""Pairs of a kind that Arabic, English, and both ways across need in the two halves together."""

_FOLDER = Path(__file__).with_name("minimal_pairs")


class PairFileError(Exception):
    """A file of minimal pairs does not have the form that it should have."""


@dataclass(frozen=True, slots=True)
class MinimalPair:
    """A sentence of an article, a claim that follows from it, and one that does not.

    `cell` names the language of the claims and, after a hyphen, that of the source if it is
    another. `published` is the article's day of publication where the claims depend on it.
    """

    half: Half
    kind: str
    cell: Cell
    published: date | None
    source: str
    true_claim: str
    false_claim: str

    @property
    def claim_language(self) -> Language:
        """Return the language of both claims."""
        return cast(Language, self.cell[:2])

    @property
    def source_language(self) -> Language:
        """Return the language of the source."""
        return cast(Language, self.cell[-2:])


def load_pairs(folder: Path = _FOLDER) -> list[MinimalPair]:
    """Return the pairs of both halves, ordered by half, kind and place in the file.

    A file of another form raises PairFileError.
    """
    return [
        pair
        for half in HALVES
        for file in sorted(folder.joinpath(half).glob("*.tsv"))
        for pair in _read(file, half)
    ]


def _read(file: Path, half: Half) -> Iterator[MinimalPair]:
    """Yield the pairs of a file."""
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    if header != HEADER:
        raise PairFileError(f"{file}: the first line must be {HEADER!r}, not {header!r}")
    for number, line in enumerate(lines, start=2):
        try:
            yield _parse(line.split("\t"), half, file.stem)
        except ValueError as error:
            raise PairFileError(f"{file}, line {number}: {error}") from error


def _parse(fields: Sequence[str], half: Half, kind: str) -> MinimalPair:
    """Return the pair of a line's fields; ValueError says what is wrong with them."""
    cell, published, source, true_claim, false_claim = fields
    if cell not in CELLS:
        raise ValueError(f"no cell {cell!r}; there are {', '.join(CELLS)}")
    if not (source.strip() and true_claim.strip() and false_claim.strip()):
        raise ValueError("a field is empty")
    if true_claim == false_claim:
        raise ValueError("both claims are the same")
    day = date.fromisoformat(published) if published else None
    return MinimalPair(half, kind, cell, day, source, true_claim, false_claim)


def faults(pairs: Sequence[MinimalPair]) -> list[str]:
    """Return what is wrong with the pairs as a whole; empty if nothing is.

    Each kind must have enough pairs and all cells in both halves. No pair may be there twice, and
    no source may be in both halves.
    """
    twice = Counter((one.cell, one.source, one.true_claim, one.false_claim) for one in pairs)
    found = [f"twice: {pair}" for pair, times in twice.items() if times > 1]
    dev, test = ({one.source for one in pairs if one.half == half} for half in HALVES)
    found += [f"in both halves: {source}" for source in sorted(dev & test)]
    for kind in sorted({one.kind for one in pairs}):
        found += _too_few(kind, [one for one in pairs if one.kind == kind])
    return found


def _too_few(kind: str, pairs: Sequence[MinimalPair]) -> Iterator[str]:
    """Yield what a kind has too few of."""
    cells = Counter(one.cell for one in pairs)
    counts = {"ar": cells["ar"], "en": cells["en"], "across": cells["ar-en"] + cells["en-ar"]}
    for name, count in counts.items():
        if count < LEAST:
            yield f"{kind}: {count} pairs {name}, fewer than {LEAST}"
    present = {(one.half, one.cell) for one in pairs}
    for half in HALVES:
        for cell in CELLS:
            if (half, cell) not in present:
                yield f"{kind}: no pair {cell} in {half}"
