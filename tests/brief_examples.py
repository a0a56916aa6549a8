"""Writes the briefs of docs/briefs.md anew: `python -m tests.brief_examples`."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from mujaz.cli import main as command_line

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "briefs.md"

# A command in a shell block, and the Markdown that it prints in the block after it.
_EXAMPLE = re.compile(r"```sh\n(mujaz brief [^\n]+)\n```\n\n````markdown\n(.*?)````\n", re.DOTALL)

# The sources are the last part of a brief; a page of examples would be long with them.
_SOURCES = re.compile(r"^## (?:Sources|المصادر)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class BriefExample:
    """A command of the page and the beginning of the brief that the page shows for it."""

    command: str
    shown: str


def brief_examples(page: str) -> list[BriefExample]:
    """Return the examples of a page, in its order."""
    return [BriefExample(*found) for found in _EXAMPLE.findall(page)]


def printed(command: str, home: Path) -> str:
    """Return the brief that a command prints about a library, up to its sources."""
    told = _run(shlex.split(command)[1:], home)
    sources = _SOURCES.search(told)
    if sources is None:
        raise ValueError(f"no sources in what was printed by: {command}")
    body = told[: sources.start()].rstrip()
    # The block of the other direction that begins before the heading of the sources.
    return re.sub(r'\s*<div dir="rtl" lang="ar">$', "", body) + "\n"


@contextmanager
def sample_library() -> Iterator[Path]:
    """Make a library of the sample articles for a while, and give its folder."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        home = Path(folder, "library")
        _run(["index", str(ROOT / "seeds")], home)
        yield home


def _run(arguments: list[str], home: Path) -> str:
    """Return what `mujaz` prints with no other setting than the folder of the library."""
    unset = {name: None for name in os.environ if name.startswith(("MUJAZ_", "OPENAI_"))}
    result = CliRunner().invoke(
        command_line, arguments, env={**unset, "MUJAZ_HOME": str(home)}, catch_exceptions=False
    )
    if result.exit_code:
        raise ValueError(f"mujaz {shlex.join(arguments)}: {result.stderr}")
    return result.stdout


def main() -> None:
    """Put what the commands print today into the page."""
    page = PAGE.read_text(encoding="utf-8")
    with sample_library() as home:
        for one in brief_examples(page):
            page = page.replace(
                f"{one.command}\n```\n\n````markdown\n{one.shown}````",
                f"{one.command}\n```\n\n````markdown\n{printed(one.command, home)}````",
            )
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
