"""Takes out of Markdown what its parser would leave in: comments, HTML tags, shortcodes.

Also the marks of Obsidian, Pandoc, kramdown and Liquid. Code is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_FENCE = re.compile(r"^[ ]{0,3}(?:>[ ]?)*[ ]{0,3}(`{3,}|~{3,})([^`\n]*)", re.MULTILINE)
# Elements whose content is no text.
_HIDDEN = "script style noscript template svg iframe object select button video audio head math"
# Elements that begin and end a line; the others stand within one.
_BLOCK_NAMES = """
address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p picture section summary table tbody tfoot
thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset(("td", "th"))
_MOST_CHARACTERS = 5000  # of a shortcode or attribute list; a longer one is no mark
# An inline code span, or a tag: <div dir="rtl">, </p>, <br/>. Not <https://…>, <a@b.c> or "a < b".
_TAG = re.compile(
    r"(`[^`\n]+`)|(?<!\\)<(/?)([A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?>(?:[ \t]*(?=\n))?"
)
_WIKI_IMAGE = re.compile(r"!\[\[[^\[\]\n]{0,500}\]\]")
_WIKI_LINK = re.compile(r"\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\]")
_CALLOUT = re.compile(r"^((?:[ ]*>)+[ ]*)\[![\w-]{1,30}\][+-]?[ \t]*", re.MULTILINE)
_NOTE_TEXT = re.compile(r"^[ ]{0,3}\[\^[^\]\s]{1,100}\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"[ \t]?\[\^[^\]\s]{1,100}\]|\^\[\d{1,3}\]")
_ABBREVIATION = re.compile(r"^\*\[[^\]\n]{1,100}\]:.*$", re.MULTILINE)
# {: .class #id}, {#id}, {.class width=50%}: the attributes of kramdown and Pandoc.
_ATTRIBUTES = re.compile(r"[ \t]?\{(?::[^{}\n]{0,300}|[ ]?[.#][A-Za-z][^{}\n]{0,300})\}")
_DIV = re.compile(r"^[ ]{0,3}:{3,}[^\n]*$", re.MULTILINE)
_CONTENTS = re.compile(r"^[ ]{0,3}\[(?:TOC|toc|_TOC_)\][ \t]*$", re.MULTILINE)
_SPAN = re.compile(r"\[([^\[\]\n]{1,1000})\](?=\{[.#:])")
_PERCENT_COMMENT = re.compile(r"(?:^|(?<=\s))%%[^%]{1,5000}%%")  # of Obsidian
_TIMES = re.compile(r"(?<=\d)\*(?=\d)")  # 5*3*2 has no emphasis
_ROW = re.compile(r"<tr[\s>]", re.IGNORECASE)
_CELL = re.compile(r"<t([dh])(?:\s[^<>]*)?>", re.IGNORECASE)
_LONGEST_TABLE = 200_000  # characters; in a longer one each cell is a line
_DEEPEST = 20  # brackets within brackets; markdown-it tries each again for every one around it


def strip_marks(text: str) -> str:
    """Return Markdown without comments, HTML tags, shortcodes and marks of single dialects."""
    text = _cut(text, "<!--", "-->", most=len(text)).replace("<!--", "")
    return _outside_code(text, _strip)


def _strip(text: str) -> str:
    text = _cut(text, "{% comment %}", "{% endcomment %}", most=len(text))
    for opening, closing in (("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}")):
        text = _cut(text, opening, closing, most=_MOST_CHARACTERS)
    text = _TIMES.sub(r"\*", _PERCENT_COMMENT.sub("", text))
    text = _NOTE_TEXT.sub("\n", _ABBREVIATION.sub("", _DIV.sub("", _CONTENTS.sub("", text))))
    text = _ATTRIBUTES.sub("", _SPAN.sub(r"\1", _NOTE_MARK.sub("", text)))
    text = _WIKI_LINK.sub(_wiki_text, _WIKI_IMAGE.sub("", _CALLOUT.sub(r"\1", text)))
    return _escape_brackets(_strip_tags(text))


def _wiki_text(link: re.Match[str]) -> str:
    return link[2] or link[1].split("#")[0] or link[1]


def _cut(text: str, opening: str, closing: str, *, most: int) -> str:
    """Remove what stands between two marks, and these, where at most `most` characters do."""
    kept: list[str] = []
    done = at = 0
    end = -1
    while (at := text.find(opening, at)) >= 0:
        if end < at + len(opening):
            end = text.find(closing, at + len(opening))
        if end < 0:
            break
        if end - at > most:
            at += len(opening)
            continue
        kept.append(text[done:at])
        done = at = end + len(closing)
    return "".join(kept) + text[done:] if kept else text


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return the text with its parts outside of fenced code changed."""
    parts: list[str] = []
    done, fence = 0, ""
    for mark in _FENCE.finditer(text):
        if not fence:
            parts.append(change(text[done : mark.start()]))
            done, fence = mark.start(), mark[1]
        elif mark[1].startswith(fence) and not mark[2].strip():
            end = text.find("\n", mark.end()) + 1 or len(text)
            parts.append(text[done:end])
            done, fence = end, ""
    parts.append(text[done:] if fence else change(text[done:]))
    return "".join(parts)


def _strip_tags(text: str) -> str:
    """Remove HTML tags; those of blocks become line ends, and what is never shown is left out."""
    lowered = text.lower() if "<" in text else ""
    for name in _HIDDEN.split():
        if f"<{name}" in lowered:
            text = _cut_element(text, lowered, name)
            lowered = text.lower()
    if "<table" in lowered and len(lowered) == len(text):
        text = _pipe_tables(text, lowered)
    return _TAG.sub(_tag_text, text) if "<" in text else text


def _pipe_tables(text: str, lowered: str) -> str:
    """Write the tables of HTML as tables of Markdown."""
    kept: list[str] = []
    done = at = 0
    while (at := lowered.find("<table", done)) >= 0:
        end = lowered.find("</table", at)
        if end < 0:
            break
        if end - at > _LONGEST_TABLE or "<table" in lowered[at + 1 : end]:
            kept.append(text[done:end])
        else:
            kept += [text[done:at], "\n\n", _pipe_table(text[at:end]), "\n\n"]
        done = end
    return "".join(kept) + text[done:]


def _pipe_table(table: str) -> str:
    rows = []
    for row in _ROW.split(table)[1:]:
        pieces = _CELL.split(row)
        cells = [" ".join(_TAG.sub(" ", cell).split()) for cell in pieces[2::2]]
        rows.append(("h" in pieces[1::2], [cell.replace("|", "\\|") for cell in cells]))
    if not rows:
        return table
    width = max(len(cells) for _, cells in rows)
    if not rows[0][0]:
        rows.insert(0, (True, []))
    lines = ["|" + "|".join([*cells, *[""] * (width - len(cells))]) + "|" for _, cells in rows]
    return "\n".join([lines[0], "|---" * width + "|", *lines[1:]])


def _cut_element(text: str, lowered: str, name: str) -> str:
    """Remove the elements of a name with what they hold; `lowered` is the text in small letters."""
    if len(lowered) != len(text):  # İ grows by a character
        return text
    kept: list[str] = []
    done = at = 0
    opening = re.compile(rf"<{name}[\s>/]")
    while match := opening.search(lowered, at):
        end = lowered.find(f"</{name}", match.end())
        if end < 0:
            break
        kept.append(text[done : match.start()])
        closed = lowered.find(">", end)
        done = at = closed + 1 if closed >= 0 else len(text)
    return "".join(kept) + text[done:]


def _tag_text(tag: re.Match[str]) -> str:
    """Return what stands in the place of a tag."""
    if tag[1]:
        return tag[0]
    name = tag[3].lower()
    if name == "br":
        return " " if _is_in_table(tag) else "\\\n"
    if name in _CELLS:
        return "\n"
    if name in _BLOCKS:
        return "\n" if name == "tr" else "\n\n"
    return ""


def _is_in_table(tag: re.Match[str]) -> bool:
    """Return whether a tag stands in a row of a table: a line that begins with a cell's pipe."""
    start = tag.string.rfind("\n", max(0, tag.start() - 2000), tag.start()) + 1
    return tag.string[start : start + 8].lstrip().startswith("|")


def _escape_brackets(text: str) -> str:
    """Escape the opening brackets that nothing closes, and those within too many others."""
    if text.count("[") <= _DEEPEST:
        return text
    open_at: list[int] = []
    stray: list[int] = []
    for match in re.finditer(r"\\.|[\[\]]|\n[ \t]*\n", text):
        if match[0] == "[":
            open_at.append(match.start())
        elif match[0] == "]" and open_at:
            at = open_at.pop()
            if len(open_at) >= _DEEPEST:
                stray.append(at)
        elif match[0][0] == "\n":
            stray += open_at
            open_at = []
    pieces, done = [], 0
    for at in sorted([*stray, *open_at]):
        pieces += [text[done:at], "\\"]
        done = at
    return "".join(pieces) + text[done:]
