"""Texts are spelt the same in any number of processes, also where one of these dies."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.text import spelling_processes
from rag.text.analyzer import Analyzer, shipped_analyzer
from rag.text.spelling_processes import Speller

TEXTS = [
    f"الوزير رقم {at} قال إن 25 000 جندي في اليابان. Minister {at} of Japan" for at in range(400)
]
SPELT = [shipped_analyzer().spell(text) for text in TEXTS]


@pytest.fixture(scope="module")
def two() -> Iterator[Speller]:
    speller = Speller(shipped_analyzer(), processes=2, enough=100)
    yield speller
    speller.close()
    assert not speller.processes()


def test_one_process_spells_by_itself() -> None:
    speller = Speller(shipped_analyzer(), processes=1, enough=1)
    speller.foresee(TEXTS)
    assert speller.spell(TEXTS) == SPELT
    assert not speller.processes()


def test_a_process_that_may_have_no_more_threads_spells_by_itself() -> None:
    usual = threading.stack_size(1 << 47)  # no address space has room for such a thread
    try:
        speller = Speller(shipped_analyzer(), processes=2, enough=1)
        speller.foresee(TEXTS)
        assert speller.spell(TEXTS) == SPELT
    finally:
        threading.stack_size(usual)
    assert not speller.processes()


def test_few_texts_start_no_process() -> None:
    speller = Speller(shipped_analyzer(), processes=2, enough=1000)
    speller.foresee(TEXTS)
    assert speller.spell(TEXTS) == SPELT
    assert not speller.processes()


def test_what_was_foreseen_is_the_same_as_what_was_not(two: Speller) -> None:
    two.foresee(TEXTS[:350])
    two.foresee(["never asked for"] * 3)
    assert two.spell(TEXTS[100:] + TEXTS[:100]) == SPELT[100:] + SPELT[:100]
    assert two.spell(TEXTS) == SPELT
    assert two.spell([]) == []


def test_another_process_does_what_was_foreseen(two: Speller) -> None:
    two.foresee(TEXTS[:336])
    while two.waiting():  # the other one takes all
        pass
    assert two.spell(TEXTS) == SPELT


def _is_done_without(speller: Speller, caplog: pytest.LogCaptureFixture) -> None:
    """All is spelt, now and once more, though the other process does nothing; it is given up."""
    with caplog.at_level(logging.WARNING):
        assert speller.spell(TEXTS) == SPELT
        speller.foresee(TEXTS)
        assert speller.spell(TEXTS) == SPELT
        while speller.processes():
            pass
    assert "this one does its work" in caplog.text


def test_a_process_that_is_killed_loses_nothing(caplog: pytest.LogCaptureFixture) -> None:
    speller = Speller(shipped_analyzer(), processes=2, enough=100)
    try:
        speller.foresee(TEXTS)
        while not (started := speller.processes()):
            pass
        os.kill(started[0], signal.SIGKILL)
        _is_done_without(speller, caplog)
    finally:
        speller.close()


def test_a_process_that_is_stopped_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    speller = Speller(shipped_analyzer(), processes=2, enough=100, patience=0.5)
    try:
        speller.foresee(TEXTS[:336])
        while speller.waiting():  # it is at work
            pass
        (started,) = speller.processes()
        os.kill(started, signal.SIGSTOP)
        _is_done_without(speller, caplog)
    finally:
        speller.close()


def test_no_process_outlives_the_one_that_started_it() -> None:
    code = (
        "from rag.text.analyzer import shipped_analyzer\n"
        "from rag.text.spelling_processes import Speller\n"
        "speller = Speller(shipped_analyzer(), processes=2, enough=10)\n"
        "speller.foresee([f'word {at}' for at in range(300)])\n"
        "while speller.waiting(): pass\n"
        "print(*speller.processes(), flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        started = int(parent.stdout.readline())
        assert _runs(started)
        parent.kill()
    while _runs(started):
        pass


def _runs(process: int) -> bool:
    """Tell whether a process is there and not only its remains."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


def test_a_closed_speller_spells_by_itself() -> None:
    speller = Speller(shipped_analyzer(), processes=2, enough=100)
    speller.foresee(TEXTS)
    speller.close()
    assert speller.spell(TEXTS) == SPELT
    assert not speller.processes()


def test_a_users_words_are_known_in_every_process() -> None:
    from rag.text.crosslingual.glossary import GlossaryEntry

    analyzer = Analyzer([GlossaryEntry(("quarkfish",), ("كواركة",))])
    texts = [f"quarkfish {at} quarkfish" for at in range(200)]
    speller = Speller(analyzer, processes=2, enough=10)
    try:
        speller.foresee(texts)
        while speller.waiting():
            pass
        assert speller.spell(texts) == list(map(analyzer.spell, texts))
    finally:
        speller.close()


def test_a_script_without_a_guard_may_use_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('begins')\n"
        "from rag.text.analyzer import shipped_analyzer\n"
        "from rag.text.spelling_processes import Speller\n"
        "speller = Speller(shipped_analyzer(), processes=2, enough=10)\n"
        "texts = [f'word {at}' for at in range(300)]\n"
        "speller.foresee(texts)\n"
        "while speller.waiting(): pass\n"
        "print(len(speller.spell(texts)), len(speller.processes()))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)
    assert (done.stdout.split(), done.stderr) == (["begins", "300", "1"], "")


def test_texts_foreseen_long_ago_are_spelt_beside_many_that_were_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spelling_processes, "_MOST_FORESEEN", 240)
    speller = Speller(shipped_analyzer(), processes=2, enough=1_000)
    speller.foresee(TEXTS[:240])
    assert speller.spell(TEXTS + TEXTS[:2]) == SPELT + SPELT[:2]
    assert not speller.waiting()
