"""Cuts CSV and TSV into rows, whatever separates their cells, and steps over broken rows."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from rag.sources.lists.field_table import field_names, folded_name
from rag.sources.source_files import too_large

_SEPARATORS = ",;\t|"
_SAMPLE = 65_536  # characters that are enough to tell what separates the cells
_SAMPLE_ROWS = 30
_MOST_BROKEN = 50  # quotation marks left open: for each the rest of the file may be read twice
_OR_OPEN = " (or a quotation mark in it is not closed)"
_NAMED = ("text", "summary", "title", "published_at", "outlet", "url", "id", "language")


@dataclass(frozen=True, slots=True)
class TableDialect:
    """How a table is written. `skipped` lines stand before it: Excel's `sep=;`."""

    separator: str = ","
    quotes: bool = True
    escape: str | None = None
    skipped: int = 0

    def reader(self, lines: Iterator[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Return the rows of lines."""
        return csv.reader(
            lines,
            delimiter=self.separator,
            quoting=csv.QUOTE_MINIMAL if self.quotes else csv.QUOTE_NONE,
            escapechar=self.escape,
            strict=strict,
        )


def sniff_table(sample: str) -> TableDialect:
    """Return how a table is written, judging by its beginning.

    The separator is the one with which the most cells of a line are known names of fields, then the
    one with which most rows are equally long.
    """
    lines = _lines_of(sample)[:-1] or [sample]
    first = lines[0].strip().lower()
    if first.startswith("sep=") and len(first) == len("sep=") + 1:
        return TableDialect(first[-1], skipped=1)
    escape = "\\" if sample.count('\\"') > sample.count('""') else None
    dialects = [TableDialect(sign, escape=escape) for sign in _SEPARATORS]
    is_only_column = not any(sign in first for sign in _SEPARATORS)
    if is_only_column and folded_name(first) in field_names("text"):  # no cell ends within a line
        return TableDialect("\x1f", escape=escape)
    best = max(dialects, key=lambda dialect: _fitness(dialect, lines))
    if best.separator == "\t" and not _is_quoted(best, lines):
        return TableDialect("\t", quotes=False)
    return best


def _fitness(dialect: TableDialect, lines: list[str]) -> tuple[int, float]:
    rows = [row for row in _sample_rows(dialect, lines) if any(row)]
    named = max((count_named(row) for row in rows), default=0)
    lengths = [len(row) for row in rows if len(row) > 1]
    same = max(map(lengths.count, lengths), default=0)
    return named, same / max(1, len(rows))


def _sample_rows(dialect: TableDialect, lines: list[str]) -> list[list[str]]:
    try:
        return [
            row for row, _ in zip(dialect.reader(iter(lines)), range(_SAMPLE_ROWS), strict=False)
        ]
    except csv.Error:
        return []


def _is_quoted(dialect: TableDialect, lines: list[str]) -> bool:
    """Tell whether quotation marks around a cell belong to the table and not to the text."""
    try:
        return all(True for _ in dialect.reader(iter(lines), strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)  # the sample ends within a cell


def count_named(row: list[str]) -> int:
    """Return how many cells of a row are known names of different fields."""
    names = {folded_name(cell) for cell in row}
    return sum(not names.isdisjoint(field_names(field)) for field in _NAMED)


class TableRows:
    """The rows of a table with their numbers, counted from 1 as a spreadsheet counts them."""

    def __init__(self, stream: TextIO, *, max_bytes: int) -> None:
        """Take rows of at most `max_bytes`, counted in characters."""
        csv.field_size_limit(max(csv.field_size_limit(), max_bytes))
        self.columns = 0
        """How many cells the header has; 0 until it is known."""
        self._max_bytes = max_bytes
        sample = stream.read(_SAMPLE)
        self.dialect = sniff_table(sample)
        self._lines = _Lines(stream, sample, max_bytes)

    def __iter__(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield each row that is not blank, or the reason why it cannot be read.

        Raises `ValueError` when too many quotation marks are not closed.
        """
        for _ in range(self.dialect.skipped):
            next(self._lines, None)
        number = broken = 0
        reader = self.dialect.reader(self._lines)
        while True:
            self._lines.begin_row()
            number += 1
            try:
                row = next(reader)
                self._refuse_run_together()
            except StopIteration:
                return
            except (_OpenRowError, csv.Error) as error:
                broken += 1
                if broken > _MOST_BROKEN:
                    raise ValueError("too many of its quotation marks are not closed") from None
                fault = self._fault(error)
                skipped = self._go_on()
                yield (
                    number,
                    f"{fault} ({skipped:,} lines behind it left out)" if skipped else fault,
                )
                reader = self.dialect.reader(self._lines)
                continue
            if any(cell.strip() for cell in row):
                yield number, row

    def _refuse_run_together(self) -> None:
        """Raise `csv.Error` if an open quotation mark was closed by that of a later row.

        Behind it stands a letter then, and no separator.
        """
        if len(self._lines.taken) > 1 and self.dialect.quotes:
            for _ in self.dialect.reader(iter(self._lines.taken), strict=True):
                pass

    def _go_on(self) -> int:
        """Go back behind the first line of a row, and forward to where another one may begin.

        A line begins a row if it has as many cells as the header: lines of prose, which may be what
        stands in the open quotation marks, seldom do. Returns how many lines were left out.
        """
        self._lines.take_back()
        skipped = 0
        for line in self._lines.each():
            if self._begins_row(line):
                self._lines.push(line)
                break
            skipped += bool(line.strip())
        return skipped

    def _begins_row(self, line: str) -> bool:
        if line.count(self.dialect.separator) < self.columns - 1:
            return False
        try:
            return len(next(self.dialect.reader(iter([line])), [])) == self.columns
        except csv.Error:
            return False

    def _fault(self, error: Exception) -> str:
        if isinstance(error, csv.Error) and len(self._lines.taken) == 1:
            return f"it is not valid CSV ({error})"
        if self._lines.is_over_limit:
            reason = too_large(None, self._max_bytes)
            return f"{reason}{_OR_OPEN}" if len(self._lines.taken) > 1 else reason
        return "a quotation mark in it is not closed; close it, or double one that is text"


class _OpenRowError(Exception):
    """Says that a row does not end: within the file, or within the size that a row may have."""


class _Lines(Iterator[str]):
    """Lines of a stream for `csv.reader`; those of the row being read can be taken back."""

    def __init__(self, stream: TextIO, sample: str, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._size = 0
        self.taken: list[str] = []
        if sample.endswith("\r"):  # the line end may go on behind the sample
            sample += stream.read(1)
        self._waiting = deque(_lines_of(sample))
        self._begun = ""
        if self._waiting and not self._waiting[-1].endswith(("\n", "\r")):
            self._begun = self._waiting.pop()

    def begin_row(self) -> None:
        """Forget the lines of the last row."""
        self.taken.clear()
        self._size = 0

    def take_back(self) -> None:
        """Give the lines of the last row once more, without the first."""
        self._waiting.extendleft(reversed(self.taken[1:]))

    def each(self) -> Iterator[str]:
        """Yield the lines that follow, of any size, row or not."""
        while line := self._waiting.popleft() if self._waiting else self._readline():
            yield line

    @property
    def is_over_limit(self) -> bool:
        """Tell whether the row being read is too large."""
        return self._size > self._limit

    def push(self, line: str) -> None:
        """Give a line once more."""
        self._waiting.appendleft(line)

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._readline()
        if not line:
            if self.taken:
                raise _OpenRowError
            raise StopIteration
        self.taken.append(line)
        self._size += len(line)
        if self._size > self._limit:
            raise _OpenRowError
        return line

    def _readline(self) -> str:
        """Return the next line of the stream; of one that is too long only the beginning."""
        line = self._begun + self._stream.readline(self._limit + 1)
        self._begun = ""
        part = line
        while len(part) > self._limit and not part.endswith(("\n", "\r")):
            part = self._stream.readline(self._limit + 1)
        return line


def _lines_of(text: str) -> list[str]:
    """Return lines as a text stream does: U+2028 and the like end none."""
    return io.StringIO(text, newline="").readlines()
