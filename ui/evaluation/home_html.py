"""The first view of the tab as HTML: the runs, the form that starts one, the marked answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from eval.cost_estimate import CostEstimate
from rag.records import Exchange, Language
from ui.evaluation.figure_html import (
    PASSED,
    cases_in,
    figure,
    mean_of,
    option,
    own_text,
    text,
    written,
)
from ui.evaluation.run_html import about
from ui.evaluation.run_shelf import KeptRun
from ui.evaluation.suite_choices import SUITES, SuiteChoice, suite_title
from ui.words import say

LIMITS = (5, 20, 50, 100, 200)
"""How many cases of a suite can be asked for, besides all."""

MOST_RATED = 20


def home(
    runs: Sequence[KeptRun],
    suites: Sequence[SuiteChoice],
    rated: Sequence[Exchange],
    *,
    language: Language,
    running: Collection[str],
    library: str,
) -> str:
    """Return the view. `running` are the names of the runs that are under way, `library` the
    folder of the library."""
    return (
        f'<p class="lead">{say("evaluation.what", language)}</p>'
        f"{_runs(runs, running, language)}"
        f"{_start(suites, library, language)}"
        f"{_rated(rated, library, language)}"
    )


def _runs(runs: Sequence[KeptRun], running: Collection[str], language: Language) -> str:
    heading = f'<h2 tabindex="-1">{say("evaluation.runs", language)}</h2>'
    begun = {run.name for run in runs}
    rows = "".join(
        f'<li><bdi class="run-name" dir="ltr">{escape(name)}</bdi>{progress(name, language)}</li>'
        for name in running
        if name not in begun
    ) + "".join(_run(run, run.name in running, language) for run in runs)
    if not rows:
        start = f'<span data-needs="admin">{say("evaluation.none_start", language)}</span>'
        return f'{heading}<p class="note">{say("evaluation.none", language)} {start}</p>'
    return f'{heading}<ul class="runs">{rows}</ul>'


def _run(run: KeptRun, running: bool, language: Language) -> str:
    name = escape(run.name, quote=True)
    title = text(suite_title(str(run.about.get("suite", run.name)), language), language)
    href = escape(f"?tab=evaluation&run={run.name}", quote=True)
    link = f'<a href="{href}" data-run="{name}">{title}</a>'
    if running:
        return f"<li>{title}{about(run, language)}{progress(run.name, language)}</li>"
    button = (
        f'<button type="button" class="plain" data-needs="admin" data-remove="{name}">'
        f"{say('evaluation.remove', language)}</button>"
    )
    return f"<li>{link}{_headline(run, language)}{about(run, language)}{button}</li>"


def progress(name: str, language: Language) -> str:
    """Return the place where a run that is under way says how far it is, with a button that stops
    it."""
    return (
        f'<div class="job" data-job="{escape(name, quote=True)}">'
        f'<progress aria-label="{say("evaluation.running", language)}"></progress>'
        f'<span role="status">{say("evaluation.waiting", language)}</span>'
        f'<button type="button" class="plain" data-needs="admin" data-stop>'
        f"{say('evaluation.stop', language)}</button></div>"
    )


def _headline(run: KeptRun, language: Language) -> str:
    """Return the share of right cases by language, or why there is none."""
    if run.scores is None:
        name = "damaged" if run.damaged else "unscored"
        return f'<span class="headline">{say(f"evaluation.{name}", language)}</span>'
    parts = []
    for spoken in ("ar", "en"):
        share = mean_of(cases_in(run.scores.cases, {"language": spoken}), PASSED)
        if share is not None:
            label = say(f"evaluation.{spoken}", language)
            parts.append(f"<li>{label} {figure(written(PASSED, share))}</li>")
    share = mean_of(cases_in(run.scores.cases, {"kind": "brief"}), PASSED)
    if share is not None:
        label = say("evaluation.brief", language)
        parts.append(f"<li>{label} {figure(written(PASSED, share))}</li>")
    unfinished = "" if run.finished else f"<li>{say('evaluation.unfinished', language)}</li>"
    if not parts and not unfinished:
        return f'<span class="headline">{say("evaluation.nothing_known", language)}</span>'
    title = say("evaluation.right_share", language)
    rows = "".join(parts) + unfinished
    return f'<div class="headline"><span>{title}</span><ul class="headline">{rows}</ul></div>'


def _start(suites: Sequence[SuiteChoice], library: str, language: Language) -> str:
    choices = "".join(
        f'<option value="{escape(one.name, quote=True)}" data-own="{str(one.own).lower()}">'
        f"{escape(suite_title(one.name, language))}</option>"
        for one in suites
    )
    articles = "".join(
        option(value, say(f"evaluation.on_{value}", language)) for value in ("own", "library")
    )
    limits = option("", say("evaluation.limit_all", language)) + "".join(
        option(str(limit), say("evaluation.limit_some", language, count=limit)) for limit in LIMITS
    )
    fields = "".join(
        f'<label class="field"><span>{say(f"evaluation.{label}", language)}</span>'
        f'<select name="{name}">{rows}</select></label>'
        for name, label, rows in (
            ("suite", "suite", choices),
            ("articles", "on", articles),
            ("limit", "limit", limits),
        )
    )
    folder = f'<bdi class="path" dir="ltr">{escape(library)}/{SUITES}</bdi>'
    own = say("evaluation.own_suites", language).replace("{folder}", folder)
    return (
        f"<h2>{say('evaluation.start', language)}</h2>"
        f'<p class="note" data-lacks="admin">{say("evaluation.for_admins", language)}</p>'
        f'<div data-needs="admin"><form class="start" data-start>{fields}'
        '<div class="estimate" aria-live="polite"></div>'
        f'<button class="plain main">{say("evaluation.begin", language)}</button></form>'
        f'<p class="quiet">{own}</p></div>'
    )


def estimated(found: CostEstimate, model: str | None, language: Language) -> str:
    """Return what a run would cost, as HTML with `data-paid` where it costs something."""
    if model is None and not found.embedded:
        return f'<p class="quiet">{say("evaluation.free", language)}</p>'
    usage, parts = found.usage, []
    if model is not None:
        parts.append(
            say(
                "evaluation.tokens",
                language,
                model=model,
                read=usage.prompt_tokens,
                written=usage.completion_tokens,
                calls=usage.calls,
            )
        )
        cost = usage.cost
        parts.append(
            say("evaluation.cost_unknown", language)
            if cost is None
            else say("evaluation.cost", language, cost=f"{cost:.2f}")
        )
    if found.embedded:
        parts.append(say("evaluation.embedded", language, count=found.embedded))
    return f'<p class="paid" data-paid>{text(" ".join(parts), language)}</p>'


def _rated(rated: Sequence[Exchange], library: str, language: Language) -> str:
    heading = f"<h2>{say('evaluation.rated', language)}</h2>"
    if not rated:
        of_all, own = (say(f"evaluation.rated_{whose}", language) for whose in ("none", "own"))
        return (
            f'{heading}<p class="note" data-needs="admin">{of_all}</p>'
            f'<p class="note" data-lacks="admin">{own}</p>'
        )
    rows = "".join(_exchange(one, language) for one in rated[:MOST_RATED])
    folder = f'<bdi class="path" dir="ltr">{escape(library)}/{SUITES}</bdi>'
    how = say("evaluation.rated_how", language).replace("{folder}", folder)
    return (
        f'{heading}<ul class="cases rated">{rows}</ul><p class="quiet" data-needs="admin">{how}</p>'
        '<p class="actions"><a class="plain" href="/desk/evaluation/ratings.jsonl" download>'
        f"{say('evaluation.rated_download', language)}</a> "
        '<button type="button" class="plain" data-needs="admin" data-rated>'
        f"{say('evaluation.rated_run', language)}</button></p>"
    )


def _exchange(one: Exchange, language: Language) -> str:
    comment = ""
    if one.comment:
        label = say("evaluation.comment", language)
        words = f'<span class="quiet">{label}:</span> {own_text(one.comment)}'
        comment = f'<span class="reasons">{words}</span>'
    # Sentence by sentence, because the sources of an answer may be of either language.
    said = [sentence.text for sentence in one.answer.sentences] if one.answer is not None else []
    shown = f'<p class="quiet">{" ".join(map(own_text, said))}</p>' if said else ""
    return f"<li>{own_text(one.question)}{comment}{shown}</li>"
