"""Pages that a browser saved in one file."""

from __future__ import annotations

import quopri
from datetime import date

import pytest

from rag.errors import SourceError
from rag.sources.pages.saved_page import read_saved_page

LEAD = "أقرت بلدية الميناء القديم خطة لتوسيع الرصيف الشرقي، وقال رئيسها إن العمل يبدأ قريبا."


def saved(charset: str, *, meta: str = "") -> bytes:
    page = (
        f"<html><head>{meta}<title>رصيف أطول</title>"
        '<meta property="article:published_time" content="2024-03-05"></head>'
        f"<body><nav>الرئيسية</nav><article><p>{LEAD}</p></article></body></html>"
    )
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://port.example/1\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary=b\r\n'
        f"\r\n--b\r\nContent-Type: text/html{charset}\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    body = quopri.encodestring(page.encode("cp1256" if "1256" in charset + meta else "utf-8"))
    return head.encode() + body + b"\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"


@pytest.mark.parametrize(
    "data",
    [
        saved("; charset=utf-8"),
        saved("; charset=windows-1256"),
        saved("", meta="<meta charset=windows-1256>"),
    ],
)
def test_the_article_of_a_saved_page_is_read_with_its_address(data: bytes) -> None:
    reading = read_saved_page(data, source="a.mht", max_bytes=10_000)
    assert reading.text == LEAD
    stated = reading.stated
    assert (stated.title, stated.url) == ("رصيف أطول", "https://port.example/1")
    assert stated.published_at == date(2024, 3, 5)


def test_a_file_without_a_page_or_with_too_much_text_is_refused() -> None:
    with pytest.raises(SourceError, match="no web page"):
        read_saved_page(b"MIME-Version: 1.0\n\ntext", source="a.mht", max_bytes=100)
    with pytest.raises(SourceError, match="limit"):
        read_saved_page(saved(""), source="a.mht", max_bytes=10)
