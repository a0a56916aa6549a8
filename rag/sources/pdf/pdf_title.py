"""Finds the title of a PDF: in its metadata, or by the size of its type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from rag.sources.pdf.pdf_paragraphs import TextParagraph

_LONGEST = 300  # characters; a longer one is no title
_LARGER = 1.15  # times the size of the text
_FIRST = 12  # paragraphs among which the title is looked for
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_LETTER = re.compile(r"[^\W\d_]")
# What programs write that were given no title, and file names.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*"
    r"|(?:untitled|(?:new )?document|dokument|(?:powerpoint )?presentation|slide|print|scan"
    r"|sans titre|about:blank|no title|مستند|بدون عنوان|عرض تقديمي|عرض تقديمي في powerpoint)"
    r"[\s_-]*\d*"
    r"|\S*[\\/]\S*"
    r"|.*\.(?:docx?|odt|rtf|indd|qxd|qxp|pdf|html?|txt|pptx?|xlsx?|tex|dvi|ps|pages|md))",
    re.IGNORECASE,
)


def title_stated(title: str, source: str) -> str | None:
    """Return the title of the metadata; None if it is a program's or a file's name, or broken."""
    line = " ".join(title.replace("\0", " ").split())
    if not line or len(line) > _LONGEST or _NO_TITLE.fullmatch(line):
        return None
    if "\ufffd" in line or _CONTROL.search(line):
        return None
    if line.casefold() == PurePath(source).stem.casefold() or " " not in line:
        return None
    return line if len(_LETTER.findall(line)) * 2 > len(line) else None


def title_in_type(paragraphs: Sequence[TextParagraph]) -> str | None:
    """Return the paragraph in the largest type at the beginning, if it is larger than the text."""
    sizes: Counter[int] = Counter()
    for one in paragraphs:
        sizes[round(one.size)] += len(one.text)
    body = sizes.most_common(1)[0][0] if sizes else 0
    first = [
        one
        for one in paragraphs[:_FIRST]
        if one.page == 0 and len(_LETTER.findall(one.text)) > 4 and len(one.text) <= _LONGEST
    ]
    largest = max(first, key=lambda one: one.size, default=None)
    if largest is None or largest.size <= _LARGER * body:
        return None
    return largest.text
