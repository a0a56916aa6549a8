"""What a library holds, in figures: how many articles, of which languages, months and outlets."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import islice

from rag.records import Language, Totals
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, day, line
from ui.html.render import attributes, inline
from ui.library.chart import month_chart
from ui.words import counted, say

_FIRST_OUTLETS = 8


def library_figures(totals: Totals, language: Language) -> str:
    """Return the figures and both charts as HTML; of an empty library, how to fill it."""
    if not totals.articles:
        return (
            f'<div class="empty"><p>{say("library.empty", language)}</p>'
            f"<p>{say('library.empty_how', language)}</p>"
            '<button type="button" class="plain main" data-show="add" data-needs="write">'
            f"{say('library.add_articles', language)}</button></div>"
        )
    charts = month_chart(totals.months, language) + _outlets(totals.outlets, language)
    more = say("library.figures_more", language)
    return (
        f'{_line(totals, language)}<details class="more"><summary>{more}</summary>'
        f'<div class="charts">{charts}</div></details>'
    )


def outlet_options(totals: Totals, language: Language) -> str:
    """Return the outlets as the options of a list to choose from, in alphabetical order."""
    options = "".join(
        f'<option value="{escape(name)}" dir="{direction(name)}">{escape(line(name))}</option>'
        for name in sorted(totals.outlets, key=str.casefold)
    )
    return f'<option value="">{say("library.any", language)}</option>{options}'


def _line(totals: Totals, language: Language) -> str:
    parts = [
        f"<strong>{counted('library.articles', totals.articles, language)}</strong>",
        *(
            f"{say(f'library.{one}', language)} {count:,}"
            for one, count in totals.languages.items()
        ),
        counted("library.outlets", len(totals.outlets), language),
    ]
    if totals.first_day and totals.last_day:
        first, last = (day(when, language) for when in (totals.first_day, totals.last_day))
        span = say("library.span", language, first=first, last=last) if first != last else first
        parts.append(inline(span, base=base_direction(language)))
    return f'<p class="facts">{"".join(f"<span>{part}</span>" for part in parts)}</p>'


def _outlets(outlets: Mapping[str, int], language: Language) -> str:
    """Return the outlets as bars that can be chosen, the largest first."""
    if not outlets:
        return ""
    most = max(outlets.values())
    items = [_outlet(name, count, most) for name, count in outlets.items()]
    rest = "".join(islice(items, _FIRST_OUTLETS, None))
    more = (
        f"<details><summary>{say('library.more_outlets', language)}</summary>"
        f"<ul>{rest}</ul></details>"
        if rest
        else ""
    )
    return (
        f'<section class="by-outlet"><h3>{say("library.by_outlet", language)}</h3>'
        f"<ul>{''.join(items[:_FIRST_OUTLETS])}</ul>{more}</section>"
    )


def _outlet(name: str, count: int, most: int) -> str:
    shown = f"<bdi {attributes(direction(name))}>{escape(line(name))}</bdi>"
    return (
        f'<li><button type="button" data-outlet="{escape(name)}" aria-pressed="false">'
        f'<span class="name">{shown}</span> <span class="count">{count:,}</span>'
        f'<span class="share" style="inline-size:{100 * count / most:.1f}%"></span>'
        "</button></li>"
    )
