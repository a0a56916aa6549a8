"""Measures whether sentences that tell the same fact are known, and "only this outlet reports"."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import numpy as np

from eval.bench.harness import Context, Measurement
from rag.briefs.points import version
from rag.briefs.same_fact import SAME, best_matches, same_texts
from rag.briefs.sentences.source_sentences import SourceSentence, as_evidence
from rag.briefs.single_outlets import single_outlets
from rag.embedding.use import UseEmbedder
from rag.protocols import Embedder
from rag.records import Article, Language, Point
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import shipped_analyzer

ALTERED = ("figure", "name", "denial")
_ANT = Path("ant", "ant-2018.jsonl.gz")


@dataclass(frozen=True, slots=True)
class FactMatches:
    """What the English article of a story tells of a sentence of the Arabic one.

    `matches` are the sentences that tell the same or contain it, `parts` those that tell a part,
    `other_figures` those that give another figure for it.
    """

    matches: frozenset[int]
    parts: frozenset[int]
    other_figures: frozenset[int]


@dataclass(frozen=True, slots=True)
class RetoldSentence:
    """A sentence of a made-up outlet, and the sentence of a sample article that it retells.

    `kind` is "same", "less" for a part of it, or what was altered: one of `ALTERED`.
    """

    article: str
    number: int
    kind: str
    text: str

    @property
    def language(self) -> Language:
        """Return the language of both."""
        return "ar" if self.article.endswith("ar") else "en"


def _suite(name: str) -> str:
    return files("eval.bench").joinpath("suites", name).read_text("utf-8")


def sample_sentences() -> dict[str, list[str]]:
    """Return all sentences of each sample article, by its id."""
    found: dict[str, list[str]] = {}
    for file in sorted(files("seeds").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".md"):
            text = file.read_text("utf-8").split("---\n", 2)[2].strip()
            spans = split_sentences(text)
            found[file.name[:-3]] = [" ".join(text[start:end].split()) for start, end in spans]
    return found


def fact_matches() -> dict[tuple[str, int], FactMatches]:
    """Return the matches of each sentence of the Arabic sample articles that has some."""
    rows = map(json.loads, _suite("same-facts.jsonl").splitlines())
    return {
        (row["ar"], row["sentence"]): FactMatches(
            *(frozenset(row.get(name, ())) for name in ("matches", "parts", "other_figures"))
        )
        for row in rows
    }


def retold_sentences() -> list[RetoldSentence]:
    """Return the sentences of made-up outlets, in the order of the file."""
    lines = [line for line in _suite("retold-sentences.tsv").splitlines() if line[:1] != "#"]
    rows = (line.split("\t") for line in lines)
    return [RetoldSentence(name, int(number), kind, text) for name, number, kind, text in rows]


def facts(context: Context) -> Iterator[Measurement]:
    """Compare the sentences of the sample stories, and judge what only one outlet reports."""
    for name, encoder in (("", UseEmbedder(threads=1)), (", without the encoder", None)):
        yield from _across(name, encoder)
        for language in ("ar", "en"):
            yield from _within(name, language, encoder)
        yield from _single_outlets(name, encoder)
    if context.data is not None and (context.data / _ANT).is_file():
        yield from _ant(context.data / _ANT, UseEmbedder(threads=1))


def _ant(path: Path, encoder: Embedder) -> Iterator[Measurement]:
    """Yield precision and recall on sentences of two outlets on one event, which nothing is fitted
    on. The pairs are those that look alike: half of those that are not the same share names."""
    stories = [json.loads(line) for line in _suite("ant-same-facts.jsonl").splitlines()]
    texts = _ant_texts(path, {story[side] for story in stories for side in ("one", "other")})
    counts = Counter[tuple[bool, bool]]()
    for story in stories:
        ones, others = (texts[story[side]] for side in ("one", "other"))
        table = same_texts(
            [(text, "ar") for text in ones.values()],
            [(text, "ar") for text in others.values()],
            analyzer=shipped_analyzer(),
            encoder=encoder,
        )
        rows, columns = list(ones), list(others)
        for one, other, same in story["pairs"]:
            taken = bool(table[rows.index(one), columns.index(other)] >= SAME)
            counts[bool(same), taken] += 1
    right, wrong, lost = counts[True, True], counts[False, True], counts[True, False]
    yield Measurement("ANT: what is taken for the same, and is", right / (right + wrong))
    yield Measurement("ANT: what is the same, and is taken for it", right / (right + lost))


def _ant_texts(path: Path, names: Collection[str]) -> dict[str, dict[int, str]]:
    """Return the sentences of some articles of ANT by the offsets where they start."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for line in lines if (row := json.loads(line))["id"] in names]
    return {
        row["id"]: {
            start: " ".join(row["text"][start:end].split())
            for start, end in split_sentences(row["text"])
        }
        for row in rows
    }


def _across(name: str, encoder: Embedder | None) -> Iterator[Measurement]:
    """Yield precision and recall of the pairs across languages; parts count neither way."""
    sentences, known, counts = sample_sentences(), fact_matches(), Counter[str]()
    nothing = FactMatches(frozenset(), frozenset(), frozenset())
    for story in sorted({article.split(".")[0] for article in sentences}):
        arabic, english = sentences[f"{story}.ar"], sentences[f"{story}.en"]
        table = same_texts(
            [(text, "ar") for text in arabic],
            [(text, "en") for text in english],
            analyzer=shipped_analyzer(),
            encoder=encoder,
        )
        for row, column in best_matches(table):
            right = known.get((f"{story}.ar", row), nothing)
            counts["right"] += column in right.matches
            counts["wrong"] += column not in right.matches | right.parts
            counts["other figure"] += column in right.other_figures
    with_match = sum(bool(one.matches) for one in known.values())
    made = counts["right"] + counts["wrong"]
    yield Measurement(f"pairs across languages that are right{name}", counts["right"] / made)
    yield Measurement(
        f"facts of both languages that are paired{name}", counts["right"] / with_match
    )
    other = counts["other figure"]
    yield Measurement(f"pairs with another figure{name}", other, at_most=0, digits=0)


def _within(name: str, language: Language, encoder: Embedder | None) -> Iterator[Measurement]:
    """Yield how many retold sentences are known, and how many altered or other ones are taken for
    the same."""
    told, taken, others, compared = Counter[str](), Counter[str](), 0, 0
    own = [one for one in retold_sentences() if one.language == language]
    sentences = sample_sentences()
    for article, group in groupby(own, key=lambda one: one.article):
        ones = list(group)
        table = same_texts(
            [(one.text, language) for one in ones],
            [(text, language) for text in sentences[article]],
            analyzer=shipped_analyzer(),
            encoder=encoder,
        )
        for row, one in zip(table, ones, strict=True):
            kind = "altered" if one.kind in ALTERED else "retold"
            told[kind] += 1
            taken[kind] += row[one.number] >= SAME
            others += int((np.delete(row, one.number) >= SAME).sum())
            compared += len(row) - 1
    kinds = f"{language}{name}"
    yield Measurement(f"retold sentences known, {kinds}", taken["retold"] / told["retold"])
    yield Measurement(
        f"altered sentences taken for it, {kinds}", taken["altered"] / told["altered"]
    )
    yield Measurement(f"other sentences taken for it, {kinds}", others / compared, digits=4)


@dataclass(frozen=True, slots=True)
class OutletCase:
    """Articles, a sentence of one of them, and the outlet that alone tells it, if one does."""

    id: str
    kind: str
    only: str | None
    point: str
    articles: tuple[Article, ...]


def outlet_cases() -> list[OutletCase]:
    """Return the hand-made cases of what only one outlet reports, in the order of the file."""
    rows = map(json.loads, _suite("only-outlet.jsonl").splitlines())
    return [
        OutletCase(row["id"], row["kind"], row["only"], row["point"], _articles(row["articles"]))
        for row in rows
    ]


def _articles(rows: Sequence[Mapping[str, str]]) -> tuple[Article, ...]:
    return tuple(
        Article(
            id=f"a{at}",
            text=row["text"],
            title=row["title"],
            language="ar" if row["language"] == "ar" else "en",
            source=f"/news/a{at}.txt",
            outlet=row["outlet"],
        )
        for at, row in enumerate(rows)
    )


def said_of(case: OutletCase, encoder: Embedder | None) -> str | None:
    """Return the outlet that is said to report the case's sentence alone."""
    cited = next(
        one for one in as_evidence(case.articles) if case.point in one.passage.article.text
    )
    start = cited.passage.article.text.index(case.point)
    line = SourceSentence(cited, start, start + len(case.point), 0)
    side = version(line.language, [line.sentence])
    point = Point("p1", ar=side) if line.language == "ar" else Point("p1", en=side)
    (judged,) = single_outlets([point], case.articles, shipped_analyzer(), encoder)
    return judged.only_outlet


def _single_outlets(name: str, encoder: Embedder | None) -> Iterator[Measurement]:
    """Yield how often "only this outlet reports" is said wrongly, and how often rightly."""
    judged = [(case.only, said_of(case, encoder)) for case in outlet_cases()]
    wrong = sum(said is not None and said != only for only, said in judged)
    yield Measurement(f'false "only this outlet"{name}', wrong, at_most=0, digits=0)
    alone = [said for only, said in judged if only]
    found = sum(said is not None for said in alone)
    yield Measurement(
        f"told by one outlet alone, and so marked{name}",
        found / len(alone),
        hits=found,
        of=len(alone),
    )
