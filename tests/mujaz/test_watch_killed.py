"""However `mujaz watch run` ends, the library is sound and the next run completes it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.service import Service
from rag.settings import Settings
from tests.ingest.feed_site import NewsSite, story
from tests.web.site import Asked, Site

PAGES = 30
ROOT = Path(__file__).parents[2]
# The command as it is, but that it may reach this machine and does not wait between pages.
RUN = """
import sys
from ipaddress import ip_address
from mujaz.cli import main
from rag.components import Components
from rag.web.connections import NetworkAccess
from rag.web.fetcher import FetchBounds, Fetcher
from tests.web.site import Ticks

here = ip_address("127.0.0.1")
network = NetworkAccess(
    resolve=lambda *_: [here], allows=lambda one: one == here, ports=frozenset({int(sys.argv[1])})
)
Components.fetcher = lambda self: Fetcher(
    agent="tests", bounds=FetchBounds(), network=network, clock=Ticks().clock()
)
main(["watch", "run"])
"""


@pytest.fixture
def news(tmp_path: Path) -> Iterator[NewsSite]:
    with Site() as site:
        made = NewsSite(site)
        for number in range(PAGES):
            made.page(f"/{number}", story(number))
        yield made


def run(news: NewsSite, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(news.site.port)],
        env={"MUJAZ_HOME": str(home), "MUJAZ_EMBEDDER": "builtin", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ([signal.SIGKILL], -signal.SIGKILL),
        ([signal.SIGTERM], None),
        ([signal.SIGINT], 130),
        ([signal.SIGINT, signal.SIGINT], None),  # the second may meet the interpreter at its end
    ],
    ids=["killed", "terminated", "ctrl-c", "ctrl-c twice"],
)
def test_a_run_that_is_ended_at_any_moment_loses_nothing(
    news: NewsSite, tmp_path: Path, signals: list[signal.Signals], code: int | None
) -> None:
    home = tmp_path / "home"
    settings = Settings.load(home=home, embedder="builtin")
    with Service.open(settings) as service:
        service.watch(news.url, fetcher=news.site.fetcher())
    news.site.requests.clear()
    reached = threading.Event()
    target = f"/{random.randrange(1, PAGES - 1)}"
    page = news.site.pages[target]

    def telling(asked: Asked) -> bytes:
        reached.set()
        return page(asked)  # type: ignore[operator,return-value]

    news.site.pages[target] = telling
    with run(news, home) as process:
        assert reached.wait(60)
        threading.Event().wait(random.uniform(0, 0.1))
        for number in signals:
            asked = len(news.site.requests)
            process.send_signal(number)
        output = process.communicate(timeout=60)[0]
    assert code is None or process.returncode == code, output
    assert "Traceback" not in output
    stored = asked - 3  # but robots.txt, the feed, and the page that was being read
    with Service.open(settings) as service:
        assert service.count() >= stored
        assert service.search("ship stuck in the harbour")  # which catches up with the words
        assert service.check().sound
    with Service.open(settings) as service:
        assert service.read_feeds(fetcher=news.site.fetcher()).failed == 0
        assert service.count() == PAGES
        health = service.check()
        assert (health.sound, health.owed_vectors) == (True, 0)
        assert service.search("Ship number 7 is stuck")
