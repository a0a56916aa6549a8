"""The words and phrases by which an intent is known, from intent_words.tsv."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from rag.text.analysis.tokenizer import words

_MACRO = "="
_PHRASES = " | "


@cache
def word_set(kind: str) -> frozenset[str]:
    """Return the normalised words of a kind."""
    return frozenset(words(_lines()[kind].replace(_PHRASES, " ")))


def sizes(kind: str, said: Sequence[str]) -> list[int]:
    """Return how many of the normalised words at the beginning are a phrase of a kind, the most
    first; empty where they begin with none."""
    text = "".join(f" {one}" for one in said)
    ends = {match.end() for one in _patterns(kind) if (match := one.match(text)) and match.end()}
    return [text.count(" ", 0, end) for end in sorted(ends, reverse=True)]


def without_phrases(kind: str, said: Sequence[str]) -> list[str]:
    """Return the normalised words without the phrases of a kind, wherever they stand."""
    text = "".join(f" {one}" for one in said)
    for pattern in _patterns(kind):
        text = pattern.sub("", text)
    return text.split()


@cache
def _lines() -> Mapping[str, str]:
    """Return each kind of the file with all that its lines say."""
    text = files("rag.answering").joinpath("intent_words.tsv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, _, told = line.partition("\t")
            found[kind] = f"{found[kind]}{_PHRASES}{told}" if kind in found else told
    return found


@cache
def _patterns(kind: str) -> Sequence[re.Pattern[str]]:
    """Return the phrases of a kind as patterns for words that each have a space before them."""
    return [re.compile(f"{_pattern(one)}(?= |$)") for one in _lines()[kind].split(_PHRASES)]


def _pattern(phrase: str) -> str:
    """Return a pattern of `a/b` (one of both), `a/` (it or nothing) and `<name>` (a phrase of the
    line `=name`)."""
    return "".join(map(_part, phrase.split()))


def _part(part: str) -> str:
    """Return the pattern of one part of a phrase: its alternatives, the longest first."""
    given = part.split("/")
    told = sorted({one for word in given if word for one in _alternatives(word)}, key=len)
    return f"(?:{'|'.join(reversed(told))}){'?' if '' in given else ''}"


def _alternatives(word: str) -> Iterator[str]:
    if word.startswith("<"):
        yield from map(_pattern, _lines()[_MACRO + word.strip("<>")].split(_PHRASES))
    else:
        yield "".join(f" {re.escape(one)}" for one in words(word))
