"""Fetching from a site that means harm, stands still or tells lies."""

from __future__ import annotations

import gzip
import itertools
import select
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import pytest

from rag.errors import FetchError, SettingsError
from rag.web.addresses import IPAddress
from rag.web.connections import NetworkAccess
from rag.web.fetcher import Fetched, Fetcher, own_agent
from tests.web.certificate import serving, trusting
from tests.web.site import AGENT, LOOPBACK, Asked, Site, elapsed, redirect, reply


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def fetch(site: Site, path: str = "/", host: str = "news.example", **bounds: float) -> Fetched:
    with site.fetcher(**bounds) as fetcher:
        return fetcher.fetch(site.url(host, path))


def refused(site: Site, path: str = "/", host: str = "news.example", **bounds: float) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(site, path, host, **bounds)
    assert caught.value.source == site.url(host, path)
    return caught.value


# --- what is fetched ---


def test_a_page_comes_with_what_is_needed_to_read_it_and_to_ask_again(site: Site) -> None:
    site.pages["/story"] = reply(
        gzip.compress(b"<p>A story."),
        kind='Text/HTML;  Charset="Windows-1256"',
        content_encoding="gzip",
        etag='W/"7"',
        last_modified="Sun, 28 Jul 2024 10:00:00 GMT",
    )
    assert fetch(site, "/story") == Fetched(
        url=site.url(path="/story"),
        status=200,
        body=b"<p>A story.",
        content_type="text/html",
        charset="windows-1256",
        etag='W/"7"',
        modified="Sun, 28 Jul 2024 10:00:00 GMT",
    )


def test_nothing_is_sent_that_tells_more_than_who_asks(site: Site) -> None:
    site.pages["/a"] = reply(status="302 Found", location="/b", set_cookie="id=7; Path=/")
    site.pages["/b"] = reply("text", set_cookie="id=8")
    with site.fetcher() as fetcher:
        fetcher.fetch(site.url(path="/a"))
        fetcher.fetch(site.url(path="/b"))
    assert [one.target for one in site.requests] == ["/robots.txt", "/a", "/b", "/b"]
    for one in site.requests:
        assert one.method == "GET"
        assert one.headers == {
            "host": f"news.example:{site.port}",
            "user-agent": AGENT,
            "accept": one.headers["accept"],
            "accept-encoding": "gzip, deflate",
            "connection": "close",
        }


def test_the_environment_and_netrc_are_not_read(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine news.example login desk password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = reply("text")
    assert fetch(site).body == b"text"
    assert "authorization" not in site.asked("/")[0].headers


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    site.pages["/"] = lambda asked: (
        reply(status="304 Not Modified", etag='"7"')
        if asked.headers.get("if-none-match") == '"7"'
        else reply("text", etag='"7"')
    )
    with site.fetcher() as fetcher:
        first = fetcher.fetch(site.url())
        again = fetcher.fetch(site.url(), etag=first.etag, modified="Sun, 28 Jul 2024 10:00:00 GMT")
    assert (first.not_modified, again.not_modified, again.body, again.etag) == (
        False, True, b"", '"7"',
    )  # fmt: skip
    assert site.asked("/")[1].headers["if-modified-since"] == "Sun, 28 Jul 2024 10:00:00 GMT"


def test_a_304_that_was_not_asked_for_is_no_page(site: Site) -> None:
    site.pages["/"] = reply(status="304 Not Modified")
    assert refused(site).status == 304


def test_a_stored_etag_cannot_add_headers(site: Site) -> None:
    site.pages["/"] = reply("text")
    with site.fetcher() as fetcher:
        for etag in ('"7"\r\nCookie: a=b', "é", "\0", "x" * 5000, " "):
            assert fetcher.fetch(site.url(), etag=etag).body == b"text"
    assert not any("if-none-match" in one.headers for one in site.requests)


def test_utf_8_and_blanks_in_a_redirect_are_followed(site: Site) -> None:
    site.pages["/a"] = redirect("/خبر جديد")
    site.pages["/%D8%AE%D8%A8%D8%B1%20%D8%AC%D8%AF%D9%8A%D8%AF"] = reply("text")
    assert fetch(site, "/a").body == b"text"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_to_the_end(site: Site, status: int) -> None:
    for at in range(5):
        site.pages[f"/{at}"] = redirect(f"/{at + 1}", status)
    site.pages["/5"] = reply("text")
    assert fetch(site, "/0").url == site.url(path="/5")


# --- addresses ---


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0", "[::ffff:7f00:2]"]
)
def test_an_address_that_is_not_public_is_not_asked(site: Site, host: str) -> None:
    error = refused(site, host=host)
    assert "not a public address" in error.reason
    assert not error.retryable
    assert site.requests == []


def test_a_name_with_one_address_that_is_not_public_is_refused(site: Site) -> None:
    site.names["both.example"] = ["127.0.0.1", "10.0.0.1"]
    assert "both.example is at 10.0.0.1" in refused(site, host="both.example").reason
    assert site.requests == []


@pytest.mark.parametrize(
    "to",
    [
        "http://10.0.0.1:{port}/",
        "http://169.254.169.254:{port}/latest/meta-data/",
        "http://[::1]:{port}/",
        "http://inside.example:{port}/",
        "//inside.example:{port}/",
        "http://2130706433:{port}/",
        "http://news.example:22/",
        "http://user:secret@news.example:{port}/",
        "file:///etc/passwd",
        "gopher://news.example:{port}/",
    ],
)
def test_every_redirect_is_checked_like_the_first_link(site: Site, to: str) -> None:
    site.names["inside.example"] = ["192.168.1.1"]
    site.pages["/"] = redirect(to.format(port=site.port))
    error = refused(site)
    assert "secret" not in str(error)
    assert [one.target for one in site.requests] == ["/robots.txt", "/"]


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")
def test_an_ipv6_address_is_asked_in_brackets() -> None:
    with Site(address="::1") as site:
        site.pages["/"] = reply("text")
        network = replace(site.network, allows=lambda address: str(address) == "::1")
        with site.fetcher(network) as fetcher:
            assert fetcher.fetch(site.url("[::1]")).body == b"text"
        assert site.requests[0].headers["host"] == f"[::1]:{site.port}"


def test_a_name_is_resolved_once_for_each_connection_and_that_address_is_connected_to(
    site: Site,
) -> None:
    """The name is unknown to the system, so a second look-up would fail."""
    asked: list[str] = []

    def rebinding(name: str, seconds: float) -> list[IPAddress]:
        asked.append(name)
        return [LOOPBACK if len(asked) <= 2 else ip_address("127.0.0.2")]

    site.pages["/"] = reply("text")
    with site.fetcher(replace(site.network, resolve=rebinding)) as fetcher:
        assert fetcher.fetch(site.url()).body == b"text"
        assert asked == ["news.example"] * 2  # for robots.txt and for the page
        with pytest.raises(FetchError, match=r"127\.0\.0\.2, not a public address"):
            fetcher.fetch(site.url())
    assert len(site.requests) == 2


def test_the_next_address_of_a_name_is_tried(site: Site) -> None:
    site.names["news.example"] = ["::1", "127.0.0.1"]
    network = replace(site.network, allows=lambda address: address.is_loopback)
    site.pages["/"] = reply("text")
    with site.fetcher(network, connect_seconds=1) as fetcher:
        assert fetcher.fetch(site.url()).body == b"text"


def test_ports_of_other_services_are_not_asked() -> None:
    with Fetcher(agent=AGENT, network=NetworkAccess(resolve=lambda *_: [LOOPBACK])) as fetcher:
        for port in (22, 25, 3306, 6379, 9200, 11434):
            with pytest.raises(FetchError, match=f"port {port} is none"):
                fetcher.fetch(f"http://news.example:{port}/")


def test_an_unknown_name_and_a_closed_port_are_told(site: Site) -> None:
    unknown = refused(site, host="absent.example")
    assert "no server has the name 'absent.example'" in unknown.reason
    site.names["closed.example"] = ["::1"]
    network = replace(site.network, allows=lambda address: True)
    with site.fetcher(network) as fetcher, pytest.raises(FetchError) as closed:
        fetcher.fetch(site.url("closed.example"))
    assert "accepts no connection" in closed.value.reason
    assert unknown.retryable
    assert closed.value.retryable


# --- redirects ---


def test_redirects_in_a_circle_end(site: Site) -> None:
    site.pages["/a"], site.pages["/b"] = redirect("/b"), redirect("/a")
    assert "in a circle or through more than 5" in refused(site, "/a").reason
    assert len(site.requests) == 7


def test_a_refusal_after_a_redirect_says_where(site: Site) -> None:
    site.pages["/a"] = redirect("/gone")
    site.pages["/gone"] = reply(status="410 Gone")
    error = refused(site, "/a")
    assert (error.status, "taken down" in error.reason) == (410, True)


# --- time and size ---


def test_a_body_that_drips_ends_with_the_time(site: Site) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    site.pages["/"] = lambda asked: itertools.chain([head], itertools.cycle([b"x", 0.05]))
    began = time.monotonic()
    assert "takes too long" in refused(site, seconds=0.5).reason
    assert elapsed(began) < 3


def test_headers_that_drip_end_with_the_time(site: Site) -> None:
    site.pages["/"] = lambda asked: itertools.chain(
        [b"HTTP/1.1 200 OK\r\nX: "], itertools.cycle([b"x", 0.05])
    )
    began = time.monotonic()
    error = refused(site, seconds=0.5)
    assert (error.retryable, "takes too long" in error.reason) == (True, True)
    assert elapsed(began) < 3


def test_a_site_that_says_nothing_is_left_after_the_reading_time(site: Site) -> None:
    site.pages["/"] = [30.0]
    began = time.monotonic()
    assert "takes too long" in refused(site, read_seconds=0.2).reason
    assert elapsed(began) < 3


def test_the_time_is_that_of_all_redirects_together(site: Site) -> None:
    for at in range(5):
        site.pages[f"/{at}"] = [0.3, redirect(f"/{at + 1}")]
    began = time.monotonic()
    assert "takes too long" in refused(site, "/0", seconds=0.7).reason
    assert elapsed(began) < 3


def test_an_endless_body_ends_at_the_bound(site: Site) -> None:
    sent = 0

    def endless(asked: Asked) -> Iterator[bytes]:
        nonlocal sent
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            sent += 10_000
            yield b"x" * 10_000

    site.pages["/"] = endless
    assert "more than the limit of 0.1 MB" in refused(site, bytes=100_000).reason
    assert sent < 20_000_000  # what the system's buffers hold


def test_a_body_in_endless_empty_gzip_ends(site: Site) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    site.pages["/"] = lambda asked: itertools.chain(
        [head], itertools.repeat(gzip.compress(b"") * 500)
    )
    assert "more than the limit" in refused(site, bytes=100_000).reason


def test_a_gzip_bomb_is_refused(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 30_000_000)
    site.pages["/"] = reply(bomb, content_encoding="gzip")
    assert "more than the limit" in refused(site, bytes=1_000_000).reason


def test_a_body_that_is_too_large_by_its_own_account_is_not_read(site: Site) -> None:
    site.pages["/"] = reply("x", length=10**15)
    assert "more than the limit" in refused(site).reason


@pytest.mark.parametrize("length", [1000, "x", -1, "5, 6"])
def test_a_wrong_length_is_refused(site: Site, length: str | int) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode()
    site.pages["/"] = head + b"text"
    assert "breaks off or is no proper HTTP" in refused(site).reason


def test_what_comes_after_the_body_is_not_part_of_it(site: Site) -> None:
    site.pages["/"] = reply("text and more", length=4)
    assert fetch(site).body == b"text"


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail.example ESMTP\r\n",
        b"-ERR unknown command\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\ntext",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000 + b"\r\ntext",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
    ],
    ids=lambda data: repr(data[:30]),
)
def test_what_is_no_http_is_refused(site: Site, data: bytes) -> None:
    site.pages["/robots.txt"] = reply(status="404 Not Found")
    site.pages["/"] = [data]
    assert "is no proper HTTP" in refused(site).reason


def test_endless_interim_replies_end(site: Site) -> None:
    site.pages["/"] = lambda asked: itertools.repeat(
        b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 99
    )
    assert "more than the limit" in refused(site, bytes=100_000).reason


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip"])
def test_a_compression_that_was_not_asked_for_is_refused(site: Site, encoding: str) -> None:
    site.pages["/"] = reply(gzip.compress(b"text"), content_encoding=encoding)
    assert "not asked for" in refused(site).reason


# --- refusals ---


@pytest.mark.parametrize(
    ("status", "says", "retryable"),
    [
        (401, "login", False),
        (403, "refuses it", False),
        (404, "no such page", False),
        (410, "taken down", False),
        (418, "refuses it (418)", False),
        (500, "has failed (500)", True),
        (503, "has failed (503)", True),
        (300, "refuses it (300)", False),
        (302, "without saying where (302)", False),
    ],
)
def test_a_refusal_is_told_with_its_status(
    site: Site, status: int, says: str, retryable: bool
) -> None:
    site.pages["/"] = reply("no", status=f"{status} No")
    error = refused(site)
    assert (error.status, error.retryable) == (status, retryable)
    assert says in error.reason


# --- robots.txt ---


def test_what_robots_txt_forbids_is_not_asked_for(site: Site) -> None:
    site.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /private\n")
    site.pages["/private"], site.pages["/open"] = reply("secret"), reply("text")
    with site.fetcher() as fetcher:
        assert fetcher.fetch(site.url(path="/open")).body == b"text"
        with pytest.raises(FetchError, match=r"robots\.txt of news\.example:\d+ does not allow"):
            fetcher.fetch(site.url(path="/private"))
    assert [one.target for one in site.requests] == ["/robots.txt", "/open"]


def test_rules_for_our_name_go_first(site: Site) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: Mujaz\nAllow: /\nDisallow: /x\n"
    site.pages["/robots.txt"] = reply(b"\xef\xbb\xbf" + rules.encode())
    site.pages["/"] = reply("text")
    assert fetch(site).body == b"text"
    assert "robots.txt" in refused(site, "/x").reason


def test_a_redirect_does_not_lead_around_robots_txt(site: Site) -> None:
    site.names["other.example"] = ["127.0.0.1"]
    site.pages["news.example/"] = redirect(site.url("other.example", "/"))
    site.pages["other.example/robots.txt"] = reply("User-agent: *\nDisallow: /")
    site.pages["other.example/"] = reply("text")
    assert "robots.txt of other.example" in refused(site).reason
    assert [one.host for one in site.asked("/")] == ["news.example"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_everything(site: Site, status: int) -> None:
    site.pages["/robots.txt"] = reply("Disallow: /", status=f"{status} No")
    site.pages["/"] = reply("text")
    assert fetch(site).body == b"text"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_robots_txt_fails_is_left_alone_for_now(site: Site, status: int) -> None:
    site.pages["/robots.txt"] = reply(status=f"{status} No")
    site.pages["/"] = reply("text")
    with site.fetcher() as fetcher:
        for _ in range(2):
            with pytest.raises(FetchError, match=f"answers {status} when asked for its robots"):
                fetcher.fetch(site.url())
        assert len(site.requests) == 1
        site.pages["/robots.txt"] = reply("")
        site.ticks.time += 400
        assert fetcher.fetch(site.url()).body == b"text"


def test_a_robots_txt_that_leads_nowhere_is_none(site: Site) -> None:
    site.pages["/robots.txt"] = redirect("/robots.txt")
    site.pages["/"] = reply("text")
    assert fetch(site).body == b"text"
    site.pages["/robots.txt"] = redirect(f"http://10.0.0.1:{site.port}/")
    assert fetch(site).body == b"text"


def test_a_robots_txt_that_hangs_counts_as_failed(site: Site) -> None:
    site.pages["/robots.txt"] = [30.0]
    site.pages["/"] = reply("text")
    assert refused(site, read_seconds=0.2).retryable
    assert site.asked("/") == []


def test_a_huge_robots_txt_is_read_up_to_a_bound(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /private\n" + b"# \n" * 500_000 + b"Disallow: /\n"
    site.pages["/robots.txt"] = reply(rules)
    site.pages["/"] = reply("text")
    assert fetch(site).body == b"text"
    assert "robots.txt" in refused(site, "/private").reason


def test_a_robots_txt_of_wildcards_takes_no_time(site: Site) -> None:
    hostile = "User-agent: *\n" + f"Disallow: /{'*a' * 500}b$\n" * 400
    site.pages["/robots.txt"] = reply(hostile)
    site.pages["/" + "a" * 1900] = reply("text")
    began = time.monotonic()
    assert fetch(site, "/" + "a" * 1900).body == b"text"
    assert elapsed(began) < 5


def test_robots_txt_is_remembered_for_a_day(site: Site) -> None:
    site.pages["/"] = reply("text")
    with site.fetcher() as fetcher:
        for hours in (0, 1, 20, 4):
            site.ticks.time += hours * 3600
            fetcher.fetch(site.url())
    assert len(site.asked("/robots.txt")) == 2


# --- politeness ---


def test_a_host_is_given_a_pause_and_another_is_not(site: Site) -> None:
    site.names["other.example"] = ["127.0.0.1"]
    site.pages["/"] = reply("text")
    with site.fetcher() as fetcher:
        fetcher.fetch(site.url())
        fetcher.fetch(site.url("other.example"))
        assert site.ticks.slept == []
        fetcher.fetch(site.url())
        site.ticks.time += 0.4
        fetcher.fetch(site.url())
    assert site.ticks.slept == [1.0, 0.6]


@pytest.mark.parametrize(
    ("delay", "pause"), [("3", 3.0), ("0.5", 1.0), ("86400", 30.0), ("x", 1.0)]
)
def test_a_crawl_delay_is_kept_within_reason(site: Site, delay: str, pause: float) -> None:
    site.pages["/robots.txt"] = reply(f"User-agent: *\nCrawl-delay: {delay}\nDisallow: /x")
    site.pages["/"] = reply("text")
    with site.fetcher() as fetcher:
        fetcher.fetch(site.url())
        fetcher.fetch(site.url())
    assert site.ticks.slept == [pause]


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_that_a_site_asks_for_is_kept_once(site: Site, status: int) -> None:
    busy = itertools.chain(
        [reply(status=f"{status} Busy", retry_after="7")], itertools.repeat(None)
    )
    site.pages["/"] = lambda asked: next(busy) or reply("text")
    assert fetch(site).body == b"text"
    assert site.ticks.slept == [7.0]


def test_a_date_to_wait_for_is_understood(site: Site) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    site.pages["/"] = reply(status="503 Busy", retry_after=later)
    assert 3500 < (refused(site).wait or 0) <= 3600


@pytest.mark.parametrize("after", ["3600", "999999999", "1e999", "-5", "nan", "soon", ""])
def test_a_long_or_senseless_wait_is_not_waited_for(site: Site, after: str) -> None:
    site.pages["/"] = reply(status="429 Busy", retry_after=after)
    error = refused(site)
    assert (error.status, error.retryable) == (429, True)
    assert site.ticks.slept == []


def test_a_site_that_asks_to_be_left_alone_is_left_alone(site: Site) -> None:
    site.pages["/"] = reply(status="429 Busy", retry_after="3600")
    site.pages["/other"] = reply("text")
    with site.fetcher() as fetcher:
        with pytest.raises(FetchError):
            fetcher.fetch(site.url())
        site.ticks.time += 600
        with pytest.raises(FetchError, match="left alone for another 3,000 seconds") as caught:
            fetcher.fetch(site.url(path="/other"))
        assert caught.value.wait == 3000
        site.ticks.time += 3001
        assert fetcher.fetch(site.url(path="/other")).body == b"text"


def test_who_waits_for_a_turn_does_not_wait_for_a_rest_of_days(site: Site) -> None:
    """The site asks for it while the second thread has been let through already."""
    two_at_work = threading.Barrier(2, timeout=10)

    def busy(asked: Asked) -> bytes:
        if asked.target == "/robots.txt":
            return reply(status="404 Not Found")
        two_at_work.wait()
        time.sleep(0.2)  # until the other one waits for its turn
        return reply(status="429 Busy", retry_after="80000")

    site.pages["/a"] = site.pages["/b"] = busy

    def fetch(path: str) -> float | None:
        if path == "/b":
            two_at_work.wait()
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(site.url(path=path))
        return caught.value.wait

    with site.fetcher() as fetcher, ThreadPoolExecutor(2) as threads:
        waits = list(threads.map(fetch, ["/a", "/b"]))
    assert all(wait is not None and wait > 70_000 for wait in waits)
    assert max(site.ticks.slept, default=0) < 60


def test_one_connection_at_a_time_for_a_host_and_few_for_all(site: Site) -> None:
    at_work: list[int] = [0]
    seen: list[int] = []

    def slow(asked: Asked) -> Iterator[bytes | float]:
        at_work[0] += 1
        seen.append(at_work[0])
        yield 0.1
        at_work[0] -= 1
        yield reply("text")

    site.pages["/"] = slow
    names = [f"{at}.example" for at in range(6)]
    site.names |= {name: ["127.0.0.1"] for name in names}
    with site.fetcher(at_once=3) as fetcher:

        def both(name: str) -> None:
            for _ in range(2):
                fetcher.fetch(site.url(name))

        threads = [threading.Thread(target=both, args=(name,)) for name in names[:1] * 4]
        run(threads)
        assert max(seen) == 1
        run([threading.Thread(target=both, args=(name,)) for name in names])
    assert 1 < max(seen) <= 3
    assert len(site.asked("/robots.txt")) == len(names)


def run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_closed_fetcher_fetches_nothing(site: Site) -> None:
    fetcher = site.fetcher()
    fetcher.close()
    with pytest.raises(FetchError, match="ended"):
        fetcher.fetch(site.url())
    assert site.requests == []


def test_our_own_name_has_a_version() -> None:
    assert own_agent().startswith("mujaz/")


# --- TLS ---


def test_a_certificate_is_checked_against_the_name_of_the_link(tmp_path: Path) -> None:
    with Site(tls=serving(tmp_path)) as site:
        site.names["other.example"] = ["127.0.0.1"]
        site.pages["/"] = reply("text")
        with site.fetcher(replace(site.network, tls=trusting())) as fetcher:
            assert fetcher.fetch(site.url(scheme="https")).body == b"text"
            with pytest.raises(FetchError, match="certificate is that of another site"):
                fetcher.fetch(site.url("other.example", scheme="https"))
            with pytest.raises(FetchError, match="certificate is that of another site"):
                fetcher.fetch(site.url("127.0.0.1", scheme="https"))
        with site.fetcher() as fetcher, pytest.raises(FetchError, match="nobody but itself") as bad:
            fetcher.fetch(site.url(scheme="https"))
        assert not bad.value.retryable


def test_a_redirect_from_https_to_http_is_refused(tmp_path: Path, site: Site) -> None:
    with Site(tls=serving(tmp_path)) as secure:
        secure.pages["/"] = redirect(site.url())
        network = replace(secure.network, tls=trusting(), ports=frozenset({secure.port, site.port}))
        with secure.fetcher(network) as fetcher, pytest.raises(FetchError, match="not secure"):
            fetcher.fetch(secure.url(scheme="https"))
    assert site.requests == []


def test_a_port_without_tls_is_no_secure_site(site: Site) -> None:
    with site.fetcher() as fetcher, pytest.raises(FetchError, match="no secure connection"):
        fetcher.fetch(site.url(scheme="https"))


# --- a proxy ---


def through(site: Site, proxy: str) -> Fetcher:
    return site.fetcher(replace(site.network, proxy=proxy))


def test_a_proxy_is_asked_in_place_of_the_site(site: Site) -> None:
    with Site() as proxy:
        proxy.pages[site.url()] = reply("by proxy")
        address = f"http://desk:s%40cret@127.0.0.1:{proxy.port}"
        with through(site, address) as fetcher:
            assert fetcher.fetch(site.url()).body == b"by proxy"
        assert site.requests == []
        assert proxy.requests[0].headers["proxy-authorization"] == "Basic ZGVzazpzQGNyZXQ="


def test_behind_a_proxy_addresses_and_known_names_are_checked_still(site: Site) -> None:
    site.names["inside.example"] = ["10.0.0.1"]
    with Site() as proxy, through(site, f"http://127.0.0.1:{proxy.port}") as fetcher:
        for host in ("10.0.0.1", "inside.example", "[::1]"):
            with pytest.raises(FetchError, match="not a public address"):
                fetcher.fetch(site.url(host))
        assert proxy.requests == []
        proxy.pages[site.url("unknown.example")] = reply("by proxy")
        assert fetcher.fetch(site.url("unknown.example")).body == b"by proxy"


@pytest.mark.parametrize(
    "host", ["wiki", "metadata.google.internal", "printer.local", "LOCALHOST", "a.home.arpa."]
)
def test_a_proxy_is_not_asked_for_a_machine_nearby(site: Site, host: str) -> None:
    with Site() as proxy, through(site, f"http://127.0.0.1:{proxy.port}") as fetcher:
        with pytest.raises(FetchError):
            fetcher.fetch(site.url(host))
        assert proxy.requests == []


def test_a_proxy_that_refuses_is_told(site: Site) -> None:
    with (
        Site() as proxy,
        through(site, f"http://127.0.0.1:{proxy.port}") as fetcher,
        pytest.raises(FetchError, match="the proxy refuses it"),
    ):
        fetcher.fetch(site.url(scheme="https"))


def test_tls_goes_through_the_proxy_to_the_site(tmp_path: Path) -> None:
    with Site(tls=serving(tmp_path)) as secure, tunnel(secure.port) as (port, heads):
        secure.pages["/"] = reply("text")
        network = replace(
            secure.network, tls=trusting(), proxy=f"http://desk:secret@127.0.0.1:{port}"
        )
        with secure.fetcher(network) as fetcher:
            assert fetcher.fetch(secure.url(scheme="https")).body == b"text"
        assert {head.partition(b"\r\n")[0] for head in heads} == {
            f"CONNECT news.example:{secure.port} HTTP/1.1".encode()
        }
        assert "proxy-authorization" not in secure.requests[0].headers


@contextmanager
def tunnel(to: int) -> Iterator[tuple[int, list[bytes]]]:
    """A proxy that connects everybody to one port; yields its own, and what it was asked."""
    heads: list[bytes] = []

    class Tunnel(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            heads.append(self.request.recv(10_000))
            self.request.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            with socket.create_connection(("127.0.0.1", to)) as site:
                while True:
                    for one in select.select([self.request, site], [], [], 10)[0]:
                        data = one.recv(10_000)
                        if not data:
                            return
                        (site if one is self.request else self.request).sendall(data)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tunnel) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1], heads
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:1080", "proxy:3128", "http:///x", "http://a:b:c"]
)
def test_a_setting_that_is_no_proxy_is_refused_without_repeating_it(site: Site, proxy: str) -> None:
    with pytest.raises(SettingsError, match="MUJAZ_PROXY") as caught:
        through(site, proxy)
    assert proxy not in str(caught.value)
