"""Articles that were removed a short while ago, whole, so that they can be brought back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rag.store.catalog.database import Database
from rag.store.catalog.former import FORMER_COLUMNS
from rag.store.catalog.rows import ARTICLE_COLUMNS, article_of
from rag.store.catalog.story_rows import MADE_WITH
from rag.store.sql_database import TEXTS, as_list, replaced

KEPT = timedelta(days=1)
"""How long a removed article can be brought back: long enough to notice a mistake, and no longer,
for what was removed is to be gone."""

REMOVED_COLUMNS = "article_id, removed_at, content"
"""The columns from which `removed_of` makes a record."""

_HASHED = f"{ARTICLE_COLUMNS}, text_hash, digest"
_FORMER = f"{FORMER_COLUMNS}, text_hash"


@dataclass(frozen=True, slots=True)
class RemovedArticle:
    """An article as its rows were: its own, those of its chunks and of its former versions.

    `story` is the story that it was in, `companions` the other articles there, `profile` what told
    it from others, and `made_with` the way in which that was made.
    """

    row: tuple[Any, ...]
    chunks: tuple[tuple[str, int, int], ...]
    former: tuple[tuple[Any, ...], ...]
    story: int | None
    companions: tuple[str, ...]
    profile: bytes | None
    made_with: str | None


def removed_of(row: Sequence[Any]) -> RemovedArticle:
    """Return the record of a row of `REMOVED_COLUMNS`.

    Raises `ValueError` or `TypeError` for what was never written there.
    """
    datetime.fromisoformat(row[1])
    try:
        content = json.loads(row[2])
        profile = content["profile"]
        found = RemovedArticle(
            row=_with_hashes(content["row"], 2),
            chunks=tuple((str(one[0]), int(one[1]), int(one[2])) for one in content["chunks"]),
            former=tuple(_with_hashes(one, 1) for one in content["former"]),
            story=content["story"],
            companions=tuple(map(str, content["companions"])),
            profile=None if profile is None else bytes.fromhex(profile),
            made_with=content["made_with"],
        )
    except (KeyError, IndexError) as error:
        raise ValueError(f"{error} is missing") from None
    article_of(found.row)
    return found


def _with_hashes(row: Sequence[Any], count: int) -> tuple[Any, ...]:
    """Return a row whose last columns are bytes that JSON holds as digits."""
    return (*row[:-count], *(bytes.fromhex(one) for one in row[-count:]))


class RemovedArticles:
    """The table `removed` of an open catalog. Its calls belong inside a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, article_id: str) -> None:
        """Keep an article that is about to be removed; an unknown id does nothing."""
        row = self._db.one(f"SELECT number, {_HASHED} FROM articles WHERE id = ?", (article_id,))
        if row is None:
            return
        number, (*plain, text_hash, digest) = row[0], row[1:]
        story, profile = self._db.one(
            "SELECT story, profile FROM stories WHERE article = ?", (number,)
        ) or (None, None)
        content = {
            "row": [*plain, text_hash.hex(), digest.hex()],
            "chunks": self._db.all(
                'SELECT id, start, "end" FROM chunks WHERE article = ?', (number,)
            ),
            "former": [
                [*one[:-1], one[-1].hex()]
                for one in self._db.all(
                    f"SELECT {_FORMER} FROM former WHERE article_id = ? ORDER BY version",
                    (article_id,),
                )
            ],
            "story": story,
            "companions": self._companions(story, number),
            "profile": None if profile is None else profile.hex(),
            "made_with": self._made_with(),
        }
        self._db.run(
            f"INSERT INTO removed ({REMOVED_COLUMNS}) VALUES (?, ?, ?)"
            f" ON CONFLICT (article_id) DO UPDATE SET {replaced('removed_at, content')}",
            (article_id, _stamp(datetime.now(UTC)), json.dumps(content)),
        )

    def put_back(self, article_id: str) -> list[str] | None:
        """Put all rows of an article back and return the ids of its chunks.

        None, and nothing done, for an article that is not kept, or whose id or text another
        article has by now.
        """
        found = self._db.records(
            removed_of, f"SELECT {REMOVED_COLUMNS} FROM removed WHERE article_id = ?", (article_id,)
        )
        if not found or self._is_taken(found[0]):
            return None
        (kept,) = found
        number = self._db.insert(
            f"INSERT INTO articles ({_HASHED}) VALUES ({', '.join('?' * len(kept.row))})"
            " RETURNING number",
            kept.row,
        )
        self._db.run_many(
            "INSERT INTO chunks VALUES (?, ?, ?, ?)",
            [(name, number, start, end) for name, start, end in kept.chunks],
        )
        self._db.run_many(
            f"INSERT INTO former ({_FORMER}) VALUES ({', '.join('?' * 13)})"
            " ON CONFLICT (article_id, version)"
            f" DO UPDATE SET {replaced(_FORMER, but=('article_id', 'version'))}",
            kept.former,
        )
        if kept.profile is not None and kept.made_with == self._made_with():
            self._db.run(
                "INSERT INTO stories VALUES (?, ?, ?)", (number, self._story(kept), kept.profile)
            )
        self._db.run("DELETE FROM removed WHERE article_id = ?", (article_id,))
        return [name for name, _, _ in kept.chunks]

    def drop_old(self, *, now: datetime | None = None) -> None:
        """Forget for good what was removed longer than `KEPT` ago."""
        before = (_stamp((now or datetime.now(UTC)) - KEPT),)
        if self._db.one("SELECT 1 FROM removed WHERE removed_at < ?", before) is not None:
            self._db.run("DELETE FROM removed WHERE removed_at < ?", before)

    def _is_taken(self, kept: RemovedArticle) -> bool:
        name, text_hash = kept.row[0], kept.row[-2]
        taken = "SELECT 1 FROM articles WHERE id = ? OR text_hash = ?"
        return self._db.one(taken, (name, text_hash)) is not None

    def _made_with(self) -> str | None:
        row = self._db.one("SELECT value FROM meta WHERE key = ?", (MADE_WITH,))
        return None if row is None else str(row[0])

    def _companions(self, story: int | None, number: int) -> list[str]:
        rows = self._db.all(
            "SELECT a.id FROM stories s JOIN articles a ON a.number = s.article"
            " WHERE s.story = ? AND s.article <> ?",
            (story, number),
        )
        return [row[0] for row in rows]

    def _story(self, kept: RemovedArticle) -> int | None:
        """Return the story that an article goes back into: the one that its companions are in now,
        else its former one unless others are in that by now; None where it has to be found anew."""
        companion = self._db.one(
            "SELECT s.story FROM stories s JOIN articles a ON a.number = s.article"
            f" WHERE a.id IN {TEXTS} AND s.story IS NOT NULL LIMIT 1",
            (as_list(kept.companions),),
        )
        if companion is not None:
            return int(companion[0])
        in_use = self._db.one("SELECT 1 FROM stories WHERE story = ?", (kept.story,))
        return None if in_use is not None else kept.story


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
