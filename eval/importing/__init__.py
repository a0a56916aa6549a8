"""Turns public question sets into suites: a corpus and its cases."""

from eval.importing.formats import FORMATS, import_set

__all__ = ["FORMATS", "import_set"]
