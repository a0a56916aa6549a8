"""A brief as HTML: its two languages side by side, every sentence with what it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from rag.messages import export_labels
from rag.records import (
    Brief,
    Citation,
    Claim,
    Disagreement,
    Dropped,
    KeyFact,
    KeyFactKind,
    Language,
    Point,
    Sentence,
    StorySection,
    Update,
    Version,
)
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, day, line
from ui.html import messages, references, verdict_marks
from ui.html.render import attributes, inline, plain

_KINDS: tuple[KeyFactKind, ...] = ("who", "what", "where", "when", "how_many")


def brief(made: Brief, *, readers: Sequence[Language]) -> str:
    """Return a brief as HTML, or a card that says why there is none.

    The first of `readers` is whom the page speaks to. His language comes first, and Arabic
    stands on the right in any case.
    """
    reader = readers[0]
    if made.abstained:
        extra = _missing(made) + _dropped(made.dropped, reader)
        title = export_labels.say("abstained", reader)
        return messages.card("abstained", title, made.remarks, language=reader, extra=extra)
    columns = _columns(made, reader)
    parts = (
        _pair(columns, lambda language: _head(made, language)),
        _notes(made, columns),
        _stories(made, columns),
        _pair(columns, lambda language: _closing(made, language)),
        _dropped(made.dropped, columns[0]),
        references.sources(_citations(made), columns[0]),
    )
    css = f"brief columns-{len(columns)}"
    return f'<div class="{css}" {_attributes(columns[0])}>{"".join(parts)}</div>'


def _columns(made: Brief, reader: Language) -> tuple[Language, ...]:
    """Return the languages in which there are points, the reader's first."""
    found = {
        version.language for point in made.points for version in (point.ar, point.en) if version
    }
    other: Language = "en" if reader == "ar" else "ar"
    return tuple(language for language in (reader, other) if language in found)


def _citations(made: Brief) -> Iterator[Citation]:
    for section in made.sections:
        yield from (headline.citation for headline in section.headlines if headline.citation)
    for point in made.points:
        yield from point.citations
    yield from (fact.citation for fact in made.key_facts)
    yield from (claim.citation for one in made.updates for claim in one.claims)
    yield from (claim.citation for one in made.disagreements for claim in one.claims)


def _attributes(language: Language) -> str:
    return attributes(base_direction(language))


def _pair(columns: Sequence[Language], side: Callable[[Language], str]) -> str:
    sides = (f'<div class="side" {_attributes(one)}>{side(one)}</div>' for one in columns)
    return f'<div class="pair">{"".join(sides)}</div>'


def _block(tag: str, text: str, *, css: str = "") -> str:
    """Return a line of an article or a model as HTML, in its own direction."""
    text = line(text)
    base = direction(text)
    name = f'class="{css}" ' if css else ""
    return f"<{tag} {name}{attributes(base)}>{inline(text, base=base)}</{tag}>"


def _quiet(text: str, language: Language, css: str) -> str:
    """Return a remark of the page as HTML."""
    base = base_direction(language)
    return f'<p class="{css}" {attributes(base)}>{inline(text, base=base)}</p>'


def _stories(made: Brief, columns: Sequence[Language]) -> str:
    """Return the sections of a brief as HTML; the points are numbered through all of them."""
    several, first, html = len(made.sections) > 1, 1, ""
    for section in made.sections:
        points = "".join(
            _point(number, point, columns) for number, point in enumerate(section.points, first)
        )
        first += len(section.points)
        inner = (
            _pair(columns, partial(_story_head, section, columns)) if several else "",
            f'<ol class="points">{points}</ol>',
            _section("key_facts", _facts(section.key_facts, columns), columns),
            _section("updates", _compared(section.updates, columns[0]), columns),
            _section("disagreements", _compared(section.disagreements, columns[0]), columns),
        )
        html += f'<div class="story">{"".join(inner)}</div>'
    return html


def _head(made: Brief, language: Language) -> str:
    if len(made.sections) > 1:
        title = export_labels.several(made.topic, language)
        heading = f"<h2>{inline(title, base=base_direction(language))}</h2>"
        days = export_labels.days(*made.days, language)
        return heading + (_quiet(days, language, "as-of") if days else "")
    (section,) = made.sections
    heading = _headline(section, language, "h2")
    if section.first_day != section.last_day:
        return heading + _days(section, language)
    if made.as_of is None:
        return heading
    as_of = f"{export_labels.say('as_of', language)} {day(made.as_of, language)}"
    return heading + _quiet(as_of, language, "as-of")


def _story_head(section: StorySection, columns: Sequence[Language], language: Language) -> str:
    """Return the headline of one of several stories, with its days; nothing in a column of a
    language without one, unless there is none in either."""
    known = {one.language for one in section.headlines} & set(columns)
    if language not in (known or columns[:1]):
        return ""
    return _headline(section, language, "h3") + _days(section, language)


def _headline(section: StorySection, language: Language, tag: str) -> str:
    titles = sorted(section.headlines, key=lambda one: one.language != language)
    headline = titles[0] if titles and (tag == "h3" or titles[0].language == language) else None
    text = line(headline.text) if headline else export_labels.say("brief", language)
    chip = references.link(headline.citation, language) if headline and headline.citation else ""
    title = inline(text, base=base_direction(language))
    return f"<{tag}>{title}\u00a0{chip}</{tag}>" if chip else f"<{tag}>{title}</{tag}>"


def _days(section: StorySection, language: Language) -> str:
    days = export_labels.days(section.first_day, section.last_day, language)
    return _quiet(days, language, "as-of") if days else ""


def _notes(made: Brief, columns: Sequence[Language]) -> str:
    """Return the remarks on the whole brief, as HTML."""
    notes = plain(made.remarks, tag="p", css="note") if made.remarks else ""
    if made.incomplete:
        notes += "".join(
            _quiet(export_labels.say("incomplete", one), one, "note") for one in columns
        )
    return notes + _missing(made)


def _missing(made: Brief) -> str:
    return "".join(
        messages.card(
            "notice missing",
            export_labels.say("no_language", missing.language),
            missing.reason,
            language=missing.language,
        )
        for missing in made.missing_languages
    )


def _point(number: int, point: Point, columns: Sequence[Language]) -> str:
    versions = {"ar": point.ar, "en": point.en}

    def side(language: Language) -> str:
        said = _said(versions[language], language)
        only = point.only_outlet and export_labels.only(line(point.only_outlet), language)
        remark = _quiet(only, language, "only") if only and versions[language] else ""
        return f'<span class="number">{number}</span><div>{said}{remark}</div>'

    return f"<li>{_pair(columns, side)}</li>"


def _said(version: Version | None, language: Language) -> str:
    if version is None:
        return _quiet(export_labels.say("no_version", language), language, "absent")
    *before, last = version.sentences
    if all(_is_sound(sentence) for sentence in version.sentences):
        # What is wrong only with the whole stands behind its last sentence.
        last = replace(last, verdict=version.verdict)
    return f"<p>{' '.join(_sentence(one, language) for one in [*before, last])}</p>"


def _is_sound(sentence: Sentence) -> bool:
    return sentence.verdict is None or sentence.verdict.sound


def _sentence(sentence: Sentence, language: Language) -> str:
    text = inline(line(sentence.text), base=base_direction(language))
    if verdict_marks.doubted(sentence):
        text = f'<span class="doubted">{text}</span>'
    return f"{text}\u00a0{''.join(references.behind(sentence, language))}"


def _section(name: str, inner: str, columns: Sequence[Language]) -> str:
    if not inner:
        return ""
    titles = "".join(
        f"<span {_attributes(one)}>{export_labels.say(name, one)}</span>" for one in columns
    )
    return f'<h3 class="pair">{titles}</h3><ul class="{name.replace("_", "-")}">{inner}</ul>'


def _facts(facts: Sequence[KeyFact], columns: Sequence[Language]) -> str:
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
            rows += f"<li>{_pair(columns, partial(_fact, kind, found))}</li>"
    return rows


def _fact(
    kind: KeyFactKind, found: Mapping[Language, Sequence[KeyFact]], language: Language
) -> str:
    facts = found[language]
    if not facts:
        return ""
    told = "".join(
        f"<li>{_block('bdi', fact.text)}\u00a0{references.link(fact.citation, language)}</li>"
        for fact in facts
    )
    return f"<strong>{export_labels.say(kind, language)}</strong><ul>{told}</ul>"


def _compared(told: Sequence[Disagreement | Update], reader: Language) -> str:
    """Return what articles say of the same subjects as HTML."""
    return "".join(
        f"<li>{_block('p', one.about)}<ul>{_claims(one.claims, reader)}</ul></li>" for one in told
    )


def _claims(claims: Sequence[Claim], reader: Language) -> str:
    rows = ""
    for claim in claims:
        article = claim.citation.article
        dated = replace(article, published_at=claim.day or article.published_at)
        known = references.origin(dated, article.language)
        origin = " · ".join(known) or article.title
        base = base_direction(article.language)
        rows += (
            f"<li {attributes(base)}><strong>{inline(line(origin), base=base)}</strong> "
            f"{inline(export_labels.claim(claim, article.language), base=base)}\u00a0"
            f"{references.link(claim.citation, reader)}</li>"
        )
    return rows


def _closing(made: Brief, language: Language) -> str:
    """Return the remark on who wrote the brief and how far its sources support it.

    The second part is left out where the brief only quotes.
    """
    versions = (point.ar if language == "ar" else point.en for point in made.points)
    sentences = [one for version in versions if version for one in version.sentences]
    written = _quiet(export_labels.written_by(line(made.writer), language), language, "written")
    if all(one.verdict is not None and one.verdict.status == "quoted" for one in sentences):
        return written
    return written + verdict_marks.summary(sentences, language=language, unfinished=False)


def _dropped(dropped: Sequence[Dropped], reader: Language) -> str:
    if not dropped:
        return ""
    rows = "".join(
        f"<li>{_block('p', one.text)}"
        f"<ul>{''.join(_block('li', reason) for reason in one.reasons)}</ul></li>"
        for one in dropped
    )
    base = base_direction(reader)
    summary = inline(f"{export_labels.say('dropped', reader)} ({len(dropped)})", base=base)
    return (
        f'<details class="dropped" {attributes(base)}><summary>{summary}</summary>'
        f"<ul>{rows}</ul></details>"
    )
