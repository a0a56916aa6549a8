"""Serves canned answers by two workers, whose people and conversations are in one PostgreSQL
database: `python -m tests.ui.workers.canned_crew ADDRESS`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher

from mujaz.cli.worker_library import observed
from rag.conversations.conversation_store import ConversationStore
from rag.conversations.kept_tables import PLAN as CONVERSATIONS
from rag.people.people_store import PeopleStore
from rag.people.people_tables import PLAN as PEOPLE
from rag.settings import Settings
from rag.store.postgres_database import PostgresDatabase
from tests.ui.desk import CannedDesk
from ui.server import opening_of
from ui.workers.serving import serve_with_workers

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class SharedDesk(CannedDesk):
    """A canned desk that shares what is kept with others."""

    def share(self, address: str) -> SharedDesk:
        self._kept = ConversationStore(PostgresDatabase(address, CONVERSATIONS))
        self._known = PeopleStore(PostgresDatabase(address, PEOPLE), hasher=QUICK)
        return self


@dataclass(frozen=True)
class Opened:
    address: str

    @contextmanager
    def __call__(self, number: int) -> Iterator[SharedDesk]:
        observed("json", "debug", worker=number)
        with SharedDesk() as desk:
            yield desk.share(self.address)


def main(address: str) -> None:
    observed("json", "debug")
    with SharedDesk() as desk:
        opening = opening_of(desk.share(address), "127.0.0.1", (), is_open=False)
    home = Settings.load(home=Path(tempfile.mkdtemp()), embedder="builtin")
    serve_with_workers(home, 2, Opened(address), opening, port=0, grace=2.0)


if __name__ == "__main__":
    main(sys.argv[1])
