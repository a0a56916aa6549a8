"""What is shown of adding articles, as HTML in the language of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from rag.records import Failure, IndexedArticle, IngestReport, Language
from rag.sources.source_formats import EXTENSIONS
from rag.text.analysis.languages import direction
from rag.text.display import clean, line
from ui.html.render import attributes, inline, plain
from ui.library.intake_queue import IntakeItem
from ui.library.intake_reasons import explained
from ui.library.intake_uploads import MOST_BYTES
from ui.words import counted, say, words_owed

_LINKS = 3  # articles of one file that can be opened from its row
_NOTES = 30
_CHANGES = ("added", "updated", "unchanged")


def form(language: Language) -> str:
    """Return the part of the tab that adds articles: a place to drop files, a text, an address."""

    def told(name: str) -> str:
        return escape(say(f"intake.{name}", language))

    kinds = escape(" ".join(EXTENSIONS))
    return (
        f'<div class="drop" data-most="{MOST_BYTES}"><p class="drop-line">{told("drop")}</p>'
        '<p class="drop-buttons"><label class="plain main file-button">'
        f'<input type="file" class="unseen" multiple data-add="files">{told("choose")}</label>'
        f'<label class="plain file-button"><input type="file" class="unseen" webkitdirectory'
        f' data-add="folder">{told("choose_folder")}</label></p>'
        f'<details class="kinds"><summary>{told("kinds")}</summary>'
        f'<p dir="ltr">{kinds}</p></details></div>'
        f'<form class="address"><label class="field"><span>{told("address")}</span>'
        '<input name="url" type="text" inputmode="url" dir="ltr" autocomplete="off"'
        ' spellcheck="false" required maxlength="2000" placeholder="https://"></label>'
        '<div class="buttons">'
        f'<button class="plain main" value="page">{told("read_page")}</button>'
        f'<button class="plain" value="feed">{told("watch_feed")}</button></div>'
        '<p class="said" role="status"></p></form>'
        f'<details class="paste"><summary>{told("paste")}</summary><form class="text">'
        f'<label class="field wide"><span>{told("text")}</span>'
        '<textarea name="text" rows="7" required maxlength="400000"></textarea></label>'
        f"{_field('title', 'text', told('title'))}{_field('outlet', 'text', told('outlet'))}"
        f"{_field('published_at', 'date', told('day'))}{_field('url', 'url', told('link'))}"
        f'<div class="buttons wide"><button class="plain main">{told("add_text")}</button></div>'
        '<p class="said wide" role="status"></p></form></details>'
        '<p class="vectors" role="status" hidden></p>'
        f'<section class="results" aria-label="{told("results")}" hidden>'
        '<div class="results-bar"><p class="results-line" role="status"></p>'
        f'<button type="button" class="plain" data-do="stop">{told("stop")}</button>'
        f'<button type="button" class="plain" data-do="clear">{told("clear")}</button></div>'
        '<ol class="rows"></ol></section>'
    )


def _field(name: str, kind: str, told: str) -> str:
    way = ' dir="ltr" placeholder="https://"' if kind == "url" else ""
    return (
        f'<label class="field"><span>{told}</span>'
        f'<input name="{name}" type="{kind}" maxlength="2000"{way}></label>'
    )


def row(item: IntakeItem, language: Language) -> str:
    """Return what stands in the row of a file or a link."""
    name = f'<span class="row-name"><bdi>{escape(line(item.name))}</bdi></span>'
    if not item.is_done:
        text = escape(say(f"intake.{item.stage}", language))
        bar = ""
        if item.stage == "reading" and item.share:
            bar = f'<progress max="1" value="{item.share:.2f}" aria-label="{text}"></progress>'
        return f'{name}<span class="row-said">{text}</span>{bar}'
    if item.stage == "stopped":
        return f'{name}<span class="row-said">{escape(say("intake.stopped", language))}</span>'
    if item.report is None:
        reason = item.fault
        said = explained(reason, language) if reason else escape(say("fault", language))
        return f'{name}<span class="row-said">{said}</span>'
    return name + verdict(item.report, language)


def result(item: IntakeItem) -> str:
    """Return what came of a file in one word, for the look of its row."""
    if not item.is_done or item.stage == "stopped":
        return item.stage
    report = item.report
    if report is None:
        return "refused"
    changes = [change for change in _CHANGES if getattr(report, change)]
    return changes[0] if changes else "refused"


def verdict(report: IngestReport, language: Language) -> str:
    """Return what came of one source: how many articles, which, and what was refused and why."""
    parts = [_counts(report, language)] if report.articles else []
    if not report.articles and not report.failures:
        parts.append(escape(say("intake.nothing", language)))
    if report.articles and report.failures:
        refused = len(report.failures) + report.failures_left_off
        parts.append(escape(counted("intake.parts_refused", refused, language)))
    said = f'<span class="row-said">{" · ".join(parts)}</span>' if parts else ""
    if report.failures and not report.articles:
        said = f'<span class="row-said">{_refused(report.failures, language)}</span>'
    return said + _articles(report.articles) + _details(report, language)


def _counts(report: IngestReport, language: Language) -> str:
    """Return how many articles were added, updated or there already; one that has the text of
    another is told as that."""
    (first, *others) = report.articles
    if not others and not report.failures:
        kind = "twin" if first.is_twin else first.change
        return escape(say(f"intake.one_{kind}", language))
    counts = [(change, getattr(report, change)) for change in _CHANGES]
    return " · ".join(
        escape(counted(f"intake.{change}", count, language)) for change, count in counts if count
    )


def _articles(articles: Sequence[IndexedArticle]) -> str:
    if not articles:
        return ""
    links = "".join(
        f'<li><button type="button" class="row-article" data-article="{escape(one.id)}">'
        f"{_title(one.title)}</button></li>"
        for one in articles[:_LINKS]
    )
    return f'<ul class="row-articles">{links}</ul>'


def _title(text: str) -> str:
    """Return a title that runs in its own direction, wherever it stands."""
    shown = clean(line(text))
    base = direction(shown)
    return f"<bdi {attributes(base)}>{inline(shown, base=base)}</bdi>"


def _refused(failures: Iterable[Failure], language: Language) -> str:
    """Return the reasons, each once, the most frequent first."""
    reasons = Counter(failure.reason for failure in failures)
    return "".join(explained(reason, language) for reason, _ in reasons.most_common(3))


def _details(report: IngestReport, language: Language) -> str:
    """Return what else the reader of the file has remarked, in its own words."""
    remarks = [*report.notes]
    if report.articles:
        remarks = [*report.failures, *remarks]
    if not remarks:
        return ""
    count = len(remarks) + report.notes_left_off + report.failures_left_off
    summary = escape(counted("intake.notes", count, language))
    items = "".join(plain(f"{one.reason}", tag="li", css="note") for one in remarks[:_NOTES])
    return f'<details class="row-notes"><summary>{summary}</summary><ul>{items}</ul></details>'


def results_line(items: Sequence[IntakeItem], language: Language) -> str:
    """Return how far the whole list is, as plain text."""
    if not items:
        return ""
    results = Counter(map(result, items))
    left = results["waiting"] + results["reading"]
    parts = [say("intake.so_far", language, done=len(items) - left, total=len(items))]
    for name in (*_CHANGES, "refused"):
        if count := results[name]:
            parts.append(counted(f"intake.files_{name}", count, language))
    return " · ".join(parts)


def vectors_line(made: int, wanted: int, unfound: int, language: Language) -> str:
    """Return how many passages no search finds yet, or else how many vectors are still to come, as
    plain text; "" for none."""
    if unfound:
        return words_owed(unfound, language)
    if made >= wanted:
        return ""
    return say("intake.vectors", language, made=made, wanted=wanted)
