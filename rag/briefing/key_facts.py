"""Who, what, where, when and how many of a brief's points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.briefing.counted import telling
from rag.briefing.figures import figures
from rag.briefing.lines import Line
from rag.briefing.people import arabic_names, english_names
from rag.records import KeyFact, KeyFactKind, Language, Point
from rag.text.cldr import places
from rag.text.facts import facts
from rag.text.normalize import normalize
from rag.text.words import words

MOST = 3
"""Key facts of a kind in a language, at most; of `what` there is one."""

_LANGUAGES: tuple[Language, ...] = ("ar", "en")
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z' -]{2,24}[A-Z]|[ء-ي]+(?: [ء-ي]+)?)"
    r"(?:, [\w ]{2,20})?(?:\s?\([^)]{2,30}\)){0,2}\s?(?:[-–—]|:\s)"
)
_AFTER_MONTH = re.compile(r"(?:/\w+)?,?\s(?:of\s|عام\s|العام\s|سنة\s)?(?:1[5-9]|20)\d\d(?!\d)")
_DAY = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|(?<!\w)(?:يوم\s)?ال(?:[أإا]ثنين|ثلاثاء|[أا]ربعاء|خميس|جمعة|سبت|[أا]حد)(?!\w)"
)
_BEFORE_ARTICLE = re.compile(r"^[وف]?(?:[بك]?ال|لل)")
_MARKS = ".,;:!?()[]،؛؟«»\"“”'’"
_PEOPLE = frozenset(["people", "person", "us", "شخص", "شخصا", "اشخاص"])
_PLURALS = frozenset(["people", "dead", "injured", "wounded", "crew", "men", "women", "children"])
_DEFINITE_BEFORE = re.compile(r"(?<!\w)ال\w+\s\Z")


@dataclass(frozen=True, slots=True)
class _Told:
    """A cited sentence, the text of its point in the other language, and whether the point is the
    first."""

    line: Line
    other: str
    first: bool

    @property
    def text(self) -> str:
        return self.line.text


def key_facts(points: Sequence[Point]) -> tuple[KeyFact, ...]:
    """The key facts in the words of the cited sentences, in each language, from the first points
    on. What cannot be told surely is left out."""
    told = {language: list(_told(points, language)) for language in _LANGUAGES}
    return tuple(
        fact
        for language in _LANGUAGES
        for kind, find in _FINDERS
        for fact in _first(kind, find, told[language])
    )


def _told(points: Sequence[Point], language: Language) -> Iterator[_Told]:
    """The cited sentences of a language in the order of the points, each once."""
    seen = set()
    for at, point in enumerate(points):
        other = point.en if language == "ar" else point.ar
        for citation in point.citations:
            if citation.article.language != language or citation in seen:
                continue
            seen.add(citation)
            line = Line(citation.evidence, citation.start, citation.end, place=at)
            yield _Told(line, other.text if other else "", first=at == 0)


def _first(
    kind: KeyFactKind, find: Callable[[_Told], Iterable[str]], told: Sequence[_Told]
) -> list[KeyFact]:
    """The first few, none of them a part of an earlier one."""
    found: dict[str, KeyFact] = {}
    for one in told:
        for text in find(one):
            normal = normalize(text)
            if not any(normal in earlier for earlier in found):
                found[normal] = KeyFact(kind, text, one.line.language, one.line.citation)
    return list(found.values())[: 1 if kind == "what" else MOST]


def _what(told: _Told) -> Iterator[str]:
    if told.first:
        yield told.text


def _who(told: _Told) -> list[str]:
    if told.line.language == "en":
        return english_names(told.text)
    return arabic_names(told.text, english=english_names(told.other))


def _where(told: _Told) -> Iterator[str]:
    """The place of a dateline, countries and cities."""
    dateline = _DATELINE.match(told.text)
    if dateline:
        yield dateline["place"]
    pieces = [(word, piece) for piece in told.text.split() for word in words(piece)]
    for start, end, _ in places().matches([word for word, _ in pieces]):
        shown = " ".join(piece for _, piece in pieces[start:end]).strip(_MARKS)
        if told.line.language == "ar":
            yield _without_clitics(shown)
        elif shown[:1].isupper():
            yield shown.removesuffix("'s").removesuffix("’s")


def _without_clitics(place: str) -> str:
    """اليابان for ولليابان, فرنسا for وفرنسا, and لبنان for لبنان."""
    if _BEFORE_ARTICLE.match(place):
        return _BEFORE_ARTICLE.sub("ال", place)
    for size in (1, 2):
        shorter = place[size:]
        if place[size - 1] in "وفبلك" and _place(shorter) and _place(shorter) == _place(place):
            return shorter
    return place


def _place(text: str) -> str | None:
    return next((key for start, _, key in places().matches(words(text)) if start == 0), None)


def _when(told: _Told) -> Iterator[str]:
    """Days, months with their year, days of the week, in their order."""
    text = told.text
    spans = [fact for fact in facts(text).facts if fact.kind in ("date", "month") and fact.strict]
    dates = [(fact.start, fact.end) for fact in spans if fact.kind == "date"]
    for fact in spans:
        year = _AFTER_MONTH.match(text, fact.end)
        inside = any(start <= fact.start < end for start, end in dates)
        if fact.kind == "month" and year and not inside:
            dates.append((fact.start, year.end()))
    dates += [day.span() for day in _DAY.finditer(text)]
    for start, end in sorted(dates):
        yield text[start:end].strip()


def _how_many(told: _Told) -> Iterator[str]:
    """Figures with what they count right behind them, and sums of money and shares."""
    for figure in figures(told.line):
        behind = told.text[figure.start + len(figure.written) :]
        thing = _counted(behind) if behind.startswith((" ", "\u064b")) else ""
        if figure.unit:
            yield figure.written
        elif thing and not _DEFINITE_BEFORE.search(told.text[: figure.start]):
            yield f"{figure.written} {thing}"


def _counted(behind: str) -> str:
    """The noun behind a figure: the first word, and where that is no plural in English, the next
    as well (gold medals). Empty where there is none."""
    told = behind.split()
    noun = told[0].strip(_MARKS) if told else ""
    if not telling(noun) and normalize(noun) not in _PEOPLE:
        return ""
    ends = told[0][-1] in _MARKS and noun != "U.S"
    alone = ends or not noun.isascii() or noun.endswith("s") or noun in _PLURALS
    return " ".join(told[:1] if alone else [told[0], *filter(telling, told[1:2])]).strip(_MARKS)


_FINDERS: tuple[tuple[KeyFactKind, Callable[[_Told], Iterable[str]]], ...] = (
    ("who", _who),
    ("what", _what),
    ("where", _where),
    ("when", _when),
    ("how_many", _how_many),
)
