"""The page on Python: its code runs from top to bottom and prints what its comments say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mujaz

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "python.md"
TEXT = PAGE.read_text(encoding="utf-8")

_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
_PRINTED = re.compile(r"# → (.*)")  # such as `print(report.added)  # → 24`
_BRANCH = re.compile(r"^([│ ]*)[├└]── (\w+)", re.MULTILINE)  # such as `│   └── SettingsError`


@pytest.fixture
def names(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Yield the names that the blocks share; a library that was left open is closed."""
    (tmp_path / "news").symlink_to(ROOT / "seeds")
    shared: dict[str, Any] = {"__name__": "__main__"}
    yield shared
    if "library" in shared:
        shared["library"].close()


def test_the_code_of_the_page_runs_and_prints_what_it_says(
    names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = list(_BLOCK.finditer(TEXT))
    assert len(blocks) >= 20
    for block in blocks:
        # Blank lines before the code, so that a traceback names the line of the page.
        before = "\n" * TEXT.count("\n", 0, block.start(1))
        exec(compile(before + block[1], str(PAGE), "exec"), names)
        printed = capsys.readouterr().out.splitlines()
        rest = iter(printed)
        for line in _PRINTED.findall(block[1]):
            assert line in rest, f"{line!r} is not printed, or not in this order: {printed}"


def test_every_public_method_and_every_event_is_on_the_page() -> None:
    methods = {name for name in dir(mujaz.Service) if not name.startswith("_")}
    # These are of use to `mujaz doctor` only.
    maintenance = {"open", "check", "repair", "catch_up", "unknown_words"}
    events = {name for name in mujaz.__all__ if name.endswith(("Finished", "Found", "Written"))}
    missing = {name for name in (methods - maintenance) | events if name not in TEXT}
    assert missing == set()


def test_the_errors_on_the_page_are_those_of_the_code() -> None:
    (tree,) = re.findall(r"```text\n(MujazError\n.*?)```", TEXT, re.DOTALL)
    shown, path = {"MujazError": "Exception"}, ["MujazError"]
    for indent, name in _BRANCH.findall(tree):
        depth = len(indent) // 4 + 1
        path[depth:] = [name]
        shown[name] = path[depth - 1]
    public = {name: getattr(mujaz, name) for name in mujaz.__all__ if name.endswith("Error")}
    assert shown == {name: error.__base__.__name__ for name, error in public.items()}
