"""A brief as HTML: its two languages side by side, every sentence with what it stands on.

What the page says of it is in the reader's language, and said once; what the brief tells is in its
own two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from rag.messages import export_labels
from rag.records import (
    Brief,
    Citation,
    Dropped,
    KeyFact,
    KeyFactKind,
    Language,
    Point,
    StorySection,
)
from rag.text.display import base_direction, day, line
from ui import words
from ui.briefs import figures_html
from ui.briefs.brief_columns import (
    block,
    columns_of,
    in_direction,
    is_quoted,
    pair,
    remark,
    said,
    sentences_of,
    version_of,
    without_quotation_marks,
)
from ui.html import messages, references, verdict_marks
from ui.html.render import inline, plain

_KINDS: tuple[KeyFactKind, ...] = ("who", "what", "where", "when", "how_many")


def brief(made: Brief, *, reader: Language) -> str:
    """Return a brief as HTML, or a card that says why there is none.

    The language of the `reader` comes first, and Arabic stands on the right in any case.
    """
    if made.abstained:
        extra = _missing(made, reader) + _dropped(made.dropped, reader)
        title = words.say("briefs.empty", reader)
        return messages.card("abstained", title, made.remarks, language=reader, extra=extra)
    columns = columns_of(made.points, reader)
    shown = without_marks(made)
    parts = (
        _head(made, columns, reader),
        _notes(made, columns, reader),
        _stories(shown, columns, reader),
        _closing(made, reader),
        _dropped(made.dropped, reader),
        references.sources(_citations(made), reader),
    )
    css = f"brief columns-{len(columns)}"
    return f'<div class="{css}" {in_direction(reader)}>{"".join(parts)}</div>'


def without_marks(made: Brief) -> Brief:
    """Return a brief whose sentences are not marked one by one as quoted where all of them are."""
    if not all(is_quoted(one.verdict) for one in sentences_of(made.points)):
        return made
    sections = (
        replace(section, points=tuple(map(without_quotation_marks, section.points)))
        for section in made.sections
    )
    return replace(made, sections=tuple(sections))


def _citations(made: Brief) -> Iterator[Citation]:
    for section in made.sections:
        yield from (headline.citation for headline in section.headlines if headline.citation)
    for point in made.points:
        yield from point.citations
    yield from (fact.citation for fact in made.key_facts)
    yield from (claim.citation for one in made.updates for claim in one.claims)
    yield from (claim.citation for one in made.disagreements for claim in one.claims)


def _head(made: Brief, columns: Sequence[Language], reader: Language) -> str:
    if len(made.sections) > 1:
        title = export_labels.several(made.topic, reader)
        heading = f"<h2>{inline(title, base=base_direction(reader))}</h2>"
        days = export_labels.days(*made.days, reader)
    else:
        (section,) = made.sections
        heading = _headlines(section, columns, reader, "h2")
        days = _days(section, reader)
        if made.as_of and section.first_day == section.last_day:
            days = f"{export_labels.say('as_of', reader)} {day(made.as_of, reader)}"
    return heading + (remark(days, reader, "as-of") if days else "")


def _headlines(
    section: StorySection, columns: Sequence[Language], reader: Language, tag: str
) -> str:
    """Return the headline of a story in each column; the same as that of the page where it has
    none in any."""
    if not any(section.headline(one) for one in columns):
        return remark(export_labels.say("brief", reader), reader, "headline", tag=tag)
    return pair(columns, partial(_headline, section, reader, tag))


def _headline(section: StorySection, reader: Language, tag: str, language: Language) -> str:
    found = next((one for one in section.headlines if one.language == language), None)
    if found is None:
        return ""
    title = inline(line(found.text), base=base_direction(language))
    chip = f"\u00a0{references.link(found.citation, reader)}" if found.citation else ""
    return f"<{tag}>{title}{chip}</{tag}>"


def _days(section: StorySection, reader: Language) -> str:
    return export_labels.days(section.first_day, section.last_day, reader)


def _stories(made: Brief, columns: Sequence[Language], reader: Language) -> str:
    """Return the sections of a brief as HTML; the points are numbered through all of them."""
    several, first, html = len(made.sections) > 1, 1, ""
    tag = "h4" if several else "h3"
    outlet = _one_outlet(made.points)
    for section in made.sections:
        points = "".join(
            _point(number, point, columns, reader, told="" if outlet else point.only_outlet or "")
            for number, point in enumerate(section.points, first)
        )
        first += len(section.points)
        inner = (
            _story_head(section, columns, reader) if several else "",
            f'<ol class="points">{points}</ol>',
            _part("key_facts", _facts(section.key_facts, columns, reader), reader, tag),
            _figures(section, reader, tag),
        )
        html += f'<div class="story">{"".join(inner)}</div>'
    return html


def _figures(section: StorySection, reader: Language, tag: str) -> str:
    """Return what changed and what is disagreed on, each set apart."""
    updates = figures_html.updates(section.updates, reader)
    told = figures_html.disagreements(section.disagreements, reader)
    return _part("updates", updates, reader, tag) + _part("disagreements", told, reader, tag)


def _story_head(section: StorySection, columns: Sequence[Language], reader: Language) -> str:
    days = _days(section, reader)
    heading = _headlines(section, columns, reader, "h3")
    return heading + (remark(days, reader, "as-of") if days else "")


def _one_outlet(points: Sequence[Point]) -> str | None:
    """Return the outlet that alone reports every point, of several; that is said once then."""
    (outlet, *others) = {point.only_outlet for point in points}
    return outlet if not others and len(points) > 1 else None


def _notes(made: Brief, columns: Sequence[Language], reader: Language) -> str:
    """Return the remarks on the whole brief, as HTML."""
    notes = plain(made.remarks, tag="p", css="note") if made.remarks else ""
    if made.incomplete:
        notes += remark(export_labels.say("incomplete", reader), reader, "note")
    if len(columns) > 1:
        for language in columns:
            lacking = sum(version_of(point, language) is None for point in made.points)
            if lacking:
                told = words.counted(f"briefs.without_{language}", lacking, reader)
                notes += remark(told, reader, "note")
    outlet = _one_outlet(made.points)
    if outlet:
        told = words.say("briefs.all_only", reader, outlet=line(outlet))
        notes += remark(told, reader, "note")
    return notes + _missing(made, reader)


def _missing(made: Brief, reader: Language) -> str:
    return "".join(
        messages.card(
            "notice missing",
            words.say(f"briefs.no_{missing.language}", reader),
            missing.reason,
            language=reader,
        )
        for missing in made.missing_languages
    )


def _point(
    number: int, point: Point, columns: Sequence[Language], reader: Language, *, told: str
) -> str:
    """Return a point as a row; `told` is the outlet of which is said that it alone reports it."""

    def side(language: Language) -> str:
        version = version_of(point, language)
        if version is None:
            return ""
        return f'<span class="number">{number}</span><div>{said(version, reader)}</div>'

    only = remark(export_labels.only(line(told), reader), reader, "only") if told else ""
    return f"<li>{pair(columns, side)}{only}</li>"


def _part(name: str, inner: str, reader: Language, tag: str) -> str:
    """Return a part that is set apart under its label, a heading of that tag; nothing where there
    is nothing in it."""
    if not inner:
        return ""
    css = name.replace("_", "-")
    title = inline(export_labels.say(name, reader), base=base_direction(reader))
    return f'<div class="part {css}"><{tag}>{title}</{tag}><ul class="{css}">{inner}</ul></div>'


def _facts(facts: Sequence[KeyFact], columns: Sequence[Language], reader: Language) -> str:
    """Return the rows of the key facts as HTML, one for each kind of fact.

    A fact in a language that has no column stands in the first.
    """
    rows = ""
    for kind in _KINDS:
        found: dict[Language, list[KeyFact]] = {language: [] for language in columns}
        for fact in facts:
            if fact.kind == kind:
                found.get(fact.language, found[columns[0]]).append(fact)
        if any(found.values()):
            name = remark(export_labels.say(kind, reader), reader, "kind", tag="strong")
            rows += f"<li>{name}{pair(columns, partial(_fact, found, reader))}</li>"
    return rows


def _fact(found: Mapping[Language, Sequence[KeyFact]], reader: Language, language: Language) -> str:
    told = "".join(
        f"<li>{block('bdi', fact.text)}\u00a0{references.link(fact.citation, reader)}</li>"
        for fact in found[language]
    )
    return f"<ul>{told}</ul>" if told else ""


def _closing(made: Brief, reader: Language) -> str:
    """Return the remark on who wrote the brief and how far its sources support it.

    The second part is left out where the brief only quotes.
    """
    sentences = [*sentences_of(made.points)]
    written = remark(export_labels.written_by(line(made.writer), reader), reader, "written")
    if not all(is_quoted(one.verdict) for one in sentences):
        written += verdict_marks.summary(sentences, language=reader, unfinished=False)
    return f'<div class="closing">{written}</div>'


def _dropped(dropped: Sequence[Dropped], reader: Language) -> str:
    if not dropped:
        return ""
    rows = "".join(
        f"<li>{block('p', one.text)}"
        f"<ul>{''.join(block('li', reason) for reason in one.reasons)}</ul></li>"
        for one in dropped
    )
    summary = words.counted("briefs.dropped", len(dropped), reader)
    return (
        f'<details class="dropped" {in_direction(reader)}>'
        f"{remark(summary, reader, 'summary', tag='summary')}<ul>{rows}</ul></details>"
    )
