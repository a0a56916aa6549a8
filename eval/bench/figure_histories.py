"""Measures which figures of a story are told as updates and which as disagreements."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from eval.bench.harness import Context, Measurement
from rag.briefs.figures.disagreements import disagreements
from rag.briefs.figures.updates import updates
from rag.records import Article, Disagreement, Update
from rag.sources.markdown.markdown_text import read_markdown
from rag.text.analyzer import Analyzer

Values = frozenset[str]
MOST_SECONDS = 1.5  # most of it reads the sentences, which a brief does anyway
_MANY = 20


@dataclass(frozen=True, slots=True)
class FigureCase:
    """Short articles with the values of the updates and of the disagreements among them."""

    id: str
    part: str
    articles: tuple[Article, ...]
    updates: frozenset[Values]
    disagreements: frozenset[Values]


def load_figure_cases() -> list[FigureCase]:
    """Return the hand-made cases, in the order of the file."""
    suite = files("eval.bench").joinpath("suites", "brief-figures.jsonl")
    return [
        FigureCase(
            id=one["id"],
            part=one["part"],
            articles=tuple(
                _article(one["id"], at, told) for at, told in enumerate(one["articles"])
            ),
            updates=frozenset(map(frozenset, one["updates"])),
            disagreements=frozenset(map(frozenset, one["disagreements"])),
        )
        for one in map(json.loads, suite.read_text("utf-8").splitlines())
    ]


def _article(case: str, at: int, told: dict[str, str]) -> Article:
    text = told["text"]
    return Article(
        id=f"{case}-{at}",
        text=text,
        title=text.split(".")[0],
        language="ar" if told["language"] == "ar" else "en",
        source=f"{case}-{at}",
        published_at=date.fromisoformat(told["day"]),
        outlet=told["outlet"],
    )


def figure_histories(context: Context) -> Iterator[Measurement]:
    """Tell the figures of hand-made stories, and those of twenty long articles."""
    analyzer, cases = Analyzer(), load_figure_cases()
    for part in ("fit", "report"):
        yield from _part(part, [case for case in cases if case.part == part], analyzer)
    yield from _speed(analyzer)


def _part(part: str, cases: Sequence[FigureCase], analyzer: Analyzer) -> Iterator[Measurement]:
    """Yield what is found, missed and false in one part of the cases."""
    told = [
        (
            case,
            _values(updates(case.articles, analyzer)),
            _values(disagreements(case.articles, analyzer)),
        )
        for case in cases
    ]
    confused = sum(len(case.updates & found) for case, _, found in told)
    yield Measurement(f"{part}: updates called disagreements", confused, at_most=0, digits=0)
    for name, wanted, found in (
        ("updates", [case.updates for case, _, _ in told], [one for _, one, _ in told]),
        ("disagreements", [case.disagreements for case, _, _ in told], [one for _, _, one in told]),
    ):
        pairs = list(zip(wanted, found, strict=True))
        total = sum(map(len, wanted))
        missed = sum(len(one - other) for one, other in pairs)
        false = sum(len(other - one) for one, other in pairs)
        yield Measurement(f"{part}: {name} missed, of {total}", missed, digits=0)
        yield Measurement(f"{part}: {name} false", false, at_most=0, digits=0)


def _values(found: Sequence[Update] | Sequence[Disagreement]) -> frozenset[Values]:
    return frozenset(frozenset(claim.value for claim in one.claims) for one in found)


def _speed(analyzer: Analyzer) -> Iterator[Measurement]:
    """Yield the processor time of twenty of the sample articles, read for the first time."""
    sheets = sorted(one.name for one in files("seeds").iterdir() if one.name.endswith(".md"))
    articles = [_sample(name) for name in sheets[-_MANY:]]
    started = time.process_time()
    updates(articles, analyzer)
    disagreements(articles, analyzer)
    seconds = time.process_time() - started
    name = f"{_MANY} sample articles: CPU"
    yield Measurement(name, seconds, at_most=MOST_SECONDS, unit="s", digits=2)


def _sample(name: str) -> Article:
    reading = read_markdown(files("seeds").joinpath(name).read_bytes(), source=name)
    return Article(
        id=name,
        text=reading.text,
        title=name,
        language="ar" if ".ar." in name else "en",
        source=name,
        published_at=reading.stated.published_at,
        outlet=reading.stated.outlet,
    )
