"""Gives the names in a question their capitals back.

Whoever asks in a hurry types `toyota` and `gaza`. What tells a name from other words, and so
another event from the one asked about, is its capital.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from rag.text.analysis.stemming import stem
from rag.text.crosslingual.glossary import Glossary

_LOWER = re.compile(r"\b[a-z]{4,}\b")


def with_capitals(question: str, glossary: Glossary) -> str:
    """Return a question in which names that were typed without a capital have one.

    Those are names of the glossary, and words that English texts hardly ever have without one
    (`names_in_lower_case.txt`). Shorter ones than four letters stay as they are.
    """

    def cased(match: re.Match[str]) -> str:
        return match[0].capitalize() if is_name(match[0], glossary) else match[0]

    return _LOWER.sub(cased, question)


def is_name(word: str, glossary: Glossary) -> bool:
    """Tell whether a word in lower case is a name, and nothing else."""
    concepts = glossary.of(stem(word))
    if concepts and glossary.holds(word):
        return all(map(glossary.names, concepts))
    return word in _names()


@cache
def _names() -> frozenset[str]:
    table = files("rag.retrieval.relevance").joinpath("names_in_lower_case.txt")
    return frozenset(table.read_text(encoding="utf-8").split())
