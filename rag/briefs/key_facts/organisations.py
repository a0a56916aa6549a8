"""Finds who does what a sentence tells, where that is an organisation or a country."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.briefs.key_facts.known_names import is_day_or_place, is_unknown, is_weekday, place_spans
from rag.briefs.key_facts.told_sentences import ToldSentence, ToldWord, after_dateline
from rag.briefs.key_facts.word_lists import bare, is_listed, is_verb, spelt_words, word_list
from rag.grounding.sense.arabic_verbs import is_imperfect
from rag.text.analysis.folding import normalize
from rag.text.analysis.stopwords import is_stopword

_MOST_WORDS = 7
_LINKS = frozenset(["of", "and", "for", "the", "de", "on"])
_PASSIVE = frozenset(["is", "was", "were", "are", "has", "had", "have", "lost", "failed", "may"])
_NO_DOERS = frozenset(map(normalize, ["شهدت", "شهد", "ضرب", "ضربت", "استضافت", "استقبل", "كانت"]))
_OF_NAMES = frozenset(map(normalize, ["الدولي", "الدولية", "المركزي", "العام", "العامة"]))
_NATION = re.compile(r"ال\w+(?:ي|يه)")


def doer(told: ToldSentence) -> str:
    """Return the organisation or the country that is the subject of a sentence; "" for none."""
    start = after_dateline(told)
    return _arabic(told, start) if told.arabic else _english(told, start)


def _english(told: ToldSentence, start: int) -> str:
    """Return the subject before the first verb: "Iraq's Oil Ministry said"."""
    every = told.words
    end = start
    while end < len(every) and end - start <= _MOST_WORDS:
        if end > start and not every[end].joined:
            return ""
        if end > start and not every[end].capital and _is_doing(every[end].normal):
            break
        end += 1
    else:
        return ""
    if start < end and every[start].normal == "the":
        start += 1
    if start == end or end >= len(every):
        return ""
    normal = [word.normal for word in every[start:end]]
    if _is_country(normal) and every[end].normal not in _PASSIVE:
        return told.joined(start, end)
    return told.joined(start, end) if _is_organisation(told, start, end) else ""


def _is_doing(normal: str) -> bool:
    """Tell whether an English word is a verb behind its subject, as far as its form tells."""
    return normal in word_list("doing") or re.fullmatch(r"\w{3,}ed", normal) is not None


def _is_country(normal: list[str]) -> bool:
    return any((first, last) == (0, len(normal)) for first, last, _ in place_spans(normal))


def _is_organisation(told: ToldSentence, start: int, end: int) -> bool:
    """Tell whether English words name an organisation, and no more than that."""
    every = told.words[start:end]
    plain = [re.sub(r"['’]s$", "", word.normal) for word in every]
    if any(is_stopword(one) and one not in _LINKS for one in plain):
        return False
    if len(every) == 1:
        return every[0].text in spelt_words("org")
    small = [word for word in every if not word.capital and word.normal not in _LINKS]
    tail = plain[-1] in word_list("org_tail")
    if any(one in _LINKS for one in plain):
        at = next(at for at, one in enumerate(plain) if one in _LINKS)
        head = at > 0 and plain[at - 1] in word_list("org_start") and every[at - 1].capital
        return (
            (head or (tail and plain[-1] not in _LINKS)) and not small and plain[-1] not in _LINKS
        )
    known = every[0].text.endswith(("'s", "’s")) or is_day_or_place(plain[0]) or every[-1].capital
    return tail and known and every[0].capital


def _arabic(told: ToldSentence, start: int) -> str:
    """Return the noun behind the verb that opens the sentence: أعلنت وزارة النفط العراقية."""
    every = told.words
    for at in range(start, min(start + 2, len(every))):
        word = every[at]
        if is_verb(word.normal) and word.normal.removeprefix("و") not in _NO_DOERS:
            return _noun(told, at + 1)
    if start < len(every) and is_listed(every[start].normal, "org_head"):
        end = _end(told, start)
        if end < len(every) and every[end].joined and is_imperfect(every[end].normal):
            return told.joined(start, end)
    return ""


def _noun(told: ToldSentence, start: int) -> str:
    every = told.words
    if start >= len(every) or not every[start].joined:
        return ""
    normal = [word.normal for word in every[start : start + 4]]
    country = next(((first, last) for first, last, _ in place_spans(normal) if first == 0), None)
    if country and every[start].normal[0] not in "بل":
        return told.joined(start, start + country[1])
    head = bare(every[start].normal)
    if head in word_list("org") and every[start].normal == head:
        return every[start].text
    if head not in word_list("org_head"):
        return ""
    end = _end(told, start)
    definite = every[start].normal.startswith("ال")
    alone = end == start + 1 and (not definite or head in word_list("vague_org"))
    return "" if alone else told.joined(start, end)


def _end(told: ToldSentence, start: int) -> int:
    """Return where an Arabic organisation's name ends: the adjectives of a definite noun are of it.

    Example: وزارة النفط العراقية, of وزارة النفط العراقية زيادة الإنتاج.
    """
    every = told.words
    definite = every[start].normal.startswith("ال")
    head_definite = definite
    at = start + 1
    while at < len(every) and at - start < _MOST_WORDS and every[at].joined:
        normal = every[at].normal
        if definite and normal in word_list("org_for"):
            return at + 1 + int(_goes_on(every, at + 1))
        if (
            is_stopword(normal)
            or is_weekday(normal)
            or (normal in word_list("after_name") and normal not in _OF_NAMES)
        ):
            break
        if is_verb(normal):
            break
        if normal.startswith("ال"):
            if (
                (head_definite or is_day_or_place(every[at - 1].normal))
                and not _NATION.fullmatch(normal)
                and not _adjective(normal)
            ):
                break
            definite = True
        elif normal.startswith("وال"):
            if head_definite or bare(every[start].normal) not in _with_and():
                break
        elif definite or not _genitive(told, at, start):
            break
        at += 1
    return at


def _goes_on(every: Sequence[ToldWord], at: int) -> bool:
    """Tell whether a definite word goes on with a phrase: the second one of لحقوق الإنسان."""
    return at < len(every) and every[at].joined and every[at].normal.startswith("ال")


def _with_and() -> frozenset[str]:
    return frozenset(map(normalize, ["وزارة", "هيئة", "منظمة", "مجلس", "لجنة", "مركز"]))


def _adjective(normal: str) -> bool:
    return normal in frozenset(
        map(normalize, ["المركزي", "المسلحة", "الأعلى", "العليا", "المتحدة"])
    )


def _genitive(told: ToldSentence, at: int, start: int) -> bool:
    """Tell whether a word without an article belongs to an indefinite noun before it."""
    normal = told.words[at].normal
    if normal.endswith("ا") and not is_day_or_place(normal):
        return False  # فريق روما مؤقتا
    if normal[0] == "ب" and at - start > 1:
        return False  # فريق آيندهوفن بلقب الدوري
    following = told.words[at + 1] if at + 1 < len(told.words) else None
    definite_behind = bool(following and following.joined and following.normal.startswith("ال"))
    named = is_unknown(normal, told.analyzer) or any(place_spans([normal]))
    foreign = named and not definite_behind and is_unknown(normal, told.analyzer)
    return (
        at - start <= (4 if foreign else 2)
        and not is_imperfect(normal)
        and (definite_behind or named)
    )
