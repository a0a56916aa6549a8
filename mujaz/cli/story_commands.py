"""The command `mujaz stories`, which lists the events that the articles of the library tell."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from mujaz.cli.common import days_and_outlet, library, narrowed, print_json, reports_errors, say
from mujaz.cli.progress import stories_with_progress
from rag.records import SearchFilter, Story
from rag.text.display import line

if TYPE_CHECKING:
    from mujaz.cli.common import AnyLibrary


@click.command()
@days_and_outlet
@click.option(
    "--in",
    "language",
    type=click.Choice(["ar", "en", "both"]),
    help="Only stories that are told in it, or in both languages.",
)
@click.option(
    "--min",
    "least",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    metavar="N",
    help="Only stories of at least N articles.",
)
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many."
)
@click.option("--json", "as_json", is_flag=True, help="Print the stories as JSON.")
@reports_errors
def stories(
    language: str | None,
    least: int,
    limit: int,
    as_json: bool,
    **narrowing: Any,
) -> None:
    """List stories, newest first: the articles of one event, of all outlets and languages.

    Each story stands under the last of its days, with its number, how many articles tell it, their
    languages and outlets, and the title of its first article in each language. Articles that
    nothing else tells of are stories of one article: --min 1 lists them too. Days and an outlet
    choose the stories that have such an article.

    \b
    Examples:
      mujaz stories
      mujaz stories --since "July 2024" --in both
      mujaz stories --outlet "The Meridian" --min 1 --json
    """
    where = narrowed({**narrowing, "language": None if language == "both" else language})
    with library() as service:
        stories_with_progress(service, quiet=as_json)
        found = _found(service, where, limit=limit, least=least, both=language == "both")
        holds_articles = service.count() > 0
    if as_json:
        from rag.records.as_json import story_json

        print_json([story_json(story) for story in found])
        return
    _print_stories(found)
    if not holds_articles:
        say("the library is empty; fill it with: mujaz index PATH…", err=True)
    elif not found:
        more = "; stories of fewer articles are listed with: --min 1" if least > 1 else ""
        say(f"no such story{more}", err=True)


def _found(
    service: AnyLibrary, where: SearchFilter, *, limit: int, least: int, both: bool
) -> list[Story]:
    if not both:
        return list(service.stories(where, limit=limit, least=least))
    told = (story for story in service.stories(where, least=least) if len(story.languages) > 1)
    return [story for _, story in zip(range(limit), told, strict=False)]


def _print_stories(found: list[Story]) -> None:
    day: str | None = None
    for story in found:
        last = _shown(story.last_day)
        if last != day:
            say(last)
            day = last
        known = [
            f"{len(story.article_ids)} article{'' if len(story.article_ids) == 1 else 's'}",
            " ".join(story.languages),
            ", ".join(map(line, story.outlets)),
            f"since {story.first_day}" if story.first_day != story.last_day else "",
        ]
        say(f"  {story.number}  {line(' · '.join(filter(None, known)))}")
        for headline in story.headlines:
            say(f"      {headline.language}  {line(headline.text)}")


def _shown(day: date | None) -> str:
    return "no date" if day is None else day.isoformat()
