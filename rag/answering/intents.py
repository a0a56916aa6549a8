"""What is said that asks no fact of the articles: courtesy, the latest news, what happened on a
day, what an outlet wrote, how many articles there are, a summary.

Conservative: whatever may be a real question is none of these. The words lie in intent_words.tsv.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast, get_args

from rag.records import IntentKind
from rag.text.analysis.tokenizer import words
from rag.text.periods import Days, period

_COURTESY: tuple[IntentKind, ...] = ("thanks", "greeting", "farewell", "yes", "no", "ok")
_NEWS = get_args(IntentKind)[len(_COURTESY) :]
_LONGEST_COURTESY = 8
_ANY_DAY = date(2000, 12, 31)
_OUTLET_TITLES = frozenset(["the", "صحيفه", "جريده", "وكاله", "موقع", "قناه", "مجله"])


@dataclass(frozen=True, slots=True)
class Intent:
    """What is wanted: `days` are the first and the last, both included; `outlet` is one of the
    library's, as it is spelt there; `topic` is in the words of the text. None where not said."""

    kind: IntentKind
    days: Days | None = None
    outlet: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text as it is written, and its normalised words."""

    written: str
    normal: tuple[str, ...]


def intent(text: str, *, outlets: Sequence[str] = (), today: date | None = None) -> Intent | None:
    """Return what `text` wants, or None where it is a question to the articles or nothing at all.

    `outlets` are those that the library has. `today` gives the year of a day without one (the
    last such day) and the meaning of today and yesterday; without it those are not read.
    """
    said = words(text)
    courtesy = _courtesy(said)
    return courtesy or _news(text, outlets, today)


def begins_an_intent(text: str) -> bool:
    """Tell whether the text begins as one that may ask no fact. Most questions do not, and need
    no look at the outlets or at today."""
    _, left = period(text, today=_ANY_DAY)
    said = _without_wraps(list(_words(left)))
    flat = [one for word in said for one in word.normal]
    begins = any(flat[: len(one)] == list(one) for kind in _NEWS for one in _phrases()[kind])
    return begins or _courtesy(words(text)) is not None


def _courtesy(said: Sequence[str]) -> Intent | None:
    if not said or len(said) > _LONGEST_COURTESY:
        return None
    kinds = [_kind_of(one) for one in said]
    told = [kind for kind in kinds if kind in _COURTESY]
    if None in kinds or not told:
        return None
    first = min(told, key=_COURTESY.index)
    return Intent(first)


def _kind_of(one: str) -> str | None:
    named = (*_COURTESY, "filler")
    return next((kind for kind in named if one in _sets()[kind]), None)


def _news(text: str, outlets: Sequence[str], today: date | None) -> Intent | None:
    days, left = period(text, today=today)
    said, outlet = _without_outlet(list(_words(left)), outlets)
    said = _without_wraps(said)
    found = (
        intent for kind in _NEWS for intent in _read(cast(IntentKind, kind), said, days, outlet)
    )
    return next(found, None)


def _read(
    kind: IntentKind, said: Sequence[_Word], days: Days | None, outlet: str | None
) -> Iterator[Intent]:
    """Yield the intent of a kind where the words begin as one and go on as one may."""
    flat = [one for word in said for one in word.normal]
    for phrase in _phrases()[kind]:
        if flat[: len(phrase)] != list(phrase):
            continue
        topic = _topic(kind, said, len(phrase))
        if topic is None or not _complete(kind, days, outlet, topic):
            continue
        yield Intent(kind, days, outlet, topic or None)


def _complete(kind: IntentKind, days: Days | None, outlet: str | None, topic: str) -> bool:
    """Tell whether all is said that a kind needs, and no more."""
    if kind == "happened":
        return days is not None and outlet is None and not topic
    if kind == "outlet":
        return outlet is not None
    if kind == "about":
        return bool(topic)
    if kind in ("contents", "latest") and outlet:
        return False
    return kind != "contents" or not (topic or days)


def _topic(kind: IntentKind, said: Sequence[_Word], size: int) -> str | None:
    """Return the subject behind the first `size` normalised words, empty for none; None where
    what follows is neither a subject nor words that say nothing."""
    rest = list(_behind(said, size))
    sets = _sets()
    plain = sets["rest"] | (sets["verb"] if kind == "outlet" else frozenset())
    if all(plain.issuperset(word.normal) for word in rest):
        return ""
    if kind in ("about", "summary"):
        return _written(rest)
    while rest and plain.issuperset(rest[0].normal) and not _is_about(rest[0]):
        rest = rest[1:]
    if rest and _is_about(rest[0]) and kind != "happened":
        return _written(rest[1:])
    return _written(rest) if kind == "latest" and _names_news(said, size) else None


def _names_news(said: Sequence[_Word], size: int) -> bool:
    """Tell whether a subject may follow at once: آخر أخبار السودان, but not ما الجديد."""
    flat = [one for word in said for one in word.normal]
    return flat[size - 1] in ("اخبار", "مستجدات", "تطورات")


def _is_about(word: _Word) -> bool:
    return len(word.normal) == 1 and word.normal[0] in _sets()["about_word"]


def _written(rest: Sequence[_Word]) -> str:
    return " ".join(word.written for word in rest).strip(" ؟?.!،,:;«»\"'")


def _behind(said: Sequence[_Word], size: int) -> Iterator[_Word]:
    passed = 0
    for word in said:
        if passed >= size:
            yield word
        passed += len(word.normal)


def _without_wraps(said: Sequence[_Word]) -> Sequence[_Word]:
    """Take off words of politeness at the beginning."""
    while True:
        flat = [one for word in said for one in word.normal]
        wrap = next((one for one in _phrases()["wrap"] if flat[: len(one)] == list(one)), None)
        if wrap is None or len(flat) == len(wrap):
            return said
        said = list(_behind(said, len(wrap)))


def _without_outlet(
    said: Sequence[_Word], outlets: Sequence[str]
) -> tuple[Sequence[_Word], str | None]:
    """Take the outlet out, the longest name that stands there."""
    for name in sorted(outlets, key=len, reverse=True):
        wanted = [one for one in words(name) if one not in _OUTLET_TITLES]
        for at in range(len(said) if wanted else 0):
            flat = [one for word in said[at:] for one in word.normal]
            if flat[: len(wanted)] == wanted:
                return [*said[:at], *_behind(said[at:], len(wanted))], name
    return said, None


def _words(text: str) -> Iterator[_Word]:
    for written in text.split():
        normal = tuple(words(written))
        if normal:
            yield _Word(written, normal)


@cache
def _lines() -> Mapping[str, str]:
    """Return each kind of the file with all that its lines say."""
    text = files("rag.answering").joinpath("intent_words.tsv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, _, told = line.partition("\t")
            found[kind] = f"{found[kind]} | {told}" if kind in found else told
    return found


@cache
def _sets() -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(words(told)) for kind, told in _lines().items()}


@cache
def _phrases() -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Return the phrases of each kind as normalised words, the longest first."""
    return {
        kind: sorted({tuple(words(one)) for one in told.split(" | ")}, key=len, reverse=True)
        for kind, told in _lines().items()
    }
