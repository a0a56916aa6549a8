"""How common words are in news: what stands in for the texts that a small library does not have.

In three articles "won" is as rare as a name. The counts lie in common_words.tsv, which
`python -m eval.bench.fitting.word_counts` writes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from rag.retrieval.coverage import NOWHERE
from rag.retrieval.tuning import UNSEEN
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.keys import is_key


def levelled(rarity: Callable[[str], float], glossary: Glossary) -> Callable[[str], float]:
    """Return idf as if the `UNSEEN` chunks that are imagined beside a library (`smoothed`) were
    news: of those b have the word, so that idf = ln((N + 1) / (n + b + 1/2))."""
    chunks = math.exp(rarity(NOWHERE)) / 2
    keys = _of_keys(glossary)

    def of(token: str) -> float:
        share = keys.get(token, 0.0) if is_key(token) else _of_stems().get(token, 0.0)
        return math.log(chunks / (chunks / math.exp(rarity(token)) + UNSEEN * share))

    return of


@cache
def _of_stems() -> Mapping[str, float]:
    """Return the share of chunks of news that have a stem."""
    text = files("rag.retrieval.relevance").joinpath("common_words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {stem: int(share) / 1000 for stem, share in rows}


@lru_cache(maxsize=4)
def _of_keys(glossary: Glossary) -> Mapping[str, float]:
    """Return the same for concepts: that of the commonest word for each."""
    found: dict[str, float] = {}
    for stem, share in _of_stems().items():
        for key in glossary.of(stem):
            found[key] = max(share, found.get(key, 0.0))
    return found
