"""Four times as much text may take four times as long, not sixteen times."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from rag.grounding.claim_check import check_claim
from rag.grounding.markers import SentenceReleaser, find_markers, neutralize
from rag.ingest.chunking import Chunker
from rag.llm.stream_filter import StreamFilter
from rag.llm.tokens import EstimatedTokenCounter
from rag.retrieval.coverage import Wanted
from rag.retrieval.relevance.other_event import marks_of
from rag.sources.charset import decode
from rag.sources.dates.datelines import dateline
from rag.sources.inference import infer_title
from rag.text.analysis.folding import normalize
from rag.text.analysis.languages import detect_language
from rag.text.analysis.numbers import numbers
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.display import clean, pieces
from rag.text.facts import read_facts
from tests.factories import ANALYZER, article
from ui.ask.chat import after
from ui.html.messages import writing
from ui.html.render import render

SHAPES: dict[str, Callable[[int], str]] = {
    "letters": lambda n: "a" * n,
    "digits": lambda n: "٧" * n,
    "thousands": lambda n: "1" + ",111" * (n // 4),
    "ranges": lambda n: "م" * n + " 1 – 2 –" * (n // 8),
    "initials": lambda n: "A. " * (n // 3),
    "short sentences": lambda n: "Ab c. [1]\n" * (n // 10),
    "one word a line": lambda n: "Ab.\n" * (n // 4),
    "stops": lambda n: "." * n + "x",
    "closing quotes": lambda n: "x." + "»" * n + "x",
    "closing brackets": lambda n: "x." + " )" * (n // 2) + "x",
    "half quotes": lambda n: "“a " * (n // 3),
    "markers": lambda n: "A. " + "[1] " * (n // 4),
    "open markers": lambda n: "[1 " * (n // 3),
    "one open marker": lambda n: "[" + "1 " * (n // 2),
    "open notes": lambda n: "[1†" * (n // 3),
    "refusals": lambda n: "NO_ANSWE" * (n // 8),
    "thoughts": lambda n: "<think>" * (n // 7),
    "quotations": lambda n: ">" * n + " x",
    "emphasis": lambda n: "*a**a" * (n // 5),
    "code": lambda n: "".join("`" * (i % 50 + 1) + "a" for i in range(n // 26)),
    "lists": lambda n: "- " * (n // 2) + "x",
    "cells": lambda n: "|a" * (n // 20) + "|\n" + "|-" * (n // 20) + "|\n" + "|a\n" * (n // 3),
    "spaces": lambda n: "a" + " " * n + "b",
    "line ends": lambda n: "a" + "\n " * (n // 2) + "b",
    "addresses": lambda n: "a@" * (n // 2),
    "marks": lambda n: "a" + "\u0301" * n,
    "unseen": lambda n: "a\u200b" * (n // 2),
    "scales": lambda n: "مليون " * (n // 6),
    "number words": lambda n: "two hundred thousand " * (n // 21),
    "dates": lambda n: "28 July " * (n // 8),
    "scripts": lambda n: "aم" * (n // 2),
    "distinct words": lambda n: " ".join(f"w{i:x}" for i in range(n // 6)),
}


def _streamed(text: str) -> None:
    releaser = SentenceReleaser()
    for start in range(0, len(text), 8):
        releaser.feed(text[start : start + 8])
    releaser.close()


def _gated(text: str) -> None:
    gate = StreamFilter()
    for start in range(0, len(text), 8):
        gate.feed(text[start : start + 8])
    gate.close()


def _chunked(text: str) -> None:
    Chunker(EstimatedTokenCounter(), max_tokens=256).chunk(article(text))


def _isolated(text: str) -> None:
    pieces(text, base="rtl")
    pieces(text, base="ltr")


# At most so many characters: an article has what its file holds, the others a passage or a reply.
ARTICLE, PASSAGE = 3_000, 1_000
FUNCTIONS: dict[str, tuple[Callable[[str], object], int]] = {
    "split_sentences": (split_sentences, ARTICLE),
    "normalize": (normalize, ARTICLE),
    "detect_language": (detect_language, ARTICLE),
    "analyze": (ANALYZER.analyze, ARTICLE),
    "spell": (ANALYZER.spell, ARTICLE),
    "chunk": (_chunked, ARTICLE),
    "infer_title": (infer_title, ARTICLE),
    "dateline": (dateline, ARTICLE),
    "decode": (lambda text: decode(text.encode("utf-16"), source="s"), ARTICLE),
    "clean": (clean, ARTICLE),
    "pieces": (_isolated, ARTICLE),
    "find_markers": (find_markers, ARTICLE),
    "neutralize": (neutralize, ARTICLE),
    "gate": (_gated, ARTICLE),
    "numbers": (numbers, PASSAGE),
    "facts": (read_facts, PASSAGE),
    "stream": (_streamed, PASSAGE),
    "render": (lambda text: render(clean(text)), PASSAGE),
    "writing": (lambda text: writing([], text, language="en"), PASSAGE),
    "after": (lambda text: after(text, text, position=0), PASSAGE),
    "coverage": (
        lambda text: Wanted.by(text[:500], lambda stem: 1.0, ANALYZER).coverage(text),
        PASSAGE,
    ),
    "marks_of": (lambda text: marks_of.__wrapped__(text, ANALYZER), ARTICLE),
    "check_claim": (lambda text: check_claim(text, "Japan hosts 54,000 of them."), PASSAGE),
    "check_passage": (lambda text: check_claim("Japan hosts 54,000 of them.", text), PASSAGE),
}


def _seconds(function: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    function(text)
    return time.process_time() - started


def _grows_too_fast(function: Callable[[str], object], shape: Callable[[int], str], n: int) -> bool:
    once, four = (_seconds(function, shape(size)) for size in (n, 4 * n))
    return four > max(0.08, 9 * once)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_time_grows_with_the_text_and_not_with_its_square(name: str) -> None:
    function, size = FUNCTIONS[name]
    function("A warm word. كلمة دافئة 5 July")
    suspects = [
        shape
        for shape, make in SHAPES.items()
        # Twice, because a pause of the machine is no fault of the function.
        if _grows_too_fast(function, make, size) and _grows_too_fast(function, make, size)
    ]
    assert suspects == []
