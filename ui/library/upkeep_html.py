"""What is shown of a library's health and of its feeds, as HTML in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from rag.records import IngestReport, Language, WatchedFeed
from rag.store.catalog import Backup
from rag.store.health import Health
from rag.store.library_setup import LibrarySetup
from rag.text.display import base_direction, clean, line
from ui.html.render import inline
from ui.library.intake_reasons import explained
from ui.library.upkeep_tasks import TaskState
from ui.words import counted, say
from ui.words.dates import ago, moment
from ui.words.shown_numbers import decimal

_UNITS = ("kilobytes", "megabytes", "gigabytes", "terabytes")
_WATCHING = '<bdi dir="ltr">mujaz serve --watch 30</bdi>'
_FAILURES = 10  # of a run of the feeds that are named
# What is counted in a library that is not sound.
_WRONG = ("missing_words", "stray_words", "missing_vectors", "stray_vectors", "owed")


def upkeep(setup: LibrarySetup, feeds: Sequence[WatchedFeed], language: Language) -> str:
    """Return the part of the tab that looks after the library."""

    def told(name: str) -> str:
        return escape(say(f"upkeep.{name}", language))

    def button(name: str, text: str, css: str = "plain") -> str:
        return f'<button type="button" class="{css}" data-task="{name}">{text}</button>'

    stop = f'<button type="button" class="plain" data-stop hidden>{told("stop")}</button>'
    return (
        f'<section class="feeds"><h2>{told("feeds")}</h2><div class="feed-list">'
        f"{feed_list(feeds, language)}</div>"
        f'<div class="buttons" data-kind="feeds" data-needs="write">'
        f"{button('feeds', told('read_now'))}{stop}</div>"
        '<div class="task-said" data-said="feeds" role="status"></div>'
        f'<p class="hint" data-needs="write">'
        f"{say('upkeep.how_read', language, command=_WATCHING)}</p></section>"
        f'<section class="health"><h2>{told("health")}</h2><div class="facts">'
        f"{facts(setup, language)}</div>"
        f'<div class="buttons" data-kind="check" data-needs="admin">'
        f"{button('check', told('check'), 'plain main')}</div>"
        '<div class="task-said" data-said="check" role="status"></div>'
        f'<div class="buttons" data-kind="repair" data-needs="admin">'
        f"{button('repair', told('repair'))}{stop}</div>"
        f'<p class="hint" data-needs="admin">{told("what_repair_does")}</p>'
        f'<p class="hint" data-lacks="admin">{told("for_admins")}</p>'
        '<div class="task-said" data-said="repair" role="status"></div></section>'
    )


def facts(setup: LibrarySetup, language: Language) -> str:
    """Return what the library takes up and works with. It names no key and no address."""
    model = setup.model or ""
    rows = (
        ("size", escape(size(setup.size, language))),
        ("free", escape(size(setup.free, language))),
        ("embedder", _embedder(setup.embedder, language)),
        ("model", _code(model) if model else escape(say("upkeep.no_model", language))),
        ("folder", _code(str(setup.folder))),
    )
    return _pairs([(say(f"upkeep.{name}", language), value) for name, value in rows])


def _embedder(name: str, language: Language) -> str:
    if name in ("use", "builtin"):
        return escape(say(f"upkeep.embedder_{name}", language))
    return _code(name)


def _code(text: str) -> str:
    return f'<bdi dir="ltr">{escape(line(text))}</bdi>'


def _pairs(rows: Sequence[tuple[str, str]]) -> str:
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f"<dl>{items}</dl>"


def size(count: int, language: Language) -> str:
    """Return a number of bytes in the largest unit of which there is at least one."""
    amount, unit = count / 1e3, 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    shown = decimal(amount, language) if amount < 10 else round(amount)
    return say(f"upkeep.{_UNITS[unit]}", language, amount=shown)


def feed_list(feeds: Sequence[WatchedFeed], language: Language) -> str:
    """Return the feeds, each with its last run and what was wrong with it."""
    if not feeds:
        none, how = (escape(say(f"upkeep.{name}", language)) for name in ("no_feeds", "add_feeds"))
        return f'<p class="none">{none} <span data-needs="write">{how}</span></p>'
    return f"<ul>{''.join(_feed(feed, language) for feed in feeds)}</ul>"


def _feed(feed: WatchedFeed, language: Language) -> str:
    base = base_direction(language)
    title = inline(clean(line(feed.title or feed.url)), base=base)
    run = (
        say("upkeep.read_ago", language, when=ago(feed.read_at, language))
        if feed.read_at
        else say("upkeep.never_read", language)
    )
    known = [inline(clean(line(feed.outlet)), base=base)] if feed.outlet else []
    meta = " · ".join([*known, escape(run)])
    fault = ""
    if feed.fault:
        times = escape(counted("upkeep.failed", feed.failures, language))
        fault = f'<p class="feed-fault">{times} {explained(feed.fault, language)}</p>'
    stop = escape(say("upkeep.unwatch", language))
    return (
        f'<li><div><p class="feed-title">{title}</p>'
        f'<p class="feed-url"><bdi dir="ltr">{escape(line(feed.url))}</bdi></p>'
        f'<p class="feed-meta">{meta}</p>{fault}</div>'
        f'<button type="button" class="plain" data-needs="write" data-unwatch="{escape(feed.url)}"'
        f' aria-label="{stop}: {escape(line(feed.title or feed.url))}">{stop}</button></li>'
    )


def task(kind: str, state: TaskState, language: Language) -> str:
    """Return how far a task is, or what came of it."""
    if state.running:
        return _running(kind, state, language)
    if state.fault is not None:
        reason = explained(state.fault, language) if state.fault else say("fault", language)
        return f'<p class="bad">{escape(say("upkeep.task_failed", language))} {reason}</p>'
    if state.report is not None:
        return _feed_report(state.report, language)
    return health(state.health, language) if state.health is not None else ""


def _running(kind: str, state: TaskState, language: Language) -> str:
    text = say(f"upkeep.running_{kind}", language)
    if state.total > 1:
        text += " " + say("upkeep.of", language, done=state.done, total=state.total)
    if kind == "feeds" and state.more > 0:
        text += " · " + counted("intake.added", state.more, language)
    value = f' max="{state.total}" value="{state.done}"' if state.total > 1 else ""
    return f'<p>{escape(text)}</p><progress{value} aria-label="{escape(text)}"></progress>'


def _feed_report(report: IngestReport, language: Language) -> str:
    counts = [
        counted(f"intake.{change}", count, language)
        for change in ("added", "updated", "unchanged")
        if (count := getattr(report, change))
    ]
    said = " · ".join(counts) or say("upkeep.nothing_new", language)
    failures = "".join(
        f"<li>{_code(one.source)} {explained(one.reason, language)}</li>"
        for one in report.failures[:_FAILURES]
    )
    left = len(report.failures[_FAILURES:]) + report.failures_left_off
    if left:
        failures += f"<li>{escape(counted('upkeep.more_failures', left, language))}</li>"
    return f"<p>{escape(said)}</p>" + (f'<ul class="faults">{failures}</ul>' if failures else "")


def health(found: Health, language: Language) -> str:
    """Return what a check has found, the verdict first."""
    css = "sound" if found.sound else "bad"
    parts = [f'<p class="{css}">{escape(_verdict(found, language))}</p>']
    faults = [fault for fault in (found.damage, found.unreadable) if fault]
    parts += [f'<p class="bad">{explained(fault, language)}</p>' for fault in faults]
    rows = [("articles", found.articles), ("chunks", found.chunks)]
    rows += [("former", found.former_versions)] if found.former_versions else []
    rows += [(name, count) for name in _WRONG if (count := getattr(found, name))]
    rows += [("owed_vectors", found.owed_vectors)] if found.owed_vectors else []
    rows += [("without_story", found.without_story)] if found.without_story else []
    pairs = [(say(f"upkeep.{name}", language), _number(count, language)) for name, count in rows]
    pairs += [
        (say("upkeep.backup", language, number=number), _backup(backup, language))
        for number, backup in enumerate(found.backups, start=1)
    ]
    return "".join(parts) + _pairs(pairs)


def _number(count: int, language: Language) -> str:
    return escape(say("upkeep.number", language, count=count))


def _verdict(found: Health, language: Language) -> str:
    if found.sound:
        return say("upkeep.moving" if found.moving else "upkeep.sound", language)
    if found.damage is None:
        return say("upkeep.unsound" if found.unreadable is None else "upkeep.unread", language)
    has_backup = any(backup.damage is None for backup in found.backups)
    return say("upkeep.damaged" if has_backup else "upkeep.lost", language)


def _backup(backup: Backup, language: Language) -> str:
    try:
        when = moment(datetime.fromisoformat(backup.saved_at), language)
    except ValueError:
        when = say("upkeep.unknown_time", language)
    if backup.damage is not None:
        return escape(f"{when}: {say('upkeep.backup_damaged', language)}")
    return escape(f"{when}: {counted('upkeep.backup_articles', backup.articles, language)}")
