"""The conversations of a library's readers, in a database beside its catalog."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from rag.conversations import tuning
from rag.conversations.kept_rows import (
    BRIEF,
    EXCHANGE,
    SUMMARY,
    briefs_of,
    conversation_of,
    exchange_of,
    summary_of,
)
from rag.conversations.record_codec import write_record
from rag.conversations.retention import (
    forget_all,
    forget_old_briefs,
    forget_old_conversations,
    forget_old_drafts,
    hand_all_over,
)
from rag.conversations.titles import shortened
from rag.conversations.writers_alive import WritersAlive
from rag.records import (
    Answer,
    Brief,
    Conversation,
    ConversationSummary,
    Exchange,
    ExchangeState,
    KeptBrief,
    Language,
    Rating,
    SearchFilter,
    Turn,
)
from rag.store.sql_database import SqlDatabase
from rag.text.analysis.folding import normalize
from rag.text.display import whole

_ID_BYTES = 16
_WORD = re.compile(r"\w+")

# Whose a conversation or exchange must be, and that it was not removed.
_OWN = "c.person = ? AND c.removed_at IS NULL"
_EXCHANGES = f"SELECT {EXCHANGE} FROM exchanges e JOIN conversations c ON c.number = e.conversation"
_FOUND = (
    " AND (instr(c.folded, ?) > 0 OR EXISTS (SELECT 1 FROM exchanges f WHERE "
    "f.conversation = c.number AND instr(f.folded, ?) > 0))"
)


def _now() -> datetime:
    return datetime.now(UTC)


class ConversationStore:
    """Keeps what each person asks, rates, makes and types; safe to use from many threads.

    Every method takes the person first, and knows nothing of what belongs to another: it is as if
    it were not there. Ids are made here and cannot be guessed. What a method has done is on the
    disk when it returns. Of each person the newest `tuning.MOST_CONVERSATIONS`, `MOST_BRIEFS` and
    `MOST_DRAFTS` are kept. Of the articles behind an answer or brief only the passages and cited
    sentences are: the rest of their texts is blank when it is read again.

    Who changes a conversation locks its row first, where other processes may change it too.

    Every method raises `LibraryError` where the database cannot be read or written.
    """

    def __init__(self, database: SqlDatabase, *, clock: Callable[[], datetime] = _now) -> None:
        """Keep them in an open database, which is closed with this store.

        A question that was being answered when its process ended is `stopped` from now on, or soon
        after where other processes share the database. `clock` tells the moment, in UTC. Raises
        `LibraryError`.
        """
        self._clock = clock
        self._file = database
        self._writers = WritersAlive(database)

    def close(self) -> None:
        """Close the database. Closing twice is allowed."""
        self._writers.close()
        self._file.close()

    # --- conversations ---

    def list(self, person: str, *, search: str = "") -> tuple[ConversationSummary, ...]:
        """Return the conversations, the last changed first; with `search`, those of whose title,
        questions or answers have all its words.

        A question and what came of it change a conversation; a name or a rating does not. Words
        are found in whatever spelling `rag.text.analysis.folding` makes equal, and also where they
        only begin or end a longer one.
        """
        words = _WORD.findall(normalize(whole(search)))
        rows = self._file.all(
            f"SELECT {SUMMARY}, count(*) FROM conversations c "
            f"JOIN exchanges e ON e.conversation = c.number WHERE {_OWN}{_FOUND * len(words)} "
            "GROUP BY c.number ORDER BY c.changed_at DESC, c.number DESC",
            (person, *(word for word in words for _ in range(2))),
        )
        return tuple(map(summary_of, rows))

    def get(self, person: str, conversation_id: str) -> Conversation | None:
        """Return a conversation with its exchanges; None if there is none."""
        with self._file.reading():
            row = self._file.one(
                "SELECT c.id, c.title, c.created_at, c.changed_at FROM conversations c "
                f"WHERE c.id = ? AND {_OWN}",
                (conversation_id, person),
            )
            exchanges = self._file.all(
                f"{_EXCHANGES} WHERE c.id = ? AND {_OWN} ORDER BY e.number",
                (conversation_id, person),
            )
        return None if row is None else conversation_of(row, map(exchange_of, exchanges))

    def begin(self, person: str) -> Conversation:
        """Begin a conversation; it is listed once something was asked in it."""
        now = self._clock()
        begun = Conversation(_new_id(), "", now, now)
        forget_old_conversations(self._file, person, now)
        self._file.run(
            "INSERT INTO conversations (id, person, title, folded, named, created_at, "
            "changed_at) VALUES (?, ?, '', '', 0, ?, ?)",
            (begun.id, person, now.isoformat(), now.isoformat()),
        )
        return begun

    def rename(self, person: str, conversation_id: str, title: str) -> bool:
        """Give a conversation a title; a blank one gives it back that of its first question."""
        name = shortened(title)
        with self._file.transaction(exclusive=False):
            row = self._file.one(
                "UPDATE conversations AS c SET title = ?, folded = ?, named = ? "
                f"WHERE c.id = ? AND {_OWN} RETURNING number",
                (name, normalize(name), int(bool(name)), conversation_id, person),
            )
            if row is not None:
                self._name_by_question(row[0])
        return row is not None

    def remove(self, person: str, conversation_id: str) -> bool:
        """Take a conversation out of the list; `restore` brings it back for a day."""
        now = self._clock()
        forget_old_conversations(self._file, person, now)
        changed = self._file.change(
            f"UPDATE conversations AS c SET removed_at = ? WHERE c.id = ? AND {_OWN}",
            (now.isoformat(), conversation_id, person),
        )
        return changed > 0

    def restore(self, person: str, conversation_id: str) -> bool:
        """Bring back a conversation that was removed less than a day ago."""
        changed = self._file.change(
            "UPDATE conversations SET removed_at = NULL WHERE id = ? AND person = ? "
            "AND removed_at >= ?",
            (conversation_id, person, (self._clock() - tuning.RESTORED_FOR).isoformat()),
        )
        return changed > 0

    # --- questions and answers ---

    def ask(
        self,
        person: str,
        conversation_id: str,
        question: str,
        *,
        where: SearchFilter | None = None,
        language: Language | None = None,
        instead_of: str | None = None,
    ) -> Exchange | None:
        """Add a question, which is being answered from now on.

        `instead_of` names an exchange of the conversation: it and all after it give way, as when a
        question is edited or asked again. None if there is no such conversation or exchange.
        """
        now, id_, question = self._clock(), _new_id(), whole(question)
        scope = None if where is None else write_record(where)
        folded = normalize(question)
        with self._file.transaction(exclusive=False):
            found = self._changing(person, conversation_id)
            if found is None or not (instead_of is None or self._drop(found, instead_of)):
                return None
            asked_at, writer = now.isoformat(), self._writers.sign()
            self._file.run(
                "INSERT INTO exchanges (id, conversation, question, asked_at, state, scope, "
                "language, comment, folded, writer) VALUES (?, ?, ?, ?, 'writing', ?, ?, '', ?, ?)",
                (id_, found, question, asked_at, scope, language, folded, writer),
            )
            self._change(found, now)
            self._name_by_question(found)
        return Exchange(id_, conversation_id, question, now, where=where, language=language)

    def settle(
        self,
        person: str,
        exchange_id: str,
        state: ExchangeState,
        *,
        answer: Answer | None = None,
        fault: str | None = None,
    ) -> bool:
        """Keep what came of a question; False where the question is not there any more."""
        written = None if answer is None else write_record(answer)
        told = normalize(whole(answer.text)) if answer else ""
        fault = None if fault is None else whole(fault)
        with self._file.transaction(exclusive=False):
            row = self._file.one(
                "SELECT e.number, c.number, e.question FROM exchanges e JOIN conversations c ON "
                "c.number = e.conversation WHERE e.id = ? AND c.person = ?",
                (exchange_id, person),
            )
            if row is None:
                return False
            number, conversation, question = row
            self._change(conversation, self._clock())
            changed = self._file.change(
                "UPDATE exchanges SET state = ?, answer = ?, fault = ?, folded = ? "
                "WHERE number = ?",
                (state, written, fault, f"{normalize(question)}\n{told}", number),
            )
        return changed > 0

    def exchange(self, person: str, exchange_id: str) -> Exchange | None:
        """Return one exchange; None if there is none."""
        row = self._file.one(f"{_EXCHANGES} WHERE e.id = ? AND {_OWN}", (exchange_id, person))
        return None if row is None else exchange_of(row)

    def rate(self, person: str, exchange_id: str, rating: Rating | None, comment: str = "") -> bool:
        """Keep what a reader thinks of an answer; None takes it back, with its comment."""
        moment = self._clock().isoformat() if rating else None
        changed = self._file.change(
            "UPDATE exchanges AS e SET rating = ?, comment = ?, rated_at = ? WHERE e.id = ? AND "
            f"EXISTS (SELECT 1 FROM conversations c WHERE c.number = e.conversation AND {_OWN})",
            (rating, whole(comment) if rating else "", moment, exchange_id, person),
        )
        return changed > 0

    def rated(self, person: str | None, rating: Rating | None = None) -> tuple[Exchange, ...]:
        """Return the rated exchanges, newest first, of one person or (None) of all."""
        wanted = {"c.person": person, "e.rating": rating}
        given = {column: value for column, value in wanted.items() if value is not None}
        rows = self._file.all(
            f"{_EXCHANGES} WHERE c.removed_at IS NULL AND e.rating IS NOT NULL"
            + "".join(f" AND {column} = ?" for column in given)
            + " ORDER BY e.rated_at DESC, e.number DESC",
            tuple(given.values()),
        )
        return tuple(map(exchange_of, rows))

    def turns_before(self, exchange_id: str) -> tuple[Turn, ...]:
        """Return the turns of whoever's conversation before an exchange, oldest first; those that
        were not answered are left out."""
        rows = self._file.all(
            f"{_EXCHANGES} JOIN exchanges a ON a.conversation = e.conversation "
            "AND e.number < a.number WHERE a.id = ? ORDER BY e.number",
            (exchange_id,),
        )
        told = map(exchange_of, rows)
        return tuple(Turn(one.question, one.answer.text) for one in told if one.answer)

    # --- what is being typed ---

    def put_draft(self, person: str, place: str, text: str) -> None:
        """Keep what stands in a box, such as that of a conversation's id; "" forgets it."""
        if not text:
            self._file.run("DELETE FROM drafts WHERE person = ? AND place = ?", (person, place))
            return
        kept = whole(text[: tuning.LONGEST_DRAFT])
        self._file.run(
            "INSERT INTO drafts (person, place, text, written_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (person, place) DO UPDATE SET "
            "text = excluded.text, written_at = excluded.written_at",
            (person, place, kept, self._clock().isoformat()),
        )
        forget_old_drafts(self._file, person)

    def draft(self, person: str, place: str) -> str:
        """Return what stands in a box; "" for nothing."""
        row = self._file.one(
            "SELECT text FROM drafts WHERE person = ? AND place = ?", (person, place)
        )
        return "" if row is None else str(row[0])

    # --- briefs ---

    def keep_brief(
        self, person: str, brief: Brief, *, title: str, story: int | None = None, request: str = ""
    ) -> KeptBrief:
        """Keep a brief."""
        kept = KeptBrief(_new_id(), self._clock(), shortened(title), brief, story, request)
        written = write_record(brief)
        self._file.run(
            "INSERT INTO briefs (id, person, made_at, title, story, brief, request) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (kept.id, person, kept.made_at.isoformat(), kept.title, story, written, request),
        )
        forget_old_briefs(self._file, person)
        return kept

    def briefs(self, person: str, *, limit: int = 50, offset: int = 0) -> tuple[KeptBrief, ...]:
        """Return the kept briefs, newest first; `offset` are left out before."""
        rows = self._file.all(
            f"SELECT {BRIEF} FROM briefs WHERE person = ? ORDER BY number DESC LIMIT ? OFFSET ?",
            (person, limit, offset),
        )
        return tuple(briefs_of(rows))

    def brief_count(self, person: str) -> int:
        """Return how many briefs are kept."""
        row = self._file.one("SELECT count(*) FROM briefs WHERE person = ?", (person,))
        return 0 if row is None else int(row[0])

    def brief(self, person: str, brief_id: str) -> KeptBrief | None:
        """Return one brief; None if there is none."""
        rows = self._file.all(
            f"SELECT {BRIEF} FROM briefs WHERE id = ? AND person = ?", (brief_id, person)
        )
        return next(briefs_of(rows), None)

    def remove_brief(self, person: str, brief_id: str) -> bool:
        """Delete a brief."""
        sql = "DELETE FROM briefs WHERE id = ? AND person = ?"
        return self._file.change(sql, (brief_id, person)) > 0

    # --- people who come and go ---

    def hand_over(self, person: str, heir: str) -> tuple[int, int]:
        """Give all that a person keeps to another; return how many conversations that are listed,
        and how many briefs."""
        with self._file.transaction():
            listed = len(self.list(person))
            return listed, hand_all_over(self._file, person, heir)

    def forget(self, person: str) -> None:
        """Delete all that a person keeps."""
        with self._file.transaction():
            forget_all(self._file, person)

    # --- parts ---

    def _changing(self, person: str, conversation_id: str) -> int | None:
        """Return the number of a conversation, which nobody else changes until the transaction
        ends."""
        row = self._file.one(
            f"UPDATE conversations AS c SET person = person WHERE c.id = ? AND {_OWN} "
            "RETURNING number",
            (conversation_id, person),
        )
        return None if row is None else int(row[0])

    def _drop(self, conversation: int, exchange_id: str) -> bool:
        """Delete an exchange and all after it; False if the conversation has none of the id."""
        dropped = self._file.change(
            "DELETE FROM exchanges WHERE conversation = ? AND number >= "
            "(SELECT number FROM exchanges WHERE id = ? AND conversation = ?)",
            (conversation, exchange_id, conversation),
        )
        return dropped > 0

    def _change(self, conversation: int, now: datetime) -> None:
        self._file.run(
            "UPDATE conversations SET changed_at = ? WHERE number = ?",
            (now.isoformat(), conversation),
        )

    def _name_by_question(self, conversation: int) -> None:
        """Give a conversation the title of its first question, unless a reader has named it."""
        row = self._file.one(
            "SELECT e.question FROM exchanges e JOIN conversations c ON c.number = e.conversation "
            "WHERE c.number = ? AND c.named = 0 ORDER BY e.number LIMIT 1",
            (conversation,),
        )
        if row is not None:
            # The question is searched by itself.
            self._file.run(
                "UPDATE conversations SET title = ? WHERE number = ?",
                (shortened(row[0]), conversation),
            )


def _new_id() -> str:
    return secrets.token_urlsafe(_ID_BYTES)
