"""Finds the metadata at the top of a Markdown file: YAML, TOML, JSON, Pandoc's or MultiMarkdown's.

The fields come back as they are written; which of them are known is decided elsewhere. Values that
YAML refuses, such as `title: [تحديث] …` or `title: A: B`, are read line by line instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.errors import SourceError

_MOST_CHARACTERS = 32_768  # of front matter; descriptions and tag lists may be long
_BLANK = re.compile(r"(?:[ \t\ufeff\u200e\u200f]*\r?\n)*\ufeff?")
# For example: ---, --- yaml, ---json, +++
_OPENING = re.compile(r"(---|\+\+\+)[ \t]*(yaml|toml|json)?[ \t]*\r?\n")
# A blank line and no field behind it: the opening line was a rule.
_RULE = re.compile(r"(?:[ \t]*\r?\n)+(?!\w[\w. -]{0,40}[ \t]*[:=])(?!---|\+\+\+|\{)")
_CLOSING = {
    "---": re.compile(r"^(?:-{3,}|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+{3,}[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
}
_BLANK_LINE = re.compile(r"^[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
# A field of one line: `title: A: B`, `تاريخ النشر: …`, `Some-Key :value`; not a sentence with a
# colon, which has a longer beginning.
_FIELD = re.compile(r"([^\W\d_][\w.-]*(?:[ ][\w.-]+){0,3})[ \t]*:(?=[ \t]|\Z)[ \t]*(.*)")
_TIGHT_FIELD = re.compile(r"([^\W\d_][\w-]{0,30}):(?!//)(.*)")  # `title:ميناء` has no space
_FIRST_FIELD = re.compile(r"\w[\w. -]{0,40}:")
_BLOCK_VALUE = re.compile(r"[>|][+-]?\d?\Z")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
_QUOTED = re.compile(r"""(["'])(.*)\1(?:[ \t]+#.*)?\Z""")
_COMMENT = re.compile(r"[ \t]#[ \t].*\Z")
_ASSIGNED = re.compile(r"^([\w.-]+)[ \t]*=[ \t]*", re.MULTILINE)  # `title = …` of TOML
# What YAML takes for a mark of its own where a headline goes on: #tag, &name, !tag.
_HASHTAG = re.compile(r"[ \t]#\w")
_MARKED = re.compile(r"[&!](?!!)([^\s\"'\[{]+)[ \t]+\S")
_TITLE_BLOCK = re.compile(r"%[ \t]+(?=[^\d\s])")
# Fields by which MultiMarkdown's and Pelican's bare lines are known for metadata.
_BARE_FIRST = (
    "title author authors date slug category tags lang language العنوان عنوان التاريخ الكاتب"
)
_BARE_NAMES = frozenset(_BARE_FIRST.split())
_BARE_BLOCK = re.compile(
    r"(?:[^\W\d_][\w .-]{0,30}[ \t]*:[ \t].*(?:\r?\n|\Z)"  # Title: …
    r"(?:[ \t]+\S.*(?:\r?\n|\Z))*)+"  # and its further lines, which are indented
    r"(?=[ \t]*(?:\r?\n|\Z))"
)
_OBJECT_END = re.compile(r"[ \t]*(?:\r?\n|\Z)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields of a file's front matter, the offset at which its body begins, and remarks."""

    fields: Mapping[str, object]
    body: int
    notes: tuple[str, ...] = ()


def find_front_matter(text: str, *, source: str) -> FrontMatter:
    """Return the front matter of a Markdown text; one without fields where it has none.

    Blank lines and byte order marks may stand before it. Raises `SourceError`, with the line, for
    fields that are never closed.
    """
    skipped = _BLANK.match(text)
    start = skipped.end() if skipped else 0
    found = (
        _fenced(text, start, source)
        or _json(text, start)
        or _title_block(text, start)
        or _bare(text, start)
    )
    return found or FrontMatter({}, 0)


def _fenced(text: str, start: int, source: str) -> FrontMatter | None:
    """Read what stands between two lines of --- or of +++; None if it is no front matter."""
    opening = _OPENING.match(text, start)
    if opening is None or _RULE.match(text, opening.end()):
        return None
    mark, kind = opening[1], opening[2] or ("toml" if opening[1] == "+++" else "yaml")
    closing = _CLOSING[mark].search(text, opening.end(), opening.end() + _MOST_CHARACTERS)
    line = text.count("\n", 0, opening.end()) + 1
    if closing is None:
        return _unclosed(text, opening.end(), f"{source}:{line - 1}", mark)
    block = text[opening.end() : closing.start()].replace("\r\n", "\n")
    if kind == "toml":
        fields, notes = _toml(block, line=line)
        return FrontMatter(fields, closing.end(), notes)
    if kind == "json":
        inner = _json(text[: closing.start()], opening.end())
        return None if inner is None else FrontMatter(inner.fields, closing.end())
    read = _yaml(block, line=line)
    return None if read is None else FrontMatter(read[0], closing.end(), read[1])


def _unclosed(text: str, start: int, place: str, mark: str) -> FrontMatter | None:
    """Read YAML fields that a blank line ends; None where no field follows the opening line."""
    if mark == "+++" or not _FIRST_FIELD.match(text, start):
        return None
    blank = _BLANK_LINE.search(text, start, start + _MOST_CHARACTERS)
    fields = _by_line(text[start : blank.start()].replace("\r\n", "\n")) if blank else None
    if blank is None or fields is None or blank.end() == len(text):
        raise SourceError(
            place,
            "its front matter is not closed; put a line of --- after the last field "
            f"(within {_MOST_CHARACTERS} characters)",
        )
    note = "its front matter is not closed by a line of --- and was read up to the first blank line"
    return FrontMatter(fields, blank.end(), (note,))


def _toml(block: str, *, line: int) -> tuple[Mapping[str, object], tuple[str, ...]]:
    """Parse TOML, or where that fails each line for itself."""
    import tomllib

    try:
        return tomllib.loads(block), ()
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        return (
            _by_line(_ASSIGNED.sub(r"\1: ", block)) or {},
            (_line_by_line("TOML", line + int(at[1]) - 1 if at else line),),
        )


def _line_by_line(kind: str, line: int) -> str:
    return f"its front matter is not valid {kind} (line {line}) and was read line by line"


def _json(text: str, start: int) -> FrontMatter | None:
    """Read a JSON object at the top that a line end closes; None if there is none."""
    if not text.startswith("{", start):
        return None
    try:
        record, end = json.JSONDecoder().raw_decode(text[start : start + _MOST_CHARACTERS])
    except (ValueError, RecursionError):
        return None
    rest = _OBJECT_END.match(text, start + end)
    if not isinstance(record, dict) or rest is None:
        return None
    return FrontMatter(record, rest.end())


def _yaml(block: str, *, line: int) -> tuple[Mapping[str, object], tuple[str, ...]] | None:
    """Parse YAML, or where that fails each line for itself; None if it is prose between two rules.

    The loader makes strings, lists and mappings of strings only. It neither merges mappings nor
    builds objects, so that a few lines cannot grow into many.
    """
    import yaml

    at = 0
    try:
        # BaseLoader is the strictest of PyYAML's loaders, stricter than SafeLoader.
        record = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.line if error.problem_mark else 0
    except yaml.reader.ReaderError as error:
        at = block.count("\n", 0, error.position)
    except RecursionError:
        pass
    else:
        if record is None:
            return {}, ()
        if not isinstance(record, dict):
            return None
        return _as_meant({str(name): value for name, value in record.items()}, block), ()
    fields = _by_line(block)
    if fields is None:
        return None
    return fields, (_line_by_line("YAML", line + at),)


def _as_meant(record: dict[str, object], block: str) -> dict[str, object]:
    """Put back what YAML took out of a value: `#tag` as a comment, `!tag` as a type.

    That is known by the characters on the value's line.
    """
    for row in block.split("\n"):
        field = _FIELD.fullmatch(row.rstrip())
        if field is None or field[1] not in record or field[2][:1] in ("", '"', "'", ">", "|"):
            continue
        mark = _MARKED.match(field[2])
        if _HASHTAG.search(field[2]) or (mark and f"*{mark[1]}" not in block):
            record[field[1]] = _plain(field[2])
    return record


def _by_line(block: str) -> dict[str, object] | None:
    """Read `name: value` lines, each to its end; None if most lines are something else.

    Indented lines below a name are its value: `- ` items become a list, others are joined.
    """
    fields: dict[str, object] = {}
    name, other = "", 0
    for row in block.split("\n"):
        line = row.rstrip()
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        field = _FIELD.fullmatch(line) or _TIGHT_FIELD.fullmatch(line)
        if field:
            name = field[1]
            fields[name] = "" if _BLOCK_VALUE.match(field[2]) else _plain(field[2].strip())
        elif name and (line[0] in " \t" or _ITEM.match(line)):
            fields[name] = _longer(fields[name], line)
        elif indented := _FIELD.fullmatch(line.strip()):
            fields[indented[1]] = _plain(indented[2])
        else:
            other += 1
    return fields if fields and other <= len(fields) else None


def _longer(value: object, line: str) -> object:
    """Return a field's value with one more line of it."""
    item = _ITEM.match(line)
    if item and (isinstance(value, list) or not value):
        return [*(value if isinstance(value, list) else ()), _plain(item[1])]
    return f"{value} {line.strip()}".strip() if isinstance(value, str) else value


def _plain(value: str) -> str:
    """Return a value without its quotation marks or, if it has none, without a comment."""
    quoted = _QUOTED.match(value)
    if quoted is None:
        return _COMMENT.sub("", value).strip()
    inner = quoted[2]
    if quoted[1] == "'":
        return inner.replace("''", "'")
    return inner.replace('\\"', '"').replace("\\\\", "\\")


def _title_block(text: str, start: int) -> FrontMatter | None:
    """Read Pandoc's title block: up to three lines of `% `, the title, the authors and the date."""
    values: list[str] = []
    at = start
    while len(values) < 3 and (
        _TITLE_BLOCK.match(text, at) if not values else text.startswith("%", at)
    ):
        end = _line_end(text, at)
        while text[end : end + 1] in (" ", "\t"):  # a line that is indented goes on
            end = _line_end(text, end)
        values.append(" ".join(text[at + 1 : end].split()))
        at = end
    if not values:
        return None
    return FrontMatter(dict(zip(("title", "author", "date"), values, strict=False)), at)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end + 1


def _bare(text: str, start: int) -> FrontMatter | None:
    """Read `Title: …` lines at the top that a blank line ends, as MultiMarkdown has them."""
    first = _FIELD.match(text, start, start + 1000)
    if first is None or first[1].casefold() not in _BARE_NAMES:
        return None
    block = _BARE_BLOCK.match(text, start, start + _MOST_CHARACTERS)
    if block is None or block.end() == len(text):
        return None
    fields = _by_line(block[0].replace("\r\n", "\n"))
    return None if fields is None else FrontMatter(fields, block.end())
