"""Finds the months of a text: Gregorian under all their Arabic names, and Hijri."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rag.text.analysis.folding import Plain, plain
from rag.text.analysis.number_words import number_and_ordinal_words
from rag.text.cldr import month_names

# What newspapers write and CLDR does not.
_MORE_NAMES = """
1: كانون ثاني
2: فبرير
4: ابريل
5: مايس
8: اغسطس
9: sept
10: تشرين اول, اوكتوبر
11: تشرين ثاني
12: كانون اول
"""
# Hijri months, numbered from Muharram.
_HIJRI = """
1: muharram, محرم
2: safar, صفر
3: rabi al-awwal, rabi i, ربيع الاول, ربيع اول
4: rabi al-thani, rabi ii, ربيع الثاني, ربيع الاخر, ربيع ثاني
5: jumada al-awwal, jumada al-ula, jumada i, جمادي الاولي, جمادي الاول
6: jumada al-thani, jumada al-akhira, jumada ii, جمادي الاخره, جمادي الثانيه, جمادي الاخر
7: rajab, رجب
8: shaban, sha'ban, شعبان
9: ramadan, رمضان
10: shawwal, شوال
11: dhu al-qadah, dhu al-qi'dah, ذو القعده, ذي القعده
12: dhu al-hijjah, dhu al-hijja, ذو الحجه, ذي الحجه
"""
# Names that are other words, or people's names, too: father, forbidden, practised, Nissan.
_DOUBTFUL_NAMES = """
may march mar jan dec jun sep apr safar shaban اب ماي اوت مارس نيسان جوان محرم صفر رجب شعبان رمضان
"""
_DOUBTFUL = frozenset(_DOUBTFUL_NAMES.split())


@dataclass(frozen=True, slots=True)
class Month:
    """A month at `text[start:end]` of a folded text.

    `key` is its number, with `h` before a Hijri one. `sure` is False where the word may have
    another meaning (May, صفر).
    """

    start: int
    end: int
    key: str
    sure: bool = True


def months(folded: Plain) -> Iterator[Month]:
    """Yield the months of a folded text in order.

    English names need a capital. An ambiguous name is sure behind a day, a preposition of time or
    the word month, and before a year.
    """
    pattern, keys = _names()
    for match in pattern.finditer(folded.text):
        name = match["name"]
        if name.isascii() and not folded.capital(match.start("name")):
            continue
        key = keys[" ".join(name.split())]
        if name == "مايو" and _CLINIC.match(folded.text, match.end("name")):
            continue
        sure = name not in _DOUBTFUL or _beside(folded.text, match)
        yield Month(match.start("name"), match.end("name"), key, sure)


# What shows a month before it: "7th of ", "شهر ", "والشهر ", "since ", "في ", "منتصف ".
_BEFORE = re.compile(
    r"(?:\b\d{1,2}(?:st|nd|rd|th)?(?:\sof|\sمن)?|\b[ولبف]?(?:ال)?شهر|month of|(?:\b|و)\d{1,2}/"
    r"|\b(?:in|since|until|late|early|mid|last|during)"
    r"|\b[وف]?(?:في|منذ|حتي|خلال|اوايل|اواخر|مطلع|منتصف|بدايه|نهايه))[\s,\-]{1,2}\Z"
)
_DAY_IN_WORDS = re.compile(r"(\w+)(?:\sعشر|\sوالعشرين|\sوالثلاثين)?\s(?:من|of)\s\Z")
# A year behind it: " 2024", ", 2024", "/october 2024", " عام 2024".
_AFTER = re.compile(r"(?:/\w{3,9})?[\s,.\-]{0,3}(?:عام |العام |سنه |of )?\d{1,4}\b")
_CLINIC = re.compile(r"\s(?:كليني?ك)")  # the Mayo Clinic is no May
_OWNS = re.compile(r"'s?\b")


def _beside(text: str, match: re.Match[str]) -> bool:
    """Return whether the words beside the name show that it is a month."""
    start, end = match.span("name")
    first = match.start()
    before = text[max(first - 30, 0) : start]
    if _AFTER.match(text, end) or (_BEFORE.search(before) and not _OWNS.match(text, end)):
        return True
    day = _DAY_IN_WORDS.search(before)
    return day is not None and day[1] in number_and_ordinal_words()


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern for all names, and the key of each name."""
    keys: dict[str, str] = {}
    for number, name in month_names():
        keys[plain(name).text] = str(number)
    for table, prefix in ((_MORE_NAMES, ""), (_HIJRI, "h")):
        for line in table.strip().splitlines():
            number_, _, forms = line.partition(": ")
            for form in forms.split(", "):
                keys[form] = prefix + number_
    ordered = sorted(keys, key=len, reverse=True)
    either = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in ordered)
    clitics = "[وف]?(?:[بل]?ال|[بلك]|لل)?"
    pattern = re.compile(rf"(?<![^\W\d_]){clitics}(?P<name>{either})(?![^\W\d_])")
    return pattern, keys
