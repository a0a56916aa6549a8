"""The catalog: what is stored, what a filter lets through, what the indexes owe.

A change to the articles and the note of what the indexes owe (the `outbox`) are written in one
transaction, so a process killed at any moment leaves either neither or both, and whoever opens the
library next settles the outbox.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from rag.errors import LibraryError
from rag.records import (
    Article,
    ArticleSummary,
    ArticleVersion,
    Chunk,
    Language,
    Scope,
    SearchFilter,
    SourceArticle,
    StoredChunk,
    Totals,
)
from rag.store.catalog import backup
from rag.store.catalog.engines import CatalogPlace, open_database
from rag.store.catalog.former import FormerVersions
from rag.store.catalog.listing import Listing
from rag.store.catalog.outbox import Outbox
from rag.store.catalog.recognition import Recognition
from rag.store.catalog.removed_articles import RemovedArticles
from rag.store.catalog.rows import (
    ARTICLE_COLUMNS,
    SUMMARY_COLUMNS,
    Standing,
    article_of,
    condition,
    digest_of,
    row_of,
    summary_of,
    text_hash,
)
from rag.store.catalog.story_rows import StoryRows
from rag.store.catalog.watched import WatchedFeeds
from rag.store.sql_database import ALL_ROWS, NUMBERS, TEXTS, as_list

_MOST_SCOPES = 100
FORMER_EMBEDDERS = "former_embedders"
"""The key under which stand, a line each, the embedders whose vectors are to be dropped."""


class Catalog(Outbox):
    """One open catalog. Safe to share among threads."""

    def __init__(self, place: CatalogPlace) -> None:
        """Open or create it: a path is that of a file, a text the address of a PostgreSQL database.

        Raises `LibraryError` for one that cannot be used, `SettingsError` for what is no address.
        """
        super().__init__(open_database(place))
        self._recognition = Recognition(self._db)
        self._former = FormerVersions(self._db)
        self.watched = WatchedFeeds(self._db, self._mark_changed)
        self.stories = StoryRows(self._db)
        self._removed = RemovedArticles(self._db)
        self.changed = False
        """Whether this process has changed the articles."""
        self.listing = Listing(self._db)
        self._totals: tuple[str | None, Totals | None] = (None, None)
        self._scopes: tuple[str | None, dict[SearchFilter, Scope]] = (None, {})

    def close(self) -> None:
        self._db.close()

    # --- small facts about the library ---

    def meta(self, key: str) -> str | None:
        row = self._db.one("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        with self.transaction():
            self._db.run(
                "INSERT INTO meta VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )

    def forget_meta(self, key: str) -> None:
        self._db.run("DELETE FROM meta WHERE key = ?", (key,))

    def former_count(self) -> int:
        """Count the former versions that are kept, of all articles."""
        return self._former.count()

    def article_count(self) -> int:
        return self._db.count("SELECT count(*) FROM articles")

    def chunk_count(self) -> int:
        return self._db.count("SELECT count(*) FROM chunks")

    # --- articles ---

    def standing(self, draft: SourceArticle) -> Standing:
        """Return what storing `draft` would be; see `Recognition`."""
        return self._recognition.standing(draft)

    def put(
        self,
        article: Article,
        draft: SourceArticle,
        chunks: Sequence[Chunk],
        *,
        standing: Standing | None = None,
    ) -> None:
        """Store an article with its chunks, replacing those of the same id or the same text, and
        note in the outbox what the indexes owe. The former text or title of the same id is kept
        (`versions`). The `standing` of the draft spares finding that out again; it must be of the
        same transaction."""
        with self.transaction():
            if standing is None or standing.change != "added":
                self._replace(article)
            number = self._db.insert(
                f"INSERT INTO articles ({ARTICLE_COLUMNS}, text_hash, digest)"
                f" VALUES ({', '.join('?' * 12)}) RETURNING number",
                (
                    *row_of(article),
                    text_hash(article),
                    digest_of(draft) if standing is None else standing.digest,
                ),
            )
            self._db.run_many(
                "INSERT INTO chunks VALUES (?, ?, ?, ?)",
                [(chunk.id, number, chunk.start, chunk.end) for chunk in chunks],
            )
            self._owe_changed("add", [chunk.id for chunk in chunks])
            self._mark_changed()

    def remove(self, article_id: str) -> bool:
        """Remove an article and its chunks; False if there is none of that id.

        For a day `restore` can bring it back.
        """
        with self.transaction():
            self._removed.keep(article_id)
            known = self._forget("id = ?", (article_id,))
            for name in known:
                self._former.forget(name)
                self._mark_changed()
        return bool(known)

    def restore(self, article_id: str) -> bool:
        """Bring a removed article back as it was, with its former versions and in its story.

        False where it is not kept any more, or another article has its id or its text by now.
        """
        with self.transaction():
            chunk_ids = self._removed.put_back(article_id)
            if chunk_ids is None:
                return False
            self._owe_changed("add", chunk_ids)
            self._mark_changed()
        return True

    def drop_removed(self) -> None:
        """Forget articles for good that were removed more than a day ago."""
        self._removed.drop_old()

    def article_from(self, source: str) -> Article | None:
        """Return an article that came from a source; None if none did."""
        found = self._db.records(
            article_of,
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE source = ? LIMIT 1",
            (source,),
        )
        return found[0] if found else None

    def _replace(self, article: Article) -> None:
        """Make room for an article; an article of another id with the same text goes for good."""
        old = self.article(article.id)
        for name in self._forget("id = ? OR text_hash = ?", (article.id, text_hash(article))):
            if name != article.id:
                self._former.forget(name)
        if old is not None:
            self._former.keep(old, article)

    def _forget(self, where: str, values: tuple[Any, ...]) -> list[str]:
        """Delete articles, but not their former versions; return their ids."""
        rows = self._db.all(f"SELECT number, id FROM articles WHERE {where}", values)
        for number, _ in rows:
            ids = self._db.all("SELECT id FROM chunks WHERE article = ?", (number,))
            self._owe_changed("delete", [row[0] for row in ids])
            self._db.run("DELETE FROM articles WHERE number = ?", (number,))
        return [str(row[1]) for row in rows]

    def _mark_changed(self) -> None:
        """Name this state of the articles; a backup that bears the same name holds the same."""
        self.set_meta(backup.REVISION, uuid.uuid4().hex)
        self.changed = True

    def article(self, article_id: str) -> Article | None:
        found = self._db.records(
            article_of, f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,)
        )
        return found[0] if found else None

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Return all versions of an article that are kept, oldest first, the present one last;
        none for an unknown id."""
        with self._db.reading():
            present = self.article(article_id)
            if present is None:
                return []
            former = self._former.of(article_id)
        number = former[-1].number + 1 if former else 1
        return [*former, ArticleVersion(number, present)]

    def story_numbers(self, article_ids: Sequence[str]) -> dict[str, int]:
        """Return the number of the story that each article belongs to, by the article's id.

        Articles of one number are of one story. An unknown id is left out, and so is an article
        that has still to be put into a story, as those of a library from before there were any.
        """
        return self.stories.numbers(article_ids)

    def story_members(
        self, stories: Sequence[int], where: SearchFilter | None = None
    ) -> dict[int, list[str]]:
        """Return the ids of the articles of some stories that a filter lets through, by the number
        of the story, the newest first. A story without such articles is left out."""
        return self.stories.members(stories, where or SearchFilter())

    def article_ids(self, where: SearchFilter) -> list[str]:
        """Return the ids of the articles that a filter lets through, newest first."""
        let_through, values = condition(where)
        rows = self._db.all(
            f"SELECT a.id FROM articles a WHERE {let_through}"
            " ORDER BY a.published_at DESC NULLS LAST, a.id",
            values,
        )
        return [row[0] for row in rows]

    def newest(self, where: SearchFilter, *, limit: int, first: Language) -> list[Article]:
        """Return the newest articles that a filter lets through, at most `limit`, those without a
        date last. Of the articles of one day, those in the language `first` come first."""
        let_through, values = condition(where)
        return self._db.records(
            article_of,
            f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE {let_through}"
            " ORDER BY a.published_at DESC NULLS LAST, a.language = ? DESC, a.id LIMIT ?",
            (*values, first, limit),
        )

    def outlets(self, where: SearchFilter | None = None) -> list[str]:
        """Return the names of the outlets of what a filter lets through, in alphabetical order."""
        return sorted(self.totals(where).outlets)

    def totals(self, where: SearchFilter | None = None) -> Totals:
        """Return how many articles a filter lets through, by language, outlet and month.

        Those of the whole library are kept for as long as the articles stay the same.
        """
        if where is not None and where != SearchFilter():
            return self.listing.totals(where)
        revision = self.meta(backup.REVISION)
        known, totals = self._totals
        if totals is None or known != revision:
            totals = self.listing.totals(SearchFilter())
            self._totals = (revision, totals)
        return totals

    def summaries(self) -> list[ArticleSummary]:
        """Return all articles, newest first, those without a date last."""
        return self._db.records(
            summary_of,
            f"SELECT {SUMMARY_COLUMNS} FROM articles ORDER BY published_at DESC NULLS LAST, id",
        )

    # --- chunks ---

    def passages(self, chunk_ids: Sequence[str]) -> dict[str, tuple[Chunk, Article]]:
        """Return chunks with their articles by chunk id; unknown ids are left out."""
        with self._db.reading():
            places = self._db.all(
                f'SELECT id, article, start, "end" FROM chunks WHERE id IN {TEXTS}',
                (as_list(chunk_ids),),
            )
            articles = self._articles(list({place[1] for place in places}))
        found: dict[str, tuple[Chunk, Article]] = {}
        for chunk_id, number, start, end in places:
            article = articles.get(number)
            if article is None or not 0 <= start < end <= len(article.text):
                raise self._db.damaged("a chunk has no place in an article")
            chunk = Chunk(chunk_id, article.id, start, end, article.text[start:end])
            found[chunk_id] = (chunk, article)
        return found

    def _articles(self, numbers: Sequence[int]) -> dict[int, Article]:
        """Return each article once, which would else be read for each of its chunks."""
        return dict(
            self._db.records(
                lambda row: (row[0], article_of(row[1:])),
                f"SELECT number, {ARTICLE_COLUMNS} FROM articles WHERE number IN {NUMBERS}",
                (as_list(numbers),),
            )
        )

    def stored_chunks(self, chunk_ids: Sequence[str]) -> list[StoredChunk]:
        """Return what an index needs of the given chunks; unknown ids are left out."""
        return [
            StoredChunk.of(chunk, article) for chunk, article in self.passages(chunk_ids).values()
        ]

    def chunk_ids(self, where: SearchFilter | None = None, *, limit: int = -1) -> list[str]:
        """Return the ids of the chunks that a filter lets through, at most `limit` (-1: all)."""
        limit = ALL_ROWS if limit < 0 else limit
        if where is None:
            rows = self._db.all("SELECT id FROM chunks LIMIT ?", (limit,))
        else:
            let_through, values = condition(where)
            rows = self._db.all(
                "SELECT c.id FROM articles a JOIN chunks c ON c.article = a.number"
                f" WHERE {let_through} LIMIT ?",
                (*values, limit),
            )
        return [row[0] for row in rows]

    def chunk_ids_between(self, after: str, last: str | None, *, limit: int) -> list[str]:
        """Return the first `limit` ids behind `after`, up to `last` or to the end, in order."""
        end, values = ("", ()) if last is None else (" AND id <= ?", (last,))
        rows = self._db.all(
            f"SELECT id FROM chunks WHERE id > ?{end} ORDER BY id LIMIT ?", (after, *values, limit)
        )
        return [row[0] for row in rows]

    def scope(self, where: SearchFilter | None = None) -> Scope:
        """Return what a search with this filter goes through.

        The last few are kept for as long as the articles stay the same: every answer asks for one.
        """
        where = where or SearchFilter()
        revision = self.meta(backup.REVISION)
        if self._scopes[0] != revision or len(self._scopes[1]) >= _MOST_SCOPES:
            self._scopes = (revision, {})
        kept = self._scopes[1]
        found = kept.get(where)
        if found is None:
            found = kept[where] = self.listing.scope(where)
        return found

    def keep(self, chunk_ids: Sequence[str], where: SearchFilter) -> set[str]:
        """Return those of `chunk_ids` that the filter lets through."""
        let_through, values = condition(where)
        rows = self._db.all(
            "SELECT c.id FROM chunks c JOIN articles a ON a.number = c.article"
            f" WHERE c.id IN {TEXTS} AND {let_through}",
            (as_list(chunk_ids), *values),
        )
        return {row[0] for row in rows}

    # --- what became of the file ---

    def lost(self, what: str) -> LibraryError:
        """Return the error that this catalog has lost its articles; `what` says how it looks."""
        return self._db.lost(what)

    def damage(self) -> str | None:
        """Say what in the catalog is not what was written there, after reading all of it; None if
        nothing is found."""
        return self._db.damage()

    def back_up(self) -> bool:
        """Keep a copy of a file unless the newest one holds the same (`rag.store.catalog.backup`);
        return whether one was made. A server's databases are backed up by its own means."""
        return self._db.back_up()
