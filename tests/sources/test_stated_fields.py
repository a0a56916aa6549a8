"""What a source states is taken if it can be, and refused by the field's name if it cannot."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.stated_fields import Stated, stated, stated_day

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
    if field == "published_at" and value == 1.5:
        assert "cannot be read" in stated({field: value}).notes[0]
        return
    with pytest.raises(ValueError, match=f"field '{field}' must be a string, not a"):
        stated({field: value})


@pytest.mark.parametrize("field", STATABLE)
def test_half_a_character_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=f"field '{field}' holds half of a character"):
        stated({field: "a\ud800"})


@pytest.mark.parametrize(
    ("code", "language"),
    [
        *(("ar-SA", "ar"), ("AR", "ar"), ("arabic", "ar"), ("العربية", "ar"), ("ara", "ar")),
        *(("en_US", "en"), ("English", "en"), ("eng", "en"), ("und", None)),
    ],
)
def test_a_language_may_have_a_region_or_be_written_out(code: str, language: str | None) -> None:
    read = stated({"language": code})
    assert (read.language, read.notes) == (language, ())


@pytest.mark.parametrize("code", ["fr", "fr-FR", "Turkish", "fa"])
def test_another_language_is_left_to_the_text_with_a_note(code: str) -> None:
    read = stated({"language": code})
    assert read.language is None
    assert repr(code) in read.notes[0]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://a.example/أخبار 1", "https://a.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1%201"),
        ("https://a.example/%D8%A7?q=1 2#x", "https://a.example/%D8%A7?q=1%202#x"),
        ("https://a.example?q=1 2", "https://a.example?q=1%202"),
        ("https://موقع.example/x", "https://xn--4gbrim.example/x"),
        ("//a.example/x", "https://a.example/x"),
        ("www.a.example/x", "https://www.a.example/x"),
        ("a.example/x?a=1&amp;b=2", "https://a.example/x?a=1&b=2"),
        ("HTTP://A.example", "HTTP://A.example"),
    ],
)
def test_an_address_is_encoded_and_completed(written: str, address: str) -> None:
    read = stated({"url": written})
    assert (read.url, read.notes) == (address, ())
    assert stated({"url": address}).url == address


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "/relative", "ftp://a.example", "https://a b", "http://", "n/a"),
        *("https://a.example/" + "x" * 1990, "https://" + "é" * 99 + ".example"),
    ],
)
def test_what_is_no_web_address_is_left_out_with_a_note(address: str) -> None:
    read = stated({"url": address})
    assert read.url is None
    assert "not a web address" in read.notes[0]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2018-05-26 10:30:00", date(2018, 5, 26)),
        ("Sat, 26 May 2018 23:30:00 +0300", date(2018, 5, 26)),
        ("Wed Oct 10 20:19:24 +0000 2018", date(2018, 10, 10)),
        ("20240728T101500Z", date(2024, 7, 28)),
        ("July 28, 2024", date(2024, 7, 28)),
        ("٢٦ أيار ٢٠١٨", date(2018, 5, 26)),
        (20180526, date(2018, 5, 26)),
        (20180526.0, date(2018, 5, 26)),
        (1527330600, date(2018, 5, 26)),
        (1527330600.5, date(2018, 5, 26)),
        ("1527330600000", date(2018, 5, 26)),
    ],
)
def test_dates_are_read_as_files_write_them(written: object, day: date) -> None:
    assert stated_day(written) == (day, None)


@pytest.mark.parametrize(
    "written",
    [
        "soon",
        "03/05/2018",
        "1445-07-15",
        "0001-01-01T00:00:00",
        7,
        10**18,
        float("nan"),
        "31 Feb 2018",
    ],
)
def test_what_is_no_day_of_news_is_left_out_with_a_note(written: object) -> None:
    day, note = stated_day(written)
    assert day is None
    assert "left out" in (note or "")


@given(st.dictionaries(st.sampled_from(STATABLE), st.text() | st.integers() | st.none()))
def test_any_record_is_taken_or_refused_by_a_field(record: dict[str, object]) -> None:
    reason = ""
    try:
        stated(record)
    except ValueError as error:
        reason = str(error)
    assert not reason or any(f"field {field!r}" in reason for field in STATABLE)
