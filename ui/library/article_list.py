"""Articles of the library as a list under their days, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from itertools import groupby

from rag.records import ArticleSummary, Language
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, line
from ui.html.render import attributes, inline
from ui.library.list_request import ListRequest
from ui.words import say
from ui.words.dates import day_heading


def article_list(
    articles: Sequence[ArticleSummary],
    total: int,
    wanted: ListRequest,
    language: Language,
    *,
    today: date,
) -> str:
    """Return a page of articles, newest first, with the way to the pages before and after."""
    if not articles:
        return nothing("library.none", wanted, language)
    last = wanted.offset + len(articles)
    shown = say("library.shown", language, first=wanted.offset + 1, last=last, count=total)
    days = groupby(articles, lambda one: one.published_at)
    return (
        told(shown, language)
        + "".join(
            day_section(when, f'<ol class="rows">{rows(some, language)}</ol>', today, language)
            for when, some in days
        )
        + pager(wanted.page, language, is_last=last >= total)
    )


def rows(articles: Iterable[ArticleSummary], language: Language) -> str:
    """Return articles as the items of a list."""
    return "".join(_row(article, language) for article in articles)


def _row(article: ArticleSummary, language: Language) -> str:
    title = line(article.title) or article.id
    name = escape(article.id)
    choose = escape(say("library.choose", language, title=title))
    outlet = outlet_name(article.outlet, language)
    return (
        f'<li><input type="checkbox" data-choose="{name}" aria-label="{choose}">'
        f'<div><button type="button" class="title" data-article="{name}"'
        f" {attributes(direction(title))}>{inline(title, base=direction(title))}</button>"
        f'<p class="facts">{outlet}<span>{say(f"library.{article.language}", language)}</span>'
        "</p></div></li>"
    )


def outlet_name(outlet: str | None, language: Language) -> str:
    """Return the name of an outlet, isolated from the text around it."""
    if outlet is None:
        return f"<span>{say('library.no_outlet', language)}</span>"
    return f"<span><bdi {attributes(direction(outlet))}>{escape(line(outlet))}</bdi></span>"


def day_section(when: date | None, inner: str, today: date, language: Language) -> str:
    """Return what is of one day under its heading."""
    heading = day_heading(when, today, language) if when else say("library.no_day", language)
    return section(heading, inner)


def section(heading: str, inner: str) -> str:
    return f'<section class="day"><h2>{heading}</h2>{inner}</section>'


def told(text: str, language: Language) -> str:
    """Return the line above a list; it is read out when the list changes."""
    base = base_direction(language)
    return f'<p class="shown" tabindex="-1">{inline(text, base=base)}</p>'


def nothing(name: str, wanted: ListRequest, language: Language) -> str:
    """Return what stands in place of an empty list."""
    reset = ""
    if wanted.is_narrowed:
        reset = (
            '<button type="button" class="plain" data-do="reset">'
            f"{say('library.reset', language)}</button>"
        )
    return f'<div class="nothing">{told(say(name, language), language)}{reset}</div>'


def pager(page: int, language: Language, *, is_last: bool) -> str:
    """Return the buttons for the page before and the page after, as far as there are any."""
    if page == 1 and is_last:
        return ""

    def button(name: str, target: int, *, is_off: bool) -> str:
        off = " disabled" if is_off else ""
        text = say(f"library.{name}", language)
        return f'<button type="button" class="plain" data-page="{target}"{off}>{text}</button>'

    return (
        f'<nav class="pager" aria-label="{say("library.pages", language)}">'
        f"{button('newer', page - 1, is_off=page == 1)}"
        f"{button('older', page + 1, is_off=is_last)}</nav>"
    )
