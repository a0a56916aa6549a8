"""Mailboxes: one article a message."""

from __future__ import annotations

from pathlib import Path

from rag.records import Failure, SourceArticle
from rag.sources.readers import read_source

BEGIN = b"From jane@a.example Tue Mar  5 10:15:00 2024\n"


def message(number: int, body: bytes = b"A port opened.") -> bytes:
    return BEGIN + b"From: Jane <j@a.example>\nSubject: Note %d\n\n" % number + body + b"\n\n"


def test_each_message_is_an_article_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "2024-03-05.mbox"
    body = b"First line.\n\nFrom here to there.\n>From the port.\n\nFrom now on: 12 tons."
    path.write_bytes(message(1, body) + message(2) + message(3, b"x" * 3000) + BEGIN + b"\n\n")
    first, second, third, fourth = read_source(path, max_bytes=2000)
    assert isinstance(first, SourceArticle)
    assert first.text.split("\n") == [
        "First line.",
        "From here to there.",
        "From the port.",
        "From now on: 12 tons.",
    ]
    assert (first.title, first.locator, first.outlet) == ("Note 1", "message 1", "Jane")
    assert first.published_at is None
    assert isinstance(second, SourceArticle)
    assert second.locator == "message 2"
    assert isinstance(third, Failure)
    assert "limit" in third.reason
    assert third.source == f"{path}, message 3"
    assert isinstance(fourth, Failure)
