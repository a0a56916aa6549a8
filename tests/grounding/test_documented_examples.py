"""The examples of docs/checking.md: what the page says of a claim is what the check says.

An example is a row of a table with the columns `source | claim | verdict`. A first column
`published` (a day as YYYY-MM-DD, or nothing) may stand before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from rag.grounding.claim_check import check_in_context
from rag.records import Status
from tests.factories import ANALYZER

PAGE = Path(__file__).parent.parent.parent / "docs" / "checking.md"
COLUMNS = ("source", "claim", "verdict")
# A header, the line below it, and the rows.
_TABLE = re.compile(
    r"^\|(?P<header>.*)\|\n\|[ :|-]+\|\n(?P<rows>(?:\|.*\|(?:\n|\Z))*)", re.MULTILINE
)


def examples(page: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield day of publication, source, claim and verdict of each example of a page."""
    for table in _TABLE.finditer(page):
        header = cells(table["header"])
        if header[-3:] == COLUMNS:
            for row in table["rows"].splitlines():
                *published, source, claim, verdict = cells(row.strip("|"))
                yield "".join(published), source, claim, verdict.strip("`")


def cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.split("|"))


EXAMPLES = list(examples(PAGE.read_text(encoding="utf-8")))


def test_the_page_has_examples_of_each_verdict_on_a_written_sentence() -> None:
    told = {verdict for *_, verdict in EXAMPLES}
    assert {"supported", "check", "unsupported", "contradicted"} <= told <= set(get_args(Status))


@pytest.mark.parametrize(("published", "source", "claim", "verdict"), EXAMPLES)
def test_an_example_has_the_verdict_that_the_page_gives(
    published: str, source: str, claim: str, verdict: str
) -> None:
    found = check_in_context(claim, source, context=published, analyzer=ANALYZER)
    assert (found.status, found.reasons) == (verdict, found.reasons)


def test_an_example_may_have_a_day_of_publication() -> None:
    page = (
        "| published | source | claim | verdict |\n| --- | --- | --- | --- |\n"
        "| 2024-07-28 | It rained. | It rains. | `check` |\n|  | A. | B. | `supported` |\n\n"
        "| verdict | meaning |\n| --- | --- |\n| `check` | doubtful |\n"
    )
    assert list(examples(page)) == [
        ("2024-07-28", "It rained.", "It rains.", "check"),
        ("", "A.", "B.", "supported"),
    ]
