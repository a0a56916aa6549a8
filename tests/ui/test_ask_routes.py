from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from rag.records import SearchFilter
from tests.ui.desk import CannedDesk
from ui import words
from ui.app import build_routes
from ui.person import ANYBODY

if TYPE_CHECKING:
    pass

ASK = "/desk/ask"


class Page:
    """What the scripts of the tab ask of the server."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def ask(self, question: str, **more: object) -> dict[str, str]:
        reply = self.client.post(f"{ASK}/questions", json={"question": question, **more})
        assert reply.status_code == 200, reply.text
        taken: dict[str, str] = reply.json()
        return taken

    def states(self, exchange: str) -> list[dict[str, Any]]:
        """All states of an answer that are told until its end."""
        reply = self.client.get(f"{ASK}/answers/{exchange}/events")
        assert reply.headers["content-type"].startswith("text/event-stream")
        *events, last = reply.text.strip().split("\n\n")
        assert last.startswith("event: end")
        return [json.loads(one.removeprefix("data: ")) for one in events if one.startswith("data")]

    def answered(self, question: str, **more: object) -> dict[str, str]:
        taken = self.ask(question, **more)
        assert self.states(taken["exchange"])[-1]["state"] == "done"
        return taken

    def shown(self, conversation: str, language: str = "en") -> str:
        reply = self.client.get(
            f"{ASK}/conversations/{conversation}", headers={"accept-language": language}
        )
        assert reply.status_code == 200
        return reply.text

    def post(self, path: str, body: dict[str, object]) -> int:
        return self.client.post(f"{ASK}/{path}", json=body).status_code


@pytest.fixture(scope="module")
def page(desk: CannedDesk) -> Iterator[Page]:
    with TestClient(build_routes(desk), base_url="http://127.0.0.1:7860") as client:
        yield Page(client)


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not until():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_answer_is_searched_written_done_and_kept(page: Page, desk: CannedDesk) -> None:
    taken = page.ask("How many?")
    states = page.states(taken["exchange"])
    names = list(dict.fromkeys(state["state"] for state in states))
    assert names == ["searching", "streaming", "done"]
    assert "3 passages" in next(s["text"] for s in states if s["state"] == "streaming")
    kept = desk.conversations.exchange(ANYBODY.name, taken["exchange"])
    assert kept is not None
    assert kept.state == "answered"
    shown = page.shown(taken["conversation"])
    assert states[-1]["html"] in shown
    assert f'id="answer-{taken["exchange"]}"' in shown
    assert page.states(taken["exchange"]) == states[-1:]


def test_what_is_around_an_answer_is_in_the_language_of_the_page(page: Page) -> None:
    taken = page.answered("How many?")
    english, arabic = (page.shown(taken["conversation"], one) for one in ("en", "ar"))
    assert "How this was answered" in english
    assert "How this was answered" not in arabic
    assert "كيف أُعدّت هذه الإجابة" in arabic
    assert "Every sentence is borne out by its source" in english
    assert "كل جملة يؤيدها مصدرها" in arabic  # though the question is English


def test_a_question_comes_with_the_turns_before_it_and_what_it_is_narrowed_to(
    page: Page, desk: CannedDesk
) -> None:
    taken = page.answered("How many?")
    page.answered("And in July?", conversation=taken["conversation"], where={"since": "2024-07-01"})
    assert [turn.question for turn in desk.histories[-1]] == ["How many?"]
    assert desk.histories[-1][0].answer.startswith("About 54,000")
    assert desk.filters[-1] == SearchFilter(since="2024-07-01")


@pytest.mark.parametrize("where", [{"since": "soon"}, {"colour": "red"}, {"language": "fr"}])
def test_what_is_no_filter_is_refused(page: Page, where: dict[str, str]) -> None:
    assert page.post("questions", {"question": "How many?", "where": where}) == 422


def test_a_stopped_answer_keeps_what_was_written_and_is_remembered(
    page: Page, desk: CannedDesk
) -> None:
    taken = page.ask("slow, how many?")
    _wait(lambda: "July" in page.shown(taken["conversation"]))
    assert page.post(f"answers/{taken['exchange']}/stop", {}) == 204
    state = page.states(taken["exchange"])[-1]
    assert state["state"] == "stopped"
    assert "About 54,000 troops are based in Japan." in state["html"]
    assert "stopped before it was complete" in state["html"]
    page.answered("And?", conversation=taken["conversation"])
    assert desk.histories[-1][0].answer.startswith("About 54,000")


def test_two_pages_follow_the_same_answer(page: Page) -> None:
    taken = page.ask("How many?")
    with ThreadPoolExecutor(2) as readers:
        both = list(readers.map(page.states, [taken["exchange"]] * 2))
    assert both[0][-1] == both[1][-1]
    assert both[0][-1]["state"] == "done"


def test_a_conversation_shows_what_has_been_written_of_its_answer(page: Page) -> None:
    taken = page.ask("slow, how many?")
    _wait(lambda: 'data-state="streaming"' in page.shown(taken["conversation"]))
    assert 'data-do="retry"' not in page.shown(taken["conversation"])
    assert (
        page.post("questions", {"question": "And?", "conversation": taken["conversation"]}) == 409
    )
    page.post(f"answers/{taken['exchange']}/stop", {})
    assert page.states(taken["exchange"])[-1]["state"] == "stopped"


def test_an_edited_question_takes_the_place_of_the_old_one_and_all_after_it(
    page: Page, desk: CannedDesk
) -> None:
    first = page.answered("How many?")
    place = first["conversation"]
    second = page.answered("Second?", conversation=place)
    page.answered("Third?", conversation=place)
    page.answered("Other?", conversation=place, instead_of=second["exchange"])
    assert [turn.question for turn in desk.histories[-1]] == ["How many?"]
    kept = desk.conversations.get(ANYBODY.name, place)
    assert kept is not None
    assert [one.question for one in kept.exchanges] == ["How many?", "Other?"]


def test_a_failure_is_told_and_can_be_tried_again_in_its_place(page: Page) -> None:
    taken = page.ask("fail at routes")
    state = page.states(taken["exchange"])[-1]
    assert state["state"] == "error"
    assert "the model did not answer" in state["html"]
    assert 'data-do="retry"' in state["html"]
    again = page.answered(
        "fail at routes", conversation=taken["conversation"], instead_of=taken["exchange"]
    )
    shown = page.shown(taken["conversation"])
    assert again["exchange"] in shown
    assert taken["exchange"] not in shown


def test_an_answer_that_was_lost_with_its_server_is_told_as_stopped(
    page: Page, desk: CannedDesk
) -> None:
    store = desk.conversations
    place = store.begin(ANYBODY.name).id
    lost = store.ask(ANYBODY.name, place, "How many?")
    assert lost is not None
    (state,) = page.states(lost.id)
    assert state["state"] == "stopped"
    assert 'data-do="retry"' in state["html"]
    assert "The server stopped while this was being written" in page.shown(place)


@pytest.mark.parametrize("question", [" \n ", "س" * 2001])
def test_blank_and_overlong_questions_are_not_asked(
    page: Page, desk: CannedDesk, question: str
) -> None:
    asked = len(desk.histories)
    reply = page.client.post(f"{ASK}/questions", json={"question": question})
    assert reply.status_code == 422
    assert question == " \n " or "2,000" in reply.json()["detail"]
    assert len(desk.histories) == asked


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "conversations/nothing"),
        ("GET", "answers/nothing/events"),
        ("GET", "answers/nothing/copy"),
        ("POST", "answers/nothing/rating"),
    ],
)
def test_what_is_not_there_is_said_to_be_gone(page: Page, method: str, path: str) -> None:
    body = {"rating": "up"} if method == "POST" else None
    reply = page.client.request(method, f"{ASK}/{path}", json=body)
    assert (reply.status_code, reply.json()["detail"]) == (404, "This is no longer here.")


def test_a_rating_and_its_comment_are_kept_and_can_be_taken_back(
    page: Page, desk: CannedDesk
) -> None:
    taken = page.answered("How many?")
    path = f"answers/{taken['exchange']}/rating"
    assert page.post(path, {"rating": "down", "comment": " Wrong year. "}) == 204
    (rated,) = [
        one for one in desk.conversations.rated(ANYBODY.name, "down") if one.id == taken["exchange"]
    ]
    assert rated.comment == "Wrong year."
    shown = page.shown(taken["conversation"])
    assert shown.count('aria-pressed="true"') == 1
    assert "Wrong year." in shown
    assert page.post(path, {"rating": None}) == 204
    assert 'aria-pressed="true"' not in page.shown(taken["conversation"])


def test_what_is_being_typed_is_kept_for_each_conversation(page: Page) -> None:
    assert page.post("drafts", {"place": "new", "text": "How ma"}) == 204
    assert page.client.get(f"{ASK}/drafts/new").json() == {"text": "How ma"}
    assert page.client.get(f"{ASK}/drafts/other").json() == {"text": ""}
    assert page.post("drafts", {"place": "new", "text": ""}) == 204
    assert page.client.get(f"{ASK}/drafts/new").json() == {"text": ""}


def test_a_copy_of_an_answer_has_its_sources(page: Page) -> None:
    taken = page.answered("How many?")
    copied = page.client.get(f"{ASK}/answers/{taken['exchange']}/copy").json()
    assert copied["plain"].startswith("About 54,000 troops are based in Japan. [1]")
    assert "Harbor Dispatch" in copied["plain"]
    assert copied["rich"].startswith('<div dir="ltr" lang="en"><p ')


@pytest.mark.parametrize(("suffix", "begins"), [("md", b"<div dir"), ("docx", b"PK")])
def test_a_conversation_is_a_file_of_its_own_name(page: Page, suffix: str, begins: bytes) -> None:
    taken = page.answered("كم عدد الجنود؟")
    reply = page.client.get(f"{ASK}/conversations/{taken['conversation']}/export/{suffix}")
    assert reply.status_code == 200
    assert reply.content.startswith(begins)
    named = reply.headers["content-disposition"]
    assert f'.{suffix}"; filename*=UTF-8' in named
    assert named.isascii()
    for missing in (f"{taken['conversation']}/export/exe", f"nothing/export/{suffix}"):
        assert page.client.get(f"{ASK}/conversations/{missing}").status_code == 404


def test_the_greeting_tells_the_size_of_the_library_and_how_far_the_vectors_are(
    page: Page, desk: CannedDesk
) -> None:
    def greeting(language: str) -> str:
        reply = page.client.get(f"{ASK}/welcome", headers={"accept-language": language})
        return reply.text

    made = desk.vectors
    assert words.articles(desk.count(), "en") in greeting("en")
    assert words.articles(desk.count(), "ar") in greeting("ar")
    assert "Vectors" not in greeting("en")
    desk.vectors = (1, 3)
    assert "Vectors: 1 of 3 made." in greeting("en")
    desk.unfound = 1_200
    assert "Passages not found yet: 1,200." in greeting("en")
    assert "Words find" not in greeting("en")
    assert words.words_owed(1_200, "ar") in greeting("ar")
    desk.vectors, desk.unfound = made, 0
