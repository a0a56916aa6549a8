"""Infers the title and the date that a source does not state from its text and file name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import islice

from rag.text.analysis.sentence_splitter import split_sentences

# January to December: in English, in Egypt and the Gulf, the Levant and Iraq, the Maghreb.
_MONTHS = """
january jan يناير كانون_الثاني جانفي
february feb فبراير شباط فيفري
march mar مارس آذار اذار
april apr أبريل إبريل ابريل نيسان أفريل
may مايو أيار ايار ماي
june jun يونيو حزيران جوان
july jul يوليو تموز جويلية يوليوز
august aug أغسطس اغسطس آب اب أوت غشت
september sept sep سبتمبر أيلول ايلول شتنبر
october oct أكتوبر اكتوبر تشرين_الأول تشرين_الاول
november nov نوفمبر تشرين_الثاني نونبر
december dec ديسمبر كانون_الأول كانون_الاول دجنبر
"""
_MONTH_NUMBERS = {
    name.replace("_", " "): number
    for number, names in enumerate(_MONTHS.split("\n")[1:-1], start=1)
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True)) + ")"
# For example: 2024-07-28, 28 July 2024, 28th July, 2024, July 28, 2024, ٢٨ تموز/يوليو ٢٠٢٤
_DATE = (
    r"(?:(?P<y1>\d{4})[-/](?P<m1>\d\d)[-/](?P<d1>\d\d)"
    rf"|(?P<d2>\d\d?)(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH})\.?(?:\s*[/(]?\s*(?P<m2b>{_MONTH})\)?)?[,،]?\s+(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.?\s+(?P<d3>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}}))(?!\d)"
)
# What may stand before a date: "Published on:", "تاريخ النشر:".
_LABEL = (
    r"(?:date|published|published on|posted|posted on|تاريخ النشر|تاريخ|التاريخ|نشر في|نُشر في"
    r"|نشر بتاريخ|بتاريخ)\s*:?"
)
# For example: "Monday,", "يوم الجمعة،"
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:يوم )?(?:الإثنين|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد))[,،]?"
)
_PLACE = r"[^\d.!?؟:]{2,40}?(?:[,،:|]|\s[-–—])"
_TIME = r"[,،|T]?\s*(?:[-–—]\s*)?\d\d?:\d\d.{0,15}"
_AGENCY = r"\([^()\d]{2,30}\)"
# For example: "GENEVA, 28 July 2024 - ", "Published: 2024-07-28 10:30", "القاهرة، 28 يوليو 2024"
_DATELINE = re.compile(
    rf"(?:{_LABEL}\s*)?(?:{_PLACE}\s*)?(?:{_WEEKDAY}\s*)?{_DATE}\s*"
    rf"(?:(?:{_TIME})?$|(?:{_AGENCY}\s*)?[-–—:]\s)",
    re.IGNORECASE,
)
_LINES = 5
_LONGEST_LINE = 100  # what a dateline may need of a line

_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_./]?)(\d\d)\2(\d\d)(?!\d)", re.ASCII)
_YEARS = range(1900, 2101)


def dateline(text: str) -> date | None:
    """Return the day in a dateline among the first lines of a text, or None.

    A dateline is a line that is a date (with a label, place, weekday or time), or one that begins
    with place, date and a dash. Two different days give None.
    """
    days = {found for line in _first_lines(text) if (found := _in_line(line)) is not None}
    return days.pop() if len(days) == 1 else None


def is_dateline(line: str) -> bool:
    """Tell whether a line says nothing but when (and where) the article was published."""
    match = _DATELINE.match(line.strip()[:_LONGEST_LINE])
    return match is not None and match.end() >= len(line.strip())


def date_in_name(name: str) -> date | None:
    """Return the only date (2024-07-28, 2024_07_28 or 20240728) in a file name or path, or None."""
    days = {
        found
        for year, _, month, number in _IN_NAME.findall(name)
        if (found := _date(year, month, number)) is not None
    }
    return days.pop() if len(days) == 1 else None


def _first_lines(text: str) -> Iterator[str]:
    """Yield the first lines that are not blank, cut to the length that a dateline needs."""
    lines = (line.strip() for line in text[: _LINES * 2000].splitlines())
    for _, line in zip(range(_LINES), filter(None, lines), strict=False):
        yield line[:_LONGEST_LINE]


def _in_line(line: str) -> date | None:
    """Return the day of a line that is a dateline or begins with one, or None."""
    match = _DATELINE.match(line)
    if match is None:
        return None
    part = match.groupdict()
    second = part["m2b"]
    if second and _month(second) != _month(part["m2"]):
        return None
    year = part["y1"] or part["y2"] or part["y3"]
    month = part["m1"] or str(_month(part["m2"] or part["m3"]))
    return _date(year, month, part["d1"] or part["d2"] or part["d3"])


def _month(name: str) -> int:
    return _MONTH_NUMBERS[" ".join(name.lower().split())]


def _date(year: str, month: str, number: str) -> date | None:
    """Return the date, or None if there is no such day or its year is no year of news."""
    if int(year) not in _YEARS:
        return None
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


_TITLE = 90  # characters after which a title taken from a sentence is cut
_HEADLINE = 120  # the longest line that is taken for a headline
_BEGINNING = 20_000  # characters in which a title is looked for,
_TITLE_LINES = 20  # and lines
_LEAD = 1000  # characters in which the first sentence is looked for

# For example: رويترز, أ ف ب, فرانس برس, AFP, Reuters, Getty Images
_TITLE_AGENCY = (
    r"(?:أ\.?\s?ف\.?\s?ب\.?|ا\s?ف\s?ب|(?:وكالة )?فرانس برس|رويترز|أسوشي{1,2}تد برس|أ[.\s]\s?ب\.?"
    r"|د\.?\s?ب\.?\s?أ\.?|إ\.?\s?ب\.?\s?أ\.?|غيتي(?: إيمدجز)?|جيتي|الأناضول|شينخوا"
    r"|AFP|Agence France-Presse|Reuters|REUTERS|AP|Associated Press|EPA|Getty(?: Images)?|Anadolu"
    r"|Xinhua|dpa|DPA|Bloomberg)"
)
# The agency, and perhaps the photographer or the archive, after a stop or a sign that sets it off.
# The end of a caption: "… in Geneva. Reuters", "… في جنيف (أ ف ب)", "… photo: AP via Getty".
_CREDIT = re.compile(
    rf"(?:[.!?؟…»”\"|/:©–—-]\s*|[(\[]\s*)(?:(?:photo|صورة|الصورة|via|عبر|من)\s*:?\s*)?{_TITLE_AGENCY}"
    rf"(?:\s+(?:photo|images|pictures))?(?:\s*(?:/|via|عبر)\s*[^.!?؟]{{2,40}})?\s*[)\]]?\.?$",
    re.IGNORECASE,
)
# For example: "GENEVA (Reuters) - ", "القاهرة (رويترز) - "
_TITLE_DATELINE = re.compile(
    rf"[^.!?؟()]{{2,50}}?\(\s*{_TITLE_AGENCY}\s*\)\s*[-–—:]\s*", re.IGNORECASE
)
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LEADING = re.compile(r"\s*(?:#{1,6}\s+)?")
_STOPPED = re.compile(r"[.!?؟…:؛;,،][\"'»”’)\]\s\u200e\u200f]*$")
_LETTER = re.compile(r"[^\W\d_]")
_TRAILING = " \t،,;؛:.-–—(«“\"'\u200e\u200f"


def infer_title(text: str) -> str:
    """Return a title to show for a text that states none; "" for a text without letters.

    It is the first line if that reads like a headline, otherwise the first sentence, cut after a
    word to about 90 characters. Photo captions and datelines are skipped, unless nothing else is
    left.
    """
    lines = list(islice(_lines(text), _TITLE_LINES))
    if not lines:
        return ""
    at = next((at for at, (_, line) in enumerate(lines) if not _is_beside(line)), 0)
    start, line = lines[at]
    sentence = _first_sentence(text[start : start + _LEAD])
    is_alone = at + 1 == len(lines)
    if is_alone or len(line) > _HEADLINE or _STOPPED.search(line) or len(sentence) > len(line):
        return _shortened(_TITLE_DATELINE.sub("", sentence, count=1) or sentence)
    return line


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with letters at the beginning of a text, each with its first word's offset.

    Heading marks of Markdown are left out.
    """
    for match in _LINE.finditer(text, 0, _BEGINNING):
        if _LETTER.search(match[0]):
            leading = _LEADING.match(match[0])
            skipped = leading.end() if leading else 0
            yield match.start() + skipped, _one_line(match[0][skipped:])


def _first_sentence(text: str) -> str:
    """Return the first sentence on one line; it is longer than a line of hard-wrapped text."""
    start, end = split_sentences(text)[0]
    return _one_line(text[start:end])


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _is_beside(line: str) -> bool:
    """Tell whether a line is not of the article's running text: a photo caption or a dateline."""
    return _CREDIT.search(line[-200:]) is not None or is_dateline(line)


def _shortened(sentence: str) -> str:
    """Cut a sentence to about 90 characters, after a whole word where there is one."""
    if len(sentence) <= _TITLE:
        return sentence
    cut = sentence.rfind(" ", 1, _TITLE)
    if cut < 0:
        cut = _TITLE
        while cut > 1 and unicodedata.combining(sentence[cut]):
            cut -= 1
    return sentence[:cut].rstrip(_TRAILING) + "…"
