"""Makes a small file of each format that is read."""

from __future__ import annotations

import json

from tests.sources.office.office_files import (
    flat_odt_file,
    odt_file,
    rtf_file,
    word_file,
    word_paragraph,
)


def sample(ending: str, text: str) -> bytes:
    """Return a file with this ending that holds one article of one line in ASCII."""
    match ending:
        case ".json" | ".jsonl" | ".ndjson":
            return json.dumps({"text": text}).encode()
        case ".csv":
            return f"text\n{text}\n".encode()
        case ".tsv":
            return f"title\ttext\n\t{text}\n".encode()
        case ".xml" | ".rss" | ".atom":
            item = f"<item><description>{text}</description></item>"
            return f"<rss><channel>{item}</channel></rss>".encode()
        case ".docx" | ".docm" | ".dotx" | ".dotm":
            return word_file(word_paragraph(text))
        case ".odt" | ".ott":
            return odt_file(f"<text:p>{text}</text:p>")
        case ".fodt":
            return flat_odt_file(f"<text:p>{text}</text:p>")
        case ".rtf":
            return rtf_file(text)
        case ".eml":
            return f"From: a@b.example\n\n{text}\n".encode()
        case ".mht" | ".mhtml":
            head = "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: text/html"
            return f"{head}\n\n<html><p>{text}</html>".encode()
        case ".mbox":
            begin = "From a@b.example Tue Mar  5 10:15:00 2024\n"
            return f"{begin}From: a@b.example\n\n{text}\n".encode()
        case _:
            return text.encode()
