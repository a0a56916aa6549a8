"""Damaged files are told apart: read, refused, ended the process, held it up."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from eval.bench.damaged_files import HANGS, WatchedReader, damaged, read_damaged


def end(pipe: Connection) -> None:
    pipe.recv()
    os._exit(7)


def sleep(pipe: Connection) -> None:
    pipe.recv()
    time.sleep(60)


@pytest.fixture(scope="module")
def reader() -> Iterator[WatchedReader]:
    with closing(WatchedReader()) as opened:
        yield opened


def test_what_a_file_gave_is_told(reader: WatchedReader, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One note."}\n{"text": "Another."}\n{"text": 1}')
    said = reader.read(tmp_path / "a.jsonl")
    assert isinstance(said, tuple)
    assert said[0] == 2
    assert said[1] > 10


def test_an_error_that_a_reader_lets_through_is_told(reader: WatchedReader, tmp_path: Path) -> None:
    said = reader.read(str(tmp_path))  # type: ignore[arg-type]  # a text is no path: a fault
    assert isinstance(said, str)
    assert said.startswith("AttributeError")


def test_a_process_that_ends_is_told_and_another_takes_its_place(tmp_path: Path) -> None:
    with closing(WatchedReader(end)) as reader:
        assert reader.read(tmp_path) == "ended the process with 7"
        assert reader.read(tmp_path) == "ended the process with 7"


def test_a_process_that_is_held_up_is_stopped(tmp_path: Path) -> None:
    with closing(WatchedReader(sleep, longest=0.2)) as reader:
        assert reader.read(tmp_path) == HANGS


def test_the_same_seed_does_the_same_damage() -> None:
    data = bytes(range(256)) * 8
    assert damaged(data, Random(3)) == damaged(data, Random(3)) != data


def test_files_of_every_format_are_damaged_and_read(tmp_path: Path) -> None:
    outcome = read_damaged(tmp_path, files=28, seed=1)
    assert set(outcome.files.values()) == {2}
    assert (outcome.crashes, outcome.hangs) == ([], [])
