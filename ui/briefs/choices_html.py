"""What a brief can be narrowed to, as HTML: stories, days and outlets of the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from rag.messages import export_labels
from rag.records import Language, Story, Totals
from rag.text.display import day, line
from ui import words
from ui.briefs.brief_columns import block, remark
from ui.html.day_presets import preset_buttons

STORIES = 30
"""Stories that a list shows; a search finds the others."""


def stories(found: Sequence[Story], language: Language) -> str:
    """Return stories to choose from as HTML; at most `STORIES`, and whether there are more."""
    if not found:
        return remark(words.say("briefs.no_story", language), language, "none-yet")
    rows = "".join(_story(one, language) for one in found[:STORIES])
    more = remark(words.say("briefs.more_stories", language), language, "more")
    return f'<ul class="stories">{rows}</ul>{more if len(found) > STORIES else ""}'


def _story(story: Story, language: Language) -> str:
    titles = sorted(story.headlines, key=lambda one: one.language != language)
    days = export_labels.days(story.first_day, story.last_day, language)
    count = words.articles(len(story.article_ids), language)
    meta = " · ".join(filter(None, (days, count)))
    return (
        f'<li><button type="button" class="story" value="{story.number}">'
        f"{block('bdi', titles[0].text, css='title')}"
        f"{remark(meta, language, 'meta', tag='span')}</button></li>"
    )


def days_and_outlets(totals: Totals, language: Language) -> str:
    """Return the choice of days and that of outlets as HTML."""
    return _days(totals.first_day, totals.last_day, language) + _outlets(totals.outlets, language)


def _days(first: date | None, last: date | None, language: Language) -> str:
    fields = "".join(
        f"<label><span>{words.say(f'briefs.{name}', language)}</span> "
        f'<input type="date" name="{name}"></label>'
        for name in ("since", "until")
    )
    presets = span = ""
    if first and last:
        presets = preset_buttons(last, language, today=date.today())
        told = words.say(
            "briefs.days_here", language, first=day(first, language), last=day(last, language)
        )
        span = remark(told, language, "meta")
    return (
        f'<details class="days" name="brief-choice"><summary>{words.say("briefs.days", language)}'
        f'<span class="chosen"></span></summary><div class="choice">'
        f'<div class="fields">{fields}</div>'
        f"{presets}{span}</div></details>"
    )


def _outlets(counts: Mapping[str, int], language: Language) -> str:
    rows = "".join(
        f'<li><label><input type="checkbox" name="outlet" value="{escape(name)}"> '
        f"{block('bdi', line(name))} "
        f'<span class="meta">{words.articles(count, language)}</span></label></li>'
        for name, count in counts.items()
    )
    inner = (
        f'<ul class="outlets">{rows}</ul>'
        if rows
        else remark(words.say("briefs.no_outlets", language), language, "none-yet")
    )
    name = words.say("briefs.outlets", language)
    return (
        f'<details class="outlets" name="brief-choice"><summary>{name}'
        f'<span class="chosen"></span></summary><div class="choice"><fieldset>'
        f'<legend class="unseen">{name}</legend>{inner}</fieldset></div></details>'
    )
