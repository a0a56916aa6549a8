"""Reads a text into its senses: which word that changes the sense governs which words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rag.grounding.sense.arabic_verbs import is_imperfect, is_present
from rag.grounding.sense.lexicon import Found, find_phrases, sense_words, word_list
from rag.grounding.sense.unmarked_conditions import depends_on, unmarked_conditions
from rag.grounding.sense.word_marks import marks_of, past_forms
from rag.text.analysis.folding import fold
from rag.text.analysis.future_verbs import is_future_verb
from rag.text.analysis.stemming import is_arabic, stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import TOKEN, word
from rag.text.analyzer import Analyzer, content_stem

MOST_GOVERNED = 3
"""Content words that stand for what a word governs: its verb and the next two."""

_FURTHER = 6
"""Words within which the Arabic أن may follow its verb, behind the subject."""

_SHORTEST_PAST = 2
"""Letters that the verb behind a denying ما has more than."""

DENIALS = frozenset(
    {"not", "without", "un", "deny", "ruleout", "refuse", "fail", "postpone", "suspend", "cancel"}
    | {"prevent", "avoid"}
)
"""The classes of words that say that something did not happen."""

_ENDS = re.compile(r"[.;:!?()…\n,]|\"\s| - ")
_STOPS = re.compile(r"[.;!?\n]")
_BEHIND_SUBJECT: Mapping[str, Collection[str]] = {
    "fail": ("في", "عن"),
    "prevent": ("من",),
    "avoid": ("عن",),
    "cancel": ("عن",),
    "wish": ("الي",),
    "tried": ("الي",),
}


@dataclass(frozen=True, slots=True)
class Sense:
    """A word or phrase `[start:end]` of a class, and the places of the words that it governs."""

    kind: str
    start: int
    end: int
    governed: tuple[int, ...]
    outer: bool = False
    """Whether the sense denies another denial: it did *not* rule out."""


# Compared by identity: one text has one reading, which is kept.
@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text's words, what each may be known by in another text, and its senses."""

    words: tuple[str, ...]
    marks: tuple[frozenset[str], ...]
    senses: tuple[Sense, ...]
    held: frozenset[str]
    breaks: frozenset[int]
    stops: frozenset[int]

    def kinds(self) -> frozenset[str]:
        """Return the classes of all senses."""
        return frozenset(one.kind for one in self.senses)


@lru_cache(maxsize=1 << 11)
def read_senses(text: str, analyzer: Analyzer) -> Reading:
    """Read the senses of a text; a blank one has none. Recent readings are kept."""
    folded = fold(text)
    spots = list(TOKEN.finditer(folded))
    cased = [spot[0] for spot in spots]
    words = [word(token) for token in cased]
    breaks = frozenset(
        at
        for at, (one, spot) in enumerate(pairwise(spots), start=1)
        if _ENDS.search(folded, one.end(), spot.start())
    )
    marks = tuple(marks_of(token, analyzer) for token in cased)
    every = list(_phrases(words, cased, breaks, analyzer))
    idle = {one.start for one in every if one.kind == "idle"}
    found = [one for one in every if one.start not in idle]
    taken = {at for one in found for at in range(one.start, one.end)}
    found += [one for one in unmarked_conditions(words, breaks) if one.start not in taken]
    senses = tuple(
        Sense(one.kind, one.start, one.end, tuple(_governed(one, words, breaks, found)))
        for one in found
    )
    return Reading(
        words=tuple(words),
        marks=marks,
        senses=tuple(_undoubled(senses)),
        held=frozenset().union(*marks),
        breaks=breaks,
        stops=frozenset(
            at
            for at, (one, spot) in enumerate(pairwise(spots), start=1)
            if _STOPS.search(folded, one.end(), spot.start())
        ),
    )


def _undoubled(senses: Sequence[Sense]) -> Iterator[Sense]:
    """Yield the senses, where a denial that is itself denied only makes something possible."""
    inner = [one for one in senses if one.kind in DENIALS]
    denied = {one.governed[0] for one in inner if one.governed}
    twofold = [one for one in inner if not denied.isdisjoint(range(one.start, one.end))]
    heads = {at for one in twofold for at in range(one.start, one.end)}
    for one in senses:
        if one in twofold:
            yield Sense("may", one.start, one.end, one.governed)
        elif one.kind in DENIALS and not heads.isdisjoint(one.governed[:1]):
            yield Sense(one.kind, one.start, one.end, one.governed[:1], outer=True)
        else:
            yield one


def _phrases(
    words: Sequence[str], cased: Sequence[str], breaks: Collection[int], analyzer: Analyzer
) -> Iterator[Found]:
    """Yield the phrases of the lexicon, and what only the forms of Arabic verbs tell."""
    taken: set[int] = set()
    for one in find_phrases(words, sense_words()):
        taken.update(range(one.start, one.end))
        if one.kind == "without" and not word_list("hindered").isdisjoint(
            words[max(one.start - 4, 0) : one.start]
        ):
            yield Found("prevent", one.start, one.end)
        elif depends_on(words, one.start):
            yield Found("cond", one.start, one.end)
        elif not _is_other(one, words, cased):
            yield one
    yield from _verb_forms(words, taken, breaks, analyzer)


def _verb_forms(
    words: Sequence[str], taken: Collection[int], breaks: Collection[int], analyzer: Analyzer
) -> Iterator[Found]:
    """Yield what the forms of Arabic verbs tell, outside the places that are taken."""
    for at, one_word in enumerate(words):
        if at in taken or not is_arabic(one_word):
            continue
        if one_word in word_list("backs_out") and "عن" in words[at + 1 : at + 5]:
            yield Found("avoid", at, at + 1)
            continue
        if is_future_verb(one_word):
            yield Found("will", at, at)
        elif _is_not_to(words, at) or _denies_past(words, at, breaks):
            yield Found("not", at, at + 1)
        elif _may_follow(words, at, analyzer):
            yield Found("may", at, at + 1)


def _may_follow(words: Sequence[str], at: int, analyzer: Analyzer) -> bool:
    """Tell whether a word is قد before a verb in the present, which means "may"."""
    behind = words[at + 1 : at + 2]
    return words[at] in word_list("may_before") and bool(behind) and is_present(behind[0], analyzer)


def _is_other(found: Found, words: Sequence[str], cased: Sequence[str]) -> bool:
    """Tell whether a word is another one here: No. 10, the month of May, Will Smith, the will."""
    first, size = words[found.start], found.end - found.start
    if _except_behind(found, words):
        return True
    if size > 1 or is_arabic(first):
        return False
    after = words[found.end] if found.end < len(words) else ""
    if first == "no":
        return after[:1].isdigit()
    if first in ("may", "will", "hope"):
        before = words[found.start - 1] if found.start else ""
        return (found.start > 0 and cased[found.start][0].isupper()) or (
            before
            in ("the", "a", "in", "of", "last", "this", "his", "her", "their", "early", "late")
        )
    return False


def _except_behind(found: Found, words: Sequence[str]) -> bool:
    """Tell whether a denial is undone by an exception: لم يحضر إلا ثلاثة."""
    if found.kind != "not":
        return False
    behind = range(found.end, min(found.end + _FURTHER, len(words)))
    return any(words[at] in word_list("except") and not _is_not_to(words, at) for at in behind)


def _is_not_to(words: Sequence[str], at: int) -> bool:
    """Tell whether a folded word is ألا, "not to", before a verb, and not إلا, "except"."""
    return words[at] == "الا" and at + 1 < len(words) and is_imperfect(words[at + 1])


def _denies_past(words: Sequence[str], at: int, breaks: Collection[int]) -> bool:
    """Tell whether a word is ما, "did not", before a verb in the past and its subject.

    It begins its clause, and the subject has the article: ما زارت اللجنة المخيم.
    """
    if words[at] != "ما" or not (at == 0 or at in breaks or words[at - 1] in word_list("that")):
        return False
    verb, subject = ("".join(words[at + one : at + one + 1]) for one in (1, 2))
    named = is_stopword(verb) or verb.startswith(("ال", "ي", "ن")) or is_imperfect(verb)
    return len(verb) > _SHORTEST_PAST and subject.startswith("ال") and not named


def _governed(
    found: Found, words: Sequence[str], breaks: Collection[int], others: Sequence[Found]
) -> Iterator[int]:
    """Yield the places of the content words that a phrase governs, at most `MOST_GOVERNED`."""
    forward = list(_content(range(_first(found, words, breaks), len(words)), words, breaks))
    most = 1 if found.kind == "un" else MOST_GOVERNED
    if found.kind in DENIALS and _is_passive(found, words, forward):
        backward = list(_content(range(found.start - 1, -1, -1), words, breaks))
        yield from backward[:MOST_GOVERNED]
    else:
        yield from forward[:most]


def _first(found: Found, words: Sequence[str], breaks: Collection[int]) -> int:
    """Return where what a phrase governs begins: behind أن or `that` if one follows."""
    for at in range(found.end, min(found.end + _FURTHER, len(words))):
        if at in breaks and at > found.end:
            break
        if words[at] in word_list("that"):
            return at + 1
        if at > found.end and _leads_on(found, words, at):
            return at + 1
    return found.end


def _leads_on(found: Found, words: Sequence[str], at: int) -> bool:
    """Tell whether a preposition behind the subject leads to what a verb governs."""
    if words[at] in _BEHIND_SUBJECT.get(found.kind, ()):
        return True
    return words[at] == "في" and any(root in words[found.start] for root in ("امل", "رغب"))


@cache
def _light() -> frozenset[str]:
    """Return the stems of nouns that only introduce what is governed: denied *reports* that."""
    return frozenset(map(stem, word_list("light")))


def _content(places: range, words: Sequence[str], breaks: Collection[int]) -> Iterator[int]:
    """Yield the places of content words up to the end of the clause."""
    for at in places:
        edge = at if places.step > 0 else at + 1
        if edge in breaks or words[at] in word_list("clauses"):
            return
        root = content_stem(words[at])
        if root and root not in _light() and not (words[at].endswith("ly") and len(words[at]) > 4):
            yield at


def _is_passive(found: Found, words: Sequence[str], forward: Sequence[int]) -> bool:
    """Tell whether a word says what was done to its subject: was cancelled, القمة تأجلت."""
    before = words[max(found.start - 2, 0) : found.start]
    if not is_arabic(words[found.start]):
        return any(one in word_list("be") for one in before) and words[found.start].endswith(
            ("ed", "en", "ff")
        )
    return not forward and found.start > 0


def is_past(reading: Reading, at: int) -> bool:
    """Tell whether a word is, as it seems, a verb in the past tense.

    In Arabic such a verb begins a clause or stands behind أن; a feminine one is known by its ending
    too.
    """
    plain = reading.words[at]
    before = reading.words[at - 1] if at else ""
    if not is_arabic(plain):
        return plain.endswith("ed") or plain in past_forms()
    if not reading.marks[at] or is_imperfect(plain) or plain.startswith(("ال", "وال", "بال", "لل")):
        return False
    begins = at == 0 or at in reading.breaks or before in word_list("that")
    return len(plain) > 1 and (begins or (plain.endswith("ت") and not plain.endswith("ات")))
