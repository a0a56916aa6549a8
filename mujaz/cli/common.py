"""What the commands have in common: exit codes, errors, printing, search filters."""

from __future__ import annotations

import errno
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from mujaz.cli import STOPPED
from rag.errors import LibraryError, MujazError, UsageError
from rag.records import SearchFilter
from rag.text.display import clean, line, whole

if TYPE_CHECKING:
    from rag.remote.remote_library import RemoteLibrary
    from rag.service import Service

    AnyLibrary = Service | RemoteLibrary
    """A library that is open here, or that a server has open."""

P = ParamSpec("P")

DONE, REFUSED, MISUSED = 0, 1, 2

# Characters that are invisible or change the direction of text, such as U+202E or U+200B.
_UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\uf8ff\U000e0000-\U000e0fff]"
)


LOG_FORMAT = click.option(
    "--log-format",
    default="text",
    show_default=True,
    type=click.Choice(["text", "json"]),
    help="How lines of the log are written, to standard error.",
)
"""The option of the commands that run for long."""


def reports_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Decorate a command so that an error of ours becomes one line on stderr and an exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except MujazError as error:
            say(f"mujaz: {line(str(error))}", err=True)
            sys.exit(MISUSED if isinstance(error, (UsageError, LibraryError)) else REFUSED)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            say("mujaz: the output cannot be written, the disk is full", err=True)
            sys.exit(MISUSED)
        except KeyboardInterrupt:
            say("mujaz: stopped", err=True)
            sys.exit(STOPPED)

    return wrapped


@contextmanager
def library() -> Iterator[Service | RemoteLibrary]:
    """Lend the library of the settings for a `with` block, from its server if one runs."""
    from rag.remote.opening import open_or_connect

    with open_or_connect(tell) as found:
        yield found


@contextmanager
def own_library(*, background: bool = False, reembed: bool = False) -> Iterator[Service]:
    """Open the library of the settings here; see `Service.open`.

    Raises `UsageError` where a server has it.
    """
    refuse_beside_server()
    from rag.service import Service
    from rag.settings import Settings

    with Service.open(Settings.load(), background=background, reembed=reembed) as service:
        yield service


def refuse_beside_server() -> None:
    """Raise `UsageError` where a server has the library of the settings."""
    from rag.remote.opening import server_of_library

    server = server_of_library()
    if server is not None:
        raise UsageError(
            f"a server has this library, at {server.url} (process {server.pid}); use that one, or "
            "end it first"
        )


def tell(text: str) -> None:
    """Tell the user on stderr what they must know of how a command is done."""
    say(f"mujaz: {line(text)}", err=True)


def say(text: str, *, err: bool = False) -> None:
    """Print text without characters that could control a terminal or reorder its letters."""
    click.echo(clean(text), err=err)


def print_json(value: Any) -> None:
    """Print a value as JSON, with characters that a terminal or a reader could misread escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_UNSEEN.sub(lambda unseen: json.dumps(unseen[0])[1:-1], text))


def days_and_outlet(command: Callable[P, None]) -> Callable[P, None]:
    """Add the options that limit what is looked at to days and an outlet.

    A day may be in digits or words of both languages. Of a month, a week or the like `--since` is
    its first day and `--until` its last.
    """
    for option in (
        click.option(
            "--outlet", multiple=True, help="Only articles of this outlet; may be repeated."
        ),
        click.option("--until", metavar="DAY", help="Only articles of this day or earlier."),
        click.option(
            "--since",
            metavar="DAY",
            help='Only articles of this day or later: 2024-07-28, 2024-07, "28 July", "last week".',
        ),
    ):
        command = option(command)
    return command


def narrowing(command: Callable[P, None]) -> Callable[P, None]:
    """Add the options that limit a search: a language, days and an outlet."""
    in_language = click.option(
        "--language", type=click.Choice(["ar", "en"]), help="Only articles in it."
    )
    return in_language(days_and_outlet(command))


def narrowed(options: dict[str, Any]) -> SearchFilter:
    """Return the search filter of these options. Raises `UsageError`."""
    if not any(options.values()):
        return SearchFilter()
    from rag.requests import search_filter

    fields = {name: value for name, value in options.items() if name != "outlet"}
    return search_filter({**fields, "outlets": map(whole, options["outlet"])}) or SearchFilter()
