"""The tab of evaluation over a real library: runs are started, listed, compared and read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from eval.cases import read_cases
from eval.importing.ratings import suite_of_ratings
from eval.run_scoring import score
from eval.suite import open_suite
from eval.suite_run import run
from rag.service import Service
from rag.settings import Settings
from tests.eval.small_suite import CASES, write_suite
from ui.app import build_routes
from ui.evaluation.run_shelf import RunShelf
from ui.guard.refusal import PageError
from ui.person import ANYBODY

HEADERS = {"accept-language": "en"}
ROOM = "/desk/evaluation"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two articles with a suite on them, and two scored runs of it."""
    home = tmp_path_factory.mktemp("library")
    suite = write_suite(home / "suites" / "small")
    with Service.open(Settings.load(home=home, embedder="builtin")) as service:
        service.index(str(suite / "corpus"))
    for name, passages in (("before", 1), ("after", 10)):
        settings = Settings.load(home=home, embedder="builtin", passages=passages)
        run(open_suite(suite), settings, home / "runs" / name)
        score(home / "runs" / name)
    return home


@pytest.fixture
def service(library: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=library, embedder="builtin")) as opened:
        yield opened


@pytest.fixture
def page(service: Service) -> Iterator[TestClient]:
    with TestClient(build_routes(service), base_url="http://127.0.0.1", headers=HEADERS) as client:
        yield client


def _started(page: TestClient, **wish: object) -> str:
    """Start a run and follow it to its end; returns its name."""
    reply = page.post(f"{ROOM}/runs", json=wish)
    assert reply.status_code == 201, reply.text
    name: str = reply.json()["run"]
    told = page.get(f"{ROOM}/runs/{name}/events").text
    states = [json.loads(line[6:]) for line in told.splitlines() if line.startswith("data: {")]
    assert [state["phase"] for state in states if state][-1] == "done", told
    return name


def test_runs_are_listed_with_the_share_of_right_cases(page: TestClient) -> None:
    home = page.get(f"{ROOM}/home").text
    assert home.index('data-run="after"') < home.index('data-run="before"')
    assert "5 cases" in home
    assert "100.0%" in home
    arabic = page.get(f"{ROOM}/home", headers={"accept-language": "ar"}).text
    assert "5 حالات" in arabic
    assert "Runs" not in arabic


def test_a_library_without_runs_says_what_the_tab_is_for(tmp_path: Path) -> None:
    with (
        Service.open(Settings.load(home=tmp_path, embedder="builtin")) as service,
        TestClient(build_routes(service), base_url="http://127.0.0.1", headers=HEADERS) as page,
    ):
        home = page.get(f"{ROOM}/home").text
    assert "Here the quality of answers and briefs is measured" in home
    assert "There is no run yet" in home


@pytest.mark.parametrize("by", ["language", "kind", "direction", "answer_type"])
def test_scores_are_bars_and_tables_in_plain_words(page: TestClient, by: str) -> None:
    shown = page.get(f"{ROOM}/runs/after/scores", params={"by": by}).text
    assert 'role="img" aria-label="' in shown
    assert "Right cases" in shown
    assert "95% interval" in shown
    assert "answer.gold_shown" not in shown
    mirrored = page.get(
        f"{ROOM}/runs/after/scores", params={"by": by}, headers={"accept-language": "ar"}
    ).text
    assert 'direction="rtl"' in mirrored
    assert "حالات صحيحة" in mirrored


def test_two_runs_are_compared_and_cases_that_changed_lead_to_both_answers(
    page: TestClient,
) -> None:
    shown = page.get(f"{ROOM}/runs/after/comparison", params={"against": "before"}).text
    assert "5 cases are compared" in shown
    assert "settings.passages" in shown
    view = page.get(f"{ROOM}/runs/after/case", params={"id": "ar-ships", "against": "before"}).text
    assert "Answer before" in view


def test_cases_are_filtered(page: TestClient) -> None:
    def ids(**wanted: str) -> list[str]:
        shown = page.get(f"{ROOM}/runs/after/cases", params=wanted).text
        return [part.partition('"')[0] for part in shown.split('data-case="')[1:]]

    assert ids() == [case["id"] for case in CASES]
    assert ids(language="ar") == ["ar-ships"]
    assert ids(language="brief") == ["brief-canal"]
    assert set(ids(result="right")) | set(ids(result="failed")) == set(ids())
    assert ids(kind="no such kind") == []


def test_a_case_shows_question_answer_gold_and_a_citation_that_opens(page: TestClient) -> None:
    view = page.get(f"{ROOM}/runs/after/case", params={"id": "ar-ships"}).text
    assert "كم سفينة انتظرت دورها للعبور؟" in view
    assert "وانتظرت 422 سفينة دورها للعبور." in view
    assert 'class="cite' in view
    assert "not in this library" not in view
    refused = page.get(f"{ROOM}/runs/after/case", params={"id": "en-verdi"}).text
    assert "declining is right" in refused
    assert page.get(f"{ROOM}/runs/after/case", params={"id": "none"}).status_code == 404


def test_a_case_of_a_brief_shows_the_sentences_of_both_sides(page: TestClient) -> None:
    view = page.get(f"{ROOM}/runs/after/case", params={"id": "brief-canal"})
    assert view.status_code == 200
    assert view.text.count('class="cite') >= 2


@pytest.mark.parametrize("articles", ["own", "library"])
def test_a_run_is_started_scored_listed_and_deleted(
    page: TestClient, library: Path, articles: str
) -> None:
    name = _started(page, suite="suites/small", articles=articles, limit=2)
    assert f'data-run="{name}"' in page.get(f"{ROOM}/home").text
    assert "2 cases" in page.get(f"{ROOM}/runs/{name}").text
    assert (library / "runs" / name / "library").is_dir() == (articles == "own")
    assert page.request("DELETE", f"{ROOM}/runs/{name}", json={}).status_code == 204
    assert page.get(f"{ROOM}/runs/{name}").status_code == 404


def test_without_a_model_a_run_is_free(page: TestClient) -> None:
    shown = page.get(f"{ROOM}/estimate", params={"suite": "suites/small"}).text
    assert "at no cost" in shown
    assert "data-paid" not in shown


def test_with_a_model_its_cost_is_told_and_must_be_agreed_to(library: Path) -> None:
    settings = Settings.load(
        home=library, embedder="builtin", model="openai:gpt-x", model_price="1/2",
        OPENAI_API_KEY="sk-test",
    )  # fmt: skip
    with (
        Service.open(settings) as service,
        TestClient(build_routes(service), base_url="http://127.0.0.1", headers=HEADERS) as page,
    ):
        wanted = {"suite": "suites/small", "articles": "library"}
        shown = page.get(f"{ROOM}/estimate", params=wanted).text
        assert "data-paid" in shown
        assert "It costs about $0.0" in shown
        refused = page.post(f"{ROOM}/runs", json=wanted)
    assert refused.status_code == 409
    assert refused.json()["detail"] == "Confirm the cost first."


def test_marked_answers_are_a_suite(page: TestClient, service: Service, tmp_path: Path) -> None:
    assert "Nobody has marked" in page.get(f"{ROOM}/home").text
    assert page.post(f"{ROOM}/runs", json={"suite": "ratings"}).status_code == 422
    kept = service.conversations
    talk = kept.begin(ANYBODY.name)
    hostile = "<img src=x onerror=alert(1)>"
    asked = kept.ask(ANYBODY.name, talk.id, f"What did the refit of the ferry cost? {hostile}")
    assert asked is not None
    kept.settle(ANYBODY.name, asked.id, "answered", answer=service.ask(asked.question))
    assert kept.rate(ANYBODY.name, asked.id, "down", "It is in crowns <b>")
    home = page.get(f"{ROOM}/home").text
    assert "It is in crowns &lt;b&gt;" in home
    file = tmp_path / "ratings.jsonl"
    file.write_bytes(page.get(f"{ROOM}/ratings.jsonl").content)
    (case,) = read_cases(file)
    assert case == suite_of_ratings(kept.rated(None, "down"))[0]
    name = _started(page, suite="ratings")
    view = page.get(f"{ROOM}/runs/{name}/case", params={"id": case.id}).text
    assert "No right answer is known yet." in view
    assert "Not judged" in view
    cases = page.get(f"{ROOM}/runs/{name}/cases").text
    assert all("<img" not in shown and "&lt;img" in shown for shown in (view, cases))
    page.request("DELETE", f"{ROOM}/runs/{name}", json={})


@pytest.mark.parametrize("name", ["..", "../runs/after", "/etc", "after/..", ".", "", "after\0"])
def test_no_name_leads_out_of_the_folder_of_runs(library: Path, name: str) -> None:
    shelf = RunShelf(library)
    with pytest.raises(PageError):
        shelf.get(name)
    with pytest.raises(PageError):
        shelf.remove(name)


def test_a_name_from_outside_is_refused(page: TestClient) -> None:
    for path in ("%2e%2e", "..%2fruns%2fafter", "none"):
        assert page.get(f"{ROOM}/runs/{path}").status_code == 404
    assert page.get(
        f"{ROOM}/runs/after/comparison", params={"against": "../after"}
    ).status_code == 404  # fmt: skip
    reply = page.post(f"{ROOM}/runs", json={"suite": "suites/../suites/small"})
    assert reply.status_code == 404
    assert reply.json()["detail"] == "There is no suite of that name."
