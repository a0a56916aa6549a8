"""Adds halves, quarters and thirds to the numbers that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from rag.text.analysis.numbers import Number

_PARTS = {
    "half": Decimal("0.5"),
    "quarter": Decimal("0.25"),
    "third": Decimal("0.33"),
    "نصف": Decimal("0.5"),
    "ربع": Decimal("0.25"),
    "ثلث": Decimal("0.33"),
}
_SEVERAL = {
    "two thirds": Decimal("0.67"),
    "three quarters": Decimal("0.75"),
    "ثلثا": Decimal("0.67"),
    "ثلثي": Decimal("0.67"),
    "ثلاثه ارباع": Decimal("0.75"),
}
_VALUES = {**_PARTS, **_SEVERAL, **{"ال" + part: _PARTS[part] for part in ("نصف", "ربع", "ثلث")}}
_AND = r"(?P<and>\sand\s(?:an?\s|one\s)?|\sو\s?)"
_PART_BEFORE = re.compile(rf"(?:{_AND}|\b)(?P<part>{'|'.join(_VALUES)})(?:\sof)?(?:\sa)?(?:\s|-)\Z")
_PART_AFTER = re.compile(rf"{_AND}(?P<part>{'|'.join(_PARTS)})\b(?!\s(?:of|من|ال))")
_LESS_PART_AFTER = re.compile(r"\sالا\s(?P<part>نصف|ربع|ثلث)ا?\b")
_SCALES = tuple(Decimal(10) ** zeros for zeros in (12, 9, 6, 3))
# 7.30 p.m., 19.30 بتوقيت, 7.30 صباحا.
_DOTTED_TIME = re.compile(
    r"(\d{1,2})\.(\d\d)(?=\s?(?:[ap]\.?m\b|مساء|صباحا|فجرا|ظهرا|بتوقيت|gmt\b))"
)

# What is counted in halves. The first letters are enough to recognise the unit when it is repeated:
# ثلاث سنوات ونصف السنة.
_SINGULARS = """
ساعه سنه عام عاما شهر شهرا اسبوع اسبوعا يوم يوما دقيقه قرن قرنا عقد عقدا مره ضعف ضعفا كيلومتر
كيلومترا متر مترا ميل ميلا طن طنا كيلوغرام كيلوغراما كيلوجرام كيلوجراما لتر لترا درجه نقطه دولار
دولارا دينار دينارا درهم درهما ريال ريالا جنيه جنيها يورو ليره برميل برميلا قدم قدما هكتار هكتارا
فدان فدانا
"""
_DUALS = """
ساعتين ساعتان سنتين سنتان عامين عامان شهرين شهران اسبوعين اسبوعان يومين يومان دقيقتين دقيقتان
قرنين قرنان عقدين عقدان مرتين مرتان ضعفين ضعفان كيلومترين كيلومتران مترين متران ميلين ميلان طنين
طنان لترين درجتين درجتان نقطتين نقطتان دولارين ديناران دينارين درهمين ريالين جنيهين ليرتين برميلين
قدمين هكتارين فدانين
"""
_PLURALS = """
ساعات سنوات سنين اعوام شهور اشهر اسابيع ايام دقايق قرون عقود مرات اضعاف كيلومترات امتار اميال
اطنان كيلوغرامات كيلوجرامات لترات درجات نقاط نقط دولارات دنانير دراهم ريالات جنيهات ليرات براميل
اقدام هكتارات افدنه
"""
_ENGLISH_UNITS = (
    r"(?:hour|year|month|week|day|minute|century|decade|mile|kilomet(?:er|re)|met(?:er|re)|ton|tonne"
    r"|inch|acre|point|percentage point|dollar|pound|gallon|lit(?:er|re))"
)
_UNITS = {
    **dict.fromkeys(_SINGULARS.split(), 1),
    **dict.fromkeys(_DUALS.split(), 2),
    **dict.fromkeys(_PLURALS.split(), 0),
}
# "… ونصف" and what ends it: the unit once more, or no noun with the article.
_ARABIC_PART = re.compile(
    r"\s(?P<sign>و\s?|الا\s)(?P<part>نصف|ربع|ثلث)ا?(?![ء-ي])"
    r"(?!\s(?:مليون|مليار|الف|بليون|تريليون))(?P<again>\sال[ء-ي]+)?"
)
# The unit before it: "ساعه", "سنوات", "كيلومترات مربعه".
_ARABIC_UNIT = re.compile(
    r"(?<![ء-ي])(?P<clitic>[وف]?(?:[بلك]?ال|لل|[بلك])?)"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
    r"(?:\s(?:مربعه?|مربعا|مكعبه?|ميلاديه))?\Z"
)
_ENGLISH_PART = re.compile(
    rf"(?P<one>\b(?:an?|one)\s|\s)(?:square\s)?(?P<unit>{_ENGLISH_UNITS})s?"
    r"\sand\s(?:an?|one)\s(?P<part>half|quarter|third)\b"
)


def compounds(text: str, numbers: Iterable[Number]) -> list[Number]:
    """Return the numbers of a folded text with the halves, quarters and thirds added to them.

    Units with a half are numbers too: ساعة ونصف is 1.5. The hour and the minutes of a time with a
    dot are two numbers.
    """
    found = list(_with_parts(text, _with_scale_parts(text, numbers)))
    wider = [*_arabic_units(text, found), *_english_units(text, found)]
    if not wider:
        return found
    kept = [one for one in found if not any(w.start <= one.start < w.end for w in wider)]
    return sorted((*kept, *wider), key=lambda number: number.start)


def _with_parts(text: str, numbers: Iterable[Number]) -> Iterator[Number]:
    """Yield the numbers with the parts right behind them: ثلاثة ونصف, three and a half."""
    for number in numbers:
        after = _PART_AFTER.match(text, number.end)
        less = None if number.ordinal else _LESS_PART_AFTER.match(text, number.end)
        time = _DOTTED_TIME.match(text, number.start)
        if time:
            for group in (1, 2):
                yield Number(*time.span(group), Decimal(time[group]))
        elif after or less:
            match, sign = (after, 1) if after else (less, -1)
            assert match is not None
            value = number.value + sign * _PARTS[match["part"]] * unit(number)
            yield replace(number, end=match.end(), value=value, vague=False)
        else:
            yield number


def _with_scale_parts(text: str, numbers: Iterable[Number]) -> Iterator[Number]:
    """Join a part, and a number before it, to its scale word: half a million."""
    last: Number | None = None
    for number in numbers:
        joined, used = _joined(text, last, number)
        if last is not None and not used:
            yield last
        last = joined
    if last is not None:
        yield last


def _joined(text: str, last: Number | None, number: Number) -> tuple[Number, bool]:
    """Return `number` with the part before it, and whether `last` became part of it."""
    scale = number.value
    if scale not in _SCALES or text[number.start].isdigit():
        return number, False
    part = _PART_BEFORE.search(text, max(number.start - 30, 0), number.start)
    if part is None:
        return number, False
    share = _VALUES[part["part"]]
    if part["and"] and last is not None and last.end == part.start():
        value = last.value + share * scale if last.scaled else (last.value + share) * scale
        return replace(number, start=last.start, value=value, vague=False), True
    start = part.start("part")
    inside = last is not None and last.start >= start
    return replace(number, start=start, value=share * scale, vague=False), inside


def unit(number: Number) -> Decimal:
    """Return the value of a number's scale word: a million for three million, one for three."""
    fitting = (scale for scale in _SCALES if number.value >= scale)
    return next(fitting, Decimal(1)) if number.scaled else Decimal(1)


def _arabic_units(text: str, numbers: Sequence[Number]) -> Iterator[Number]:
    """Yield what is counted with a part behind its unit: ثلاث سنوات ونصف السنة."""
    if "نصف" not in text and "ربع" not in text and "ثلث" not in text:
        return
    ends = {number.end: number for number in numbers}
    for match in _ARABIC_PART.finditer(text):
        before = _ARABIC_UNIT.search(text, max(match.start() - 30, 0), match.start())
        if before is None:
            continue
        end = match.end("part")
        if match["again"]:
            if match["again"][3:5] != before["unit"][:2]:
                continue
            end = match.end()
        share = _PARTS[match["part"]] * (1 if match["sign"][0] == "و" else -1)
        span = before.start("unit"), end
        found = _counted(ends.get(before.start() - 1), _UNITS[before["unit"]], share, span)
        if found is not None:
            yield found


def _english_units(text: str, numbers: Sequence[Number]) -> Iterator[Number]:
    """Yield what is counted with a part behind its unit: an hour and a half."""
    if " and a" not in text and " and one" not in text:
        return
    ends = {number.end: number for number in numbers}
    for match in _ENGLISH_PART.finditer(text):
        units = 1 if match["one"].strip() else 0
        number = None if units else ends.get(match.start())
        found = _counted(number, units, _PARTS[match["part"]], match.span())
        if found is not None:
            yield found


def _counted(
    number: Number | None, units: int, share: Decimal, span: tuple[int, int]
) -> Number | None:
    """Return a number, or so many units at `span`, with a share of one more.

    Returns None where nothing is counted.
    """
    if number is not None and not (number.percent or number.ordinal):
        value = number.value + share * unit(number)
        return replace(number, end=span[1], value=value, vague=False)
    return Number(*span, units + share) if units else None
