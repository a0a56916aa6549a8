"""Repairs text that came garbled, where that is certain, and notes what is doubtful."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rag.sources.repair.double_encoding import looks_garbled, repair_encoding
from rag.sources.repair.escapes import decode_entities, decode_escapes
from rag.sources.repair.reversed_arabic import fold_forms, reading_order
from rag.sources.repair.wrapped_lines import join_wrapped
from rag.sources.stated_fields import StatedFields

_LOST = "\ufffd"
# Words of question marks: ???? ??????. Not "What???", which is a word with marks behind it.
_LOST_WORD = re.compile(r"(?<![^\s«“\"'(\[])\?{2,}(?=[\s.,،؛:;!»”\"')\]]|\Z)")
_FEWEST_LOST = 3  # words of question marks, by which they are known for letters
_LETTER = re.compile(r"[^\W\d_]")
# U+0085 is left: it is a line end where it is not an ellipsis of windows-1252.
_CONTROL = re.compile("[\x80-\x84\x86-\x9f]")
_APART_SIGN = re.compile("(?<=[\u0621-\u064a]) +([\u064b-\u0652\u0670]+)(?=([\u0621-\u064a])?)")
_SPACE_AND_SIGN = re.compile(" [\u064b-\u0652\u0670]")
_APART_ENDING = re.compile("(?<=[\u0621-\u064a]{2}) (?=ة(?![\u0621-\u064a]))")
_SPACED_SHARE = 0.7  # of the words, those of one letter
_FEWEST_SPACED = 20
_LONGEST_SPACED = 60  # columns of a word whose letters stand apart
_AGAIN = "export it again as UTF-8"
_GAP = re.compile(r"[^\S\n]{2,}")


@dataclass(frozen=True, slots=True)
class MendedText:
    """A text after repair, the offsets at which its pages begin, and remarks on what was done."""

    text: str
    pages: tuple[int, ...]
    notes: tuple[str, ...]


def restored(reading: StatedFields) -> StatedFields:
    """Return what a reader read with its text and its stated names repaired, and notes on it.

    The lines of hard-wrapped text are joined, unless offsets of pages stand between them.
    """
    mended = mend(reading.text, reading.pages)
    stated = replace(
        reading.stated,
        title=_mended_line(reading.stated.title),
        outlet=_mended_line(reading.stated.outlet),
    )
    text = mended.text if mended.pages else join_wrapped(mended.text)
    return replace(
        reading, text=text, pages=mended.pages, stated=stated, notes=(*reading.notes, *mended.notes)
    )


def _mended_line(line: str | None) -> str | None:
    return line and (" ".join(mend(line).text.split()) or line)


def mend(text: str, pages: Sequence[int] = ()) -> MendedText:
    """Return the text repaired where that is certain, page by page if it has pages."""
    bounds = [0, *(page for page in pages if page > 0), len(text)]
    pieces, starts, notes, size = [], [], dict[str, None](), 0
    for start, end in pairwise(bounds):
        piece = text[start:end]
        for repair, note in _REPAIRS:
            repaired = repair(piece)
            if repaired != piece:
                notes[note] = None
            piece = repaired
        starts.append(size)
        pieces.append(piece)
        size += len(piece)
    mended = "".join(pieces)
    if not pages:
        kept: tuple[int, ...] = ()
    else:
        kept = tuple(starts if pages[0] <= 0 else starts[1:])
    return MendedText(mended, kept, (*notes, *_doubts(mended)))


def unreadable(text: str) -> str | None:
    """Return why a text is refused of which most letters are lost; None if it can be read."""
    lost, asked = text.count(_LOST), sum(map(len, _lost_words(text)))
    letters = len(_LETTER.findall(text)) if lost or asked else 0
    if lost > letters:
        return f"most of its letters are lost (U+FFFD in their place); {_AGAIN}"
    if asked > letters:
        return f"most of its letters are lost (question marks in their place); {_AGAIN}"
    return None


def _lost_words(text: str) -> list[str]:
    """Return the words of question marks."""
    return _LOST_WORD.findall(text) if "??" in text else []


def _doubts(text: str) -> list[str]:
    """Return remarks on what could not be repaired."""
    found = []
    if count := text.count(_LOST):
        characters = "1 character" if count == 1 else f"{count:,} characters"
        verb = "is" if count == 1 else "are"
        found.append(
            f"{characters} of its text {verb} lost (U+FFFD, {_first(text, text.index(_LOST))})"
        )
    words = _lost_words(text)
    if len(words) >= _FEWEST_LOST and (first := _LOST_WORD.search(text)):
        at = _first(text, first.start())
        found.append(f"{len(words):,} words of its text are lost (question marks, {at})")
    if looks_garbled(text):
        found.append("its text looks garbled by a wrong charset and could not be repaired")
    if _is_spaced(text):
        found.append("its letters stand apart, and where a word ends could not be told")
    return found


def _first(text: str, at: int) -> str:
    return f"the first in line {len(text[:at].splitlines()) or 1}"


def _read_controls(text: str) -> str:
    """Read control characters as the signs that windows-1252 has for them, or remove them."""
    if text.isascii():
        return text
    return _CONTROL.sub(lambda one: one[0].encode("latin-1").decode("cp1252", "ignore"), text)


def _join_signs(text: str) -> str:
    """Join vowel signs and ة, which begin no word, to the letters before them."""
    if _SPACE_AND_SIGN.search(text):
        # "مشيرة ًإلى": the space belongs behind the sign.
        text = _APART_SIGN.sub(lambda sign: f"{sign[1]} " if sign[2] else sign[1], text)
    return _APART_ENDING.sub("", text) if " ة" in text else text


def _join_letters(text: str) -> str:
    """Join letters that stand apart, where words stand further apart than they."""
    if not _is_spaced(text) or not _GAP.search(text.strip()):
        return text
    lines = text.split("\n")
    words = [[_GAP.split(line.strip())] for line in lines]
    if max(len(part) for line in words for row in line for part in row) > _LONGEST_SPACED:
        return text
    return "\n".join(" ".join(part.replace(" ", "") for part in row) for (row,) in words)


@lru_cache(maxsize=1)  # asked before the repair, and mostly of the same text after it
def _is_spaced(text: str) -> bool:
    words = text.split()
    fewest = max(_FEWEST_SPACED, _SPACED_SHARE * len(words))
    if list(map(len, words)).count(1) < fewest:
        return False
    return sum(len(word) == 1 and word.isalpha() for word in words) >= fewest


_REPAIRS: tuple[tuple[Callable[[str], str], str], ...] = (
    (decode_entities, "HTML entities in its text, such as &quot;, were decoded"),
    (decode_escapes, "its text was escaped (\\u0627, %D8%A7) and was decoded"),
    (repair_encoding, "its text was garbled by a wrong charset and was repaired"),
    (_read_controls, "control characters in its text were read as windows-1252 or left out"),
    (_join_letters, "letters of its text that stood apart were joined to words"),
    (reading_order, "its text was in visual order (reversed) and was put in reading order"),
    (fold_forms, "presentation forms of Arabic letters in its text became plain letters"),
    (_join_signs, "vowel signs in its text that stood apart were joined to their letters"),
)
"""What is repaired, in this order, and the note that says so."""
