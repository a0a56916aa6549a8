"""Reads Markdown: optional front matter, then the article as a reader sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rag.sources.charset import decode
from rag.sources.markdown.front_matter import find_front_matter
from rag.sources.markdown.markdown_body import render_body
from rag.sources.stated_fields import Stated, StatedFields, is_web_address, stated

_LONGEST_TITLE = 300  # characters of a heading
_ATTRIBUTES = {"id": "key"}  # of `Stated`, where the name differs
_NULLS = ("~", "null", "")
# The names under which generators of sites and clippers of pages keep each field, best first.
_NAMES = {
    "id": "id uuid guid",
    "title": "title headline العنوان عنوان",
    "language": "language lang locale اللغة لغة",
    "published_at": "published_at date published publish_date published_date date_published pubdate"
    " publishdate datepublished التاريخ تاريخ تاريخ_النشر",
    "outlet": "outlet source publisher publication site_name site newspaper المصدر مصدر الصحيفة",
    "url": "url link canonical_url canonicalurl canonical permalink source_url sourceurl"
    " original_url external_url source الرابط رابط",
}


def read_markdown(data: bytes, *, source: str) -> StatedFields:
    """Return the body as plain text, and what the front matter states.

    The marks of Markdown are left out of the text. Of the front matter `id`, `title`, `language`,
    `published_at`, `outlet` and `url` are read, under the names that are usual; each value is taken
    as it is written, so that `007` stays `007`. A value that cannot be used is left out with a
    note. Without a stated title the heading of the first level at the top is it. Raises
    `SourceError`, with the line, for front matter that is never closed.
    """
    text, encoding = decode(data, source=source)
    front = find_front_matter(text, source=source)
    body = render_body(text[front.body :])
    found = _stated(front.fields)
    if found.title is None and body.heading:
        found = replace(found, title=stated({"title": body.heading[:_LONGEST_TITLE]}).title)
    return StatedFields(body.text, encoding, found, front.notes)


def _stated(fields: Mapping[str, object]) -> Stated:
    """Check the fields of the front matter one by one; those that cannot be used are noted."""
    named: dict[str, object] = {}
    for name, value in fields.items():
        named.setdefault(_folded(name), value)
    found, notes = Stated(), []
    for field in _NAMES:
        for value in _values(named, field):
            try:
                one = stated({field: value})
            except ValueError as error:
                notes.append(f"in its front matter, {error}; it was left out")
                continue
            notes += one.notes
            taken = getattr(one, _ATTRIBUTES.get(field, field))
            found = replace(found, **{_ATTRIBUTES.get(field, field): taken})
            break
    return replace(found, notes=tuple(notes))


def _folded(name: str) -> str:
    """Return a field's name in small letters, with underscores for spaces and hyphens."""
    return "_".join(str(name).casefold().replace("-", " ").split())


def _values(named: Mapping[str, object], field: str) -> Iterator[object]:
    """Yield the values that the front matter has for a field, in the form that it is checked in."""
    for name in _NAMES[field].split():
        value = _text_of(named.get(name))
        if value is None:
            continue
        # A clipper's `source` is the address, and a `permalink` is often only a path.
        if field == "url" and not is_web_address(value) and name != "url":
            continue
        if field == "outlet" and is_web_address(value):
            continue
        yield value.replace("_", "-").split("-")[0].lower() if field == "language" else value


def _text_of(value: object) -> str | None:
    """Return a value as text: a list as its items, a date in ISO form; None for a null.

    Lists in a list are left out: a few lines of YAML can make them endless.
    """
    if isinstance(value, list):
        value = ", ".join(item for item in value if isinstance(item, str))
    if value is None or isinstance(value, Mapping):
        return None
    text = str(value).strip()
    return None if text in _NULLS else text
