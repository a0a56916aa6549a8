"""Turns public question sets and rated answers into suites: a corpus and its cases."""

from eval.importing.formats import FORMATS, import_set
from eval.importing.rated_answers import write_rated_suite

__all__ = ["FORMATS", "import_set", "write_rated_suite"]
