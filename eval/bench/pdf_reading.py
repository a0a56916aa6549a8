"""Measures how well PDFs are read: by the program that made them, and by what is hard in them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from eval.bench.harness import Context, Measurement
from eval.bench.pdf_producers import PRODUCERS, Printed
from rag.errors import SourceError
from rag.records import Language
from rag.sources.markdown.markdown_text import read_markdown
from rag.sources.pdf.pdf_reader import parse_pdf

_SAMPLES = Path(__file__).parents[2] / "seeds"
_AT_MOST: dict[Language, float] = {"en": 0.01, "ar": 0.02}


def pdf(context: Context) -> Iterator[Measurement]:
    """Print the samples with every program of this machine, and read them again.

    The character error rate is the edit distance to the article's title and text, over their
    length, with white space made equal. `paragraphs` is the share of paragraphs that come out as
    one line, word for word.
    """
    articles = sample_articles()
    for name, (make, is_there, languages) in PRODUCERS.items():
        if not is_there():
            print(f"pdf: {name} is not on this machine", file=sys.stderr)
            continue
        for language in languages:
            folder = context.folder(name.replace(" ", "-"))
            errors = length = whole = paragraphs = 0
            spent = 0.0
            for number, article in enumerate(articles):
                if article.language != language:
                    continue
                path = folder / f"{number:02}.{language}.pdf"
                make(article, path)
                started = time.perf_counter()
                text = _read(path)
                spent += time.perf_counter() - started
                wanted = normal(" ".join((article.title, *article.paragraphs)))
                errors += distance(normal(text), wanted)
                length += len(wanted)
                lines = {normal(line) for line in text.splitlines()}
                whole += sum(normal(one) in lines for one in article.paragraphs)
                paragraphs += len(article.paragraphs)
            yield Measurement(
                f"{name}, {language}: character error rate",
                errors / length, at_most=_AT_MOST[language], digits=4,
            )  # fmt: skip
            yield Measurement(
                f"{name}, {language}: paragraphs", whole / paragraphs, hits=whole, of=paragraphs
            )


def sample_articles() -> list[Printed]:
    """Return the articles that come with Mujaz."""
    articles = []
    for path in sorted(_SAMPLES.glob("*.md")):
        read = read_markdown(path.read_bytes(), source=path.name)
        language: Language = "ar" if ".ar." in path.name else "en"
        paragraphs = tuple(one.strip() for one in read.text.split("\n\n") if one.strip())
        articles.append(Printed(language, read.stated.title or "", paragraphs))
    return articles


def _read(path: Path) -> str:
    try:
        return parse_pdf(path.read_bytes(), source=path.name).text
    except SourceError as error:
        print(f"pdf: {error}", file=sys.stderr)
        return ""


def normal(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def distance(one: str, other: str) -> int:
    """Return the number of characters to insert, delete or replace to make two texts equal.

    The rows of the usual table are computed at once: insertions along a row are a running minimum.
    """
    codes = np.array([ord(character) for character in other], dtype=np.int64)
    steps = np.arange(len(other) + 1)
    row = steps.copy()
    for character in one:
        following = np.empty_like(row)
        following[0] = row[0] + 1
        following[1:] = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(character)))
        row = np.minimum.accumulate(following - steps) + steps
    return int(row[-1])
