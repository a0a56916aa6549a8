"""The commands `mujaz export` and `import`, for a whole library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mujaz.cli.common import print_json, refuse_beside_server, reports_errors, say
from mujaz.cli.progress import moved_with_progress
from rag.text.display import line

if TYPE_CHECKING:
    from rag.moving.library_databases import LibraryPlace
    from rag.moving.library_moves import MovedRows

_SHOWN = (
    ("articles", "articles"),
    ("former", "former versions"),
    ("feeds", "watched feeds"),
    ("conversations", "conversations"),
    ("briefs", "briefs"),
    ("vectors", "vectors that were paid for"),
)
"""Tables of which the numbers of rows are shown, with their names for a reader."""

_FOLLOWS = (
    "its words are made by the next command that searches, its vectors by mujaz serve or mujaz "
    "index"
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--people", is_flag=True, help="With people, hashes of passwords and tokens, audit.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@reports_errors
def export(file: Path, people: bool, as_json: bool) -> None:
    """Write the whole library into one file, which `mujaz import` reads.

    Articles with their former versions, stories and feeds, and what readers keep: conversations,
    ratings, drafts and briefs, all as they are at this moment. A server or another command may go
    on meanwhile. Only you can read the file; docs/moving.md says what is in it.

    \b
    Example:
      mujaz export archive-2026-11.mujaz
    """
    from rag.moving.library_moves import export_library

    moved = moved_with_progress(
        "Exporting",
        lambda progress: export_library(_own_place(), file, people=people, progress=progress),
        quiet=as_json,
    )
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "bytes": size, "rows": dict(moved.rows)})
        return
    say(f"{_counted(moved)} written to {line(str(file))} ({size / 1e6:,.1f} MB)")
    _say_people(moved, "in the file")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    help="The folder of the new library, in the place of MUJAZ_HOME.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
@reports_errors
def import_file(file: Path, home: Path | None, as_json: bool) -> None:
    """Read the file of a library that `mujaz export` has written, into an empty library.

    The file is read through before anything is written. What was written is read back and held
    against the file; until then the library cannot be opened. A command that was stopped or killed
    goes on from where it was when it is run again.

    \b
    Example:
      mujaz import archive-2026-11.mujaz --home /srv/archive
    """
    from rag.moving.library_moves import import_library

    place = _own_place() if home is None else _folder(home)
    if home is None:
        refuse_beside_server()
    moved = moved_with_progress(
        "Importing",
        lambda progress: import_library(file, place, progress=progress),
        quiet=as_json,
    )
    if as_json:
        print_json({"library": str(place.folder), "rows": dict(moved.rows)})
        return
    say(f"{_counted(moved)} read into {line(str(place.folder))}, and compared with the file")
    say(f"{_FOLLOWS}")
    _say_people(moved, "in the library")


def _own_place() -> LibraryPlace:
    from rag.moving.library_databases import LibraryPlace
    from rag.settings import Settings

    return LibraryPlace(Settings.load().folder)


def _folder(path: Path) -> LibraryPlace:
    from rag.moving.library_databases import LibraryPlace

    return LibraryPlace(path.expanduser().absolute())


def _counted(moved: MovedRows) -> str:
    """Return "1,200 articles, 3 conversations"; articles are named also where there are none."""
    counts = [
        f"{moved.rows.get(table, 0):,} {name}"
        for table, name in _SHOWN
        if table == "articles" or moved.rows.get(table)
    ]
    return ", ".join(counts)


def _say_people(moved: MovedRows, where: str) -> None:
    """Say that secrets were moved, where they were."""
    if moved.people:
        say(
            f"{moved.people:,} people are {where}, with hashes of their passwords and tokens: keep "
            "it from others",
            err=True,
        )
