"""The articles of a library by month (or year) as bars, and the same figures as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Literal, get_args

from rag.records import Language
from rag.text.display import base_direction
from ui.html.render import inline
from ui.words import counted, say
from ui.words.dates import month, year

Months = Mapping[date, Mapping[Language, int]]
Unit = Literal["month", "year"]

_MOST_MONTHS = 60  # bars; of a longer span each year gets one
_MOST_YEARS = 60
_STEP, _BAR, _HEIGHT = 10, 8, 100  # in units of the drawing, which is as wide as its place
_LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class TimeBar:
    """The articles of one month or year, by language. `last` is its last day."""

    first: date
    last: date
    name: str
    counts: Mapping[Language, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def month_chart(months: Months, language: Language) -> str:
    """Return the chart as HTML; "" where no article has a day."""
    unit, bars = bars_of(months, language)
    if not bars:
        return ""
    peak = max(bars, key=lambda bar: bar.total)
    most = say("library.peak", language, count=peak.total, when=peak.name)
    base = base_direction(language)
    return (
        f'<figure class="by-time" data-unit="{unit}">'
        f"<figcaption><h3>{say(f'library.by_{unit}', language)}</h3>{_legend(bars, language)}"
        f'<span class="peak">{inline(most, base=base)}</span></figcaption>'
        f'<div class="plot" style="--bars:{len(bars)}">{_drawing(bars, peak, language)}'
        f'<p class="axis" aria-hidden="true"><span>{inline(bars[0].name, base=base)}</span>'
        f"<span>{inline(bars[-1].name, base=base)}</span></p></div>"
        f"{_table(unit, bars, language)}</figure>"
    )


def bars_of(months: Months, language: Language) -> tuple[Unit, list[TimeBar]]:
    """Return a bar for every month of the span, also for those without articles, oldest first; for
    every year where there would be too many."""
    if not months:
        return "month", []
    first, last = min(months), max(months)
    span = 12 * (last.year - first.year) + last.month - first.month + 1
    if span <= _MOST_MONTHS:
        starts = [_later(first, by) for by in range(span)]
        return "month", [_month_bar(start, months.get(start, {}), language) for start in starts]
    years = range(max(first.year, last.year - _MOST_YEARS + 1), last.year + 1)
    return "year", [_year_bar(number, months, language) for number in years]


def _later(start: date, months: int) -> date:
    place = 12 * start.year + start.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _month_bar(start: date, counts: Mapping[Language, int], language: Language) -> TimeBar:
    last = date.fromordinal(_later(start, 1).toordinal() - 1)
    return TimeBar(start, last, month(start, language), counts)


def _year_bar(number: int, months: Months, language: Language) -> TimeBar:
    counts = {
        one: sum(some.get(one, 0) for start, some in months.items() if start.year == number)
        for one in _LANGUAGES
    }
    start = date(number, 1, 1)
    return TimeBar(start, date(number, 12, 31), year(start, language), counts)


def _drawing(bars: Sequence[TimeBar], peak: TimeBar, language: Language) -> str:
    """Return the bars, which run in the direction of the page and stretch to the room there is."""
    width = _STEP * len(bars)
    told = say(
        "library.chart",
        language,
        count=counted("library.articles", sum(bar.total for bar in bars), language),
        first=bars[0].name,
        last=bars[-1].name,
        peak=peak.total,
        when=peak.name,
    )
    drawn = "".join(
        _drawn(bar, _place(at, len(bars), language), peak.total, language)
        for at, bar in enumerate(bars)
    )
    return (
        f'<svg role="img" aria-label="{escape(told)}" viewBox="0 0 {width} {_HEIGHT}"'
        f' preserveAspectRatio="none">{drawn}</svg>'
    )


def _place(at: int, count: int, language: Language) -> int:
    return _STEP * (at if base_direction(language) == "ltr" else count - 1 - at)


def _drawn(bar: TimeBar, x: int, most: int, language: Language) -> str:
    """Return one bar: a stretch for each language, and over all of its height what is clicked."""
    stretches, y = [], float(_HEIGHT)
    for one in _LANGUAGES:
        height = _HEIGHT * bar.counts.get(one, 0) / most
        if height:
            y -= height
            stretches.append(
                f'<rect class="is-{one}" x="{x + 1}" y="{y:.2f}" width="{_BAR}"'
                f' height="{height:.2f}"/>'
            )
    told = f"{bar.name}: {counted('library.articles', bar.total, language)}"
    return (
        f'<g data-since="{bar.first}" data-until="{bar.last}"><title>{escape(told)}</title>'
        f'<rect class="reach" x="{x}" y="0" width="{_STEP}" height="{_HEIGHT}"/>'
        f"{''.join(stretches)}</g>"
    )


def _legend(bars: Sequence[TimeBar], language: Language) -> str:
    keys = "".join(
        f'<span class="key is-{one}">{say(f"library.{one}", language)}</span>'
        for one in _LANGUAGES
        if any(bar.counts.get(one) for bar in bars)
    )
    return f'<span class="keys">{keys}</span>'


def _table(unit: Unit, bars: Sequence[TimeBar], language: Language) -> str:
    """Return the figures as a table, whose months can be chosen like the bars."""
    names = [say(f"library.{name}", language) for name in (unit, *_LANGUAGES, "total")]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(_table_row(bar, language) for bar in reversed(bars) if bar.total)
    return (
        f"<details><summary>{say('library.as_table', language)}</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def _table_row(bar: TimeBar, language: Language) -> str:
    figures = [*(bar.counts.get(one, 0) for one in _LANGUAGES), bar.total]
    cells = "".join(f"<td>{figure:,}</td>" for figure in figures)
    name = inline(bar.name, base=base_direction(language))
    return (
        f'<tr><th scope="row"><button type="button" data-since="{bar.first}"'
        f' data-until="{bar.last}">{name}</button></th>{cells}</tr>'
    )
