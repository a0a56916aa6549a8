"""Finds titles, ministries, bodies and directions of a claim in whose place its source has others.

It compares within a language and across, because rivals.tsv gives every member of a kind in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

from rag.grounding.analyzed_text import AnalyzedText, SourceText, written
from rag.messages.reasons import Finding
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import cased_words
from rag.text.cldr import Lexicon, without_article
from rag.text.crosslingual.glossary import GlossaryEntry, parse

Meaning = tuple[str, str]
"""A kind and the first English word of a line of that kind."""

# What a minister and a ministry are called, with the place of their portfolio.
_HEADS: Mapping[Meaning, Sequence[str]] = {
    ("office", "minister"): (
        *("{} minister", "{} ministers", "minister of {}", "minister for {}", "ministers of {}"),
        *("{} secretary", "secretary of {}"),
        *("وزير {}", "وزيرة {}", "وزراء {}", "وزيري {}", "وزيرا {}"),
    ),
    ("office", "director"): (
        *("{} director", "director of {}", "director general of {}", "{} chief", "head of {}"),
        *("مدير {}", "مديرة {}", "مدير عام {}"),
    ),
    ("body", "ministry"): (
        *("{} ministry", "ministry of {}", "department of {}", "{} department"),
        *("وزارة {}", "وزارات {}"),
    ),
    ("agency", "committee"): (
        *("{} committee", "{} commission", "committee on {}", "commission on {}"),
        *("لجنة {}", "مفوضية {}"),
    ),
    ("agency", "authority"): (
        *("{} authority", "{} agency", "{} regulator", "{} administration", "{} office"),
        *("{} department", "department of {}"),
        *("هيئة {}", "وكالة {}", "مصلحة {}", "سلطة {}", "إدارة {}", "مديرية {}", "دائرة {}"),
    ),
    ("agency", "faculty"): (
        *("faculty of {}", "college of {}", "school of {}", "{} school", "{} faculty", "كلية {}"),
    ),
}
_OWN_NAMES: Mapping[str, Mapping[str, Meaning]] = {
    "foreign affairs": {
        "secretary of state": ("office", "minister"),
        "state department": ("body", "ministry"),
        "foreign office": ("body", "ministry"),
    },
    "finance": {"chancellor of the exchequer": ("office", "minister")},
    "interior": {"home office": ("body", "ministry")},
}
# Words beside an office that tell who holds it.
_RANKS_BEFORE = {
    **dict.fromkeys(
        ("deputy", "vice", "assistant", "نائب", "نايب", "نايبه", "وكيل", "مساعد"), "deputy"
    ),
    **dict.fromkeys(("former", "ex", "late", "outgoing"), "former"),
    **dict.fromkeys(("acting", "interim"), "acting"),
}
_RANKS_BEHIND = {
    **dict.fromkeys(("السابق", "السابقه", "الاسبق", "الراحل", "سابق"), "former"),
    **dict.fromkeys(("بالوكاله", "بالانابه", "الموقت", "موقت", "المكلف"), "acting"),
}
_BEHIND = 3  # words
_FILES = ("rivals.tsv", "rival_things.tsv")
_GENERAL = " any"  # behind the kind of words that exclude no member: official, chief
_ENDINGS = ("ين", "ون", "و", "ان", "ات", "ها", "هم", "ه", "نا")


@dataclass(frozen=True, slots=True)
class Member:
    """A phrase of rivals.tsv in a text: its words `[start:end]` and all that it may mean."""

    start: int
    end: int
    meanings: frozenset[Meaning]

    def of(self, kind: str) -> frozenset[Meaning]:
        """Return the meanings of a kind."""
        return frozenset(one for one in self.meanings if one[0] == kind)


def rivals(claim: AnalyzedText, source: SourceText, best: AnalyzedText) -> Iterator[Finding]:
    """Yield a finding for each member of the claim that the source lacks, and has another for.

    The other one must stand in `best`, the sentence of the source that fits the claim best, and
    must be missing in the claim.
    """
    own = members(claim.text)
    if not own:
        return
    mentioned = _meanings(own)
    texts = (*source.sentences, source.context)
    given = frozenset().union(*(_meanings(members(one.text)) for one in texts))
    for one in own:
        for kind in _open_kinds(one, given):
            other = _instead(one.of(kind), given, mentioned, members(best.text), kind)
            if other is not None:
                what = written(claim.text, one.start, one.end)
                said = written(best.text, other.start, other.end)
                yield Finding("check", "swapped", {"what": what, "other": said})
                break


def _open_kinds(one: Member, given: frozenset[Meaning]) -> list[str]:
    """Return the kinds in which a phrase may say something else than the source.

    A word for an office and for a profession (director) is given where either of them is.
    """
    kinds = {kind for kind, _ in one.meanings}
    if not given.isdisjoint(one.of("office") | one.of("profession")):
        kinds -= {"office", "profession"}
    return sorted(kinds)


def ranks(claim: AnalyzedText, source: SourceText, best: AnalyzedText) -> Iterator[Finding]:
    """Yield a finding for each office that has a deputy, former or acting holder in one text only.

    The office must be held otherwise wherever the source mentions it.
    """
    texts = (*source.sentences, source.context)
    given = [(one.meanings, rank) for text in texts for one, rank in _ranked(text)]
    for one, rank in _ranked(claim):
        held = [other for meanings, other in given if not one.meanings.isdisjoint(meanings)]
        if held and all(other != rank for other in held):
            said = next(
                (
                    written(best.text, other.start, other.end)
                    for other, _ in _ranked(best)
                    if not other.meanings.isdisjoint(one.meanings)
                ),
                "",
            )
            what = written(claim.text, one.start, one.end)
            if said:
                yield Finding("check", "swapped", {"what": what, "other": said})


def _ranked(read: AnalyzedText) -> Iterator[tuple[Member, str]]:
    """Yield the offices of a text, widened by the word that tells who holds it, with its rank."""
    for one in members(read.text):
        if not one.of("office"):
            continue
        before = read.words[one.start - 1] if one.start else ""
        behind = next(
            (
                at
                for at in range(one.end, min(one.end + _BEHIND, len(read.words)))
                if _RANKS_BEHIND.get(read.words[at])
            ),
            None,
        )
        if rank := _RANKS_BEFORE.get(before.removeprefix("و")):
            yield Member(one.start - 1, one.end, one.meanings), rank
        elif behind is not None:
            yield Member(one.start, behind + 1, one.meanings), _RANKS_BEHIND[read.words[behind]]
        else:
            yield one, ""


def mean_the_same(one: str, own: range, other: str, given: range) -> bool:
    """Tell whether words of two texts belong to phrases of rivals.tsv with the same meaning.

    The premier is the prime minister in full: رئيس الحكومة, رئيس الوزراء.
    """
    mine = next((it for it in members(one) if _covers(it, own)), None)
    theirs = next((it for it in members(other) if _covers(it, given)), None)
    if mine is None or theirs is None:
        return False
    kinds = {kind for kind, _ in mine.meanings | theirs.meanings}
    return all(not mine.of(kind).isdisjoint(theirs.of(kind)) for kind in kinds)


def _covers(one: Member, words: range) -> bool:
    return one.start <= words.start and words.stop <= one.end


def _instead(
    meant: frozenset[Meaning],
    given: frozenset[Meaning],
    mentioned: frozenset[Meaning],
    there: Sequence[Member],
    kind: str,
) -> Member | None:
    """Return the member of a kind that a sentence has where the claim has one not given."""
    if not meant.isdisjoint(given) or (kind, _GENERAL) in meant:
        return None
    others = (one for one in there if one.of(kind) and (kind, _GENERAL) not in one.meanings)
    return next((one for one in others if one.of(kind).isdisjoint(mentioned)), None)


def _meanings(found: Iterable[Member]) -> frozenset[Meaning]:
    return frozenset().union(*(one.meanings for one in found))


@lru_cache(maxsize=1 << 11)
def members(text: str) -> tuple[Member, ...]:
    """Return the phrases of rivals.tsv that a text has, in order; the longest at a place wins."""
    lexicon, meant = _table()
    return tuple(
        Member(start, end, meant[key]) for start, end, key in lexicon.matches(cased_words(text)[1])
    )


@cache
def _table() -> tuple[Lexicon, Mapping[str, frozenset[Meaning]]]:
    """Return the phrases of rivals.tsv, and the meanings of each by its key in the lexicon."""
    folder = files("rag.grounding.names")
    texts = (folder.joinpath(name).read_text(encoding="utf-8") for name in _FILES)
    meant: dict[tuple[str, ...], set[Meaning]] = defaultdict(set)
    for line in chain.from_iterable(text.splitlines() for text in texts):
        if line and not line.startswith("#"):
            kind, _, sides = line.partition("\t")
            for lemma, meanings in _lemmas(kind, next(parse(sides))):
                for phrase in _forms(tuple(words(lemma))):
                    meant[tuple(map(without_article, phrase))] |= meanings
    keys = {phrase: " ".join(phrase) for phrase in meant}
    return Lexicon(keys.items()), {keys[phrase]: frozenset(meant[phrase]) for phrase in meant}


def _lemmas(kind: str, entry: GlossaryEntry) -> Iterator[tuple[str, set[Meaning]]]:
    """Yield the lemmas of a line with their meanings: of a portfolio, its minister and ministry."""
    name = entry.english[0]
    if kind.endswith(_GENERAL):
        kind, name = kind.removesuffix(_GENERAL), _GENERAL
    if kind != "portfolio":
        for lemma in (*entry.english, *entry.arabic):
            yield lemma, {(kind, name)}
        return
    for head, patterns in _HEADS.items():
        for pattern in patterns:
            for word in entry.english if pattern.isascii() else entry.arabic:
                yield pattern.format(word), {(kind, name), head}
    for lemma, head in _OWN_NAMES.get(name, {}).items():
        yield lemma, {(kind, name), head}


def _forms(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a phrase of normalised words, and its plurals, feminine and possessive forms."""
    yield phrase
    last = phrase[-1]
    if not is_arabic(last):
        yield (*phrase[:-1], f"{last[:-1]}ies" if last.endswith("y") else f"{last}s")
        return
    if len(phrase) == 1:
        stem = f"{last[:-1]}ت" if last.endswith("ه") else last
        for ending in _ENDINGS:
            yield (f"{stem}{ending}",)
