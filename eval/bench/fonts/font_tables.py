"""Reads the tables of a font: kerning pairs, rules in context."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_SETS = {
    "SubRule": "SubRuleSet",
    "SubClassRule": "SubClassSet",
    "ChainSubRule": "ChainSubRuleSet",
    "ChainSubClassRule": "ChainSubClassSet",
}


def pairs_of(table: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield the pairs of letters in a table of kerning, with their values."""
    if table.Format == 1:
        for first, pairs in zip(table.Coverage.glyphs, table.PairSet, strict=True):
            for record in pairs.PairValueRecord:
                yield (first, record.SecondGlyph), record.Value1
        return
    for first in table.Coverage.glyphs:
        row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)].Class2Record
        for second, kind in table.ClassDef2.classDefs.items():
            if row[kind].Value1 is not None:
                yield (first, second), row[kind].Value1


def records_of(rule: Any) -> Iterator[Any]:
    """Yield the records of a rule in context that name a lookup."""
    table = getattr(rule, "ExtSubTable", rule)
    if getattr(table, "SubstLookupRecord", None):
        yield from table.SubstLookupRecord
        return
    for kind in ("SubRule", "SubClassRule", "ChainSubRule", "ChainSubClassRule"):
        for rules in getattr(table, _SETS[kind], None) or []:
            for one in getattr(rules, kind, None) or []:
                yield from one.SubstLookupRecord
