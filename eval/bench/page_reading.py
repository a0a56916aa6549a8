"""Measures what is read of web pages against the article that is known to stand in them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import statistics
import tarfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eval.bench.harness import Context, Measurement
from eval.bench.public_sets import files_of
from rag.errors import SourceError
from rag.sources.pages.web_page import read_html
from rag.sources.stated_fields import StatedFields

_ARCHIVES = ("html/article-extraction-benchmark.tar.gz", "html/fundus.tar.gz")
_WORD = re.compile(r"\w+")
_SHINGLE = 4
# The pages in the languages of the product; the element <html> says so.
_LANGUAGE = re.compile(rb"<html[^>]{0,2000}?\slang\s*=\s*[\"']?(?:en|ar)\b", re.IGNORECASE)
_F1, _PRECISION, _RECALL = 0.965, 0.95, 0.97


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page and its article; the title and the day are None where the set has none."""

    name: str
    html: bytes
    body: str
    title: str | None = None
    published_at: date | None = None

    @property
    def half(self) -> str:
        """Return the half of its set: rules are made on "first" and never on "second"."""
        return "first" if hashlib.sha256(self.name.encode()).digest()[0] % 2 else "second"


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read of a page (None if it was refused), and the processor time in seconds."""

    page: KnownPage
    read: StatedFields | None
    seconds: float

    @property
    def text(self) -> str:
        """Return the article as read; "" for a page that was refused."""
        return self.read.text if self.read else ""


def pages(context: Context) -> Iterator[Measurement]:
    """Measure the text, title, day and time of both sets. Raises `DataMissingError`."""
    benchmark, fundus = files_of(context.data, _ARCHIVES)
    yield from _benchmark_figures([_read(page) for page in load_benchmark(benchmark)])
    yield from _fundus_figures([_read(page) for page in load_fundus(fundus)])


def load_benchmark(archive: Path) -> Iterator[KnownPage]:
    """Yield the pages of the article extraction benchmark, which knows their text alone."""
    files = _files(archive)
    known = json.loads(next(data for name, data in files.items() if name.endswith("-truth.json")))
    for name, data in files.items():
        key = Path(name).name.removesuffix(".html.gz")
        if key in known:
            yield KnownPage(key, gzip.decompress(data), known[key]["articleBody"])


def load_fundus(archive: Path) -> Iterator[KnownPage]:
    """Yield the pages in English and Arabic among the test data of fundus.

    Its JSON files hold one article for each version of an outlet's pages, oldest first.
    """
    files = _files(archive)
    for name in sorted(name for name in files if name.endswith(".json")):
        outlet = name.removesuffix(".json")
        kept = re.compile(re.escape(outlet) + r"_[\d_]+\.html\.gz")
        htmls = sorted(other for other in files if kept.fullmatch(other))
        articles = sorted(json.loads(files[name]).items(), key=lambda item: _version(item[0]))
        for html, (_, article) in zip(htmls, articles, strict=True):
            page = gzip.decompress(files[html])
            if _LANGUAGE.search(page[:20_000]):
                yield KnownPage(
                    Path(html).name,
                    page,
                    _fundus_body(article["body"]),
                    article["title"],
                    date.fromisoformat(article["publishing_date"][:10]),
                )


def shingle_scores(known: str, found: str) -> tuple[float | None, float | None]:
    """Return precision and recall of bags of four words in a row, as the benchmark defines them.

    A text of fewer words is one shingle; precision is None where nothing was found, recall where
    nothing is known.
    """
    return _bag_scores(_shingles(known), _shingles(found))


def word_scores(known: str, found: str) -> tuple[float | None, float | None]:
    """Return precision and recall of bags of words, None as in `shingle_scores`."""
    return _bag_scores(Counter(_WORD.findall(known)), Counter(_WORD.findall(found)))


def _read(page: KnownPage) -> PageReading:
    started = time.process_time()
    try:
        read = read_html(page.html, source=page.name)
    except SourceError:
        read = None
    return PageReading(page, read, time.process_time() - started)


def _benchmark_figures(readings: Sequence[PageReading]) -> Iterator[Measurement]:
    """Yield F1, precision and recall over all pages and over each half; and the time of a page."""
    for half, some in _halves(readings):
        precision, recall = _means(
            [shingle_scores(reading.page.body, reading.text) for reading in some]
        )
        f1 = 2 * precision * recall / (precision + recall)
        yield Measurement(
            f"benchmark, {half}: F1", f1, at_least=None if half != "all" else _F1, digits=4
        )
        yield Measurement(f"benchmark, {half}: precision", precision, digits=4)
        yield Measurement(f"benchmark, {half}: recall", recall, digits=4)
    seconds = sorted(reading.seconds * 1000 for reading in readings)
    yield Measurement(
        "processor time of a page, median", statistics.median(seconds), unit="ms", digits=0
    )
    last = seconds[round(0.95 * (len(seconds) - 1))]
    yield Measurement("processor time of a page, 95th percentile", last, unit="ms", digits=0)


def _fundus_figures(readings: Sequence[PageReading]) -> Iterator[Measurement]:
    """Yield precision and recall of words, and the shares of titles and days that are exact."""
    for half, some in _halves(readings):
        precision, recall = _means(
            [word_scores(reading.page.body, reading.text) for reading in some]
        )
        whole = half == "all"
        yield Measurement(
            f"fundus, {half}: words, precision", precision, _PRECISION if whole else None, digits=4
        )
        yield Measurement(
            f"fundus, {half}: words, recall", recall, _RECALL if whole else None, digits=4
        )
        yield _share(
            f"fundus, {half}: titles exact",
            [
                reading.read is not None and _same(reading.read.stated.title, reading.page.title)
                for reading in some
            ],
        )
        yield _share(
            f"fundus, {half}: days exact",
            [
                reading.read is not None
                and reading.read.stated.published_at == reading.page.published_at
                for reading in some
            ],
        )


def _halves(readings: Sequence[PageReading]) -> Iterator[tuple[str, list[PageReading]]]:
    """Yield all readings and those of each half that is not empty."""
    yield "all", list(readings)
    for half in ("first", "second"):
        some = [reading for reading in readings if reading.page.half == half]
        if some:
            yield f"{half} half", some


def _share(name: str, right: Sequence[bool]) -> Measurement:
    return Measurement(name, sum(right) / len(right), hits=sum(right), of=len(right))


def _same(one: str | None, other: str | None) -> bool:
    """Tell whether titles have the same words, whatever quotation marks and dashes they have."""
    return _WORD.findall(one or "") == _WORD.findall(other or "")


def _means(scores: Sequence[tuple[float | None, float | None]]) -> tuple[float, float]:
    """Return mean precision and mean recall, each over the pages for which it is defined."""
    precisions = [precision for precision, _ in scores if precision is not None]
    recalls = [recall for _, recall in scores if recall is not None]
    return statistics.mean(precisions), statistics.mean(recalls)


def _bag_scores(known: Counter[Any], found: Counter[Any]) -> tuple[float | None, float | None]:
    shared = (known & found).total()
    return (
        shared / found.total() if found else None,
        shared / known.total() if known else None,
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - _SHINGLE + 1))
    return Counter(tuple(words[at : at + _SHINGLE]) for at in starts if words)


def _fundus_body(body: dict[str, Any]) -> str:
    """Return summary, subheadings and paragraphs as one text."""
    parts = list(body["summary"])
    for section in body["sections"]:
        parts += [*section["headline"], *section["paragraphs"]]
    return "\n".join(parts)


def _version(name: str) -> list[int]:
    """Return the numbers of a version, V1 or V1_1, to sort by."""
    return [int(number) for number in re.findall(r"\d+", name)]


def _files(archive: Path) -> dict[str, bytes]:
    """Return the files of an archive by their path in it."""
    with tarfile.open(archive) as tar:
        found = ((member.name, tar.extractfile(member)) for member in tar)
        return {name: file.read() for name, file in found if file is not None}
