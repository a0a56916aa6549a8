"""Exit codes, error messages and printing for all commands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import click

from rag.errors import EmbeddingError, ModelError, MujazError
from rag.text.display import clean, line

P = ParamSpec("P")

PASSED, GATE_FAILED, BAD_INPUT, INCOMPLETE = 0, 1, 2, 3


def reports_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Make a command print an error that a user can mend in one line and exit with its code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        """Run the command."""
        try:
            command(*args, **kwargs)
        except MujazError as error:
            say(f"mujaz: {line(str(error))}", err=True)
            cut_short = isinstance(error, (EmbeddingError, ModelError))
            sys.exit(INCOMPLETE if cut_short else BAD_INPUT)
        except KeyboardInterrupt:
            say("mujaz: stopped", err=True)
            sys.exit(130)

    return wrapped


def say(text: str, *, err: bool = False) -> None:
    """Print text without characters that control a terminal or change the direction of letters."""
    click.echo(clean(text), err=err)


def tell(text: str) -> None:
    """Tell the user on stderr what they must know of how a command is done."""
    say(f"mujaz: {line(text)}", err=True)
