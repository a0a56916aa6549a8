"""What a terminal shows while articles are indexed, and Ctrl-C in the midst of it."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mujaz.cli.progress import vectors_with_progress, what_follows

MUJAZ = str(Path(sys.executable).with_name("mujaz"))
ARTICLES = 600  # more than two steps of vectors


@pytest.fixture
def news(tmp_path: Path) -> Path:
    lines = [
        json.dumps({"id": f"n{at}", "text": f"Report {at} on Suez."}) for at in range(ARTICLES)
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    return tmp_path / "news.jsonl"


def on_a_terminal(news: Path, *, embedder: str, stop_at: str | None = None) -> tuple[int, str, str]:
    """Index with stderr on a terminal; press Ctrl-C once when it shows `stop_at`. Return the exit
    code, stdout and what the terminal showed."""
    environment = {
        **os.environ,
        "MUJAZ_HOME": str(news.parent / "home"),
        "MUJAZ_EMBEDDER": embedder,
        "TERM": "xterm",
    }
    terminal, end = pty.openpty()
    with subprocess.Popen(
        [MUJAZ, "index", str(news)], stdout=subprocess.PIPE, stderr=end, env=environment
    ) as process:
        os.close(end)
        shown = b""
        while piece := _read(terminal):
            shown += piece
            if stop_at is not None and stop_at.encode() in shown:
                process.send_signal(signal.SIGINT)
                stop_at = None
        assert process.stdout is not None
        told = process.stdout.read().decode()
    os.close(terminal)
    return process.returncode, told, shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux's way of saying that the other end is closed
        return b""


def interrupted(progress: object, *, stop: threading.Event) -> int:
    """Do some work during which Ctrl-C is pressed; tell whether that was noticed."""
    os.kill(os.getpid(), signal.SIGINT)
    return int(stop.wait(0.5))


def test_the_first_ctrl_c_asks_for_an_end_and_the_second_interrupts() -> None:
    assert vectors_with_progress(interrupted) == 1

    def twice(progress: object, *, stop: threading.Event) -> int:
        interrupted(progress, stop=stop)
        return interrupted(progress, stop=stop)

    with pytest.raises(KeyboardInterrupt):
        vectors_with_progress(twice)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_a_script_ignores_ctrl_c_the_second_stage_does_too() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert vectors_with_progress(interrupted) == 0
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_one_vector_is_one() -> None:
    assert what_follows(1).startswith("1 vector is still to be made")
    assert what_follows(1_200).startswith("1,200 vectors are still to be made")


def test_two_stages_are_shown_one_after_the_other(news: Path) -> None:
    code, told, shown = on_a_terminal(news, embedder="use")
    assert (code, told) == (0, f"{ARTICLES} added, 0 updated, 0 unchanged, 0 failed\n")
    assert 0 <= shown.index("Indexing") < shown.index("Vectors")
    assert "100%" in shown[shown.index("Vectors") :]
    assert "still to be made" not in shown


def test_the_quick_embedder_has_one_stage(news: Path) -> None:
    code, _, shown = on_a_terminal(news, embedder="builtin")
    assert code == 0
    assert "Indexing" in shown
    assert "Vectors" not in shown


def test_ctrl_c_ends_the_second_stage_and_says_that_the_rest_follows(news: Path) -> None:
    code, told, shown = on_a_terminal(news, embedder="use", stop_at="Vectors")
    assert (code, told) == (0, f"{ARTICLES} added, 0 updated, 0 unchanged, 0 failed\n")
    last = shown.strip().splitlines()[-1]
    assert last.endswith("words find everything meanwhile")
    assert "vectors are still to be made" in last
    code, _, shown = on_a_terminal(news, embedder="use")
    assert code == 0
    assert "Vectors" in shown
    assert "still to be made" not in shown
