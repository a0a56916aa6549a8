"""Gives the words of answer_words.tsv, which show a thing of a kind in a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words

_WITH_CLITIC = re.compile(r"[وفبلك]+(?:ال)?|ال|لل")


@lru_cache(maxsize=1 << 15)
def bare(one: str) -> Collection[str]:
    """Return the word as it stands and without what is written together with it."""
    match = _WITH_CLITIC.match(one) if is_arabic(one) else None
    return (one, one[match.end() :]) if match and len(one) > match.end() + 1 else (one,)


@cache
def shown(kind: str) -> frozenset[str]:
    """Return the words of answer_words.tsv that show a kind or a unit; none for an unknown one."""
    return _table().get(kind, frozenset())


@cache
def _table() -> Mapping[str, frozenset[str]]:
    text = files("rag.retrieval").joinpath("answer_words.tsv").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, _, told = line.partition("\t")
            found[kind] = found.get(kind, frozenset()) | frozenset(words(told))
    return found
