"""The commands `mujaz serve` and `mujaz doctor`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from mujaz.cli.common import (
    DONE,
    LOG_FORMAT,
    MISUSED,
    REFUSED,
    library,
    own_library,
    print_json,
    refuse_beside_server,
    reports_errors,
    say,
)
from mujaz.cli.feed_rounds import feeds_read_every
from mujaz.cli.library_commands import print_report, sample_paths
from mujaz.cli.progress import (
    index_with_progress,
    stories_with_progress,
    vectors_with_progress,
    what_follows,
)
from rag.errors import UsageError
from rag.text.display import line

if TYPE_CHECKING:
    from mujaz.cli.common import AnyLibrary
    from rag.service import Service
    from rag.store.catalog import Backup
    from rag.store.health import Health, Restored
    from ui.api.operators.log_lines import LogFormat, LogLevel


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="Another name or address under which the page may be opened; may be repeated.",
)
@click.option(
    "--watch",
    type=click.IntRange(1, 7 * 24 * 60),
    metavar="MINUTES",
    help="Read the watched feeds meanwhile, again after so many minutes.",
)
@click.option("--samples", is_flag=True, help="Fill an empty library with the sample articles.")
@click.option(
    "--grace",
    default=5.0,
    show_default=True,
    type=click.FloatRange(0, 3600),
    metavar="SECONDS",
    help="How long answers may go on when the server is told to end.",
)
@LOG_FORMAT
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="What is logged at least; info has a line for each request.  "
    "[default: warning for text, info for json]",
)
@click.option(
    "--open",
    "is_open",
    is_flag=True,
    help="Let everybody in who reaches --host, as long as no people were added.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    metavar="N",
    help="Processes that serve the page at one port; more than one need PostgreSQL and Milvus.",
)
@reports_errors
def serve(
    host: str,
    port: int,
    allowed: tuple[str, ...],
    watch: int | None,
    samples: bool,
    grace: float,
    log_format: LogFormat,
    log_level: LogLevel | None,
    is_open: bool,
    workers: int,
) -> None:
    """Serve the chat page, to this machine unless --host says otherwise.

    Vectors that the library owes are made in the background. People who were added (mujaz user add)
    have to sign in; where nobody was, another --host than this machine needs --open.

    \b
    Example:
      mujaz serve --port 8080
      mujaz serve --host 0.0.0.0 --allow-host desk.example
    """
    from mujaz.cli.worker_library import OpenedByWorker, observed

    observed(log_format, log_level)
    if workers > 1:
        from rag.settings import Settings
        from ui.server import opening_of
        from ui.workers.serving import check_workers, serve_with_workers

        settings = Settings.load()
        check_workers(settings, workers)
        with own_library() as service:
            _fill(service, samples=samples)
            opening = opening_of(service, host, allowed, is_open=is_open)
        opened = OpenedByWorker(settings, watch, log_format, log_level)
        serve_with_workers(settings, workers, opened, opening, port=port, grace=grace)
        return
    with own_library(background=True) as service:
        _fill(service, samples=samples)
        from ui.server import serve as serve_page

        with feeds_read_every(service, watch):
            serve_page(service, host=host, port=port, allowed=allowed, grace=grace, is_open=is_open)


def _fill(service: Service, *, samples: bool) -> None:
    if samples and service.count() == 0:
        print_report(index_with_progress(service, sample_paths()))
        stories_with_progress(service)  # the page offers questions on them at once


@click.command()
@click.option("--repair", is_flag=True, help="Build the indexes anew, or make the vectors owed.")
@click.option("--restore", is_flag=True, help="Go back to the newest sound backup.")
@click.option("--reembed", is_flag=True, help="Embed everything anew with MUJAZ_EMBEDDER.")
@click.option("--glossary", is_flag=True, help="Show the frequent words that it does not know.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@reports_errors
def doctor(repair: bool, restore: bool, reembed: bool, glossary: bool, as_json: bool) -> None:
    """Check the library: is the catalog whole, does each index hold just what it says?

    Exit codes: 0 sound; 1 the indexes are not, which --repair mends; 2 the catalog is lost or
    damaged, which --restore mends if there is a backup. Vectors that follow are no fault: --repair
    makes just these where nothing else is wrong.

    \b
    Example:
      mujaz doctor --repair
      mujaz doctor --restore
      mujaz doctor --glossary
    """
    if glossary:
        _show_unknown_words(as_json=as_json)
        return
    if restore:
        _restore()
    with own_library(reembed=reembed) if restore or reembed else library() as service:
        if restore:
            vectors_with_progress(service.catch_up, quiet=as_json)
        if repair or reembed:
            vectors_with_progress(_repairing(service, anew=reembed), quiet=as_json)
            stories_with_progress(service, quiet=as_json)
        health = service.check()
    if as_json:
        from dataclasses import asdict

        print_json({**asdict(health), "sound": health.sound})
    else:
        _print_health(health)
    sys.exit(DONE if health.sound else MISUSED if health.damage else REFUSED)


def _repairing(service: AnyLibrary, *, anew: bool) -> Callable[..., int]:
    """Return what mends the library: a sound one that only owes vectors keeps those it has."""
    found = None if anew else service.check()
    only_owes = found is not None and found.sound and found.owed_vectors
    return service.catch_up if only_owes else service.repair


def _restore() -> None:
    from rag.settings import Settings
    from rag.store.health import restore_catalog

    refuse_beside_server()
    settings = Settings.load()
    if settings.database_url:
        raise UsageError(
            "a catalog in PostgreSQL has no backups in the library's folder; restore a dump of the "
            "database (pg_restore), then: mujaz doctor --repair"
        )
    restored = restore_catalog(settings.folder)
    if restored is None:
        say("the catalog is sound; nothing was restored", err=True)
    else:
        _print_restored(restored)


def _print_restored(restored: Restored) -> None:
    backup = restored.backup
    say(
        f"restored {backup.name}, made {backup.saved_at}, with {backup.articles} articles; "
        "what was indexed or removed since is to be done again",
        err=True,
    )
    if restored.kept_as:
        say(f"the former catalog is kept as {restored.kept_as}", err=True)


def _show_unknown_words(*, as_json: bool) -> None:
    """Print the frequent words that are not in the glossary."""
    with library() as service:
        found = service.unknown_words()
    if as_json:
        pairs = {language: [list(pair) for pair in words] for language, words in found.items()}
        print_json({"unknown_words": pairs})
        return
    for language, words in found.items():
        for word, count in words:
            say(f"{language}  {count:6,}  {word}")


def _print_health(health: Health) -> None:
    counts = [f"{health.articles} articles", f"{health.chunks} chunks"]
    for count, what in ((health.former_versions, "former version"), (health.feeds, "watched feed")):
        if count:
            counts.append(f"{count} {what}{'' if count == 1 else 's'}")
    say(", ".join(counts))
    say(f"embedder {health.embedder}; reader {line(health.reader)}")
    say(f"tokens counted by {health.tokens}")
    for name, fault in (("catalog", health.damage), ("indexes", health.unreadable)):
        if fault:
            say(f"{name}: {line(fault)}")
    for name, count in (
        ("missing in the word index", health.missing_words),
        ("stray in the word index", health.stray_words),
        ("missing vectors", health.missing_vectors),
        ("stray vectors", health.stray_vectors),
        ("waiting to be indexed", health.owed),
    ):
        if count:
            say(f"{count} {name}")
    if health.moving:
        say("the library moves to this embedder; vectors of the former one are no longer used")
    _print_owed(health)
    if health.server is not None:
        say(f"the catalog is in {health.server}; copies of it are made there (pg_dump)")
    for backup in health.backups:
        _print_backup(backup)
    say(_verdict(health))


def _print_owed(health: Health) -> None:
    if health.owed_vectors:
        say(what_follows(health.owed_vectors, health.missing_words))
    if health.without_story:
        say(f"{health.without_story:,} articles are in no story yet; mujaz stories puts them there")


def _print_backup(backup: Backup) -> None:
    state = f"damaged: {line(backup.damage)}" if backup.damage else f"{backup.articles} articles"
    say(f"backup {backup.name}: {backup.saved_at}, {state}")


def _verdict(health: Health) -> str:
    if health.sound:
        return "sound"
    if health.unreadable is not None and health.damage is None:
        return "not sound; what can be done is said above"
    if health.damage is None:
        return "not sound; mend it with: mujaz doctor --repair"
    if health.server is not None:
        return "not sound; restore the database from a dump, then: mujaz doctor --repair"
    if any(backup.damage is None for backup in health.backups):
        return "not sound; go back to the newest sound backup with: mujaz doctor --restore"
    return (
        "not sound, and there is no sound backup; index the sources into another folder "
        "(MUJAZ_HOME)"
    )
