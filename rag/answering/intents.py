"""What is said that asks no fact of the articles: courtesy, the latest news, what happened on a
day, what an outlet wrote, how many articles there are, a summary.

Conservative: whatever may be a real question is none of these. The words lie in intent_words.tsv.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast, get_args

from rag.answering.intent_words import sizes, without_phrases, word_set
from rag.records import IntentKind, Language
from rag.retrieval.question_kinds import asked
from rag.text.analysis.tokenizer import words
from rag.text.periods import Days, period

_COURTESY: tuple[IntentKind, ...] = ("thanks", "greeting", "farewell", "yes", "no", "ok")
_IN_PHRASES = frozenset(["thanks", "greeting", "farewell", "ok"])
_NEWS = cast(Sequence[IntentKind], get_args(IntentKind)[len(_COURTESY) :])
_LANGUAGES: dict[Language, str] = {"ar": "arabic", "en": "english"}
_LONGEST_COURTESY = 8
_ANY_DAY = date(2000, 12, 31)
_OUTLET_TITLES = frozenset(["the", "صحيفه", "جريده", "وكاله", "موقع", "قناه", "مجله"])


@dataclass(frozen=True, slots=True)
class Intent:
    """What is wanted: `days` are the first and the last, both included; `outlet` is one of the
    library's, as it is spelt there; `topic` is in the words of the text; `language` is that of the
    articles, or of the summary. None where not said."""

    kind: IntentKind
    days: Days | None = None
    outlet: str | None = None
    topic: str | None = None
    language: Language | None = None

    @property
    def subject(self) -> str | None:
        """Return what to search for: the topic without words such as story and news."""
        said = list(_words(self.topic or ""))
        telling = [word for word in said if not word_set("genre").issuperset(word.normal)]
        empty = all(word_set("rest").issuperset(word.normal) for word in telling)
        return " ".join(word.written for word in (said if empty else telling)) or None


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
    flat = _flat(_without_wraps(list(_words(left))))
    return any(sizes(kind, flat) for kind in _NEWS) or _courtesy(words(text)) is not None


def _courtesy(said: Sequence[str]) -> Intent | None:
    """Return the courtesy that is all of a text; the first of several."""
    if not said or len(said) > _LONGEST_COURTESY:
        return None
    told: list[IntentKind] = []
    for kind in _COURTESY:
        left = without_phrases(f"{kind}+", said) if kind in _IN_PHRASES else said
        told += [kind] if len(left) < len(said) else []
        said = left
    kinds = [_kind_of(one) for one in said]
    if None in kinds:
        return None
    told += [kind for kind in _COURTESY if kind in kinds]
    return Intent(min(told, key=_COURTESY.index)) if told else None


def _kind_of(one: str) -> str | None:
    named = (*_COURTESY, "filler")
    return next((kind for kind in named if one in word_set(kind)), None)


def _news(text: str, outlets: Sequence[str], today: date | None) -> Intent | None:
    days, left = period(text, today=today)
    said, outlet = _without_outlet(list(_words(left)), outlets)
    said, language = _without_language(_without_wraps(said))
    wanted = (_read(kind, said, days, outlet) for kind in _NEWS)
    found = next(filter(None, wanted), None) or _counted_in(said, days, outlet)
    return replace(found, language=language) if found and language else found


def _counted_in(said: Sequence[_Word], days: Days | None, outlet: str | None) -> Intent | None:
    """Return the wish for a number where the language is an adjective: how many Arabic articles."""
    for language, kind in _LANGUAGES.items():
        adjectives = word_set(f"{kind}_word")
        left = [word for word in said if not adjectives.issuperset(word.normal)]
        found = _read("how_many", left, days, outlet) if len(left) < len(said) else None
        if found and not found.topic:
            return replace(found, language=language)
    return None


def _read(
    kind: IntentKind, said: Sequence[_Word], days: Days | None, outlet: str | None
) -> Intent | None:
    """Return the intent of a kind where the words begin as one and go on as one may."""
    for size in sizes(kind, _flat(said)):
        topic = _topic(kind, said, size)
        if topic and asked(topic).kind != "other":
            return None  # tell me how many ships wait: a question, politely put
        if topic is not None and _complete(kind, days, outlet, topic):
            return Intent(kind, days, outlet, topic or None)
    return None


def _complete(kind: IntentKind, days: Days | None, outlet: str | None, topic: str) -> bool:
    """Tell whether all is said that a kind needs, and no more."""
    if kind == "happened":
        return days is not None and outlet is None and not topic
    if kind in ("outlet", "latest"):
        return (outlet is not None) == (kind == "outlet")
    if kind == "about":
        return bool(topic)
    return kind != "contents" or not (topic or days or outlet)


def _topic(kind: IntentKind, said: Sequence[_Word], size: int) -> str | None:
    """Return the subject behind the first `size` normalised words, empty for none; None where
    what follows is neither a subject nor words that say nothing."""
    rest = list(_behind(said, size))
    plain = word_set("rest") | (word_set("verb") if kind == "outlet" else frozenset())
    if all(plain.issuperset(word.normal) for word in rest):
        return ""
    if kind in ("about", "summary"):
        return _written(rest)
    while rest and plain.issuperset(rest[0].normal) and not _is_about(rest[0]):
        rest = rest[1:]
    if kind == "latest" and _names_news(said, size):
        return _written(rest[1:] if rest and _is_about(rest[0]) else rest) or None
    if rest and _is_about(rest[0], surely=kind == "latest") and kind != "happened":
        return _written(rest[1:]) or None
    return None


def _names_news(said: Sequence[_Word], size: int) -> bool:
    """Tell whether a subject may follow at once: آخر أخبار السودان, but not ما الجديد."""
    return _flat(said)[size - 1] in ("اخبار", "مستجدات", "تطورات")


def _is_about(word: _Word, *, surely: bool = False) -> bool:
    """Tell whether a subject follows; `surely` leaves out في and the like: ما الجديد في الاتفاق is
    a question."""
    known = word_set("about_word") - (word_set("place_word") if surely else frozenset())
    return len(word.normal) == 1 and word.normal[0] in known


def _written(rest: Sequence[_Word]) -> str:
    """Return a subject as it is written, without words of politeness behind it."""
    while rest and word_set("trailing").issuperset(rest[-1].normal):
        rest = rest[:-1]
    return " ".join(word.written for word in rest).strip(" ؟?.!،,:;«»\"'")


def _behind(said: Sequence[_Word], size: int) -> Iterator[_Word]:
    passed = 0
    for word in said:
        if passed >= size:
            yield word
        passed += len(word.normal)


def _without_wraps(said: Sequence[_Word]) -> Sequence[_Word]:
    """Take off words of politeness at the beginning, if anything is behind them."""
    while wraps := sizes("wrap", _flat(said)):
        left = list(_behind(said, wraps[0]))
        if not left:
            break
        said = left
    return said


def _without_language(said: Sequence[_Word]) -> tuple[Sequence[_Word], Language | None]:
    """Take out the language that is wanted: how many are in Arabic. Behind it no more is said: the
    Arabic of `in Arabic countries` is another."""
    plain = word_set("rest")
    for language, kind in _LANGUAGES.items():
        for at in range(len(said)):
            for size in sizes(kind, _flat(said[at:]))[:1]:
                behind = list(_behind(said[at:], size))
                if all(plain.issuperset(word.normal) for word in behind):
                    return [*said[:at], *behind], language
    return said, None


def _without_outlet(
    said: Sequence[_Word], outlets: Sequence[str]
) -> tuple[Sequence[_Word], str | None]:
    """Take the outlet out, the longest name that stands there."""
    for name in sorted(outlets, key=len, reverse=True):
        wanted = [one for one in words(name) if one not in _OUTLET_TITLES]
        for at in range(len(said) if wanted else 0):
            if _flat(said[at:])[: len(wanted)] == wanted:
                return [*said[:at], *_behind(said[at:], len(wanted))], name
    return said, None


def _flat(said: Sequence[_Word]) -> list[str]:
    return [one for word in said for one in word.normal]


def _words(text: str) -> Iterator[_Word]:
    for written in text.split():
        normal = tuple(words(written))
        if normal and normal != ("s",):  # what is left of "today's"
            yield _Word(written, normal)
