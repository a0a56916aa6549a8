"""The command `mujaz brief`, which writes a story in points, in Arabic and English."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

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
from mujaz.cli.progress import say_what_follows, vectors_left
from rag.errors import UsageError
from rag.exports import FORMATS, Exporter, exporter_for
from rag.exports.file_names import brief_file_name, free_path
from rag.records import Brief, BriefFinished, Language
from rag.text.display import line

if TYPE_CHECKING:
    from mujaz.cli.common import AnyLibrary


@click.command()
@click.argument("topic", required=False)
@click.option("--article", "articles", multiple=True, metavar="ID", help="This article; again…")
@click.option(
    "--length",
    default="medium",
    show_default=True,
    metavar="LENGTH",
    help="short (60 words per language), medium (150), long (350), قصير، متوسط، طويل, "
    'or a number of words: 200, "200 words".',
)
@click.option(
    "--in",
    "languages",
    type=click.Choice(["ar", "en", "both"]),
    default="both",
    show_default=True,
    help="The languages of the brief.",
)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="Default: that of FILE, or md."
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="A file, or a folder, in which the file is named after story and day. - is the screen.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the brief as JSON.")
@narrowing
@reports_errors
def brief(
    topic: str | None,
    articles: Sequence[str],
    length: str,
    languages: str,
    format_: str | None,
    output: str | None,
    as_json: bool,
    **narrowing: Any,
) -> None:
    """Write a brief on a topic, on chosen articles, or on all articles of some days or an outlet.

    Without a model (MUJAZ_MODEL), and where the model fails, its points are sentences of the
    articles, each language from its own articles; a failure is told on stderr. Where nothing is
    found, why and what would help is told on stderr, no file is written, and the exit code is 1.

    \b
    Examples:
      mujaz brief "US–Japan talks" --length short
      mujaz brief --article 07-ever-given.ar --article 07-ever-given.en -o brief.docx
      mujaz brief --since "July 2024" --until "August 2024" --in ar --format pdf -o briefs/
    """
    place = _place(output)
    wanted = _format(format_, place, as_json=as_json)
    with library() as service:
        made = _with_progress(
            service,
            topic,
            articles=articles,
            where=narrowed(narrowing),
            length=length,
            languages=("ar", "en") if languages == "both" else (cast(Language, languages),),
            reader=_reader() if languages == "both" and not topic else None,
        )
        left, unfound = vectors_left(service), service.words_owed()
    say_what_follows(left, unfound)
    if told := wanted.remark(made):
        say(f"mujaz: {told}", err=True)
    if made.fault:
        say(f"mujaz: {line(made.fault)}", err=True)
    _hand_out(made, wanted, place)
    sys.exit(REFUSED if made.abstained else DONE)


def _place(output: str | None) -> Path | None:
    """Return the file or folder to write to. Raises `UsageError` for a folder that is not there."""
    if output is None or output == "-":  # the standard output
        return None
    place = Path(output)
    if output.endswith(("/", os.sep)) and not place.is_dir():
        raise UsageError(f"{output} is no folder; make it first, or name a file")
    if not place.is_dir() and not place.parent.is_dir():
        raise UsageError(f"{output} cannot be written: there is no folder {place.parent}")
    return place


def _reader() -> Language:
    """Return the language of the locale, for a request that shows none."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides
    chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "ar" if chosen.startswith("ar") else "en"


def _format(asked: str | None, output: Path | None, *, as_json: bool) -> Exporter:
    """Return the format asked for, or that of the file's ending; Markdown where there is none.

    Raises `UsageError` for an unknown ending, and for a binary format on a terminal.
    """
    ending = output.suffix if output and not output.is_dir() else ""
    wanted = exporter_for("json" if as_json else asked or ending or "md")
    if wanted.binary and output is None and sys.stdout.isatty():
        name = wanted.suffix
        raise UsageError(f"a {name} file is not for a terminal; name a file: -o brief.{name}")
    return wanted


def _with_progress(service: AnyLibrary, topic: str | None, **request: Any) -> Brief:
    quiet = not sys.stderr.isatty()
    for event in service.stream_brief(topic, **request):
        if isinstance(event, BriefFinished):
            if not quiet:
                click.echo("\r" + " " * 30 + "\r", nl=False, err=True)
            return event.brief
        if not quiet:
            click.echo(f"\r{event.stage} {event.done}/{event.total}   ", nl=False, err=True)
    raise AssertionError("a stream ends with its brief")


def _hand_out(made: Brief, wanted: Exporter, output: Path | None) -> None:
    """Print the brief, or write it to a file. Of one without points only the JSON is printed.

    Raises `UsageError` where that fails.
    """
    if wanted.suffix == "json" and output is None:
        from rag.exports.json_export import brief_json

        print_json(brief_json(made))
    if made.abstained:
        say(f"mujaz: {line(made.reason or '')}", err=True)
    elif output is not None:
        _write(made, wanted, output)
    elif wanted.binary:
        sys.stdout.buffer.write(wanted.write(made))
    elif wanted.suffix != "json":
        say(wanted.write(made).decode())


def _write(made: Brief, wanted: Exporter, output: Path) -> None:
    """Write the brief to a file, or into a folder under the name of its story and day."""
    if output.is_dir():
        output = free_path(output, brief_file_name(made, wanted.suffix))
    data = wanted.write(made)
    try:
        output.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror})") from None
    say(f"{output}: {len(made.points)} points", err=True)
