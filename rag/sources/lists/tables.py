"""Reads CSV and TSV: one article a row, its fields named by a header line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rag.errors import SourceError
from rag.records import FileNote
from rag.sources.collected import CollectedItem
from rag.sources.lists.field_table import field_names, folded_name
from rag.sources.lists.record_fields import RecordReader
from rag.sources.lists.table_rows import TableRows, count_named
from rag.sources.lists.text_stream import open_text, refuse_broken
from rag.sources.source_files import display_path, explain_os_error

_ABOVE = 10  # rows above the header: the title of a sheet, the name of a report
_TOO_MANY = "a row has more cells than the header; what stands in them was left out"
_TOO_FEW = "a row has fewer cells than the header; it was read as far as it goes"


def read_table(path: Path, *, max_bytes: int) -> Iterator[CollectedItem | FileNote]:
    """Yield the articles of a table, row by row, then notes on the file.

    Cells are separated by commas, semicolons, tabs or bars, and may hold line breaks in quotation
    marks. `max_bytes` is the most that one row may have. A refused row does not stop the others.
    Raises `SourceError` for a file without a header line that names a text, and for one that cannot
    be read, is binary or empty.
    """
    source = display_path(path)
    reader = RecordReader()
    stream, encoding = open_text(path)
    with stream:
        try:
            yield from _articles(TableRows(stream, max_bytes=max_bytes), reader, encoding, source)
        except OSError as error:
            raise SourceError(source, explain_os_error(error)) from None
        except ValueError as error:
            raise SourceError(source, str(error)) from None
    for note in reader.notes():
        yield FileNote(source, note)


def _articles(
    table: TableRows, reader: RecordReader, encoding: str, source: str
) -> Iterator[CollectedItem]:
    """Yield the articles below the header."""
    rows = iter(table)
    header = _header(rows)
    table.columns = len(header)
    found = False
    for number, row in rows:
        found = True
        locator = f"row {number}"
        if isinstance(row, str):
            yield CollectedItem(locator, row)
            continue
        try:
            refuse_broken("".join(row), encoding)
            record = _record(header, row, reader)
            yield CollectedItem(locator, reader.article(record, encoding))
        except ValueError as error:
            yield CollectedItem(locator, str(error))
    if not found:
        raise SourceError(source, "it holds no article: there is no row below its header")


def _header(rows: Iterator[tuple[int, list[str] | str]]) -> list[str]:
    """Return the first row that names a text. Raises `ValueError` if none of the first does."""
    first: list[str] = []
    for at, (_, row) in zip(range(_ABOVE), rows, strict=False):
        if isinstance(row, str):
            continue
        names = {folded_name(cell) for cell in row}
        has_text = not names.isdisjoint(field_names("text") + field_names("summary"))
        may_name = at == 0 and not any(cell.strip().isdigit() for cell in row)
        if has_text and (may_name or count_named(row) > 1):
            return row
        first = first or row
    cells = ", ".join(repr(cell.strip()[:30]) for cell in first[:8])
    raise ValueError(
        "no header line names a column of text; put one above the rows, such as text,title,date "
        f"(its first line is {cells})"
    )


def _record(header: list[str], row: list[str], reader: RecordReader) -> dict[str, object]:
    """Return the cells of a row by the names of their columns."""
    if any(cell.strip() for cell in row[len(header) :]):
        reader.remark(_TOO_MANY)
    elif len(row) < len(header):
        reader.remark(_TOO_FEW)
    record: dict[str, object] = {}
    for number, (name, cell) in enumerate(zip(header, row, strict=False), start=1):
        if cell.strip():
            record.setdefault(name.strip() or f"column {number}", cell)
    return record
