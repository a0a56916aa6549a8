"""Describes what is read from a file of many articles, one after another."""

from __future__ import annotations

from dataclasses import dataclass

from rag.sources.stated_fields import StatedFields


@dataclass(frozen=True, slots=True)
class CollectedItem:
    """One thing in a file: what was read from it, or the reason why it was refused.

    `locator` is its place ("line 3", "article 3", "row 3"), or None where the file holds nothing
    else.
    """

    locator: str | None
    content: StatedFields | str
