"""`mujaz work` does what a library owes, and ends when it is told to."""

from __future__ import annotations

import re
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mujaz.cli import main
from rag.records import Draft
from rag.service import Service
from rag.settings import Settings
from tests.milvus_server import MilvusServer
from tests.mujaz.servers import begun, mujaz

ARTICLES = 5


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library that owes the vectors of all its passages."""
    home = tmp_path / "home"
    with Service.open(Settings.load(home=home)) as library:
        drafts = [Draft(text=f"Harbour {at} was closed.", id=f"n{at}") for at in range(ARTICLES)]
        library.add(drafts, vectors=False)
    return home


def work(home: Path, *words: str) -> Result:
    """What `mujaz work` does, in this process."""
    return CliRunner(env={"MUJAZ_HOME": str(home)}).invoke(main, ["work", *words])


def said_by(worker: subprocess.Popen[str], words: str) -> str:
    """Read the log of a worker until a line has these words, and return the line."""
    assert worker.stderr is not None
    for line in worker.stderr:
        if words in line:
            return line
    raise AssertionError(worker.wait())


def test_once_makes_what_is_owed_and_ends(home: Path) -> None:
    told = mujaz(home, "work", "--once")
    assert (told.returncode, told.stdout) == (0, "")
    assert f"vectors: {ARTICLES} passages in " in told.stderr
    with Service.open(Settings.load(home=home)) as library:
        assert library.vectors_made() == (ARTICLES, ARTICLES)


def test_only_the_work_that_is_asked_for_is_done(home: Path) -> None:
    told = work(home, "--once", "--only", "stories, words", "--log-format", "json")
    assert told.exit_code == 0
    assert '"event": "work begins: words, stories"' in told.stderr
    with Service.open(Settings.load(home=home)) as library:
        assert library.vectors_made() == (0, ARTICLES)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_ends_well(home: Path, number: signal.Signals) -> None:
    worker = begun(home, "work", "--every", "60")
    said_by(worker, "vectors: ")
    worker.send_signal(number)
    rest = worker.communicate(timeout=30)[1]
    assert (worker.returncode, rest.splitlines()[-1][-9:]) == (0, "work ends")
    with Service.open(Settings.load(home=home)) as library:
        assert library.vectors_made() == (ARTICLES, ARTICLES)
        assert library.check().sound


def test_workers_share_a_library_that_is_on_servers(
    postgres: str, milvus: MilvusServer, tmp_path: Path
) -> None:
    homes = [tmp_path / name for name in ("one", "other")]

    def process(home: Path) -> subprocess.CompletedProcess[str]:
        return mujaz(
            home, "work", "--once", MUJAZ_DATABASE_URL=postgres, MUJAZ_MILVUS_URL=milvus.url
        )

    own = Settings.load(home=tmp_path / "own", database_url=postgres, milvus_url=milvus.url)
    with Service.open(own) as library:
        drafts = [Draft(text=f"Harbour {at} was closed.", id=f"n{at}") for at in range(40)]
        library.add(drafts, vectors=False)
        with ThreadPoolExecutor(2) as both:
            told = list(both.map(process, homes))
        assert [one.returncode for one in told] == [0, 0]
        done = re.findall(r"vectors: (\d+) passages", "".join(one.stderr for one in told))
        assert sum(map(int, done)) == 40
        assert library.vectors_made() == (40, 40)
        assert library.check().sound


def test_a_kind_of_work_that_is_none_is_named(home: Path) -> None:
    told = work(home, "--only", "vectors,dogs")
    assert (told.exit_code, told.stdout) == (2, "")
    assert re.search(r"'dogs' is no kind of work; there are words, .*feeds", told.stderr)
