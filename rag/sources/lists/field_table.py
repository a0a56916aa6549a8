"""Knows the usual names of fields, and takes plain values out of nested ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from rag.text.analysis.folding import normalize

_LONGEST_NAME = 100
_MOST_NESTED = 6  # lists and objects around one value
_MOST_PIECES = 20_000  # of a text that is a list of paragraphs
_SIGNS = re.compile(r"[\W_]+")

# Where the value is in an object that stands for it, as {"rendered": …} in WordPress, {"$date": …}
# in MongoDB, {"#text": …} in XML made JSON, {"name": …} of a publisher.
_INNER = {
    "text": "rendered value text html body content plain main raw children ar en",
    "title": "rendered value text main title html plain headline name ar en",
    "outlet": "name title displayname publisher value text rendered domain site id ar en",
    "url": "url href link web canonical permalink value text rendered id",
    "published_at": "date datetime numberlong value text iso start publishedat",
    "id": "oid value text rendered id",
    "language": "code value text iso id name",
}


@lru_cache(maxsize=4096)
def folded_name(name: str) -> str:
    """Return a field's name as it is compared: without case, spaces, signs and vowel marks."""
    return _SIGNS.sub("", normalize(name[:_LONGEST_NAME]))


@cache
def field_names(ours: str) -> tuple[str, ...]:
    """Return the folded names of one of our fields, the strongest first."""
    return tuple(dict.fromkeys(name for field, name in _rows() if field == ours))


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    table = files("rag.sources.lists").joinpath("field_names.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    return tuple((field, folded_name(name)) for field, name in lines)


def is_article(record: Mapping[str, object]) -> bool:
    """Tell whether a record has a text under one of its usual names."""
    names = field_names("text")
    return any(value and folded_name(name) in names for name, value in record.items())


def plain_value(field: str, value: object) -> object:
    """Return the value of a field: of several in a list the first, of a nested one what it holds.

    The paragraphs of a text that is a list are its lines. What cannot be understood comes back as
    it is; empty lists, objects and blank texts are None.
    """
    field = "text" if field == "summary" else field
    if isinstance(value, str):
        return value if value.strip() else None
    if not isinstance(value, list | dict):
        return value
    pieces = _pieces(field, value, _MOST_NESTED)
    if field != "text":
        return next(pieces, value or None)
    lines = [str(piece) for _, piece in zip(range(_MOST_PIECES), pieces, strict=False)]
    return _between(value).join(lines) or value or None


def _between(value: object) -> str:
    """Return what stands between the pieces of a text: a line end, or nothing where text and
    objects take turns, which are then words of one paragraph (a link, bold type)."""
    kinds = {type(one) for one in value} if isinstance(value, list) else set()
    return "" if {str, dict} <= kinds else "\n"


def _pieces(field: str, value: object, depth: int) -> Iterator[object]:
    """Yield the plain values inside a value, without blank ones."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, list) and depth:
        for one in value:
            yield from _pieces(field, one, depth - 1)
    elif isinstance(value, dict) and depth:
        inner = {folded_name(str(name)): one for name, one in value.items()}
        for name in _INNER[field].split():
            found = list(_pieces(field, inner.get(name), depth - 1))
            if found:
                yield from found
                return
    elif isinstance(value, int | float) and field != "text":
        yield value
