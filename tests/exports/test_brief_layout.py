from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.exports.cited_text import linkable_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("HTTP://Example.org:8080", "http://example.org:8080"),
        ("https://example.org/خبر/%D8%A7", "https://example.org/%D8%AE%D8%A8%D8%B1/%D8%A7"),
        ("https://موقع.example/", "https://xn--4gbrim.example/"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("https://example.org/a b", "https://example.org/a%20b"),
    ],
)
def test_web_addresses_become_plain_ascii(url: str, address: str) -> None:
    assert linkable_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/a",
        "https://",
        "https://bank.example@evil.example/",
        "https://example.org:port/",
        "https://[::1]/",
        "https://exa<b>mple.org/",
        "https://" + "a" * 70 + ".org",
    ],
)
def test_everything_else_is_none(url: str) -> None:
    assert linkable_address(url) is None


@given(st.text(max_size=30))
def test_an_address_has_nothing_that_could_end_it(rest: str) -> None:
    address = linkable_address(f"https://example.org/{rest}")
    if address is not None:
        assert address.isascii()
        assert not set(address) & set('"<>\\ \n`')
        assert urlsplit(address).hostname == "example.org"
