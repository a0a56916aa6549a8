"""Chooses the title of a document among what its properties and its headings say."""

from __future__ import annotations

import re

_LONGEST = 300  # characters; a longer one is a paragraph
# What programs and templates write into the field: "Microsoft Word - a", "Document1", "a.docx".
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|office|powerpoint)\b.*|(?:new |blank )?document\s*\d*|untitled.*"
    r"|no title|title|normal(?:\.dotm?)?|template|powerpoint presentation|presentation\s*\d*"
    r"|مستند\s*\d*|المستند\s*\d*|بدون عنوان|بلا عنوان|عنوان|العنوان|\S+\.\w{2,4})",
    re.IGNORECASE,
)
_WORD_CHARACTERS = re.compile(r"[^\W\d_]")


def document_title(stated: str, headings: list[str]) -> str | None:
    """Return the title in a document's properties if a person wrote it, else its first heading.

    Titles that programs fill in, such as "Document1" or a file's name, do not count. Returns None
    where neither is a title.
    """
    for candidate in (stated, *headings[:1]):
        title = " ".join(candidate.split())
        is_title = _WORD_CHARACTERS.search(title) and not _NO_TITLE.fullmatch(title)
        if is_title and len(title) <= _LONGEST:
            return title
    return None
