"""The former versions of articles: what they said before their text or title changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rag.records import Article, ArticleVersion
from rag.store.catalog.database import Database
from rag.store.catalog.rows import ARTICLE_COLUMNS, article_of, row_of, text_hash

VERSIONS_KEPT = 20
"""How many former versions an article has at most: a page that changes at each visit must not
fill the disk."""

_COLUMNS = ARTICLE_COLUMNS.replace("id,", "article_id,", 1)
FORMER_COLUMNS = f"version, replaced_at, {_COLUMNS}"
"""The columns from which `version_of` makes a record."""


def version_of(row: Sequence[Any]) -> ArticleVersion:
    """Return the former version of a row of `FORMER_COLUMNS`.

    Raises `ValueError` or `TypeError` for what was never written there.
    """
    if type(row[0]) is not int or row[0] < 1:
        raise ValueError("a version is counted from 1")
    return ArticleVersion(row[0], article_of(row[2:]), datetime.fromisoformat(row[1]))


class FormerVersions:
    """The table `former` of an open catalog."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, article_id: str) -> list[ArticleVersion]:
        """Return the former versions of an article, oldest first."""
        return self._db.records(
            version_of,
            f"SELECT {FORMER_COLUMNS} FROM former WHERE article_id = ? ORDER BY version",
            (article_id,),
        )

    def count(self) -> int:
        """Count the former versions of all articles."""
        return self._db.count("SELECT count(*) FROM former")

    def keep(self, old: Article, new: Article) -> None:
        """Keep `old`, which `new` replaces, if its text or title differs; blank space at the ends
        of a text does not count. Of too many the oldest is dropped."""
        if old.text.strip() == new.text.strip() and old.title == new.title:
            return
        latest = self._latest(old.id)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._db.run(
            f"INSERT INTO former ({FORMER_COLUMNS}, text_hash) VALUES ({', '.join('?' * 13)})",
            (latest + 1, now, *row_of(old), text_hash(old)),
        )
        self._db.run(
            "DELETE FROM former WHERE article_id = ? AND version <= ?",
            (old.id, latest + 1 - VERSIONS_KEPT),
        )

    def forget(self, article_id: str) -> None:
        """Drop the former versions of an article."""
        self._db.run("DELETE FROM former WHERE article_id = ?", (article_id,))

    def _latest(self, article_id: str) -> int:
        row = self._db.one("SELECT max(version) FROM former WHERE article_id = ?", (article_id,))
        return int(row[0]) if row and row[0] is not None else 0
