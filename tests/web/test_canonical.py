"""Which links are of the same page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.web.canonical import canonical_link, is_same_site, plain_link

SAME = {
    "https://news.example/a": """
        http://news.example/a https://www.news.example/a https://news.example/a/
        https://NEWS.example:443/a#top http://news.example:80/a
        https://news.example/a?utm_source=x&utm_medium=y https://news.example/a?fbclid=1#c
        https://m.news.example/a https://amp.news.example/a https://www.m.news.example/a
        https://news.example/a/amp https://news.example/a/amp/ https://news.example/amp/a
        https://news.example/a?amp https://news.example/a?amp=1 https://news.example/a?outputType=amp
        https://news.example/%61 https://www.google.com/amp/s/www.news.example/a
        https://news-example.cdn.ampproject.org/c/s/news.example/a
        https://news.example/a?at_medium=RSS&at_campaign=KARANGA
    """,
    "https://news.example/a.html": "https://news.example/a.amp.html https://news.example/a.html?amp",
    "https://news.example/?id=7&p=2": """
        https://news.example/?id=7&p=2 https://www.news.example?p=2&id=7&utm_id=3
    """,
    "https://news.example/%D8%B3": "https://news.example/س https://news.example/%d8%b3",
    "https://news.example/": "http://news.example https://www.news.example/?utm_source=x",
}


@pytest.mark.parametrize("canonical", SAME)
def test_links_of_one_page_have_one_form(canonical: str) -> None:
    assert {canonical_link(url) for url in SAME[canonical].split()} == {canonical}


def test_links_of_other_pages_stay_apart() -> None:
    others = """
        https://news.example/ https://news.example/a https://news.example/b https://news.example/A
        https://news.example/a?id=1 https://news.example/a?id=2 https://other.example/a
        https://sport.news.example/a https://news.example/example https://news.example/camp
        https://news.example/a?utmost=1 https://news.example/a%2Fb https://news.example/a/b
        https://news.example/a?q=%26b=1 https://news.example/a?q&b=1 https://m.example/
        https://news.example:8080/a https://news.example/amp
    """
    links = others.split()
    assert len({canonical_link(link) for link in links}) == len(links)


def test_a_plain_link_leads_where_the_link_leads() -> None:
    link = "http://www.news.example/a/?id=7&utm_source=x&b=#c"
    assert plain_link(link) == "http://www.news.example/a/?id=7&b="
    assert plain_link("https://news.example/amp/a?amp=1") == "https://news.example/amp/a?amp=1"


@given(st.text(max_size=80))
def test_the_form_is_stable_and_anything_has_one(tail: str) -> None:
    for link in (tail, "https://news.example/" + tail):
        once = canonical_link(link)
        assert canonical_link(once) == once
        assert plain_link(plain_link(link)) == plain_link(link)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.news.example/a", "http://news.example/b", True),
        ("https://amp.news.example/a", "https://www.news.example/b", True),
        ("https://arabic.news.example/a", "https://news.example/b", True),
        ("https://news.example/a", "https://evil.example/b", False),
        ("https://news.example/a", "https://evilnews.example/b", False),
        ("https://example/a", "https://news.example/b", False),
        ("", "https://news.example/b", False),
    ],
)
def test_sites(one: str, other: str, same: bool) -> None:
    assert is_same_site(one, other) is is_same_site(other, one) is same
