"""A metric is registered with a direction and a scorer, and nothing else is scored or compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.cases import SuiteError
from eval.headlines import summary
from eval.metrics import GROUPS, METRICS, REGISTRY, Metric, metric, registry, table_order
from eval.predictions import Prediction
from eval.report.content import SLICED
from eval.run_comparison import compare
from eval.run_scoring import score
from eval.score_files import read_scores
from eval.scores import Scores
from eval.scoring.case_metrics import CaseMetrics, UnknownMetricError
from eval.scoring.cross_case_scoring import pairs
from eval.scoring.question_scoring import answer
from eval.suite import open_suite
from eval.suite_run import run
from eval.targets import reached
from rag.settings import Settings
from tests.eval.scored import case, column
from tests.eval.scored import run as scored_run
from tests.eval.small_suite import write_suite


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    folder = tmp_path_factory.mktemp("scored")
    run(open_suite(write_suite(folder / "suite")), Settings.load(home=folder), folder / "run")
    return score(folder / "run")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("answer.new", "", "a label", answer), "is higher or lower better"),
        (("answer.new", "up", "a label", answer), "'up' is neither"),
        (("answer.new", "higher", "", answer), "needs a label"),
        (("answer.new", "higher", "a label"), "exactly one scorer"),
        (("answer.new", "higher", "a label", answer, pairs), "exactly one scorer"),
        (("judge.new", "higher", "a label", answer), "a judge none"),
        (("unheard.of", "higher", "a label", answer), "must be a group"),
        (("answer", "higher", "a label", answer), "must be a group"),
    ],
)
def test_a_row_that_lacks_something_cannot_be_made(row: Sequence[Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Metric(*row)


def test_a_name_is_registered_once() -> None:
    row = Metric("answer.new", "higher", "a label", answer)
    with pytest.raises(ValueError, match=r"two metrics are named 'answer\.new'"):
        registry([row, row])


def test_a_score_under_an_unregistered_name_raises() -> None:
    sheet = CaseMetrics(registered=REGISTRY)
    with pytest.raises(UnknownMetricError, match=r"'answer\.fl'; add its row"):
        sheet.put("answer.fl", 1)
    with pytest.raises(UnknownMetricError):
        sheet.undefined(["answer.fl"], "no reason")
    assert not sheet.metrics


def test_an_unknown_name_is_answered_with_the_nearest_known_one() -> None:
    with pytest.raises(UnknownMetricError, match=r"did you mean 'answer\.f1'"):
        metric("answer.fl")


def test_scores_of_an_unknown_metric_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "scores.json"
    file.write_text(column("answer.fl", [1]).model_dump_json(), encoding="utf-8")
    with pytest.raises(SuiteError, match=r"unknown metric 'answer\.fl'; score its run again"):
        read_scores(file)
    with pytest.raises(UnknownMetricError):
        compare(column("answer.fl", [1]), column("answer.fl", [0]))


def test_every_metric_of_a_run_is_registered_and_every_row_is_used(scored: Scores) -> None:
    found = {name for one in scored.cases for name in one.metrics}
    by_a_judge = {row.name for row in METRICS if row.is_opinion}
    assert found <= REGISTRY.keys()
    # No two answers of the small suite are of one language and of different clusters.
    assert REGISTRY.keys() - found == by_a_judge


def test_headlines_targets_and_tables_name_registered_metrics(scored: Scores) -> None:
    named = {one.metric for one in summary(scored)} | {one.target.metric for one in reached(scored)}
    assert {*named, *SLICED} - {"passed"} <= REGISTRY.keys()


def test_each_scorer_sets_only_the_metrics_of_its_own_rows(scored: Scores) -> None:
    made = Prediction(id="brief-canal", kind="brief")
    for scorer in {row.of_case for row in METRICS if row.of_case}:
        own = [row.name for row in METRICS if row.of_case is scorer]
        sheet = CaseMetrics(registered=own)
        for one in open_cases():
            scorer(sheet, one, made)
        assert sheet.metrics.keys() <= set(own)


def open_cases() -> list[Any]:
    """The cases of the small suite as records."""
    from pydantic import TypeAdapter

    from eval.cases import BriefCase, QACase
    from tests.eval.small_suite import CASES

    adapter = TypeAdapter[QACase | BriefCase](QACase | BriefCase)
    return [adapter.validate_python(dict(one)) for one in CASES]


def test_a_table_is_ordered_by_group_then_name() -> None:
    names = sorted(REGISTRY, key=table_order)
    groups = list(dict.fromkeys(name.partition(".")[0] for name in names))
    assert groups == list(GROUPS)
    assert names.index("answer.em") < names.index("answer.f1")


def test_what_an_injection_achieves_is_worse_the_more_it_is() -> None:
    before, after = (scored_run([case("a", {"injection.obeyed": value})]) for value in (0.0, 1.0))
    assert all(one.worse for one in compare(before, after).changes)


def test_the_table_of_the_documentation_is_that_of_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
    rows = sorted(METRICS, key=lambda row: table_order(row.name))
    table = "\n".join(f"| `{row.name}` | {row.better} | {row.label} |" for row in rows)
    assert f"| --- | --- | --- |\n{table}\n\n" in page
