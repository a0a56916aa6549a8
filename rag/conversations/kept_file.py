"""The database file of what readers keep."""

from __future__ import annotations

from rag.conversations.kept_tables import PLAN
from rag.store.side_file import SideFile

FILE = "conversations.db"


class KeptFile(SideFile):
    """The open file."""

    plan = PLAN
    contents = "the conversations"
