"""A fetched body is read by what it is, then by what the server says of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.link_kinds import extension_of, is_feed
from rag.sources.source_formats import EXTENSIONS

PAGE = b"<!DOCTYPE html><html><body><p>Text"
FEED = b'<?xml version="1.0"?>\n<!-- a feed -->\n<rss version="2.0"><channel>'
ATOM = b'\xef\xbb\xbf<feed xmlns="http://www.w3.org/2005/Atom">'
URL = "https://news.example/story"


@pytest.mark.parametrize(
    "said", [None, "text/html", "text/plain", "application/octet-stream", "x/y"]
)
@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        b"\xef\xbb\xbf \n" + PAGE,
        b"<html lang=ar>",
        b"\n<!-- saved --><HTML>",
        b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd"><html>',
        b"<!doctype html><custom-root>",
        b"<p>A fragment",
    ],
)
def test_a_page_is_a_page_whatever_the_server_says(body: bytes, said: str | None) -> None:
    assert extension_of(URL, said, body) == ".html"
    assert not is_feed(body)


@pytest.mark.parametrize("body", [FEED, ATOM, b'<rdf:RDF xmlns="http://purl.org/rss/1.0/">'])
def test_a_feed_is_told_from_a_page(body: bytes) -> None:
    assert is_feed(body)
    assert extension_of(URL, "text/html", body) in (".xml", None)


@pytest.mark.parametrize(
    ("path", "said", "body", "expected"),
    [
        ("/story", "text/html", b"Plain words", ".html"),
        ("/story", "text/plain", b"Plain words", ".txt"),
        ("/story", None, b"Plain words", ".txt"),
        ("/story", "text/x-unknown", b"Plain words", ".txt"),
        ("/story.md", "text/plain", b"# A title", ".md"),
        ("/story.md", "text/markdown", b"# A title", ".md"),
        ("/dump.jsonl", "application/octet-stream", b'{"text": "x"}', ".jsonl"),
        ("/dump", "application/x-ndjson", b'{"text": "x"}', ".jsonl"),
        ("/dump.jsonl", "application/x-whatever", b'{"text": "x"}', ".jsonl"),
        ("/photo", "image/png", b"\x89PNG", None),
        ("/film", "video/mp4", b"\0\0", None),
    ],
)
def test_what_does_not_show_what_it_is_is_what_the_server_says(
    path: str, said: str | None, body: bytes, expected: str | None
) -> None:
    assert extension_of(f"https://news.example{path}", said, body) == expected


def test_a_pdf_goes_to_its_reader_where_there_is_one() -> None:
    expected = ".pdf" if ".pdf" in EXTENSIONS else None
    for said in ("application/pdf", "text/html", "application/octet-stream", None):
        assert extension_of(URL, said, b"%PDF-1.7\n") == expected


@given(st.binary(max_size=60), st.none() | st.text(max_size=20))
def test_anything_has_a_reader_or_none(body: bytes, said: str | None) -> None:
    assert extension_of(URL, said, body) in (*EXTENSIONS, None)


@pytest.mark.parametrize("piece", [b" ", b"<!--", b"<?", b"<!doctype", b"\n<!-- -->", b"<"])
def test_a_hostile_beginning_takes_no_time(piece: bytes) -> None:
    began = time.monotonic()
    extension_of(URL, None, piece * 10_000)
    assert time.monotonic() - began < 1
