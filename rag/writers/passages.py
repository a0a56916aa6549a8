"""Lays numbered evidence out for a prompt: delimited, neutralised, within a token budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.grounding.markers import neutralize
from rag.protocols import TokenCounter
from rag.records import Evidence
from rag.text.sentences import split_sentences
from rag.writers.gate import NO_ANSWER

LABEL_LENGTH = 200


def fit(
    evidence: Sequence[Evidence], *, counter: TokenCounter, budget: int
) -> tuple[Evidence, ...]:
    """The first evidence whose blocks are together at most `budget` tokens.

    Where not one fits, the first is cut at a sentence's end; its first sentence is kept always.
    """
    left = budget
    kept: list[Evidence] = []
    for item in evidence:
        left -= counter.count(block(item))
        if left < 0:
            return tuple(kept) or (_cut(item, counter=counter, budget=budget),)
        kept.append(item)
    return tuple(kept)


def size(evidence: Sequence[Evidence], *, counter: TokenCounter) -> int:
    """The tokens of all blocks."""
    return sum(counter.count(block(item)) for item in evidence)


def lay_out(evidence: Sequence[Evidence]) -> str:
    """The blocks of all evidence, in its order; empty for none."""
    return "\n\n".join(block(item) for item in evidence)


def block(item: Evidence) -> str:
    """One passage between its delimiters: title, outlet and date where known, then its text."""
    article = item.passage.article
    labels = {
        "Title": article.title,
        "Outlet": article.outlet,
        "Date": article.published_at and article.published_at.isoformat(),
    }
    lines = [f"{name}: {_label(value)}" for name, value in labels.items() if value]
    text = as_data(item.passage.chunk.text.strip())
    return "\n".join([f"<passage {item.number}>", *lines, "Text:", text, "</passage>"])


def as_data(text: str) -> str:
    """A text as a prompt may hold it: it can close no delimiter and forge no marker, and copied
    into a reply it is no refusal."""
    return neutralize(text).replace(NO_ANSWER, NO_ANSWER.replace("_", " "))


def line(text: str) -> str:
    """The same on one line."""
    return as_data(" ".join(text.split()))


def _label(value: str) -> str:
    return line(value[: 2 * LABEL_LENGTH])[:LABEL_LENGTH]


def _cut(item: Evidence, *, counter: TokenCounter, budget: int) -> Evidence:
    """The evidence with as many of its sentences as fit, at least the first."""
    chunk = item.passage.chunk
    ends = [end for _, end in split_sentences(chunk.text)] or [len(chunk.text)]
    cuts = [_until(item, end) for end in ends]
    fitting = [cut for cut in cuts if counter.count(block(cut)) <= budget]
    return fitting[-1] if fitting else cuts[0]


def _until(item: Evidence, end: int) -> Evidence:
    chunk = item.passage.chunk
    shorter = replace(chunk, end=chunk.start + end, text=chunk.text[:end])
    return replace(item, passage=replace(item.passage, chunk=shorter))
