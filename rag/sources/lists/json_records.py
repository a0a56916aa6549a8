"""Reads JSON: one article a line, a list of articles, an object around a list, or one article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import SourceError
from rag.records import FileNote
from rag.sources.collected import CollectedItem
from rag.sources.lists.field_table import field_names, folded_name, is_article
from rag.sources.lists.json_lines import FIELD_TWICE, iter_lines, parse_json
from rag.sources.lists.json_scanner import JsonScanner
from rag.sources.lists.record_fields import RecordReader
from rag.sources.lists.text_stream import open_text, refuse_broken
from rag.sources.source_files import display_path, explain_os_error, open_file, too_large

_HEAD = 65_536
_MOST_NESTED = 4  # objects around a list of articles: {"response": {"hits": {"hits": [
_LINES = (".jsonl", ".ndjson")


def read_json(path: Path, *, max_bytes: int) -> Iterator[CollectedItem | FileNote]:
    """Yield the articles of a JSON file, one after another, then notes on the file.

    `max_bytes` is the most that one article, not the file, may have. What is refused does not stop
    the others. The fields are those of field_names.tsv. Raises `SourceError` for a file that cannot
    be read, is binary or empty.
    """
    reader = RecordReader()
    if _is_lines(path):
        yield from iter_lines(path, reader, max_bytes=max_bytes)
    else:
        yield from _Document(path, reader, max_bytes).items()
    for note in reader.notes():
        yield FileNote(display_path(path), note)


def _is_lines(path: Path) -> bool:
    """Tell whether a file has one object a line, rather than a list or objects over many lines."""
    with open_file(path) as file:
        try:
            head = file.read(_HEAD)
        except OSError as error:
            raise SourceError(display_path(path), explain_os_error(error)) from None
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "utf-8-sig", "replace")
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()][:2]
    named_so = path.suffix.lower() in _LINES
    if not lines or lines[0].lstrip().startswith("["):
        return named_so and not lines
    try:
        first = json.loads(lines[0])
    except (ValueError, RecursionError):
        # Pretty-printed, or a broken first line, or one that is longer than the head.
        goes_on = len(lines) > 1 and lines[1].lstrip().startswith(("{", "["))
        return named_so and (goes_on or len(lines) == 1)
    if isinstance(first, dict) and not is_article(first) and _names_list(first):
        return False
    return named_so if len(lines) == 1 else lines[1].lstrip().startswith("{") or named_so


@dataclass
class _Record:
    """The fields of an object that are read one by one, because it may hold a list of articles."""

    fields: dict[str, object] = field(default_factory=dict)
    size: int = 0
    holds_list: bool = False
    is_too_large: bool = False
    fault: str = ""

    def take(self, name: str, value: object, size: int, most: int) -> None:
        """Keep a field, unless the object has become too large."""
        self.size += len(name) + size
        if self.size > most:
            self.is_too_large = True
            self.fields.clear()
        elif value:
            self.fields[name] = value

    def feed_title(self) -> str | None:
        """Return the title of a JSON Feed, of RSS made JSON or the name of a Telegram channel,
        which is its articles' outlet; None for other lists."""
        fields = self.fields
        feed = fields.get("feed")
        if isinstance(feed, dict):
            title = feed.get("title")
        elif "channel" in str(fields.get("type", "")):
            title = fields.get("name")
        else:
            is_feed = "jsonfeed" in str(fields.get("version", ""))
            title = fields.get("title") if is_feed else None
        return title if isinstance(title, str) else None


class _Document:
    """A file of JSON values, read from beginning to end."""

    def __init__(self, path: Path, reader: RecordReader, max_bytes: int) -> None:
        self._path = path
        self._reader = reader
        self._max_bytes = max_bytes
        self._count = 0  # articles seen, refused ones included

    def items(self) -> Iterator[CollectedItem]:
        """Yield the articles."""
        source = display_path(self._path)
        stream, self._encoding = open_text(self._path)
        with stream:
            self._scanner = JsonScanner(stream, max_bytes=self._max_bytes)
            try:
                yield from self._values()
            except OSError as error:
                raise SourceError(source, explain_os_error(error)) from None
            except ValueError as error:
                place = f"after article {self._count}, " if self._count else ""
                raise SourceError(source, f"{place}{error}") from None
        if self._count == 0:
            raise SourceError(source, "it holds no article: its list is empty")

    def _values(self) -> Iterator[CollectedItem]:
        """Yield the articles of the values that follow each other in the file."""
        while sign := self._scanner.peek():
            if sign == "[":
                yield from self._list()
            elif sign == "{":
                yield from self._outermost()
            elif not self._scanner.take(","):  # between objects that stand in no list
                self._scanner.value()
                yield self._item('it is not a JSON object; write {"text": "…"}')

    def _list(self) -> Iterator[CollectedItem]:
        """Yield the articles of a list."""
        self._scanner.take("[")
        while not self._scanner.take("]"):
            if not self._scanner.take(","):
                yield self._item(self._scanner.value())

    def _outermost(self) -> Iterator[CollectedItem]:
        """Yield the article that an object is, or those of the list in it."""
        record = _Record()
        before = self._count
        yield from self._object(record, 0)
        if record.holds_list:
            return
        if record.is_too_large:
            yield self._item(None)
        elif record.fault:
            self._count += 1
            yield CollectedItem(f"article {self._count}", record.fault)
        elif rows := _columns(record.fields):
            for row in rows:
                yield self._item(row)
        elif self._count == before:
            alone = before == 0 and not self._scanner.peek()
            yield self._item(record.fields, alone=alone)

    def _object(self, record: _Record, depth: int) -> Iterator[CollectedItem]:
        """Read the fields of an object into `record`; yield the articles of a list in it."""
        self._scanner.take("{")
        while not self._scanner.take("}"):
            if self._scanner.take(","):
                continue
            name = self._scanner.value()
            if not self._scanner.take(":"):
                raise ValueError("it is not valid JSON: ':' is missing after the name of a field")
            yield from self._field(str(parse_json(name or '""')), record, depth)

    def _field(self, name: str, record: _Record, depth: int) -> Iterator[CollectedItem]:
        """Read one field into `record`, or yield the articles that it holds."""
        sign = self._scanner.peek()
        may_hold = folded_name(name) in field_names("list") and depth < _MOST_NESTED
        if may_hold and sign == "[" and self._scanner.holds_objects():
            record.holds_list = True
            self._reader.outlet = record.feed_title()
            yield from self._list()
            return
        if may_hold and sign == "{":
            inner = _Record()
            yield from self._object(inner, depth + 1)
            record.holds_list |= inner.holds_list
            record.take(name, inner.fields, inner.size, self._max_bytes)
            return
        raw = self._scanner.value()
        if raw is None:
            record.is_too_large = True
            return
        try:
            value = self._checked(raw)
        except ValueError as error:
            record.fault = str(error)
            return
        if depth == 0 and _is_member(name, value, record):
            yield self._item(value)
            return
        if name in record.fields:
            self._reader.remark(FIELD_TWICE)
        record.take(name, value, len(raw), self._max_bytes)

    def _checked(self, raw: str) -> object:
        """Return the value of a JSON text. Raises `ValueError` for one that cannot be used."""
        refuse_broken(raw, self._encoding)
        return parse_json(raw, self._reader)

    def _item(self, given: object, *, alone: bool = False) -> CollectedItem:
        """Return the article of a record or of the JSON of one; None is one that is too large."""
        self._count += 1
        locator = None if alone else f"article {self._count}"
        if given is None:
            return CollectedItem(locator, too_large(None, self._max_bytes))
        try:
            value = self._checked(given) if isinstance(given, str) else given
            if isinstance(value, str):
                value = {"text": value}
            if not isinstance(value, dict):
                raise ValueError('it is not a JSON object; write {"text": "…"}')
            return CollectedItem(locator, self._reader.article(value, self._encoding))
        except ValueError as error:
            return CollectedItem(locator, str(error))


def _names_list(record: dict[str, object]) -> bool:
    return any(
        folded_name(name) in field_names("list") and isinstance(value, list | dict)
        for name, value in record.items()
    )


def _is_member(name: str, value: object, record: _Record) -> bool:
    """Tell whether a field of the outermost object is an article of its own: {"17": {…}, …}."""
    if not isinstance(value, dict) or is_article(record.fields) or not is_article(value):
        return False
    names = {folded_name(str(one)) for one in value}
    is_known = any(folded_name(name) in field_names(ours) for ours in ("nested", "outlet", "title"))
    return not is_known and any(
        not names.isdisjoint(field_names(ours)) for ours in ("title", "url", "published_at")
    )


def _columns(fields: dict[str, object]) -> list[dict[str, object]]:
    """Return the rows of a table that was written by columns, as pandas does, or none.

    For example {"text": {"0": "…", "1": "…"}, …} and {"text": ["…", "…"], "title": ["…", "…"]}.
    """
    names = {folded_name(name): name for name in fields}
    text = next((fields[names[one]] for one in field_names("text") if one in names), None)
    if isinstance(text, dict) and all(str(number).isdigit() for number in text):
        columns = {name: one for name, one in fields.items() if isinstance(one, dict)}
        return [{name: one.get(number) for name, one in columns.items()} for number in text]
    if not isinstance(text, list) or len(text) < 2:
        return []
    lists = {
        name: one for name, one in fields.items() if isinstance(one, list) and len(one) == len(text)
    }
    named = {folded_name(name) for name in lists}
    if all(named.isdisjoint(field_names(field)) for field in ("title", "published_at", "url")):
        return []
    return [{name: one[at] for name, one in lists.items()} for at in range(len(text))]
