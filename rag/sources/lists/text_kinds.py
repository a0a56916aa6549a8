"""Recognises records that were saved as plain text: a table, JSON or XML in a file called .txt."""

from __future__ import annotations

import re
from itertools import islice

from rag.sources.lists.field_table import field_names, folded_name
from rag.sources.lists.table_rows import count_named, sniff_table

_BEGINNING = 20_000  # characters that are looked at
_ROWS = 3
_FEWEST_NAMES = 2  # a line of prose may hold one word that is the name of a field, and a comma
_LONGEST_CELL = 60  # characters in the name of a column
# {"title": …, [{"id": …, and XML of a feed or a document, after its declaration and comments.
_JSON = re.compile(r'\s*(?:\[\s*)?\{\s*"[^"\n]{1,100}"\s*:')
_XML = re.compile(r"\s*<\?xml\s[^>]{0,200}\?>\s*<|\s*<(?:rss|feed|newsItem|nitf|NewsML)[\s>]")


def kind_of_records(text: str) -> str | None:
    """Return the reason for refusing a text that is no text but records, or None for a text.

    Excel's "Unicode Text" is such a file: a table with tabs, whose name ends in .txt.
    """
    beginning = text[:_BEGINNING].removeprefix("\ufeff")
    if _JSON.match(beginning):
        return "it is JSON, whatever its name says; rename it to end in .json"
    if _XML.match(beginning):
        return "it is XML, whatever its name says; rename it to end in .xml"
    if columns := _columns(beginning):
        return f"it is a table with the columns {columns}; rename it to end in .csv"
    return None


def _columns(text: str) -> str:
    """Return the names of a table's columns, or "" for a text that is no table.

    The first line names a text and one more field, and the rows below have as many cells.
    """
    lines = text.splitlines(keepends=True)
    if len(lines) < 2 or len(lines[0]) > _LONGEST_CELL * _ROWS * 4:
        return ""
    header, *rows = islice(sniff_table(text).reader(iter(lines)), _ROWS)
    names = {folded_name(cell) for cell in header}
    has_text = not names.isdisjoint(field_names("text") + field_names("summary"))
    if not has_text or count_named(header) < _FEWEST_NAMES or not rows:
        return ""
    if any(len(cell) > _LONGEST_CELL for cell in header) or len(rows[0]) != len(header):
        return ""
    return ", ".join(cell.strip() for cell in header[:8])
