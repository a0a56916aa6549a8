"""Reads a password from the terminal or from standard input; it is never an argument, which others
on the machine could see."""

from __future__ import annotations

import sys

import click

from rag.errors import UsageError

_MOST_BYTES = 16_000  # more than the longest password takes


def typed_password(name: str, *, from_stdin: bool) -> str:
    """Return the password that is typed twice, unseen, or with `from_stdin` the first line there.

    Raises `UsageError` where there is no terminal to ask on.
    """
    if from_stdin:
        return _first_line()
    if not sys.stdin.isatty():
        raise UsageError(
            "a password is asked for on a terminal, and this is none; in a script give "
            "--password-stdin, and the password on standard input"
        )
    try:
        typed: str = click.prompt(
            f"Password of {name}",
            hide_input=True,
            confirmation_prompt="The same again",
            err=True,
        )
    except click.Abort:
        raise KeyboardInterrupt from None
    return typed


def _first_line() -> str:
    written = sys.stdin.buffer.readline(_MOST_BYTES)
    try:
        return written.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError("the password on standard input is not UTF-8") from None
