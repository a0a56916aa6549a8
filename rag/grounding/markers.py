"""Reads the `[n]` markers of written text and releases its sentences while it streams.

A marker is one or more numbers from 1 to 99 in square brackets, in any digits: `[1]`, `[1, 2]`,
`[1-3]`, `[١؛ ٢]`, `【1】`. Anything else in brackets, `[2025]` too, is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.sentences import split_sentences

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
_MARKER = re.compile(rf"{_OPEN}{_GAP}\^?{_GAP}(?P<list>{_LIST}){_GAP}{_NOTE}{_CLOSE}")
_MARKER_BEGUN = re.compile(
    rf"{_OPEN}[\s\d{_INVISIBLE}^,،;؛，；、\-\u2010-\u2015\u2212]{{0,60}}(?:†[^\]］】]{{0,40}})?$"
)
_ITEMS = re.compile(rf"({_NUMBER})(?:{_GAP}{_DASH}{_GAP}({_NUMBER}))?")
_TAG_CHARACTERS = range(0xE0000, 0xE0080)
_HARMLESS = str.maketrans("<>＜＞", "‹›‹›") | dict.fromkeys(_TAG_CHARACTERS, " ")
_CONTROL_TOKEN = re.compile(rf"{_OPEN}{_GAP}/?[A-Z][A-Z_]+{_GAP}{_CLOSE}")
_BULLET = re.compile(r"^[-*•–][ \t]+")
_ENDING = re.compile(r"[.!?؟؛…。:\n\r\u2028\u2029]")
_WORD = re.compile(r"\w")
_ISOLATES = ("\u2066", "\u2067", "\u2068")
_DIRECTION_MARKS = "\u200e\u200f\u061c"
_SPACES = " \t\u00a0\u202f"


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at `text[start:end]` and the numbers in it, each once, in order of mention."""

    start: int
    end: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as it was written: its text without markers, and the numbers that it cites."""

    text: str
    numbers: tuple[int, ...] = ()


def find_markers(text: str) -> list[Marker]:
    """Every marker of the text, in order."""
    found = []
    for match in _MARKER.finditer(text):
        if numbers := _numbers(match["list"]):
            found.append(Marker(match.start(), match.end(), numbers))
    return found


def neutralize(text: str) -> str:
    """Article text made harmless for a prompt, of the same length.

    Brackets around what would read as a marker or as a chat template's `[INST]` become round;
    angle brackets become `‹›`, so that no delimiter or template tag can be closed or opened; tag
    characters, which are read by models and seen by nobody, become spaces.
    """
    text = text.translate(_HARMLESS)
    for pattern in (_MARKER, _CONTROL_TOKEN):
        text = pattern.sub(lambda match: f"({match[0][1:-1]})", text)
    return text


def _numbers(items: str) -> tuple[int, ...]:
    """The numbers of a marker; none when one of them cannot be the number of a passage."""
    numbers: list[int] = []
    for match in _ITEMS.finditer(items):
        ends = sorted(int(number) for number in match.groups() if number)
        if ends[0] < 1 or ends[-1] - ends[0] >= WIDEST_RANGE:
            return ()
        numbers.extend(range(ends[0], ends[-1] + 1))
    return tuple(dict.fromkeys(numbers))


class SentenceReleaser:
    """Turns streamed text into sentences: one is released when the next visibly begins.

    By then the markers after its full stop have come. What is released depends on the characters
    alone, not on how they were cut into pieces.
    """

    def __init__(self) -> None:
        self._pending = ""

    def feed(self, piece: str) -> list[Written]:
        """Take the next piece of the stream; return the sentences that it completes."""
        released: list[Written] = []
        for part in re.findall(r"\S*\s|\S+", piece):
            self._pending += part
            if part[-1].isspace() and _ENDING.search(self._pending):
                released += self._release()
        return released

    def close(self) -> list[Written]:
        """The end of the stream: release what is left, without a marker that was cut short."""
        left, self._pending = _sentences(_MARKER_BEGUN.sub("", self._pending)), ""
        return [written for written, _ in left]

    def _release(self) -> list[Written]:
        if _MARKER_BEGUN.search(self._pending):
            return []
        sentences = _sentences(self._pending)
        if len(sentences) < 2 or len(sentences[-1][0].text.split()) < WORDS_AHEAD:
            return []
        self._pending = self._pending[sentences[-2][1] :]
        return [written for written, _ in sentences[:-1]]


def parse(text: str) -> list[Written]:
    """The sentences of a whole text, as they would be released from a stream of it."""
    releaser = SentenceReleaser()
    return releaser.feed(text) + releaser.close()


@dataclass(slots=True)
class _Spot:
    """Where a marker stood: `at` in the clean text, up to `end` in the raw one. `leads` when a
    line begins with it and goes on with text: it then belongs to what follows."""

    at: int
    end: int
    numbers: tuple[int, ...]
    leads: bool


def _sentences(raw: str) -> list[tuple[Written, int]]:
    """The sentences of `raw` that have a word, each with where it and its markers end there."""
    clean, origins, spots = _without_markers(raw)
    spans = [
        (start, end) for start, end in split_sentences(clean) if _WORD.search(clean, start, end)
    ]
    if not spans:
        return []
    cited: list[list[_Spot]] = [[] for _ in spans]
    for spot in spots:
        cited[_owner(spot, spans)].append(spot)
    return [
        (
            Written(
                _BULLET.sub("", clean[start:end].strip()),
                tuple(dict.fromkeys(number for spot in own for number in spot.numbers)),
            ),
            max([origins[end - 1] + 1, *(spot.end for spot in own)]),
        )
        for (start, end), own in zip(spans, cited, strict=True)
    ]


def _owner(spot: _Spot, spans: list[tuple[int, int]]) -> int:
    """The index of the sentence that a marker belongs to: as a rule, the one before it."""
    if spot.leads:
        return next(i for i, (_, end) in enumerate(spans) if end > spot.at)
    return max(sum(start < spot.at for start, _ in spans) - 1, 0)


def _without_markers(raw: str) -> tuple[str, list[int], list[_Spot]]:
    """The text without markers, the raw offset of each of its characters, and the markers."""
    clean: list[str] = []
    origins: list[int] = []
    spots: list[_Spot] = []
    done = 0
    for marker in find_markers(raw):
        start, end = _extent(raw, marker, floor=done)
        clean += raw[done:start]
        origins += range(done, start)
        line_so_far = "".join(clean).rpartition("\n")[2]
        rest_of_line = _MARKER.sub("", raw[end:].partition("\n")[0])
        leads = not line_so_far.strip() and _WORD.search(rest_of_line) is not None
        spots.append(_Spot(len(clean), end, marker.numbers, leads))
        if _joins(raw, start, end):
            clean.append(" ")
            origins.append(start)
        done = end
    return "".join(clean) + raw[done:], [*origins, *range(done, len(raw))], spots


def _extent(raw: str, marker: Marker, *, floor: int) -> tuple[int, int]:
    """The marker with the spaces before it and the direction marks that wrap it."""
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
