"""Takes out of an earlier answer what `ui.api.openai.answer_text` put beside its sentences."""

from __future__ import annotations

import re

from rag.messages.export_labels import say
from rag.records import Language

_LANGUAGES: tuple[Language, ...] = ("ar", "en")
_HEADINGS = "|".join(re.escape(say("sources", language)) for language in _LANGUAGES)
_UNCITED = "|".join(re.escape(say("no_source", language)) for language in _LANGUAGES)

_SOURCES = re.compile(rf"(?:\A|\n)[ \t]*(?:\*\*)?(?:{_HEADINGS})(?:\*\*)?:?[ \t]*\n[\s\S]*\Z")
_REMARK = re.compile(r"^— .*$", re.MULTILINE)
_MARKER = re.compile(rf"[ ]?(?<!\\)\[(?:\d{{1,3}}|{_UNCITED})\]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_DIRECTION_MARKS = dict.fromkeys(map(ord, "\u200e\u200f"))
_BLANK = re.compile(r"\n{3,}")


def without_footnotes(text: str) -> str:
    """Return the sentences of an earlier answer without markers, remarks and the list of sources.

    What another program wrote stays as it is but for markers such as `[1]`.
    """
    undirected = text.translate(_DIRECTION_MARKS)
    bare = _MARKER.sub("", _REMARK.sub("", _SOURCES.sub("", undirected)))
    return _BLANK.sub("\n\n", _ESCAPED.sub(r"\1", bare)).strip()
