"""Which processes answer questions of a database that several share, so that a question whose
process has died is `stopped` and that of a living one never is."""

from __future__ import annotations

import logging
import secrets
import threading

from rag.conversations import tuning
from rag.errors import LibraryError
from rag.store.sql_database import SqlDatabase

_LOG = logging.getLogger(__name__)

# A question without a writer was moved here from another database.
_STOP_ORPHANS = (
    "UPDATE exchanges SET state = 'stopped' WHERE state = 'writing' "
    "AND (writer IS NULL OR writer NOT IN (SELECT id FROM writers))"
)


class WritersAlive:
    """The sign of life of this process, and what it sees of the others'.

    A sign is a number that grows, not a moment: the clocks of two machines differ. Whoever has seen
    one unchanged in `tuning.MISSED_BEATS` rounds deletes it, and stops the questions that are
    without a writer; after `tuning.GONE_BEATS` rounds already where the database knows that the
    process is there no more, as after a kill. Neither alone is enough for so short a time: a
    process may be slow, and one that lives may lose its connection.

    A database of one process has no signs: whoever opens it is its only writer.
    """

    def __init__(self, database: SqlDatabase) -> None:
        """Stop the questions of the last owner, or begin to watch the others in a thread."""
        self.id = secrets.token_urlsafe(8)
        self._database = database
        self._seen: dict[str, tuple[int, int]] = {}
        self._signed = False
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        if database.is_shared:
            self._thread = threading.Thread(target=self._watch, name="writers", daemon=True)
            self._thread.start()
        else:
            database.run("UPDATE exchanges SET state = 'stopped' WHERE state = 'writing'")

    def close(self) -> None:
        """Watch no longer, and stop what this process has not answered. Closing twice is
        allowed."""
        if self._ended.is_set() or self._thread is None:
            return
        self._ended.set()
        self._thread.join()
        if not self._signed:
            return
        try:
            self._database.run("DELETE FROM writers WHERE id = ?", (self.id,))
            self._database.run(_STOP_ORPHANS)
        except LibraryError as error:
            _LOG.info("another process will stop what this one has not answered: %s", error)

    def sign(self) -> str:
        """Give a sign of life within the transaction that adds a question; return the writer's id.

        Until that transaction ends, nobody can delete the sign.
        """
        if self._database.is_shared:
            self._database.say_present(self.id)
            self._signed = True
            self._database.run(
                "INSERT INTO writers (id, beat) VALUES (?, 1) "
                "ON CONFLICT (id) DO UPDATE SET beat = writers.beat + 1",
                (self.id,),
            )
        return self.id

    def look(self) -> None:
        """Give a sign of life, if questions were asked here, and stop the questions of those that
        have given none for long."""
        if self._signed:
            self._database.say_present(self.id)
            self._database.run("UPDATE writers SET beat = beat + 1 WHERE id = ?", (self.id,))
        beats = {str(id_): int(beat) for id_, beat in self._database.all("SELECT * FROM writers")}
        beats.pop(self.id, None)
        self._seen = {id_: self._silence(id_, beat) for id_, beat in beats.items()}
        late = [id_ for id_, (_, rounds) in self._seen.items() if rounds >= tuning.GONE_BEATS]
        gone = self._database.absent(late) if late else set()
        for id_, (beat, rounds) in self._seen.items():
            if rounds >= tuning.MISSED_BEATS or id_ in gone:
                self._database.run("DELETE FROM writers WHERE id = ? AND beat = ?", (id_, beat))
        self._database.run(_STOP_ORPHANS)

    def _silence(self, id_: str, beat: int) -> tuple[int, int]:
        """Return a sign, and in how many rounds before this one it was the same."""
        before, rounds = self._seen.get(id_, (beat, -1))
        return beat, rounds + 1 if beat == before else 0

    def _watch(self) -> None:
        while not self._ended.is_set():
            try:
                self.look()
            except LibraryError as error:  # such a round tells nothing of the others
                self._seen.clear()
                _LOG.warning("whether other servers live is not known: %s", error)
            self._ended.wait(tuning.BEAT_SECONDS)
