"""JSON-LD data are read as pages write them, and hostile ones within bounds."""

from __future__ import annotations

import json
import time

import pytest

from rag.sources.pages.page_tree import parse_page
from rag.sources.pages.structured_data import LinkedArticle, linked_articles

_ARTICLE = {"@type": "NewsArticle", "headline": "Quay", "datePublished": "2024-03-05"}


def read(*scripts: object) -> list[LinkedArticle]:
    texts = [script if isinstance(script, str) else json.dumps(script) for script in scripts]
    page = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    return linked_articles(parse_page(f"<html><head>{page}</head></html>", source="page.html"))


@pytest.mark.parametrize(
    "data",
    [
        _ARTICLE,
        [_ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "Site"}, _ARTICLE]},
        {"@type": "WebPage", "mainEntity": _ARTICLE},
        {**_ARTICLE, "@type": ["Thing", "schema:NewsArticle"]},
        {**_ARTICLE, "headline": ["Quay"], "datePublished": {"@value": "2024-03-05"}},
        f"<!-- {json.dumps(_ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(_ARTICLE)}\n//]]>",
        json.dumps(_ARTICLE)[:-1] + ",\n}",
        json.dumps(_ARTICLE) + ";",
        json.dumps(_ARTICLE).replace("Quay", "Qu&#97;y"),
        json.dumps(_ARTICLE).replace("Quay", "Quay\n"),
    ],
)
def test_an_article_is_found_however_it_is_written(data: object) -> None:
    (article,) = read(data)
    assert (article.headline, article.dates) == ("Quay", ("2024-03-05",))


def test_articles_of_several_scripts_come_outer_before_inner() -> None:
    inner = {**_ARTICLE, "headline": "Inner"}
    articles = read({"@type": "WebSite", "headline": "Site"}, {**_ARTICLE, "hasPart": [inner]})
    assert [article.headline for article in articles] == ["Quay", "Inner"]


def test_a_body_has_a_line_for_each_paragraph_and_no_tags() -> None:
    (article,) = read({**_ARTICLE, "articleBody": "<p>One &amp; two.</p><p>Three<br>four.</p>"})
    assert article.body == "One & two.\nThree\nfour."


def test_publisher_and_address_are_found() -> None:
    (article,) = read(
        {
            **_ARTICLE,
            "publisher": [{"@type": "Organization", "name": "المرسى"}],
            "mainEntityOfPage": {"@id": "https://almarsa.example/quay"},
        }
    )
    assert (article.publisher, article.url) == ("المرسى", "https://almarsa.example/quay")


def test_a_script_that_cannot_be_mended_gives_its_day_alone() -> None:
    assert read('{"headline": "Qu"ay", "datePublished": "2024-03-05"}') == [
        LinkedArticle(dates=("2024-03-05",))
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        '{"@type": "NewsArticle", "headline":' * 20_000,
        '{"headline": ' + "[" * 100_000,
        '{"headline": ' + " " * 200_000 + "x",
        '{"headline": [' + ", " * 200_000,
        json.dumps({"@graph": [_ARTICLE] * 20_000}),
        json.dumps({**_ARTICLE, "articleBody": "<" * 300_000}),
        '"headline"',
        '{"@type": "NewsArticle", "headline": null, "datePublished": 5, "publisher": []}',
    ],
    ids=range(8),
)
def test_hostile_data_are_read_at_once(hostile: str) -> None:
    started = time.process_time()
    assert len(read(hostile)) <= 200
    assert time.process_time() - started < 2
