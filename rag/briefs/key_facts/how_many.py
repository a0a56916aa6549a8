"""Finds how many: figures with what they count, their sign and their unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rag.briefs.key_facts.known_names import is_day_or_place, is_unknown
from rag.briefs.key_facts.told_sentences import ToldSentence, ToldWord, told_words
from rag.briefs.key_facts.word_lists import bare, is_present_verb, is_verb, word_list
from rag.grounding.analyzed_text import analyze_text
from rag.grounding.sense.arabic_verbs import is_imperfect
from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import is_arabic, stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analyzer import Analyzer
from rag.text.facts import Fact

_LAST_SHARE = 1  # a share in a later point says too little without the sentence
_LEAST = 2  # "one man" and واحد count nothing worth a fact
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_BEFORE_YEARS = frozenset(["في", "منذ", "حتي", "عام", "سنه"])
# What ends right before a number that is part of a word, a score or a telephone number.
_GLUED = re.compile(
    r"[^\W_][-–'’/:+.]\Z|[^\W\d_]\Z|\d\s?[-–:]\s?\Z|\d\)?\s\Z|[#@_+]\Z|\Wال[ـ]?\Z|\(\d*\Z"
)
_GLUED_BEHIND = re.compile(r"\s?[-–:/+]\s?\d|[-–]\w|[^\W\d_%]|\s?\)\s?\d|°|\.\d")
_AND = re.compile(r"(?<!\w)[وبلف]\Z")
_SIGN = re.compile(r"(?:(?<=\s)|(?<=\A)|(?<=\s[وبل]))[-−]\Z")
_DOERS = re.compile("[a-z]{3,}(?:ists|ers|ors|ians)")  # two materials scientists
_LATIN = re.compile("[A-Za-z]")
_CURRENCY_SIGN = re.compile(r"[$€£¥]")
_RATE = re.compile(
    r"\s(?:(?:a|per)\s(?:barrel|day|month|year|tonne|ounce)\b"
    r"|(?:للبرميل|للأوقية|للأونصة|للطن|يوميا|سنويا)(?!\w))"
)
_LIMITS = re.compile(
    r"(?i:(?:more|less|fewer) than|at least|up to|over|nearly|almost)\s\Z"
    r"|(?:[أا]كثر|[أا]قل) من\s\Z|ما لا يقل عن\s\Z"
)
_SHARE = re.compile(r"\d|cent|م[ئا]ئ?[ةه]")
_BOUNDS = ("more", "least", "less", "most", "until", "over")
_DEFINITE_BEFORE = re.compile(
    r"(?<!\w)(?:ال|لل)\w+\s\Z|\b(?i:these|those|the|other|his|her|their)\s\Z"
)
_CLAUSE = re.compile(r"[,;،؛]\s")
_HISTORY = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class ToldCount:
    """A figure as it is printed, with the keys of what it counts, and its value."""

    shown: str
    value: Decimal
    thing: str
    told: ToldSentence


def how_many(told: Sequence[ToldSentence]) -> list[tuple[str, ToldSentence]]:
    """Return the figures in the order of the points; the newest of what newer articles tell."""
    every = [one for sentence in told for one in _counts(sentence)]
    return [(one.shown, one.told) for one in every if not any(_newer(two, one) for two in every)]


def _is_history(told: ToldSentence, start: int, end: int) -> bool:
    """Tell whether the clause about a figure, behind the first point, tells of years long past."""
    published = told.line.article.published_at
    if published is None or told.rank == 0:
        return False
    before = _CLAUSE.split(told.text[:start])[-1]
    behind = _CLAUSE.split(told.text[end:])[0]
    years = [int(year) for year in _HISTORY.findall(normalize(before + behind))]
    return bool(years) and max(years) < published.year - 1


def _newer(two: ToldCount, one: ToldCount) -> bool:
    """Tell whether `two` is of a newer article and another value of the same thing as `one`."""
    days = [count.told.line.article.published_at or date.min for count in (one, two)]
    same = two.thing == one.thing and two.value != one.value
    return same and bool(one.thing) and date.min not in days and days[1] > days[0]


def _counts(told: ToldSentence) -> Iterator[ToldCount]:
    """Yield the figures of a sentence that count something."""
    text = told.text
    stated = analyze_text(text, told.analyzer).facts.facts
    dates = [fact for fact in stated if fact.kind == "date"]
    taken = 0
    for fact in stated:
        if fact.kind not in ("number", "percent") or not fact.strict or fact.start < taken:
            continue
        if any(day.start <= fact.start < day.end for day in dates):
            continue
        found = _count(told, fact)
        if found:
            yield found
            taken = fact.end


def _count(told: ToldSentence, fact: Fact) -> ToldCount | None:
    """Return a number with what it counts; None where it counts nothing for certain."""
    text = told.text
    start, end = _whole(text, fact)
    sign = _SIGN.search(text, 0, start)
    if _is_part(text, start, end, fact, signed=sign is not None) or _is_history(told, start, end):
        return None
    if fact.kind == "percent":
        unit: str | None = ""
        thing = ""
        if told.rank > _LAST_SHARE or not _SHARE.search(text, start, end):
            return None
    else:
        unit = _money(text, start, end)
        thing = "" if unit is not None or (fact.named and not sign) else _noun(told, end)
        if unit is None and not (thing and _is_count(told, fact, start)):
            return None
    shown = f"{sign[0] if sign else ''}{text[start:end]}{unit or ''} {thing}"
    value = Decimal(fact.key.removesuffix("%"))
    return ToldCount(
        " ".join(f"{_bound(text, fact, start)}{shown}".split()), value, _thing(thing), told
    )


def _is_part(text: str, start: int, end: int, fact: Fact, *, signed: bool) -> bool:
    """Tell whether a number is part of a word, a score or a phone number, or has an article."""
    if text[start:end].startswith(("ال", "بال")):
        return True
    if not signed and _GLUED.search(_AND.sub("", text[:start])):
        return True
    return fact.kind != "percent" and _GLUED_BEHIND.match(text, end) is not None


def _whole(text: str, fact: Fact) -> tuple[int, int]:
    """Return the span of a number, with both ends of a range."""
    bound = fact.bound
    if bound and bound.kind == "range" and bound.start <= fact.start and fact.end <= bound.end:
        return bound.start, bound.end
    prefixed = normalize(text[fact.start + 1 : fact.end]).partition(" ")[0] in word_list(
        "number_word"
    )
    return fact.start + int(prefixed), fact.end  # بثلاث محطات


def _bound(text: str, fact: Fact, start: int) -> str:
    """Return "more than " where the sentence limits the number so; "" where it does not."""
    bound = fact.bound
    if bound is None or bound.kind not in _BOUNDS or bound.start >= start:
        return ""
    words = re.sub(r"^[وب](?=[أا](?:كثر|قل))", "", text[bound.start : start])
    return words if _LIMITS.match(words) else ""


def _money(text: str, start: int, end: int) -> str | None:
    """Return the currency behind a number as written; empty behind a sign, None for no money."""
    rest = text[end : end + 40]
    first = next(iter(told_words(rest)), None)
    size = 0
    if first and first.start <= 1 and first.normal in word_list("money"):
        size = first.end
    elif not _CURRENCY_SIGN.search(text, start, end):
        return None
    rate = _RATE.match(rest, size)
    return rest[: rate.end() if rate else size]


def _is_count(told: ToldSentence, fact: Fact, start: int) -> bool:
    """Tell whether a number with a noun behind it counts: no year, no name, no "the three"."""
    value, digits = Decimal(fact.key), told.text[fact.start : fact.end]
    if value < _LEAST or normalize(digits) in word_list("ordinal"):
        return False
    if _is_definite(told, told.text[:start], digits):
        return False
    before = next((word for word in reversed(told.words) if word.end <= start), None)
    near = before is not None and not told.text[before.end : start].strip(" (")
    if digits.isdigit() and _FIRST_YEAR <= value <= _LAST_YEAR:
        in_year = near and before is not None and before.normal in _BEFORE_YEARS
        if not told.arabic or in_year:
            return False
    return before is None or not near or not _is_named(before, first=before is told.words[0])


def _is_named(before: ToldWord, *, first: bool) -> bool:
    """Tell whether the word before a number makes it a name: Flight 370, القناة 12."""
    names = word_list("number_before")
    capital = before.text.isascii() and before.capital and not first
    latin = not before.text.isascii() and _LATIN.search(before.text) is not None  # وNuxt 3
    return capital or latin or before.normal in names or bare(before.normal) in names


def _is_definite(told: ToldSentence, before: str, digits: str) -> bool:
    """Tell whether a definite noun before a number takes it: the three, الدول الخمس."""
    return _DEFINITE_BEFORE.search(before) is not None and not (
        told.arabic and (digits[0].isdigit() or digits[0] in "بل")
    )


def _noun(told: ToldSentence, end: int) -> str:
    """Return the noun right behind a number as it stands; "" where there is none."""
    behind = [word for word in told.words if word.start >= end][:3]
    if not behind or told.text[end : behind[0].start].strip():
        return ""
    size = _arabic_noun(behind, told.analyzer) if told.arabic else _english_noun(behind)
    return told.text[behind[0].start : behind[size - 1].end] if size else ""


def _arabic_noun(behind: Sequence[ToldWord], analyzer: Analyzer) -> int:
    """Return 1 where an Arabic noun that can be counted stands behind a number, or else 0."""
    first = behind[0].normal
    if (
        not is_arabic(first)
        or is_stopword(first)
        or first in word_list("no_count")
        or is_verb(first)
        or is_present_verb(first)
        or first.startswith(("ال", "لل", "وال", "بال"))
        or _is_name_or_phrase(first, analyzer)
        or len(first) < 2
        or (is_imperfect(first) and first[0] in "يت" and first.endswith(("ون", "ت")))
    ):
        return 0
    return 1


def _is_name_or_phrase(first: str, analyzer: Analyzer) -> bool:
    """Tell whether a word is a foreign name, or a preposition with its noun: ماكس, بترقيم."""
    if first in word_list("unit"):
        return False
    if first[0] != "و" and is_unknown(first, analyzer):
        return not first.endswith(("ا", "ات", "ين"))
    if first[0] == "و":
        return first not in word_list("with_waw")
    if first[0] == "ل" and is_imperfect(first[1:]):
        return True
    return first[0] in "بلك" and not analyzer.glossary.holds(first)


def _english_noun(behind: Sequence[ToldWord]) -> int:
    """Return how many words it takes to the first plural, three at most: 54,000 U.S. troops."""
    for size, word in enumerate(behind, start=1):
        plain = word.normal
        if plain in word_list("no_count") or is_stopword(plain) or (size > 1 and not word.joined):
            return 0
        if word.capital and size == 1 and len(behind) > 1 and not _is_adjective(word):
            return 0
        if plain in word_list("people_counted") or (
            plain.endswith("s")
            and not plain.endswith(("ss", "us", "is", "'s"))
            and not word.capital
        ):
            following = behind[size].text if size < len(behind) and behind[size].joined else ""
            return size + int(_DOERS.fullmatch(following) is not None)
    return 0


def _is_adjective(word: ToldWord) -> bool:
    return word.text.startswith(("U.S", "US", "UN", "EU")) or is_day_or_place(word.normal)


def _thing(noun: str) -> str:
    """Return the stems of what is counted; "" where that cannot be compared."""
    if noun in ("money", "%", ""):
        return ""
    return " ".join(stem(normalize(word)) for word in noun.split())
