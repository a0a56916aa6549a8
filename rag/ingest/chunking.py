"""Cuts an article into chunks: whole sentences, packed to a token budget."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rag.protocols import TokenCounter
from rag.records import Article, Chunk
from rag.text.analysis.sentence_splitter import split_sentences

_FULL_ENOUGH = 0.6  # of the budget: from here on, a chunk may end early at the end of a paragraph
_TINY = 0.2  # of the budget: a last chunk below this takes over sentences of the one before
_PARAGRAPH_BONUS = 0.3  # of the budget, as difference between the last two chunks
# An over-long sentence is cut after a semicolon or colon, else after a comma, else between words.
_SEPARATORS = [r"(?<=[؛;:])\s+", r"(?<=[،,])\s+", r"\s+"]
# Its pieces aim a little below the budget: words together can have a few tokens more than apart.
_SLACK = 32
_LONGEST_TOKEN = 8  # characters; what has more for each token of the budget is cut uncounted
_LINE_END = re.compile(r"[\n\r\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a piece of an over-long one. `tokens` include the gap before it."""

    start: int
    end: int
    tokens: int
    begins_paragraph: bool


class Chunker:
    """Packs sentences into chunks of at most `max_tokens`, as `counter` counts them."""

    def __init__(self, counter: TokenCounter, *, max_tokens: int) -> None:
        if max_tokens < 1:
            raise ValueError(f"max_tokens must be at least 1, not {max_tokens!r}")
        self._counter = counter
        self._max_tokens = max_tokens

    def chunk(
        self, article: Article, spans: Sequence[tuple[int, int]] | None = None
    ) -> list[Chunk]:
        """Return the chunks of the article, in order, none overlapping; `[]` for a blank text.

        Together they hold every sentence. A chunk is over the budget only where a single
        character is. Ids name the article, its text and where it was cut: that is most of the work,
        and may have been done before by `cut`, which gave the `spans`.
        """
        text = article.text
        if spans is None:
            spans = self.cut(text)
        digest = _digest(article, spans)
        return [
            Chunk(f"{digest}-{ordinal}", article.id, start, end, text[start:end])
            for ordinal, (start, end) in enumerate(spans)
        ]

    def cut(self, text: str) -> list[tuple[int, int]]:
        """Return where the chunks of a text begin and end."""
        units = self._units(text)
        return [
            (units[first].start, units[last - 1].end)
            for begin, stop in self._packed(units)
            for first, last in self._within_budget(text, units, begin, stop)
        ]

    def _units(self, text: str) -> list[_Unit]:
        units: list[_Unit] = []
        size = self._max_tokens - self._max_tokens // _SLACK
        for start, end in split_sentences(text):
            at = units[-1].end if units else start
            begins_paragraph = _LINE_END.search(text, at, start) is not None
            tokens = self._counter.count(text[at:end])
            if tokens <= self._max_tokens:
                units.append(_Unit(start, end, tokens, begins_paragraph))
                continue
            for first, last in self._pieces(text, start, end, size):
                tokens = self._counter.count(text[at:last])
                units.append(_Unit(first, last, tokens, begins_paragraph and first == start))
                at = last
        return units

    def _pieces(self, text: str, start: int, end: int, size: int) -> list[tuple[int, int]]:
        """Return the trimmed spans of an over-long sentence, cut to pieces of about `size` tokens.

        A word that is too long is cut by length: splitters go through it letter by letter.
        """
        length, most = end - start, _LONGEST_TOKEN * self._max_tokens
        if length < 2 or (
            length <= most and self._counter.count(text[start:end]) <= self._max_tokens
        ):
            return [(start, end)]
        parts, smaller = self._split(text[start:end], size) if size else [], size * 3 // 4
        if len(parts) < 2:
            step = min(most, (length + 1) // 2)
            parts = [text[at : min(at + step, end)] for at in range(start, end, step)]
            smaller = size
        spans = []
        for piece in parts:
            body = piece.strip()
            at = start + len(piece) - len(piece.lstrip())
            if body:
                spans += self._pieces(text, at, at + len(body), smaller)
            start += len(piece)
        return spans

    def _split(self, sentence: str, size: int) -> list[str]:
        """Return strings that joined give the sentence."""
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            separators=_SEPARATORS,
            is_separator_regex=True,
            keep_separator="start",
            strip_whitespace=False,
            chunk_size=size,
            chunk_overlap=0,
            length_function=lru_cache(maxsize=1 << 12)(self._counter.count),  # words come again
        )
        return splitter.split_text(sentence)

    def _packed(self, units: Sequence[_Unit]) -> Iterator[tuple[int, int]]:
        """Return half-open ranges of units, each a chunk."""
        totals = [0, *accumulate(unit.tokens for unit in units)]
        begin = 0
        while begin < len(units):
            stop = self._stop(units, totals, begin)
            yield begin, stop
            begin = stop

    def _stop(self, units: Sequence[_Unit], totals: Sequence[int], begin: int) -> int:
        """Return where the chunk that begins with unit `begin` stops."""
        budget, count = self._max_tokens, len(units)
        furthest = max(begin + 1, bisect_right(totals, totals[begin] + budget) - 1)
        if furthest == count:
            return count
        stop = furthest
        least = totals[begin] + _FULL_ENOUGH * budget
        for candidate in range(furthest, begin, -1):
            if totals[candidate] < least:
                break
            if units[candidate].begins_paragraph:
                stop = candidate
                break
        if totals[count] - totals[stop] >= _TINY * budget:
            return stop
        return _balanced(units, totals, begin, furthest, budget)

    def _within_budget(
        self, text: str, units: Sequence[_Unit], first: int, last: int
    ) -> Iterator[tuple[int, int]]:
        """Halve a chunk that is over the budget although its units together are not.

        Byte-pair encoding does not promise that a whole has no more tokens than its parts.
        """
        tokens = self._counter.count(text[units[first].start : units[last - 1].end])
        if tokens <= self._max_tokens or last - first == 1:
            yield first, last
            return
        middle = (first + last) // 2
        yield from self._within_budget(text, units, first, middle)
        yield from self._within_budget(text, units, middle, last)


def chunk_sentences(chunk: Chunk) -> list[tuple[int, int]]:
    """Return the sentences of a chunk as half-open spans of its article's text.

    They are the article's own sentences, except that an over-long one is there in pieces, and
    that fewer lines of hard-wrapped text may not be enough to tell that they are wrapped.
    """
    return [(chunk.start + start, chunk.start + end) for start, end in split_sentences(chunk.text)]


def _balanced(
    units: Sequence[_Unit], totals: Sequence[int], begin: int, furthest: int, budget: int
) -> int:
    """Return the stop that shares out the rest of the article over two chunks most evenly.

    The end of a paragraph is worth some unevenness.
    """
    end = totals[-1]

    def unevenness(stop: int) -> float:
        bonus = _PARAGRAPH_BONUS * budget if units[stop].begins_paragraph else 0
        return abs(totals[begin] + end - 2 * totals[stop]) - bonus

    stops = [stop for stop in range(begin + 1, furthest + 1) if end - totals[stop] <= budget]
    return min(stops, key=unevenness)


def _digest(article: Article, spans: Sequence[tuple[int, int]]) -> str:
    """Return 16 hexadecimal digits that name the article, its text and the cuts."""
    head = f"{len(article.id)}:{article.id}{spans}"
    content = (head + article.text).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=8).hexdigest()
