"""Finds when the event of a story was or will be: days and months, the event's own first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.briefs.key_facts.told_sentences import ToldSentence
from rag.briefs.key_facts.word_lists import is_present_verb
from rag.grounding.analyzed_text import analyze_text
from rag.text.analysis.folding import normalize
from rag.text.analysis.future_verbs import FUTURE_VERB
from rag.text.cldr import month_names
from rag.text.facts import facts
from rag.text.facts.relative_days import ToldDay, date_spans, told_days

MOST_DAYS = 2
"""The day of the event and one more; a third is mostly of something else."""

_LONGEST_BACK, _LONGEST_AHEAD = timedelta(days=90), timedelta(days=3 * 366)
# The year behind a month: " 2024", ", 2024", " of 2024", " عام 2024", "/آب 2024".
_AFTER_MONTH = re.compile(
    r"(?:/\w+)?,?\s(?:of\s|من\s)?(?:عام\s|العام\s|سنة\s)?(?:1[5-9]|20)\d\d(?!\d)"
)
# "since " or "منذ " before a date, "every " before a weekday.
_NO_EVENT = re.compile(
    r"(?:\b(?:since|until|till|before|that|founded in|established in|every|each|born (?:on|in))"
    r"|(?<!\w)و?(?:منذ|حتى|كل|[اأ]ل?[أا]?ول من|تأسس\w* (?:في|عام)|ولد\w* (?:في|عام)))"
    r"\s(?:the\s|يوم\s|صباح\s|مساء\s)?\Z",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\b(?:would|could|should)\b")
_PAST = re.compile(
    r"\b(?:\w{3,}ed|said|was|were|had|did|told|found|won|lost|hit|made|came|went|took|beat|met|left"
    r"|began|held|shot|cut|set|got|gave|saw|fell|rose|grew|spoke|wrote|sent|struck|put|flew|kept"
    r"|paid|ran|drew|stood|sold|bought|broke|became|chose|rode|sank|sang|slid|lay|tore|dealt|felt"
    r"|drove|threw|caught|taught|thought|brought|fought|sought|swept|built|lent|led"
    r"|(?:has|have) been)\b"
)
_FORESEES = re.compile(r"(?<!\w)و?[يت]?توقع")
_ARABIC = re.compile("[ء-ي]")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
# A score: "1-صفر", one to nil, is no first of Safar.
_SCORE = re.compile(r"\d\s?-\s?صفر|صفر\s?-")
_FUTURE = re.compile(
    rf"\b(?:will|to be|due|scheduled|next)\b|(?<!\w)(?:{FUTURE_VERB}|المقرر|المقبل|سوف)"
)
_DAY_BEFORE = re.compile(r"(?<!\w)(?:يوم|مساء|صباح|فجر|ظهر|ليلة|ليل|نهار|عصر)\s\Z")


@dataclass(frozen=True, slots=True)
class ToldWhen:
    """A day or a month as it is printed; `first` and `last` are its days where they are known."""

    shown: str
    first: date | None
    last: date | None
    told: ToldSentence


def when(told: Sequence[ToldSentence]) -> list[tuple[str, ToldSentence]]:
    """Return the days of the event in the order of the points; history is left out."""
    found: list[ToldWhen] = []
    for sentence in told:
        for one in _told_when(sentence):
            known = any(one.first and one.first == other.first for other in found)
            if not known and all(one.shown != other.shown for other in found):
                found.append(one)
    return [(one.shown, one.told) for one in found if _is_of_event(one)][:MOST_DAYS]


def _is_of_event(one: ToldWhen) -> bool:
    """Tell whether a day is near enough to the day of publication to be the event's own."""
    published = one.told.line.article.published_at
    if published is None or one.first is None or one.last is None:
        return True
    return published - _LONGEST_BACK <= one.last and one.first <= published + _LONGEST_AHEAD


def _told_when(told: ToldSentence) -> Iterator[ToldWhen]:
    """Yield the days and the months with a year of a sentence, in their order."""
    text, published = told.text, told.line.article.published_at
    spans = dict(_relative(text, published))
    spans |= {
        span: days
        for span, days in _stated(told)
        if not any(start < span[1] and span[0] < end for start, end in spans)
    }
    for (start, end), days in sorted(spans.items(), key=lambda one: one[0]):
        if _NO_EVENT.search(text[:start]) or _SCORE.search(text[start:end]):
            continue
        if text.startswith("لل", start) or text.startswith(
            (" الذي", " التي"), end
        ):  # للجمعة الرابعة: for the fourth Friday
            continue
        ordinal = _ORDINAL.match(text, end)
        shown = text[start : ordinal.end() if ordinal else end].strip(" ,،.")
        if days.told and days.first:
            shown = f"{shown} [{written_day(days.first, told.line.language, published)}]"
        yield ToldWhen(shown, days.first, days.last, told)


@dataclass(frozen=True, slots=True)
class _Days:
    """The first and the last day of a phrase; `told` from the day of publication for certain."""

    first: date | None = None
    last: date | None = None
    told: bool = False


def _relative(text: str, published: date | None) -> Iterator[tuple[tuple[int, int], _Days]]:
    """Yield the weekdays and the days told from that of publication, each with its span."""
    for day in told_days(facts(text), published):
        span = day.start, day.end
        first, last = day.spans[0] if day.spans else (None, None)
        if day.named and day.spans:
            nearest = _nearest([start for start, _ in day.spans], published)
            yield span, _Days(nearest, nearest)
        elif published and first and len(day.spans) == 1 and first == last:
            sure = not (day.bare and _is_doubtful(text, day, published))
            yield span, _Days(first, last, told=sure)
        elif day.weekday is not None and (published is None or day.named):
            yield span, _Days()


def _stated(told: ToldSentence) -> Iterator[tuple[tuple[int, int], _Days]]:
    """Yield the dates and the months with their year, each with its span."""
    for fact in analyze_text(told.text, told.analyzer).facts.facts:
        if fact.kind == "date" and fact.strict:
            published = told.line.article.published_at
            nearest = _nearest([span[0] for span in date_spans(fact, published)], published)
            yield (fact.start, fact.end), _Days(nearest, nearest)
        elif fact.kind == "month" and fact.strict:
            year = _AFTER_MONTH.match(told.text, fact.end)
            if year:
                yield (fact.start, year.end()), _month(fact.key, year[0])


def _is_doubtful(text: str, day: ToldDay, published: date) -> bool:
    """Tell whether a weekday without more may be one before the news or one after it.

    It lies ahead only where the words before it in its clause speak of the future. It lies back
    only where an English sentence has a verb of the past, and where no Arabic verb of the present
    opens its clause or stands right before it: التي تبدأ يوم الاثنين.
    """
    before = re.split(r"[,،;؛:]", normalize(_DAY_BEFORE.sub("", text[: day.start])))[-1]
    meant = day.spans[0][0]
    if meant > published:
        return _FUTURE.search(before) is None
    if not _ARABIC.search(text):
        if meant == published:
            return False
        return _WOULD.search(before) is not None or _PAST.search(text) is None
    told = before.split()
    ends = [*told[:1], *told[-1:]]
    return any(map(is_present_verb, ends)) or _FORESEES.search(before) is not None


def _nearest(days: Sequence[date], published: date | None) -> date | None:
    """Return the day that is nearest to that of publication."""
    if published is None or not days:
        return days[0] if len(days) == 1 else None
    return min(days, key=lambda day: abs(day - published))


def _month(key: str, behind: str) -> _Days:
    """Return the first and the last day of a month of a year."""
    number = int(key.partition(":")[2])
    digits = re.search(r"\d{4}", normalize(behind))
    first = date(int(digits[0]) if digits else 1, number, 1)
    return _Days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def written_day(day: date, language: str, published: date | None) -> str:
    """Return a day in words of a language, with its year where that is not the year of the news."""
    year = "" if published and published.year == day.year else f" {day.year}"
    return f"{day.day} {_month_name(day.month, language)}{year}"


def _month_name(number: int, language: str) -> str:
    """Return the first name that a language has for a month: يوليو, July."""
    spelt = (name for month, name in month_names() if month == number)
    return next(name for name in spelt if name.isascii() == (language == "en"))
