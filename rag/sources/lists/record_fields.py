"""Makes an article of a record: the fields of a JSON object or of a row, whatever their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from rag.sources.html_text import without_markup
from rag.sources.lists.field_table import field_names, folded_name, is_article, plain_value
from rag.sources.stated_fields import (
    Stated,
    StatedFields,
    is_web_address,
    stated,
    stated_address,
    stated_day,
    string,
)

_Found = TypeVar("_Found")

_MARKS = ("title", "published_at", "url")
_NO_TITLES = {"name", "subject"}  # they name many things that are no articles
_LONGEST_KEY = 200
_MOST_NAMED = 12  # fields that a note names
_LIMIT_OF_NAMES = 1000  # different names that are counted; the fields of a hostile file have no end
# What news services write where the text goes on: "… [+2345 chars]".
_CUT_SHORT = re.compile(r"\s*\[\+?\d{1,7} (?:chars|characters)\]\s*\Z")
_WITHHELD = re.compile(r"\s*only available in .{0,40}\bplans?\.?\s*\Z", re.IGNORECASE)
# What an exporter writes for no value.
_NOTHING = re.compile(r"\s*(?:null|none|nan|n/?a|undefined|-+|—)?\s*\Z", re.IGNORECASE)


class RecordReader:
    """Reads the records of one file, and remembers for its report what it did not read of them."""

    def __init__(self, outlet: str | None = None) -> None:
        """Take `outlet` for records that name none."""
        self.outlet = outlet
        self._unread: Counter[str] = Counter()
        self._with_unread = 0
        self._remarks: Counter[str] = Counter()

    def article(self, record: Mapping[str, object], encoding: str) -> StatedFields:
        """Return the article of a record.

        Raises `ValueError` with a sentence on what is wrong, for a record without a text and for
        values of the wrong type.
        """
        fields = _Fields(_unwrapped(record))
        text = self._text(fields)
        found = self._stated(fields)
        unread = fields.unread()
        self._with_unread += bool(unread)
        for name in unread:
            if name in self._unread or len(self._unread) < _LIMIT_OF_NAMES:
                self._unread[name] += 1
        return StatedFields(text, encoding, found)

    def notes(self) -> list[str]:
        """Return remarks on the file as a whole."""
        remarks = [f"{remark} (in {_articles(count)})" for remark, count in self._remarks.items()]
        if self._unread:
            names = [name for name, _ in self._unread.most_common()]
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            remarks.append(
                f"fields not read: {', '.join(names[:_MOST_NAMED])}{more} "
                f"(in {_articles(self._with_unread)})"
            )
        return remarks

    def remark(self, remark: str) -> None:
        """Count a remark that may hold for many articles, so that it is made once."""
        self._remarks[remark] += 1

    def _text(self, fields: _Fields) -> str:
        name, value = fields.take("text")
        if name is None:
            name, value = fields.take("summary")
            if name is None or not fields.is_news():
                raise ValueError(fields.textless())
            self.remark(f"only '{name}' was read: there is no full text")
        text = string("text", value)
        whole = _CUT_SHORT.sub("", text)
        if whole != text:
            self.remark("its text is cut short where it came from")
        return without_markup(whole)

    def _stated(self, fields: _Fields) -> Stated:
        """Return what the record states beside its text."""
        outlet, url, notes = _outlet_and_url(fields)
        day, on_day = fields.first("published_at", stated_day)
        _, key = fields.take("id")
        if isinstance(key, str) and len(key) > _LONGEST_KEY:
            key = None
            notes.append(f"its id is longer than {_LONGEST_KEY} characters and was left out")
        _, title = fields.take("title")
        _, language = fields.take("language")
        found = stated(
            {
                "id": key,
                "title": _markup_out(title),
                "language": language,
                "outlet": _markup_out(outlet) or self.outlet,
                "url": url,
            }
        )
        notes += [note for note in (on_day, *found.notes) if note]
        return Stated(
            key=found.key,
            title=found.title,
            language=found.language,
            published_at=day,
            outlet=found.outlet,
            url=found.url,
            notes=tuple(notes),
        )


class _Fields:
    """The fields of one record by folded name, and which of them were read."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self._fields: dict[str, tuple[str, object]] = {}
        self._read: set[str] = set()
        self._names: set[str] = set()
        for name, value in record.items():
            if value is not None:
                self._names.add(folded_name(name))
            if value not in (None, "", [], {}):
                self._fields.setdefault(folded_name(name), (name, value))

    def values(self, field: str) -> Iterator[tuple[str, object]]:
        """Yield the values that the record has under the names of a field, the strongest first.

        Values that stand for none ("NaN", "n/a") are passed over.
        """
        for folded in field_names(field):
            if folded not in self._fields:
                continue
            name, given = self._fields[folded]
            value = plain_value(field, given)
            if value is None or (isinstance(value, str) and _is_nothing(value)):
                continue
            if value != value:  # NaN, which is how pandas writes an empty cell
                continue
            self._read.add(folded)
            yield name, value

    def take(self, field: str) -> tuple[str | None, object]:
        """Return the name and value of the strongest field, or two None."""
        return next(self.values(field), (None, None))

    def first(
        self, field: str, read: Callable[[object], tuple[_Found | None, str | None]]
    ) -> tuple[_Found | None, str | None]:
        """Return what the strongest readable value of a field says, or the first one's note."""
        note = None
        for _, value in self.values(field):
            found, remark = read(value)
            if found is not None:
                return found, None
            note = note or remark
        return None, note

    def is_news(self) -> bool:
        """Tell whether a title, date or address stands beside a summary, as in no package.json."""
        marks = {name for field in _MARKS for name in field_names(field)} - _NO_TITLES
        return not self._names.isdisjoint(marks)

    def textless(self) -> str:
        """Return the reason for refusing a record without a text."""
        if not self._names.isdisjoint(field_names("text")):
            return "it is blank: its text has no letter or digit"
        has = ", ".join(name for _, (name, _) in list(self._fields.items())[:_MOST_NAMED])
        link = not self._names.isdisjoint(field_names("url"))
        return (
            "field 'text' is missing, under that name or a usual one (content, body, …)"
            + (f"; it has {has}" if has else "")
            + ("; the page that it links to can be indexed by its address" if link else "")
        )

    def unread(self) -> list[str]:
        """Return the names of the fields that were not read, as the record spells them."""
        return [name[:60] for folded, (name, _) in self._fields.items() if folded not in self._read]


def _unwrapped(record: Mapping[str, object]) -> Mapping[str, object]:
    """Return a record with the fields that stand in one known object inside it (`_source`)."""
    if is_article(record):
        return record
    names = field_names("nested")
    for name, value in record.items():
        if isinstance(value, dict) and folded_name(name) in names and _has_words(value):
            return {**value, **{k: v for k, v in record.items() if k != name and k not in value}}
    return record


def _has_words(record: Mapping[str, object]) -> bool:
    """Tell whether a record has a text, summary or title; the name of its source is none."""
    names = {name for field in ("text", "summary", "title") for name in field_names(field)}
    return any(folded_name(str(name)) in names - _NO_TITLES for name in record)


def _outlet_and_url(fields: _Fields) -> tuple[object, str | None, list[str]]:
    """Return the outlet, the web address, and notes on them.

    A source that is a web address is the article's where no other is given, else its host is the
    outlet. An id that is a web address is one, too.
    """
    url, note = fields.first("url", stated_address)
    address = None
    for _, outlet in fields.values("outlet"):
        if isinstance(outlet, str) and is_web_address(outlet.strip()):
            address = address or outlet.strip()
            continue
        break
    else:
        outlet = None
    if url is None:
        given = (value for _, value in fields.values("id") if isinstance(value, str))
        url = next(filter(is_web_address, given), None) or address
    elif outlet is None and address:
        outlet = urlsplit(address).hostname
    if url is not None:
        note = None
    return outlet, url, [note] if note else []


def _markup_out(value: object) -> object:
    """Return a title or name without the tags and references that it may hold."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return without_markup(value) if isinstance(value, str) else value


def _is_nothing(value: str) -> bool:
    return _NOTHING.match(value) is not None or _WITHHELD.match(value) is not None


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"
