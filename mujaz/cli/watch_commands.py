"""The commands `mujaz watch …`, which read feeds into the library again and again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from signal import SIGINT
from threading import Event

import click

from mujaz.cli import STOPPED
from mujaz.cli.common import DONE, REFUSED, library, print_json, reports_errors, say
from mujaz.cli.feed_rounds import pause
from mujaz.cli.library_commands import print_report, show_rest
from mujaz.cli.progress import feeds_with_progress, vectors_with_progress
from mujaz.cli.stopping import stopped_by
from rag.errors import MujazError, SourceError, UsageError
from rag.records import Language, WatchedFeed
from rag.text.display import line, whole

_MOST_MINUTES = 7 * 24 * 60


@click.group()
def watch() -> None:
    """Read news feeds (RSS, Atom) into the library, and the pages of their entries.

    A changed page becomes a new version of its article; the former ones are kept (mujaz show).

    \b
    Example:
      mujaz watch add https://news.example/rss
      mujaz watch run --every 30
      mujaz watch list
    """


@watch.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("--outlet", help="The outlet of all articles of the feed.")
@click.option("--language", type=click.Choice(["ar", "en"]), help="Their language.")
@reports_errors
def add(urls: Sequence[str], outlet: str | None, language: Language | None) -> None:
    """Watch the feeds at these addresses; of a page, the feed that it names.

    A feed that is watched already gets the outlet and language that are given.

    \b
    Example:
      mujaz watch add https://news.example/rss --outlet "News Example"
    """
    failed, named = False, outlet and whole(outlet)
    with library() as service:
        for url in urls:
            try:
                found = service.watch(whole(url), outlet=named, language=language)
            except SourceError as error:
                failed = True
                say(f"failed: {line(error.source)}: {line(error.reason)}", err=True)
                continue
            state = "watched" if found.is_new else "watched already"
            say(f"{state}: {line(found.feed.url)}  {line(found.feed.title or '')}".rstrip())
            for note in found.notes:
                say(f"note: {line(url)}: {line(note)}", err=True)
    sys.exit(REFUSED if failed else DONE)


@watch.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the feeds as JSON.")
@reports_errors
def list_feeds(as_json: bool) -> None:
    """List the feeds that are watched, and what was wrong with them when they were last read.

    \b
    Example:
      mujaz watch list
    """
    with library() as service:
        feeds = service.feeds()
    if as_json:
        from rag.records.as_json import feed_json

        print_json([feed_json(feed) for feed in feeds])
        return
    for feed in feeds:
        _print_feed(feed)
    if not feeds:
        say("no feed is watched; add one with: mujaz watch add URL", err=True)


def _print_feed(feed: WatchedFeed) -> None:
    read = f"read {feed.read_at:%Y-%m-%d %H:%M} UTC" if feed.read_at else "not read yet"
    known = [feed.title, feed.outlet, feed.language, read]
    say(f"{line(feed.url)}  {line(' · '.join(filter(None, known)))}")
    if feed.fault:
        times = "once" if feed.failures == 1 else f"{feed.failures} times in a row"
        say(f"    failed {times}: {line(feed.fault)}")


@watch.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@reports_errors
def remove(urls: Sequence[str]) -> None:
    """Watch feeds no longer (their articles stay).

    \b
    Example:
      mujaz watch remove https://news.example/rss
    """
    with library() as service:
        unknown = service.unwatch([whole(url) for url in urls])
    say(f"{len(urls) - len(unknown)} removed")
    for url in unknown:
        say(f"failed: {line(url)} is not watched; see: mujaz watch list", err=True)
    sys.exit(REFUSED if unknown else DONE)


@watch.command()
@click.option(
    "--every",
    type=click.IntRange(1, _MOST_MINUTES),
    metavar="MINUTES",
    help="Again after so many minutes, until Ctrl-C.",
)
@click.option(
    "--limit", type=click.IntRange(1), metavar="N", help="At most N pages of a feed (200)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@reports_errors
def run(every: int | None, limit: int | None, as_json: bool) -> None:
    """Read the feeds once: new entries become articles, changed pages new versions of theirs.

    Pages are asked for one at a time and as robots.txt allows. What cannot be read is named, and
    the rest goes in. Ctrl-C ends it after the article that is being read; nothing is lost. With
    --every the library is free for other commands between two rounds.

    \b
    Example:
      mujaz watch run
      mujaz watch run --every 30
    """
    if every is not None and as_json:
        raise UsageError("--json prints one report, and --every makes many; choose one of them")
    with stopped_by(SIGINT) as stop:
        if every is None:
            failed = _read_once(stop, limit, as_json=as_json)
            sys.exit(STOPPED if stop.is_set() else REFUSED if failed else DONE)
        _read_again(stop, limit, every)


def _read_again(stop: Event, limit: int | None, minutes: int) -> None:
    """Read the feeds until `stop` is set, or none is watched.

    What fails in one round may pass before the next.
    """
    while not stop.is_set():
        try:
            if _read_once(stop, limit, as_json=False) is None:
                return
        except UsageError:
            raise
        except MujazError as error:
            say(f"mujaz: {line(str(error))}", err=True)
        stop.wait(pause(minutes))


def _read_once(stop: Event, limit: int | None, *, as_json: bool) -> bool | None:
    """Read the feeds, print the report and make the vectors; tell whether anything failed.

    None is told where no feed is watched, which is no fault.
    """
    with library() as service:
        if not service.feeds():
            say("no feed is watched; add one with: mujaz watch add URL", err=True)
            if not as_json:
                return None
        report = feeds_with_progress(service, stop=stop, limit=limit, quiet=as_json)
        if not as_json:
            print_report(report)
        try:
            if report.vectors_owed and not stop.is_set():
                vectors_with_progress(service.catch_up, quiet=as_json, stop=stop)
        finally:  # what is in is in, even if a server fails now, or the backup on closing
            show_rest(service, report, as_json=as_json)
    if stop.is_set():
        say("mujaz: stopped; the rest follows with the next: mujaz watch run", err=True)
    return report.failed > 0
