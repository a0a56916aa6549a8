"""Lays a brief out as a document of cleaned lines, in the order that every format shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.exports.brief_document import (
    BriefDocument,
    CitedLine,
    Difference,
    FactCell,
    KeyFactRows,
    LanguageColumn,
    LeftOut,
    Numbering,
    Remark,
    Row,
    StoryPart,
    TextLine,
)
from rag.exports.cited_text import blocks, flags, origin, source_row
from rag.messages import export_labels
from rag.records import (
    Article,
    Brief,
    Citation,
    Claim,
    Disagreement,
    Dropped,
    Headline,
    KeyFact,
    KeyFactKind,
    Language,
    Point,
    StorySection,
    Update,
    Version,
)
from rag.text import display

_KINDS: tuple[KeyFactKind, ...] = ("who", "what", "where", "when", "how_many")


def lay_out_brief(brief: Brief) -> BriefDocument:
    """Lay a brief out as a document. A brief without points has notes that say why."""
    languages = _languages(brief)
    numbering = Numbering(_citations(brief))
    one_story = len(brief.sections) <= 1
    headlines = tuple(
        _headline(brief.headlines, language, numbering)
        if one_story
        else CitedLine(TextLine.of(export_labels.several(brief.topic, language), language))
        for language in languages
    )
    named = (one_story and brief.headlines) or not display.line(brief.topic)
    return BriefDocument(
        languages=languages,
        title=headlines[0].line if named else TextLine.of(brief.topic),
        as_of=brief.as_of,
        headlines=headlines,
        meta=tuple(_meta(brief, language, both=len(languages) == 2) for language in languages),
        notes=tuple(_notes(brief, languages)),
        stories=tuple(_stories(brief, languages, numbering)),
        dropped=tuple(_left_out(one) for one in brief.dropped),
        sources=tuple(source_row(article, numbering) for article in _articles(brief, numbering)),
        closing=tuple(tuple(_closing(brief, language)) for language in languages),
    )


def _languages(brief: Brief) -> tuple[Language, ...]:
    """Return the languages of the points, or if there are none those asked for, English first."""
    having = {
        version.language for point in brief.points for version in (point.en, point.ar) if version
    }
    order: tuple[Language, ...] = ("en", "ar")
    return tuple(one for one in order if one in (having or brief.languages))


def _citations(brief: Brief) -> Iterator[Citation]:
    """Yield every citation of the brief."""
    for section in brief.sections:
        yield from (headline.citation for headline in section.headlines if headline.citation)
    for point in brief.points:
        yield from point.citations
    yield from (fact.citation for fact in brief.key_facts)
    yield from (claim.citation for one in brief.updates for claim in one.claims)
    yield from (claim.citation for one in brief.disagreements for claim in one.claims)


def _articles(brief: Brief, numbering: Numbering) -> list[Article]:
    """Return the sources of the brief, followed by any other cited article."""
    found = {article.id: article for article in brief.sources}
    for article in numbering.articles():
        found.setdefault(article.id, article)
    return list(found.values())


def _stories(
    brief: Brief, languages: Sequence[Language], numbering: Numbering
) -> Iterator[StoryPart]:
    """Yield the sections of a brief; the points are numbered through all of them."""
    several, first = len(brief.sections) > 1, 1
    for section in brief.sections:
        days = [export_labels.days(section.first_day, section.last_day, one) for one in languages]
        yield StoryPart(
            headlines=_story_headlines(section, languages, numbering) if several else (),
            days=tuple(map(TextLine.of, days, languages)) if several and all(days) else (),
            points=tuple(
                _row(number, point, languages, numbering)
                for number, point in enumerate(section.points, start=first)
            ),
            facts=tuple(_facts(section.key_facts, languages, numbering)),
            updates=tuple(_difference(one, numbering) for one in section.updates),
            differences=tuple(_difference(one, numbering) for one in section.disagreements),
        )
        first += len(section.points)


def _headline(headlines: Sequence[Headline], language: Language, numbering: Numbering) -> CitedLine:
    for headline in headlines:
        if headline.language == language:
            cited = [headline.citation] if headline.citation else []
            return CitedLine(TextLine.of(headline.text, language), numbering.marks(cited))
    return CitedLine(TextLine.of(export_labels.say("brief", language), language))


def _story_headlines(
    section: StorySection, languages: Sequence[Language], numbering: Numbering
) -> tuple[CitedLine | None, ...]:
    """Return the headlines of one of several stories: None for a language without one, and the only
    one there is in the first column where it is in neither of the languages."""
    known = [one.language for one in section.headlines]
    told = [
        _headline(section.headlines, one, numbering) if one in known else None for one in languages
    ]
    if not any(told):
        told[0] = _headline(section.headlines, (*known, languages[0])[0], numbering)
    return tuple(told)


def _meta(brief: Brief, language: Language, *, both: bool) -> tuple[tuple[str, TextLine], ...]:
    # A brief without a topic has the title of its story, which stands in the headline.
    named = {one.text for section in brief.sections for one in section.headlines}
    asked = display.line(brief.topic) and brief.topic not in named
    rows = [("topic", TextLine.of(brief.topic))] if asked else []
    first, last = brief.days
    if first != last:
        told = export_labels.days(first, last, language)
        rows.append(("days", TextLine.of(told, language)))
    elif brief.as_of:
        rows.append(("as_of", TextLine.of(display.day(brief.as_of, language), language)))
    rows.append(
        ("length", TextLine.of(export_labels.length(brief.words, language, both=both), language))
    )
    return tuple((export_labels.say(name, language), line) for name, line in rows)


def _notes(brief: Brief, languages: Sequence[Language]) -> Iterator[Remark]:
    reason = TextLine.of(brief.remarks) if brief.remarks else None
    if brief.abstained:
        for language in [reason.language] if reason else languages:
            label = export_labels.say("abstained", language)
            yield Remark("abstained", language, label, (reason,) if reason else ())
    elif reason:
        yield Remark("note", reason.language, "", (reason,))
    if brief.incomplete:
        for language in languages:
            yield Remark("incomplete", language, export_labels.say("incomplete", language))
    for missing in brief.missing_languages:
        label = export_labels.say("no_language", missing.language)
        lines = (TextLine.of(missing.reason, missing.language),)
        yield Remark("missing", missing.language, label, lines)


def _row(number: int, point: Point, languages: Sequence[Language], numbering: Numbering) -> Row:
    versions: dict[Language, Version | None] = {"ar": point.ar, "en": point.en}
    return Row(
        number,
        tuple(_side(versions[one], one, point.only_outlet, numbering) for one in languages),
    )


def _side(
    version: Version | None, language: Language, outlet: str | None, numbering: Numbering
) -> LanguageColumn:
    if version is None:
        absent = TextLine.of(export_labels.say("no_version", language), language)
        return LanguageColumn(language, (), (Remark("absent", language, "", (absent,)),))
    told = blocks(version.sentences, language, numbering)
    remarks = [] if any(block.remark for block in told) else flags(version.verdict, language)
    if outlet:
        only = TextLine.of(export_labels.only(display.line(outlet), language), language)
        remarks.append(Remark("only", language, "", (only,)))
    return LanguageColumn(language, tuple(told), tuple(remarks))


def _facts(
    facts: Sequence[KeyFact], languages: Sequence[Language], numbering: Numbering
) -> Iterator[KeyFactRows]:
    """Yield one row for each kind.

    A fact in a language without a column goes into the first column.
    """
    for kind in _KINDS:
        columns: list[list[CitedLine]] = [[] for _ in languages]
        for fact in facts:
            if fact.kind == kind:
                column = languages.index(fact.language) if fact.language in languages else 0
                marks = numbering.marks([fact.citation])
                columns[column].append(CitedLine(TextLine.of(fact.text, fact.language), marks))
        if any(columns):
            yield KeyFactRows(
                tuple(
                    FactCell(language, export_labels.say(kind, language), tuple(found))
                    for language, found in zip(languages, columns, strict=True)
                )
            )


def _difference(compared: Disagreement | Update, numbering: Numbering) -> Difference:
    return Difference(
        TextLine.of(compared.about),
        tuple(_claim(claim, numbering) for claim in compared.claims),
    )


def _claim(claim: Claim, numbering: Numbering) -> tuple[TextLine, CitedLine]:
    article = claim.citation.article
    told = export_labels.claim(claim, article.language)
    value = CitedLine(TextLine.of(told, article.language), numbering.marks([claim.citation]))
    place = origin(article, claim.day) or TextLine.of(article.title, article.language)
    return place, value


def _left_out(dropped: Dropped) -> LeftOut:
    language = dropped.language
    reasons = tuple(TextLine.of(reason, language) for reason in dropped.reasons)
    return LeftOut(TextLine.of(dropped.text, language), reasons)


def _closing(brief: Brief, language: Language) -> Iterator[TextLine]:
    if brief.abstained:
        return
    versions = [v for point in brief.points for v in (point.ar, point.en) if v]
    yield TextLine.of(export_labels.written_by(display.line(brief.writer), language), language)
    if all(version.verdict.status == "quoted" for version in versions):
        return  # nothing was written, so there was nothing to check
    sound = all(version.verdict.sound and not _has_amiss(version) for version in versions)
    yield TextLine.of(export_labels.say("borne_out" if sound else "doubted", language), language)


def _has_amiss(version: Version) -> bool:
    """Tell whether a sentence cites a passage that does nothing for it."""
    return any(one.amiss for sentence in version.sentences for one in sentence.citations)
