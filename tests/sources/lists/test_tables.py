"""Tables of every make give one article a row; a broken row is told and stops no other."""

from __future__ import annotations

import csv
import io
import time
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.records import FileNote
from rag.sources.collected import CollectedItem
from rag.sources.lists.table_rows import sniff_table
from rag.sources.lists.tables import read_table
from rag.sources.stated_fields import Stated, StatedFields

MANY = 1_000_000
SHIPS = "أعلنت هيئة الموانئ أن ميناء الساحل استقبل 41 سفينة."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.csv"


def read(path: Path, data: bytes | str, *, max_bytes: int = MANY) -> list[CollectedItem | FileNote]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_table(path, max_bytes=max_bytes))


def rows(path: Path, data: bytes | str, *, max_bytes: int = MANY) -> dict[str, str]:
    """The texts of the rows by number; a refused one is its reason in parentheses."""
    items = read(path, data, max_bytes=max_bytes)
    return {
        str(one.locator).removeprefix("row "): one.content.text
        if isinstance(one.content, StatedFields)
        else f"({one.content})"
        for one in items
        if isinstance(one, CollectedItem)
    }


def notes(path: Path, data: str) -> list[str]:
    return [one.reason for one in read(path, data) if isinstance(one, FileNote)]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_whatever_exported_it(
    path: Path, sign: str, charset: str, end: str
) -> None:
    written = io.StringIO()
    table = csv.writer(written, delimiter=sign, lineterminator=end)
    table.writerow(["العنوان", "النص", "التاريخ", "المصدر", "الرابط"])
    table.writerow(["ميناء", f'{SHIPS}{end}"ثانيا", ثالثا; رابعا', "2018-05-26", "الساحل", ""])
    table.writerow(["ميناء 2", SHIPS, "", "الساحل", "https://a.example/1"])
    one, two = read(path, written.getvalue().encode(charset))
    assert isinstance(one, CollectedItem)
    assert isinstance(one.content, StatedFields)
    assert one.content.text == f'{SHIPS}{end}"ثانيا", ثالثا; رابعا'
    assert one.content.stated == Stated(
        title="ميناء", published_at=date(2018, 5, 26), outlet="الساحل"
    )
    assert isinstance(two, CollectedItem)
    assert two.locator == "row 3"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("TITLE,Article Body\nt,x\n", {"2": "x"}),
        ("text\none, and two\nthree\n", {"2": "one, and two", "3": "three"}),
        ("text\nalone\n", {"2": "alone"}),
        ("sep=;\ntext;title\na, b;c\n", {"2": "a, b"}),
        ("تقرير,,\n,,\nعنوان,نص,تاريخ\nع,x,2020\n", {"4": "x"}),
        ("text,title\n\n,,\nx,y\n", {"4": "x"}),
        ("text,text,title\n,second,t\n", {"2": "second"}),
        (",text\n0,x\n", {"2": "x"}),
        ("text,label\nx,sport\n", {"2": "x"}),
        ('text,title\n"he said \\"hi, you\\"",t\nx,b\n', {"2": 'he said "hi, you"', "3": "x"}),
        ('title\ttext\n"Hi" he\tshe "x\n"Bye\tend\n', {"2": 'she "x', "3": "end"}),
        ('text,title\nhe said "hi" there,t\n', {"2": 'he said "hi" there'}),
        ("text,title\na\u2028b,t\n", {"2": "a\u2028b"}),
        ("text,title\n<p>a</p><p>b</p>,t\n", {"2": "a\nb"}),
        ("text,title\r a,b\nc,d\r\ne,f", {"2": " a", "3": "c", "4": "e"}),
        ("text,title\n" + "x" * 300_000 + ",t\ny,t\n", {"2": "x" * 300_000, "3": "y"}),
    ],
)
def test_rows_are_read(path: Path, table: str, expected: dict[str, str]) -> None:
    assert rows(path, table) == expected


def test_rows_of_another_length_than_the_header_are_read_and_told(path: Path) -> None:
    table = "text,title,x\none,a\ntwo,b,c,d\nthree\n"
    assert rows(path, table) == {"2": "one", "3": "two", "4": "three"}
    few, more, unread = notes(path, table)
    assert few.startswith("a row has fewer cells")
    assert few.endswith("(in 2 articles)")
    assert more.startswith("a row has more cells")
    assert unread == "fields not read: x (in 1 article)"


@pytest.mark.parametrize(
    "table",
    [
        'text,title\none,a\n"two,b\nthree,c\nfour,d\n',
        'text,title\none,a\n"two,b\nthree,c\n"four, five",d\n',
        'title,text\na,one\nb,"two\nc,three\nd,"four, five"\n',
    ],
)
def test_a_quotation_mark_that_is_left_open_costs_its_row_only(path: Path, table: str) -> None:
    read_rows = rows(path, table)
    assert read_rows["2"] == "one"
    assert "quotation mark in it is not closed" in read_rows["3"]
    assert read_rows["4"] == "three"
    assert read_rows["5"] in ("four", "four, five")


def test_the_lines_of_a_cell_that_breaks_off_are_no_articles(path: Path) -> None:
    table = 'id,text\n1,one\n2,"two\nwith lines\nand more\n'
    told = rows(path, table)
    assert list(told) == ["2", "3"]
    assert "2 lines behind it left out" in told["3"]


def test_a_row_over_the_limit_is_told_and_the_others_go_in(path: Path) -> None:
    long, lines = "x" * 5000, '"' + "x\n" * 5000 + '",big'
    for big in (f"{long},big", lines):
        told = rows(path, f"text,title\na,b\n{big}\nshort,c\n", max_bytes=1000)
        assert "more than the limit" in told["3"]
        assert told["2"] == "a"
        assert list(told.values())[-1] == "short"


def test_broken_bytes_and_nuls_cost_their_row_only(path: Path) -> None:
    data = b"text,title\nbad \xff byte,x\na\0b,c\n" + "نص عربي,y\n".encode() * 3
    assert list(rows(path, data).values())[2:] == ["نص عربي"] * 3
    assert "broken character" in rows(path, data)["2"]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "it is empty"),
        ("1,ميناء,نص\n2,x,y\n", "no header line names a column of text.*'1', 'ميناء', 'نص'"),
        ("headline,url\nx,https://a.example\n", "no header line names a column of text"),
        ("text\n", "no row below its header"),
        ("only words\nand more\n", "no header line"),
    ],
)
def test_a_table_without_a_column_of_text_is_refused(path: Path, table: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(path, table)


def test_a_separator_within_prose_does_not_mislead() -> None:
    assert sniff_table("text;title\na, b, c, d;t\ne, f, g, h;u\n").separator == ";"
    assert sniff_table("title,text\n1;2;3,a|b\n").separator == ","


@pytest.mark.parametrize(
    "table",
    [
        "text,title\n" + '"a\n' * 50_000,
        'text,title\n"' + "y\n" * 500_000,
        'text,title\n"' + '""' * 500_000,
        "text,title\n" + "," * 1_000_000 + "\nx,y\n",
        "text" + ",x" * 100_000 + "\na,b\n",
    ],
    ids=["open", "endless", "doubled", "commas", "columns"],
)
def test_hostile_tables_take_no_time(path: Path, table: str) -> None:
    started = time.process_time()
    try:
        read(path, table)
    except SourceError as error:
        refusal = error.reason
        assert refusal
    assert time.process_time() - started < 4


def test_memory_does_not_grow_with_the_file(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["text", "title"])
        table.writerows([f"{SHIPS}\n" * 100, number] for number in range(600))
    assert path.stat().st_size > 5_000_000
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_table(path, max_bytes=MANY))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 600
    assert peak < 3_000_000


@given(st.lists(st.text(alphabet='ab",;\t|\n\rعا ', max_size=20), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_come_back(path: Path, cells: list[str]) -> None:
    texts = [f"x {cell} x" for cell in cells]
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["id", "text", "title"])
    table.writerows([number, text, "t"] for number, text in enumerate(texts))
    assert list(rows(path, written.getvalue()).values()) == texts


@given(st.text(alphabet='text,"\n\r;\t\\x', max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_read_or_refused(path: Path, body: str) -> None:
    try:
        assert read(path, f"text,title\n{body}\n")
    except SourceError as error:
        refusal = error.reason
        assert refusal
