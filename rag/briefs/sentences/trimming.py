"""Cuts datelines, agencies and bullets off the ends of a sentence."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from rag.briefs.sentences.outlet_datelines import outlet_dateline_length
from rag.sources.dates.dateline_tokens import dateline_words, line_tokens
from rag.sources.dates.written_dates import fold_line
from rag.text.analysis.tokenizer import words
from rag.text.calendar_names import month_keys
from rag.text.cldr import places

_LONGEST_DATELINE = (
    110  # characters; not tuned: "San Francisco, California, 28 July 2024 (Reuters) -"
)
_BULLET = re.compile(r"(?:[•⁃▪●◦‣*]|[-–—](?=\s))\s*")
# The end of a dateline: a dash that is not within a date, a colon, a slash.
_SIGN = re.compile(r"\s*(?:(?:(?<!\d)[-–—ـ]|[-–—ـ](?!\d))[-–—]?|\.\.|[:/|])\s*")
_DASH = re.compile(r"[-–—ـ]")
_MOST_PLACE_WORDS = 4
_MOST_PIECES = 4
# "(AFP)", "- رويترز", "(د ب أ)" behind the full stop or at the very end.
_TAG = re.compile(
    r"\s*(?:[(\[](?P<inner>[^()\[\]]{2,40})[)\]]|[-–—/]\s*(?P<bare>[^\s-][^-–—]{1,30}))\s*[.]?\s*\Z"
)
_STOP = re.compile(r"[.!?؟…][\"“”»«'’)]*\s*\Z")
_CAPITALS = re.compile(r"[A-Z][A-Z .,'’/-]+")
_INTRODUCES = re.compile(
    r"(?<![^\W_])(?:agency|agence|service|press|news|channel|[وبل]?(?:وكاله|الوكاله)|للوكاله|للانباء"
    r"|الانباء|صحيفه|قناه|موقع)(?:\s\S+){0,2}\s*\Z"
)
_WORD = re.compile(r"[^\W_]+(?:[.'’](?:[^\W_]+)?)*")
_SECOND_DASH = re.compile(r"\s[-–—]\s|—")
_TOP = 400  # characters; not tuned: a title and a byline may stand before a dateline
_LABEL_REACH = 80  # characters in which a second dash shows that the first opens an aside


def trimmed(text: str, start: int, end: int, *, outlet: str | None = None) -> tuple[int, int]:
    """Return the span of a sentence without its bullet, dateline and agency, never an empty one.

    Examples: "TOKYO, July 28 (Reuters) - ", "عمان - بترا - ", "(CNN) — ", " (أ ف ب)". A name that
    is not known as that of an agency counts at the beginning of one of the first lines, and
    `outlet`, the name of the article's own, everywhere.
    """
    bullet = _BULLET.match(text, start, end)
    first = bullet.end() if bullet and bullet.end() < end else start
    beginning = text[first : min(end, first + _LONGEST_DATELINE)]
    known = _dateline_length(beginning)
    if _opens_line(text, start):
        # "Dubai - Harbour Wire: ": a known place alone is only half of this one.
        known = max(known, outlet_dateline_length(beginning, outlet=outlet))
    first += known
    last = end - _tag_length(text[first:end], outlet)
    if first >= last or not any(map(str.isalnum, text[first:last])):
        return start, end
    return first, last


def _opens_line(text: str, start: int) -> bool:
    """Tell whether one of the first lines of an article begins at `start`."""
    before = text[max(start - _TOP, 0) : start]
    return start <= _TOP and (not before.strip() or "\n" in before[len(before.rstrip()) :])


def _dateline_length(text: str) -> int:
    """Return the number of characters of the dateline that opens a text; 0 for none."""
    best = at = 0
    pieces: list[str] = []
    for sign in _SIGN.finditer(text):
        pieces.append(text[at : sign.start()])
        at = sign.end()
        if _is_dateline(pieces, sign[0], text[at:]):
            best = at
        if len(pieces) > _MOST_PIECES:
            break
    return best


def _is_dateline(pieces: list[str], sign: str, behind: str) -> bool:
    """Tell whether the pieces before a dash or a colon say where and by whom, and nothing more.

    A place alone ends with a dash, and no aside may begin there: "France - unlike Spain - won".
    """
    read = [_read_piece(piece) for piece in pieces]
    if not behind or not any(piece.strip() for piece in pieces):
        return False
    if any(one.rest and not _may_be_place(one.rest) for one in read):
        return False
    agency = any(one.agency for one in read)
    known = any(_is_known_place(one.rest) for one in read if one.rest)
    if not _DASH.search(sign) and ".." not in sign:
        return agency or (known and "," in pieces[0])
    if agency or (known and any(one.dated for one in read)):
        return True
    begins = behind[0].isupper() or not behind[0].isascii()
    aside = _SECOND_DASH.search(behind[:_LABEL_REACH]) is not None or not begins
    capitals = _CAPITALS.fullmatch(pieces[0].strip()) is not None
    spaced = sign != sign.strip() and len(pieces) == 1
    return spaced and (known or capitals) and not aside


class _Piece(NamedTuple):
    """A piece of a dateline: what is left of it without its agency and its date."""

    rest: str
    agency: bool
    dated: bool


def _read_piece(piece: str) -> _Piece:
    """Return a piece without agency and date; as it is where brackets hold something else."""
    inner = re.findall(r"\(([^)]{1,40})\)", piece)
    if any(not _is_agency(one) and not _may_be_place(one) for one in inner):
        return _Piece(piece, False, False)
    agency = any(map(_is_agency, inner))
    rest = re.sub(r"\([^)]{1,40}\)", " ", piece).strip(' "“”«»')
    if _is_agency(rest):
        return _Piece("", True, False)
    tokens = line_tokens(fold_line(rest))
    kept = {token.text for token in tokens if token.kind in ("word", "number", "byline")}
    dated = any(token.kind in ("date", "weekday") for token in tokens)
    agency = agency or any(token.kind == "agency" for token in tokens)
    left = [word for word in _WORD.findall(rest) if fold_line(word).rstrip(".") in kept]
    told = _without_month(left)
    joined = rest if len(told) == len(_WORD.findall(rest)) else " ".join(told)
    return _Piece(joined.strip(" ,،"), agency, dated or len(told) < len(left))


def _without_month(every: list[str]) -> list[str]:
    """Return the words without a month and the numbers beside it: 28 July, Nov 29."""
    months = [at for at, word in enumerate(every) if fold_line(word).rstrip(".") in month_keys()]
    if not months or not any(word.isdigit() for word in every):
        return every
    return [word for at, word in enumerate(every) if at not in months and not word.isdigit()]


def _is_agency(text: str) -> bool:
    """Tell whether a text is the name of an agency, or several of them."""
    parts = [part for part in re.split(r"[/،,-]|\sو", fold_line(text)) if part.strip()]
    return bool(parts) and all(part.strip() in _agencies() for part in parts)


@cache
def _agencies() -> frozenset[str]:
    spaced = {
        name.replace(".", " ").replace("  ", " ").strip() for name in dateline_words()["agency"]
    }
    return frozenset(dateline_words()["agency"] | spaced)


def _may_be_place(text: str) -> bool:
    """Tell whether a few words could be a place: English ones have capitals, none is a verb."""
    every = [word for word in re.split(r"[\s,،]+", text.strip()) if word]
    if not 0 < len(every) <= _MOST_PLACE_WORDS + 1:
        return False
    if dateline_words()["telling"].intersection(fold_line(text).split()):
        return False
    return all(
        word[0].isupper() or not word.isascii() or word in ("of", "al", "de", "and")
        for word in every
    ) and not any(word[0].isdigit() for word in every)


def _is_known_place(text: str) -> bool:
    """Tell whether a text is a country or a city, or a city with its country."""
    every = words(text)
    if any((start, end) == (0, len(every)) for start, end, _ in places().matches(every)):
        return True
    parts = re.split("[,،]", text)
    return len(parts) > 1 and any(_is_known_place(part) for part in parts)


def _tag_length(text: str, outlet: str | None) -> int:
    """Return the number of characters of the agency at the end of a sentence; 0 for none."""
    match = _TAG.search(text[-80:])
    if match is None:
        return 0
    named = (match["inner"] or match["bare"]).strip(" .")
    before = text[: len(text) - (match.end() - match.start())]
    own = outlet is not None and words(named) == words(outlet)
    if not (own or _is_agency(named)) or not before.strip():
        return 0
    if not _STOP.search(before) and (match["bare"] or _INTRODUCES.search(fold_line(before[-60:]))):
        return 0
    return len(text) - len(before.rstrip())
