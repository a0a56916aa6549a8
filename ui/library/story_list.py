"""Stories of the library as a list under their days, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from itertools import groupby

from rag.messages.export_labels import days
from rag.records import ArticleSummary, Language, Story
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, line
from ui.html.render import attributes, inline
from ui.library.article_list import day_section, nothing, outlet_name, pager, rows, section, told
from ui.library.list_request import PAGE, ListRequest
from ui.words import counted, say

_OUTLETS = 4  # that are named; of more, their number tells more


def story_list(
    found: Sequence[tuple[Story, date | None]],
    linked: Story | None,
    wanted: ListRequest,
    language: Language,
    *,
    today: date,
) -> str:
    """Return a page of stories, newest first.

    `found` has each with its day, and one more than the page shows if there is a next page.
    `linked` is the story that the address names; it stands above the others unless it is among
    them.
    """
    page = found[:PAGE]
    above = ""
    if linked is not None and all(linked != story for story, _ in page):
        above = section(say("library.linked", language), _items([linked], language))
    if not page:
        return above or nothing("library.no_stories", wanted, language)
    last = wanted.offset + len(page)
    shown = say("library.shown_stories", language, first=wanted.offset + 1, last=last)
    return (
        told(shown, language)
        + above
        + "".join(
            day_section(when, _items([story for story, _ in some], language), today, language)
            for when, some in groupby(page, lambda one: one[1])
        )
        + pager(wanted.page, language, is_last=len(found) <= PAGE)
    )


def story_articles(articles: Sequence[ArticleSummary], language: Language) -> str:
    """Return the articles of a story, for the place that opens under it."""
    return f'<ol class="rows">{rows(articles, language)}</ol>'


def headline(story: Story, language: Language) -> str:
    """Return the title of a story in a language, in the other where it has none in this."""
    titles = {one.language: one.text for one in story.headlines}
    return line(titles.get(language, story.title))


def _items(stories: Sequence[Story], language: Language) -> str:
    return f'<ol class="stories">{"".join(_item(one, language) for one in stories)}</ol>'


def _item(story: Story, language: Language) -> str:
    first = sorted(story.headlines, key=lambda one: one.language != language)
    titles = "".join(_title(line(one.text)) for one in first)
    name = headline(story, language)
    buttons = "".join(
        f'<button type="button" class="plain" data-do="{do}" data-title="{escape(name)}"'
        f' aria-label="{escape(say(f"library.{do}_story_named", language, title=name))}">'
        f"{say(f'library.{do}_story', language)}</button>"
        for do in ("ask", "brief")
    )
    return (
        f'<li class="story" data-story="{story.number}"><details>'
        f'<summary>{titles}<span class="facts">{_facts(story, language)}</span></summary>'
        f'<div class="inside" aria-busy="true"></div></details>'
        f'<div class="buttons">{buttons}</div></li>'
    )


def _title(title: str) -> str:
    base = direction(title)
    return f'<span class="title" {attributes(base)}>{inline(title, base=base)}</span>'


def _facts(story: Story, language: Language) -> str:
    """Return how many articles a story has, of whom, in which languages and from which days."""
    facts = [f"<span>{counted('library.articles', len(story.article_ids), language)}</span>"]
    named = story.outlets[:_OUTLETS]
    if len(named) < len(story.outlets):
        facts.append(f"<span>{counted('library.outlets', len(story.outlets), language)}</span>")
    else:
        facts += [outlet_name(outlet, language) for outlet in named]
    facts += [f"<span>{say(f'library.{one}', language)}</span>" for one in story.languages]
    if story.first_day and story.last_day and story.first_day != story.last_day:
        span = days(story.first_day, story.last_day, language)
        facts.append(f"<span>{inline(span, base=base_direction(language))}</span>")
    return "".join(facts)
