"""A judge gives a second opinion on a run: cached, counted, and held against what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eval.command_group import evaluation
from eval.gates import GatesError, read_gates
from eval.score_files import read_scores
from eval.scores import Scores
from tests.eval.small_suite import write_suite
from tests.openai_server import API_KEY, Fault, OpenAIServer

YES = '{"reason": "it is there", "verdict": "yes"}'
NO = '{"reason": "it is not", "verdict": "no"}'


def mujaz_eval(*words: str | Path) -> Result:
    return CliRunner().invoke(evaluation, [str(word) for word in words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scored run without a model."""
    suite, folder = write_suite(tmp_path / "suite"), tmp_path / "run"
    assert mujaz_eval("run", suite, "--out", folder).exit_code == 0
    assert mujaz_eval("score", folder).exit_code == 0
    return folder


@pytest.fixture
def server(openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> OpenAIServer:
    monkeypatch.setenv("MUJAZ_MODEL", "openai:scripted")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", API_KEY)
    monkeypatch.setenv("MUJAZ_MODEL_PRICE", "1/2")
    openai_server.reply(YES)
    return openai_server


def mean(scores: Scores, metric: str) -> float | None:
    values = scores.values(metric)
    return sum(values.values()) / len(values) if values else None


def test_opinions_become_metrics_and_their_agreement_is_printed(
    folder: Path, server: OpenAIServer
) -> None:
    result = mujaz_eval("judge", folder)
    assert result.exit_code == 0, result.stderr
    scores = read_scores(folder)
    assert mean(scores, "judge.support") == mean(scores, "judge.correct") == 1.0
    assert mean(scores, "judge.coverage_ar") == 1.0
    assert "support: " in result.stdout
    assert "kappa" in result.stdout
    refused = next(case for case in scores.cases if case.id == "en-verdi")
    assert refused.metrics["judge.correct"] is None
    assert refused.why["judge.correct"] == "there is nothing to judge"


def test_it_is_asked_at_temperature_0_in_the_language_of_what_is_judged(
    folder: Path, server: OpenAIServer
) -> None:
    mujaz_eval("judge", folder)
    asked = [request.body for request in server.requests if request.path.endswith("completions")]
    assert {body["temperature"] for body in asked} == {0.0}
    systems = {body["messages"][0]["content"] for body in asked}
    assert any(system.startswith("أنت تدقّق") for system in systems)
    assert any(system.startswith("You check") for system in systems)
    assert len(systems) == 6


def test_what_was_said_is_not_asked_again_and_costs_are_counted(
    folder: Path, server: OpenAIServer
) -> None:
    first = mujaz_eval("judge", folder)
    calls = len(server.requests)
    ledger = read_scores(folder).run["judge"]
    assert isinstance(ledger, dict)
    assert ledger["calls"] == calls > 0
    assert ledger["cost"] > 0
    mujaz_eval("score", folder)
    second = mujaz_eval("judge", folder)
    assert len(server.requests) == calls
    assert f"{calls} opinions were known" in second.stdout
    assert first.stdout.splitlines()[0] == second.stdout.splitlines()[0]


def test_another_judge_is_asked_anew(folder: Path, server: OpenAIServer) -> None:
    mujaz_eval("judge", folder)
    calls = len(server.requests)
    mujaz_eval("judge", folder, "--model", "openai:another")
    assert len(server.requests) == 2 * calls


def test_a_reply_that_cannot_be_read_leaves_a_gap_and_is_asked_twice_at_most(
    folder: Path, server: OpenAIServer
) -> None:
    server.reply("I would rather not say.")
    result = mujaz_eval("judge", folder)
    assert result.exit_code == 0
    assert "support: 0 of " in result.stdout
    assert "kappa not defined" in result.stdout
    scores = read_scores(folder)
    assert mean(scores, "judge.support") is None
    ships = next(case for case in scores.cases if case.id == "ar-ships")
    assert ships.why["judge.support"] == "no verdict could be read"
    texts = [json.dumps(request.body["messages"]) for request in server.requests]
    assert {texts.count(text) for text in texts} == {2}


def test_a_hiccup_is_got_over_and_a_wrong_key_ends_it(folder: Path, server: OpenAIServer) -> None:
    server.fault(Fault.CUT_STREAM)
    assert "support: 0 of " not in mujaz_eval("judge", folder).stdout
    (folder / "judge.jsonl").unlink()
    server.failing = lambda body: Fault.UNAUTHORIZED
    result = mujaz_eval("judge", folder)
    assert result.exit_code == 3
    assert API_KEY not in result.output


def test_a_server_that_is_down_is_given_up_soon(folder: Path, server: OpenAIServer) -> None:
    server.failing = lambda body: Fault.FORBIDDEN
    assert mujaz_eval("judge", folder).exit_code == 3
    server.failing = lambda body: Fault.BAD_JSON
    before = len(server.requests)
    assert mujaz_eval("judge", folder).exit_code == 3
    assert len(server.requests) - before < 25


def test_disagreement_shows(folder: Path, server: OpenAIServer) -> None:
    server.reply(NO)
    lines = mujaz_eval("judge", folder).stdout.splitlines()
    (support,) = [line for line in lines if line.startswith("support")]
    assert "agrees with the measure in 0 of " in support
    page = mujaz_eval("report", folder, "--html", folder / "r.html", "--md", folder / "r.md")
    assert page.exit_code == 0
    assert "<h2>Judge</h2>" in (folder / "r.html").read_text(encoding="utf-8")
    assert "## Judge" in (folder / "r.md").read_text(encoding="utf-8")


def test_half_a_line_of_what_is_kept_is_passed_over(folder: Path, server: OpenAIServer) -> None:
    (folder / "judge.jsonl").write_text('{"key": "a", "rep\n3\n', encoding="utf-8")
    assert mujaz_eval("judge", folder).exit_code == 0


def test_without_a_model_it_says_how_to_name_one(folder: Path) -> None:
    result = mujaz_eval("judge", folder)
    assert result.exit_code == 2
    assert "--model, or MUJAZ_MODEL" in result.stderr


def test_its_figures_gate_nothing_by_themselves(tmp_path: Path) -> None:
    file = tmp_path / "gates.yaml"
    file.write_text("schema_version: 1\ngates:\n  - {metric: judge.correct, min: 0.8}\n")
    with pytest.raises(GatesError, match="allow_judge"):
        read_gates(file)
