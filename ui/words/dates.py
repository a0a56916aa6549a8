"""Days and moments as a reader of the page is told them, by Unicode's CLDR."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date, format_skeleton, format_time, format_timedelta

from rag.records import Language
from rag.text.display import day
from ui.words.table import say

_NEAR = timedelta(days=6)


def day_heading(when: date, today: date, language: Language) -> str:
    """Return `Today`, `Yesterday`, the weekday within the last week, else the whole date."""
    if when == today:
        return say("page.today", language)
    if when == today - timedelta(days=1):
        return say("page.yesterday", language)
    if today - _NEAR <= when < today:
        return format_date(when, "EEEE", locale=language)
    return day(when, language)


def month(when: date, language: Language) -> str:
    """Return a month with its year, such as `July 2024`."""
    return format_skeleton("yMMMM", when, locale=language)


def year(when: date, language: Language) -> str:
    """Return the year of a day, such as `2024`."""
    return format_skeleton("y", when, locale=language)


def ago(moment: datetime, language: Language, *, now: datetime | None = None) -> str:
    """Return how long ago a moment (UTC) was, such as `3 minutes ago`."""
    return format_timedelta(
        moment - (now or datetime.now(UTC)), add_direction=True, locale=language
    )


def moment(when: datetime, language: Language) -> str:
    """Return a day with the time of this machine's clock."""
    local = when.astimezone()
    comma = "،" if language == "ar" else ","
    return f"{day(local.date(), language)}{comma} {format_time(local, 'HH:mm', locale=language)}"
