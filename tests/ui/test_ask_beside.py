"""What stands beside a conversation: its list, its filters, suggestions; over real libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.records import Draft, Language, SearchFilter
from rag.service import Service
from rag.settings import Settings
from ui.app import build_routes
from ui.ask import tuning
from ui.ask.filter_reading import search_filter_of
from ui.ask.suggestions import follow_ups
from ui.guard.refusal import PageError
from ui.html.day_presets import presets
from ui.person import ANYBODY

ASK = "/desk/ask"
_DOCKS = (
    "Port Hale's two-year crane strike ended on Tuesday. The dockers' union agreed on Monday to "
    "return to work.\n\nHarbour master Imke Vries said the first ship would be unloaded at dawn."
    "\n\nAbout 1,300 dockers were on strike at the end.\n\nThe north quay was closed to lorries "
    "because of cracks in a pier."
)
_OWLS = (
    "افتُتحت محمية البوم في وادي السمر يوم الاثنين.\n\n"
    "قالت مديرة محمية وادي السمر هالة النجار إن فيها اثني عشر زوجا من البوم.\n\n"
    "تأخر افتتاح محمية البوم ثلاثة أشهر بسبب السيول."
)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path_factory.mktemp("samples"))) as service:
        service.index([str(files("seeds"))])
        service.group_stories()  # on a busy machine `index` leaves some for later
        yield service


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.open(
        Settings.load(home=tmp_path_factory.mktemp("other"), embedder="builtin")
    ) as service:
        service.add(
            [
                Draft(text=_DOCKS, id="docks", title="Port Hale strike ends", language="en"),
                Draft(text=_OWLS, id="owls", title="محمية للبوم في وادي السمر", language="ar"),
            ]
        )
        yield service


@pytest.fixture(scope="module")
def page(samples: Service) -> Iterator[TestClient]:
    with _page(samples) as client:
        yield client


def _page(service: Service) -> TestClient:
    return TestClient(build_routes(service), base_url="http://127.0.0.1:7860")


def _shown(page: TestClient, path: str, language: Language = "en") -> str:
    reply = page.get(f"{ASK}/{path}", headers={"accept-language": language})
    assert reply.status_code == 200, reply.text
    return reply.text


def _questions(markup: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'data-ask="([^"]*)"', markup)]


# --- suggested questions ---


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_suggested_question_is_answered(
    page: TestClient, samples: Service, language: Language
) -> None:
    markup = _shown(page, "suggestions?fresh=true", language)
    questions = _questions(markup)
    assert len(questions) == 6
    first = re.search(r'<ul class="newest" dir="\w+" lang="(\w+)"', markup)
    assert first is not None
    assert first[1] == language
    for question in questions:
        answer = samples.ask(question)
        assert answer.outcome == "answered", question
        assert answer.sentences, question


def test_another_library_is_asked_its_own_questions(page: TestClient, other: Service) -> None:
    with _page(other) as elsewhere:
        questions = _questions(_shown(elsewhere, "suggestions", "en"))
    assert 1 <= len(questions) <= 2
    assert not set(questions) & set(_questions(_shown(page, "suggestions")))
    for question in questions:
        assert other.ask(question).outcome == "answered", question


def test_a_library_that_has_changed_is_asked_anew(tmp_path: Path) -> None:
    with (
        Service.open(Settings.load(home=tmp_path, embedder="builtin")) as service,
        _page(service) as page,
    ):
        assert _shown(page, "suggestions") == ""
        service.add(Draft(text=_DOCKS, id="docks", title="Port Hale strike ends", language="en"))
        assert _shown(page, "suggestions") == ""  # nobody looks again so soon unless told
        assert len(_questions(_shown(page, "suggestions?fresh=true"))) == 1
        service.remove("docks")
        assert _shown(page, "suggestions?fresh=true") == ""


def test_what_was_not_found_for_want_of_time_is_looked_for_again(
    samples: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _page(samples) as page:
        with monkeypatch.context() as hurried:
            hurried.setattr(tuning, "SUGGESTING_SECONDS", -1.0)
            assert _shown(page, "suggestions") == ""
        assert len(_questions(_shown(page, "suggestions"))) == 6


@pytest.mark.parametrize(
    "question",
    ["How many US troops are in Japan?", "كم سفينة كانت تنتظر عند تعويم إيفر غيفن؟"],
)
def test_follow_ups_are_answered_from_the_same_stories(samples: Service, question: str) -> None:
    answer = samples.ask(question)
    cited = {one.article.id for sentence in answer.sentences for one in sentence.citations}
    follow_ups(answer, samples, answer.language)  # what is slow the first time is not what counts
    found = follow_ups(answer, samples, answer.language)
    assert 1 <= len(found) <= 3
    assert question not in [one.question for one in found]
    story = {one for name in cited for one in _story(samples, name)}
    for one in found:
        assert one.language == answer.language
        after = samples.ask(one.question)
        assert after.outcome == "answered", one.question
        assert after.sentences[0].citations[0].article.id in story, one.question


def _story(service: Service, article: str) -> tuple[str, ...]:
    story = service.story_of(article)
    return story.article_ids if story else ()


def test_follow_ups_have_a_route_and_a_refusal_has_none(page: TestClient, samples: Service) -> None:
    store = samples.conversations
    conversation = store.begin(ANYBODY.name)
    shown = []
    for question in ("How many US troops are in Japan?", "How do I bake a chocolate cake?"):
        exchange = store.ask(ANYBODY.name, conversation.id, question)
        assert exchange is not None
        store.settle(ANYBODY.name, exchange.id, "answered", answer=samples.ask(question))
        shown.append(_shown(page, f"answers/{exchange.id}/follow-ups"))
    assert _questions(shown[0])
    assert shown[1] == ""
    assert page.get(f"{ASK}/answers/nobody/follow-ups").status_code == 404


# --- the list of conversations ---


@pytest.fixture
def kept(samples: Service) -> str:
    """The id of a conversation about something that no other test asks for."""
    store = samples.conversations
    conversation = store.begin(ANYBODY.name)
    exchange = store.ask(ANYBODY.name, conversation.id, "Where is the <b>quay</b> of كوفيد-19?")
    assert exchange is not None
    answer = samples.ask("Who won the cup?")
    store.settle(ANYBODY.name, exchange.id, "answered", answer=answer)
    return conversation.id


def test_a_conversation_is_listed_under_its_day_as_text(page: TestClient, kept: str) -> None:
    for language, today in (("en", "Today"), ("ar", "اليوم")):
        markup = _shown(page, "conversations", "en" if language == "en" else "ar")
        assert f"<h3>{today}</h3>" in markup
        assert f'href="?conversation={kept}"' in markup
        assert "&lt;b&gt;quay" in markup
        assert "<b>quay" not in markup


def test_conversations_are_found_by_their_words(page: TestClient, kept: str) -> None:
    assert kept in _shown(page, "conversations?search=quay")
    assert kept not in _shown(page, "conversations?search=zeppelin")
    assert "No conversation" in _shown(page, "conversations?search=zeppelin")


def test_a_conversation_is_renamed_deleted_and_brought_back(page: TestClient, kept: str) -> None:
    at = f"{ASK}/conversations/{kept}"
    assert page.post(f"{at}/rename", json={"title": " My  <i>quay</i> "}).status_code == 204
    assert "My &lt;i&gt;quay&lt;/i&gt;" in _shown(page, "conversations")
    for bad in ("", "  ", "x" * 201):
        assert page.post(f"{at}/rename", json={"title": bad}).status_code == 422
    assert page.request("DELETE", at, json={}).status_code == 204
    assert kept not in _shown(page, "conversations")
    assert page.request("DELETE", at, json={}).status_code == 404
    assert page.post(f"{at}/restore", json={}).status_code == 204
    assert kept in _shown(page, "conversations")


# --- what a question is narrowed to ---


def test_what_the_archive_has_can_be_chosen(page: TestClient, other: Service) -> None:
    markup = _shown(page, "filters", "ar")
    for outlet in ("Harbour Wire", "وكالة المرفأ"):
        assert f'value="{outlet}"' in markup
    assert 'name="since" min="2021-03-30"' in markup
    assert 'data-since="2025-01-16" data-until="2025-01-22"' in markup
    assert "كل اللغات" in markup
    with _page(other) as elsewhere:  # no days, no outlets
        markup = _shown(elsewhere, "filters")
    assert 'name="since"' not in markup
    assert 'name="outlet"' not in markup
    assert 'name="language" value="ar"' in markup


def test_stories_and_articles_are_found_by_their_words(page: TestClient) -> None:
    markup = _shown(page, "filters/found?search=ever+given")
    assert 'data-kind="story"' in markup
    assert 'value="07-ever-given.en"' in markup
    assert "olympics" not in markup
    assert "Nothing has these words." in _shown(page, "filters/found?search=zeppelin")
    assert _shown(page, "filters/found").count("<li>") > 6  # the newest, before anything is typed


def test_a_filter_reaches_the_search(page: TestClient, samples: Service) -> None:
    story = samples.story_of("07-ever-given.en")
    assert story is not None
    where = {
        "language": "en",
        "since": "2021-01-01",
        "until": "2021",
        "outlets": ["Harbour Wire", "The Meridian", "No Such Paper"],
        "stories": [story.number],
    }
    assert search_filter_of(where, samples) == SearchFilter(
        language="en",
        since=date(2021, 1, 1),
        until=date(2021, 12, 31),
        outlets=("Harbour Wire", "The Meridian"),
        articles=story.article_ids,
    )
    question = {"question": "How many ships were waiting?", "where": {"story": story.number}}
    taken = page.post(f"{ASK}/questions", json=question).json()
    page.get(f"{ASK}/answers/{taken['exchange']}/events")
    exchange = samples.conversations.exchange(ANYBODY.name, taken["exchange"])
    assert exchange is not None
    assert exchange.where == SearchFilter(articles=story.article_ids)
    assert exchange.answer is not None
    assert {one.article.id for one in exchange.answer.passages} <= set(story.article_ids)


@pytest.mark.parametrize("nothing", [None, {}, {"language": "", "outlets": [], "stories": []}])
def test_an_empty_filter_narrows_nothing(samples: Service, nothing: object) -> None:
    assert search_filter_of(nothing, samples) is None


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("ar", "page.bad"),
        ({"colour": "red"}, "page.bad"),
        ({"language": "fr"}, "page.bad"),
        ({"since": 2024}, "page.bad"),
        ({"since": "soon"}, "bad_day"),
        ({"since": "2024-07-02", "until": "2024-07-01"}, "days_reversed"),
        ({"outlets": "Harbour Wire"}, "page.bad"),
        ({"outlets": ["No Such Paper"]}, "ask.filter_gone"),
        ({"articles": ["no-such-article"]}, "ask.filter_gone"),
        ({"articles": [1]}, "page.bad"),
        ({"stories": [999]}, "ask.filter_gone"),
        ({"story": True}, "page.bad"),
        ({"stories": [10**30]}, "page.bad"),
    ],
)
def test_what_is_no_filter_is_told(samples: Service, where: object, said: str) -> None:
    with pytest.raises(PageError) as refused:
        search_filter_of(where, samples)
    assert refused.value.name == said


def test_days_count_back_from_today_or_from_the_newest_article() -> None:
    today = date(2024, 8, 5)
    end, choices = presets(date(2024, 8, 1), today=today)
    assert end == today
    assert [(one.since, one.until) for one in choices] == [
        (today, today),
        (date(2024, 7, 30), today),
        (date(2024, 7, 7), today),
        (date(2024, 8, 1), today),
        (date(2023, 8, 7), today),
        (None, None),
    ]
    end, choices = presets(date(2022, 3, 9), today=today)
    assert end == date(2022, 3, 9)
    assert choices[1].since == date(2022, 3, 3)
