"""Front matter is read, hurts nobody, and the body is what a reader sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.sources.markdown.markdown_text import read_markdown
from rag.sources.stated_fields import Stated, StatedFields

LINE_BY_LINE = "its front matter is not valid YAML (line {}) and was read line by line"


def read(text: str) -> StatedFields:
    return read_markdown(text.encode(), source="a.md")


def refused(text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(text)
    return caught.value


def test_front_matter_states_and_the_body_follows() -> None:
    reading = read(
        "---\n"
        "id: 007\n"
        'title: "Harbour: the plan"\n'
        "language: en\n"
        "published_at: 2024-03-05\n"
        "outlet: The Mole\n"
        "url: https://mole.example/1\n"
        "tags: [harbour, money]\n"
        "---\n\n# Heading\n\nBody with *marks*.\n"
    )
    assert reading.stated == Stated(
        key="007",
        title="Harbour: the plan",
        language="en",
        published_at=date(2024, 3, 5),
        outlet="The Mole",
        url="https://mole.example/1",
    )
    assert reading.text == "Heading\n\nBody with marks.\n"
    assert reading.notes == ()


@pytest.mark.parametrize("written", ["2024-03-05", "2024-03-05T10:00:00Z", "'2024-03-05 10:00'"])
def test_date_is_another_name_of_published_at(written: str) -> None:
    assert read(f"---\ndate: {written}\n---\nx").stated.published_at == date(2024, 3, 5)


@pytest.mark.parametrize("value", ["1984", "yes", "12:30", "1e3", "0x10"])
def test_values_are_the_characters_that_are_written(value: str) -> None:
    assert read(f"---\ntitle: {value}\n---\nx").stated.title == value


@pytest.mark.parametrize("value", ["", "~", "null", "''"])
def test_an_empty_value_states_nothing(value: str) -> None:
    assert read(f"---\ntitle: {value}\n---\nx").stated == Stated()


def test_line_ends_and_a_byte_order_mark_may_be_those_of_windows() -> None:
    reading = read("\ufeff---\r\ntitle: T\r\n---\r\n\r\nOne\r\nTwo\r\n")
    assert reading.stated.title == "T"
    assert reading.text == "One Two\n"


def test_empty_front_matter_states_nothing_and_is_no_text() -> None:
    assert read("---\n---\nBody") == StatedFields("Body", "utf-8")


def test_front_matter_may_end_the_file() -> None:
    assert read("---\ntitle: T\n---").text == ""


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("No front matter\n\n---\nat all", "No front matter\n\nat all"),
        ("---\nprose between two rules\n\n---\nmore", "prose between two rules\n\nmore"),
        ("---\n- a list\n---\nmore", "a list\n\nmore"),
        ("---\n\nA rule, and no other.", "A rule, and no other."),
        ("---\n\n# Title\n\nHe said: no.\n\n---\n\nEnd", "Title\n\nHe said: no.\n\nEnd"),
        (
            "---\nقال: إن الأمر: انتهى\nثم غادر\nثم عاد\n\n---\nx",
            "قال: إن الأمر: انتهى ثم غادر ثم عاد\n\nx",
        ),
        (" ---\ntitle: T\n\n---\n", "title: T\n"),
        ("{{< figure >}}\nنص", "نص"),
        ("{not json}\n\nx", "{not json}\n\nx"),
        ("Paris: one\n\nx", "Paris: one\n\nx"),
        ("Title: of one line", "Title: of one line"),
        ("%5 of votes\nx", "%5 of votes x"),
        ("% 5 of votes", "% 5 of votes"),
        ("", ""),
    ],
)
def test_what_is_no_front_matter_is_text(text: str, body: str) -> None:
    assert read(text).text == body
    assert read(text).stated.published_at is None


@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "رصيف: جديد"\ndate: 2024-03-05\n---\n',
        "\n\ufeff\r\n---\r\ntitle: 'رصيف: جديد'\r\ndate: 2024-03-05\r\n...\r\n",
        "---yaml\ntitle: 'رصيف: جديد'\ndate: 2024-03-05\n-----\n",
        '+++\ntitle = "رصيف: جديد"\ndate = 2024-03-05T10:00:00+03:00\n[params]\na = 1\n+++\n',
        "+++\ntitle = رصيف: جديد\ndate = 2024-03-05\n+++\n",
        '{\n "title": "رصيف: جديد",\n "date": "2024-03-05", "tags": []\n}\n',
        '---json\n{"title": "رصيف: جديد", "date": "2024-03-05"}\n---\n',
        "% رصيف:\n  جديد\n% كاتب\n% 2024-03-05\n",
        "Title: رصيف: جديد\nDate: 2024-03-05 10:20\nTags: ميناء\n    سفن\n\n",
        "العنوان: رصيف: جديد\nالتاريخ: 2024-03-05\n\n",
        "---\nالعنوان: رصيف: جديد\nالتاريخ: 2024-03-05\n---\n",
        "---\ntitle: رصيف: جديد\ndate: 2024-03-05\n\n",  # never closed
    ],
)
def test_every_form_of_front_matter_is_read(front: str) -> None:
    reading = read(front + "نص الخبر.\n")
    assert reading.stated.title == "رصيف: جديد"
    assert reading.stated.published_at == date(2024, 3, 5)
    assert reading.text == "نص الخبر.\n"


@pytest.mark.parametrize(
    "title",
    [
        "[تحديث] رصيف جديد",
        "%5 زيادة",
        "@الميناء يرد",
        "رصيف: جديد: كبير",
        "رصيف #الميناء اليوم",
        "*عاجل* رصيف",
        "&عاجل رصيف",
        "!important pier",
        "- رصيف",
        "? رصيف",
        "> رصيف",
        "`رصيف` جديد",
        "{عاجل} رصيف",
        '"الوزير": لا تراجع',
        'الوزير: "لا تراجع" عن القرار',
    ],
)
def test_a_title_that_is_not_quoted_is_taken_to_its_end(title: str) -> None:
    reading = read(f"---\nlayout: post\ntitle: {title}\ntags:\n- a\n- b\nlanguage: ar\n---\nx")
    assert (reading.stated.title, reading.stated.language) == (title, "ar")
    assert reading.notes in ((), (LINE_BY_LINE.format(3),))


def test_a_tab_and_a_comment_are_no_part_of_a_title() -> None:
    for line in ("title:\tرصيف", "title: رصيف # note", "title: 'رصيف'  # note", "title:رصيف"):
        assert read(f"---\n{line}\ndate: 2024-03-05\n---\nx").stated.title == "رصيف"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\nlanguage: en\ntitle: a: b\n---\nx", 3),
        ("---\n\ttitle: T\n---\nx", 2),
        ('---\na: 1\nb: "open\n---\nx', 4),
        ("---\na: 1\n\nb: \x07\n---\nx", 4),
        ("---\na: " + "[" * 3000 + "\n---\nx", 2),
    ],
)
def test_broken_yaml_is_read_line_by_line_with_a_note(text: str, line: int) -> None:
    reading = read(text)
    assert reading.text == "x"
    assert reading.notes == (LINE_BY_LINE.format(line),)


def test_front_matter_that_never_ends_is_refused_with_the_line() -> None:
    error = refused("\n---\ntitle: T\nBody without an end")
    assert error.source == "a.md:2"
    assert "front matter is not closed" in error.reason


@pytest.mark.parametrize(
    ("front", "note"),
    [
        ("language: fr", "its language 'fr'"),
        ("url: nowhere", "its address 'nowhere'"),
        (f"url: x{'x' * 9999}", "its address 'x"),
    ],
)
def test_a_field_that_cannot_be_used_is_left_out_with_a_note(front: str, note: str) -> None:
    reading = read(f"---\nid: k\n{front}\n---\nx")
    assert replace(reading.stated, notes=()) == Stated(key="k")
    assert note in reading.stated.notes[0]


@pytest.mark.parametrize("code", ["ar", "ar-SA", "AR_eg", "[ar]"])
def test_a_language_may_have_a_country(code: str) -> None:
    assert read(f"---\nlang: {code}\n---\nx").stated.language == "ar"


def test_usual_names_of_fields_are_known() -> None:
    front = "headline: T\nsource: https://mole.example/1\npermalink: /1\npublisher: The Mole"
    assert read(f"---\n{front}\n---\nx").stated == Stated(
        title="T", outlet="The Mole", url="https://mole.example/1"
    )


def test_the_first_heading_is_the_title_where_none_is_stated() -> None:
    assert read("# ميناء **الساحل**\n\nنص.").stated.title == "ميناء الساحل"
    assert read("Harbour\n=======\n\nText.").stated.title == "Harbour"
    assert read("---\ntitle: T\n---\n# H\n\nx").stated.title == "T"
    assert read("Text.\n\n## Section\n\nMore.").stated.title is None


def test_a_yaml_bomb_does_not_go_off() -> None:
    nines = [(b, ",".join([f"*{a}"] * 9)) for a, b in pairwise("abcdefghijklmn")]
    lists = [f"{name}: &{name} [{nine}]" for name, nine in nines]
    merges = [f"{name}: &{name} {{<<: [{nine}]}}" for name, nine in nines]
    for first, rest in (("a: &a [x, x]", lists), ("a: &a {k: v}", merges)):
        bomb = "\n".join([first, *rest, "title: *n"])
        assert read(f"---\n{bomb}\n---\nBody").text == "Body"


def test_no_object_is_built_from_yaml() -> None:
    text = '---\noutlet: !!python/object/apply:os.getcwd []\ntitle: !!python/name:os.sep ""\n---\nx'
    assert read(text).stated == Stated()


def test_front_matter_beyond_the_limit_is_refused_unread() -> None:
    assert "not closed" in refused("---\ntitle: T\n" + "# comment\n" * 4000 + "---\nx").reason


@given(
    st.lists(st.text(alphabet="abc نصخبر ,;'«»0123456789", min_size=1).map(str.strip), min_size=1)
)
def test_prose_is_kept_as_it_was(paragraphs: list[str]) -> None:
    text = "\n\n".join(one for one in paragraphs if one and not one[0].isdigit())
    assert read(f"---\ntitle: T\n---\n{text}").text == text


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_is_read(text: str) -> None:
    for body in (text, f"---\ntitle: T\n---\n{text}"):
        reason = ""
        try:
            read(body)
        except SourceError as error:
            reason = error.reason
        assert not reason or "front matter" in reason


@given(st.text(alphabet="-:[]{}&*!#|>'\"%@`, \n\tab1", max_size=60))
def test_any_front_matter_is_read_or_refused(block: str) -> None:
    reason = ""
    try:
        read(f"---\n{block}\n---\nx")
    except SourceError as error:
        reason = error.reason
    assert not reason or "front matter" in reason
