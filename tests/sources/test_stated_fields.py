"""What a source states is taken if it can be, and refused by the field's name if it cannot."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.stated_fields import Stated, stated

STATABLE = ("id", "title", "language", "published_at", "outlet", "url")


def test_all_fields_are_taken() -> None:
    record = {
        "id": "a/1 ؟",
        "title": " One\n title ",
        "language": "ar",
        "published_at": "2024-07-28T23:30:00-11:00",
        "outlet": "المرسى",
        "url": "https://a.example/x?y=1",
        "author": ["ignored"],
    }
    assert stated(record) == Stated(
        key="a/1 ؟",
        title="One title",
        language="ar",
        published_at=date(2024, 7, 28),
        outlet="المرسى",
        url="https://a.example/x?y=1",
    )


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_null_and_blank_fields_count_as_not_stated(nothing: str | None) -> None:
    assert stated(dict.fromkeys(STATABLE, nothing)) == Stated()


def test_an_integer_id_is_its_digits() -> None:
    assert stated({"id": 1024}).key == "1024"


@pytest.mark.parametrize("key", ["../../etc/passwd", " padded ", "a:b", "🗞", "\u202ex", "x" * 200])
def test_an_odd_id_is_kept_as_it_is(key: str) -> None:
    assert stated({"id": key}).key == key


@pytest.mark.parametrize("key", ["a\nb", "\0", "a\x7f", "\x85", "a\u2028b", "x" * 201, 10**200])
def test_an_id_that_would_break_lines_or_pages_is_refused(key: object) -> None:
    with pytest.raises(ValueError, match="field 'id'"):
        stated({"id": key})


@pytest.mark.parametrize("field", STATABLE)
@pytest.mark.parametrize("value", [1.5, True, ["x"], {"x": 1}])
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_its_field(
    field: str, value: object
) -> None:
    with pytest.raises(ValueError, match=f"field '{field}' must be a string, not a"):
        stated({field: value})


@pytest.mark.parametrize("value", [float("inf"), float("nan"), -1.0])
def test_a_number_that_is_no_time_is_no_date(value: float) -> None:
    with pytest.raises(ValueError, match="field 'published_at' must be a string, not a number"):
        stated({"published_at": value})


@pytest.mark.parametrize("field", STATABLE)
def test_half_a_character_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=f"field '{field}' holds half of a character"):
        stated({field: "a\ud800"})


@pytest.mark.parametrize("code", ["fr", "AR", "en-US", "arabic"])
def test_another_language_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="field 'language' must be 'ar' or 'en'"):
        stated({"language": code})


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "/relative", "ftp://a.example", "https://a b", "http://"]
)
def test_an_address_that_cannot_be_linked_to_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="field 'url' must begin with http"):
        stated({"url": address})


@pytest.mark.parametrize(
    "written", [1527328800, 1527328800000, 1527328800.5, 20180526, "26 أيار 2018", "1527328800"]
)
def test_a_date_may_be_a_number_or_words(written: object) -> None:
    assert stated({"published_at": written}) == Stated(published_at=date(2018, 5, 26))


@pytest.mark.parametrize("written", ["03/05/2018", "1445-07-15", "0001-01-01T00:00:00", "soon", 7])
def test_a_date_that_is_none_is_left_out_with_a_note(written: object) -> None:
    fields = stated({"published_at": written, "title": "One"})
    assert (fields.title, fields.published_at) == ("One", None)
    assert [str(written) in note for note in fields.notes] == [True]


@given(st.dictionaries(st.sampled_from(STATABLE), st.text() | st.integers() | st.none()))
def test_any_record_is_taken_or_refused_by_a_field(record: dict[str, object]) -> None:
    reason = ""
    try:
        stated(record)
    except ValueError as error:
        reason = str(error)
    assert not reason or any(f"field {field!r}" in reason for field in STATABLE)
