"""From a file on disk to drafts and failures."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import textwrap
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import sources
from rag.records import Failure, FileNote, SourceArticle
from rag.sources.discovery import discover
from rag.sources.readers import EXTENSIONS, READERS, read_source
from tests.sources.sample_files import sample

MANY = 1_000_000
LEAD = "أقرت بلدية الميناء القديم خطة لتوسيع الرصيف الشرقي."
NEXT = "وقال رئيس البلدية إن العمل يبدأ في الخريف المقبل."
CAPTION = "رئيس البلدية يتفقد الرصيف. رويترز"
TEXT = f"{CAPTION}\n{LEAD}\n{NEXT}\n"


Item = SourceArticle | Failure | FileNote


def read(path: Path, data: bytes | str, *, max_bytes: int = MANY) -> list[Item]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_source(path, max_bytes=max_bytes))


def draft(path: Path, data: bytes | str) -> SourceArticle:
    (item,) = read(path, data)
    assert isinstance(item, SourceArticle), item
    return item


def failure(path: Path, data: bytes | str, *, max_bytes: int = MANY) -> Failure:
    (item,) = read(path, data, max_bytes=max_bytes)
    assert isinstance(item, Failure), item
    return item


def test_a_plain_text_without_a_title_works(tmp_path: Path) -> None:
    path = tmp_path / "000_article.txt"
    assert draft(path, TEXT) == SourceArticle(
        text=TEXT,
        source=str(path),
        name="000_article",
        title=LEAD,
        language="ar",
        titled=False,
    )


def test_front_matter_fills_the_draft(tmp_path: Path) -> None:
    path = tmp_path / "a.markdown"
    head = "id: pier\ntitle: A longer pier\ndate: 2024-03-05\noutlet: The Mole\nlanguage: en\n"
    assert draft(path, f"---\n{head}url: https://mole.example/1\n---\n\n{LEAD}") == SourceArticle(
        text=LEAD,
        source=str(path),
        name="a",
        title="A longer pier",
        language="en",
        key="pier",
        titled=True,
        published_at=date(2024, 3, 5),
        outlet="The Mole",
        url="https://mole.example/1",
    )


def test_a_page_fills_the_draft(tmp_path: Path) -> None:
    html = (
        "<html><head><meta charset=windows-1256><title>رصيف أطول</title></head>"
        f"<body><article><p>{LEAD}</p><p>{NEXT}</p></article></body></html>"
    )
    item = draft(tmp_path / "page.HTM", html.encode("cp1256"))
    assert (item.text, item.title, item.titled) == (f"{LEAD}\n{NEXT}", "رصيف أطول", True)
    assert (item.language, item.encoding, item.name) == ("ar", "windows-1256", "page")


def test_lines_become_drafts_and_failures_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    first, second, third = read(path, '{"text": "A short note."}\n{\n{"text": "x", "id": "k"}')
    assert isinstance(first, SourceArticle)
    assert (first.locator, first.source, first.name) == ("line 1", str(path), "news")
    assert first.title == "A short note."
    assert isinstance(second, Failure)
    assert second.source == f"{path}:2"
    assert isinstance(third, SourceArticle)
    assert (third.locator, third.key) == ("line 3", "k")


@pytest.mark.parametrize("blank", ["", " \n\t", "\u200f\u202e\ufeff", "----\n***"])
def test_a_line_with_blank_text_is_refused_by_its_line(tmp_path: Path, blank: str) -> None:
    item = failure(tmp_path / "a.jsonl", json.dumps({"text": blank}))
    assert item.source.endswith("a.jsonl:1")
    assert "blank" in item.reason


def test_lines_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "one"}\n' * 3, encoding="utf-8")
    items = read_source(path, max_bytes=MANY)
    assert isinstance(next(items), SourceArticle)
    items.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\r\n", "blank"),
        ("a.md", "---\ntitle: T\n---\n", "blank"),
        ("a.txt", b"%PDF-1.7", "PDF"),
        ("a.txt", b"a\0b", "NUL"),
        ("a.txt", "نص".encode() + b"\xff\xfe\xff \xff", "broken character"),
        ("a.txt", "???? ????? ??? ?????? 41", "question marks"),
        ("a.jsonl", '{"text": "\\ufffd\\ufffd \\ufffd\\ufffd a"}', "U+FFFD"),
        ("a.txt", bytes(range(128, 256)), "charset"),
        ("a.txt", "a\0b".encode("utf-16"), "NUL"),
        ("a.jsonl", b'{"text": "a\\u0000b"}', "NUL"),
        ("a.html", "<html><body></body></html>", "no article"),
        ("a.md", "---\ntitle: T\nx", "not closed"),
        ("a.docx", b"text", "not a Word document"),
        ("a.rtf", b"text", "not a Rich Text file"),
        ("a.xlsx", b"text", ".xlsx files are not supported"),
    ],
)
def test_what_cannot_go_in_is_refused_by_name_with_a_reason(
    tmp_path: Path, name: str, data: bytes | str, reason: str
) -> None:
    item = failure(tmp_path / name, data)
    assert item.source.startswith(str(tmp_path / name))
    assert reason in item.reason


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    assert "limit" in failure(tmp_path / "a.txt", "x" * 11, max_bytes=10).reason


def test_a_missing_file_is_a_failure(tmp_path: Path) -> None:
    for name in ("a.txt", "a.jsonl"):
        (item,) = read_source(tmp_path / name, max_bytes=MANY)
        assert isinstance(item, Failure)
        assert "no such file" in item.reason


def test_every_kind_that_is_found_is_read(tmp_path: Path) -> None:
    for kind in EXTENSIONS:
        (tmp_path / f"a{kind}").write_bytes(sample(kind, "A note."))
    files = discover([tmp_path]).files
    read = (item for file in files for item in read_source(file, max_bytes=MANY))
    items = [item for item in read if not isinstance(item, FileNote)]
    assert [getattr(item, "text", item) for item in items] == ["A note."] * len(EXTENSIONS)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0 JFIF", "a JPEG"),
        (b"text with \0 within", "NUL"),
        ("نص".encode("utf-16-le") + b" \0", "UTF-16 without a byte order mark"),  # too short
        (b"\x01\x02\x03\x04\x05\x06 abc", "control characters"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.HTML"])
def test_binaries_are_known_by_their_bytes(
    tmp_path: Path, data: bytes, kind: str, name: str
) -> None:
    reason = failure(tmp_path / name, data).reason
    assert kind in reason
    assert "as .txt" in reason


def test_a_pdf_with_another_name_is_told_its_ending(tmp_path: Path) -> None:
    reason = failure(tmp_path / "a.txt", b"%PDF-1.7 rest").reason
    assert reason == "it is a PDF, whatever its name says; rename it to end in .pdf"


def test_lines_that_are_not_of_an_article_go_out_with_a_note(tmp_path: Path) -> None:
    article = draft(tmp_path / "a.txt", f"{LEAD}\n\nاشترك في نشرتنا البريدية.\n\n{LEAD}\n")
    assert article.text == f"{LEAD}\n\n{LEAD}\n"
    assert article.notes == (
        "a line is not of the article and went out: 'اشترك في نشرتنا البريدية.'",
    )


def test_a_text_of_nothing_but_such_lines_stays(tmp_path: Path) -> None:
    assert draft(tmp_path / "a.txt", "Sign up for our newsletter.").text.startswith("Sign up")


def test_every_reader_of_the_room_has_its_row() -> None:
    readers = {
        function
        for module in pkgutil.walk_packages(sources.__path__, "rag.sources.")
        for name, function in inspect.getmembers(
            importlib.import_module(module.name), inspect.isfunction
        )
        if function.__module__ == module.name
        and name.startswith("read_")
        and module.name
        not in (
            "rag.sources.readers",
            "rag.sources.source_files",
            "rag.sources.memory",
            "rag.sources.dates.days",
        )
    }
    rows = {row.read.args[0] for row in READERS if isinstance(row.read, partial)}
    assert rows == readers


def test_no_extension_stands_in_two_rows() -> None:
    assert len(set(EXTENSIONS)) == len(EXTENSIONS)
    assert all(one.startswith(".") and one == one.lower() for one in EXTENSIONS)


def test_a_date_comes_from_the_dateline_then_from_the_name(tmp_path: Path) -> None:
    path = tmp_path / "2024-07-28-pier.txt"
    assert draft(path, TEXT).published_at == date(2024, 7, 28)
    assert draft(path, f"1 March 2024\n{TEXT}").published_at == date(2024, 3, 1)


def test_the_name_of_a_collection_dates_no_article(tmp_path: Path) -> None:
    assert draft(tmp_path / "2024-07-28.jsonl", '{"text": "note"}').published_at is None


def test_an_undated_article_stays_undated(tmp_path: Path) -> None:
    assert draft(tmp_path / "a.txt", f"{LEAD} في 28 يوليو 2024 ثم غادر.").published_at is None


def test_what_is_repaired_and_what_is_doubtful_is_noted(tmp_path: Path) -> None:
    item = draft(tmp_path / "a.txt", TEXT.encode().decode("cp1256", "ignore") + "\ufffd")
    assert item.text == TEXT + "\ufffd"
    assert [note.split(" (")[0] for note in item.notes] == [
        "its text was garbled by a wrong charset and was repaired",
        "1 character of its text is lost",
    ]


def test_stated_names_are_repaired_as_the_text_is(tmp_path: Path) -> None:
    record = {"text": TEXT, "title": "Ø±ØµÙŠÙ Ø£Ø·ÙˆÙ„", "outlet": "The Mole &amp; Co"}
    item = draft(tmp_path / "a.jsonl", json.dumps(record))
    assert (item.title, item.outlet) == ("رصيف أطول", "The Mole & Co")


def test_a_wrapped_text_is_joined(tmp_path: Path) -> None:
    wrapped = textwrap.fill(f"{LEAD} {NEXT}", 40)
    assert draft(tmp_path / "a.txt", wrapped + "\n").text == f"{LEAD} {NEXT}\n"


def test_a_name_that_cannot_be_stored_or_shown_is_made_so(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name, expected in ((b"\xc7.txt", "\\udcc7"), (b"a\nb.txt", "a b"), (b"\n.txt", "article")):
        item = draft(Path(os.fsdecode(folder + b"/" + name)), TEXT)
        assert item.name == expected
        assert item.source.encode()


def test_digits_alone_have_the_name_for_a_title(tmp_path: Path) -> None:
    assert draft(tmp_path / "score.txt", "3 : 2").title == "score"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="abcxyz ABC 0189 .,;:'?!()-\t\n\r نصخبركة «»،؟ é"))
def test_a_text_that_is_sound_is_kept_exactly(tmp_path: Path, text: str) -> None:
    written = "أ" * (10 * len(text)) + text  # enough letters to be no binary
    for item in (
        *read(tmp_path / "a.txt", ("\ufeff" + written + "أ").encode()),
        *read(tmp_path / "a.jsonl", json.dumps({"text": written + "أ"})),
    ):
        assert isinstance(item, SourceArticle)
        assert item.text == written + "أ"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(EXTENSIONS), st.binary())
def test_any_file_gives_drafts_or_failures(tmp_path: Path, kind: str, data: bytes) -> None:
    items = read(tmp_path / f"a{kind}", data)
    assert items
    for item in items:
        assert not isinstance(item, SourceArticle) or item.text.encode().strip()
