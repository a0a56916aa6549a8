"""JSON of every shape gives its articles; what is broken is told and stops no other."""

from __future__ import annotations

import json
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.records import FileNote
from rag.sources.collected import CollectedItem
from rag.sources.lists.json_records import read_json
from rag.sources.stated_fields import StatedFields

MANY = 1_000_000
SHIPS = "أعلنت هيئة الموانئ أن ميناء الساحل استقبل 41 سفينة."
ONE: dict[str, Any] = {"text": "one", "title": "T", "url": "https://a.example/1"}
TWO: dict[str, Any] = {"content": "two"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.json"


def items(path: Path, data: object, *, max_bytes: int = MANY) -> list[CollectedItem]:
    """What is read from bytes, from a text, or from the JSON of anything else."""
    if not isinstance(data, bytes):
        written = data if isinstance(data, str) else json.dumps(data)
        data = written.encode("utf-8", "surrogatepass")
    path.write_bytes(data)
    read = read_json(path, max_bytes=max_bytes)
    return [one for one in read if isinstance(one, CollectedItem)]


def texts(path: Path, data: object, *, max_bytes: int = MANY) -> list[str]:
    """The texts of the articles; a refused one is its reason in parentheses."""
    read = (one.content for one in items(path, data, max_bytes=max_bytes))
    return [one.text if isinstance(one, StatedFields) else f"({one})" for one in read]


SHAPES = {
    "list": [ONE, TWO],
    "articles": {"status": "ok", "totalResults": 2, "articles": [ONE, TWO]},
    "data": {"data": [ONE, TWO], "pagination": {"limit": 2}},
    "after": {"value": [ONE, TWO], "text": "no article of its own"},
    "elastic": {"took": 1, "hits": {"total": {"value": 2}, "hits": [{"_source": ONE}, TWO]}},
    "solr": {"responseHeader": {"status": 0}, "response": {"numFound": 2, "docs": [ONE, TWO]}},
    "nested": {"data": {"articles": [ONE, TWO]}},
    "rss": {"rss": {"channel": {"title": "c", "item": [ONE, TWO]}}},
    "graph": {"@context": "https://schema.org", "@graph": [ONE, TWO]},
    "by id": {"17": {"text": "one", "title": "a"}, "18": {"text": "two", "title": "b"}},
    "columns": {"text": {"0": "one", "1": "two"}, "title": {"0": "a", "1": "b"}},
    "lists": {"text": ["one", "two"], "title": ["a", "b"], "other": [1]},
    "telegram": {"name": "c", "type": "public_channel", "messages": [ONE, TWO]},
    "texts": ["one", "two"],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_articles_is_found_wherever_it_is(
    path: Path, shape: str, indent: int | None
) -> None:
    assert texts(path, json.dumps(SHAPES[shape], indent=indent)) == ["one", "two"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", json.dumps(ONE) + "\n" + json.dumps(TWO)),
        ("a.ndjson", json.dumps(ONE) + "\r\n" + json.dumps(TWO) + "\r\n"),
        ("a.jsonl", json.dumps(ONE, indent=1) + "\n" + json.dumps(TWO, indent=1)),
        ("a.json", json.dumps(ONE) + json.dumps(TWO)),
        ("a.json", json.dumps(ONE) + ",\n" + json.dumps(TWO) + ","),
        ("a.json", "\x1e" + json.dumps(ONE, indent=1) + "\n\x1e" + json.dumps(TWO)),
        ("a.jsonl", json.dumps([ONE, TWO])),
        ("a.jsonl", json.dumps({"articles": [ONE, TWO]})),
        ("a.json", "\ufeff" + json.dumps([ONE, TWO])),
        ("a.json", json.dumps([ONE, TWO]).encode("utf-16")),
    ],
)
def test_the_ending_does_not_decide_on_lines_or_lists(
    tmp_path: Path, name: str, data: bytes | str
) -> None:
    assert texts(tmp_path / name, data) == ["one", "two"]


def test_a_single_article_has_no_place_in_its_file(path: Path) -> None:
    assert [one.locator for one in items(path, json.dumps(ONE, indent=1))] == [None]
    assert [one.locator for one in items(path, {"data": ONE})] == [None]
    assert [one.locator for one in items(path, [ONE, TWO])] == ["article 1", "article 2"]


def test_the_title_of_a_json_feed_is_the_outlet(path: Path) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "الساحل"}
    (item,) = items(path, feed | {"items": [{"id": "1", "content_html": f"<p>{SHIPS}</p>"}]})
    assert isinstance(item.content, StatedFields)
    assert (item.content.text, item.content.stated.outlet) == (SHIPS, "الساحل")


def test_the_name_of_a_telegram_channel_is_the_outlet_and_its_links_are_words(path: Path) -> None:
    message = {"text": ["قال ", {"type": "bold", "text": "المدير"}, " إن…"], "date": "2024-01-01"}
    channel = {"name": "الساحل", "type": "public_channel", "messages": [message]}
    (item,) = items(path, channel)
    assert isinstance(item.content, StatedFields)
    assert (item.content.text, item.content.stated.outlet) == ("قال المدير إن…", "الساحل")


def test_the_commands_of_a_bulk_file_are_no_articles(tmp_path: Path) -> None:
    lines = '{"index": {"_id": "1"}}\n{"text": "one"}\n{"create": {}}\n{"text": "two"}\n'
    assert texts(tmp_path / "a.jsonl", lines) == ["one", "two"]


@pytest.mark.parametrize("charset", ["windows-1256", "utf-8", "utf-16", "utf-8-sig"])
def test_a_list_is_read_in_its_charset(path: Path, charset: str) -> None:
    data = json.dumps([{"text": SHIPS}], ensure_ascii=False).encode(charset)
    (item,) = items(path, data)
    assert isinstance(item.content, StatedFields)
    assert item.content.text == SHIPS
    assert charset.startswith(item.content.encoding) or charset == "utf-16"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"text": "x", "n": ' + "9" * 10_000 + "}", "beyond all measure"),
        ('{"text": ' + "[" * 5_000 + "]" * 5_000 + "}", "beyond all measure"),
        ("5", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ("{bad}", "not valid JSON"),
        ('{"text": "a\\ud800"}', "half of a character"),
        ('{"text": "a" "b": 1}', "not valid JSON"),
        ("{}", "field 'text' is missing"),
        ('{"text": "' + "x" * 5000 + '"}', "more than the limit"),
        (b'{"text": "caf\xe9"}', "broken character"),
    ],
)
def test_a_bad_article_is_told_and_the_others_go_in(
    path: Path, bad: str | bytes, reason: str
) -> None:
    written = bad if isinstance(bad, bytes) else bad.encode()
    data = b'[{"text": "before"},' + written + ',{"text": "ميناء"},]'.encode()
    limit = 4000 if "limit" in reason else MANY
    before, told, after = texts(path, data, max_bytes=limit)
    assert (before, after) == ("before", "ميناء")
    assert reason in told


def test_a_text_may_hold_line_breaks_brackets_and_escapes(path: Path) -> None:
    text = 'a]}"\\ [{\n\tu0627 \u2028 \\" end\\'
    assert texts(path, json.dumps([{"text": text}, ONE])) == [text, "one"]
    assert texts(path, '{"text": "line\nbreak"}') == ["line\nbreak"]


@given(st.lists(st.text(alphabet='ab"\\{}[]:,\nعا ', max_size=30), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_texts_come_back_from_a_list(path: Path, written: list[str]) -> None:
    records = [{"text": f"x {one}"} for one in written]
    for ascii_only in (True, False):
        data = json.dumps(records, ensure_ascii=ascii_only)
        assert texts(path, data) == [record["text"] for record in records]


def test_a_file_that_is_cut_short_keeps_what_is_whole(path: Path) -> None:
    path.write_text(json.dumps([ONE, TWO])[:-8], encoding="utf-8")
    read = read_json(path, max_bytes=MANY)
    first = next(read)
    assert isinstance(first, CollectedItem)
    with pytest.raises(SourceError, match="after article 1, it breaks off within a value"):
        next(read)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "it is empty"),
        ("[]", "holds no article"),
        ('{"articles": []}', "holds no article"),
        (b"\0\1\2" * 99, "binary"),
        ("[" * 100_000, "breaks off"),
        ('{"a": ' * 100_000, "breaks off"),
        ('["' + "x" * 100_000, "breaks off"),
        ('{"a" "b"}', "':' is missing"),
    ],
)
def test_a_file_without_an_article_is_refused(path: Path, data: bytes | str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        items(path, data)


def test_a_field_that_stands_twice_is_told(path: Path) -> None:
    path.write_text('[{"text": "a", "text": "b"}]', encoding="utf-8")
    item, note = read_json(path, max_bytes=MANY)
    assert isinstance(item, CollectedItem)
    assert isinstance(note, FileNote)
    assert "stands twice" in note.reason


@pytest.mark.parametrize("data", ["\\" * 300_000, '"' * 20_001, '[{"text":"' + "\\" * 200_001])
def test_hostile_strings_take_no_time(path: Path, data: str) -> None:
    started = time.process_time()
    with pytest.raises(SourceError):
        items(path, "[" + data)
    assert time.process_time() - started < 3


@pytest.mark.parametrize("escaped", [True, False])
def test_memory_does_not_grow_with_the_file(path: Path, escaped: bool) -> None:
    article = json.dumps({"text": SHIPS * 200, "tags": ["x"]}, ensure_ascii=escaped)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"status": "ok", "articles": [' + f"{article},\n" * 600 + article + "]}")
    assert path.stat().st_size > 8_000_000
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_json(path, max_bytes=MANY))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 602  # a note on the fields that were not read included
    assert peak < 3_000_000


@given(st.text(alphabet='{}[]",:\\ntx1 \n\0', max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_any_text_is_read_or_refused(tmp_path: Path, name: str, data: str) -> None:
    try:
        read = items(tmp_path / name, data)
    except SourceError as error:
        refusal = error.reason
        assert refusal
    else:
        assert read
