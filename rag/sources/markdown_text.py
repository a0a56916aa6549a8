"""Reads Markdown: optional YAML front matter, then the article as it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.errors import SourceError
from rag.sources.charset import decode
from rag.sources.stated_fields import Stated, StatedFields, stated

_MOST_CHARACTERS = 8192  # of front matter
_OPENING = re.compile(r"---[ \t]*\r?\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_FIRST_FIELD = re.compile(r"\w+[ \t]*:")
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")
_NULLS = ("~", "null")


def read_markdown(data: bytes, *, source: str) -> StatedFields:
    """Return the body as text, and what the front matter states.

    The body begins after the front matter and the blank lines that follow it; its marks are kept.
    Of the front matter `id`, `title`, `language`, `published_at` (or `date`), `outlet` and `url`
    are read, each value as the characters that are written, so that `007` stays `007`. Raises
    `SourceError`, with the line, for front matter that is broken or never closed.
    """
    text, encoding = decode(data, source=source)
    opening = _OPENING.match(text)
    if opening is None:
        return StatedFields(text, encoding)
    start = opening.end()
    closing = _CLOSING.search(text, start, start + _MOST_CHARACTERS)
    if closing is None:
        if _FIRST_FIELD.match(text, start):
            raise SourceError(
                f"{source}:1",
                "its front matter is not closed; put a line of --- after the last field "
                f"(within {_MOST_CHARACTERS} characters)",
            )
        return StatedFields(text, encoding)
    record = _parse(text[start : closing.start()], source=source)
    if record is None:
        return StatedFields(text, encoding)
    body = _BLANK_LINES.match(text, closing.end())
    return StatedFields(
        text[body.end() if body else closing.end() :], encoding, _stated(record, source)
    )


def _parse(block: str, *, source: str) -> Mapping[object, object] | None:
    """Parse a front matter block; None if it is prose between two rules.

    The loader makes strings, lists and mappings of strings only. It neither merges mappings nor
    builds objects, so that a few lines cannot grow into many.
    """
    import yaml

    try:
        # BaseLoader is the strictest of PyYAML's loaders, stricter than SafeLoader.
        record = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise SourceError(
            f"{source}:{line + 2}",
            f"its front matter is not valid YAML ({error.problem}); "
            "put values that hold a colon or quotation mark in quotes",
        ) from None
    except yaml.reader.ReaderError as error:
        line = block.count("\n", 0, error.position)
        raise SourceError(
            f"{source}:{line + 2}", "its front matter holds a control character; take it out"
        ) from None
    except RecursionError:
        raise SourceError(f"{source}:2", "its front matter is nested too deeply") from None
    if record is None:
        return {}
    return record if isinstance(record, dict) else None


def _stated(record: Mapping[object, object], source: str) -> Stated:
    """Check the fields of the front matter. Raises `SourceError` for one that is ill-formed."""
    fields = {str(name): None if value in _NULLS else value for name, value in record.items()}
    fields["published_at"] = fields.get("published_at") or fields.get("date")
    try:
        return stated(fields)
    except ValueError as error:
        raise SourceError(source, f"in its front matter, {error}") from None
