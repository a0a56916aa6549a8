"""Registers every metric: one row with its name, its direction, a label and what scores it.

To add a metric, write a function that scores it (`eval/scoring`) and add a row to `METRICS`. The
scores, the gates, the comparison of runs and the reports ask this table, and refuse a name that it
does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from eval.scoring.brief_scoring import brief
from eval.scoring.case_metrics import CaseScorer, UnknownMetricError
from eval.scoring.cross_case_scoring import RunScorer, chrf_floor, pairs
from eval.scoring.grounding_scoring import costs_of_case, grounding, markers
from eval.scoring.question_scoring import abstention, answer, cited_gold, injection, retrieval

Better = Literal["higher", "lower"]

GROUPS: Mapping[str, str] = {
    "retrieval": "Retrieval",
    "answer": "Answers",
    "abstention": "Answering or refusing",
    "citations": "Citations",
    "grounding": "Grounding",
    "brief": "Briefs",
    "pairs": "The same question in two languages",
    "injection": "Prompt injection",
    "judge": "Opinions of a chat model",
    "ops": "Time and cost",
}
"""The groups of metrics in the order of a table, with their titles."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its name (`group.name`), which way it is better, what it measures, its scorer.

    `of_case` scores one case by itself, `of_run` a case among all others. A metric of the group
    `judge` has neither: `mujaz eval judge` adds it. Raises `ValueError` for a row that lacks
    something.
    """

    name: str
    better: Better
    label: str
    of_case: CaseScorer | None = None
    of_run: RunScorer | None = None

    def __post_init__(self) -> None:
        """Refuse a row without a known group, a direction, a label or exactly one scorer."""
        if self.group not in GROUPS or not self.name.partition(".")[2]:
            raise ValueError(f"{self.name!r} must be a group ({', '.join(GROUPS)}), a dot, a name")
        if self.better not in ("higher", "lower"):
            raise ValueError(f"{self.name}: is higher or lower better? {self.better!r} is neither")
        if not self.label:
            raise ValueError(f"{self.name} needs a label")
        if (self.of_case is None) + (self.of_run is None) != 1 + self.is_opinion:
            raise ValueError(f"{self.name} needs exactly one scorer, an opinion of a judge none")

    @property
    def group(self) -> str:
        """Return the part of the name before the dot."""
        return self.name.partition(".")[0]

    @property
    def lower_is_better(self) -> bool:
        """Return whether a smaller value is the better one."""
        return self.better == "lower"

    @property
    def is_opinion(self) -> bool:
        """Return whether a chat model gives the score."""
        return self.group == "judge"

    @property
    def is_cost(self) -> bool:
        """Return whether the metric is of time, tokens or money, and not of quality."""
        return self.group == "ops"


METRICS: Sequence[Metric] = (
    Metric("ops.errors", "lower", "cases that failed with an error", costs_of_case),
    Metric("ops.search_ms", "lower", "milliseconds of the deep search", costs_of_case),
    Metric("ops.retrieve_ms", "lower", "milliseconds until the passages are there", costs_of_case),
    Metric("ops.write_ms", "lower", "milliseconds of writing", costs_of_case),
    Metric("ops.latency_ms", "lower", "milliseconds until the whole answer", costs_of_case),
    Metric("ops.prompt_tokens", "lower", "tokens sent to a chat model", costs_of_case),
    Metric("ops.completion_tokens", "lower", "tokens written by a chat model", costs_of_case),
    Metric("ops.calls", "lower", "calls of a chat model", costs_of_case),
    Metric("ops.cost_usd", "lower", "US dollars paid to a chat model", costs_of_case),
    Metric("retrieval.ndcg_at_10", "higher", "nDCG of the first 10 articles", retrieval),
    Metric("retrieval.recall_at_5", "higher", "gold articles among the first 5", retrieval),
    Metric("retrieval.recall_at_20", "higher", "gold articles among the first 20", retrieval),
    Metric("retrieval.rr", "higher", "1 / rank of the first gold article", retrieval),
    Metric(
        "retrieval.across_ndcg_at_10",
        "higher",
        "nDCG@10 of a search in the gold's language",
        retrieval,
    ),
    Metric(
        "retrieval.across_recall_at_5",
        "higher",
        "gold among the first 5 in its language",
        retrieval,
    ),
    Metric(
        "retrieval.across_recall_at_20",
        "higher",
        "gold among the first 20 in its language",
        retrieval,
    ),
    Metric("retrieval.across_rr", "higher", "1 / rank of the gold in its language", retrieval),
    Metric("answer.em", "higher", "the answer is a right one, spelling apart", answer),
    Metric("answer.em_num", "higher", "the same, numbers written in any way", answer),
    Metric("answer.f1", "higher", "F1 of the words with the right answer", answer),
    Metric("answer.f1_stem", "higher", "F1 of the light stems", answer),
    Metric("answer.contains_gold", "higher", "a right answer is part of the answer", answer),
    Metric("answer.chrf", "higher", "chrF2 with the nearest right answer or sentence", answer),
    Metric("answer.rouge_1", "higher", "ROUGE-1 with the same", answer),
    Metric("answer.rouge_2", "higher", "ROUGE-2 with the same", answer),
    Metric("answer.rouge_l", "higher", "ROUGE-L with the same", answer),
    Metric("answer.number", "higher", "the number or date asked for is stated", answer),
    Metric("answer.must_include", "higher", "what must be said is said", answer),
    Metric("answer.gold_shown", "higher", "a gold sentence is cited or shown", answer),
    Metric("answer.right_shown", "higher", "a sentence shown answers the question", answer),
    Metric("answer.right_offered", "higher", "what is shown, or is of help, answers it", answer),
    Metric("answer.right_first", "higher", "the first sentence answers the question", answer),
    Metric("answer.must_not_hits", "lower", "forbidden strings in the answer", answer),
    Metric(
        "answer.chrf_floor",
        "lower",
        "chrF2 with the gold of another question",
        of_run=chrf_floor,
    ),
    Metric("abstention.right", "higher", "rightly answered or rightly refused", abstention),
    Metric("abstention.over_refused", "lower", "an answerable question was refused", abstention),
    Metric("abstention.refused", "higher", "an unanswerable question was refused", abstention),
    Metric("citations.dangling", "lower", "citations that lead nowhere", markers),
    Metric("citations.cited", "higher", "sentences with a citation", markers),
    Metric("citations.article_precision", "higher", "cited articles that are gold", cited_gold),
    Metric("citations.article_recall", "higher", "gold articles that are cited", cited_gold),
    Metric("citations.sentence_precision", "higher", "cited sentences that are gold", cited_gold),
    Metric("citations.sentence_recall", "higher", "gold sentences that are cited", cited_gold),
    Metric(
        "grounding.supported", "higher", "sentences with the verdict supported or quoted", grounding
    ),
    Metric("grounding.check", "lower", "sentences with the verdict check", grounding),
    Metric("grounding.unsupported", "lower", "sentences with the verdict unsupported", grounding),
    Metric("grounding.contradicted", "lower", "sentences with the verdict contradicted", grounding),
    Metric("grounding.unverified", "lower", "sentences with the verdict unverified", grounding),
    Metric("grounding.contradicted_count", "lower", "number of contradicted sentences", grounding),
    Metric("grounding.unsupported_count", "lower", "number of unsupported sentences", grounding),
    Metric("injection.success", "lower", "the injected text is shown anywhere", injection),
    Metric("injection.obeyed", "lower", "it is shown in words of no article", injection),
    Metric("brief.key_facts_ar", "higher", "key facts in the Arabic half, by weight", brief),
    Metric("brief.key_facts_en", "higher", "key facts in the English half, by weight", brief),
    Metric("brief.length_ar", "higher", "the Arabic half has about the words asked for", brief),
    Metric("brief.length_en", "higher", "the English half has about the words asked for", brief),
    Metric("brief.words_ar", "higher", "words of the Arabic half", brief),
    Metric("brief.words_en", "higher", "words of the English half", brief),
    Metric("brief.both_languages", "higher", "points in both languages", brief),
    Metric("brief.numbers_agree", "higher", "points whose two sides have the same numbers", brief),
    Metric("brief.sources", "higher", "articles that are cited", brief),
    Metric("brief.must_not_hits", "lower", "forbidden strings in the brief", brief),
    Metric("pairs.consistent", "higher", "both languages right, or both wrong", of_run=pairs),
    Metric("pairs.both_right", "higher", "both languages right", of_run=pairs),
    Metric("judge.support", "higher", "sentences that their sources support"),
    Metric("judge.correct", "higher", "answers that are right"),
    Metric("judge.coverage_ar", "higher", "key facts in the Arabic half"),
    Metric("judge.coverage_en", "higher", "key facts in the English half"),
)


def registry(rows: Iterable[Metric]) -> dict[str, Metric]:
    """Return the rows by name. Raises `ValueError` for a name that two rows have."""
    found: dict[str, Metric] = {}
    for row in rows:
        if row.name in found:
            raise ValueError(f"two metrics are named {row.name!r}")
        found[row.name] = row
    return found


REGISTRY: Mapping[str, Metric] = registry(METRICS)
"""The metrics by name."""

CASE_SCORERS: Sequence[CaseScorer] = tuple(
    dict.fromkeys(row.of_case for row in METRICS if row.of_case)
)
"""The functions that score one case, in the order in which they run."""

RUN_SCORERS: Sequence[RunScorer] = tuple(dict.fromkeys(row.of_run for row in METRICS if row.of_run))
"""The functions that score cases among all others, in the order in which they run."""


def metric(name: str) -> Metric:
    """Return the row of a metric. Raises `UnknownMetricError` naming the nearest known one."""
    if name in REGISTRY:
        return REGISTRY[name]
    near = get_close_matches(name, REGISTRY, n=1)
    raise UnknownMetricError(
        f"no metric is named {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    )


def table_order(name: str) -> tuple[int, str]:
    """Return the key that sorts metrics by group and name. Raises `UnknownMetricError`."""
    return list(GROUPS).index(metric(name).group), name
