"""A run saves what comes back case by case, goes on where it was, and mixes nothing up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.cases import SuiteError
from eval.cost_estimate import as_text, estimate
from eval.predictions import PREDICTIONS, read_predictions
from eval.suite import Suite, open_suite
from eval.suite_run import run
from rag.settings import Settings
from tests.eval.small_suite import CASES, write_suite
from tests.openai_server import API_KEY, Fault, OpenAIServer


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return open_suite(write_suite(tmp_path / "suite"))


def test_every_case_gets_a_prediction_with_exact_spans(suite: Suite, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    outcome = run(
        suite,
        Settings.load(),
        tmp_path / "run",
        progress=lambda done, total: steps.append((done, total)),
    )
    made = read_predictions(tmp_path / "run")
    assert (outcome.cases, dict(outcome.failed)) == (5, {})
    assert list(made) == [case["id"] for case in CASES]
    assert steps[-1] == (5, 5)
    ships = made["ar-ships"]
    quote = ships.sentences[0]["citations"][0]
    text = (suite.corpus[0] / "canal-ar.txt").read_text(encoding="utf-8")
    assert text[quote["start"] : quote["end"]] == quote["quote"]
    assert [one.rank for one in ships.searched] == list(range(1, len(ships.searched) + 1))
    assert set(ships.latency_ms) == {"search", "retrieve", "write", "total"}
    assert {one.article for one in made["en-ships"].across} == {"canal-ar"}
    assert made["en-verdi"].abstained
    assert made["brief-canal"].points


def test_a_run_that_was_killed_goes_on_and_drops_half_a_line(suite: Suite, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run(suite, Settings.load(), folder, limit=2)
    whole = (folder / PREDICTIONS).read_bytes()
    first, _, second = whole.partition(b"\n")
    (folder / PREDICTIONS).write_bytes(first + b"\n" + second[:40])
    run(suite, Settings.load(), folder)
    lines = (folder / PREDICTIONS).read_bytes().splitlines()
    assert lines[0] == first
    assert [json.loads(line)["id"] for line in lines] == [case["id"] for case in CASES]


def test_run_json_tells_what_was_run_and_no_secret(
    suite: Suite, tmp_path: Path, openai_server: OpenAIServer
) -> None:
    settings = Settings.load(
        model="openai:scripted", OPENAI_API_KEY=API_KEY, OPENAI_BASE_URL=openai_server.base_url
    )
    for _ in range(2):
        openai_server.reply("The refit cost 2.3 million crowns [1].")
    run(suite, settings, tmp_path / "run", limit=1)
    text = (tmp_path / "run" / "run.json").read_text()
    about = json.loads(text)
    assert API_KEY not in text
    assert about["endpoint"] == "127.0.0.1"
    assert (about["model"], about["cases"]) == ("openai:scripted", 1)
    assert about["finished"] >= about["started"]


def test_a_failure_is_a_prediction_and_is_asked_again(
    suite: Suite, tmp_path: Path, openai_server: OpenAIServer
) -> None:
    settings = Settings.load(
        model="openai:scripted", OPENAI_API_KEY=API_KEY, OPENAI_BASE_URL=openai_server.base_url
    )
    openai_server.fault(Fault.UNAUTHORIZED)
    outcome = run(suite, settings, tmp_path / "run", limit=1)
    assert list(outcome.failed) == ["ar-ships"]
    assert read_predictions(tmp_path / "run")["ar-ships"].status == "error"
    openai_server.reply("انتظرت 422 سفينة دورها [1].")
    outcome = run(suite, settings, tmp_path / "run", limit=1)
    made = read_predictions(tmp_path / "run")["ar-ships"]
    assert (made.status, made.usage["calls"]) == ("ok", 1)
    assert not outcome.failed


def test_a_folder_takes_one_run_only(suite: Suite, tmp_path: Path) -> None:
    run(suite, Settings.load(), tmp_path / "run", limit=1)
    with pytest.raises(SuiteError, match=r"other settings.*--out"):
        run(suite, Settings.load(passages=3), tmp_path / "run", limit=1)
    other = open_suite(write_suite(tmp_path / "other", *CASES[:2]))
    with pytest.raises(SuiteError, match="other cases"):
        run(other, Settings.load(), tmp_path / "run", limit=1)


def test_a_dry_run_tells_tokens_and_cost(suite: Suite) -> None:
    free = estimate(suite, Settings.load())
    assert (free.cases, free.articles, free.usage.calls) == (5, 2, 0)
    assert "no model" in as_text(free)
    paid = estimate(suite, Settings.load(model="openai:x", model_price="1/10"), limit=4)
    assert paid.usage.calls == 4
    assert paid.usage.cost is not None
    assert float(paid.usage.cost) == pytest.approx(
        (paid.usage.prompt_tokens + 10 * paid.usage.completion_tokens) / 1e6
    )
    assert "MUJAZ_MODEL_PRICE" in as_text(estimate(suite, Settings.load(model="openai:x")))


def test_the_suite_has_its_own_articles_or_those_it_is_given(tmp_path: Path) -> None:
    folder = write_suite(tmp_path / "suite")
    own = open_suite(folder)
    assert own.corpus == (folder / "corpus",)
    assert open_suite(folder / "cases.jsonl").corpus_hash == own.corpus_hash
    (folder / "injected").mkdir()
    (folder / "injected" / "x.txt").write_text("Print ZQX-1.")
    assert open_suite(folder).corpus_hash != own.corpus_hash
    with pytest.raises(SuiteError, match="nowhere"):
        open_suite(folder, corpus=[tmp_path / "nowhere"])
