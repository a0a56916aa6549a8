"""The page over a real library of the sample articles, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser

from rag.service import Service
from rag.settings import Settings
from tests.openai_server import OpenAIServer
from tests.ui.browser import Tab, open_tab
from tests.ui.conftest import served
from ui.app import build_app

pytestmark = pytest.mark.browser

ARABIC = "كم سفينة كانت تنتظر عند تعويم إيفر غيفن؟"
ENGLISH = "How many US troops are in Japan?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "library"
    with Service.open(Settings.load(home=folder)) as service:
        assert service.index([str(files("seeds"))]).added == 24
    return folder


@pytest.fixture(scope="module")
def _opened(home: Path, browser: Browser) -> Iterator[Tab]:
    with (
        Service.open(Settings.load(home=home)) as service,
        served(build_app(service)) as address,
        open_tab(browser, address) as tab,
    ):
        yield tab


@pytest.fixture
def page(_opened: Tab) -> Iterator[Tab]:
    _opened.begin_anew()
    yield _opened
    assert _opened.foreign == []
    assert _opened.faults == []


@pytest.fixture
def page_with_model(
    home: Path, tmp_path: Path, browser: Browser, openai_server: OpenAIServer
) -> Iterator[Tab]:
    settings = Settings.load(
        home=copytree(home, tmp_path / "library"),
        model="openai:test",
        openai_api_key="sk-test",
        openai_base_url=openai_server.base_url,
    )
    with (
        Service.open(settings) as service,
        served(build_app(service)) as address,
        open_tab(browser, address) as tab,
    ):
        yield tab


def test_questions_in_both_languages_lead_to_the_marked_sentence(page: Tab) -> None:
    answer = page.ask(ENGLISH)
    assert "54,000" in answer.inner_text()
    assert "54,000" in page.open_citation().inner_text()
    page.page.keyboard.press("Escape")

    answer = page.ask(ARABIC)
    quote = page.open_citation().inner_text()
    assert "422" in answer.inner_text()
    assert quote in answer.inner_text()


def test_a_change_of_subject_is_no_follow_up(page: Tab) -> None:
    page.ask(ARABIC)
    assert "54,000" in page.ask(ENGLISH).inner_text()


def test_a_question_about_nothing_here_is_refused(page: Tab) -> None:
    answer = page.ask("What is the best recipe for chocolate cake?")
    assert page.citations.count() == 0
    assert "24" in answer.inner_text()


@pytest.mark.parametrize(
    ("said", "reply"),
    [("hello!", "Hello. Ask about the articles"), ("شكرًا جزيلًا", "عفوًا. اسأل متى شئت.")],
)
def test_a_courtesy_is_answered_with_one_line(page: Tab, said: str, reply: str) -> None:
    page.ask(ENGLISH)
    answer = page.ask(said)
    assert answer.inner_text().strip().startswith(reply)
    page.page.locator("#status[data-state=done]").wait_for(state="attached")
    assert answer.locator("a.cite").count() == 0
    assert "54,000" in page.ask(ENGLISH).inner_text()


@pytest.mark.parametrize("asked", ["What is the latest news?", "شو آخر الأخبار؟"])
def test_the_latest_news_are_a_list_whose_rows_open_their_articles(page: Tab, asked: str) -> None:
    answer = page.ask(asked)
    assert "24" in answer.locator(".preface").inner_text()
    rows = answer.locator(".excerpts > li")
    assert rows.count() == 6
    assert "10.2" in rows.first.inner_text()
    quote = page.open(rows.first.locator("a.cite")).inner_text()
    assert quote in rows.first.locator(".excerpt").inner_text()


def test_a_model_writes_and_its_marker_opens_the_sentence(
    page_with_model: Tab, openai_server: OpenAIServer
) -> None:
    openai_server.reply("About 54,000 American troops are based in Japan [1].")
    answer = page_with_model.ask(ENGLISH)
    assert "About 54,000 American troops are based in Japan" in answer.inner_text()
    assert "54,000" in page_with_model.open_citation().inner_text()
