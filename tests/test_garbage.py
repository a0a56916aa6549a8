"""Python looks for garbage less often in the programs of Mujaz, and not among what was there."""

from __future__ import annotations

import gc
import subprocess
import sys

from click.testing import CliRunner

from mujaz.cli import main
from rag.garbage import collect_seldom, objects_set_aside


def test_a_command_looks_for_garbage_seldom() -> None:
    gc.set_threshold(700, 10, 10)
    assert CliRunner().invoke(main, ["list", "--help"]).exit_code == 0
    assert gc.get_threshold()[0] > 10_000


def test_a_program_that_uses_the_library_keeps_its_own_numbers() -> None:
    code = (
        "import gc; before = gc.get_threshold(); import rag.service, rag.components, ui.app;"
        "print(gc.get_threshold() == before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_garbage_in_circles_goes_all_the_same() -> None:
    class Circle:
        alive = 0

        def __init__(self) -> None:
            self.itself = self
            Circle.alive += 1

        def __del__(self) -> None:
            Circle.alive -= 1

    gc.collect()
    collect_seldom()
    for _ in range(60_000):
        Circle()
    assert Circle.alive < 40_000


def test_objects_are_set_aside_for_a_while_and_once() -> None:
    gc.unfreeze()
    with objects_set_aside():
        frozen = gc.get_freeze_count()
        assert frozen > 0
        with objects_set_aside():
            assert gc.get_freeze_count() <= frozen
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0
