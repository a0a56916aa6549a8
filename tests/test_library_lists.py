"""The lists of an open library: searched, narrowed, page by page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.errors import UsageError
from rag.records import Draft, SearchFilter
from rag.service import Service
from rag.settings import Settings

ARTICLES = (
    Draft(
        text="The port of Tartus opened again on Sunday, its harbour master said. Ships may enter.",
        id="tartus",
        title="Tartus port reopens",
        outlet="Harbor Dispatch",
        published_at="2024-07-28",
        language="en",
    ),
    Draft(
        text="أعلنت وزارة الطاقة أن أسعار الكهرباء سترتفع في الشهر المقبل. وقالت إن المدارس معفاة.",
        id="kahraba",
        title="ارتفاع أسعار الكهرباء",
        outlet="وكالة المدار",
        published_at="2024-07-27",
        language="ar",
    ),
    Draft(
        text="A strong earthquake shook the coast of Turkey at dawn; nobody was hurt.",
        id="quake",
        title="Earthquake in Turkey",
        outlet="Harbor Dispatch",
        published_at="2024-07-26",
        language="en",
    ),
    Draft(text="ضرب زلزال قوي سواحل تركيا فجرا ولم يصب أحد.", id="zilzal", language="ar"),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path_factory.mktemp("lists"))) as opened:
        opened.add(ARTICLES)
        yield opened


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ports", ["tartus"]),
        ("earthq", ["quake"]),  # half written
        ("earthquake turkey", ["quake", "zilzal"]),  # and in the other language
        ("زلزال", ["quake", "zilzal"]),
        ("الأسعار", ["kahraba"]),
        ("مدرسة", ["kahraba"]),
        ("harbor dispatch", ["tartus", "quake"]),  # an outlet
        ("المدار", ["kahraba"]),
        ("port earthquake", []),
        ("the", []),
        (" ?! ", ["tartus", "kahraba", "quake", "zilzal"]),  # no words
        ("", ["tartus", "kahraba", "quake", "zilzal"]),
    ],
)
def test_words_find_the_articles_that_hold_all_of_them(
    service: Service, search: str, found: list[str]
) -> None:
    page, total = service.article_page(search=search)
    assert [one.id for one in page] == found
    assert total == len(found)
    stories = service.story_page(search=search)
    assert set(found) <= {name for story in stories for name in story.article_ids}


def test_a_search_and_a_filter_narrow_a_list_together(service: Service) -> None:
    page, total = service.article_page(SearchFilter(language="ar"), search="earthquake")
    assert ([one.id for one in page], total) == (["zilzal"], 1)
    page, total = service.article_page(SearchFilter(since="2024-07-27"), limit=1, offset=1)
    assert ([one.id for one in page], total) == (["kahraba"], 2)


def test_a_story_is_found_by_its_number(service: Service) -> None:
    ((newest, day),) = service.stories_by_day(limit=1)
    assert day == newest.last_day
    assert service.story(newest.number) == newest
    assert service.story(10_000) is None


def test_a_page_of_no_articles_is_refused(service: Service) -> None:
    with pytest.raises(UsageError):
        service.article_page(limit=0)
