"""Writes records as JSON, and reads them again: those that readers keep, and those that go to
another process.

A record becomes an object of those fields that differ from their defaults. A new field with a
default, or one that is gone, therefore leaves what was kept before readable. Passages and articles
come once each, in tables beside the record, and of an article's text there is only what the
record shows: its passages and the cited sentences, each at its offset. What is asked for as a whole
has the whole texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from rag.errors import UsageError
from rag.records import Answer, Article, Brief, Citation, Passage, SearchFilter
from rag.text.display import whole

R = TypeVar("R", Answer, Brief, SearchFilter)

Span = tuple[int, int]

_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, InvalidOperation, RecursionError)


def write_record(record: Answer | Brief | SearchFilter) -> str:
    """Return a record as JSON text."""
    return whole(json.dumps(as_document(record), ensure_ascii=False, separators=(",", ":")))


def read_record(kind: type[R], text: str) -> R:
    """Return the record that `write_record` has written.

    It equals the one that was written, but for the texts of articles: what was not kept of them is
    blank there, so that the kept parts are at their offsets. Raises `ValueError` for anything else.
    """
    try:
        record: R = from_document(kind, json.loads(text))
    except (ValueError, RecursionError, UsageError) as error:
        raise ValueError(f"no {kind.__name__} that can be read: {error}") from error
    return record


def as_document(value: object, *, is_whole: bool = False) -> dict[str, Any]:
    """Return a record, or lists, tuples and mappings of records and plain values, as what JSON can
    hold; with the whole texts of its articles if `is_whole`."""
    return _RecordWriter(is_whole=is_whole).document(value)


def from_document(kind: Any, document: Any) -> Any:
    """Return the value of a type that `as_document` has taken apart.

    Where a type allows for several kinds besides None, the value is left as JSON has it. Raises
    `ValueError` for what does not fit the type, `UsageError` for a filter that makes no sense.
    """
    try:
        return _RecordReader(document).value(kind)
    except _UNREADABLE as error:
        raise ValueError(f"no {kind} that can be read: {error}") from error


class _RecordWriter:
    """Takes a record apart, and collects its passages and articles on the way."""

    def __init__(self, *, is_whole: bool) -> None:
        self._is_whole = is_whole
        self._articles: dict[Article, int] = {}
        self._passages: dict[Passage, int] = {}
        self._written: list[Any] = []
        self._spans: list[list[Span]] = []

    def document(self, record: object) -> dict[str, Any]:
        written = self._value(record)
        return {
            "articles": [
                {**self._fields(article, left_out=("text",)), "text": _cut_out(article.text, spans)}
                for article, spans in zip(self._articles, self._spans, strict=True)
            ],
            "passages": self._written,
            "record": written,
        }

    def _value(self, value: object) -> Any:
        match value:
            case None | bool() | int() | float() | str():
                return value
            case Decimal():
                return str(value)
            case date():
                return value.isoformat()
            case Path():
                return str(value)
            case tuple() | list():
                return [self._value(one) for one in value]
            case Mapping():
                return {_key(key): self._value(one) for key, one in value.items()}
            case Article():
                return self._article(value)
            case Passage():
                return self._passage(value)
            case Citation():
                self._keep(value.article, value.start, value.end)
        return self._fields(value)

    def _article(self, article: Article) -> int:
        number = self._articles.setdefault(article, len(self._articles))
        if number == len(self._spans):
            self._spans.append([(0, len(article.text))] if self._is_whole else [])
        return number

    def _passage(self, passage: Passage) -> int:
        if passage not in self._passages:
            self._passages[passage] = len(self._written)
            self._written.append({**self._fields(passage), "chunk": self._chunk(passage)})
        return self._passages[passage]

    def _chunk(self, passage: Passage) -> dict[str, Any]:
        """Return a chunk; its text is only written where it is no slice of the article."""
        chunk, article = passage.chunk, passage.article
        if article.text[chunk.start : chunk.end] != chunk.text:
            return self._fields(chunk)
        self._keep(article, chunk.start, chunk.end)
        return self._fields(chunk, left_out=("text",))

    def _keep(self, article: Article, start: int, end: int) -> None:
        if 0 <= start < end:
            self._spans[self._article(article)].append((start, end))

    def _fields(self, record: Any, *, left_out: Sequence[str] = ()) -> dict[str, Any]:
        return {
            field.name: self._value(value)
            for field in fields(record)
            if field.name not in left_out
            and (value := getattr(record, field.name)) != _default(field)
        }


class _RecordReader:
    """Puts a record together again; anything that does not fit its types is a `ValueError`."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._articles = [self._article(one) for one in document["articles"]]
        self._passages = [self._passage(one) for one in document["passages"]]

    def value(self, kind: Any) -> Any:
        return self._value(kind, self._document["record"])

    def _article(self, written: dict[str, Any]) -> Article:
        article: Article = self._object(Article, {**written, "text": _put_back(written["text"])})
        return article

    def _passage(self, written: dict[str, Any]) -> Passage:
        chunk = written["chunk"]
        if "text" not in chunk:
            text = self._articles[_index(written["article"])].text
            chunk = {**chunk, "text": text[chunk["start"] : chunk["end"]]}
        passage: Passage = self._object(Passage, {**written, "chunk": chunk})
        return passage

    def _object(self, kind: type, written: object) -> Any:
        if not isinstance(written, dict):
            raise ValueError(f"{kind.__name__} is no object")
        types = _types(kind)
        known = written.keys() & types.keys()
        return kind(**{name: self._value(types[name], written[name]) for name in known})

    def _value(self, kind: Any, written: Any) -> Any:
        origin = get_origin(kind)
        if origin in (Union, UnionType):
            return self._either(get_args(kind), written)
        if origin is Literal:
            return _checked(written, written in get_args(kind), kind)
        if origin is not None:
            return self._several(origin, get_args(kind), written)
        if kind in (Any, object):
            return written
        if kind is NoneType:
            return _checked(written, written is None, kind)
        if kind is Article:
            return self._articles[_index(written)]
        if kind is Passage:
            return self._passages[_index(written)]
        if kind in _PLAIN:
            return _plain_value(kind, written)
        return self._object(kind, written)

    def _either(self, kinds: Sequence[Any], written: Any) -> Any:
        """Return an optional value; what may be of several kinds is left as it is."""
        if written is None:
            return _checked(None, NoneType in kinds, kinds)
        chosen = [one for one in kinds if one is not NoneType]
        return self._value(chosen[0], written) if len(chosen) == 1 else written

    def _several(self, origin: Any, kinds: Sequence[Any], written: Any) -> Any:
        """Return a list, a tuple or a mapping."""
        if issubclass(origin, Mapping):
            _checked(written, isinstance(written, dict), kinds)
            key, kind = kinds
            return {self._value(key, name): self._value(kind, one) for name, one in written.items()}
        _checked(written, isinstance(written, list), kinds)
        if origin is not tuple:
            return [self._value(kinds[0], one) for one in written]
        each = [kinds[0]] * len(written) if kinds[-1] is Ellipsis else kinds
        return tuple(self._value(kind, one) for kind, one in zip(each, written, strict=True))


def _key(key: object) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)


def _cut_out(text: str, spans: Sequence[Span]) -> list[list[Any]]:
    """Return the kept parts of a text, each behind its offset; overlapping ones are one part."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [[start, text[start:end]] for start, end in joined]


def _put_back(parts: Sequence[Sequence[Any]]) -> str:
    """Return a text with its kept parts at their offsets, and spaces before and between them."""
    pieces: list[str] = []
    length = 0
    for start, part in parts:
        pieces += " " * (start - length), part
        length = start + len(part)
    return "".join(pieces)


def _index(written: object) -> int:
    if not isinstance(written, int) or written < 0:
        raise ValueError(f"{written!r} is no place in a table")
    return written


_PLAIN: dict[type, tuple[type | tuple[type, ...], Callable[[Any], Any]]] = {
    str: (str, str),
    bool: (bool, bool),
    int: (int, int),
    float: ((int, float), float),
    Decimal: (str, Decimal),
    date: (str, date.fromisoformat),
    datetime: (str, datetime.fromisoformat),
    Path: (str, Path),
}


def _plain_value(kind: Any, written: Any) -> Any:
    expected, make = _PLAIN[kind]
    return make(_checked(written, isinstance(written, expected), kind))


def _checked(written: Any, fits: bool, kind: object) -> Any:
    if not fits:
        raise ValueError(f"{written!r:.100} is no {kind}")
    return written


def _default(field: Field[Any]) -> object:
    """Return what a field has when nothing is given; `MISSING` where it must be given."""
    return field.default if field.default_factory is MISSING else field.default_factory()


@cache
def _types(kind: type) -> dict[str, Any]:
    """Return the types of the fields of a record, by their names."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
