"""Reads the parts of a Word document that say what its text is: styles, relations, properties."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.sources.office.xml_walk import XmlWalk

WORD_PREFIXES: Mapping[str, str] = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",  # "Strict Open XML"
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
"""The namespaces of Word's text, under the prefixes that Word gives them."""

_CONTENTS = re.compile("toc ?(?:[0-9]|heading)")
_DEEPEST = 20  # how many styles one style may be based on


def is_on(value: str) -> bool:
    """Tell whether a property without a value, or with this one, is switched on."""
    return value not in ("0", "false", "off")


class WordStyles(XmlWalk):
    """Knows which styles are titles, headings of the first level, hidden, or of a contents table.

    Names of built-in styles are English in every language of Word; their ids are not.
    """

    prefixes = WORD_PREFIXES
    left_out = frozenset({"w:rPrChange", "w:pPrChange"})

    def __init__(self) -> None:
        super().__init__()
        self._style = ""
        self._names: dict[str, str] = {}
        self._based_on: dict[str, str] = {}
        self._hidden: dict[str, bool] = {}

    def opened(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Take the beginning of an element."""
        value = attributes.get("w:val", "")
        if name == "w:style":
            self._style = attributes.get("w:styleId", "")
        elif name == "w:name":
            self._names[self._style] = value.lower()
        elif name == "w:basedOn":
            self._based_on[self._style] = value
        elif name == "w:vanish" and self._style:
            self._hidden[self._style] = is_on(value)
        return True

    def is_title(self, style: str) -> bool:
        """Tell whether a style is the one of document titles."""
        return self._names.get(style, style.lower()) == "title"

    def is_first_heading(self, style: str) -> bool:
        """Tell whether a style is the one of headings of the first level."""
        return self._names.get(style, style.lower()) in ("heading 1", "heading1")

    def is_left_out(self, style: str) -> bool:
        """Tell whether text of a style is hidden, or is a line of a table of contents."""
        if _CONTENTS.fullmatch(self._names.get(style, style.lower())):
            return True
        for _ in range(_DEEPEST):
            if style in self._hidden:
                return self._hidden[style]
            style = self._based_on.get(style, "")
        return False


class RelationsWalk(XmlWalk):
    """Collects which parts belong to a part, by the last word of their relation's type."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def opened(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Take the beginning of an element."""
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets.setdefault(kind, attributes.get("Target", ""))
        return True


class CorePropertiesWalk(XmlWalk):
    """Takes the title from a document's properties; "" where none is stated."""

    prefixes: Mapping[str, str] = {"http://purl.org/dc/elements/1.1/": "dc"}

    def __init__(self) -> None:
        super().__init__()
        self.title = ""

    def opened(self, _name: str, _attributes: Mapping[str, str]) -> bool:
        """Take the beginning of an element."""
        return True

    def characters(self, text: str) -> None:
        """Take characters; those of the title count."""
        if self.parent() == "dc:title":
            self.title += text[:1000]
