"""The truth: articles, chunks and the work still owed to the indexes, in one SQLite file.

Everything else in a library can be rebuilt from here, so it alone is backed up.
"""

from __future__ import annotations

from rag.store.catalog.backup import UNSURE, Backup, backups, finish_restore, restore
from rag.store.catalog.catalog import FORMER_EMBEDDERS, Catalog
from rag.store.catalog.faults import lost
from rag.store.catalog.files import CATALOG, has_backup, has_log, is_blank_file
from rag.store.catalog.listing import MatchingWords
from rag.store.catalog.outbox import MOVING
from rag.store.catalog.rows import PARTS, Change, Operation, Part, Standing, Twin
from rag.store.catalog.schema import SCHEMA_VERSION
from rag.store.catalog.story_rows import MADE_WITH, StoryRow

__all__ = [
    "CATALOG",
    "FORMER_EMBEDDERS",
    "MADE_WITH",
    "MOVING",
    "PARTS",
    "SCHEMA_VERSION",
    "UNSURE",
    "Backup",
    "Catalog",
    "Change",
    "MatchingWords",
    "Operation",
    "Part",
    "Standing",
    "StoryRow",
    "Twin",
    "backups",
    "finish_restore",
    "has_backup",
    "has_log",
    "is_blank_file",
    "lost",
    "restore",
]
