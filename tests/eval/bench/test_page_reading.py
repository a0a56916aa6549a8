"""What is read of pages is scored as the public sets define it."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from datetime import date
from pathlib import Path

import pytest

from eval.bench.harness import Context
from eval.bench.page_reading import (
    load_benchmark,
    load_fundus,
    pages,
    shingle_scores,
    word_scores,
)
from eval.bench.public_sets import DataMissingError

_TEXT = "The council agreed on Sunday to widen the eastern quay after a long meeting."
_MORE = "Work begins in autumn and ends before the summer season of next year."
_HTML = (
    f"<html lang=en><head><title>Quay to be widened</title>"
    f'<meta name="date" content="2024-03-05"></head><body><article><h1>Quay to be widened</h1>'
    f"<p>{_TEXT}</p><p>{_MORE}</p></article></body></html>"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with two archives of the public sets' form, with made-up pages."""
    page = gzip.compress(_HTML.encode())
    key = "ab" * 32
    known = {key: {"articleBody": f"{_TEXT}\n\n{_MORE}", "url": "https://a.example/q"}}
    _pack(
        tmp_path / "html" / "article-extraction-benchmark.tar.gz",
        {
            "aeb/ground-truth.json": json.dumps(known).encode(),
            f"aeb/html/{key}.html.gz": page,
        },
    )
    body = {"summary": [], "sections": [{"headline": [], "paragraphs": [_TEXT, _MORE]}]}
    article = {"title": "Quay to be widened", "publishing_date": "2024-03-05 10:00", "body": body}
    old = {**article, "title": "Kai wird breiter"}
    _pack(
        tmp_path / "html" / "fundus.tar.gz",
        {
            "data/xx/Post.json": json.dumps({"V1_1": article, "V1": old}).encode(),
            "data/xx/Post_2023_01_01.html.gz": gzip.compress(_HTML.replace("en", "de", 1).encode()),
            "data/xx/Post_2024_03_05.html.gz": page,
        },
    )
    return tmp_path


def _pack(archive: Path, files: dict[str, bytes]) -> None:
    archive.parent.mkdir(exist_ok=True)
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def test_pages_come_with_their_articles(data: Path) -> None:
    (page,) = load_benchmark(data / "html" / "article-extraction-benchmark.tar.gz")
    assert (page.body, page.title) == (f"{_TEXT}\n\n{_MORE}", None)
    (page,) = load_fundus(data / "html" / "fundus.tar.gz")
    assert (page.title, page.published_at) == ("Quay to be widened", date(2024, 3, 5))
    assert page.half in ("first", "second")


def test_figures_of_both_sets_are_given(data: Path, tmp_path: Path) -> None:
    figures = {figure.name: figure.measured for figure in pages(Context(data, tmp_path))}
    assert figures["benchmark, all: F1"] == 1
    assert figures["fundus, all: words, recall"] == 1
    assert figures["fundus, all: titles exact"] == figures["fundus, all: days exact"] == 1


def test_without_the_archives_the_section_is_left_out(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match=r"fundus\.tar\.gz"):
        next(pages(Context(tmp_path, tmp_path)))


def test_shingles_are_four_words_in_a_row_and_words_are_single() -> None:
    known = "a b c d e f"
    assert shingle_scores(known, known) == (1, 1)
    assert shingle_scores(known, "a b c d e") == (1, 2 / 3)
    assert shingle_scores(known, "a b c d x") == (1 / 2, 1 / 3)
    assert shingle_scores("a b", "a b") == (1, 1)
    assert word_scores(known, "f e d x") == (3 / 4, 1 / 2)


def test_a_score_without_words_is_undefined() -> None:
    assert word_scores("a", "") == (None, 0)
    assert word_scores("", "a") == (0, None)
