"""`mujaz index`, `list` and `remove`: what is in the library."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from mujaz.cli.common import DONE, REFUSED, library, print_json, reports_errors, say
from rag.errors import UsageError
from rag.records import Failure, IngestReport
from rag.text.display import line, whole

if TYPE_CHECKING:
    from rag.service import Service


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--samples", is_flag=True, help="Index the sample articles that come with Mujaz.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@reports_errors
def index(paths: Sequence[str], samples: bool, as_json: bool) -> None:
    """Read files and folders into the library.

    Reads .txt, .md (with front matter), .html and .jsonl (one article a line). What was indexed
    before is skipped, what has changed is replaced; a file that cannot be read is named in the
    report, and the others go in.

    \b
    Example:
      mujaz index news/ interview.txt
    """
    wanted = [*paths, *(sample_paths() if samples else [])]
    if not wanted:
        raise UsageError("nothing to index; name files or folders, or give --samples")
    with library() as service:
        report = index_with_progress(service, wanted, quiet=as_json)
    if as_json:
        from rag.records.as_json import report_json

        print_json(report_json(report))
    else:
        print_report(report)
    sys.exit(REFUSED if report.failed else DONE)


def sample_paths() -> list[str]:
    from importlib.resources import files

    return [str(files("seeds"))]


def index_with_progress(
    service: Service, paths: Sequence[str], *, quiet: bool = False
) -> IngestReport:
    if quiet or not sys.stderr.isatty():
        return service.index(paths)
    with click.progressbar(length=1, label="Indexing", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        return service.index(paths, progress)


def print_report(report: IngestReport) -> None:
    say(
        f"{report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.failed} failed"
    )
    _print_remarks(report.notes, "note")
    _print_remarks(report.failures, "failed")


def _print_remarks(remarks: Sequence[Failure], kind: str) -> None:
    for remark in remarks:
        say(f"{kind}: {line(remark.source)}: {line(remark.reason)}", err=True)


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the articles as JSON.")
@reports_errors
def list_articles(as_json: bool) -> None:
    """List the articles of the library, newest first.

    \b
    Example:
      mujaz list
    """
    with library() as service:
        summaries = service.articles()
    if as_json:
        from rag.records.as_json import summary_json

        print_json([summary_json(summary) for summary in summaries])
        return
    for summary in summaries:
        published = summary.published_at.isoformat() if summary.published_at else "no date   "
        shown = f"{line(summary.id)}  {line(summary.title)}"
        say(f"{published}  {summary.language}  {shown}")
    if not summaries:
        say("the library is empty; fill it with: mujaz index PATH…", err=True)


@click.command()
@click.argument("article_id")
@click.option("--json", "as_json", is_flag=True, help="Print the article as JSON.")
@reports_errors
def show(article_id: str, as_json: bool) -> None:
    """Show an article of the library: what is known of it, and its text.

    \b
    Example:
      mujaz show 01-us-japan-talks.ar
    """
    with library() as service:
        article = service.article(whole(article_id))
    if article is None:
        raise UsageError(f"no article has the id {article_id!r}; see: mujaz list")
    if as_json:
        from rag.records.as_json import article_json

        print_json(article_json(article))
        return
    known = [article.outlet, str(article.published_at or "no date"), article.language, article.url]
    say(line(article.title))
    say(line(" · ".join(filter(None, known))))
    say(f"{line(article.source)}\n")
    say(article.text)


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
