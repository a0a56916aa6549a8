"""Broken XML takes time in proportion to its length."""

from __future__ import annotations

import time

import pytest

from rag.sources.lists.xml_text import root_name, shielded

_SHAPES = {
    "names that begin alike": ("<titlex>a", "</title>"),
    "sections that are closed once": ("<title><![CDATA[a]]>", "</title>"),
    "declarations": ("<!a>", "<rss>"),
}


def _seconds(text: str) -> float:
    started = time.process_time()
    root_name(text)
    shielded(text)
    return time.process_time() - started


@pytest.mark.parametrize("shape", _SHAPES)
def test_time_grows_with_the_length(shape: str) -> None:
    part, end = _SHAPES[shape]
    assert _seconds(part * 100_000 + end) < 1.0  # it was half a minute


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<title>a<br>b</title>", "<title><![CDATA[a<br>b]]></title>"),
        ("<title><![CDATA[a<br>]]></title>", "<title><![CDATA[a<br>]]></title>"),
        ("<title/><title>a<b></title>", "<title/><title><![CDATA[a<b>]]></title>"),
        ("<titles>a<br></titles>", "<titles>a<br></titles>"),
        ("<title>a", "<title>a"),
    ],
)
def test_html_in_texts_is_shielded(markup: str, expected: str) -> None:
    assert shielded(markup) == expected
