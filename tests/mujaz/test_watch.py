"""The commands `mujaz watch …` against a real server on loopback."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mujaz.cli import main
from rag.components import Components
from rag.errors import LibraryLockedError
from rag.service import Service
from rag.settings import Settings
from tests.ingest.feed_site import NewsSite, story
from tests.web.site import Asked, Site, reply


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewsSite]:
    """A site that the commands may reach although it is on loopback."""
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MUJAZ_EMBEDDER", "builtin")
    with Site() as site:
        monkeypatch.setattr(Components, "fetcher", lambda self: site.fetcher())
        yield NewsSite(site)


def mujaz(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def printed(result: Result) -> Any:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return json.loads(result.stdout)


def test_a_feed_is_added_read_listed_and_removed(news: NewsSite) -> None:
    news.page("/ship", story(1))
    added = mujaz("watch", "add", news.url, "--outlet", "Aden Post", "--language", "en")
    assert (added.exit_code, added.stdout) == (0, f"watched: {news.url}  Harbour Wire\n")
    assert "not read yet" in mujaz("watch", "list").stdout
    run = mujaz("watch", "run")
    assert (run.exit_code, run.stdout) == (0, "1 added, 0 updated, 0 unchanged, 0 failed\n")
    (feed,) = printed(mujaz("watch", "list", "--json"))
    assert (feed["url"], feed["outlet"], feed["failures"]) == (news.url, "Aden Post", 0)
    assert feed["read_at"] is not None
    assert f"{news.url}  Harbour Wire · Aden Post · en · read 20" in mujaz("watch", "list").stdout
    removed = mujaz("watch", "remove", news.url)
    assert (removed.exit_code, removed.stdout) == (0, "1 removed\n")
    assert "Report on ship" in mujaz("list").stdout


def test_an_address_without_a_feed_fails_and_the_others_are_added(news: NewsSite) -> None:
    news.page("/ship", story(1), in_feed=False)
    result = mujaz("watch", "add", news.site.url(path="/ship"), news.url, "http://10.1.1.1/feed")
    assert result.exit_code == 1
    assert result.stdout.startswith("watched: ")
    failed = [line for line in result.stderr.splitlines() if line.startswith("failed: ")]
    assert len(failed) == 2
    again = mujaz("watch", "add", news.url)
    assert (again.exit_code, again.stdout.partition(":")[0]) == (0, "watched already")


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ("www.site.com/rss", ["write https://www.site.com/rss"]),
        ("//site.com/rss", ["write https://site.com/rss"]),
        ("site.com:8080/rss", ["write https://site.com:8080/rss"]),
        ("http://127.0.0.1:9/rss", ["not a public address", "port 9"]),
        ("http://localhost:9/rss", ["not a public address", "port 9"]),
        ("http://[::1]:9/rss", ["not a public address", "port 9"]),
        ("http://8.8.8.8:9/rss", ["port 9"]),
        ("http://site.invalid:9/rss", ["port 9"]),
        ("mailto:news@site.com", ["only http:// and https:// links are fetched"]),
    ],
)
def test_an_address_that_cannot_be_watched_is_told_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, reasons: list[str]
) -> None:
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "home"))
    result = mujaz("watch", "add", typed)
    assert result.exit_code == 1
    assert [reason for reason in reasons if reason not in result.stderr] == []
    assert ("write https://" in result.stderr) == reasons[0].startswith("write")
    assert ("public" in result.stderr) == ("public" in reasons[0])


def test_what_failed_is_named_and_ends_with_1(news: NewsSite) -> None:
    mujaz("watch", "add", news.url)
    news.site.pages["/feed"] = reply(status="410 Gone")
    result = mujaz("watch", "run")
    assert result.exit_code == 1
    assert f"failed: {news.url}: the feed is gone for good (410)" in result.stderr
    assert "failed once: " in mujaz("watch", "list").stdout
    assert printed(mujaz("watch", "run", "--json"))["failed"] == 1


def test_without_feeds_or_for_an_unknown_one_it_is_said_what_to_do(news: NewsSite) -> None:
    assert "mujaz watch add" in mujaz("watch", "list").stderr
    assert printed(mujaz("watch", "list", "--json")) == []
    run = mujaz("watch", "run")
    assert (run.exit_code, "mujaz watch add" in run.stderr) == (0, True)
    assert printed(mujaz("watch", "run", "--json"))["added"] == 0
    assert mujaz("watch", "run", "--every", "5").exit_code == 0  # at once
    unknown = mujaz("watch", "remove", "https://news.example/x")
    assert (unknown.exit_code, "is not watched" in unknown.stderr) == (1, True)
    assert mujaz("watch", "run", "--every", "5", "--json").exit_code == 2
    assert mujaz("watch", "run", "--every", "0").exit_code == 2


def test_ctrl_c_ends_a_run_after_the_article_and_the_next_goes_on(news: NewsSite) -> None:
    for number in range(3):
        news.page(f"/{number}", story(number))
    page = news.site.pages["/1"]

    def interrupting(asked: Asked) -> bytes:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)
        return page(asked)  # type: ignore[operator,return-value]

    news.site.pages["/1"] = interrupting
    mujaz("watch", "add", news.url)
    stopped = mujaz("watch", "run")
    assert (stopped.exit_code, stopped.stdout.partition(",")[0]) == (130, "2 added")
    assert "mujaz: stopped; the rest follows" in stopped.stderr
    assert mujaz("watch", "run").stdout == "1 added, 0 updated, 2 unchanged, 0 failed\n"


def test_rounds_go_on_until_ctrl_c_and_the_library_is_free_between_them(news: NewsSite) -> None:
    news.page("/ship", story(1))
    mujaz("watch", "add", news.url)
    found: list[int] = []

    def look_and_stop() -> None:
        deadline = time.monotonic() + 30
        while not found and time.monotonic() < deadline:
            time.sleep(0.05)
            try:
                if news.site.asked("/ship"):
                    with Service.open(Settings.load()) as service:
                        found.append(service.count())
            except LibraryLockedError:
                continue
        os.kill(os.getpid(), signal.SIGINT)

    looking = threading.Thread(target=look_and_stop)
    looking.start()
    result = mujaz("watch", "run", "--every", "60")
    looking.join()
    assert (result.exit_code, found) == (0, [1])
    assert result.stdout == "1 added, 0 updated, 0 unchanged, 0 failed\n"
