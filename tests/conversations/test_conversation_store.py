"""What readers keep: theirs alone, in order, searched, and there after a crash."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rag.conversations import tuning
from rag.conversations.conversation_store import ConversationStore
from rag.conversations.kept_file import KeptFile
from rag.conversations.kept_tables import PLAN
from rag.errors import DamagedLibraryError, DiskError, LibraryError
from rag.records import Answer, Brief, Conversation, Exchange, SearchFilter
from rag.store import postgres_database
from rag.store.postgres_database import PostgresDatabase
from rag.store.sql_database import SqlDatabase
from tests.damage import DAMAGES, damage


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 29, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(database: Callable[[], SqlDatabase], clock: Clock) -> Iterator[ConversationStore]:
    store = ConversationStore(database(), clock=clock)
    yield store
    store.close()


def asked(store: ConversationStore, conversation: str, question: str = "Why?") -> Exchange:
    exchange = store.ask("me", conversation, question)
    assert exchange is not None
    return exchange


def begun(store: ConversationStore, *questions: str, person: str = "me") -> Conversation:
    conversation = store.begin(person)
    for question in questions:
        store.ask(person, conversation.id, question)
    found = store.get(person, conversation.id)
    assert found is not None
    return found


def titles(store: ConversationStore, search: str = "") -> list[str]:
    return [one.title for one in store.list("me", search=search)]


# --- conversations ---


def test_a_conversation_is_listed_once_something_was_asked_in_it(store: ConversationStore) -> None:
    conversation = store.begin("me")
    assert store.list("me") == ()
    assert store.get("me", conversation.id) == conversation
    exchange = asked(store, conversation.id, "Who won?")
    (summary,) = store.list("me")
    assert (summary.id, summary.title, summary.exchanges) == (conversation.id, "Who won?", 1)
    assert exchange.state == "writing"
    assert store.exchange("me", exchange.id) == exchange


def test_the_last_changed_comes_first(timed: ConversationStore) -> None:
    first, second = begun(timed, "first"), begun(timed, "second")
    assert titles(timed) == ["second", "first"]
    timed.settle("me", first.exchanges[0].id, "answered")
    assert titles(timed) == ["first", "second"]
    timed.rename("me", second.id, "renamed")
    timed.rate("me", second.exchanges[0].id, "up")
    assert titles(timed) == ["first", "renamed"]


def test_the_title_is_the_first_question_cut_behind_a_word(store: ConversationStore) -> None:
    begun(store, "What did \n the ministers say " + "about the harbour " * 9)
    (title,) = titles(store)
    assert title.startswith("What did the ministers say about")
    assert title.endswith(("the…", "harbour…", "about…"))
    assert len(title) <= tuning.LONGEST_TITLE
    begun(store, "x" * 300)
    assert titles(store)[0] == "x" * (tuning.LONGEST_TITLE - 1) + "…"


def test_a_title_follows_the_first_question_until_it_is_named(store: ConversationStore) -> None:
    one = begun(store, "frist", "second")
    store.ask("me", one.id, "first", instead_of=one.exchanges[0].id)
    assert titles(store) == ["first"]
    assert store.rename("me", one.id, " My  name ")
    found = store.get("me", one.id)
    assert found is not None
    assert [e.question for e in found.exchanges] == ["first"]
    store.ask("me", one.id, "again", instead_of=found.exchanges[0].id)
    assert titles(store) == ["My name"]
    assert store.rename("me", one.id, "  ")
    assert titles(store) == ["again"]


def test_what_is_removed_can_be_restored_for_a_day(timed: ConversationStore, clock: Clock) -> None:
    one = begun(timed, "first")
    assert timed.remove("me", one.id)
    assert timed.list("me") == ()
    assert timed.get("me", one.id) is None
    assert timed.exchange("me", one.exchanges[0].id) is None
    assert timed.ask("me", one.id, "more") is None
    assert not timed.remove("me", one.id)
    assert timed.settle("me", one.exchanges[0].id, "answered"), "its answer may come meanwhile"
    assert timed.restore("me", one.id)
    assert titles(timed) == ["first"]
    assert timed.remove("me", one.id)
    clock.now += tuning.RESTORED_FOR + timedelta(minutes=1)
    assert not timed.restore("me", one.id)


def test_what_was_removed_or_left_empty_is_deleted_after_a_day(
    timed: ConversationStore, clock: Clock
) -> None:
    one, empty = begun(timed, "a secret question"), timed.begin("me")
    timed.remove("me", one.id)
    clock.now += tuning.RESTORED_FOR + timedelta(minutes=1)
    timed.begin("me")
    assert timed.get("me", empty.id) is None
    assert timed._file.one("SELECT count(*) FROM conversations") == (1,)
    assert timed._file.one("SELECT count(*) FROM exchanges") == (0,)


def test_only_the_newest_are_kept(
    timed: ConversationStore, monkeypatch: pytest.MonkeyPatch, briefs: tuple[Brief, ...]
) -> None:
    monkeypatch.setattr(tuning, "MOST_CONVERSATIONS", 3)
    monkeypatch.setattr(tuning, "MOST_BRIEFS", 2)
    monkeypatch.setattr(tuning, "MOST_DRAFTS", 2)
    begun(timed, "other's", person="you")
    for at in range(6):
        begun(timed, f"q{at}")
        timed.keep_brief("me", briefs[0], title=f"b{at}")
        timed.put_draft("me", f"place{at}", "text")
    timed.begin("me")
    assert titles(timed) == ["q5", "q4", "q3"]
    assert len(timed.list("you")) == 1
    assert [one.title for one in timed.briefs("me")] == ["b5", "b4"]
    assert [bool(timed.draft("me", f"place{at}")) for at in range(6)] == [False] * 4 + [True] * 2


# --- search ---


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", 3),
        ("   ", 3),
        ("إيرادات", 1),
        ("ايرادات", 1),
        ("إِيرَادَاتُ القناه", 1),
        ("القناة ايرادات؟", 1),
        ("REFLOATED", 1),
        ("refloat ever", 1),
        ("refloated saffron", 0),
        ("١٢٣", 1),
        ("%", 3),
        ("_", 0),
        ("mine", 1),
    ],
)
def test_search_finds_words_in_whatever_spelling(
    store: ConversationStore, search: str, found: int
) -> None:
    begun(store, "كم بلغت إيرادات القناة؟")
    begun(store, "When was the Ever Given refloated?", "And number 123?")
    store.rename("me", begun(store, "third").id, "Mine")
    assert len(store.list("me", search=search)) == found


def test_search_finds_words_of_answers(
    store: ConversationStore, answers: tuple[Answer, ...]
) -> None:
    one = begun(store, "Q")
    assert store.settle("me", one.exchanges[0].id, "answered", answer=answers[0])
    word = max(answers[0].text.split(), key=len).strip(".,")
    assert store.list("me", search=f"{word} q")
    assert store.list("me", search="xyzzy") == ()


# --- questions and answers ---


def test_an_answer_comes_back_with_what_it_was_narrowed_to(
    store: ConversationStore, answers: tuple[Answer, ...]
) -> None:
    where = SearchFilter("en", "2021-01-01", outlet="رويترز")
    conversation = store.begin("me")
    exchange = store.ask("me", conversation.id, "Q", where=where, language="en")
    assert exchange is not None
    assert store.settle("me", exchange.id, "answered", answer=answers[0])
    back = store.exchange("me", exchange.id)
    assert back is not None
    assert back.answer is not None
    assert back == replace(exchange, state="answered", answer=back.answer)
    assert back.answer.text == answers[0].text
    assert store.settle("me", exchange.id, "failed", fault="no server")
    back = store.exchange("me", exchange.id)
    assert back is not None
    assert (back.state, back.fault, back.answer) == (
        "failed",
        "no server",
        None,
    )


def test_an_edited_question_takes_the_place_of_all_after_it(store: ConversationStore) -> None:
    one, other = begun(store, "1", "2", "3"), begun(store, "x")
    edited = store.ask("me", one.id, "two", instead_of=one.exchanges[1].id)
    found = store.get("me", one.id)
    assert found is not None
    assert edited is not None
    assert [e.question for e in found.exchanges] == ["1", "two"]
    assert not store.settle("me", one.exchanges[1].id, "answered")
    assert store.ask("me", one.id, "?", instead_of=one.exchanges[1].id) is None
    assert store.ask("me", one.id, "?", instead_of=other.exchanges[0].id) is None
    assert store.get("me", one.id) == found


def test_ratings_are_listed_newest_first(timed: ConversationStore) -> None:
    one, two = begun(timed, "1", "2"), begun(timed, "3", person="you")
    first, second = (e.id for e in one.exchanges)
    assert timed.rate("me", second, "down", "wrong day")
    assert timed.rate("me", first, "up")
    assert timed.rate("you", two.exchanges[0].id, "down", "no")
    assert [e.question for e in timed.rated(None)] == ["3", "1", "2"]
    assert [e.question for e in timed.rated("me")] == ["1", "2"]
    assert [e.comment for e in timed.rated("me", "down")] == ["wrong day"]
    assert timed.rate("me", second, None)
    back = timed.exchange("me", second)
    assert back is not None
    assert (back.rating, back.comment) == (None, "")


def test_the_turns_before_a_question_are_those_that_were_answered(
    store: ConversationStore, answers: tuple[Answer, ...]
) -> None:
    one = begun(store, "1", "2", "3", "4")
    begun(store, "other")
    for at in (0, 2, 3):
        store.settle("me", one.exchanges[at].id, "answered", answer=answers[0])
    turns = store.turns_before(one.exchanges[3].id)
    assert [turn.question for turn in turns] == ["1", "3"]
    assert turns[0].answer == answers[0].text
    assert store.turns_before(one.exchanges[0].id) == store.turns_before("none") == ()


def test_nobody_sees_or_changes_what_is_another_s(
    store: ConversationStore, briefs: tuple[Brief, ...]
) -> None:
    one = begun(store, "mine")
    exchange, kept = one.exchanges[0], store.keep_brief("me", briefs[0], title="t")
    store.put_draft("me", one.id, "text")
    assert not any((store.list("you"), store.briefs("you"), store.rated("you")))
    assert store.get("you", one.id) is None
    assert store.exchange("you", exchange.id) is None
    assert store.ask("you", one.id, "?") is None
    assert store.brief("you", kept.id) is None
    assert store.draft("you", one.id) == ""
    assert not any(
        (
            store.rename("you", one.id, "t"),
            store.remove("you", one.id),
            store.restore("you", one.id),
            store.settle("you", exchange.id, "answered"),
            store.rate("you", exchange.id, "up"),
            store.remove_brief("you", kept.id),
        )
    )
    assert store.get("me", one.id) == one


# --- drafts and briefs ---


def test_a_draft_is_kept_until_it_is_empty(store: ConversationStore) -> None:
    store.put_draft("me", "new", "half a ques")
    store.put_draft("me", "new", "half a question \ud800")
    assert store.draft("me", "new") == "half a question \ufffd"
    store.put_draft("me", "new", "")
    assert store.draft("me", "new") == ""


def test_briefs_are_kept_newest_first(store: ConversationStore, briefs: tuple[Brief, ...]) -> None:
    first, second = (
        store.keep_brief("me", one, title="t", story=7, request='{"topic": "t"}')
        for one in briefs[:2]
    )
    assert [one.id for one in store.briefs("me")] == [second.id, first.id]
    assert [one.id for one in store.briefs("me", limit=1)] == [second.id]
    assert [one.id for one in store.briefs("me", limit=1, offset=1)] == [first.id]
    assert (store.brief_count("me"), store.brief_count("you")) == (2, 0)
    back = store.brief("me", first.id)
    assert back is not None
    assert (back.story, back.made_at) == (7, first.made_at)
    assert back.request == first.request == '{"topic": "t"}'
    assert [p.citations[0].quote for p in back.brief.points] == [
        p.citations[0].quote for p in briefs[0].points
    ]
    assert store.remove_brief("me", first.id)
    assert store.brief("me", first.id) is None


# --- people who come and go ---


def test_all_that_a_person_keeps_is_handed_over_and_nothing_of_others(
    store: ConversationStore, briefs: tuple[Brief, ...]
) -> None:
    one, removed = begun(store, "1"), begun(store, "2")
    store.begin("me")  # which nothing was asked in yet
    store.remove("me", removed.id)
    kept = store.keep_brief("me", briefs[0], title="t")
    other = begun(store, "3", person="other")
    for person in ("me", "heir", "other"):
        store.put_draft(person, "box", f"of {person}")
    assert store.hand_over("me", "heir") == (1, 1)
    assert store.get("me", one.id) is None
    assert store.get("heir", one.id) == one
    assert store.restore("heir", removed.id)
    assert store.brief("heir", kept.id) == kept
    assert [store.draft(person, "box") for person in ("me", "heir", "other")] == [
        *("", "of me", "of other")
    ]
    assert store.get("other", other.id) == other
    assert store.hand_over("me", "heir") == (0, 0)


def test_all_that_a_person_keeps_is_forgotten_and_nothing_of_others(
    store: ConversationStore, briefs: tuple[Brief, ...]
) -> None:
    one, other = begun(store, "1"), begun(store, "2", person="other")
    kept = store.keep_brief("me", briefs[0], title="t")
    store.put_draft("me", "box", "t")
    store.forget("me")
    assert store.get("me", one.id) is None
    assert store.brief("me", kept.id) is None
    assert store.draft("me", "box") == ""
    assert store._file.one("SELECT count(*) FROM exchanges") == (1,)
    assert store.get("other", other.id) == other


# --- the file ---


def test_a_question_is_stopped_where_its_server_ended(path: Path) -> None:
    with closing(ConversationStore(KeptFile(path))) as store:
        one = begun(store, "1")
    with closing(ConversationStore(KeptFile(path))) as store:
        found = store.get("me", one.id)
        assert found is not None
        assert [e.state for e in found.exchanges] == ["stopped"]


@pytest.mark.parametrize(
    ("is_gone", "rounds"), [(True, tuning.GONE_BEATS), (False, tuning.MISSED_BEATS)]
)
def test_only_a_dead_server_s_questions_are_stopped(
    postgres: str, monkeypatch: pytest.MonkeyPatch, *, is_gone: bool, rounds: int
) -> None:
    """One that was killed is known to be gone by its connection, one whose machine has no power by
    its silence."""
    monkeypatch.setattr(postgres_database, "_JUST_STARTED", 0.0)

    def opened() -> ConversationStore:
        return ConversationStore(PostgresDatabase(postgres, PLAN))

    def states() -> list[str]:
        found = watching.get("me", conversation)
        assert found is not None
        return [one.state for one in found.exchanges]

    dying, living, watching = opened(), opened(), opened()
    conversation = watching.begin("me").id
    first = asked(dying, conversation)
    asked(living, conversation)
    stop_watching(dying, living, watching)
    dying._writers._ended.set()  # no farewell
    if is_gone:
        lose_connection(dying)
    living._writers.look()
    watching._writers.look()
    for _ in range(rounds - 1):
        living._writers.look()
        watching._writers.look()
    assert states() == ["writing", "writing"]
    living._writers.look()
    watching._writers.look()
    assert states() == ["stopped", "writing"]
    assert dying.settle("me", first.id, "answered"), "it was only slow"
    assert states() == ["answered", "writing"]
    living.close()
    assert states() == ["answered", "stopped"]
    dying._file.close()
    watching.close()


def stop_watching(*stores: ConversationStore) -> None:
    """Let only the test look whether writers live."""
    for one in stores:
        one._writers._ended.set()
        thread = one._writers._thread
        assert thread is not None
        thread.join()
        one._writers._ended.clear()
        one._writers._seen.clear()


def lose_connection(store: ConversationStore) -> None:
    """End the connection by which others see that the process of a store is there."""
    database = store._file
    assert isinstance(database, PostgresDatabase)
    connection = database._server._present
    assert connection is not None
    connection.close()
    while not database.absent([store._writers.id]):
        pass  # until the server has ended it, too


def test_a_writer_that_lost_its_connection_is_not_taken_for_a_dead_one(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_database, "_JUST_STARTED", 0.0)
    living, watching = (ConversationStore(PostgresDatabase(postgres, PLAN)) for _ in range(2))
    question = asked(living, living.begin("me").id)
    stop_watching(living, watching)
    writer = living._writers.id
    assert watching._file.absent([writer, "nobody"]) == {"nobody"}
    lose_connection(living)
    for _ in range(2 * tuning.MISSED_BEATS):
        living._writers.look()
        watching._writers.look()
    assert watching._file.absent([writer]) == set()
    found = watching.exchange("me", question.id)
    assert found is not None
    assert found.state == "writing"
    living._file.close()
    watching._file.close()


def test_nobody_is_taken_for_dead_by_a_lost_connection_where_the_server_was_just_started(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_database, "_JUST_STARTED", 1e9)
    database = PostgresDatabase(postgres, PLAN)
    assert database.absent(["nobody"]) == set()
    database.close()


def test_one_that_was_slow_is_a_writer_again_with_its_next_question(postgres: str) -> None:
    slow, other = (ConversationStore(PostgresDatabase(postgres, PLAN)) for _ in range(2))
    conversation = slow.begin("me").id
    asked(slow, conversation)
    slow._file.run("DELETE FROM writers")
    question = asked(slow, conversation)
    other._writers.look()
    found = other.exchange("me", question.id)
    assert found is not None
    assert found.state == "writing"
    slow.close()
    other.close()


@pytest.mark.parametrize("column", ["answer", "scope"])
def test_a_row_that_cannot_be_read_is_a_failed_exchange(path: Path, column: str) -> None:
    with closing(ConversationStore(KeptFile(path))) as store:
        one = begun(store, "لماذا؟", "2")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"UPDATE exchanges SET {column} = '{{' WHERE question = 'لماذا؟'")
    with closing(ConversationStore(KeptFile(path))) as store:
        found = store.get("me", one.id)
        assert found is not None
        assert [e.state for e in found.exchanges] == ["failed", "stopped"]
        assert "حُفظت" in (found.exchanges[0].fault or "")


def test_a_brief_that_cannot_be_read_leaves_the_others(
    path: Path, briefs: tuple[Brief, ...]
) -> None:
    with closing(ConversationStore(KeptFile(path))) as store:
        broken, sound = (store.keep_brief("me", one, title="t") for one in briefs[:2])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE briefs SET brief = '[]' WHERE id = ?", (broken.id,))
    with closing(ConversationStore(KeptFile(path))) as store:
        assert [one.id for one in store.briefs("me")] == [sound.id]
        assert store.brief("me", broken.id) is None


def test_what_was_deleted_is_not_to_be_found_in_the_file(path: Path) -> None:
    with closing(ConversationStore(KeptFile(path))) as store:
        begun(store, "a secret question")
        store.forget("me")
    assert b"secret question" not in path.read_bytes()


def test_only_the_owner_may_read_what_is_kept(path: Path) -> None:
    path.touch(mode=0o644)
    with closing(ConversationStore(KeptFile(path))) as store:
        begun(store, "How many?")
        beside = [path, *path.parent.glob(f"{path.name}-*")]
        assert {stat.S_IMODE(file.stat().st_mode) for file in beside} == {0o600}


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    ConversationStore(KeptFile(path)).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"PRAGMA user_version = {PLAN.version + 1}")
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="use the Mujaz that wrote it"):
        ConversationStore(KeptFile(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_file_is_told_with_what_to_do(path: Path, kind: str) -> None:
    with closing(ConversationStore(KeptFile(path))) as store:
        for _ in range(200):
            begun(store, "question " * 20)
    damage(path, kind, table="drafts", column="exchanges.fault")
    with pytest.raises(DamagedLibraryError, match="move it away"):
        ConversationStore(KeptFile(path)).list("me")


def test_a_full_disk_is_told_and_nothing_is_half_kept(path: Path) -> None:
    with closing(ConversationStore(KeptFile(path))) as store:
        one = begun(store, "1")
        store._file.run("PRAGMA max_page_count = 1")
        with pytest.raises(DiskError, match="the disk is full"):
            store.ask("me", one.id, "question " * 100_000)
        store._file.run("PRAGMA max_page_count = 100000")
        assert store.ask("me", one.id, "2") is not None


def test_a_file_that_may_not_be_written_is_told(path: Path) -> None:
    with closing(ConversationStore(KeptFile(path))) as store:
        one = begun(store, "1")
        store._file.run("PRAGMA query_only = ON")
        with pytest.raises(DiskError, match="may not be written"):
            store.ask("me", one.id, "2")


def test_a_closed_store_says_so(path: Path) -> None:
    store = ConversationStore(KeptFile(path))
    store.close()
    store.close()
    with pytest.raises(LibraryError, match="closed"):
        store.list("me")


def test_threads_keep_out_of_each_other_s_way(store: ConversationStore) -> None:
    one = begun(store, "0")

    def work(at: int) -> None:
        exchange = asked(store, one.id, f"q{at}")
        store.put_draft("me", f"d{at}", "t")
        assert store.settle("me", exchange.id, "answered")
        assert store.list("me", search=f"q{at}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(80)))
    found = store.get("me", one.id)
    assert found is not None
    assert len(found.exchanges) == 81
    assert all(e.state == "answered" for e in found.exchanges[1:])


def test_what_was_acknowledged_survives_a_kill(path: Path) -> None:
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from rag.conversations.conversation_store import ConversationStore
        from rag.conversations.kept_file import KeptFile
        store = ConversationStore(KeptFile(Path(sys.argv[1])))
        conversation = store.begin("me").id
        print(conversation, flush=True)
        while True:
            exchange = store.ask("me", conversation, "question " * 50)
            store.settle("me", exchange.id, "answered")
            print(exchange.id, flush=True)
        """
    )
    known: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            known.append(line.strip())
            if len(known) == 60:
                writer.send_signal(signal.SIGKILL)
    conversation, *acknowledged = known
    with closing(ConversationStore(KeptFile(path))) as store:
        found = store.get("me", conversation)
        assert found is not None
        states = {e.id: e.state for e in found.exchanges}
        assert [states.get(id_) for id_ in acknowledged[:59]] == ["answered"] * 59
        assert set(states.values()) <= {"answered", "stopped"}
