"""Libraries with something in every table, and all that is in one."""

from __future__ import annotations

import os
import signal
import sqlite3
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from rag.conversations.conversation_store import ConversationStore
from rag.embedding.vector_cache import VectorCache
from rag.moving.library_databases import LibraryPlace, databases_to_read
from rag.moving.library_moves import Progress
from rag.moving.moved_tables import TABLES
from rag.people.people_store import PeopleStore
from rag.people.people_tables import PeopleFile
from rag.records import Article, Chunk, SeenLink, WatchedFeed
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from tests.factories import draft
from tests.people.conftest import QUICK

Rows = dict[str, list[tuple[Any, ...]]]

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
FEED = "https://news.example/rss"
QUESTION = "How many American troops are in Japan?"

_PORT = "The harbour of Tartus was closed on Sunday. {} ships waited outside."
_ARTICLES = [
    {"id": "troops", "text": "Ministers met in Tokyo. Japan hosts 54,000 American troops."},
    {"id": "qanat", "text": "عادت الملاحة في قناة السويس. وانتظرت 422 سفينة دورها."},
    {
        "id": "port",
        "text": _PORT.format(12),
        "outlet": "Harbour Wire",
        "published_at": "2024-07-28",
    },
    {"id": "gone", "text": "The lantern ferry was repaired in March."},
]


def filled(home: Path) -> Path:
    """Make a library that has rows in every table, and return its folder."""
    with Service.open(Settings.load(home=home, embedder="builtin")) as library:
        library.add(_ARTICLES)
        library.add([{**_ARTICLES[2], "text": _PORT.format(19)}])
        library.remove("gone")
        answer = library.ask(QUESTION)
        brief = library.brief("Tartus harbour")
        _keep(library.conversations, answer, brief)
    _watch(home / "catalog.sqlite")
    people = known(home)
    people.add("Amal", "admin", "a long password of hers")
    people.new_token("Amal", "script")
    people.begin_session("Amal")
    people.note("Amal", "articles.remove", "gone")
    people.close()
    vector = np.array([0.5, -1.0], dtype=np.float32)
    VectorCache(home / "embeddings.sqlite").put_many("openai:x:2", {"a": vector, "ب": vector})
    return home


def killed(work: Callable[[Progress], object], *, after: int) -> bool:
    """Do some work in a process of its own, which is killed when so many steps are done; tell
    whether it was killed before it had ended."""
    child = os.fork()
    if not child:
        try:
            work(
                lambda done, total: os.kill(os.getpid(), signal.SIGKILL) if done >= after else None
            )
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status != 0


def known(home: Path) -> PeopleStore:
    """Open the people of a folder."""
    return PeopleStore(PeopleFile(home / "people.db"), hasher=QUICK)


def _keep(kept: ConversationStore, answer: Any, brief: Any) -> None:
    conversation = kept.begin("Amal")
    exchange = kept.ask("Amal", conversation.id, QUESTION)
    assert exchange is not None
    kept.settle("Amal", exchange.id, "answered", answer=answer)
    kept.rate("Amal", exchange.id, "up", "جيد")
    kept.put_draft("Amal", "ask", "what I was ty")
    kept.keep_brief("Amal", brief, title="Tartus")


def _watch(path: Path) -> None:
    catalog = Catalog(path)
    catalog.watched.save(WatchedFeed(url=FEED, added_at=NOW, outlet="Harbour Wire"))
    catalog.watched.save_link(
        SeenLink(
            url="https://news.example/1",
            feed=FEED,
            entry=b"\x00\xff",
            seen_at=NOW,
            asked_at=NOW,
            article_id="port",
        )
    )
    catalog.close()


def with_articles(home: Path, texts: Sequence[str]) -> Path:
    """Make a library of articles of these texts, each of one chunk, without opening an index."""
    home.mkdir(parents=True)
    catalog = Catalog(home / "catalog.sqlite")
    with catalog.transaction():
        for number, text in enumerate(texts):
            item = draft(text, name=f"n{number}", title=f"Title {number}")
            article = Article(item.name, item.text, item.title, item.language, item.source)
            whole = Chunk(f"{number}-0", article.id, 0, len(text), text)
            catalog.put(article, item, [whole])
    catalog.close()
    return home


def all_rows(place: LibraryPlace) -> Rows:
    """Return the rows of all moved tables, those of people too, by table."""
    with databases_to_read(place) as databases:
        return {
            table.member: databases[table.database].all(table.read())
            for table in TABLES
            if table.database in databases
        }


def without_people(rows: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a library has without those who may ask."""
    return {name: found for name, found in rows.items() if not name.startswith("people/")}


def meta(home: Path) -> dict[str, str]:
    """Return the facts that the catalog of a folder states of itself."""
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        return dict(db.execute("SELECT key, value FROM meta"))
