"""The command `mujaz work`, which does what a library owes beside those who add to it."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from signal import SIGINT, SIGTERM
from threading import Event
from typing import TYPE_CHECKING, Any, get_args

import click

from mujaz.cli.common import LOG_FORMAT, own_library, reports_errors
from mujaz.cli.feed_rounds import feeds_read_every, read_feeds_once
from mujaz.cli.stopping import stopped_by
from rag.errors import DamagedLibraryError, EmbeddingError, LibraryError, UsageError
from rag.ingest.catching_up import OwedWork

if TYPE_CHECKING:
    from rag.service import Service
    from ui.api.operators.log_lines import LogFormat, LogLevel

_FEEDS = "feeds"
_OWED: tuple[OwedWork, ...] = get_args(OwedWork)
_UNITS = {"words": "passages", "vectors": "passages", "stories": "articles"}

_SHORTEST, _LONGEST = 0.25, 5.0
"""Seconds between two looks whether there is work, from after the last piece to after a while."""

_AGAIN = (1.0, 60.0)
"""Seconds until what failed is tried again, at first and at most: each time twice as many."""

_log = logging.getLogger(__name__)


@click.command()
@click.option(
    "--only",
    metavar="KINDS",
    help="Only work of these kinds, separated by commas: words, vectors, stories, feeds.",
)
@click.option(
    "--every",
    default=30,
    show_default=True,
    type=click.IntRange(1, 7 * 24 * 60),
    metavar="MINUTES",
    help="Read the watched feeds again after so many minutes.",
)
@click.option("--once", is_flag=True, help="Read the feeds once, and end when nothing is owed.")
@LOG_FORMAT
@click.option(
    "--log-level",
    default="info",
    show_default=True,
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="What is logged at least; info has a line for each piece of work.",
)
@reports_errors
def work(
    only: str | None, every: int, once: bool, log_format: LogFormat, log_level: LogLevel
) -> None:
    """Do what the library owes until Ctrl-C or SIGTERM: words, vectors, stories, watched feeds.

    On a library in PostgreSQL and Milvus, any number of these run beside each other and beside
    mujaz serve, on any machines. Each takes a few passages at a time, and what one that dies was
    at is done by another. Servers that are away are tried again. A library in a folder has one
    process at a time: there this is mujaz serve without the page.

    \b
    Example:
      mujaz work
      mujaz work --only vectors
      mujaz work --only feeds --every 10
    """
    from ui.api.operators.log_lines import log_lines

    kinds = _kinds(only)
    log_lines(log_format, log_level)
    with stopped_by(SIGINT, SIGTERM) as stop, own_library() as service:
        _log.info("work begins: %s", ", ".join(kinds))
        if once and _FEEDS in kinds:
            read_feeds_once(service, every, stop)
        minutes = every if _FEEDS in kinds and not once else None
        with feeds_read_every(service, minutes):
            _Work(service, kinds, stop).run(once=once)
        _log.info("work ends")


def _kinds(only: str | None) -> Sequence[str]:
    """Return the kinds of work that are asked for, in the order in which they are done."""
    known = (*_OWED, _FEEDS)
    if only is None:
        return known
    asked = {name.strip() for name in only.split(",")}
    if unknown := sorted(asked - set(known)):
        raise UsageError(f"{unknown[0]!r} is no kind of work; there are {', '.join(known)}")
    return [kind for kind in known if kind in asked]


class _Work:
    """Does pieces of work, the most wanted first, and rests where there are none."""

    def __init__(self, service: Service, kinds: Sequence[str], stop: Event) -> None:
        self._service = service
        self._kinds = [kind for kind in _OWED if kind in kinds]
        self._stop = stop
        self._rests: dict[OwedWork, tuple[float, float]] = {}

    def run(self, *, once: bool) -> None:
        """Work until told to stop, with `once` until nothing is left that nobody else is at.

        Only `once` raises `EmbeddingError` and `LibraryError` of what may pass.
        """
        pause = _SHORTEST
        while not self._stop.is_set():
            if self._piece(is_patient=not once):
                pause = _SHORTEST
            elif once:
                return
            else:
                self._stop.wait(pause)
                pause = min(2 * pause, _LONGEST)

    def _piece(self, *, is_patient: bool) -> bool:
        """Do one piece of the first kind of which there is any; tell whether there was."""
        for kind in self._kinds:
            until, rest = self._rests.get(kind, (0.0, 0.0))
            if time.monotonic() < until:
                continue
            started = time.monotonic()
            try:
                done = self._service.do_some(kind)
            except DamagedLibraryError:
                raise
            except (EmbeddingError, LibraryError) as error:
                if not is_patient:
                    raise
                rest = min(2 * rest or _AGAIN[0], _AGAIN[1])
                self._rests[kind] = (time.monotonic() + rest, rest)
                _log.warning("%s: tried again in %d seconds: %s", kind, rest, error)
                continue
            self._rests.pop(kind, None)
            if done:
                _log.info("%s: %d %s in %.1f s", *_said(kind, done, started))
                return True
        return False


def _said(kind: OwedWork, done: int, started: float) -> tuple[Any, ...]:
    return kind, done, _UNITS[kind], time.monotonic() - started
