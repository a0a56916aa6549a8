"""The commands `mujaz export`, `import` and `move`, for a whole library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mujaz.cli.common import print_json, refuse_beside_server, reports_errors, say
from mujaz.cli.progress import (
    index_made_with_progress,
    moved_with_progress,
    say_what_follows,
    vectors_left,
)
from rag.errors import UsageError
from rag.text.display import line

if TYPE_CHECKING:
    from rag.moving.library_databases import LibraryPlace
    from rag.moving.library_moves import MovedRows

MOVE_TO, MOVE_MILVUS = "MUJAZ_MOVE_TO", "MUJAZ_MOVE_MILVUS"
"""Variables with the addresses for `mujaz move`: what stands on a command line, every user of the
machine can see."""

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
    "its words are made by the next command that searches, its vectors by mujaz serve, mujaz work "
    "or mujaz index"
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
@click.option("--people", is_flag=True, help="With the people of the file, who can then sign in.")
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
@reports_errors
def import_file(file: Path, home: Path | None, people: bool, as_json: bool) -> None:
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
        lambda progress: import_library(file, place, people=people, progress=progress),
        quiet=as_json,
    )
    if as_json:
        print_json({"library": place.name, "rows": dict(moved.rows)})
        return
    say(f"{_counted(moved)} read into {line(place.name)}, and compared with the file")
    say(_FOLLOWS)
    _say_people(moved, "in the library")


@click.command()
@click.option(
    "--to",
    required=True,
    envvar=MOVE_TO,
    metavar="PLACE",
    help=f"An empty PostgreSQL database, postgresql://user@host/name, or a new folder; {MOVE_TO} "
    "in its place hides a password from others.",
)
@click.option(
    "--milvus",
    envvar=MOVE_MILVUS,
    metavar="URL",
    help=f"The Milvus server of the new library, or {MOVE_MILVUS}; its index is made there.",
)
@click.option("--people", is_flag=True, help="With people, hashes of passwords and tokens, audit.")
@click.option("--no-index", is_flag=True, help="Leave words and vectors to mujaz work or serve.")
@click.option("--json", "as_json", is_flag=True, help="Print what was moved as JSON.")
@reports_errors
def move(to: str, milvus: str | None, people: bool, no_index: bool, as_json: bool) -> None:
    """Bring the library of the settings to another place: a PostgreSQL database, or a folder.

    The old library stays as it is. What has arrived is read back and held against it; until then
    the new one cannot be opened. A command that was stopped or killed goes on from where it was
    when it is run again. With --milvus the index is made as well, which Ctrl-C ends without loss:
    mujaz work or mujaz serve make the rest.

    \b
    Example:
      mujaz move --to postgresql://desk@db.example/mujaz --milvus http://milvus.example:19530
      mujaz move --to /srv/archive
    """
    from rag.moving.library_moves import move_library

    refuse_beside_server()
    place = _place(to)
    index_at = None if no_index else milvus
    if index_at is not None:
        _see_that_it_answers(index_at)
    moved = moved_with_progress(
        "Moving",
        lambda progress: move_library(_own_place(), place, people=people, progress=progress),
        quiet=as_json,
    )
    if as_json:
        print_json({"library": place.name, "rows": dict(moved.rows)})
    else:
        say(f"{_counted(moved)} moved to {line(place.name)}, and compared with the old library")
        _say_people(moved, "in the new library")
    try:
        if index_at is not None:
            _index(place, index_at, quiet=as_json)
    finally:  # the articles are there, even if the server of the index fails now
        if not as_json:
            _say_settings(place, milvus)


def _see_that_it_answers(milvus: str) -> None:
    """Raise `LibraryError` where no server of an index is: it would be found out hours later."""
    from rag.store.milvus_index import check_milvus

    check_milvus(milvus)


def _index(place: LibraryPlace, milvus: str, *, quiet: bool) -> None:
    """Make words, stories and vectors of the new library, with bars."""
    from pydantic import SecretStr

    from rag.service import Service
    from rag.settings import Settings

    there = {
        "home": place.folder,
        "database_url": place.database_url,
        "milvus_url": SecretStr(milvus),
        "chroma_url": None,
    }
    with Service.open(Settings.load().model_copy(update=there)) as service:
        index_made_with_progress(service, quiet=quiet)
        if not quiet:
            say_what_follows(vectors_left(service), service.words_owed())


def _say_settings(place: LibraryPlace, milvus: str | None) -> None:
    """Say which settings choose the new library. An address is not shown: it can hold a
    password."""
    say("the old library is as it was; the new one is chosen with:")
    if place.is_folder:
        say(f"  MUJAZ_HOME={line(str(place.folder))}")
        say("  MUJAZ_DATABASE_URL unset")
    else:
        say(f"  MUJAZ_DATABASE_URL=(the address of {line(place.name)}, as it was given)")
    if milvus is not None:
        say("  MUJAZ_MILVUS_URL=(the address that was given)")
        say("mujaz work or mujaz serve makes what is missing of its index")
    else:
        say("  MUJAZ_MILVUS_URL unset, or the address of a Milvus server")
        say(_FOLLOWS)


def _place(to: str) -> LibraryPlace:
    """Return the place of an address or a path."""
    if not to.startswith(("postgresql:", "postgres:")):
        if "://" in to:
            raise UsageError("--to is no place; give postgresql://user@host/name, or a folder")
        return _folder(Path(to))
    from dataclasses import replace

    from pydantic import SecretStr

    return replace(_own_place(), database_url=SecretStr(to))


def _own_place() -> LibraryPlace:
    from rag.moving.library_databases import LibraryPlace
    from rag.settings import Settings

    settings = Settings.load()
    return LibraryPlace(settings.folder, settings.database_url)


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
        are = "person is" if moved.people == 1 else "people are"
        say(
            f"{moved.people:,} {are} {where}, with hashes of passwords and tokens: keep it from "
            "others",
            err=True,
        )
    if moved.people_left_out:
        say(f"people of the file who were left out: {moved.people_left_out:,}", err=True)
