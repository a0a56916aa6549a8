"""The options that the commands which fit on what was read have in common."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def options_of(
    arguments: Sequence[str] | None, name: str, description: str | None
) -> argparse.Namespace:
    """Return the options of the command `python -m eval.bench.fitting.NAME`."""
    parser = argparse.ArgumentParser(
        prog=f"python -m eval.bench.fitting.{name}", description=description
    )
    parser.add_argument("--data", required=True, metavar="DIR", help="the public question sets")
    parser.add_argument("--work", default="build/fit", metavar="DIR", help="what is kept")
    parser.add_argument("--measure", action="store_true", help="measure, write no weights")
    return parser.parse_args(arguments)
