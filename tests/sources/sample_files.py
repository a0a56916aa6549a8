"""Makes a small file of each format that is read."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.sources.office.office_files import (
    flat_odt_file,
    odt_file,
    rtf_file,
    word_file,
    word_paragraph,
)
from tests.sources.pdf.made import typeset


def sample(ending: str, text: str) -> bytes:
    """Return a file with this ending that holds one article of one line in ASCII."""
    make = _MAKERS.get(ending)
    return make(text) if make else text.encode()


def _json(text: str) -> bytes:
    return json.dumps({"text": text}).encode()


def _word(text: str) -> bytes:
    return word_file(word_paragraph(text))


def _open_document(text: str) -> bytes:
    return odt_file(f"<text:p>{text}</text:p>")


def _feed(text: str) -> bytes:
    item = f"<item><description>{text}</description></item>"
    return f"<rss><channel>{item}</channel></rss>".encode()


def _saved_page(text: str) -> bytes:
    head = "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: text/html"
    return f"{head}\n\n<html><p>{text}</html>".encode()


def _mail(text: str) -> bytes:
    return f"From: a@b.example\n\n{text}\n".encode()


def _mailbox(text: str) -> bytes:
    return b"From a@b.example Tue Mar  5 10:15:00 2024\n" + _mail(text)


_MAKERS: dict[str, Callable[[str], bytes]] = {
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), _json),
    ".csv": lambda text: f"text\n{text}\n".encode(),
    ".tsv": lambda text: f"title\ttext\n\t{text}\n".encode(),
    **dict.fromkeys((".xml", ".rss", ".atom"), _feed),
    ".pdf": typeset,
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), _word),
    **dict.fromkeys((".odt", ".ott"), _open_document),
    ".fodt": lambda text: flat_odt_file(f"<text:p>{text}</text:p>"),
    ".rtf": rtf_file,
    ".eml": _mail,
    **dict.fromkeys((".mht", ".mhtml"), _saved_page),
    ".mbox": _mailbox,
}
