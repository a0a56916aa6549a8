"""The `mujaz` command. Exit codes: 0 done; 1 done, but something was refused or failed; 2 usage
or configuration."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from rag.errors import LibraryError, MujazError, UsageError
from rag.records import Answer, Failure, IngestReport, SearchFilter

if TYPE_CHECKING:
    from rag.service import Health, Service

P = ParamSpec("P")

DONE, REFUSED, MISUSED = 0, 1, 2


def _reports_errors(command: Callable[P, None]) -> Callable[P, None]:
    """A mistake that a user can mend becomes one line on standard error and an exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except MujazError as error:
            click.echo(f"mujaz: {error}", err=True)
            sys.exit(MISUSED if isinstance(error, (UsageError, LibraryError)) else REFUSED)
        except KeyboardInterrupt:
            click.echo("mujaz: stopped", err=True)
            sys.exit(130)

    return wrapped


@contextmanager
def _library(**settings: Any) -> Iterator[Service]:
    from rag.service import Service
    from rag.settings import Settings

    with Service.open(Settings.load(**settings)) as service:
        yield service


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _narrowing(command: Callable[P, None]) -> Callable[P, None]:
    """The options by which a search is narrowed."""
    day = click.DateTime(["%Y-%m-%d"])
    for option in (
        click.option("--outlet", help="Only articles of this outlet."),
        click.option("--until", type=day, help="Only articles of this day or earlier."),
        click.option("--since", type=day, help="Only articles of this day or later."),
        click.option("--language", type=click.Choice(["ar", "en"]), help="Only articles in it."),
    ):
        command = option(command)
    return command


def _filter(options: dict[str, Any]) -> SearchFilter:
    return SearchFilter(
        language=options["language"],
        since=_day(options["since"]),
        until=_day(options["until"]),
        outlet=options["outlet"],
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mujaz")
def main() -> None:
    """Ask an archive of Arabic and English news; every sentence of an answer is cited.

    \b
    Start here:
      mujaz index --samples
      mujaz ask "كم عدد الجنود الأمريكيين في اليابان؟"
      mujaz serve
    """


@main.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--samples", is_flag=True, help="Index the sample articles that come with Mujaz.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@_reports_errors
def index(paths: Sequence[str], samples: bool, as_json: bool) -> None:
    """Read files and folders into the library.

    Reads .txt, .md (with front matter), .html and .jsonl (one article a line). What was indexed
    before is skipped, what has changed is replaced; a file that cannot be read is named in the
    report, and the others go in.

    \b
    Example:
      mujaz index news/ interview.txt
    """
    wanted = [*paths, *(_sample_paths() if samples else [])]
    if not wanted:
        raise UsageError("nothing to index; name files or folders, or give --samples")
    with _library() as service:
        report = _index_with_progress(service, wanted, quiet=as_json)
    if as_json:
        from rag.as_json import report_json

        _print_json(report_json(report))
    else:
        _print_report(report)
    sys.exit(REFUSED if report.failed else DONE)


def _sample_paths() -> list[str]:
    from importlib.resources import files

    return [str(files("seeds"))]


def _index_with_progress(
    service: Service, paths: Sequence[str], *, quiet: bool = False
) -> IngestReport:
    if quiet or not sys.stderr.isatty():
        return service.index(paths)
    with click.progressbar(length=1, label="Indexing", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        return service.index(paths, progress)


def _print_report(report: IngestReport) -> None:
    click.echo(
        f"{report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.failed} failed"
    )
    _print_remarks(report.notes, "note")
    _print_remarks(report.failures, "failed")


def _print_remarks(remarks: Sequence[Failure], kind: str) -> None:
    for remark in remarks:
        click.echo(f"{kind}: {remark.source}: {remark.reason}", err=True)


@main.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the articles as JSON.")
@_reports_errors
def list_articles(as_json: bool) -> None:
    """List the articles of the library, newest first.

    \b
    Example:
      mujaz list
    """
    with _library() as service:
        summaries = service.articles()
    if as_json:
        from rag.as_json import summary_json

        _print_json([summary_json(summary) for summary in summaries])
        return
    for summary in summaries:
        published = summary.published_at.isoformat() if summary.published_at else "no date   "
        click.echo(f"{published}  {summary.language}  {summary.id}  {summary.title}")
    if not summaries:
        click.echo("the library is empty; fill it with: mujaz index PATH…", err=True)


@main.command()
@click.argument("article_ids", nargs=-1, required=True, metavar="ARTICLE_ID…")
@_reports_errors
def remove(article_ids: Sequence[str]) -> None:
    """Remove articles from the library (the source files stay).

    \b
    Example:
      mujaz remove 01-us-japan-talks.ar
    """
    with _library() as service:
        unknown = service.remove(article_ids)
    click.echo(f"{len(article_ids) - len(unknown)} removed")
    for name in unknown:
        click.echo(f"failed: no article has the id {name!r}; see: mujaz list", err=True)
    sys.exit(REFUSED if unknown else DONE)


@main.command()
@click.argument("question")
@click.option("-k", "--limit", default=10, type=click.IntRange(1, 100), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print the passages as JSON.")
@_narrowing
@_reports_errors
def search(question: str, limit: int, as_json: bool, **narrowing: Any) -> None:
    """Show the passages that are nearest to a question.

    \b
    Example:
      mujaz search "الردع الموسع" -k 3
    """
    with _library() as service:
        passages = service.search(question, limit=limit, where=_filter(narrowing))
    if as_json:
        from rag.as_json import passage_json

        found = [passage_json(passage) for passage in passages]
        _print_json({"question": question, "passages": found})
        return
    for passage in passages:
        click.echo(f"{passage.score:.3f}  {passage.article.id}  {passage.article.title}")
        click.echo(f"       {' '.join(passage.chunk.text.split())}\n")
    if not passages:
        click.echo("nothing found", err=True)


@main.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@_narrowing
@_reports_errors
def ask(question: str, as_json: bool, **narrowing: Any) -> None:
    """Answer a question from the articles, each sentence with its source.

    Without a model (MUJAZ_MODEL) the answer is made of sentences of the articles. An archive
    that holds no answer is told, not papered over; that is not an error.

    \b
    Examples:
      mujaz ask "How many US troops are in Japan?"
      MUJAZ_MODEL=openai:gpt-5-mini mujaz ask "ما الذي اتفق عليه الوزراء في طوكيو؟"
    """
    with _library() as service:
        answer = service.ask(question, where=_filter(narrowing))
    if as_json:
        from rag.as_json import answer_json

        _print_json(answer_json(answer))
    else:
        _print_answer(answer)


def _print_answer(answer: Answer) -> None:
    if answer.abstained:
        click.echo(answer.reason)
        return
    sources: dict[str, str] = {}
    for sentence in answer.sentences:
        marks = "".join(f" [{citation.number}]" for citation in sentence.citations)
        click.echo(sentence.text + marks)
        for citation in sentence.citations:
            article = citation.article
            published = f", {article.published_at}" if article.published_at else ""
            outlet = f" — {article.outlet}" if article.outlet else ""
            sources[f"[{citation.number}]"] = f"{article.title}{outlet}{published} ({article.id})"
    click.echo("")
    for mark, source in sorted(sources.items()):
        click.echo(f"{mark} {source}")
    if answer.reason:
        click.echo(f"\n{answer.reason}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(0, 65535))
@click.option("--samples", is_flag=True, help="Fill an empty library with the sample articles.")
@_reports_errors
def serve(host: str, port: int, samples: bool) -> None:
    """Serve the chat page.

    \b
    Example:
      mujaz serve --port 8080
    """
    with _library() as service:
        if samples and service.count() == 0:
            _print_report(_index_with_progress(service, _sample_paths()))
        from ui.server import serve as serve_page

        serve_page(service, host=host, port=port)


@main.command()
@click.option("--repair", is_flag=True, help="Build the indexes anew from the catalog.")
@click.option("--reembed", is_flag=True, help="Embed everything anew with MUJAZ_EMBEDDER.")
@click.option("--glossary", is_flag=True, help="Show the frequent words that it does not know.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@_reports_errors
def doctor(repair: bool, reembed: bool, glossary: bool, as_json: bool) -> None:
    """Check the library: does each index hold just what the catalog says?

    \b
    Example:
      mujaz doctor --repair
      mujaz doctor --glossary
    """
    from rag.service import Service
    from rag.settings import Settings

    if glossary:
        _show_unknown_words(as_json=as_json)
        return
    with Service.open(Settings.load(), reembed=reembed) as service:
        if repair or reembed:
            service.repair()
        health = service.check()
    if as_json:
        from dataclasses import asdict

        _print_json({**asdict(health), "sound": health.sound})
    else:
        _print_health(health)
    sys.exit(DONE if health.sound else REFUSED)


def _show_unknown_words(*, as_json: bool) -> None:
    """The words that one might add to the glossary."""
    with _library() as service:
        found = service.unknown_words()
    if as_json:
        pairs = {language: [list(pair) for pair in words] for language, words in found.items()}
        _print_json({"unknown_words": pairs})
        return
    for language, words in found.items():
        for word, count in words:
            click.echo(f"{language}  {count:6,}  {word}")


def _print_health(health: Health) -> None:
    click.echo(f"{health.articles} articles, {health.chunks} chunks")
    click.echo(f"embedder {health.embedder}; tokens counted by {health.tokens}")
    if health.unreadable:
        click.echo(f"unreadable: {health.unreadable}")
    for name, count in (
        ("missing in the word index", health.missing_words),
        ("stray in the word index", health.stray_words),
        ("missing vectors", health.missing_vectors),
        ("stray vectors", health.stray_vectors),
        ("waiting to be indexed", health.owed),
    ):
        if count:
            click.echo(f"{count} {name}")
    click.echo("sound" if health.sound else "not sound; mend it with: mujaz doctor --repair")
