"""Finds who, what, where, when and how many in the points of a brief."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from rag.briefs.figures.counted import naming_words
from rag.briefs.figures.counted_figures import figures
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.grounding.analyzed_text import analyze_text
from rag.records import KeyFact, KeyFactKind, Language, Point
from rag.sources.dates.dateline_tokens import dateline_words
from rag.sources.dates.written_dates import fold_line
from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import Analyzer
from rag.text.cldr import names, places
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.names import name_keys
from rag.text.facts import Fact

_MOST_WORDS = 4
_CAPITAL = r"[A-Z][\w’'-]*\w"
# Two or more capitalised words: Narendra Modi, Mohammed bin Salman, Recep Tayyip al-Hassan.
_RUN = re.compile(rf"{_CAPITAL}(?: (?:(?:al|bin|van|de|der|von) )?(?:al-)?{_CAPITAL})+")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near)\s\Z")
# A word of an English title, in small letters: president, foreign, minister, secretary-general.
_TITLE_WORDS = re.compile(
    r"(?:mr|mrs|ms|dr|sir|president|prime|minister|secretary|secretary-general|foreign|defen[cs]e|state|vice|king"
    r"|queen|prince|chancellor|governor|senator|general|administrator|chairman|spokesman)"
)
# An Arabic title, with or without prefixes: رئيس, الرئيس, ووزيرة, والمتحدث.
_TITLE = re.compile(
    r"(?<!\w)[وبل]?(?:ال)?(?:رئيسة?|وزيرة?|[أا]مين|[أا]مير|ملك|مديرة?|مدرب|متحدث|نائب|حاكم|فريق)(?!\w)"
)
_STOP = re.compile(r"[.,;:!?()\[\]،؛؟«»\"“”]")
_WITH_ARTICLE = ("ال", "وال", "بال", "لل", "فال")


def english_names(text: str, glossary: Glossary) -> list[str]:
    """Return runs of two to four capitalised words that may name people, in order.

    Places, months and words of the glossary are left out, and so is the title before a name.
    """
    found = []
    for run in _RUN.finditer(text):
        if "'s " in run[0] or "’s " in run[0] or _PLACE_BEFORE.search(text[: run.start()]):
            continue
        told = list(dropwhile(_is_title, run[0].split()))
        common = any(_is_common(word, glossary) for word in told)
        if 2 <= len(told) <= _MOST_WORDS and not common and not _placed(told):
            found.append(" ".join(told).removesuffix("'s").removesuffix("’s"))
    return found


def _is_title(word: str) -> bool:
    """Tell whether an English word is part of a title, or no word of a name at all."""
    normal = normalize(word)
    return _TITLE_WORDS.fullmatch(normal) is not None or is_stopword(normal)


def arabic_names(text: str, glossary: Glossary, *, english: Sequence[str] = ()) -> list[str]:
    """Return Arabic names in order.

    A name is a run of words that sounds like a name of `english`, or one that stands behind a title
    and holds no known words.
    """
    found = [*_sounding(text, english), *_titled(text, glossary)]
    return sorted(dict.fromkeys(found), key=text.find)


def _sounding(text: str, english: Sequence[str]) -> Iterator[str]:
    """Yield the Arabic words that sound like one of the English names."""
    told = [piece.split() for piece in _STOP.split(text)]
    for name in english:
        sounds = [_sounds(word) for word in name.split() if len(word) > 2]
        for piece in told:
            yield from _runs(piece, sounds)


def _runs(piece: Sequence[str], sounds: Sequence[frozenset[str]]) -> Iterator[str]:
    """Yield the stretches of words that sound like all words of a name, in their order."""
    size = len(sounds)
    for at in range(len(piece) - size + 1):
        stretch = piece[at : at + size]
        if size > 1 and all(map(_alike, stretch, sounds)):
            with_and = stretch[0].startswith("و") and _alike(stretch[0][1:], sounds[0])
            yield " ".join(stretch)[int(with_and) :]


def _alike(word: str, sound: frozenset[str]) -> bool:
    """Tell whether a word may have one of these sounds."""
    return not _sounds(word).isdisjoint(sound)


def _sounds(word: str) -> frozenset[str]:
    """Return the keys of how a word may sound."""
    return frozenset(key for one in words(word) for key in name_keys(one) if key.startswith("k:"))


def _titled(text: str, glossary: Glossary) -> Iterator[str]:
    """Yield the names that stand behind a title."""
    for title in _TITLE.finditer(text):
        behind = _STOP.split(text[title.end() :], maxsplit=1)[0].split()
        while behind and normalize(behind[0]).startswith(("ال", "لل")):
            behind.pop(0)
        name: list[str] = []
        for word in behind[:_MOST_WORDS]:
            definite = normalize(word).startswith(_WITH_ARTICLE)
            if _is_common(word, glossary) or (definite and not name):
                break
            name.append(word)
        if len(name) >= 2:
            yield " ".join(name)


def _is_common(word: str, glossary: Glossary) -> bool:
    """Tell whether a word is, or may be, something other than a name."""
    return any(
        is_stopword(one) or glossary.knows(stem(one)) or one.startswith("وال")
        for one in words(word)
    )


def _placed(told: Sequence[str]) -> bool:
    """Tell whether a country, a city, a month or a weekday is among the words."""
    return any(True for _ in names().matches(words(" ".join(told))))


MOST = 3
"""Key facts of a kind in a language, at most; of `what` there is one."""

_LANGUAGES: tuple[Language, ...] = ("ar", "en")
# For example: "GENEVA (Reuters) - ", "TOKYO, Japan: ", "القاهرة (رويترز) - "
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z' -]{2,24}[A-Z]|[ء-ي]+(?: [ء-ي]+)?)"
    r"(?:, (?P<country>[\w ]{2,20}?))?(?P<agency>(?:\s?\([^)]{2,30}\)){0,2})\s?(?:[-–—]|:\s)"
)
# The year behind a month: " 2024", ", 2024", " of 2024", " عام 2024", "/آب 2024".
_AFTER_MONTH = re.compile(r"(?:/\w+)?,?\s(?:of\s|عام\s|العام\s|سنة\s)?(?:1[5-9]|20)\d\d(?!\d)")
# A day of the week: Monday, الاثنين, يوم الجمعة.
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
class _CitedSource:
    """A cited sentence.

    `other` is the text of its point in the other language; `first` says that it is the first point.
    """

    line: SourceSentence
    other: str
    first: bool
    analyzer: Analyzer

    @property
    def text(self) -> str:
        return self.line.text


def key_facts(points: Sequence[Point], analyzer: Analyzer) -> tuple[KeyFact, ...]:
    """Return the key facts in the words of the cited sentences, in each language.

    The facts of the first points come first. What cannot be recognised with certainty is left out.
    No points give an empty tuple.
    """
    told = {language: list(_told(points, language, analyzer)) for language in _LANGUAGES}
    return tuple(
        fact
        for language in _LANGUAGES
        for kind, find in _FINDERS
        for fact in _first(kind, find, told[language])
    )


def _told(
    points: Sequence[Point], language: Language, analyzer: Analyzer
) -> Iterator[_CitedSource]:
    """Yield the cited sentences of a language in the order of the points, without repetitions."""
    seen = set()
    for at, point in enumerate(points):
        other = point.en if language == "ar" else point.ar
        for citation in point.citations:
            if citation.article.language != language or citation in seen:
                continue
            seen.add(citation)
            line = SourceSentence(citation.evidence, citation.start, citation.end, place=at)
            beside = other.text if other else ""
            yield _CitedSource(line, beside, first=at == 0, analyzer=analyzer)


def _first(
    kind: KeyFactKind, find: Callable[[_CitedSource], Iterable[str]], told: Sequence[_CitedSource]
) -> list[KeyFact]:
    """Return the first facts of a kind, up to `MOST`, leaving out those within another."""
    found: dict[str, KeyFact] = {}
    for one in told:
        for text in find(one):
            normal = normalize(text)
            if not any(normal in earlier for earlier in found):
                found[normal] = KeyFact(kind, text, one.line.language, one.line.citation)
    return list(found.values())[: 1 if kind == "what" else MOST]


def _what(told: _CitedSource) -> Iterator[str]:
    if told.first:
        yield told.text


def _who(told: _CitedSource) -> list[str]:
    glossary = told.analyzer.glossary
    if told.line.language == "en":
        return english_names(told.text, glossary)
    return arabic_names(told.text, glossary, english=english_names(told.other, glossary))


def _where(told: _CitedSource) -> Iterator[str]:
    """Yield the place of a dateline, countries and cities."""
    dateline = _DATELINE.match(told.text)
    if dateline and _is_dateline(dateline):
        yield dateline["place"]
    pieces = [(word, piece) for piece in told.text.split() for word in words(piece)]
    for start, end, _ in places().matches([word for word, _ in pieces]):
        shown = " ".join(piece for _, piece in pieces[start:end]).strip(_MARKS)
        if told.line.language == "ar":
            yield _without_clitics(shown)
        elif shown[:1].isupper():
            yield shown.removesuffix("'s").removesuffix("’s")


def _is_dateline(opening: re.Match[str]) -> bool:
    """Tell whether the words that open a sentence are where it was written: not "And he said: ".

    They are a known place or stand beside one, or an agency stands behind them.
    """
    place, country = opening["place"], opening["country"]
    if _is_place(place) or (country and _is_place(country)):
        return True
    known = dateline_words()
    behind = fold_line(opening.string[opening.end() : opening.end() + 40])
    by_agency = opening["agency"] or any(
        behind.startswith((f"{one} -", f"{one}-", f"{one}:")) for one in known["agency"]
    )
    return bool(by_agency) and known["telling"].isdisjoint(fold_line(place).split())


def _is_place(text: str) -> bool:
    """Tell whether a text is the name of a country or a city and nothing else."""
    every = words(text)
    return any((start, end) == (0, len(every)) for start, end, _ in places().matches(every))


def _without_clitics(place: str) -> str:
    """Remove Arabic prefixes from a place: اليابان for ولليابان, فرنسا for وفرنسا."""
    if _BEFORE_ARTICLE.match(place):
        return _BEFORE_ARTICLE.sub("ال", place)
    for size in (1, 2):
        shorter = place[size:]
        if place[size - 1] in "وفبلك" and _place(shorter) and _place(shorter) == _place(place):
            return shorter
    return place


def _place(text: str) -> str | None:
    """Return the key of the place that a text begins with, or None."""
    return next((key for start, _, key in places().matches(words(text)) if start == 0), None)


def _when(told: _CitedSource) -> Iterator[str]:
    """Yield days, months with their year, and days of the week, in their order."""
    text = told.text
    found = [fact for fact in analyze_text(text, told.analyzer).facts.facts if fact.strict]
    dates = [(fact.start, fact.end) for fact in found if fact.kind == "date"]
    months = [fact for fact in found if fact.kind == "month"]
    days = [day.span() for day in _DAY.finditer(text)]
    for start, end in sorted([*dates, *_months_of_years(text, months, dates), *days]):
        yield text[start:end].strip()


def _months_of_years(
    text: str, months: Sequence[Fact], dates: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the spans of months with the year behind them, outside of dates."""
    for month in months:
        year = _AFTER_MONTH.match(text, month.end)
        if year and not any(start <= month.start < end for start, end in dates):
            yield month.start, year.end()


def _how_many(told: _CitedSource) -> Iterator[str]:
    """Yield figures with the noun right behind them, sums of money, and shares."""
    for figure in figures(told.line, told.analyzer):
        behind = told.text[figure.start + len(figure.written) :]
        thing = _counted(behind) if behind.startswith((" ", "\u064b")) else ""
        if figure.unit:
            yield figure.written
        elif thing and not _DEFINITE_BEFORE.search(told.text[: figure.start]):
            yield f"{figure.written} {thing}"


def _counted(behind: str) -> str:
    """Return the noun behind a figure, or "" where there is none.

    It is the first word; where that is no English plural, the next word as well (gold medals).
    """
    told = behind.split()
    noun = told[0].strip(_MARKS) if told else ""
    if not naming_words(noun) and normalize(noun) not in _PEOPLE:
        return ""
    ends = told[0][-1] in _MARKS and noun != "U.S"
    alone = ends or not noun.isascii() or noun.endswith("s") or noun in _PLURALS
    return " ".join(told[:1] if alone else [told[0], *filter(naming_words, told[1:2])]).strip(
        _MARKS
    )


_FINDERS: tuple[tuple[KeyFactKind, Callable[[_CitedSource], Iterable[str]]], ...] = (
    ("who", _who),
    ("what", _what),
    ("where", _where),
    ("when", _when),
    ("how_many", _how_many),
)
