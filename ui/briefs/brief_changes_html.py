"""What a newer brief tells otherwise than an older one, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from rag.records import Language, Point
from rag.text.display import base_direction, line
from ui import words
from ui.briefs import figures_html
from ui.briefs.brief_columns import (
    columns_of,
    in_direction,
    pair,
    remark,
    said,
    version_of,
)
from ui.briefs.brief_comparison import BriefComparison
from ui.html.render import inline


def comparison(found: BriefComparison, *, reader: Language, since: str) -> str:
    """Return a comparison as HTML; `since` is when the older brief was made, in words."""
    changed = [point for both in found.changed for point in both]
    columns = columns_of([*found.new, *found.gone, *changed], reader)
    title = words.say("briefs.changed_since", reader, moment=since)
    parts = (
        remark(title, reader, "summary", tag="summary"),
        remark(_counts(found, reader), reader, "as-of"),
        _part("new", (_row(one, columns, reader) for one in found.new), reader),
        _part("changed", (_change(*one, columns, reader) for one in found.changed), reader),
        _part("figures", [figures_html.updates(found.updates, reader)], reader),
        _part("gone_points", (_row(one, columns, reader) for one in found.gone), reader),
    )
    css = f"brief comparison columns-{len(columns)}"
    return f'<details open class="{css}" {in_direction(reader)}>{"".join(parts)}</details>'


def _counts(found: BriefComparison, reader: Language) -> str:
    """Return how many points are new, told otherwise, gone, and as before, in words."""
    if not (found.new or found.gone or found.changed or found.updates):
        return words.say("briefs.all_same", reader)
    counts = (
        ("new", len(found.new)),
        ("changed", len(found.changed)),
        ("gone", len(found.gone)),
        ("same", len(found.same)),
    )
    return " · ".join(
        words.counted(f"briefs.points_{name}", count, reader) for name, count in counts if count
    )


def _part(name: str, rows: Iterable[str], reader: Language) -> str:
    inner = "".join(rows)
    if not inner:
        return ""
    title = inline(words.say(f"briefs.{name}", reader), base=base_direction(reader))
    css = "updates" if name == "figures" else "points"
    return f'<div class="part is-{name}"><h3>{title}</h3><ul class="{css}">{inner}</ul></div>'


def _row(point: Point, columns: Sequence[Language], reader: Language) -> str:
    def side(language: Language) -> str:
        version = version_of(point, language)
        return f"<div>{said(version, reader)}</div>" if version else ""

    return f"<li>{pair(columns, side)}</li>"


def _change(old: Point, new: Point, columns: Sequence[Language], reader: Language) -> str:
    return f"<li>{pair(columns, partial(_both, old, new, reader))}</li>"


def _both(old: Point, new: Point, reader: Language, language: Language) -> str:
    """Return a point as it was and as it is in a language, once where both are the same."""
    was, now = version_of(old, language), version_of(new, language)
    if was is None or now is None or line(was.text) == line(now.text):
        only = now or was
        return f"<div>{said(only, reader)}</div>" if only else ""
    labels = (
        remark(words.say(f"briefs.{name}", reader), reader, "when", tag="span")
        for name in ("before", "now")
    )
    before, after = labels
    return (
        f'<div><div class="before">{before}{said(was, reader, beside=now, tag="del")}</div>'
        f'<div class="after">{after}{said(now, reader, beside=was, tag="ins")}</div></div>'
    )
