"""A page of headlines with teasers is refused; an article beside such headlines is read."""

from __future__ import annotations

import pytest

from rag.errors import SourceError
from rag.sources.pages.web_page import read_html
from tests.ingest.feed_site import SENTENCES


def teaser(number: int, *, around: str = "{}", more: str = "") -> str:
    heading = f'<h3><a href="/news/{number}">Ship number {number} is stuck at the port</a></h3>'
    return around.format(f"{heading}<p>Ship {number}: {SENTENCES[number % 5]}</p>{more}")


def page(body: str, *, head: str = "") -> bytes:
    return (
        f"<html><head><title>Harbour Post</title>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<main>{body}</main></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "body",
    [
        "".join(map(teaser, range(20))),
        "".join(teaser(at, around="<article>{}</article>") for at in range(15)),
        "".join(teaser(at, more=f'<a href="/news/{at}">Read more</a>') for at in range(15)),
        "".join(
            f"<a href='/n/{at}'><h2>Ship {at} is stuck</h2><p>{SENTENCES[at % 5]} {at}</p></a>"
            for at in range(15)
        ),
    ],
)
def test_a_front_page_is_refused(body: str) -> None:
    with pytest.raises(SourceError, match="headlines with teasers and no article"):
        read_html(page(body), source="front.html")


LONG = " ".join(SENTENCES)
OTHERS = "".join(map(teaser, range(12)))


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Aden</h1>{f'<p>{LONG}</p>' * 6}</article><div class=related>{OTHERS}</div>",
        f"<article><h1><a href='/a'>Ships wait at Aden</a></h1><p>{LONG}</p></article>{OTHERS}",
        "<article><h1>The week at sea</h1>"
        + "".join(f"<h3><a href='/{at}'>Week {at}</a></h3><p>{LONG} {LONG}</p>" for at in range(9))
        + "</article>",
    ],
)
def test_an_article_beside_headlines_is_read(body: str) -> None:
    assert SENTENCES[0] in read_html(page(body), source="article.html").text
