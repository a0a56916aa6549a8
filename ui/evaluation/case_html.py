"""The cases of a run as HTML: the list of them, and one in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from eval.ask_case import Case
from eval.cases import BriefCase, QACase
from eval.metrics import table_order
from eval.predictions import Prediction
from eval.scores import CaseScore
from rag.records import Language
from ui.evaluation.figure_html import (
    figure,
    group_of,
    measure_meaning,
    measure_name,
    option,
    own_text,
    slice_value_name,
    text,
    written,
)
from ui.evaluation.prediction_html import answered
from ui.evaluation.run_shelf import KeptRun
from ui.evaluation.score_reasons import reason_html, reasons_html
from ui.words import counted, say

CASES_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are listed: `result` is failed, right or "" for all; `language` ar, en, brief or
    ""; `kind` a tag or ""; `page` counts from 1."""

    result: str = ""
    language: str = ""
    kind: str = ""
    page: int = 1

    def takes(self, case: CaseScore) -> bool:
        """Tell whether a case is listed."""
        if self.result and case.passed is not (self.result == "right"):
            return False
        if self.kind and self.kind not in case.slices.get("tag", ()):
            return False
        if self.language == "brief":
            return "brief" in case.slices.get("kind", ())
        return not self.language or self.language in case.slices.get("language", ())


def listed(run: KeptRun, wanted: CaseFilter, language: Language) -> str:
    """Return the filter and the cases that it lets through, a page of them."""
    cases = run.scores.cases if run.scores else ()
    found = [case for case in cases if wanted.takes(case)]
    pages = max(1, -(-len(found) // CASES_A_PAGE))
    page = min(max(wanted.page, 1), pages)
    shown = found[(page - 1) * CASES_A_PAGE : page * CASES_A_PAGE]
    rows = "".join(_row(run, case, language) for case in shown)
    count = f'<p class="quiet" role="status">{_counted(len(found), language)}</p>'
    if not rows:
        empty = f'<p class="note">{say("evaluation.no_case", language)}</p>'
        return _filters(cases, wanted, language) + count + empty
    return (
        f"{_filters(cases, wanted, language)}{count}"
        f'<ul class="cases">{rows}</ul>{_pager(page, pages, language)}'
    )


def _counted(count: int, language: Language) -> str:
    return text(counted("evaluation.cases_of", count, language), language)


def _filters(cases: Sequence[CaseScore], wanted: CaseFilter, language: Language) -> str:
    tags = sorted({tag for case in cases for tag in case.slices.get("tag", ())})
    kinds = [(tag, slice_value_name("tag", tag, language)) for tag in tags]
    everything = ("", say("evaluation.all", language))
    results = [(one, say(f"evaluation.result_{one or 'all'}", language))
               for one in ("", "failed", "right")]  # fmt: skip
    spoken = [(one, say(f"evaluation.{one}", language)) for one in ("ar", "en", "brief")]
    return (
        '<form class="filters" data-filters>'
        f"{_select('result', results, wanted.result, language)}"
        f"{_select('language', [everything, *spoken], wanted.language, language)}"
        f"{_select('kind', [everything, *kinds], wanted.kind, language) if kinds else ''}</form>"
    )


def _select(name: str, options: Iterable[tuple[str, str]], chosen: str, language: Language) -> str:
    rows = "".join(option(value, label, chosen=value == chosen) for value, label in options)
    label = say(f"evaluation.{name}", language)
    return f'<label class="field"><span>{label}</span><select name="{name}">{rows}</select></label>'


def _row(run: KeptRun, case: CaseScore, language: Language) -> str:
    href = escape(f"?tab=evaluation&run={run.name}", quote=True)
    return (
        f'<li><a href="{href}" data-run="{escape(run.name, quote=True)}" '
        f'data-case="{escape(case.id, quote=True)}">{own_text(case.question)}</a> '
        f"{badge(case, language)}"
        f'<span class="quiet reasons">{reasons_html(case.reasons, language)}</span></li>'
    )


def badge(case: CaseScore, language: Language) -> str:
    """Return whether a case is right, in a word."""
    name = {True: "right", False: "wrong", None: "open"}[case.passed]
    return f'<span class="result {name}">{say(f"evaluation.{name}", language)}</span>'


def _pager(page: int, pages: int, language: Language) -> str:
    if pages == 1:
        return ""
    here = say("evaluation.page_of", language, page=page, pages=pages)
    buttons = [
        f'<button type="button" class="plain" data-page="{to}"{_off(not 1 <= to <= pages)}>'
        f"{say(f'evaluation.{name}', language)}</button>"
        for name, to in (("previous", page - 1), ("next", page + 1))
    ]
    return f'<nav class="pager">{buttons[0]}<span>{text(here, language)}</span>{buttons[1]}</nav>'


def _off(is_off: bool) -> str:
    return " disabled" if is_off else ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case of a run in full. `before` is what an earlier run answered, if one is compared;
    `closed` says that the cited articles are not in this library."""

    case: Case
    score: CaseScore
    prediction: Prediction | None
    before: Prediction | None = None
    closed: bool = False


def whole(view: CaseView, language: Language) -> str:
    """Return a case: question, answer, what is right, the reasons and the measures."""
    note = f'<p class="quiet">{say("evaluation.elsewhere", language)}</p>' if view.closed else ""
    return (
        f'<h2 tabindex="-1">{own_text(_asked(view.case))} {badge(view.score, language)}</h2>'
        f"{_turns(view.case, language)}"
        f"{_part('why', _reasons(view.score, language), language)}"
        f"{_part('answer', _answer(view.prediction, view.closed, language), language)}"
        f"{_before(view, language)}"
        f"{note}"
        f"{_part('gold', _gold(view.case, language), language)}"
        f"{_measures(view.score, language)}"
    )


def _asked(case: Case) -> str:
    return f"{case.topic.ar} / {case.topic.en}" if isinstance(case, BriefCase) else case.question


def _part(name: str, inner: str, language: Language) -> str:
    title = say(f"evaluation.{name}", language)
    return f'<section class="part {name}"><h3>{title}</h3>{inner}</section>'


def _turns(case: Case, language: Language) -> str:
    if not isinstance(case, QACase) or not case.turns:
        return ""
    rows = "".join(
        f"<li>{own_text(turn.question)}{own_text(turn.answer, tag='p', css='quiet')}</li>"
        for turn in case.turns
    )
    return _part("turn", f"<ol>{rows}</ol>", language)


def _answer(prediction: Prediction | None, closed: bool, language: Language) -> str:
    if prediction is None:
        return f"<p>{say('evaluation.no_answer', language)}</p>"
    return answered(prediction, language, closed=closed)


def _before(view: CaseView, language: Language) -> str:
    if view.before is None:
        return ""
    return _part("answer_before", _answer(view.before, view.closed, language), language)


def _reasons(score: CaseScore, language: Language) -> str:
    if not score.reasons:
        return f'<p class="quiet">{say("evaluation.why_none", language)}</p>'
    rows = "".join(f"<li>{reason_html(one, language)}</li>" for one in score.reasons)
    return f"<ul>{rows}</ul>"


def _gold(case: Case, language: Language) -> str:
    if isinstance(case, BriefCase):
        facts = [text_ for fact in case.key_facts for text_ in (*fact.ar[:1], *fact.en[:1])]
        return _listing("gold_facts", facts, language) + _listing(
            "must_not", case.must_not_include, language
        )
    if case.unanswerable is not None:
        name = "gold_refuse_off" if case.unanswerable == "off_topic" else "gold_refuse_near"
        return f"<p>{say(f'evaluation.{name}', language)}</p>"
    must = [" / ".join(group) for group in case.must_include]
    known = (
        _listing("gold_answers", case.answers, language)
        + _listing("gold_sentences", [gold.quote for gold in case.gold], language)
        + _listing("must", must, language)
        + _listing("must_not", case.must_not_include, language)
    )
    return known or f"<p>{say('evaluation.gold_unknown', language)}</p>"


def _listing(name: str, rows: Sequence[str], language: Language) -> str:
    if not rows:
        return ""
    items = "".join(f"<li>{own_text(one)}</li>" for one in rows)
    return f"<h4>{say(f'evaluation.{name}', language)}</h4><ul>{items}</ul>"


def _measures(score: CaseScore, language: Language) -> str:
    """Return every measure that the case has, by group, closed."""
    known = sorted(
        ((name, value) for name, value in score.metrics.items() if value is not None),
        key=lambda one: table_order(one[0]),
    )
    bodies = []
    for group, found in groupby(known, key=lambda one: group_of(one[0])):
        title = say(f"evaluation.group.{group}", language)
        lines = "".join(
            f'<tr><th scope="row">{text(measure_name(name, language), language)} '
            f'<span class="quiet">{text(measure_meaning(name, language), language)}</span></th>'
            f"<td>{figure(written(name, value))}</td></tr>"
            for name, value in found
        )
        named = f'<th colspan="2" scope="rowgroup"><strong>{title}</strong></th>'
        head = f'<tr class="measure">{named}</tr>'
        bodies.append(f"<tbody>{head}{lines}</tbody>")
    title = say("evaluation.case_scores", language)
    return f"<details><summary>{title}</summary><table>{''.join(bodies)}</table></details>"
