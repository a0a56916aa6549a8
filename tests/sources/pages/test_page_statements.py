"""The title comes without the site's name; outlet and address as the page states them."""

from __future__ import annotations

import json

import pytest

from rag.sources.pages.web_page import read_html
from rag.sources.stated_fields import Stated

TEXT = (
    "<p>The town council agreed on Sunday to widen the eastern quay after a long meeting.</p>"
    "<p>Work begins in autumn and is to end before the summer season of next year.</p>"
)
TITLE = "Quay to be widened by autumn"
SITE = "<meta property=og:site_name content='Harbour Post'>"


def stated(head: str, body: str = "") -> Stated:
    html = f"<html><head>{head}</head><body>{body}<article>{TEXT}</article></body></html>"
    return read_html(html.encode(), source="page.html").stated


def linked(**fields: object) -> str:
    data = json.dumps({"@type": "NewsArticle", **fields})
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>{TITLE}</title>", ""),
        (f"<title>{TITLE} | Harbour Post</title>", ""),
        (f"<title>{TITLE} - National | harbour.example</title>", f"<h1>{TITLE}</h1>"),
        (f"<title>Harbour Post: home</title><meta property=og:title content='{TITLE}'>", ""),
        (
            f"{SITE}<title>{TITLE} - Harbour Post</title>",
            "",
        ),
        (
            f"{SITE}<title>Harbour Post » {TITLE}</title>",
            "<h1>Harbour Post</h1>",
        ),
        (
            f"<meta property=og:title content='{TITLE} - BBC News عربي'>"
            "<meta property=og:site_name content='BBC News عربي'>",
            "",
        ),
        (linked(headline=TITLE) + "<title>Quay news</title>", ""),
        (linked(headline="Quay to be…") + f"<title>{TITLE}</title>", f"<h1>{TITLE}</h1>"),
        (linked(headline="Mayor resigns") + linked(headline=TITLE) + f"<title>{TITLE}</title>", ""),
        ("", f"<h1>{TITLE}</h1>"),
        (f"<title>\n {TITLE}\n</title>", "<h1></h1>"),
    ],
)
def test_the_title_is_the_articles_own(head: str, body: str) -> None:
    assert stated(head, body).title == TITLE


def test_a_dash_within_a_title_stays() -> None:
    title = "Quay - the long story of a short wall"
    assert stated(f"<title>{title}</title>").title == title


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='og:site_name' content='المرسى'>",
        linked(headline=TITLE, publisher={"name": "المرسى"}),
        f"<title>{TITLE} | المرسى</title>",
        "<meta name='DC.publisher' content='المرسى'>",
    ],
)
def test_the_outlet_is_found_where_pages_name_it(head: str) -> None:
    assert stated(head).outlet == "المرسى"


def test_the_host_is_the_outlet_of_a_page_that_names_none() -> None:
    assert stated("<link rel=canonical href='https://www.harbour.example/q'>").outlet == (
        "harbour.example"
    )


@pytest.mark.parametrize(
    "head",
    [
        "<link rel=canonical href='https://a.example/quay'>",
        "<meta property=og:url content='https://a.example/quay'>",
        "<link rel=canonical href='/quay'><meta property=og:url content='https://a.example/'>",
        "<link rel=canonical href='https://a.example/'>"
        "<meta property=og:url content='https://a.example/quay'>",
        linked(headline=TITLE, url="https://a.example/quay"),
    ],
)
def test_the_address_is_that_of_the_article(head: str) -> None:
    assert stated(head).url == "https://a.example/quay"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://[x", "ftp://a.example/q", "//"])
def test_what_is_no_address_is_left_out(address: str) -> None:
    assert stated(f"<link rel=canonical href='{address}'>").url is None
