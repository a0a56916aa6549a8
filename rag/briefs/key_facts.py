"""Who, what, where, when and how many of a brief's points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.briefs.counted import telling
from rag.briefs.counted_figures import figures
from rag.briefs.source_sentences import SourceSentence
from rag.records import KeyFact, KeyFactKind, Language, Point
from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import words
from rag.text.cldr import names, places
from rag.text.crosslingual.glossary import concepts
from rag.text.crosslingual.names import name_keys
from rag.text.facts import facts

_MOST_WORDS = 4
_CAPITAL = r"[A-Z][\w’'-]*\w"
_RUN = re.compile(rf"{_CAPITAL}(?: (?:(?:al|bin|van|de|der|von) )?(?:al-)?{_CAPITAL})+")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near)\s\Z")
_TITLE_WORDS = re.compile(
    r"(?:mr|mrs|ms|dr|sir|president|prime|minister|secretary|secretary-general|foreign|defen[cs]e|state|vice|king"
    r"|queen|prince|chancellor|governor|senator|general|administrator|chairman|spokesman)"
)
_TITLE = re.compile(
    r"(?<!\w)[وبل]?(?:ال)?(?:رئيسة?|وزيرة?|[أا]مين|[أا]مير|ملك|مديرة?|مدرب|متحدث|نائب|حاكم|فريق)(?!\w)"
)
_STOP = re.compile(r"[.,;:!?()\[\]،؛؟«»\"“”]")
_WITH_ARTICLE = ("ال", "وال", "بال", "لل", "فال")


def english_names(text: str) -> list[str]:
    """Runs of two to four capitalised words that are no place, no month and no words of the
    glossary, without the title before them, in order."""
    found = []
    for run in _RUN.finditer(text):
        if "'s " in run[0] or "’s " in run[0] or _PLACE_BEFORE.search(text[: run.start()]):
            continue
        told = run[0].split()
        while told and (
            _TITLE_WORDS.fullmatch(normalize(told[0])) or is_stopword(normalize(told[0]))
        ):
            told.pop(0)
        if 2 <= len(told) <= _MOST_WORDS and not any(map(_is_common, told)) and not _placed(told):
            found.append(" ".join(told).removesuffix("'s").removesuffix("’s"))
    return found


def arabic_names(text: str, *, english: Sequence[str] = ()) -> list[str]:
    """Names in order: runs of words that sound as a name of `english` does, or that stand behind
    a title and are no other words."""
    found = [*_sounding(text, english), *_titled(text)]
    return sorted(dict.fromkeys(found), key=text.find)


def _sounding(text: str, english: Sequence[str]) -> Iterator[str]:
    told = [piece.split() for piece in _STOP.split(text)]
    for name in english:
        sounds = [_sounds(word) for word in name.split() if len(word) > 2]
        for piece in told:
            yield from _runs(piece, sounds)


def _runs(piece: Sequence[str], sounds: Sequence[frozenset[str]]) -> Iterator[str]:
    """The stretches of words that sound as all of a name's words do, in their order."""
    size = len(sounds)
    for at in range(len(piece) - size + 1):
        stretch = piece[at : at + size]
        if size > 1 and all(map(_alike, stretch, sounds)):
            with_and = stretch[0].startswith("و") and _alike(stretch[0][1:], sounds[0])
            yield " ".join(stretch)[int(with_and) :]


def _alike(word: str, sound: frozenset[str]) -> bool:
    return not _sounds(word).isdisjoint(sound)


def _sounds(word: str) -> frozenset[str]:
    return frozenset(key for one in words(word) for key in name_keys(one) if key.startswith("k:"))


def _titled(text: str) -> Iterator[str]:
    for title in _TITLE.finditer(text):
        behind = _STOP.split(text[title.end() :], maxsplit=1)[0].split()
        while behind and normalize(behind[0]).startswith(("ال", "لل")):
            behind.pop(0)
        name: list[str] = []
        for word in behind[:_MOST_WORDS]:
            if _is_common(word) or (normalize(word).startswith(_WITH_ARTICLE) and not name):
                break
            name.append(word)
        if len(name) >= 2:
            yield " ".join(name)


def _is_common(word: str) -> bool:
    """Whether a word is, or may be, something else than a name."""
    return any(
        is_stopword(one) or concepts().knows(stem(one)) or one.startswith("وال")
        for one in words(word)
    )


def _placed(told: Sequence[str]) -> bool:
    """Whether a country, a city, a month or a weekday is among the words."""
    return any(True for _ in names().matches(words(" ".join(told))))


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

    line: SourceSentence
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
            line = SourceSentence(citation.evidence, citation.start, citation.end, place=at)
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
