"""Recognises an article that the library may hold already."""

from __future__ import annotations

import hashlib
from itertools import chain, count
from typing import Any

from rag.records import SourceArticle
from rag.store.catalog.database import Database
from rag.store.catalog.rows import Standing, Twin, digest_of, text_hash


class Recognition:
    """Compares drafts with the articles of an open catalog."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def standing(self, draft: SourceArticle) -> Standing:
        """Return what storing `draft` would be.

        An article is recognised by the id that its source states, else by its file, else by its
        text: the same text under another name is one article.
        """
        digest = digest_of(draft)
        known = self._recognise(draft)
        if known is not None and known[1] == digest:
            return Standing("unchanged", str(known[0]))
        twin = self._twin(draft)
        if known is not None:
            other = twin if twin is not None and twin.id != known[0] else None
            return Standing("updated", str(known[0]), other, digest)
        if twin is None:
            return Standing("added", self._free_id(draft), digest=digest)
        # That a file of many articles repeats some of another is usual: the next day's export.
        source = draft.source if draft.locator is None else twin.source
        seen_as = Twin(draft.key or twin.id, draft.title, draft.outlet or twin.outlet, source)
        return Standing("unchanged", twin.id, None if seen_as == twin else twin)

    def _twin(self, draft: SourceArticle) -> Twin | None:
        row = self._db.one(
            "SELECT id, title, outlet, source FROM articles WHERE text_hash = ?",
            (text_hash(draft),),
        )
        return None if row is None else Twin(*row)

    def _recognise(self, draft: SourceArticle) -> tuple[Any, ...] | None:
        find = "SELECT id, digest FROM articles WHERE"
        if draft.key is not None:
            return self._db.one(f"{find} id = ?", (draft.key,))
        if draft.locator is None:
            return self._db.one(f"{find} source = ?", (draft.source,))
        return None

    def _free_id(self, draft: SourceArticle) -> str:
        """Return the draft's name, with digits of its source's hash if the name is taken: as many
        as it takes, for of 100,000 articles two may agree in the first eight. A short line that
        stands in one place again and again, each time with another title, has the same digits each
        time, and is counted."""
        if draft.key is not None:
            return draft.key
        place = f"{draft.source}\n{draft.locator or ''}\n{draft.text}"
        digits = hashlib.blake2b(place.encode()).hexdigest()
        marks = chain(
            (digits[:most] for most in (8, 16, 32)), (f"{digits[:32]}-{n}" for n in count(2))
        )
        names = chain([draft.name], (f"{draft.name}-{mark}" for mark in marks))
        taken = "SELECT 1 FROM articles WHERE id = ?"
        return next(one for one in names if self._db.one(taken, (one,)) is None)
