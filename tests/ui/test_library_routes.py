"""What the server draws of a library: figures, articles by day, stories by day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from rag.records import Draft, Totals
from rag.service import Service
from rag.settings import Settings
from ui.app import build_routes
from ui.library.chart import bars_of
from ui.library.library_figures import library_figures

HOSTILE = '"><img src=x onerror=alert(1)>'
COUNT = 120


def news(number: int) -> Draft:
    """One of many articles: three a day, the first in Arabic."""
    day = date(2024, 1, 1) + timedelta(days=number // 3)
    if number % 3 == 0:
        return Draft(
            text=f"أعلنت البلدية رقم {number} عن افتتاح حديقة جديدة في الحي.",
            id=f"n{number}",
            title=f"حديقة رقم {number}",
            outlet="وكالة المدار",
            published_at=day,
            language="ar",
        )
    return Draft(
        text=f"Council {number} opened a bridge over the river Nahr{number} with a fair.",
        id=f"n{number}",
        title=f"Bridge {number}",
        outlet="Harbor Dispatch",
        published_at=day,
        language="en",
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings.load(home=tmp_path_factory.mktemp("shelf"), embedder="builtin")
    with Service.open(settings) as opened:
        odd = Draft(text="A port reopened.", id=HOSTILE, title=HOSTILE, outlet=HOSTILE)
        opened.add([odd, *map(news, range(COUNT))], vectors=False)
        yield opened


@pytest.fixture(scope="module")
def client(service: Service) -> TestClient:
    return TestClient(build_routes(service), base_url="http://127.0.0.1")


def shown(client: TestClient, path: str, language: str = "en") -> str:
    answer = client.get(f"/desk/library/{path}", headers={"accept-language": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def ids(html: str) -> list[str]:
    return re.findall(r'data-article="([^"]*)"', html)


def test_articles_stand_under_their_days_with_a_way_to_older_ones(client: TestClient) -> None:
    first = shown(client, "articles")
    assert "1–50 of 121" in first
    assert "<h2>9 February 2024</h2>" in first
    assert ids(first)[:3] == ["n119", "n118", "n117"]
    last = shown(client, "articles?page=3")
    assert "101–121 of 121" in last
    assert last.count("disabled") == 1
    assert "<h2>Without a date</h2>" in last
    every = ids(first) + ids(shown(client, "articles?page=2")) + ids(last)
    assert len(set(every)) == len(every) == COUNT + 1


def test_a_list_speaks_the_language_of_the_page(client: TestClient) -> None:
    html = shown(client, "articles?page=3", "ar")
    assert "<h2>بلا تاريخ</h2>" in html
    assert "الأحدث" in html
    assert "Newer" not in html


def test_filters_and_a_search_narrow_both_lists(client: TestClient) -> None:
    assert ids(shown(client, "articles?search=Nahr50")) == ["n50"]
    assert "1–40 of 40" in shown(client, "articles?language=ar")
    by_day = shown(client, "articles?since=2024-01-02&until=2024-01-02&outlet=Harbor+Dispatch")
    assert ids(by_day) == ["n5", "n4"]
    stories = shown(client, "stories?search=Nahr50")
    assert stories.count('class="story"') == 1
    assert "<h2>17 January 2024</h2>" in stories


def test_a_story_is_told_with_its_size_and_opens_to_its_articles(
    client: TestClient, service: Service
) -> None:
    html = shown(client, "stories?search=Nahr50")
    number = int(re.findall(r'data-story="(\d+)"', html)[0])
    assert 'aria-label="Ask about the story: Bridge' in html
    story = service.story(number)
    assert story is not None
    assert set(ids(shown(client, f"stories/{number}"))) == set(story.article_ids)
    assert client.get("/desk/library/stories/99999").status_code == 404


def test_the_story_of_a_link_is_shown_whatever_is_searched(
    client: TestClient, service: Service
) -> None:
    (story,) = service.story_page(search="Nahr50")
    html = shown(client, f"stories?search=nothing+of+this&story={story.number}")
    assert f'data-story="{story.number}"' in html


def test_what_matches_nothing_offers_to_remove_the_filters(client: TestClient) -> None:
    html = shown(client, "articles?search=volcano")
    assert "Nothing matches." in html
    assert 'data-do="reset"' in html


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=2024-02-02&until=2024-01-01", "The first of these days is after the last."),
        ("since=soon", "That day cannot be read."),
        ("page=0", "That request cannot be read."),
        ("language=fr", "That request cannot be read."),
        (f"search={'x' * 301}", "That request cannot be read."),
    ],
)
def test_what_cannot_be_listed_is_refused(client: TestClient, query: str, said: str) -> None:
    answer = client.get(f"/desk/library/articles?{query}", headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["detail"]) == (422, said)


def test_names_of_articles_and_outlets_are_text_only(client: TestClient) -> None:
    pages = ("articles?page=3", "stories?search=port", "figures", "outlets")
    for page in pages:
        html = shown(client, page)
        assert "<img" not in html
        assert "onerror" in html


def test_figures_are_drawn_and_told(client: TestClient) -> None:
    html = shown(client, "figures")
    assert "121 articles" in html
    assert "1 January 2024 – 9 February 2024" in html
    assert 'role="img" aria-label="120 articles from January 2024 to February 2024;' in html
    assert "<td>31</td><td>62</td><td>93</td>" in html
    arabic = shown(client, "figures", "ar")
    assert "121 مقالًا" in arabic
    options = shown(client, "outlets")
    assert '<option value="وكالة المدار" dir="rtl">' in options


def test_an_empty_library_says_how_to_fill_it() -> None:
    html = library_figures(Totals(0, {}, {}, {}), "en")
    assert "The library is empty." in html
    assert 'data-show="add"' in html


def test_a_chart_has_a_bar_for_every_month_of_its_span() -> None:
    unit, bars = bars_of({date(2023, 11, 1): {"ar": 3}, date(2024, 2, 1): {"en": 1}}, "en")
    assert unit == "month"
    assert [bar.name for bar in bars] == [
        "November 2023",
        "December 2023",
        "January 2024",
        "February 2024",
    ]
    assert [bar.total for bar in bars] == [3, 0, 0, 1]
    assert bars[-1].last == date(2024, 2, 29)


def test_a_long_span_is_told_by_years() -> None:
    months = {date(2001, 5, 1): {"ar": 3}, date(2024, 2, 1): {"en": 1}, date(2024, 3, 1): {"en": 2}}
    unit, bars = bars_of(months, "en")  # type: ignore[arg-type]
    assert unit == "year"
    assert len(bars) == 24
    assert (bars[-1].first, bars[-1].last, bars[-1].total) == (
        date(2024, 1, 1),
        date(2024, 12, 31),
        3,
    )
