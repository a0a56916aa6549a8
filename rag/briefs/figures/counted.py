"""Says what figures count: the words beside them, as keys that two articles can share."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import cache

from rag.briefs.figures.figure_words import kinds
from rag.grounding.analyzed_text import analyze_text
from rag.text.analysis.folding import normalize
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import Analyzer, content_stem
from rag.text.crosslingual.keys import is_concept

_SAYS_NOTHING = """
people person number total figure more less about nearly least record roughly some around percent
per cent million billion thousand dollar said says put u us
شخص شخصا عدد نحو أكثر أقل حوالي قرابة قياسي مجموع رقم بلغ بلغت تجاوز تجاوزت ألف مليون مليار دولار
قال قالت بنحو نسبة بنسبة
"""
# The beginning of a normalised unit of time, without the article: hours, a.m, دقايق, سنوات, بتوقيت
_TIME = re.compile(
    r"(?:second|minute|hour|day|week|month|year|decade|centur|o'clock|gmt|[ap]\.?m\b"
    r"|ثاني[هة]|ثواني|دقيق|دقايق|ساع[هة]|ساعات|يوم|ايام|اسبوع|اسابيع|شهر|اشهر|سن[هة]|سنوات|سنين"
    r"|عام|اعوام|عقد|عقود|قرن|قرون|بتوقيت|فجرا|صباحا|مساء)"
)
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_CURRENCIES = """
dollar: dollar دولار
euro: euro يورو
pound: pound جنيه
yen: yen
rupee: rupee روبي
rouble: rouble ruble روبل
riyal: riyal rial ريال
dirham: dirham درهم دراهم
dinar: dinar دينار دنانير
lira: lira لير
"""


def naming_words(text: str, besides: Container[str] = ()) -> list[str]:
    """Return the words of a text, as written, that may name what is counted.

    Words whose stems are in `besides` are left out.
    """
    return [word for word in text.split() if (stem := _stem(word)) and stem not in besides]


def keys_of(written: Iterable[str], analyzer: Analyzer) -> frozenset[str]:
    """Return the keys of words: the kind of thing that they name, their stems, their concepts."""
    known, keys = kinds(), set()
    for word in written:
        stem = _stem(word)
        keys.add(known[stem][0].name if stem in known else stem)
        units = analyzer.key_units(normalize(word))
        keys.update(key for unit in units for key in unit if is_concept(key))
    return frozenset(keys)


def places_of(text: str, analyzer: Analyzer) -> frozenset[str]:
    """Return the keys of the countries that a text names."""
    keys = analyze_text(text, analyzer).keys
    return frozenset(key for key in keys if key.startswith("c:") and key != "c:UN")


def currency(written: str, behind: str) -> str:
    """Return the currency of a figure by its sign or the word behind it; "" for none."""
    for sign, name in _SIGNS.items():
        if sign in written:
            return name
    first = next(iter(words(behind)), "")
    return next((name for form, name in _currencies() if first.startswith(form)), "")


def is_time(behind: str) -> bool:
    """Tell whether a text begins with a unit of time."""
    first = next(iter(words(behind)), "")
    return _TIME.match(first.removeprefix("ال")) is not None


def first_naming_words(text: str) -> str:
    """Return the words up to the first that names something, and the next one if it does too.

    A text without such a word gives "".
    """
    told = text.split()
    at = next((at for at, word in enumerate(told) if _stem(word)), None)
    if at is None:
        return ""
    return " ".join([*told[: at + 1], *filter(_stem, told[at + 1 : at + 2])])


def last_naming_words(text: str) -> str:
    """Return the last word that names something, and the one before it if it does too.

    A text without such a word gives "".
    """
    told = text.split()
    at = next((at for at in reversed(range(len(told))) if _stem(told[at])), None)
    if at is None:
        return ""
    return " ".join([*filter(_stem, told[max(at - 1, 0) : at]), told[at]])


def _stem(written: str) -> str:
    """Return the stem of the first content word; "" where it cannot name what is counted."""
    stem = next(filter(None, map(content_stem, words(written))), "")
    return "" if stem in _nothing() or stem.isdigit() or _TIME.match(stem) else stem


@cache
def _nothing() -> frozenset[str]:
    return frozenset(map(content_stem, words(_SAYS_NOTHING)))


@cache
def _currencies() -> tuple[tuple[str, str], ...]:
    return tuple((form, name) for name, told in _table(_CURRENCIES) for form in words(told))


def _table(text: str) -> list[tuple[str, str]]:
    lines = (line.partition(": ") for line in text.strip().splitlines())
    return [(name, told) for name, _, told in lines]
