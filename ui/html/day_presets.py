"""Days to choose with one press, the same ones wherever days are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rag.records import Language
from rag.text.display import day
from ui.words import say

OLD = timedelta(days=30)
"""A library whose newest article is older has nothing of today: its days are counted from there."""


@dataclass(frozen=True, slots=True)
class DayPreset:
    """Some days with the name of the string that calls them so."""

    name: str
    since: date | None
    until: date | None


def presets(last_day: date, *, today: date) -> tuple[date, tuple[DayPreset, ...]]:
    """Return the day from which the presets count back, and them.

    That is today; for a library with nothing of the last month, the day of its newest article.
    """
    is_old = today - last_day > OLD
    end = last_day if is_old else today
    return end, (
        DayPreset("page.newest_day" if is_old else "page.today", end, end),
        DayPreset("page.last_7_days", end - timedelta(days=6), end),
        DayPreset("page.last_30_days", end - timedelta(days=29), end),
        DayPreset("page.newest_month" if is_old else "page.this_month", end.replace(day=1), end),
        DayPreset("page.last_365_days", end - timedelta(days=364), end),
        DayPreset("page.all_days", None, None),
    )


def preset_buttons(last_day: date, language: Language, *, today: date) -> str:
    """Return the presets as buttons, with a note where they do not count back from today."""
    end, choices = presets(last_day, today=today)
    buttons = "".join(
        f'<button type="button" class="preset" data-since="{one.since or ""}" '
        f'data-until="{one.until or ""}">{say(one.name, language)}</button>'
        for one in choices
    )
    told = say("page.days_from_newest", language, day=day(end, language))
    note = "" if end == today else f'<p class="note">{told}</p>'
    return f'<div class="presets">{buttons}</div>{note}'
