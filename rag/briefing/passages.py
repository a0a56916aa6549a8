"""Cuts articles into passages for a model, and packs them into readings that fit its window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.briefing.lines import Line, lines, number
from rag.records import Article, Chunk, Evidence, Passage
from rag.writers.budget import Budget
from rag.writers.chat import Messages

_LENGTH = 1_500  # characters of a passage, about
_MOST = 60  # passages in one reading: markers go up to 99


def cut(articles: Sequence[Article]) -> list[Passage]:
    """The running text of the articles in order, as passages of whole sentences."""
    return [passage for one in number(articles) for passage in _passages(lines(one))]


def reading(
    passages: Sequence[Passage], budget: Budget, *, beside: Messages
) -> tuple[Evidence, ...]:
    """The first passages, numbered from 1, as many as fit beside the messages: of the first at
    least a sentence. Empty for none."""
    offered = [Evidence(place, one) for place, one in enumerate(passages[:_MOST], start=1)]
    return budget.fit(offered, beside=beside)


def unread(passages: Sequence[Passage], read: Sequence[Evidence]) -> list[Passage]:
    """The passages behind a reading of the first of them, and the rest of one that was cut."""
    left = list(passages[len(read) :])
    if read:
        whole, end = passages[len(read) - 1], read[-1].passage.chunk.end
        if whole.article.text[end : whole.chunk.end].strip():
            left.insert(0, _passage(whole.article, end, whole.chunk.end))
    return left


def _passages(told: Sequence[Line]) -> Iterator[Passage]:
    begin = 0
    for at, line in enumerate(told):
        if at + 1 == len(told) or told[at + 1].end - told[begin].start > _LENGTH:
            yield _passage(line.article, told[begin].start, line.end)
            begin = at + 1


def _passage(article: Article, start: int, end: int) -> Passage:
    chunk = Chunk(f"{article.id}-{start}", article.id, start, end, article.text[start:end])
    return Passage(chunk, article, score=1.0, coverage=1.0, relevant=True)
