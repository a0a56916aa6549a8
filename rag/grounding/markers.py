"""Finds the `[n]` markers of written text, and splits it into sentences while it streams.

A marker is one or more numbers from 1 to 99 in square brackets, in any digits: `[1]`, `[1, 2]`,
`[1-3]`, `[١؛ ٢]`, `【1】`. Anything else in brackets, such as `[2025]`, is text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.text.analysis.sentence_splitter import split_sentences

WIDEST_RANGE = 20
WORDS_AHEAD = 4  # as far as the splitter looks beyond a stop: `"Why?" Ban Ki-moon asked`

_INVISIBLE = r"\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_GAP = rf"[\s{_INVISIBLE}]{{0,8}}+"  # bounded and possessive, or hostile text would take for ever
_OPEN, _CLOSE = r"[\[［【]", r"[\]］】]"
_DASH = r"[-\u2010-\u2015\u2212]"
_NUMBER = r"\d{1,2}(?!\d)"
_ITEM = rf"{_NUMBER}(?:{_GAP}{_DASH}{_GAP}{_NUMBER})?"
_LIST = rf"{_ITEM}(?:{_GAP}[,،;؛，；、]?{_GAP}{_ITEM})*"
_NOTE = r"(?:†[^\]］】]{0,40})?"  # some models name the place too: 【1†L3-L5】
# For example: [1], [1, 2], [1-3], [^4], [١؛ ٢], 【1†L3-L5】
_MARKER = re.compile(rf"{_OPEN}{_GAP}\^?{_GAP}(?P<list>{_LIST}){_GAP}{_NOTE}{_CLOSE}")
# A marker that is not closed yet at the end of the text: "[", "[1, ", "【1†L3".
_MARKER_BEGUN = re.compile(
    rf"{_OPEN}[\s\d{_INVISIBLE}^,،;؛，；、\-\u2010-\u2015\u2212]{{0,60}}(?:†[^\]］】]{{0,40}})?$"
)
_ITEMS = re.compile(rf"({_NUMBER})(?:{_GAP}{_DASH}{_GAP}({_NUMBER}))?")
# Models read these and nobody sees them: tag characters, spare variation selectors, controls.
_HIDDEN = (*range(0xE0000, 0xE1000), *range(9), 11, 12, *range(14, 32), *range(127, 160))
_HARMLESS = str.maketrans("<>＜＞", "‹›‹›") | dict.fromkeys(_HIDDEN, " ")
# Two in a row may hold a letter together (a direction mark and a joiner); a row of them is a code.
_INVISIBLE_RUN = re.compile(rf"[\u00ad\u034f\u180e\ufe00-\ufe0f{_INVISIBLE}]{{3,}}")
_CONTROL_TOKEN = re.compile(rf"{_OPEN}{_GAP}/?[A-Z][A-Z_]+{_GAP}{_CLOSE}")
_BULLET = re.compile(r"^[-*•–][ \t]+")
_ENDING = re.compile(r"[.!?؟؛…。:\n\r\u2028\u2029]")
_WORD = re.compile(r"\w")
_ISOLATES = ("\u2066", "\u2067", "\u2068")
_DIRECTION_MARKS = "\u200e\u200f\u061c"
_SPACES = " \t\u00a0\u202f"
_LONG = 400  # characters; few sentences have more


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at `text[start:end]`, and its numbers in their order, without repetitions."""

    start: int
    end: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence as it was written: its text without markers, and the numbers that it cites.

    `raw` is all that was written from the end of the sentence before it, markers included.
    """

    text: str
    numbers: tuple[int, ...] = ()
    raw: str = field(default="", compare=False)


def find_markers(text: str) -> list[Marker]:
    """Return every marker of the text, in order."""
    found = []
    for match in _MARKER.finditer(text):
        if numbers := _numbers(match["list"]):
            found.append(Marker(match.start(), match.end(), numbers))
    return found


def unfinished_marker(text: str) -> int:
    """Return the offset of a marker that is not closed at the end of a text, or the text's length.

    Such a marker is at most about a hundred characters long.
    """
    begun = _MARKER_BEGUN.search(text)
    return begun.start() if begun else len(text)


def without_brackets(text: str) -> str:
    """Return the text with round brackets in place of those that would read as a marker."""
    return _MARKER.sub(lambda marker: f"({marker[0][1:-1]})", text)


def neutralize(text: str) -> str:
    """Return article text made harmless for a prompt, of the same length.

    Brackets around what would read as a marker, or as a chat template's `[INST]`, become round.
    Angle brackets become `‹›`, so that no delimiter or template tag can be closed or opened. What
    models read and nobody sees (tag characters, controls, rows of invisible signs) becomes spaces.
    """
    text = text.translate(_HARMLESS)
    text = _INVISIBLE_RUN.sub(lambda run: " " * len(run[0]), text)
    return _CONTROL_TOKEN.sub(lambda token: f"({token[0][1:-1]})", without_brackets(text))


def _numbers(items: str) -> tuple[int, ...]:
    """Return the numbers of a marker; none when one of them cannot be the number of a passage."""
    numbers: list[int] = []
    for match in _ITEMS.finditer(items):
        ends = sorted(int(number) for number in match.groups() if number)
        if ends[0] < 1 or ends[-1] - ends[0] >= WIDEST_RANGE:
            return ()
        numbers.extend(range(ends[0], ends[-1] + 1))
    return tuple(dict.fromkeys(numbers))


class SentenceReleaser:
    """Turns streamed text into sentences, and releases each when the next one visibly begins.

    By then the markers after its full stop have arrived. What is released depends on the characters
    alone, not on how they were cut into pieces.
    """

    def __init__(self) -> None:
        self._pending = ""
        self._ended = False  # a sentence may have ended in what is pending
        self._next_look = 0  # at what length of it

    @property
    def pending(self) -> str:
        """Return what has come of the sentences that are not released yet."""
        return self._pending

    def feed(self, piece: str) -> list[MarkedSentence]:
        """Take the next piece of the stream, and return the sentences that it completes."""
        released: list[MarkedSentence] = []
        for part in re.findall(r"\S*\s|\S+", piece):
            self._pending += part
            self._ended = self._ended or _ENDING.search(part) is not None
            if self._ended and part[-1].isspace() and len(self._pending) >= self._next_look:
                released += self._release()
        return released

    def close(self) -> list[MarkedSentence]:
        """Return the sentences that are left at the end, without a marker that was cut short."""
        left, self._pending = _sentences(_MARKER_BEGUN.sub("", self._pending)), ""
        return [written for written, _ in left]

    def _release(self) -> list[MarkedSentence]:
        """Return the sentences that are complete, and keep the rest."""
        sentences = [] if _MARKER_BEGUN.search(self._pending) else _sentences(self._pending)
        ready, ahead = len(sentences), 0
        while ready and ahead < WORDS_AHEAD:
            ready -= 1
            ahead += len(sentences[ready][0].text.split())
        if ready:
            self._pending = self._pending[sentences[ready - 1][1] :]
            self._ended = _ENDING.search(self._pending) is not None
        length = len(self._pending)
        # What is long and has no end is looked through less and less often.
        self._next_look = length + max(0, length - _LONG) // 4
        return [written for written, _ in sentences[:ready]]


def parse(text: str) -> list[MarkedSentence]:
    """Return the sentences of a whole text, as they would be released from a stream of it."""
    releaser = SentenceReleaser()
    return releaser.feed(text) + releaser.close()


@dataclass(slots=True)
class _Spot:
    """A place where a marker stood: `at` in the clean text, up to `end` in the raw one.

    `leads` is True when a line begins with the marker and goes on with text, so that it belongs to
    what follows.
    """

    at: int
    end: int
    numbers: tuple[int, ...]
    leads: bool


def _sentences(raw: str) -> list[tuple[MarkedSentence, int]]:
    """Return the sentences of `raw` that have a word, each with the raw offset where it ends.

    The offset is behind the markers of the sentence.
    """
    clean, origins, spots = _without_markers(raw)
    spans = [
        (start, end) for start, end in split_sentences(clean) if _WORD.search(clean, start, end)
    ]
    found: list[tuple[MarkedSentence, int]] = []
    done = 0
    for (start, end), own in zip(spans, _by_sentence(spots, spans), strict=True):
        upto = max([origins[end - 1] + 1, *(spot.end for spot in own)])
        text = _BULLET.sub("", clean[start:end].strip())
        numbers = tuple(dict.fromkeys(number for spot in own for number in spot.numbers))
        found.append((MarkedSentence(text, numbers, raw[done:upto]), upto))
        done = max(done, upto)
    return found


def _by_sentence(spots: Sequence[_Spot], spans: Sequence[tuple[int, int]]) -> list[list[_Spot]]:
    """Return the markers of each sentence; as a rule a marker belongs to the sentence before it."""
    cited: list[list[_Spot]] = [[] for _ in spans]
    if not spans:
        return cited
    starts, ends = zip(*spans, strict=True)
    for spot in spots:
        before = max(bisect_left(starts, spot.at) - 1, 0)
        cited[bisect_right(ends, spot.at) if spot.leads else before].append(spot)
    return cited


def _without_markers(raw: str) -> tuple[str, list[int], list[_Spot]]:
    """Return the text without markers, the raw offset of each character, and the markers."""
    clean: list[str] = []
    origins: list[int] = []
    spots: list[_Spot] = []
    done, blank = 0, True  # `blank`: the line has had nothing but markers so far
    markers = find_markers(raw)
    for marker, followed in zip(markers, _followed(raw, markers), strict=True):
        start, end = _extent(raw, marker, floor=done)
        clean += raw[done:start]
        origins += range(done, start)
        *_, line = raw[done:start].rpartition("\n")
        blank = not line.strip() and (blank or len(line) < start - done)
        spots.append(_Spot(len(clean), end, marker.numbers, blank and followed))
        if _joins(raw, start, end):
            clean.append(" ")
            origins.append(start)
        done = end
    return "".join(clean) + raw[done:], [*origins, *range(done, len(raw))], spots


def _followed(raw: str, markers: Sequence[Marker]) -> list[bool]:
    """Tell, for each marker, whether a word follows it on its line; other markers do not count."""
    found: list[bool] = []
    after, following = len(raw), False
    for marker in reversed(markers):
        line, newline, _ = raw[marker.end : after].partition("\n")
        following = _WORD.search(line) is not None or (following and not newline)
        found.append(following)
        after = marker.start
        following = following and "\n" not in raw[marker.start : marker.end]
    return found[::-1]


def _extent(raw: str, marker: Marker, *, floor: int) -> tuple[int, int]:
    """Return the span of a marker with the spaces before it and the direction marks around it."""
    start, end = marker.start, marker.end
    if raw[start - 1 : start] in _ISOLATES and raw[end : end + 1] == "\u2069" and start > floor:
        start, end = start - 1, end + 1
    while start > floor and raw[start - 1] in _DIRECTION_MARKS:
        start -= 1
    while end < len(raw) and raw[end] in _DIRECTION_MARKS:
        end += 1
    while start > floor and raw[start - 1] in _SPACES:
        start -= 1
    return start, end


def _joins(raw: str, start: int, end: int) -> bool:
    """Tell whether taking out `raw[start:end]` would run two words together."""
    return start > 0 and raw[start - 1].isalnum() and raw[end : end + 1].isalnum()
