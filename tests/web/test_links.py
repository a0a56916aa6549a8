"""What a link is, and what is refused before anything is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import FetchError
from rag.web.links import Link, is_link, parse_link


@pytest.mark.parametrize(
    ("url", "host", "full"),
    [
        ("HTTPS://News.Example", "news.example", "https://news.example/"),
        ("http://news.example:80/a?b=c#d", "news.example", "http://news.example/a?b=c"),
        ("http://news.example:8080/", "news.example", "http://news.example:8080/"),
        ("https://news.example./", "news.example", "https://news.example/"),
        (
            "https://موقع.مصر/أخبار?س=١",
            "xn--4gbrim.xn--wgbh1c",
            "https://xn--4gbrim.xn--wgbh1c/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1?%D8%B3=%D9%A1",
        ),
        ("http://ｎｅｗｓ。example/", "news.example", "http://news.example/"),
        ("http://[2606:4700:0::1111]/", "2606:4700::1111", "http://[2606:4700::1111]/"),
        ("http://8.8.8.8/", "8.8.8.8", "http://8.8.8.8/"),
        ("\u200fhttps://news.example/x \n", "news.example", "https://news.example/x"),
        ("https://news.example/100%/a%20b", "news.example", "https://news.example/100%/a%20b"),
        ("https://news.example?q=1", "news.example", "https://news.example/?q=1"),
    ],
)
def test_a_link_has_one_form(url: str, host: str, full: str) -> None:
    link = parse_link(url)
    assert (link.host, link.url) == (host, full)
    assert parse_link(link.url) == link


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.0x1/",
        "http://１２７.１/",
        "http://127。0x1/",
        "http://news.1/",
        "http://[::1%25lo]/",
        "http://[v1.x]/",
        "http://[::1/",
        "http:///path",
        "http://",
        "http://-x.example/",
        "http://a..example/",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 130}example/",
        "http://news.example:99999/",
        "http://news.example:x/",
        "http://user@news.example/",
        "http://news.example@127.0.0.1/",
        "http://:secret@news.example/",
        "http://news.example\\@127.0.0.1/",
        "http://news.example/a b",
        "http://news.example/\tx",
        "http://new\ns.example/",
        "http://news.example%2f@x/",
        "http://%31%32%37.0.0.1/",
        "http://‑.example/",
        "ftp://news.example/",
        "file:///etc/passwd",
        "gopher://news.example/",
        "javascript:alert(1)",
        "//news.example/",
        "news.example",
        "",
        "http://news.example/" + "x" * 2000,
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(FetchError) as refused:
        parse_link(url)
    assert "secret" not in str(refused.value)
    assert not refused.value.retryable


@pytest.mark.parametrize(
    ("to", "url"),
    [
        ("/b", "https://news.example/b"),
        ("b?c", "https://news.example/a/b?c"),
        ("//other.example/", "https://other.example/"),
        ("http://other.example", "http://other.example/"),
        ("?page=2", "https://news.example/a/?page=2"),
    ],
)
def test_a_link_may_be_relative_to_another(to: str, url: str) -> None:
    assert parse_link(to, base="https://news.example/a/").url == url


@pytest.mark.parametrize(
    "path", ["https://x.example", "HTTP://x", "ftp://x", " feed://x", "\u200ehttps://x"]
)
def test_links_are_told_from_files(path: str) -> None:
    assert is_link(path)


@pytest.mark.parametrize(
    "path", ["news/", "a.txt", "C:\\news\\a.txt", "c:/news", "//share/x", "http", ""]
)
def test_files_are_told_from_links(path: str) -> None:
    assert not is_link(path)


@given(st.text(max_size=60).map(lambda tail: "http://" + tail))
def test_whatever_follows_is_a_link_or_refused(url: str) -> None:
    try:
        link = parse_link(url)
    except FetchError:
        return
    assert isinstance(link, Link)
    assert link.url.isascii()
    assert link.url.isprintable()
    assert parse_link(link.url) == link
