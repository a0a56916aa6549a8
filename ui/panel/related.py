"""What belongs to an article: the others of its story, and its own versions, as lists in HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape

from rag.records import Article, ArticleSummary, ArticleVersion, Language, Story
from rag.service import Service
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, clean, day
from ui import words
from ui.html.references import origin
from ui.html.render import attributes, inline

MAX_MEMBERS = 40
"""Articles of a story that are listed; what more there are is told."""


def related_html(desk: Service, article_id: str, page: Language) -> str:
    """Return the other articles of the story and the versions of an article; "" if it has neither,
    or is not in the library."""
    article = desk.article(article_id)
    if article is None:
        return ""
    story = desk.story_of(article_id)
    return _story(desk, article, story, page) + _versions(desk.versions(article_id), page)


def stamp(moment: datetime, page: Language) -> str:
    """Return a moment in words, to the minute, in UTC."""
    when = moment.astimezone(UTC)
    return (
        f"{day(when.date(), page)}، {when:%H:%M} UTC"
        if page == "ar"
        else (f"{day(when.date(), page)}, {when:%H:%M} UTC")
    )


def twin_first(
    article: Article, others: Sequence[ArticleSummary]
) -> tuple[ArticleSummary | None, list[ArticleSummary]]:
    """Return the article of the other language that is nearest to `article`, and all the others.

    Nearest is one of the same outlet, then one of the nearest day.
    """
    foreign = [one for one in others if one.language != article.language]
    twin = min(foreign, key=lambda one: _distance(article, one), default=None)
    return twin, [one for one in others if one is not twin]


def _distance(article: Article, other: ArticleSummary) -> tuple[bool, int]:
    same_outlet = article.outlet is not None and article.outlet == other.outlet
    return not same_outlet, _days_between(article.published_at, other.published_at)


def _days_between(one: date | None, other: date | None) -> int:
    return abs((one - other).days) if one and other else date.max.toordinal()


def _story(desk: Service, article: Article, story: Story | None, page: Language) -> str:
    names = [one for one in story.article_ids if one != article.id] if story else []
    if story is None or not names:
        return ""
    twin, others = twin_first(article, desk.summaries(names[: -MAX_MEMBERS - 1 : -1]))
    rows = [_member(twin, page, twin=True)] if twin else []
    rows += [_member(one, page) for one in others]
    left = len(names) - MAX_MEMBERS
    more = f"<p>{words.counted('panel.more', left, page)}</p>" if left > 0 else ""
    brief = (
        f'<button type="button" class="plain" data-brief="{story.number}"'
        f' data-title="{escape(clean(story.title), quote=True)}">'
        f"{words.say('panel.brief', page)}</button>"
    )
    summary = words.counted("panel.same_story", len(names), page)
    return (
        f'<details class="of-story"><summary>{summary}</summary>'
        f"<ul>{''.join(rows)}</ul>{more}{brief}</details>"
    )


def _member(article: ArticleSummary, page: Language, *, twin: bool = False) -> str:
    title = clean(article.title)
    base = direction(title)
    label = ""
    if twin:
        label = f'<span class="twin">{words.say(f"panel.twin_{article.language}", page)}</span> '
    language = words.say(f"panel.in_{article.language}", page)
    told = clean(" · ".join([*origin(article, page), language]))
    return (
        f'<li>{label}<button type="button" class="row"'
        f' data-open="{escape(article.id, quote=True)}">'
        f"<bdi {attributes(base)}>{inline(title, base=base)}</bdi></button>"
        f'<span class="row-meta">{inline(told, base=base_direction(page))}</span></li>'
    )


def _versions(versions: Sequence[ArticleVersion], page: Language) -> str:
    if len(versions) < 2:
        return ""
    rows = "".join(_version(one, page) for one in reversed(versions))
    summary = words.counted("panel.versions", len(versions), page)
    return f'<details class="versions"><summary>{summary}</summary><ul>{rows}</ul></details>'


def _version(version: ArticleVersion, page: Language) -> str:
    name = words.say("panel.version", page, number=version.number)
    if version.replaced_at is None:
        number, told = "", words.say("panel.present", page)
    else:
        number = str(version.number)
        told = words.say("panel.replaced", page, when=stamp(version.replaced_at, page))
    meta = inline(told, base=base_direction(page))
    return (
        f'<li><button type="button" class="row" data-version="{number}">{name}</button>'
        f'<span class="row-meta">{meta}</span></li>'
    )
