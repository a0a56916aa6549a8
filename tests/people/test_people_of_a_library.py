"""The people of an open library, and what becomes of what they keep."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import DamagedLibraryError, UsageError
from rag.records import Person, PersonAddition
from rag.service import Service
from rag.settings import Settings

SECRET = "correct horse battery"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as opened:
        yield opened


def asked(library: Service, person: str, question: str) -> str:
    """Ask in a new conversation and type on, as the page does; return the conversation's id."""
    kept = library.conversations
    conversation = kept.begin(person).id
    assert kept.ask(person, conversation, question) is not None
    kept.put_draft(person, "box", question)
    return conversation


def titles(library: Service, person: str) -> list[str]:
    return [one.title for one in library.conversations.list(person)]


def test_the_first_person_takes_over_what_the_one_reader_kept(library: Service) -> None:
    kept = library.conversations
    one, removed = asked(library, "reader", "one"), asked(library, "reader", "removed")
    asked(library, "reader", "two")
    kept.remove("reader", removed)
    brief = kept.keep_brief("reader", library.brief("Suez"), title="b")

    added = library.add_person("Huda", "admin", SECRET)
    assert added == PersonAddition(library.people.accounts()[0], conversations=2, briefs=1)
    assert titles(library, "Huda") == ["two", "one"]
    assert kept.get("Huda", one) is not None
    assert kept.draft("Huda", "box") == "two"
    assert kept.brief("Huda", brief.id) is not None
    assert kept.restore("Huda", removed)
    assert titles(library, "reader") == []
    assert kept.briefs("reader") == ()
    assert kept.draft("reader", "box") == ""

    asked(library, "reader", "later")
    assert library.add_person("sam", "read", SECRET).conversations == 0
    assert titles(library, "sam") == []


def test_a_program_takes_nothing_over_and_the_first_person_after_it_does(library: Service) -> None:
    asked(library, "reader", "one")
    assert library.add_person("bot", "read").conversations == 0
    assert library.add_person("huda", "admin", SECRET).conversations == 1


def test_a_name_that_is_refused_leaves_all_as_it_was(library: Service) -> None:
    asked(library, "reader", "one")
    for name, password in (("owner", SECRET), ("huda", "short")):
        with pytest.raises(UsageError):
            library.add_person(name, "admin", password)
    assert titles(library, "reader") == ["one"]
    library.add_person("huda", "admin", SECRET)
    asked(library, "huda", "two")
    with pytest.raises(UsageError, match="was added already"):
        library.add_person("huda", "read", SECRET)
    assert titles(library, "huda") == ["two", "one"]


def test_what_a_person_kept_goes_with_them(library: Service) -> None:
    library.add_person("huda", "admin", SECRET)
    library.add_person("sam", "read", SECRET)
    for name in ("huda", "sam"):
        asked(library, name, f"of {name}")
    with pytest.raises(UsageError, match="last admin"):
        library.remove_person("huda")
    assert titles(library, "huda") == ["of huda"]
    assert library.remove_person("SAM")
    assert not library.remove_person("sam")
    library.add_person("sam", "read", SECRET)
    assert titles(library, "sam") == []
    assert titles(library, "huda") == ["of huda"]


def test_what_is_left_of_a_name_is_not_shown_to_the_next_who_has_it(library: Service) -> None:
    library.add_person("huda", "admin", SECRET)
    library.add_person("sam", "read", SECRET)
    asked(library, "sam", "of the first")
    assert library.people.remove("sam")
    library.add_person("sam", "read", SECRET)
    assert titles(library, "sam") == []


def test_people_are_known_again_when_the_library_is_opened_again(tmp_path: Path) -> None:
    settings = Settings.load(home=tmp_path / "home", embedder="builtin")
    with Service.open(settings) as library:
        library.add_person("huda", "admin", SECRET)
        token, session = library.people.new_token("huda", ""), library.people.begin_session("huda")
    with pytest.raises(UsageError, match="was closed"):
        _ = library.people
    with Service.open(settings) as library:
        assert library.people.by_password("huda", SECRET) == Person("huda", "admin")
        assert library.people.by_token(token) == Person("huda", "admin")
        assert library.people.by_session(session) == Person("huda", "admin")


def test_nobody_waits_for_articles_that_are_read_to_sign_in(library: Service) -> None:
    with library._writing:
        found = []
        asking = threading.Thread(target=lambda: found.append(library.people.any()))
        asking.start()
        asking.join(timeout=60)
    assert found == [False]


def test_a_damaged_file_is_told_before_anybody_is_added(tmp_path: Path) -> None:
    settings = Settings.load(home=tmp_path / "home", embedder="builtin")
    with Service.open(settings) as library:
        _ = library.people.any()
    (settings.folder / "conversations.db").write_text("no database at all " * 500)
    with Service.open(settings) as library:
        with pytest.raises(DamagedLibraryError, match="the conversations in"):
            library.add_person("huda", "admin", SECRET)
        assert not library.people.any()


def test_people_and_what_they_keep_are_in_the_database_that_processes_share(
    tmp_path: Path, postgres: str
) -> None:
    homes = [
        Settings.load(
            home=tmp_path / name,
            embedder="builtin",
            database_url=postgres,
            milvus_url="http://127.0.0.1:1",  # which nobody asks here
        )
        for name in ("one", "other")
    ]
    with Service.open(homes[0]) as one, Service.open(homes[1]) as other:
        one.add_person("huda", "admin", SECRET)
        token = other.people.new_token("huda", "")
        conversation = asked(other, "huda", "one question")
        assert one.people.by_token(token) == Person("huda", "admin")
        assert one.conversations.get("huda", conversation) is not None
        one.people.revoke(one.people.tokens("huda")[0].id)
        assert other.people.by_token(token) is None
    assert not list(tmp_path.rglob("people.db"))
    assert not list(tmp_path.rglob("conversations.db"))
