"""Finds the runs of a text that must be isolated to be displayed in their order.

A run is a word, name, amount or address that is written against the direction of the line that it
stands in. What the Unicode bidirectional algorithm (UAX #9) orders rightly by itself is no run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

Span = tuple[int, int]

ARABIC = (
    "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
    "\ufb50-\ufdff\ufe70-\ufefc"
)
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640"
_TATWEEL = "\u0640"

# Scripts that are written from right to left, with their digits, signs and marks.
_RIGHT_TO_LEFT = (
    "\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_CURRENCY = "$£€¥¢₩₪₫₴₹₺₽₿"
_SIGNS = "+-−±"
_QUOTES = '«»‹›“”„‟"<>'
_INSIDE = rf"[^\s{_RIGHT_TO_LEFT}{_QUOTES}\[\]{{}}()]"

# +962 6 123 4567, 06 123 4567, (800) 955-2292, 1 000 000.
_SPACED_NUMBER = r"""
    (?: (?<![\w.,+]) | (?<=\u0640) | (?<=\bو) ) (?:
        (?: \+ \d{1,4} | 00\d{1,4} ) (?: [ \u00a0.-]? \(\d{1,4}\) )? (?: [ \u00a0.-] \d{1,5} ){1,6}
      | 0\d{1,4} (?: [ \u00a0-] \d{2,5} ){2,5}
      | \(\d{2,5}\) [ \u00a0]? \d{3,4} [ \u00a0.-] \d{2,4}
      | \d{1,3} (?: (?: [\u00a0\u202f] \d{3} )+ | (?: [ ] \d{3} ){2,} | [ ] 000 )
    ) (?![\w]|[.,]\d)
"""
# Any stretch without white space, quotation marks and brackets; f(x) and NASA(JPL) are whole.
_STRETCH = re.compile(
    rf"(?P<spaced>{_SPACED_NUMBER})"
    rf" | (?P<address> (?<![^\W{_RIGHT_TO_LEFT}_]) (?:(?:https?|ftp)://|www\.) [^\s{_QUOTES}]+ )"
    rf" | (?: {_INSIDE} | (?<=[\w]) \( {_INSIDE}* \) )+",
    re.VERBOSE | re.IGNORECASE,
)
# What stands behind an address and is no part of it.
_AFTER_ADDRESS = ".,;:!?'’…)]}\u060c\u061b\u061f"
_PLAIN = re.compile(r"[0-9]+(?:[.,:][0-9]+)?")
_PERCENT_FIRST = re.compile(r"%[\d.,]+(?:[-–/]%[\d.,]+)+")  # %5-%10, as Arabic papers write it
# What ends a run behind its last letter or digit: C++, C#, 5%, 5 €, 36.6 °C, 6′, Intel®.
_ENDING = re.compile(
    rf"(?: \s?°\s?[CFK](?!\w) | (?<=\d)\s?[%‰](?!\d) | (?<=\d)\s[{_CURRENCY}](?!\s?\d)"
    rf" | [°‰%+′″®™℃℉{_CURRENCY}] | (?<=[^\W\d_])\# )*",
    re.VERBOSE,
)
_INITIALS = re.compile(r"(?:(?:[^\W\d_]|Ph)\.)+[^\W\d_]")  # U.S before its last full stop
_INITIAL = re.compile(r"[A-Z]\. [A-Z]")
_SHORTENED = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Gov|Rev|Jr|Sr|Inc|Ltd|Co|Corp|Bros|No|Nos|vs|etc|al|cf|approx)"
)
_RATING = re.compile(r"[A-D]{1,3}")  # AA-, the rating of a debtor
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
# km, kWh, km², million, GMT, pm, USD, July: what belongs to the number before it.
_UNIT = re.compile(
    rf"""(?: [kMGTμµmcdn]?(?:m|g|t|W|Wh|Hz|B|b|V|A|L|l|J|Pa|s)[²³]? (?:/(?:m|km|h|s|L|l|kg)[²³]?)?
       | mph | h | ft | mi | in | lbs? | oz | ha | min | dB | ppm | ppb | mAh | kcal | bn | mn | tn
       | million | billion | trillion | percent | BCE? | AD | GMT | UTC | [ap]\.?m
       | USD | EUR | GBP | JPY | CNY | SAR | AED | EGP | JOD | KWD | QAR | TRY | ILS | CHF
       | {_MONTH} ) (?![^\W_])""",
    re.VERBOSE,
)
_MONTH_AND_DAY = re.compile(rf"{_MONTH} \d{{1,2}}")
_SIGN_GAP = r"\s[=+×÷*/|<>≤≥≈−]\s"
_RANGE_GAP = re.compile(rf"\s?[-–—]\s?|{_SIGN_GAP}")
_WORD_GAP = re.compile(rf"[,;:!]?\s|\s['’]|['’]\s|\s[&\-–—]\s|{_SIGN_GAP}")
_NUMBER_GAP = re.compile(rf"\s|{_SIGN_GAP}")
_SENTENCE_GAP = re.compile(r"[.!?]\s")
_OPENING_GAP, _CLOSING_GAP = re.compile(r"\s?[(“\"]"), re.compile(r"[)”\"][,;:.]?\s")

_DIGITS = "0-9\u0660-\u0669"
# قمة, كوفيد-19, إف-16, الأمم/المتحدة
_ARABIC_WORD = (
    rf"[{ARABIC}][{ARABIC}{_MARKS}{_DIGITS}]*"
    rf"(?:[-\u2010\u2011–/](?:[{_DIGITS}]+[.,])?[{ARABIC}{_DIGITS}][{ARABIC}{_MARKS}{_DIGITS}]*)*"
)
# Arabic words with spaces, commas and numbers between, and a year behind: مجلس الأمن، قمة 2024
_ARABIC_RUN = re.compile(
    rf"{_ARABIC_WORD}"
    rf"(?:[ \u060c]{{1,2}}(?:[{_DIGITS}]+(?:[.,:/][{_DIGITS}]+)*[%\u066a]? )?{_ARABIC_WORD})*"
    rf"(?: (?:(?:19|20)[0-9]{{2}}|[\u0661\u0662][\u0660-\u0669]{{3}})(?![\w%.,:/\-–]*\d|%))?"
)


class _CharacterRun(NamedTuple):
    """A stretch to be isolated. `worded` says that it contains a letter, `counted` that it ends
    with a number."""

    start: int
    end: int
    worded: bool
    counted: bool


def right_to_left_runs(text: str) -> list[Span]:
    """Return the spans of the Arabic runs of a left-to-right text."""
    return [match.span() for match in _ARABIC_RUN.finditer(text)]


def left_to_right_runs(text: str) -> list[Span]:
    """Return the spans of the runs of a right-to-left text that are written from left to right.

    These are words of Latin and like scripts, and numbers with a sign, unit or currency.
    """
    merged: list[_CharacterRun] = []
    for run in _terms(text):
        if merged and _belong_together(text, merged[-1], run):
            merged[-1] = _joined(merged[-1], run)
        else:
            merged.append(run)
        if len(merged) > 2 and _encloses(text, *merged[-3:]):
            merged[-3:] = [_joined(merged[-3], merged[-1])]
    return [
        _with_marks_around(text, run.start, run.end)
        for run in merged
        if not _PLAIN.fullmatch(text, run.start, run.end)
    ]


def _joined(left: _CharacterRun, right: _CharacterRun) -> _CharacterRun:
    return _CharacterRun(left.start, right.end, left.worded or right.worded, right.counted)


def _terms(text: str) -> Iterator[_CharacterRun]:
    """Yield the words and numbers of the text that are written from left to right."""
    done = 0
    for match in _STRETCH.finditer(text):
        start, end = max(done, match.start()), match.end()
        if match["address"]:
            end = start + len(text[start:end].rstrip(_AFTER_ADDRESS))
        elif not match["spaced"]:
            while start < end and not _is_core(text[start]):
                start += 1
            while end > start and not _is_core(text[end - 1]):
                end -= 1
        if start < end and not _PERCENT_FIRST.match(text, match.start()):
            letters = any(text[at].isalpha() for at in range(start, end))
            first = _start(text, max(done, match.start()), start)
            if text[first].isdigit() and first - 2 >= done:
                first -= 2 * _has_spaced_currency(text, first)
            done = end if match["address"] else _end(text, start, end)
            yield _CharacterRun(first, done, letters, not letters)


def _is_core(c: str) -> bool:
    """Return whether a character can begin or end a word or number: a letter, a digit or a mark."""
    return c.isalnum() or c in "⁺⁻₊₋" or unicodedata.category(c)[0] == "M"


def _start(text: str, low: int, start: int) -> int:
    """Return where the run begins whose first letter or digit is at `start`: -5, #COP28, .NET."""
    while start > low and _may_begin(text, start - 1):
        start -= 1
    return start


def _has_spaced_currency(text: str, start: int) -> bool:
    """Return whether a currency sign and a space stand before the number at `start`: $ 5."""
    return text[start - 1] in " \u00a0" and text[start - 2] in _CURRENCY


def _may_begin(text: str, at: int) -> bool:
    """Return whether the sign at `at` belongs to what stands behind it."""
    sign, after = text[at], text[at + 1]
    if sign in "#@№§":
        return True
    if sign in _CURRENCY:
        return after.isdigit() or after in _SIGNS
    if sign == "°":
        return after in "CFK"
    if sign in "~≈≤≥":
        return after.isdigit() or after in _CURRENCY + _SIGNS
    if sign in _SIGNS:
        return (after.isdigit() or after in _CURRENCY + ".") and _stands_free(text, at)
    return sign in "./" and after.isalnum() and _stands_free(text, at)


def _stands_free(text: str, at: int) -> bool:
    """Return whether the sign at `at` is joined to nothing before it but a particle.

    The hyphen of كوفيد-19 is no minus; those of -5, و-5 and بـ-5 are.
    """
    before = text[at - 1] if at else " "
    if before == "و":
        return at < 2 or not (text[at - 2].isalnum() or _is_core(text[at - 2]))
    return before == _TATWEEL or not (_is_core(before) or before in "./,")


def _end(text: str, start: int, end: int) -> int:
    """Return where the run ends whose last letter or digit is before `end`."""
    if text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    if text[end : end + 1] == ".":
        return end + _is_shortened(text, start, end)
    if text[end : end + 1] in {"-", "−"} and _RATING.fullmatch(text, start, end):
        return end + (not text[end + 1 : end + 2].isalnum())
    ending = _ENDING.match(text, end)
    return ending.end() if ending else end


def _is_shortened(text: str, start: int, end: int) -> bool:
    """Return whether the full stop at `end` belongs to a shortened word: U.S., Inc."""
    word = max(text.rfind(gap, start, end) for gap in " -/") + 1 or start
    if _INITIALS.fullmatch(text, word, end) or _INITIAL.fullmatch(text, word, end + 3):
        return True
    return bool(_SHORTENED.fullmatch(text, word, end)) and text[end + 1 : end + 2] == " "


def _belong_together(text: str, left: _CharacterRun, right: _CharacterRun) -> bool:
    """Return whether two neighbouring runs are isolated as one, given what is between them."""
    gap = text[left.end : right.start]
    match left.worded, right.worded:
        case True, True:
            return bool(_WORD_GAP.fullmatch(gap)) or _goes_on(text, left, gap)
        case True, False:
            return _takes_number(text, left, gap)
        case False, True:
            unit = gap in {" ", "\u00a0", "\u202f"} and _UNIT.match(text, right.start)
            return bool(unit) or bool(re.fullmatch(_SIGN_GAP, gap))
    return bool(_RANGE_GAP.fullmatch(gap))


def _goes_on(text: str, left: _CharacterRun, gap: str) -> bool:
    """Return whether a run of sentences in Latin letters goes on behind the end of one."""
    return bool(_SENTENCE_GAP.fullmatch(gap)) and text.count(" ", left.start, left.end) >= 2


def _takes_number(text: str, left: _CharacterRun, gap: str) -> bool:
    """Return whether the number behind a run belongs to it: COP 28, July 28, 2024, x = 5."""
    if gap == ", ":
        day = max(text.rfind(" ", left.start, left.end), left.start)
        month = text.rfind(" ", left.start, day) + 1 or left.start
        return bool(_MONTH_AND_DAY.fullmatch(text, month, left.end))
    if left.counted:
        return bool(_RANGE_GAP.fullmatch(gap))
    return bool(_NUMBER_GAP.fullmatch(gap))


def _encloses(text: str, left: _CharacterRun, middle: _CharacterRun, right: _CharacterRun) -> bool:
    """Return whether brackets in the midst of Latin words hold `middle`: Health (WHO) Europe."""
    return (
        left.worded
        and right.worded
        and bool(_OPENING_GAP.fullmatch(text, left.end, middle.start))
        and bool(_CLOSING_GAP.fullmatch(text, middle.end, right.start))
    )


def _with_marks_around(text: str, start: int, end: int) -> Span:
    """Return a span with the percent sign behind it, or the quotation marks around it.

    “ and ” are not mirrored in right-to-left text, as « and » are.
    """
    if text[end : end + 1] == "\u066a":
        return start, end + 1
    if text[start - 1 : start] == "“" and text[end : end + 1] == "”":
        return start - 1, end + 1
    return start, end
