"""Every test starts without settings from outside; the scripted model server is at hand."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.milvus_server import MilvusServer, running_milvus
from tests.openai_server import OpenAIServer
from tests.postgres_server import empty_database, new_database, running_postgres
from tests.temporary_files import files_in_memory

OUTSIDE = ("MUJAZ_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")

# A slow machine is not a wrong result.
settings.register_profile("mujaz", deadline=None)
settings.load_profile("mujaz")

# A shell that starts the tests in its background has Ctrl-C ignored; here it is tried.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the other processes have it from this one
        config.add_cleanup(files_in_memory())


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays as long as the run: the garbage collector need not look through it
    again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests also wait, for processes, servers, browsers."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting in the environment, and no `.env` or `mujaz.toml` in the working directory."""
    for name in list(os.environ):
        if name.startswith(OUTSIDE):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _garbage_goes_as_ever() -> Iterator[None]:
    """A command that is run here sets its own numbers. Here hundreds of libraries are opened in one
    process, whose files would stay open for long."""
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL server; the value is its address."""
    with running_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def _emptied(postgres_server: str) -> str:
    """One database for all: each has some 300 files."""
    return new_database(postgres_server)


@pytest.fixture
def postgres(_emptied: str) -> str:
    """The address of an empty database."""
    empty_database(_emptied)
    return _emptied


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """A real Milvus server on loopback, milvus-lite. Each library has a collection of its own
    there."""
    with running_milvus(tmp_path_factory.mktemp("milvus")) as server:
        yield server


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback; the value is its address."""
    folder = tmp_path_factory.mktemp("chroma")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chroma = Path(sys.executable).with_name("chroma")
    command = [
        str(chroma),
        "run",
        "--path",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")
