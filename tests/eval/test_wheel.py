"""The wheel holds the evaluation that users run, and not the project's own benchmarks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("mujaz", "rag", "ui", "eval", "prompts", "seeds")
BUILD = "from setuptools.build_meta import build_wheel; build_wheel('wheel')"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The paths in a wheel that is built from a copy of the rooms."""
    copy = tmp_path_factory.mktemp("copy")
    for room in ROOMS:
        skipped = shutil.ignore_patterns("__pycache__", "*.woff2", "*.ttf")
        shutil.copytree(ROOT / room, copy / room, ignore=skipped)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    (copy / "wheel").mkdir()
    subprocess.run([sys.executable, "-c", BUILD], cwd=copy, check=True, capture_output=True)
    (wheel,) = (copy / "wheel").glob("*.whl")
    with ZipFile(wheel) as opened:
        return set(opened.namelist())


def test_no_benchmark_and_no_suite_of_one_is_shipped(shipped: set[str]) -> None:
    assert not [name for name in shipped if name.startswith("eval/bench")]
    assert (ROOT / "eval" / "bench" / "suites" / "own" / "ar.jsonl").exists()


def test_everything_that_an_evaluation_needs_is_shipped(shipped: set[str]) -> None:
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "eval").rglob("*")
        if path.is_file() and not {"bench", "__pycache__"} & set(path.parts)
    }
    assert needed
    assert needed <= shipped
