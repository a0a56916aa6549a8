"""A real `mujaz serve`, and real commands beside it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from rag.service import Service
from rag.settings import Settings

_ROOT = str(Path(__file__).parents[2])


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command that works on a library."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MUJAZ_")}
    return {**kept, "PYTHONPATH": _ROOT, "MUJAZ_HOME": str(home), **more}


def logged(log: Path, event: str) -> list[dict[str, object]]:
    """What a log in JSON says of an event so far. gRPC has lines of its own there, and the last
    line may be half written."""
    whole = log.read_text().rpartition("\n")[0].splitlines()
    lines = (json.loads(line) for line in whole if line.startswith("{"))
    return [line for line in lines if line["event"] == event]


def samples(home: Path) -> Path:
    """Make a library of the sample articles, as `mujaz index --samples` does."""
    with Service.open(Settings.load(home=home)) as library:
        library.index(str(files("seeds")))
    return home


def mujaz(
    home: Path, *words: str | Path, cwd: Path | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "mujaz", *map(str, words)],
        cwd=cwd or home.parent,
        env=environment(home, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def begun(home: Path, *words: str | Path) -> subprocess.Popen[str]:
    """Begin a command."""
    return subprocess.Popen(
        [sys.executable, "-m", "mujaz", *map(str, words)],
        cwd=home.parent,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Serve a library until the end of the block."""
    server = begun(home, "serve", "--port", "0", *words)
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert re.search(r"http://\S+:\d+", said), server.communicate()
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)


def without_seconds(text: str) -> str:
    """What a command printed, without how long it took."""
    return re.sub(r'"seconds": [0-9.e-]+', '"seconds": 0', text)
