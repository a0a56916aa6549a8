"""The commands `mujaz serve` and `mujaz doctor`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mujaz.cli.common import DONE, REFUSED, library, print_json, reports_errors, say
from mujaz.cli.library_commands import index_with_progress, print_report, sample_paths

if TYPE_CHECKING:
    from rag.service import Health


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(0, 65535))
@click.option("--samples", is_flag=True, help="Fill an empty library with the sample articles.")
@reports_errors
def serve(host: str, port: int, samples: bool) -> None:
    """Serve the chat page.

    \b
    Example:
      mujaz serve --port 8080
    """
    with library() as service:
        if samples and service.count() == 0:
            print_report(index_with_progress(service, sample_paths()))
        from ui.server import serve as serve_page

        serve_page(service, host=host, port=port)


@click.command()
@click.option("--repair", is_flag=True, help="Build the indexes anew from the catalog.")
@click.option("--reembed", is_flag=True, help="Embed everything anew with MUJAZ_EMBEDDER.")
@click.option("--glossary", is_flag=True, help="Show the frequent words that it does not know.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@reports_errors
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

        print_json({**asdict(health), "sound": health.sound})
    else:
        _print_health(health)
    sys.exit(DONE if health.sound else REFUSED)


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
    say(f"{health.articles} articles, {health.chunks} chunks")
    say(f"embedder {health.embedder}; tokens counted by {health.tokens}")
    if health.unreadable:
        say(f"unreadable: {health.unreadable}")
    for name, count in (
        ("missing in the word index", health.missing_words),
        ("stray in the word index", health.stray_words),
        ("missing vectors", health.missing_vectors),
        ("stray vectors", health.stray_vectors),
        ("waiting to be indexed", health.owed),
    ):
        if count:
            say(f"{count} {name}")
    say("sound" if health.sound else "not sound; mend it with: mujaz doctor --repair")
