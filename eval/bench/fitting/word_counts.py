"""`python -m eval.bench.fitting.word_counts`: count which words are common in news.

In a small library every word is rare: the counts stand in for the texts that it does not have.
Arabic is counted in ANT, English in NTREX and in the pages of the article extraction benchmark.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from eval.bench.fitting.pool import load_group
from rag.text.analyzer import content_stems, shipped_analyzer

_LEAST = 0.004  # share of the chunks: two words of five hundred chunks
_ENGLISH = ("ntrex", "page:")


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.fitting.word_counts")
    parser.add_argument("--data", required=True, metavar="DIR", help="the public sets")
    options = parser.parse_args(arguments)
    lines = [
        "# How common words of the glossary are in news: stem, tab, share of the chunks in 1,000.",
        "# Written by `python -m eval.bench.fitting.word_counts`.",
    ]
    for group in ("ant", "english"):
        lines += _counted(group, Path(options.data))
    path = files("rag.retrieval.relevance").joinpath("common_words.tsv")
    Path(str(path)).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _counted(group: str, data: Path) -> Iterator[str]:
    known = shipped_analyzer().glossary.of
    found: Counter[str] = Counter()
    total = 0
    for article, chunks in load_group(group, data):
        if group == "ant" or article.id.startswith(_ENGLISH):
            for one in chunks:
                total += 1
                found.update(frozenset(content_stems(one.chunk.text)))
    for stem, count in sorted(found.items()):
        if count >= _LEAST * total and known(stem) and not stem[:1].isdigit():
            yield f"{stem}\t{1000 * count / total:.0f}"


if __name__ == "__main__":
    sys.exit(main())
