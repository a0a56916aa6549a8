"""The house rules that no linter checks: one name for one thing, and modules of a readable size."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("mujaz", "rag", "ui", "eval", "prompts")
MOST_LINES = 400

# Every room may have a module of its tuned numbers; the other names are Python's.
SHARED_MODULES = {"tuning", "__init__", "__main__"}
SHARED_CLASSES: set[str] = set()


def _modules() -> list[Path]:
    return [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]


def _classes(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            yield node.name


def _in_two_files(named: Iterable[tuple[str, Path]]) -> dict[str, list[str]]:
    """Return the names that stand in more than one file, with these files."""
    files: dict[str, set[str]] = defaultdict(set)
    for name, file in named:
        files[name].add(file.relative_to(ROOT).as_posix())
    return {name: sorted(where) for name, where in files.items() if len(where) > 1}


def test_no_class_has_the_name_of_one_in_another_file() -> None:
    classes = [(name, file) for file in _modules() for name in _classes(file)]
    assert len(classes) > 100
    own = ((name, file) for name, file in classes if name not in SHARED_CLASSES)
    assert _in_two_files(own) == {}


def test_no_module_has_the_name_of_another() -> None:
    modules = [(file.stem, file) for file in _modules() if file.stem not in SHARED_MODULES]
    assert len(modules) > 100
    assert _in_two_files(modules) == {}


def test_no_module_is_longer_than_a_reader_keeps_in_mind() -> None:
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for file in _modules()
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}
