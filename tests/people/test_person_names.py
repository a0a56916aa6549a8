"""What a person may be called, and when two names are one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.people.person_names import checked_name, fold_name
from rag.text.display import line

ANY_TEXT = st.text(st.characters(), max_size=80)
NAMES = st.from_regex(r"\A[\w][\w.-]{0,63}\Z").filter(lambda name: is_name(name))


def is_name(text: str) -> bool:
    try:
        checked_name(text)
    except UsageError:
        return False
    return True


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "هدى",
        "أحمد.علي",
        "Åsa",
        "Ｈｕｄａ",
        "山田",
        "नीलम",
        "o-k_1.2",
        "٣١",
        "x" * 64,
        "reader2",
    ],
)
def test_letters_of_any_script_make_a_name(name: str) -> None:
    assert checked_name(name) == unicodedata.normalize("NFKC", name)


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "a b", "a/b", "a\n", "a\x00", "a@b", "a:b", "<b>", "a'", "½"),
        *(".a", "-a", "_a", "--help", "\u0301a", "x" * 65, "e\u0301" * 65, "x" * 100_000),
        *("a\u202eb", "a\u200bb", "a\u200db", "a\ufe0f", "a\u034f", "\u3164", "محـمد", "a\ud800"),
        *("a" + "\u0323" * 6, "\ufdfa", "😀", "\U000e0041a"),
    ],
)
def test_what_is_no_name_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a person: it "):
        checked_name(name)


@pytest.mark.parametrize("name", ["reader", "Owner", "READER", "ｏｗｎｅｒ"])
def test_what_mujaz_itself_uses_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="choose another"):
        checked_name(name)


@given(ANY_TEXT)
@example("\u0345a")
@example("ﬀ" * 64)
@example("İ")
def test_a_text_is_a_name_that_stays_as_it_is_shown_or_is_refused(text: str) -> None:
    if not is_name(text):
        return
    name = checked_name(text)
    assert checked_name(name) == name
    assert line(name) == name
    assert 1 <= len(name) <= 64
    assert fold_name(name) == fold_name(text) != ""


@given(NAMES)
def test_a_name_is_one_however_it_is_written(name: str) -> None:
    folded = fold_name(name)
    assert fold_name(folded) == folded
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold_name(unicodedata.normalize(form, name)) == folded
    assert fold_name(name.casefold()) == folded


@given(st.text(st.characters(max_codepoint=0x24F, categories=["Lu", "Ll"]), max_size=60))
def test_capitals_do_not_make_another_name(name: str) -> None:
    assert fold_name(name.upper().lower()) == fold_name(name.upper())
