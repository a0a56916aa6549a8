"""Measures the checker on the minimal pairs, by kind, language and half.

`python -m eval.bench.pair_checking [KIND…]` prints the pairs of the half that rules are made on
(`dev`) whose verdict is wrong, with the reasons given. The other half is for figures only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eval.bench.harness import Context, Measurement
from eval.bench.pair_files import CELLS, HALVES, Cell, Half, MinimalPair, load_pairs
from eval.measures import mean
from rag.grounding.claim_check import check_in_context
from rag.records import Verdict
from rag.text.analyzer import Analyzer, shipped_analyzer

WRONG_SUPPORTED, RIGHT_CONTRADICTED = 0.08, 0.03  # at most, over all kinds
_TABLE = "false claims supported, true ones contradicted, true ones supported, of how many pairs"


@dataclass(frozen=True, slots=True)
class CheckedPair:
    """A pair with the verdicts on its claims."""

    pair: MinimalPair
    on_true: Verdict
    on_false: Verdict

    @property
    def wrong_supported(self) -> bool:
        """Return whether the false claim passes."""
        return self.on_false.status == "supported"

    @property
    def right_contradicted(self) -> bool:
        """Return whether the true claim is called wrong."""
        return self.on_true.status == "contradicted"

    @property
    def right_supported(self) -> bool:
        """Return whether the true claim passes."""
        return self.on_true.status == "supported"


_MEASURES: tuple[tuple[str, Callable[[CheckedPair], bool], float | None], ...] = (
    ("wrong supported", lambda one: one.wrong_supported, WRONG_SUPPORTED),
    ("right contradicted", lambda one: one.right_contradicted, RIGHT_CONTRADICTED),
    ("right supported", lambda one: one.right_supported, None),
)


def pairs(context: Context) -> Iterator[Measurement]:
    """Print a table of each half, and yield its figures; `context` is not used."""
    checked = check_pairs(load_pairs())
    for half in HALVES:
        own = [one for one in checked if one.pair.half == half]
        print(table(half, own), end="\n\n", flush=True)
        yield from figures(half, own)


def check_pairs(pairs: Sequence[MinimalPair]) -> list[CheckedPair]:
    """Check both claims of each pair against its source."""
    analyzer = shipped_analyzer()
    return [
        CheckedPair(
            pair,
            _verdict(pair, pair.true_claim, analyzer),
            _verdict(pair, pair.false_claim, analyzer),
        )
        for pair in pairs
    ]


def _verdict(pair: MinimalPair, claim: str, analyzer: Analyzer) -> Verdict:
    """Check a claim as `rag.grounding.verdicts` does: the day of publication is the context too."""
    day = pair.published.isoformat() if pair.published else ""
    return check_in_context(
        claim,
        pair.source,
        context=day,
        days=((len(pair.source), pair.published),),
        language="en",
        analyzer=analyzer,
    )


def figures(half: Half, checked: Sequence[CheckedPair]) -> Iterator[Measurement]:
    """Yield the totals, with targets, then those of each cell and each kind in each cell."""
    for name, counts, at_most in _MEASURES:
        yield _share(f"{half}, all kinds: {name}", checked, counts, at_most=at_most)
    for cell in CELLS:
        own = _of(checked, cell=cell)
        for name, counts, _ in _MEASURES:
            yield _share(f"{half}, all kinds, {cell}: {name}", own, counts)
    for kind in _kinds(checked):
        for cell in CELLS:
            own = _of(checked, kind=kind, cell=cell)
            for name, counts, _ in _MEASURES:
                yield _share(f"{half}, {kind}, {cell}: {name}", own, counts, listed=False)


def _share(
    name: str,
    checked: Sequence[CheckedPair],
    counts: Callable[[CheckedPair], bool],
    *,
    at_most: float | None = None,
    listed: bool = True,
) -> Measurement:
    """Return the share of the pairs that count as a figure."""
    return Measurement(
        name,
        mean(map(counts, checked)),
        at_most=at_most,
        hits=sum(map(counts, checked)),
        of=len(checked),
        listed=listed,
    )


def table(half: Half, checked: Sequence[CheckedPair]) -> str:
    """Return the counts of each kind and cell as text with aligned columns."""
    rows = [[half, *CELLS, "all"]]
    for kind in [*_kinds(checked), None]:
        own = _of(checked, kind=kind)
        cells = [_counts(_of(own, cell=cell)) for cell in CELLS]
        rows.append([kind or "all kinds", *cells, _counts(own)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "   ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    ]
    return "\n".join([f"{half}: {_TABLE}", *lines])


def _kinds(checked: Sequence[CheckedPair]) -> list[str]:
    """Return the kinds in their order."""
    return sorted({one.pair.kind for one in checked})


def _of(
    checked: Sequence[CheckedPair], *, kind: str | None = None, cell: Cell | None = None
) -> list[CheckedPair]:
    """Return the pairs of a kind and a cell; None stands for all of them."""
    return [
        one for one in checked if kind in (None, one.pair.kind) and cell in (None, one.pair.cell)
    ]


def _counts(checked: Sequence[CheckedPair]) -> str:
    """Return the three counts and the number of pairs."""
    counted = [f"{sum(map(counts, checked)):3}" for _, counts, _ in _MEASURES]
    return f"{' '.join(counted)} /{len(checked)}"


def main(kinds: Sequence[str]) -> None:
    """Print the wrong verdicts on the `dev` half, of all kinds if none is named."""
    dev = [pair for pair in load_pairs() if pair.half == "dev"]
    for one in check_pairs([pair for pair in dev if not kinds or pair.kind in kinds]):
        _print_wrong(one)


def _print_wrong(checked: CheckedPair) -> None:
    """Print the claims of a pair that have a wrong verdict."""
    pair = checked.pair
    for wrong, says, claim, verdict in (
        (checked.wrong_supported, "FALSE", pair.false_claim, checked.on_false),
        (not checked.right_supported, "true", pair.true_claim, checked.on_true),
    ):
        if wrong:
            print(f"{pair.kind} {pair.cell} {pair.published or ''}\n  source: {pair.source}")
            print(f"  {says}: {claim}\n  {verdict.status}: {' '.join(verdict.reasons)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
