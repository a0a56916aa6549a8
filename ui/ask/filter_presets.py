"""Days to choose with one press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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
    day = timedelta(days=1)
    return end, (
        DayPreset("ask.filter_newest" if is_old else "page.today", end, end),
        DayPreset("ask.filter_7_days", end - 6 * day, end),
        DayPreset("ask.filter_30_days", end - 29 * day, end),
        DayPreset(
            "ask.filter_its_month" if is_old else "ask.filter_month", end.replace(day=1), end
        ),
        DayPreset("ask.filter_all_days", None, None),
    )
