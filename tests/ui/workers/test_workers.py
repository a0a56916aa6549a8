"""Two processes that serve one page, whose people and conversations are in PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser

from rag.errors import UsageError
from rag.people.people_store import PeopleStore
from rag.people.people_tables import PLAN
from rag.settings import Settings
from rag.store.postgres_database import PostgresDatabase
from tests.mujaz.servers import logged
from tests.postgres_server import new_database
from tests.ui.browser import open_tab
from ui.handover.whose_request import worker_for
from ui.workers.serving import check_workers
from ui.workers.tuning import MOST_WORKERS

ROOT = Path(__file__).parents[3]
OF_SARA, OF_OMAR = 1, 0
"""The workers that answer them."""


@dataclass
class Crew:
    """A server, and the people that it shares with this test."""

    process: subprocess.Popen[str]
    url: str
    log: Path
    people: PeopleStore

    def cookie(self, name: str) -> tuple[str, str]:
        port = self.url.rpartition(":")[2]
        return f"mujaz_session_{port}", self.people.begin_session(name)

    def client(self, name: str) -> httpx.Client:
        """A browser of somebody that opens a connection for each request."""
        key, secret = self.cookie(name)
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(
            base_url=self.url, cookies={key: secret}, limits=limits, timeout=120, trust_env=False
        )

    def lines(self, event: str) -> list[dict[str, object]]:
        """What the log says of an event so far."""
        return logged(self.log, event)


@pytest.fixture(scope="module")
def crew(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    address, log = new_database(postgres_server), tmp_path_factory.mktemp("crew") / "log"
    with (
        closing(PeopleStore(PostgresDatabase(address, PLAN))) as people,
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.ui.workers.canned_crew", address],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            for name in ("sara", "omar"):
                people.add(name, "write", None)
            people.add("operator", "admin", None)
            assert process.stdout is not None
            printed = process.stdout.readline()
            url = "http://" + printed.partition("http://")[2].split()[0]
            yield Crew(process, url, log, people)
        finally:
            process.terminate()
            process.wait(60)


def wait_until(is_so: Callable[[], bool], seconds: float = 90.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def asked(client: httpx.Client, question: str) -> str:
    reply = client.post("/desk/ask/questions", json={"question": question})
    assert reply.status_code == 200, reply.text
    return str(reply.json()["exchange"])


def first_state(client: httpx.Client, exchange: str) -> str:
    with client.stream("GET", f"/desk/ask/answers/{exchange}/events") as reply:
        line = next(line for line in reply.iter_lines() if line.startswith("data:"))
    return str(json.loads(line.removeprefix("data:"))["state"])


def test_the_page_of_a_browser_answers_whichever_worker_is_asked(
    crew: Crew, browser: Browser
) -> None:
    for name in ("sara", "omar"):
        key, secret = crew.cookie(name)
        cookies: list[SetCookieParam] = [{"name": key, "value": secret, "url": crew.url}]
        with open_tab(browser, crew.url, cookies=cookies) as tab:
            assert "Japan" in tab.ask("What about the troops in Japan?").inner_text()
            assert tab.foreign == tab.faults == []


def test_an_answer_under_way_is_followed_and_stopped_through_every_worker(crew: Crew) -> None:
    with crew.client("sara") as sara, crew.client("omar") as omar:
        before = len(crew.lines("handed over"))
        exchange = asked(sara, "slow")
        wait_until(lambda: first_state(sara, exchange) == "streaming")
        tries = 0
        while len(crew.lines("handed over")) < before + 3 or tries < 6:
            assert first_state(sara, exchange) == "streaming"
            tries += 1
        assert omar.get(f"/desk/ask/answers/{exchange}/events").status_code == 404
        assert sara.post(f"/desk/ask/answers/{exchange}/stop", json={}).status_code == 204
        wait_until(lambda: first_state(sara, exchange) == "stopped")


def test_figures_are_those_of_all_workers(crew: Crew) -> None:
    token = crew.people.new_token("operator", "")
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=crew.url, headers=headers, trust_env=False) as operator:
        text = operator.get("/metrics").text
    assert 'mujaz_build{worker="0",' in text
    assert 'mujaz_build{worker="1",' in text
    assert text.count("# TYPE mujaz_build gauge") == 1
    assert httpx.get(f"{crew.url}/metrics", trust_env=False).status_code == 401


def test_figures_of_a_worker_that_hangs_are_not_waited_for(crew: Crew) -> None:
    with crew.client("sara") as sara:
        asked(sara, "troops")
    (pid, *_) = {one["pid"] for one in crew.lines("request") if one["worker"] == OF_SARA}
    assert isinstance(pid, int)
    token = crew.people.new_token("operator", "")
    headers = {"authorization": f"Bearer {token}"}
    os.kill(pid, signal.SIGSTOP)
    try:
        reply = httpx.get(f"{crew.url}/metrics", headers=headers, timeout=120, trust_env=False)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert reply.headers["content-type"].startswith("text/plain")
    assert f'mujaz_worker_up{{worker="{OF_SARA}"}} 0.0' in reply.text
    assert f'mujaz_worker_up{{worker="{OF_OMAR}"}} 1.0' in reply.text
    assert f'mujaz_build{{worker="{OF_OMAR}",' in reply.text
    assert f'mujaz_build{{worker="{OF_SARA}",' not in reply.text


def test_a_token_that_is_revoked_opens_nothing_at_any_worker(crew: Crew) -> None:
    token = crew.people.new_token("omar", "")
    headers = {"authorization": f"Bearer {token}"}

    def statuses() -> set[int]:
        """What six connections are told."""
        address = f"{crew.url}/v1/library"
        return {httpx.get(address, headers=headers).status_code for _ in range(6)}

    assert statuses() == {200}
    assert crew.people.revoke(crew.people.tokens("omar")[0].id)
    assert statuses() == {401}


def test_a_worker_that_is_killed_comes_back_and_readers_are_answered(crew: Crew) -> None:
    with crew.client("sara") as sara:
        exchange = asked(sara, "slow")
        assert first_state(sara, exchange)
        pid = next(
            one["pid"] for one in reversed(crew.lines("request")) if one["worker"] == OF_SARA
        )
        with sara.stream("GET", f"/desk/ask/answers/{exchange}/events") as reply:
            lines = reply.iter_lines()
            assert next(lines)
            assert isinstance(pid, int)
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(httpx.HTTPError):
                list(lines)
        with crew.client("omar") as omar:
            assert first_state(omar, asked(omar, "troops"))
        # What only the killed one could answer waits for the next one.
        assert first_state(sara, asked(sara, "troops")) in ("searching", "streaming", "answered")
        wait_until(lambda: first_state(sara, exchange) == "stopped")
    assert "has died; it is started again" in crew.log.read_text()


def test_all_end_when_the_server_is_told_to(crew: Crew) -> None:
    pids = {one["pid"] for one in crew.lines("request")}
    with crew.client("sara") as sara:
        exchange = asked(sara, "slow")
        with sara.stream("GET", f"/desk/ask/answers/{exchange}/events") as reply:
            lines = reply.iter_lines()
            assert next(lines)
            crew.process.send_signal(signal.SIGTERM)
            assert "event: end" in list(lines), "the answer had its time, and was kept"
    assert crew.process.wait(60) == 0
    for pid in pids:
        assert isinstance(pid, int)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert "Traceback" not in crew.log.read_text()


def test_several_processes_need_a_library_that_they_can_share(tmp_path: Path) -> None:
    settings = Settings.load(home=tmp_path)
    with pytest.raises(UsageError, match="set MUJAZ_DATABASE_URL and MUJAZ_MILVUS_URL"):
        check_workers(settings, 2)
    with pytest.raises(UsageError, match=f"at most {MOST_WORKERS}"):
        check_workers(settings, MOST_WORKERS + 1)


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/desk/library/upkeep/check/events", 0),
        ("/desk/evaluation/home", 0),
        ("/v1/eval/runs", 0),
        ("/desk/sign-in", 0),
        ("/desk/ask/answers/x/events", OF_SARA),
        ("/desk/briefs/job-x/steps", OF_SARA),
        ("/library/call/ask", OF_SARA),
        ("/desk/library/articles", None),
        ("/v1/ask", None),
        ("/", None),
    ],
)
def test_what_one_worker_holds_only_that_one_answers(path: str, number: int | None) -> None:
    assert worker_for(path, "sara", 2) == number
