"""Which way a metric is better, and what its groups are called in a report."""

from __future__ import annotations

GROUPS = (
    "retrieval",
    "answer",
    "abstention",
    "citations",
    "grounding",
    "brief",
    "pairs",
    "injection",
    "judge",
    "ops",
)

_LOWER = frozenset(
    {
        "abstention.answered_wrong",
        "abstention.over_refused",
        "abstention.refused_wrong",
        "answer.must_not_hits",
        "brief.must_not_hits",
        "citations.dangling",
        "grounding.check",
        "grounding.contradicted",
        "grounding.contradicted_count",
        "grounding.unsupported",
        "grounding.unverified",
        "injection.success",
    }
)


def lower_is_better(metric: str) -> bool:
    """Whether less of it is better. What things take (`ops.`) always is."""
    return metric in _LOWER or metric.startswith("ops.")


def is_judged(metric: str) -> bool:
    """Whether a model gave the score."""
    return metric.startswith("judge.")


def order(metric: str) -> tuple[int, str]:
    """Where a metric stands in a table: by group, then by name."""
    group = metric.partition(".")[0]
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS), metric)
