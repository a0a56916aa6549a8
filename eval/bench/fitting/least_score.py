"""Prints how many claims of judged sets are supported, for each score that may be the least.

`LEAST_SCORE` in rag/grounding/tuning.py is chosen on the parts named "chosen on" only. Only claims
within a language are concerned.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bench.entailment_sets import EntailmentPair, load_ans, load_rte
from eval.measures import mean
from rag.grounding.analyzed_text import analyze_source, analyze_text
from rag.grounding.comparison_within import compare_within
from rag.grounding.tuning import LEAST_SCORE
from rag.text.analyzer import shipped_analyzer

LEAST = (0.0, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
_TRUE, _FALSE = ("yes", "agree"), ("no", "disagree")


@dataclass(frozen=True, slots=True)
class ScoredClaim:
    """Whether a claim is true, and whether it is supported for each value of `LEAST`."""

    true: bool
    supported: tuple[bool, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each set: the least score, true claims and false ones supported."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench.fitting.least_score", description=__doc__
    )
    parser.add_argument("--data", required=True, type=Path, metavar="DIR", help="the public sets")
    for name, pairs in judged_sets(parser.parse_args(arguments).data):
        print(name)
        for line in table([scored(pair) for pair in pairs if pair.label in (*_TRUE, *_FALSE)]):
            print(f"  {line}")
    return 0


def judged_sets(folder: Path) -> Iterator[tuple[str, Sequence[EntailmentPair]]]:
    """Yield the sets with their names, those that are chosen on first."""
    headlines = load_ans(folder)
    half = len(headlines) // 2
    for part, of_ans in (("dev", headlines[:half]), ("test", headlines[half:])):
        use = "chosen on" if part == "dev" else "reported on"
        yield f"RTE-1 and RTE-2, {part} ({use})", [*_rte(folder, part)]
        yield f"ANS, half {part} ({use})", of_ans


def _rte(folder: Path, part: str) -> Iterator[EntailmentPair]:
    for number in (1, 2):
        yield from load_rte(folder, f"rte{number}_{part}")


def scored(pair: EntailmentPair) -> ScoredClaim:
    """Check a claim against its source with each least score."""
    analyzer = shipped_analyzer()
    claim, source = analyze_text(pair.claim, analyzer), analyze_source(pair.source, "", analyzer)
    can_check = bool(claim.words) and any(one.words for one in source.sentences)

    def supported(least: float) -> bool:
        found, _ = compare_within(claim, source, rarity=_alike, copied=False, least=least)
        return not found

    return ScoredClaim(pair.label in _TRUE, tuple(can_check and supported(one) for one in LEAST))


def _alike(_: str) -> float:
    return 1.0


def table(claims: Sequence[ScoredClaim]) -> Iterator[str]:
    """Yield a line for each least score: the shares of true and false claims supported."""
    for at, least in enumerate(LEAST):
        true = mean(one.supported[at] for one in claims if one.true)
        false = mean(one.supported[at] for one in claims if not one.true)
        chosen = "  <- chosen" if least == LEAST_SCORE else ""
        yield f"{least:.2f}  true {true:.3f}  false {false:.3f}{chosen}"


if __name__ == "__main__":
    sys.exit(main())
