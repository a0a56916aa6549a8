"""The questions that the reader is fitted on, each with the sentences of an article.

They were written for this: by hand, over 3,440 articles of ANT, the documents of NTREX and TICO-19,
147 web pages, 75 reports of English newspapers and 822 made-up reports, in words that are not the
article's, in both languages (`reader_questions/`). Two in five are near misses, which no sentence
of the article answers. Beside them stand half of ARCD's train part; the other half is for what is
fitted on the reader's results.

The made-up reports were written for this too, 697 in English and 125 in Arabic, because the reader
is weakest where the question is in the other language: most questions on them are. Nothing that
they tell has happened.
"""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from eval.bench.fitting.pool import read_squad
from eval.bench.public_sets import load_ntrex
from rag.records import Language, ReadSentence
from rag.text.analysis.sentence_splitter import split_sentences

KEPT = "ant-kept"
"""The file of the questions over 80 articles that the reader is not fitted on."""

_OF_A_BLOCK = 12
_MOST_OF_A_PAGE = 22
_LEAST_OF_A_PAGE = 20  # characters of a sentence that counts


@dataclass(frozen=True, slots=True)
class ReaderExample:
    """A question, the sentences of one article, and the places of those that answer it."""

    question: str
    article: str
    sentences: tuple[ReadSentence, ...]
    right: tuple[int, ...]


def reader_examples(data: Path) -> Iterator[ReaderExample]:
    """Yield all that the reader is fitted on. Documents of NTREX and TICO-19 are read in both
    languages."""
    yield from ant_examples(data)
    for texts in _ntrex(data):
        yield from _asked("ntrex", texts)
    for texts in _tico(data):
        yield from _asked("tico", texts)
    yield from _asked("page", _pages(data))
    yield from _asked("report", _reports(data))
    yield from _asked("written", _written())
    yield from arcd_half(data, first=True)


def ant_examples(data: Path) -> Iterator[ReaderExample]:
    """Yield those of them that are over articles of ANT."""
    yield from _asked("ant", _ant(data, "ant"))


def kept_questions(data: Path) -> Iterator[tuple[str, Language, tuple[str, ...], str]]:
    """Yield the questions that the reader is not fitted on: the article of ANT, the language, the
    sentences that answer, the question."""
    articles = _ant(data, KEPT)
    for article, language, right, question in _rows(KEPT):
        yield article, language, tuple(articles[article][at].text for at in right), question


def arcd_half(data: Path, *, first: bool) -> Iterator[ReaderExample]:
    """Yield the questions of ARCD's train part on one half of its subjects."""
    subjects = list(read_squad(data / "arcd" / "arcd-train.json"))
    chosen = sorted({title for title, _ in subjects})[0 if first else 1 :: 2]
    for title, paragraph in subjects:
        if title not in chosen:
            continue
        text = paragraph["context"]
        spans = split_sentences(text)
        sentences = _around("", [text[start:end] for start, end in spans])
        for entry in paragraph["qas"]:
            at = entry["answers"][0]["answer_start"]
            right = tuple(n for n, (start, end) in enumerate(spans) if start <= at < end)
            yield ReaderExample(entry["question"], text, sentences, right)


def _asked(name: str, articles: Mapping[str, Sequence[ReadSentence]]) -> Iterator[ReaderExample]:
    for article, _, right, question in _rows(name):
        yield ReaderExample(question, article, tuple(articles[article]), right)


def _rows(name: str) -> Iterator[tuple[str, Language, tuple[int, ...], str]]:
    """Yield the rows of a file: the article, the language of the question, the places of the
    sentences that answer (the file counts from 1), the question."""
    table = files("eval.bench.fitting").joinpath("reader_questions", f"{name}.tsv")
    for row in table.read_text(encoding="utf-8").splitlines():
        article, language, numbers, question = row.split("\t")
        right = tuple(int(number) - 1 for number in numbers.split(",") if number)
        yield article, "ar" if language == "ar" else "en", right, question


def _ant(data: Path, name: str) -> dict[str, tuple[ReadSentence, ...]]:
    asked = {article for article, *_ in _rows(name)}
    with gzip.open(data / "ant" / "ant-2018.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["id"] in asked]
    return {row["id"]: _around(row["title"], _sentences(row["text"])) for row in rows}


def _written() -> dict[str, tuple[ReadSentence, ...]]:
    """Return the made-up reports; a row of their file has the name, the title, the sentences."""
    table = files("eval.bench.fitting").joinpath("reader_questions", "written_articles.tsv")
    rows = (row.split("\t") for row in table.read_text(encoding="utf-8").splitlines())
    return {name: _around(title, sentences) for name, title, *sentences in rows}


def _ntrex(data: Path) -> Iterator[dict[str, tuple[ReadSentence, ...]]]:
    documents = load_ntrex(data)
    for language in ("ar", "en"):
        yield {
            one.name: _around(one.sentences(language)[0], one.sentences(language))
            for one in documents
        }


def _tico(data: Path) -> Iterator[dict[str, tuple[ReadSentence, ...]]]:
    """Yield the documents of TICO-19 in one language, then in the other, in blocks of sentences:
    `wiki_9-2` is the third of the document `wiki_9`."""
    documents: dict[str, list[list[str]]] = {}
    with (data / "tico19" / "en-ar.tsv").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            name, *both = line.rstrip("\n").split("\t")
            documents.setdefault(name.partition(":")[0], []).append(both)
    for column in (0, 1):
        yield {
            f"{name}-{at // _OF_A_BLOCK}": _around(
                "", [both[column] for both in pairs[at : at + _OF_A_BLOCK]]
            )
            for name, pairs in documents.items()
            for at in range(0, len(pairs), _OF_A_BLOCK)
        }


def _pages(data: Path) -> dict[str, tuple[ReadSentence, ...]]:
    found = {}
    with tarfile.open(data / "html/article-extraction-benchmark.tar.gz") as archive:
        member = next(one for one in archive if one.name.endswith("ground-truth.json"))
        file = archive.extractfile(member)
        assert file is not None
        for name, page in json.load(file).items():
            sentences = _of_a_page(page["articleBody"])
            title = page.get("headline") or (sentences[0][:80] if sentences else "")
            found[name[:8]] = _around(title, sentences)
    return found


def _reports(data: Path) -> dict[str, tuple[ReadSentence, ...]]:
    """Return the articles of newspapers that were asked about, from the tests of a reader of their
    pages: a file for each newspaper, with an article for each form of its pages."""
    asked = {article for article, *_ in _rows("report")}
    found = {}
    with tarfile.open(data / "html/fundus.tar.gz") as archive:
        for member in archive:
            paper = Path(member.name).stem
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            for form, report in json.load(file).items() if file else ():
                if f"{paper}-{form}" in asked:
                    sentences = _of_a_page(_text(report["body"]))
                    found[f"{paper}-{form}"] = _around(report.get("title") or "", sentences)
    return found


def _text(body: Mapping[str, Any]) -> str:
    """Return a report's text from its summary, headings and paragraphs."""
    sections = [one for each in body["sections"] for one in (each["headline"], each["paragraphs"])]
    return "\n\n".join(paragraph for part in (body["summary"], *sections) for paragraph in part)


def _of_a_page(text: str) -> list[str]:
    whole = _sentences(text)
    return [one for one in whole if len(one) > _LEAST_OF_A_PAGE][:_MOST_OF_A_PAGE]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _around(title: str, sentences: Sequence[str]) -> tuple[ReadSentence, ...]:
    """Return the sentences of an article with its title and the sentence before each."""
    before = ["", *sentences]
    return tuple(ReadSentence(title, *pair) for pair in zip(before, sentences, strict=False))
