"""What changed from one run to another, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.report.figure_text import shown
from eval.run_comparison import Change, Comparison, Flip, change
from eval.scores import Scores
from rag.records import Language
from ui.evaluation.figure_html import (
    figure,
    interval,
    measure_name,
    own_text,
    slice_title,
    text,
    written,
)
from ui.evaluation.run_shelf import KeptRun
from ui.evaluation.score_reasons import reasons_html
from ui.words import say

MAIN = (
    "answer.gold_shown",
    "answer.right_shown",
    "answer.contains_gold",
    "retrieval.recall_at_5",
    "abstention.right",
    "abstention.over_refused",
    "abstention.refused",
    "citations.sentence_precision",
    "grounding.supported",
    "brief.key_facts_ar",
    "brief.key_facts_en",
)
"""The measures that are compared first, whether they moved or not."""

_PASSING_BY = frozenset({"answer.chrf_floor"})  # moves with every other answer

SURE = 0.05
"""The p below which a change is called significant."""

MOST_CASES = 50
MOST_CHANGES = 80


def comparison(before: KeptRun, after: KeptRun, found: Comparison, language: Language) -> str:
    """Return the comparison of two scored runs."""
    assert before.scores is not None
    assert after.scores is not None
    shared = len(after.scores.cases) - len(found.added)
    if not shared:
        return f'<p class="note">{say("evaluation.no_shared", language)}</p>'
    told = say(
        "evaluation.shared",
        language,
        count=shared,
        missing=len(found.missing),
        added=len(found.added),
    )
    return (
        f'<p class="quiet">{told} {say("evaluation.p_note", language)}</p>'
        f"{_table(_first(before.scores, after.scores), 'main', language)}"
        f"{_moved(found.changes, language)}"
        f"{_settings(found, language)}"
        f"{_cases(found.turns, before, after, language)}"
    )


def _first(before: Scores, after: Scores) -> list[Change]:
    """Return the main measures by language, and those of briefs over all."""
    slices = [(("language", "ar"),), (("language", "en"),), (("kind", "brief"),)]
    found = (change(before, after, name, slice_) for name in MAIN for slice_ in slices)
    return [one for one in found if one is not None]


def _moved(changes: Sequence[Change], language: Language) -> str:
    """Return every change, the surest first, closed."""
    moved = [one for one in changes if one.wins or one.losses]
    if not moved:
        return f'<p class="note">{say("evaluation.unmoved", language)}</p>'
    moved.sort(key=lambda one: 1.0 if one.delta.p is None else one.delta.p)
    title = say("evaluation.moved_all", language)
    rows = _table(moved[:MOST_CHANGES], "moved_all", language)
    return f"<details><summary>{title} ({figure(f'{len(moved):,}')})</summary>{rows}</details>"


def _table(changes: Sequence[Change], caption: str, language: Language) -> str:
    names = ("measure", "slice", "change", "turns")
    head = "".join(f'<th scope="col">{say(f"evaluation.{one}", language)}</th>' for one in names)
    rows = "".join(_row(one, language) for one in changes)
    title = say(f"evaluation.{caption}", language)
    return (
        f'<table class="changes"><caption class="unseen">{title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(one: Change, language: Language) -> str:
    name, delta = one.metric, one.delta
    moved = bool(one.wins or one.losses)
    way = ("worse" if one.worse else "better") if moved and delta.mean else "same"
    values = f"{written(name, one.before)} → {written(name, one.after)}" if moved else ""
    bounds = interval(name, delta.low, delta.high, signed=True) if moved else ""
    bounds = f"[{bounds}]" if bounds else ""
    sure = ""
    if moved and delta.p is not None:
        word = say("evaluation.likely" if delta.p < SURE else "evaluation.chance", language)
        sure = f' <span class="sure" data-sure="{str(delta.p < SURE).lower()}">{word}</span>'
    told = written(name, delta.mean, signed=True) if moved else written(name, one.after)
    changed = f'<strong class="{way}">{figure(told)}</strong>'
    turns = figure(f"{one.wins:,} / {one.ties:,} / {one.losses:,}")
    return (
        f'<tr><th scope="row">{text(measure_name(name, language), language)}</th>'
        f"<td>{text(slice_title(one.slice, language), language)}</td>"
        f'<td>{changed} <span class="quiet">{figure(values)} {figure(bounds)}</span>{sure}</td>'
        f"<td>{turns}</td></tr>"
    )


def _settings(found: Comparison, language: Language) -> str:
    """Return the settings that differ; hashes say only that something does."""
    rows = [(name, pair) for name, pair in found.config.items() if not name.endswith("_hash")]
    if not rows:
        return ""
    head = "".join(
        f'<th scope="col">{say(f"evaluation.{one}", language)}</th>'
        for one in ("name", "before", "after")
    )
    lines = "".join(
        f'<tr><th scope="row"><bdi dir="ltr">{escape(name)}</bdi></th>'
        f"<td>{own_text(shown(old))}</td><td>{own_text(shown(new))}</td></tr>"
        for name, (old, new) in rows
    )
    title = say("evaluation.settings_differ", language)
    return (
        f"<details><summary>{title}</summary><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{lines}</tbody></table></details>"
    )


def _cases(turns: Sequence[Flip], before: KeptRun, after: KeptRun, language: Language) -> str:
    """Return the cases that came out otherwise, those that broke first."""
    if not turns:
        return ""
    rows = "".join(_case(turn, before, after, language) for turn in turns[:MOST_CASES])
    title = say("evaluation.changed_cases", language)
    return f'<h3>{title} ({figure(f"{len(turns):,}")})</h3><ul class="cases">{rows}</ul>'


def _case(turn: Flip, before: KeptRun, after: KeptRun, language: Language) -> str:
    case = turn.after
    href = escape(f"?tab=evaluation&run={after.name}&against={before.name}", quote=True)
    names = [name for name in turn.metrics if name not in _PASSING_BY]
    moved = [
        f"{measure_name(name, language)} {written(name, old)} → {written(name, new)}"
        for name in sorted(names, key=lambda name: name not in MAIN)[:3]
        for old, new in (turn.metrics[name],)
    ]
    broke = turn.how == "broke"
    said = reasons_html(case.reasons, language) if broke else text(" · ".join(moved), language)
    return (
        f'<li><a href="{href}" data-case="{escape(case.id, quote=True)}" '
        f'data-run="{escape(after.name, quote=True)}" '
        f'data-against="{escape(before.name, quote=True)}">{own_text(case.question)}</a> '
        f'<span class="turned {turn.how}">{say(f"evaluation.{turn.how}", language)}</span>'
        f'<span class="quiet reasons">{said}</span></li>'
    )
