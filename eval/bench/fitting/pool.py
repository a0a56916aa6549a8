"""The articles that questions are asked of, as the product would have them in a library."""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from eval.bench.public_sets import HOW_TO_GET, DataMissingError, load_arcd, load_ntrex, pieces
from rag.ingest.chunking import Chunker
from rag.llm.tokens import open_token_counter
from rag.records import Article, Language, SourceArticle, StoredChunk
from rag.settings import Settings
from rag.sources.file_reading import read_source

GROUPS = ("ant", "arcd", "mlqa", "kaif", "ntrex-ar", "samples-ar", "samples-en", "english")
"""The parts that libraries are put together from."""

_PIECE = 5  # sentences of TICO-19 in one text: about the length of a chunk


def load_group(name: str, data: Path) -> list[tuple[Article, list[StoredChunk]]]:
    """Return the articles of a group with their chunks. Raises `DataMissingError`.

    Paragraphs of question sets stay whole and have no title, since the sets' questions were asked
    of paragraphs; news articles are cut as `mujaz index` cuts them.
    """
    loaders = {
        "ant": _ant,
        "arcd": lambda data: _whole("arcd", ((t.name, t.text) for t in load_arcd(data).paragraphs)),
        "mlqa": lambda data: _whole("mlqa", mlqa_paragraphs(data)),
        "kaif": lambda data: _whole("kaif", kaif_paragraphs(data)),
        "ntrex-ar": lambda data: _whole("ntrex", _ntrex(data, "ar")),
        "samples-ar": lambda _: _samples("ar"),
        "samples-en": lambda _: _samples("en"),
        "english": _english,
    }
    articles = list(loaders[name](data))
    if name in ("ant", "samples-ar", "samples-en"):
        counter, size = open_token_counter(), Settings.model_fields["chunk_tokens"].default
        chunker = Chunker(counter, max_tokens=size)
    else:
        chunker = Chunker(open_token_counter(), max_tokens=10_000)
    return [
        (
            article,
            [
                StoredChunk(
                    chunk,
                    article.title if article.titled else "",
                    article.language,
                    article.published_at,
                    article.outlet,
                )
                for chunk in chunker.chunk(article)
            ],
        )
        for article in articles
    ]


def mlqa_paragraphs(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of MLQA's Arabic paragraphs; the name ends in the paragraph's number."""
    squad = read_squad(data / "mlqa_ar" / "dev-context-ar-question-ar.json")
    for number, (title, paragraph) in enumerate(squad):
        yield f"{title}/{number}", paragraph["context"]


def kaif_paragraphs(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of KaifLematha's paragraphs, both parts."""
    for part in ("development", "test"):
        squad = read_squad(data / "kaif" / f"kaif_{part}.json")
        for number, (title, paragraph) in enumerate(squad):
            yield f"{title}/{part}-{number}", paragraph["context"]


def read_squad(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (title, paragraph) of a SQuAD file, whose entries may be paragraphs themselves.
    Raises `DataMissingError`."""
    if not path.is_file():
        raise DataMissingError(f"{path} not found: {HOW_TO_GET}")
    for entry in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in entry.get("paragraphs", [entry]):
            yield entry["title"], paragraph


def _whole(
    group: str, texts: Iterable[tuple[str, str]], language: Language = "ar"
) -> Iterator[Article]:
    for name, text in texts:
        yield Article(f"{group}:{name}", text, text[:80], language, source=name)


def _ant(data: Path) -> Iterator[Article]:
    path = data / "ant" / "ant-2018.jsonl.gz"
    if not path.is_file():
        raise DataMissingError(f"{path} not found")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield Article(
                f"ant:{row['id']}",
                row["text"],
                row["title"],
                "ar",
                source=row["id"],
                published_at=date.fromisoformat(row["published_at"]),
                outlet=row["outlet"],
                titled=True,
            )


def _ntrex(data: Path, language: Language) -> Iterator[tuple[str, str]]:
    for one in pieces(load_ntrex(data), language):
        yield one.name, one.text


def _samples(language: Language) -> Iterator[Article]:
    for file in sorted(files("seeds").iterdir(), key=lambda file: file.name):
        if file.name.endswith(f".{language}.md"):
            for draft in read_source(Path(str(file)), max_bytes=1 << 20):
                assert isinstance(draft, SourceArticle)
                yield Article(
                    draft.name,
                    draft.text,
                    draft.title,
                    draft.language,
                    source=draft.source,
                    published_at=draft.published_at,
                    outlet=draft.outlet,
                    titled=draft.titled,
                )


def _english(data: Path) -> Iterator[Article]:
    """English texts of many kinds: news in pieces, health, entailment pairs' texts, web pages."""
    yield from _whole("ntrex-en", _ntrex(data, "en"), "en")
    lines = (data / "tico19" / "en-ar.tsv").read_text("utf-8").splitlines()
    texts = [line.split("\t")[1] for line in lines]
    some = ((str(at), " ".join(texts[at : at + _PIECE])) for at in range(0, len(texts), _PIECE))
    yield from _whole("tico", some, "en")
    for path in sorted((data / "rte").glob("*.xml")):
        found = {element.text or "" for element in ElementTree.parse(path).iter("t")}
        yield from _whole(path.stem, ((str(n), text) for n, text in enumerate(sorted(found))), "en")
    yield from _pages(data / "html/article-extraction-benchmark.tar.gz")


def _pages(path: Path) -> Iterator[Article]:
    with tarfile.open(path) as archive:
        for member in archive:
            if member.name.endswith("ground-truth.json") and (file := archive.extractfile(member)):
                for name, page in json.load(file).items():
                    paragraphs = re.split(r"\n+", page.get("articleBody", ""))
                    for number, text in enumerate(_packed(paragraphs)):
                        yield Article(f"page:{name}/{number}", text, text[:80], "en", source=name)


def _packed(paragraphs: Sequence[str], size: int = 110) -> Iterator[str]:
    """Yield runs of paragraphs of at least `size` words."""
    run: list[str] = []
    for paragraph in filter(str.strip, paragraphs):
        run.append(paragraph)
        if sum(len(one.split()) for one in run) >= size:
            yield "\n".join(run)
            run = []
    if run:
        yield "\n".join(run)
