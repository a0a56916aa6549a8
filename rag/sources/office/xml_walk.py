"""Walks through the XML of a document, without the parts that are no text of it."""

from __future__ import annotations

from collections.abc import Mapping

_MOST_LEVELS = 500  # of elements within each other; tables five levels deep have some 30


class XmlWalk:
    """Passes elements on under short names such as `w:p`, without those that are left out.

    `prefixes` gives each namespace's prefix; elements of other namespaces have the prefix `?`.
    `left_out` are the elements that are skipped with everything in them. `path` holds the names of
    the elements around the current one. Subclasses define `opened`, `closed` and `characters`.
    """

    prefixes: Mapping[str, str] = {}
    left_out: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.path: list[str] = []
        self._left_out_depth = 0
        self._short: dict[str, str] = {}

    def opened(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Take the beginning of an element, and tell whether its content is wanted."""
        raise NotImplementedError

    def closed(self, name: str) -> None:
        """Take the end of an element whose content was wanted."""

    def characters(self, text: str) -> None:
        """Take characters."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element from the parser.

        Raises `RecursionError` for elements that are nested too deeply.
        """
        if len(self.path) + self._left_out_depth >= _MOST_LEVELS:
            raise RecursionError
        if self._left_out_depth:
            self._left_out_depth += 1
            return
        name = self._name(tag)
        known = {self._name(key): value for key, value in attributes.items()} if attributes else {}
        if self.opened(name, known) and name not in self.left_out:
            self.path.append(name)
        else:
            self._left_out_depth = 1

    def end(self, _tag: str) -> None:
        """Take the end of an element from the parser."""
        if self._left_out_depth:
            self._left_out_depth -= 1
            return
        self.closed(self.path.pop())

    def data(self, text: str) -> None:
        """Take characters from the parser."""
        if not self._left_out_depth:
            self.characters(text)

    def close(self) -> None:
        """Take the end of the document from the parser."""

    def parent(self, level: int = 1) -> str:
        """Return the name of an element around the current one; "" outside the outermost."""
        return self.path[-level] if level <= len(self.path) else ""

    def _name(self, tag: str) -> str:
        """Return the short name of an element or attribute."""
        if tag not in self._short:
            uri, _, local = tag.rpartition("}")
            prefix = self.prefixes.get(uri[1:], "?") if uri else ""
            if len(self._short) > 10_000:  # a file may make up a name for each element
                self._short.clear()
            self._short[tag] = f"{prefix}:{local}" if prefix else local
        return self._short[tag]
