"""One line is one article; a bad line is told by its number and stops no other."""

from __future__ import annotations

import codecs
import json
import tracemalloc
from pathlib import Path

import pytest

from rag.errors import SourceError
from rag.sources.collected import CollectedItem
from rag.sources.lists.json_lines import iter_lines
from rag.sources.lists.record_fields import RecordReader
from rag.sources.stated_fields import Stated, StatedFields

MANY = 1_000_000


def read(path: Path, data: bytes | str, *, max_bytes: int = MANY) -> list[CollectedItem]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(iter_lines(path, RecordReader(), max_bytes=max_bytes))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.jsonl"


def texts(lines: list[CollectedItem]) -> dict[int, str]:
    return {
        number(line): line.content.text for line in lines if isinstance(line.content, StatedFields)
    }


def reasons(lines: list[CollectedItem]) -> dict[int, str]:
    return {number(line): line.content for line in lines if isinstance(line.content, str)}


def number(line: CollectedItem) -> int:
    assert line.locator is not None
    return int(line.locator.removeprefix("line "))


def refused(path: Path, data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read(path, data)
    assert caught.value.source == str(path)
    return caught.value.reason


def test_each_line_is_an_article_with_what_it_states(path: Path) -> None:
    lines = read(path, '{"text": "واحد", "id": 7, "title": "T"}\n{"text": "two"}')
    assert lines == [
        CollectedItem("line 1", StatedFields("واحد", "utf-8", Stated(key="7", title="T"))),
        CollectedItem("line 2", StatedFields("two", "utf-8")),
    ]


def test_a_line_of_unicode_white_space_is_blank(path: Path) -> None:
    assert texts(read(path, '{"text": "a"}\n\u2028\n\ufeff\n{"text": "b"}')) == {1: "a", 4: "b"}


def test_blank_lines_are_passed_over_and_counted(path: Path) -> None:
    assert texts(read(path, '\n{"text": "a"}\r\n  \r\n\n{"text": "b"}\n\n')) == {2: "a", 5: "b"}


def test_a_byte_order_mark_does_not_disturb(path: Path) -> None:
    assert texts(read(path, '\ufeff{"text": "a"}')) == {1: "a"}


def test_a_text_is_kept_as_it_was_written(path: Path) -> None:
    text = " a\r\n\u202eb\u2028c\x07\ttail \ufeff"
    lines = read(
        path,
        json.dumps({"text": text}) + "\n" + json.dumps({"text": "\u2028x"}, ensure_ascii=False),
    )
    assert texts(lines) == {1: text, 2: "\u2028x"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not valid JSON"),
        ('{"text": "a"} {"text": "b"}', "not valid JSON"),
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("null", "not a JSON object"),
        ("{}", "field 'text' is missing"),
        ('{"text": null}', "field 'text' is missing"),
        ('{"text": 5}', "field 'text' must be a string, not a number"),
        ('{"text": [5]}', "field 'text' must be a string, not a list"),
        ('{"text": " "}', "it is blank"),
        ('{"text": "a", "title": {"x": 1}}', "field 'title' must be a string, not an object"),
        ('{"title": "t", "url": "https://a.example"}', "it has title, url; the page that it links"),
        ('{"text": "a", "id": "x\\ny"}', "field 'id'"),
        ('{"text": "a\\ud83d"}', "field 'text' holds half of a character"),
        ("[" * 100_000, "beyond all measure"),
        ('{"text": "a", "id": ' + "9" * 10_000 + "}", "beyond all measure"),
    ],
)
def test_a_bad_line_is_told_and_the_others_go_in(path: Path, line: str, reason: str) -> None:
    lines = read(path, '{"text": "before"}\n' + line + '\n{"text": "after"}\n')
    assert texts(lines) == {1: "before", 3: "after"}
    assert reason in reasons(lines)[2]


def test_a_line_over_the_limit_is_told_and_the_others_go_in(path: Path) -> None:
    long = json.dumps({"text": "x" * 300_000})
    lines = read(path, f'{{"text": "a"}}\n{long}\n{{"text": "b"}}\n{long}', max_bytes=1000)
    assert texts(lines) == {1: "a", 3: "b"}
    assert list(reasons(lines)) == [2, 4]
    assert "more than the limit of 0.001 MB" in reasons(lines)[2]


def test_the_limit_is_for_a_line_and_not_for_the_file(path: Path) -> None:
    assert len(read(path, '{"text": "aaaaaaaaaa"}\n' * 100, max_bytes=30)) == 100


def test_a_line_of_just_the_limit_goes_in(path: Path) -> None:
    line = '{"text": "aa"}'
    assert len(texts(read(path, f"{line}\n{line}", max_bytes=len(line)))) == 2


def test_legacy_charsets_are_decided_line_by_line(path: Path) -> None:
    text = "أقرت بلدية الميناء خطة جديدة لتوسيع الرصيف"
    data = "\n".join(f'{{"text": "{text} {n}"}}' for n in range(2)).encode("cp1256")
    russian = "Мэрия объявила о планах".encode("cp1251")
    lines = read(path, data + b'\n{"text": "ascii"}\n{"text": "' + russian + b'"}')
    assert texts(lines) == {1: f"{text} 0", 2: f"{text} 1", 3: "ascii"}
    assert [line.content.encoding for line in lines if isinstance(line.content, StatedFields)] == [
        "windows-1256",
        "windows-1256",
        "utf-8",
    ]
    assert "charset" in reasons(lines)[4]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_utf16_with_its_mark_is_read(path: Path, mark: bytes, encoding: str) -> None:
    data = mark + '{"text": "نص\u0a0a"}\r\n{"text": 5}\r\n{"text": "b"}'.encode(encoding)
    lines = read(path, data)
    assert lines[0] == CollectedItem("line 1", StatedFields("نص\u0a0a", encoding))
    assert texts(lines)[3] == "b"
    assert list(reasons(lines)) == [2]


def test_utf16_that_breaks_off_keeps_what_came_before(path: Path) -> None:
    path.write_bytes(codecs.BOM_UTF16_LE + ('{"text": "a"}\n' * 9000).encode("utf-16-le") + b"x")
    lines = iter_lines(path, RecordReader(), max_bytes=MANY)
    assert next(lines).content == StatedFields("a", "utf-16-le")
    with pytest.raises(SourceError, match="broken character"):
        list(lines)


def test_a_file_without_an_article_is_refused(path: Path) -> None:
    assert "empty" in refused(path, b"")
    assert "no line holds an article" in refused(path, b"\n \n")


def test_a_binary_file_is_refused_once_and_whole(path: Path) -> None:
    assert "NUL" in refused(path, b"a\0\n" * 50)


def test_memory_does_not_grow_with_the_file(path: Path) -> None:
    line = json.dumps({"text": "word " * 400}) + "\n"
    path.write_text(line * 5_000, encoding="utf-8")
    tracemalloc.start()
    try:
        count = sum(1 for _ in iter_lines(path, RecordReader(), max_bytes=MANY))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 5_000
    assert peak < 1_000_000  # of a file of 10,000,000
