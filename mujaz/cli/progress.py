"""How far indexing is: bars on a terminal, and a stop that loses nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from signal import SIGINT
from threading import Event
from typing import TYPE_CHECKING

import click

from mujaz.cli.common import say
from mujaz.cli.stopping import stopped_by

if TYPE_CHECKING:
    from mujaz.cli.common import AnyLibrary
    from rag.ingest.ingester import Progress
    from rag.moving.library_moves import MovedRows
    from rag.records import IndexProgress, IngestReport
    from rag.service import Service


def index_with_progress(
    service: AnyLibrary, paths: Sequence[str], *, quiet: bool = False
) -> IngestReport:
    """Index paths and links until words find all of them; stories and vectors may be owed then."""
    with _index_bar(quiet=quiet) as progress:
        return service.index(paths, progress, vectors=False, stories=False, fetch=True)


def feeds_with_progress(
    service: AnyLibrary, *, stop: Event, limit: int | None, quiet: bool = False
) -> IngestReport:
    """Read the watched feeds, until `stop` is set; the vectors of articles may be owed then."""
    with _bar("Feeds", quiet=quiet) as progress:
        return service.read_feeds(progress, limit=limit, stop=stop, vectors=False)


def vectors_with_progress(
    make: Callable[..., int], *, quiet: bool = False, stop: Event | None = None
) -> int:
    """Make vectors with `Service.catch_up` or `Service.repair`; return how many are left.

    Ctrl-C, or `stop` if it is given, ends it after the step that is being done; Ctrl-C pressed
    again interrupts that too.
    """
    with _ending(stop) as ended, _bar("Vectors", quiet=quiet) as progress:
        return make(progress, stop=ended)


def stories_with_progress(
    service: AnyLibrary, *, quiet: bool = False, stop: Event | None = None
) -> int:
    """Put articles into stories; return how many are left. Ctrl-C, or `stop` if it is given, ends
    it without loss."""
    with _ending(stop) as ended, _bar("Stories", quiet=quiet) as progress:
        return service.group_stories(progress, stop=ended)


def rest_with_progress(service: AnyLibrary, *, quiet: bool = False) -> None:
    """Put new articles into stories and make the vectors that are owed; Ctrl-C ends both."""
    with stopped_by(SIGINT) as stop:
        stories_with_progress(service, quiet=quiet, stop=stop)
        if vectors_left(service):
            vectors_with_progress(service.catch_up, quiet=quiet, stop=stop)


def index_made_with_progress(service: Service, *, quiet: bool = False) -> None:
    """Make all that the index of a moved library owes: words, then stories and vectors. Ctrl-C ends
    it without loss."""
    with stopped_by(SIGINT) as stop:
        with _bar("Words", quiet=quiet) as progress:
            total, done = service.vectors_made()[1], 0
            while not stop.is_set() and (some := service.do_some("words")):
                done = min(done + some, total)
                if progress is not None:
                    progress(done, total)
        stories_with_progress(service, quiet=quiet, stop=stop)
        vectors_with_progress(service.catch_up, quiet=quiet, stop=stop)


def moved_with_progress(
    label: str, move: Callable[[Progress | None], MovedRows], *, quiet: bool = False
) -> MovedRows:
    """Move the rows of a library, with a bar of this label."""
    with _bar(label, quiet=quiet) as progress:
        return move(progress)


def _ending(stop: Event | None) -> AbstractContextManager[Event]:
    return nullcontext(stop) if stop is not None else stopped_by(SIGINT)


def vectors_left(service: AnyLibrary) -> int:
    """Return how many passages have no vector yet."""
    made, wanted = service.vectors_made()
    return wanted - made


def stories_left(service: AnyLibrary) -> int:
    """Return how many articles are in no story yet."""
    at_once = Event()
    at_once.set()
    return service.group_stories(stop=at_once)


def what_follows(left: int, unfound: int = 0) -> str:
    """Return a line saying what is still owed, and who makes it: some vectors, or, of a shared
    library, the words of passages that cannot be found until then."""
    if unfound:
        are = "passage is" if unfound == 1 else "passages are"
        return f"{unfound:,} {are} not found yet; mujaz work or mujaz serve makes the index of them"
    are = "vector is" if left == 1 else "vectors are"
    return (
        f"{left:,} {are} still to be made, by mujaz serve, mujaz work, the next mujaz index or "
        "mujaz doctor --repair; words find everything meanwhile"
    )


def say_what_follows(left: int, unfound: int = 0) -> None:
    """Say on stderr what is still owed, if anything is."""
    if left or unfound:
        say(what_follows(left, unfound), err=True)


def say_stories_left(left: int) -> None:
    """Say on stderr that some articles are in no story yet, if any are, and who sees to it."""
    if left:
        are = "article is" if left == 1 else "articles are"
        say(
            f"{left:,} {are} still to be put into stories, by mujaz serve, mujaz stories or the "
            "next mujaz index",
            err=True,
        )


@contextmanager
def _index_bar(*, quiet: bool) -> Iterator[Callable[[IndexProgress], None] | None]:
    """Show a bar of the bytes that are read and how many files and links are through, where stderr
    is a terminal and `quiet` is False."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(
        length=1, label="Indexing", file=sys.stderr, item_show_func=_which_source
    ) as bar:

        def progress(reach: IndexProgress) -> None:
            # Links have no size that is known beforehand.
            done, total = (
                (reach.bytes_done, reach.bytes) if reach.bytes else (reach.done, reach.sources)
            )
            bar.length = max(total, 1)
            bar.update(done - bar.pos, reach)

        yield progress


def _which_source(reach: IndexProgress | None) -> str | None:
    """Return which of how many files and links is read: "3 of 20"."""
    if reach is None or reach.sources < 2:
        return None
    return f"{min(reach.done + 1, reach.sources):,} of {reach.sources:,}"


@contextmanager
def _bar(label: str, *, quiet: bool) -> Iterator[Progress | None]:
    """Show a progress bar where stderr is a terminal and `quiet` is False."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield progress
