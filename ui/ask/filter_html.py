"""What a question can be narrowed to, as HTML: the bar above the box, and the sheet it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from rag.messages.export_labels import days
from rag.records import ArticleSummary, Language, Story, Totals
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, day, line
from ui.html.day_presets import preset_buttons
from ui.html.render import attributes, inline
from ui.words import counted, say

SEARCHED = 12
"""Outlets; a longer list gets a search box."""

_LANGUAGES: tuple[Language, ...] = ("ar", "en")


def filters_html(totals: Totals, language: Language, *, today: date) -> str:
    """Return the bar and the sheet. What the archive does not have cannot be chosen: no days where
    no article has one, no outlets, no language where there is but one."""
    narrow = say("ask.filter_narrow", language)
    fields = "".join(
        (
            _languages(totals.languages, language),
            _days(totals.first_day, totals.last_day, language, today=today),
            _outlets(totals.outlets, language),
            _picker(language),
        )
    )
    return (
        '<div class="filter-bar"><button type="button" id="narrow" aria-haspopup="dialog">'
        f'{narrow}</button><ul class="chips" aria-label="{say("ask.filter_chosen", language)}">'
        f"</ul>{_answer_language(language)}</div>"
        f'<dialog id="filter-sheet" aria-labelledby="filter-title"><form method="dialog">'
        f'<header><h2 id="filter-title">{say("ask.filter_title", language)}</h2>'
        f'<button type="submit" class="icon close" title="{say("page.close", language)}">'
        f'<span class="unseen">{say("page.close", language)}</span></button></header>'
        f'<div class="filter-fields">{fields}</div><p class="filter-said" role="status"></p>'
        f'<footer><button type="button" class="clear">{say("ask.filter_clear", language)}</button>'
        f'<button type="submit" class="main">{say("ask.filter_done", language)}</button>'
        "</footer></form></dialog>"
    )


def found_html(
    stories: Sequence[Story], articles: Sequence[ArticleSummary], language: Language
) -> str:
    """Return stories and articles to choose from."""
    if not stories and not articles:
        return f'<p class="nothing">{say("ask.filter_nothing", language)}</p>'
    rows = {
        "ask.filter_stories": [_story(one, language) for one in stories],
        "ask.filter_articles": [_article(one, language) for one in articles],
    }
    return "".join(_choices(name, some, language) for name, some in rows.items() if some)


def _answer_language(language: Language) -> str:
    names = [("", "ask.filter_answer_auto"), ("ar", "ask.filter_ar"), ("en", "ask.filter_en")]
    options = "".join(
        f'<option value="{value}">{say(name, language)}</option>' for value, name in names
    )
    label = say("ask.filter_answer", language)
    return (
        f'<label class="answer-language"><span>{label}</span>'
        f'<select name="answer">{options}</select></label>'
    )


def _fieldset(css: str, name: str, inner: str, language: Language) -> str:
    return f'<fieldset class="{css}"><legend>{say(name, language)}</legend>{inner}</fieldset>'


def _languages(counts: Mapping[Language, int], language: Language) -> str:
    if len(counts) < 2:
        return ""
    rows = [_radio("", say("ask.filter_any", language), sum(counts.values()), language)]
    rows += [
        _radio(one, say(f"ask.filter_{one}", language), counts[one], language) for one in _LANGUAGES
    ]
    return _fieldset("of-languages", "ask.filter_language", "".join(rows), language)


def _radio(value: str, text: str, count: int, language: Language) -> str:
    checked = "" if value else " checked"
    return (
        f'<label><input type="radio" name="language" value="{value}" data-label="{text}"{checked}>'
        f"<span>{text}</span> {_count(count, language)}</label>"
    )


def _count(count: int, language: Language) -> str:
    number = say("ask.filter_count", language, count=count)
    return f'<small class="count">{number}</small>'


def _days(first: date | None, last: date | None, language: Language, *, today: date) -> str:
    if first is None or last is None:
        return ""
    bounds = f'min="{first}" max="{max(last, today)}"'
    boxes = "".join(
        f"<label><span>{say(f'ask.filter_{name}', language)}</span>"
        f'<input type="date" name="{name}" {bounds}></label>'
        for name in ("since", "until")
    )
    presets = preset_buttons(last, language, today=today)
    inner = f'{presets}<div class="day-boxes">{boxes}</div>'
    return _fieldset("of-days", "ask.filter_days", inner, language)


def _outlets(outlets: Mapping[str, int], language: Language) -> str:
    if not outlets:
        return ""
    search = ""
    if len(outlets) > SEARCHED:
        text = say("ask.filter_outlet_search", language)
        search = (
            f'<input type="search" class="outlet-search" aria-label="{text}" placeholder="{text}">'
        )
    rows = "".join(_outlet(name, count, language) for name, count in outlets.items())
    inner = f'{search}<ul class="choices">{rows}</ul>'
    return _fieldset("of-outlets", "ask.filter_outlets", inner, language)


def _outlet(name: str, count: int, language: Language) -> str:
    shown = line(name)
    base = direction(shown)
    return (
        f'<li><label><input type="checkbox" name="outlet" value="{escape(name)}">'
        f"<span {attributes(base)}>{inline(shown, base=base)}</span> "
        f"{_count(count, language)}</label></li>"
    )


def _picker(language: Language) -> str:
    text = say("ask.filter_pick", language)
    inner = (
        f'<input type="search" class="pick-search" aria-label="{text}" placeholder="{text}">'
        '<div class="picked"></div><div class="found" aria-live="polite"></div>'
    )
    return _fieldset("of-articles", "ask.filter_chosen_articles", inner, language)


def _choices(name: str, rows: Sequence[str], language: Language) -> str:
    return f'<h3>{say(name, language)}</h3><ul class="choices">{"".join(rows)}</ul>'


def _story(story: Story, language: Language) -> str:
    own = [one.text for one in story.headlines if one.language == language]
    count = counted("ask.filter_articles_of", len(story.article_ids), language)
    span = days(story.first_day, story.last_day, language)
    told = " · ".join(filter(None, (span, count)))
    return _choice("story", str(story.number), (own or [story.title])[0], told, language)


def _article(article: ArticleSummary, language: Language) -> str:
    when = day(article.published_at, language) if article.published_at else ""
    told = " · ".join(filter(None, (line(article.outlet or ""), when)))
    return _choice("article", article.id, article.title, told, language)


def _choice(kind: str, value: str, title: str, told: str, language: Language) -> str:
    title = line(title)
    base = direction(title)
    return (
        f'<li><label><input type="checkbox" data-kind="{kind}" value="{escape(value)}">'
        f'<span class="choice"><span class="choice-title" {attributes(base)}>'
        f"{inline(title, base=base)}</span>"
        f"<small>{inline(told, base=base_direction(language))}</small></span></label></li>"
    )
