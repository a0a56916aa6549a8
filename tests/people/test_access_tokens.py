"""What a token allows, whatever becomes of its person; and what is no token."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.people.people_store import PeopleStore
from rag.people.people_tables import PeopleFile
from rag.people.secret_digests import digest_of, new_secret
from rag.records import Permission, Person

PERMISSIONS = st.sampled_from(get_args(Permission))
CHARACTERS = st.sampled_from(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ é\0\n"
)
NUMBERS = count()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeopleStore]:
    """One store for all examples, which take persons of their own."""
    store = PeopleStore(PeopleFile(tmp_path_factory.mktemp("people") / "people.db"))
    yield store
    store.close()


@given(PERMISSIONS, st.none() | PERMISSIONS, st.lists(PERMISSIONS, max_size=4))
def test_a_token_never_allows_more_than_it_was_made_for_or_than_its_person_may(
    shared: PeopleStore, first: Permission, asked: Permission | None, later: list[Permission]
) -> None:
    name = f"p{next(NUMBERS)}"
    shared.add(name, first, None)
    if asked is not None and not Person("", first).may(asked):
        with pytest.raises(UsageError, match=f"cannot allow {asked}"):
            shared.new_token(name, "", asked)
        assert shared.tokens(name) == ()
        return
    secret, made = shared.new_token(name, "", asked), asked or first
    for now in (first, *later):
        shared.set_permission(name, now)
        found = shared.by_token(secret)
        assert found is not None
        assert (found.name, found.is_owner) == (name, False)
        assert Person("", made).may(found.permission)
        assert Person("", now).may(found.permission)
        assert found.permission in (made, now)
        assert [token.permission for token in shared.tokens(name)] == [found.permission]
    shared.remove(name)
    assert shared.by_token(secret) is None


@given(st.integers(0, 60), CHARACTERS)
def test_a_secret_with_one_other_character_is_nobody_s(
    shared: PeopleStore, at: int, character: str
) -> None:
    name = f"p{next(NUMBERS)}"
    shared.add(name, "admin", None)
    secret = shared.new_token(name, "")
    changed = secret[:at] + character + secret[at + 1 :]
    assert (shared.by_token(changed) is not None) == (changed == secret)


@given(st.text(st.characters(), max_size=300))
def test_no_text_is_a_token_or_a_session(shared: PeopleStore, text: str) -> None:
    assert shared.by_token(text) is None
    assert shared.by_session(text) is None
    assert shared.by_token(f"mujaz_{text}") is None


def test_secrets_are_256_bits_and_no_two_alike() -> None:
    secrets = [new_secret("mujaz_") for _ in range(500)]
    assert len({*secrets}) == len({digest_of(secret) for secret in secrets}) == 500
    assert {len(secret) for secret in secrets} == {len("mujaz_") + 43}
