"""Takes a question apart once, for all passages it is held against."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.records import Language
from rag.retrieval.coverage import Term, Unit, Wanted, smoothed
from rag.retrieval.question_words import is_asking
from rag.text.analysis.folding import fold, normalize
from rag.text.analysis.stemming import is_arabic, stem
from rag.text.analysis.tokenizer import tokens, word
from rag.text.analyzer import Analyzer
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.keys import is_key
from rag.text.crosslingual.names import name_keys

_LN_2 = 0.693


@dataclass(frozen=True, slots=True)
class Part:
    """A word of the question, or what it says in keys at one place. `weight` is what it counts
    for in coverage, `rarity` its idf; `name`, `place` and `number` tell what it seems to be.
    `sounds` are the keys by which a name is found in another spelling."""

    weight: float
    rarity: float
    term: Term | None = None
    unit: Unit | None = None
    name: bool = False
    place: bool = False
    number: bool = False
    sounds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of thing is asked for, as far as digits and months tell whether it is there."""

    cue: re.Pattern[str] | None
    said: frozenset[str]

    def met_in(self, text: str) -> float:
        """Return 1 where such a thing stands in the text that the question does not say itself,
        −1 where none does, 0 for a question of another kind."""
        if self.cue is None:
            return 0.0
        found = set(self.cue.findall(normalize(text))) - self.said
        return 1.0 if found else -1.0


_HOW_MANY = re.compile(r"\bكم\b|\bhow (?:many|much|old|long|far|tall|high|big|large)\b")
_WHEN = re.compile(r"\b(?:متي|تاريخ)\b|\bwhen\b|\bwhat (?:day|date|year)\b")
_WORDS_FOR_NUMBERS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|"
    r"thousand|million|billion|dozen|half|اثن\w+|ثلاث\w*|اربع\w*|خمس\w*|ست[هة]?|سبع\w*|ثمان\w*|"
    r"تسع\w*|عشر\w*|مئ\w+|ما?ئه|الف|الاف|مليون\w*|ملايين|مليار\w*|نصف|ربع|ثلث|عامين|يومين|شهرين|"
    r"سنتين|ساعتين|مرتين|\w{3,}(?:ان|ين)"
)
_NUMBER = re.compile(rf"\d[\d.,]*|\b(?:{_WORDS_FOR_NUMBERS})\b")
_DATE = re.compile(
    r"\b(?:1[0-9]|20)\d\d\b|\b(?:يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|"
    r"نوفمبر|ديسمبر|كانون|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|تشرين|عام|سنه|العام|القرن|"
    r"السبت|الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|اليوم|امس|غدا|january|february|march|"
    r"april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|today|yesterday|tomorrow|year|years|month|week|century)\b"
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question taken apart. `nowhere` is the idf of a word that stands in no text of the
    library, `unseen` the least idf of such a word, `size` ln of the number of its chunks, with
    those that are thought into it (`smoothed`). `subject` is True for a query that asks nothing,
    but names what it is about (COP28)."""

    language: Language
    subject: bool
    terms: Sequence[Part]
    units: Sequence[Part]
    kind: Kind
    nowhere: float
    unseen: float
    size: float
    analyzer: Analyzer

    @classmethod
    def by(
        cls,
        question: str,
        language: Language,
        rarity: Callable[[str], float],
        analyzer: Analyzer,
    ) -> AskedQuestion:
        """Take a question apart.

        `rarity` gives the idf of a stem or a key in the library, `analyzer` is the library's.
        """
        wanted = Wanted.by(question, rarity, analyzer)
        rarity = smoothed(rarity)
        nowhere = wanted.nowhere
        names = _names(question, analyzer.glossary)
        return cls(
            language=language,
            subject=_names_a_subject(question),
            terms=[_word(term, names, rarity) for term in wanted.terms],
            units=[_said(unit, rarity) for unit in wanted.units],
            kind=_kind(question),
            nowhere=nowhere,
            unseen=nowhere - 0.01,
            size=nowhere - _LN_2,
            analyzer=analyzer,
        )


def _names_a_subject(question: str) -> bool:
    plain = list(map(word, tokens(fold(question))))
    return "?" not in question and "؟" not in question and not any(map(_asks, plain))


def _asks(plain: str) -> bool:
    return is_asking(plain) or plain in _QUESTION_WORDS


_QUESTION_WORDS = frozenset(
    [
        *("who", "whom", "whose", "what", "which", "when", "where", "why", "how"),
        *("is", "are", "was", "were", "do", "does", "did", "can", "هل"),
    ]
)


def _names(question: str, glossary: Glossary) -> dict[str, str]:
    """Return the stems of words that are names, each with its word: those with a capital, or
    where letters have none, those that the glossary does not know."""
    cased = tokens(fold(question))
    capitals = any("A" <= token < "[" for token in cased[1:])
    found = {}
    for at, token in enumerate(cased):
        plain = word(token)
        if token[0].isdigit() or is_asking(plain):
            continue
        capital = "A" <= token < "[" and at > 0
        bare = is_arabic(plain) or not capitals
        if capital or (bare and not glossary.holds(plain)):
            found[stem(plain)] = plain
    return found


def _word(term: Term, names: Mapping[str, str], rarity: Callable[[str], float]) -> Part:
    digits = term.stem[:1].isdigit()
    return Part(
        term.weight,
        rarity(term.stem),
        term=term,
        name=term.stem in names and not digits,
        number=digits,
        sounds=frozenset(key for key in name_keys(names.get(term.stem, "")) if key[0] == "k"),
    )


def _said(unit: Unit, rarity: Callable[[str], float]) -> Part:
    kinds = {key[0] for key in unit.keys if is_key(key)}
    return Part(
        unit.weight,
        unit.weight,
        unit=unit,
        name="k" in kinds and "g" not in kinds,
        place=bool(kinds & set("cp")),
        number="n" in kinds,
    )


def _kind(question: str) -> Kind:
    plain = normalize(question)
    cue = _NUMBER if _HOW_MANY.search(plain) else _DATE if _WHEN.search(plain) else None
    return Kind(cue, frozenset(cue.findall(plain)) if cue else frozenset())
