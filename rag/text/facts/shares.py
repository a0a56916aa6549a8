"""Finds shares of a whole that are written as fractions: a third of, ثلاثة أرباع, 2/3, 3 in 10."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise

from rag.text.analysis.folding import Plain
from rag.text.analysis.number_words import number_words
from rag.text.analysis.numbers import Number, key
from rag.text.facts.bounds import bound_of
from rag.text.facts.fact import Bound, Fact

_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
    "halve": 2,
}
_TIMES = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "nine": 9}
_OF = r"of\b|the\b|its\b|their\b|his\b|her\b|our\b|all\b"
# two-thirds, three quarters, a third of, half the, by half, by a third.
_ENGLISH = re.compile(
    rf"\b(?:(?P<times>{'|'.join(_TIMES)})[\s-](?P<part>{'|'.join(_PARTS)})(?:s\b(?!-)|(?=\sof\b))"
    r"(?!\sof\sa\s(?:thousand|million|billion|trillion)\b)"
    rf"|one-(?P<single>{'|'.join(_PARTS)})\b"
    rf"|(?P<half>half)(?=\s(?:{_OF}))(?!\s\w+\s(?:\w+\s)?(?:hour|time|century|year)\b)"
    r"|\bby\s(?:[a-z]+\s){0,2}?(?:an?\s|(?=half))(?P<cut>half|third|quarter)\b"
    r"(?=[,.;)]|\s(?:in|to|since|by|over|from)\b|\s*\Z))"
)
_ARABIC_PARTS = {"نصف": 2, "ثلث": 3, "ربع": 4, "خمس": 5, "سدس": 6, "عشر": 10}
_PLURALS = {"اثلاث": 3, "ارباع": 4, "اخماس": 5, "اسداس": 6, "اعشار": 10}
_ARABIC_STEMS = (*_ARABIC_PARTS, *_PLURALS)
_TRIGGER = re.compile("|".join((*_PARTS, *_ARABIC_STEMS, "/")))
_COUNTS = {
    **{str(count): count for count in range(2, 10)},
    **dict.fromkeys(("ثلاث", "ثلاثه"), 3),
    **dict.fromkeys(("اربع", "اربعه"), 4),
    **dict.fromkeys(("خمس", "خمسه"), 5),
    **dict.fromkeys(("سبع", "سبعه"), 7),
    **dict.fromkeys(("تسع", "تسعه"), 9),
}
# Halves and quarters of these are no shares: نصف الليل, ربع النهائي, نصف الساعة.
_NO_WHOLE = (
    r"ال(?:فا?\b|اف\b|في\b|فين\b|نهاي|نهاء|ليل|ساعه|عام|سنه|شهر|قرن|يوم|اسبوع|موسم|مليون|مليار|الف\b|اول|ثاني|ثالث|رابع"
    r"|اخير|شمالي|جنوبي|عجل|سنوي)"
)
_ARABIC = re.compile(
    rf"(?<![ء-ي\d])(?:(?P<count>{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
    rf"\s(?:ال)?(?P<several>{'|'.join(_PLURALS)})(?![ء-ي])(?!\s(?:ال)?(?:مليون|مليار|الف)\b)"
    r"|[وف]?[بلك]?(?:(?:ال)?(?P<two>ثلثا|ثلثي|ثلثين|ثلثان|ربعي|خمسي(?=\sال)|خمسا(?=\sال))(?:هم|ها|هن|ه)?(?![ء-ي])"
    rf"|(?P<part>{'|'.join(_ARABIC_PARTS)})(?:(?:هم|ها|هن|ه)(?![ء-ي])(?<!خمسه)(?<!عشره)"
    rf"|(?=\s(?!{_NO_WHOLE})(?:ال|سكان|عدد|هذ|هولاء|تلك|اعضاء|مساحه|انتاج))))"
    r"|(?<=الي\s)ال(?P<to>نصف|ثلث|ربع)(?![ء-ي])(?!\sال)|(?<=من\s)ال(?P<of>نصف|ثلث|ربع)(?![ء-ي])(?!\sال)|(?<=نسبه\s)ال(?P<by>نصف|ثلث|ربع)(?![ء-ي]))"
)
# 2/3 of, 2/3 الأعضاء; not 2/3/2020 nor the days 2/3.
_SLASHED = re.compile(
    r"(?<![\d/.,-])(?P<over>[1-9])/(?P<under>[2-9]|10)(?![\d/])(?=\s(?:of\b|من\s|ال))"
)
_FIFTH = re.compile(r"(?<![ء-ي])[وف]?[بل]?(?P<part>(?:ال)?خمس(?P<two>ين|ان|ي)?)(?![ء-ي])")
_IN = re.compile(r"\s(?:(?:in|out of)\s(?:every\s)?|من\s(?:بين\s)?كل\s)")
_WHOLES = (*range(2, 11), 20, 50, 100, 1000)  # three in 2018 is no share


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole at `text[start:end]` of a folded text."""

    start: int
    end: int
    parts: int
    whole: int

    def fact(self, folded: Plain) -> Fact:
        """Return the share as a percentage, which may be rounded in several ways.

        A share in words is never exact, so that it is about the percentage if nothing else limits
        it.
        """
        percent = Decimal(100 * self.parts) / self.whole
        written = {
            key(percent.quantize(Decimal(places), rounding)) + "%"
            for places in ("1", "0.1", "0.01")
            for rounding in (ROUND_HALF_UP, ROUND_DOWN)
        }
        whole = key(percent.quantize(Decimal(1), ROUND_HALF_UP)) + "%"
        exact = key(percent.quantize(Decimal("0.1"))) + "%" if 1000 % self.whole == 0 else whole
        span = folded.span(self.start, self.end)
        bound = bound_of(folded, self.start, self.end, year=False) or Bound("about", *span)
        return Fact("percent", *span, exact, frozenset({exact, *written}), bound=bound)


def may_have_shares(folded: Plain) -> bool:
    """Tell quickly whether a folded text may have a share that is written as a fraction."""
    return _TRIGGER.search(folded.text) is not None or "خُمس" in folded.source


def shares(folded: Plain) -> list[Share]:
    """Return the shares of a folded text that are written in words or with a slash."""
    if not may_have_shares(folded):
        return []
    text = folded.text
    found = list[Share]()
    if "خُمس" in folded.source:
        found += _vocalised(folded)
    if any(part in text for part in _PARTS):
        found += [_english(match) for match in _ENGLISH.finditer(text)]
    if any(part in text for part in _ARABIC_STEMS):
        found += [_arabic(match) for match in _ARABIC.finditer(text) if not _is_teen(text, match)]
    if "/" in text:
        found += _slashed(text)
    found = [share for share in found if share.parts < share.whole]
    return sorted(found, key=lambda share: share.start)


def with_ratios(folded: Plain, found: Sequence[Fact], numbers: Sequence[Number]) -> list[Fact]:
    """Return numbers as facts with the shares that two of them tell: three in ten, 3 من كل 10.

    The two numbers are not strict, because the share may be told as a percentage.
    """
    told = [ratio.fact(folded) for ratio in _ratios(folded.text, numbers)]
    if not told:
        return list(found)
    return [
        *told,
        *(
            replace(fact, strict=False)
            if any(one.start <= fact.start < one.end for one in told)
            else fact
            for fact in found
        ),
    ]


def _ratios(text: str, numbers: Sequence[Number]) -> Iterator[Share]:
    """Yield the shares of a folded text that two neighbouring numbers tell."""
    for number, whole in pairwise(numbers):
        if number.percent or whole.percent or not 0 < number.value < whole.value:
            continue
        if whole.value not in _WHOLES or number.value != int(number.value):
            continue
        if _IN.fullmatch(text, number.end, whole.start):
            yield Share(number.start, whole.end, int(number.value), int(whole.value))


def _english(match: re.Match[str]) -> Share:
    """Return the share of an English match."""
    part = match["part"] or match["single"] or match["half"] or match["cut"]
    span = match.span("cut") if match["cut"] else match.span()
    return Share(*span, _TIMES.get(match["times"] or "a", 1), _PARTS[part])


def _arabic(match: re.Match[str]) -> Share:
    """Return the share of an Arabic match."""
    if match["several"]:
        return Share(*match.span(), _COUNTS[match["count"]], _PLURALS[match["several"]])
    if match["two"]:
        return Share(*match.span("two"), 2, _ARABIC_PARTS[match["two"][:3]])
    name = next(name for name in ("part", "to", "by", "of") if match[name])
    return Share(*match.span(name), 1, _ARABIC_PARTS[match[name]])


def _is_teen(text: str, match: re.Match[str]) -> bool:
    """Tell whether a tenth is the ten of a number: ثلاثة عشر."""
    before = text[max(match.start() - 12, 0) : match.start()].rsplit(None, 1)[-1:]
    return match["part"] == "عشر" and any(word in number_words() for word in before)


def _vocalised(folded: Plain) -> Iterator[Share]:
    """Yield the fifths that only their vowel tells from five and fifty: الخُمس, الخُمسين."""
    for match in _FIFTH.finditer(folded.text):
        start, end = folded.span(*match.span("part"))
        if "خُمس" in folded.source[start:end]:
            yield Share(*match.span("part"), 2 if match["two"] else 1, 5)


def _slashed(text: str) -> Iterator[Share]:
    """Yield the shares with a slash."""
    for match in _SLASHED.finditer(text):
        over, under = int(match["over"]), int(match["under"])
        if over < under:
            yield Share(*match.span(), over, under)
