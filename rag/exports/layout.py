"""Lays a brief out as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.exports import wording
from rag.exports.address import web_address
from rag.exports.numbering import Numbering
from rag.exports.sheet import (
    Block,
    Difference,
    FactCell,
    Facts,
    LeftOut,
    Line,
    Remark,
    Row,
    Said,
    Sheet,
    Side,
    Source,
)
from rag.records import (
    Article,
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
    Verdict,
    Version,
)
from rag.text import display

_KINDS: tuple[KeyFactKind, ...] = ("who", "what", "where", "when", "how_many")


def lay_out(brief: Brief) -> Sheet:
    """The brief laid out; an abstained one has no points, but its notes say so."""
    languages = _languages(brief)
    numbering = Numbering(_citations(brief))
    headlines = tuple(_headline(brief, language, numbering) for language in languages)
    return Sheet(
        languages=languages,
        title=headlines[0].line if brief.headlines else Line.of(brief.topic),
        as_of=brief.as_of,
        headlines=headlines,
        meta=tuple(_meta(brief, language, both=len(languages) == 2) for language in languages),
        notes=tuple(_notes(brief, languages)),
        points=tuple(
            _row(number, point, languages, numbering)
            for number, point in enumerate(brief.points, start=1)
        ),
        facts=tuple(_facts(brief.key_facts, languages, numbering)),
        differences=tuple(_difference(one, numbering) for one in brief.disagreements),
        dropped=tuple(_left_out(one) for one in brief.dropped),
        sources=tuple(_source(article, numbering) for article in _articles(brief, numbering)),
        closing=tuple(tuple(_closing(brief, language)) for language in languages),
    )


def _languages(brief: Brief) -> tuple[Language, ...]:
    """Those that a point has, else those that were asked for; English stands on the left."""
    having = {
        version.language for point in brief.points for version in (point.en, point.ar) if version
    }
    order: tuple[Language, ...] = ("en", "ar")
    return tuple(one for one in order if one in (having or brief.languages))


def _citations(brief: Brief) -> Iterator[Citation]:
    yield from (headline.citation for headline in brief.headlines if headline.citation)
    for point in brief.points:
        yield from point.citations
    yield from (fact.citation for fact in brief.key_facts)
    yield from (claim.citation for one in brief.disagreements for claim in one.claims)


def _articles(brief: Brief, numbering: Numbering) -> list[Article]:
    """The sources, and whatever else is cited."""
    found = {article.id: article for article in brief.sources}
    for article in numbering.articles():
        found.setdefault(article.id, article)
    return list(found.values())


def _headline(brief: Brief, language: Language, numbering: Numbering) -> Said:
    for headline in brief.headlines:
        if headline.language == language:
            cited = [headline.citation] if headline.citation else []
            return Said(Line.of(headline.text, language), numbering.marks(cited))
    return Said(Line.of(wording.say("brief", language), language))


def _meta(brief: Brief, language: Language, *, both: bool) -> tuple[tuple[str, Line], ...]:
    rows = [("topic", Line.of(brief.topic))] if display.line(brief.topic) else []
    if brief.as_of:
        rows.append(("as_of", Line.of(display.day(brief.as_of, language), language)))
    rows.append(("length", Line.of(wording.length(brief.words, language, both=both), language)))
    return tuple((wording.say(name, language), line) for name, line in rows)


def _notes(brief: Brief, languages: Sequence[Language]) -> Iterator[Remark]:
    reason = Line.of(brief.reason) if brief.reason else None
    if brief.abstained:
        for language in [reason.language] if reason else languages:
            label = wording.say("abstained", language)
            yield Remark("abstained", language, label, (reason,) if reason else ())
    elif reason:
        yield Remark("note", reason.language, "", (reason,))
    if brief.incomplete:
        for language in languages:
            yield Remark("incomplete", language, wording.say("incomplete", language))
    for missing in brief.missing_languages:
        label = wording.say("no_language", missing.language)
        lines = (Line.of(missing.reason, missing.language),)
        yield Remark("missing", missing.language, label, lines)


def _row(number: int, point: Point, languages: Sequence[Language], numbering: Numbering) -> Row:
    versions: dict[Language, Version | None] = {"ar": point.ar, "en": point.en}
    return Row(
        number,
        tuple(_side(versions[one], one, point.only_outlet, numbering) for one in languages),
    )


def _side(
    version: Version | None, language: Language, outlet: str | None, numbering: Numbering
) -> Side:
    if version is None:
        absent = Line.of(wording.say("no_version", language), language)
        return Side(language, (), (Remark("absent", language, "", (absent,)),))
    blocks = _blocks(version, numbering)
    remarks = [] if any(block.remark for block in blocks) else _flags(version.verdict, language)
    if outlet:
        only = Line.of(wording.only(display.line(outlet), language), language)
        remarks.append(Remark("only", language, "", (only,)))
    return Side(language, tuple(blocks), tuple(remarks))


def _blocks(version: Version, numbering: Numbering) -> list[Block]:
    """Sentences in doubt stand alone, so that it is plain what the remark is about."""
    blocks: list[Block] = []
    for sentence in version.sentences:
        said = _said(sentence, version.language, numbering)
        flags = _flags(sentence.verdict, version.language)
        if flags or not blocks or blocks[-1].remark:
            blocks.append(Block((said,), flags[0] if flags else None))
        else:
            blocks[-1] = Block((*blocks[-1].sentences, said))
    return blocks


def _said(sentence: Sentence, language: Language, numbering: Numbering) -> Said:
    marks = numbering.marks(sentence.citations)
    return Said(Line.of(sentence.text, language), marks, uncited=not marks)


def _flags(verdict: Verdict | None, language: Language) -> list[Remark]:
    if verdict is None or verdict.status == "supported":
        return []
    label = wording.say(verdict.status, language)
    reasons = tuple(Line.of(reason, language) for reason in verdict.reasons)
    return [Remark(verdict.status, language, label, reasons)]


def _facts(
    facts: Sequence[KeyFact], languages: Sequence[Language], numbering: Numbering
) -> Iterator[Facts]:
    """One row a kind. A fact in a language that has no column stands in the first."""
    for kind in _KINDS:
        columns: list[list[Said]] = [[] for _ in languages]
        for fact in facts:
            if fact.kind == kind:
                column = languages.index(fact.language) if fact.language in languages else 0
                marks = numbering.marks([fact.citation])
                columns[column].append(Said(Line.of(fact.text, fact.language), marks))
        if any(columns):
            yield Facts(
                tuple(
                    FactCell(language, wording.say(kind, language), tuple(found))
                    for language, found in zip(languages, columns, strict=True)
                )
            )


def _difference(disagreement: Disagreement, numbering: Numbering) -> Difference:
    return Difference(
        Line.of(disagreement.about),
        tuple(_claim(claim, numbering) for claim in disagreement.claims),
    )


def _claim(claim: Claim, numbering: Numbering) -> tuple[Line, Said]:
    article = claim.citation.article
    value = Said(Line.of(claim.value, article.language), numbering.marks([claim.citation]))
    return _origin(article) or Line.of(article.title, article.language), value


def _left_out(dropped: Dropped) -> LeftOut:
    language = dropped.language
    reasons = tuple(Line.of(reason, language) for reason in dropped.reasons)
    return LeftOut(Line.of(dropped.text, language), reasons)


def _source(article: Article, numbering: Numbering) -> Source:
    address = display.line(article.url or "")
    return Source(
        Line.of(article.title),
        _origin(article),
        address,
        web_address(address),
        tuple(
            (mark, Line.of(citation.quote, article.language))
            for mark, citation in numbering.of_article(article)
        ),
    )


def _origin(article: Article) -> Line | None:
    """Outlet and date, as far as they are known."""
    when = display.day(article.published_at, article.language) if article.published_at else ""
    parts = [part for part in (display.line(article.outlet or ""), when) if part]
    return Line.of(" · ".join(parts), article.language) if parts else None


def _closing(brief: Brief, language: Language) -> Iterator[Line]:
    if brief.abstained:
        return
    versions = [v for point in brief.points for v in (point.ar, point.en) if v]
    sound = all(version.verdict.status == "supported" for version in versions)
    yield Line.of(wording.written_by(display.line(brief.writer), language), language)
    yield Line.of(wording.say("borne_out" if sound else "doubted", language), language)
