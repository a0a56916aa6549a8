"""The commands `mujaz index`, `list` and `remove`, which show and change what is in the library."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from mujaz.cli.common import (
    DONE,
    REFUSED,
    library,
    narrowed,
    narrowing,
    print_json,
    reports_errors,
    say,
)
from mujaz.cli.progress import (
    index_with_progress,
    rest_with_progress,
    say_stories_left,
    say_what_follows,
    stories_left,
    vectors_left,
)
from rag.errors import UsageError
from rag.records import ArticleVersion, Failure, IngestReport, UnreadFiles
from rag.text.display import line, whole

if TYPE_CHECKING:
    from mujaz.cli.common import AnyLibrary


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--samples", is_flag=True, help="Index the sample articles that come with Mujaz.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@reports_errors
def index(paths: Sequence[str], samples: bool, as_json: bool) -> None:
    """Read files, folders and links into the library.

    Reads .txt, .md, .html, .pdf, .docx, .odt, .rtf, .eml, .mht, .mbox, .json, .csv, .xml and their
    like (docs/sources.md). What was indexed before is skipped, what has changed is replaced; a file
    that cannot be read is named in the report, and the others go in. Links are fetched once, from
    public addresses only, as robots.txt allows.

    Words find the articles after the first stage. Then they are put into stories and their vectors
    are made; Ctrl-C ends that without loss: the rest is done later.

    \b
    Example:
      mujaz index news/ interview.txt https://news.example/story
    """
    wanted = [*paths, *(sample_paths() if samples else [])]
    if not wanted:
        raise UsageError("nothing to index; name files, folders or links, or give --samples")
    with library() as service:
        report = index_with_progress(service, wanted, quiet=as_json)
        if not as_json:
            print_report(report)
        try:
            rest_with_progress(service, quiet=as_json)
        finally:  # what is in is in, even if a server fails now, or the backup on closing
            show_rest(service, report, as_json=as_json)
    sys.exit(REFUSED if report.failed else DONE)


def show_rest(service: AnyLibrary, report: IngestReport, *, as_json: bool) -> None:
    """Say how much is still owed, or print the whole report as JSON."""
    left = vectors_left(service)
    if not as_json:
        say_what_follows(left)
        say_stories_left(stories_left(service))
        return
    from rag.records.as_json import report_json

    print_json(report_json(replace(report, vectors_owed=left)))


def sample_paths() -> list[str]:
    """Return the paths of the sample articles that come with Mujaz."""
    from importlib.resources import files

    return [str(files("seeds"))]


def print_report(report: IngestReport) -> None:
    """Print what was indexed, and on stderr what was noted or refused."""
    say(
        f"{report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.failed} failed"
    )
    _print_remarks(report.notes, "note", report.notes_left_off)
    for kind in report.unread:
        say(f"not read: {_unread(kind)}", err=True)
    _print_remarks(report.failures, "failed", report.failures_left_off)


def _unread(kind: UnreadFiles) -> str:
    """Return a line on the files of one kind that is not read."""
    files = "file" if kind.count == 1 else "files"
    what = f"{kind.extension} {files}" if kind.extension else f"{files} without an extension"
    more = kind.count - len(kind.names)
    names = ", ".join(map(line, kind.names)) + (f" and {more:,} more" if more else "")
    return f"{kind.count:,} {what}: {names}"


def _print_remarks(remarks: Sequence[Failure], kind: str, left_off: int) -> None:
    for remark in remarks:
        say(f"{kind}: {line(remark.source)}: {line(remark.reason)}", err=True)
    if left_off:
        say(f"{kind}: {left_off:,} more, which are not listed", err=True)


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the articles as JSON.")
@narrowing
@reports_errors
def list_articles(as_json: bool, **narrowing: Any) -> None:
    """List the articles of the library, newest first.

    \b
    Examples:
      mujaz list
      mujaz list --since "July 2024" --outlet "Harbour Wire"
    """
    where = narrowed(narrowing)
    with library() as service:
        held = service.articles()
    summaries = [summary for summary in held if where.lets_through(summary)]
    if as_json:
        from rag.records.as_json import summary_json

        print_json([summary_json(summary) for summary in summaries])
        return
    for summary in summaries:
        published = summary.published_at.isoformat() if summary.published_at else "no date   "
        shown = f"{line(summary.id)}  {line(summary.title)}"
        say(f"{published}  {summary.language}  {shown}")
    if not held:
        say("the library is empty; fill it with: mujaz index PATH…", err=True)
    elif not summaries:
        say(f"none of the {len(held):,} articles is within these limits", err=True)


@click.command()
@click.argument("article_id")
@click.option("--version", "number", type=int, metavar="N", help="As it was in this version.")
@click.option("--versions", "listed", is_flag=True, help="List the versions that are kept.")
@click.option("--json", "as_json", is_flag=True, help="Print the article as JSON.")
@reports_errors
def show(article_id: str, number: int | None, listed: bool, as_json: bool) -> None:
    """Show an article of the library: what is known of it, and its text.

    Of an article whose text or title has changed the former versions are kept, the last 20.

    \b
    Example:
      mujaz show 01-us-japan-talks.ar
      mujaz show 01-us-japan-talks.ar --versions
      mujaz show 01-us-japan-talks.ar --version 1
    """
    with library() as service:
        versions = service.versions(whole(article_id))
    if not versions:
        raise UsageError(f"no article has the id {article_id!r}; see: mujaz list")
    chosen = _version(versions, number)
    if listed:
        _list_versions(versions, as_json=as_json)
    elif as_json:
        from rag.records.as_json import versioned_article_json

        print_json(versioned_article_json(chosen, versions))
    else:
        _print_version(chosen, versions)


def _version(versions: Sequence[ArticleVersion], number: int | None) -> ArticleVersion:
    """Return the version of a number, the present one for None. Raises `UsageError`."""
    if number is None:
        return versions[-1]
    for version in versions:
        if version.number == number:
            return version
    kept = f"{versions[0].number} to {versions[-1].number}" if len(versions) > 1 else "1 alone"
    raise UsageError(f"there is no version {number}; kept are {kept} (--versions lists them)")


def _list_versions(versions: Sequence[ArticleVersion], *, as_json: bool) -> None:
    if as_json:
        from rag.records.as_json import version_json

        print_json([version_json(version) for version in versions])
        return
    for version in versions:
        title, length = line(version.article.title), len(version.article.text)
        say(f"{version.number:3}  {_standing(version):34}  {length:,} characters  {title}")


def _standing(version: ArticleVersion) -> str:
    """Say until when a version held."""
    at = version.replaced_at
    return "the present one" if at is None else f"replaced {at:%Y-%m-%d %H:%M} UTC"


def _print_version(chosen: ArticleVersion, versions: Sequence[ArticleVersion]) -> None:
    article = chosen.article
    pages = f"{len(article.pages)} pages" if len(article.pages) > 1 else None
    day = str(article.published_at or "no date")
    known = [article.outlet, day, article.language, pages, article.url]
    say(line(article.title))
    say(line(" · ".join(filter(None, known))))
    say(line(article.source))
    if len(versions) > 1:
        others = ", ".join(
            f"{one.number} ({_standing(one)})" for one in versions if one is not chosen
        )
        say(f"version {chosen.number}, {_standing(chosen)}; also kept: {others}")
    say(f"\n{article.text}")


@click.command()
@click.argument("article_ids", nargs=-1, required=True, metavar="ARTICLE_ID…")
@reports_errors
def remove(article_ids: Sequence[str]) -> None:
    """Remove articles from the library (the source files stay).

    \b
    Example:
      mujaz remove 01-us-japan-talks.ar
    """
    with library() as service:
        unknown = service.remove([whole(name) for name in article_ids])
        say(f"{len(article_ids) - len(unknown)} removed")
        for name in unknown:
            say(f"failed: no article has the id {name!r}; see: mujaz list", err=True)
    sys.exit(REFUSED if unknown else DONE)
