"""Finds where the event of a story is: the places that its first sentences tell something in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.briefs.key_facts.known_names import is_day_or_place, is_weekday, place_spans
from rag.briefs.key_facts.told_sentences import ToldSentence, ToldWord, dateline, told_words
from rag.briefs.key_facts.word_lists import bare, is_listed, word_list
from rag.text.analysis.stopwords import is_stopword

# " in 1986", " last year", " عام 1986", " العام الماضي"
_YEAR_BEHIND = re.compile(
    r"(?:\s\w+)?\s(?:(?:in|في عام|عام|سنة)\s(?P<year>(?:19|20)\d\d)(?!\d)"
    r"|last (?:year|month)|(?:العام|الشهر|السنة) الماضي?)"
)
_YEAR_BEFORE = re.compile(r"(?:\bin|عام|سنة)\s(?P<year>(?:19|20)\d\d)(?!\d)")
_KINDS = frozenset(["province", "governorate", "county", "state", "city", "region"])
_ADJECTIVES = frozenset(["السعوديه"])  # a country and its own adjective
_BEFORE = frozenset((span, "ماضي") for span in ("اسبوع", "شهر", "عام", "سنه"))
_SURE, _LIKELY = 0, 1
_OPENING = 3  # words of an Arabic sentence among which is the verb that tells who travelled
_MOST_BETWEEN = 6  # words between a preposition and the place: in the northern city of


@dataclass(frozen=True, slots=True)
class ToldPlace:
    """A place as it is printed, its key, and whether something is told to be there.

    `beside` says that it is told with the place before it: Derna, Libya.
    """

    shown: str
    key: str
    sure: int
    told: ToldSentence
    beside: bool = False


def where(told: Sequence[ToldSentence]) -> list[tuple[str, ToldSentence]]:
    """Return the places of the event; that of a dateline only where there is no other."""
    every = [place for sentence in told for place in _places(sentence)]
    for sure in (_SURE, _LIKELY):
        found = [place for place in every if place.sure == sure]
        if found:
            return [(place.shown, place.told) for place in _ranked(found)]
    return [place for sentence in told[:1] for place in _of_dateline(sentence)]


def _ranked(found: Sequence[ToldPlace]) -> list[ToldPlace]:
    """Return each place once: those of the first point, then those told more than once.

    A place that only a later point tells is mostly part of the background.
    """
    counts = Counter(place.key for place in found)
    opens = any(place.told.rank == 0 for place in found)
    once: dict[str, ToldPlace] = {}
    for place in found:
        if place.told.rank == 0 or (not opens and counts[place.key] > 1):
            once.setdefault(place.key, place)
    return sorted(once.values(), key=lambda place: place.told.rank)


def _of_dateline(told: ToldSentence) -> Iterator[tuple[str, ToldSentence]]:
    opening = told_words(dateline(told))
    for start, end, _ in place_spans([word.normal for word in opening]):
        shown = " ".join(word.text for word in opening[start:end])
        again = re.search(rf"(?i:\bin|\bفي)\s{re.escape(shown)}\b", told.line.article.text, re.I)
        if again or not any(word.normal in word_list("seat") for word in opening):
            yield shown, told


def _places(told: ToldSentence) -> Iterator[ToldPlace]:
    """Yield the places of a sentence behind its dateline."""
    size = len(dateline(told))
    words = [word for word in told.words if word.start >= size]
    words = [word for word in words if not told.in_quotes(word.start)]
    yield from _arabic(told, words) if told.arabic else _english(told, words)


def _english(told: ToldSentence, words: Sequence[ToldWord]) -> Iterator[ToldPlace]:
    before: tuple[int, int] | None = None  # the end of the place before, and how sure it was
    normal = [_plain(word) for word in words]
    for start, end, key in _english_spans(told.text, words, normal):
        sure = _english_class(words, normal, start, end)
        if key.startswith("c:") and start and normal[start - 1] == "at":
            sure = None  # they took aim at China
        listed = before is not None and _listed_on(told.text, words, before[0], start)
        if before and sure is None and listed:
            sure = before[1] if _ends_alone(words, end) else None
        if sure is not None and not _is_past(told, words[end - 1].end):
            shown = re.sub(r"['’]s?$", "", " ".join(word.text for word in words[start:end]))
            yield ToldPlace(shown, key, sure, told, beside=listed)
            before = end, sure


def _english_spans(
    text: str, words: Sequence[ToldWord], normal: Sequence[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield the known places with capitals, and others that their surroundings tell.

    Examples: the city of Derna, Renton in "in Renton, Washington", Kern in "Kern county".
    """
    known = [span for span in place_spans(normal) if words[span[0]].capital]
    taken = {at for start, end, _ in known for at in range(start, end)}
    found = list(known)
    for at in range(1, len(words)):
        run = at
        while run < len(words) and words[run].capital and (run == at or words[run].joined):
            run += 1
        if run == at or run - at > 3 or taken & set(range(at, run)) or words[at - 1].capital:
            continue
        of = at >= 2 and normal[at - 1] == "of" and normal[at - 2] in word_list("place_of_en")
        town = normal[at - 1] in ("city", "town", "village", "island", "port")
        head = run < len(words) and words[run].joined and normal[run] in word_list("place_head_en")
        near = normal[at - 1] in ("in", "at", "near") and any(
            known_at == run and text[words[run - 1].end : words[run].start] == ", "
            for known_at, _, _ in known
        )
        near = near or (
            normal[at - 1] in ("in", "at", "near")
            and normal[run : run + 1] == ["on"]
            and any(map(is_weekday, normal[run + 1 : run + 2]))
        )
        named = not any(is_stopword(one) or is_day_or_place(one) for one in normal[at:run])
        if named and (of or town or head or near):
            found.append((at, run, "u:" + " ".join(normal[at:run])))
    yield from sorted(found)


def _english_class(
    words: Sequence[ToldWord], normal: Sequence[str], start: int, end: int
) -> int | None:
    """Tell how sure it is that something is told to be in a place; None for not at all."""
    if words[end - 1].text.endswith(("'s", "’s")):
        part = end < len(words) and normal[end] in word_list("of_place")
        return _LIKELY if part else None
    if not _ends_alone(words, end) and normal[end] not in _KINDS:
        return None  # Paris Saint-Germain
    at = start - 1
    while at >= 0 and words[at + 1].joined and start - at <= _MOST_BETWEEN:
        if normal[at] in word_list("locative_en"):
            return None if at and normal[at - 1] in ("born", "raised") else _SURE
        if normal[at] in ("to", "into"):
            return _LIKELY if any(one in word_list("travel") for one in normal[:at]) else None
        of = normal[at] == "of" or normal[at] in word_list("place_of_en")
        if of or normal[at] in word_list("direction") or _is_part(normal[at]):
            at -= 1
            continue
        if normal[at] in word_list("strike"):
            return _SURE
        if normal[at] in word_list("visit") and at == start - 1:
            return _LIKELY
        break
    return None


def _is_part(normal: str) -> bool:
    return normal in word_list("of_place") or is_day_or_place(normal)


def _listed_on(text: str, words: Sequence[ToldWord], end: int, start: int) -> bool:
    """Tell whether a place goes on with the one before: Derna, Libya; Syria and Iraq."""
    between = text[words[end - 1].end : words[start].start]
    return between in (", ", " and ", ", and ")


def _ends_alone(words: Sequence[ToldWord], end: int) -> bool:
    return end >= len(words) or not (words[end].joined and words[end].capital)


def _plain(word: ToldWord) -> str:
    return re.sub(r"['’]s?$", "", word.normal.rstrip("."))


def _arabic(told: ToldSentence, words: Sequence[ToldWord]) -> Iterator[ToldPlace]:
    before: tuple[int, int] | None = None
    for start, end, key in _arabic_spans(words):
        sure = _arabic_class(words, start)
        shown = " ".join(word.text for word in words[start:end])
        if sure is None and before and before[0] == start and words[start].normal.startswith("و"):
            sure = before[1]
        if sure is not None and _is_past(told, words[end - 1].end):
            sure = None
        if sure is not None:
            beside = before is not None and before[0] == start
            yield ToldPlace(_without_clitics(shown, key), key, sure, told, beside=beside)
            before = end, sure


def _is_past(told: ToldSentence, at: int) -> bool:
    """Tell whether an older year stands right behind a place: won in Mexico in 1986."""
    year = _YEAR_BEHIND.match(told.text, at) or _YEAR_BEFORE.search(told.text, max(0, at - 70), at)
    if year is None:
        return False
    published = told.line.article.published_at
    digits = year["year"]
    return digits is None or (published is not None and int(digits) < published.year)


def _arabic_spans(words: Sequence[ToldWord]) -> Iterator[tuple[int, int, str]]:
    """Yield the known places, and what stands behind محافظة, مدينة and their like."""
    normal = [word.normal for word in words]
    known = list(place_spans(normal))
    taken = {at for start, end, _ in known for at in range(start, end)}
    found = list(known)
    for at in range(1, len(words)):
        if at in taken or not words[at].joined:
            continue
        if _is_firm_head(normal[at - 1]) and _may_be_place(words[at]):
            two = normal[at] in word_list("place_part") and at + 1 < len(words)
            found.append((at - 1, at + 1 + int(two and words[at + 1].joined), "u:" + normal[at]))
    yield from sorted(found)


def _is_firm_head(normal: str) -> bool:
    """Tell whether the name of a place must stand behind a word: مدينة, بمحافظة."""
    heads = word_list("firm_place_head")
    return normal in heads or (normal[0] in "وبل" and normal[1:] in heads)


def _may_be_place(word: ToldWord) -> bool:
    normal = word.normal
    return not (
        is_stopword(normal)
        or normal[0].isdigit()
        or is_day_or_place(normal)
        or normal in word_list("no_place")
        or is_listed(normal, "title")
        or len(normal) < 3
    )


def _arabic_class(words: Sequence[ToldWord], start: int) -> int | None:
    """Tell how sure it is that something is told to be in a place; None for not at all."""
    if _is_no_place(words, start) or _is_of_before(words, start):
        return None
    if _in_place(words, start):
        linked = start > 0 and words[start - 1].normal in word_list("not_in")
        return None if linked else _SURE
    if start == 0 or not words[start].joined:
        return None
    before = words[start - 1].normal
    if start > 1 and before.startswith("ال") and is_day_or_place(before):
        before = words[start - 2].normal  # العاصمة السعودية الرياض
        return _SURE if is_listed(before, "place_head") else None
    if before in word_list("locative") | word_list("strike"):
        return None if _is_of_office(words, start) else _SURE
    if is_listed(before, "part") or is_listed(before, "place_head"):
        return _SURE
    if words[start].normal.startswith(("ول", "لل")):
        return None
    travelled = any(is_listed(word.normal, "travel") for word in words[:_OPENING])
    likely = is_listed(before, "event") or is_listed(before, "visit")
    return _LIKELY if likely or (travelled and before in ("الي", "والي")) else None


def _is_of_before(words: Sequence[ToldWord], start: int) -> bool:
    """Tell whether a place is of another time or event: اجتماعهما الأسبوع الماضي في, مولود في."""
    told = [bare(word.normal) for word in words[max(0, start - 5) : start]]
    planned = start > 1 and words[start - 2].normal == "الي"  # دعا إلى ضرب فرنسا
    if planned and words[start - 1].normal in word_list("strike"):
        return True
    before = any(pair in _BEFORE for pair in pairwise(told))
    aside = any(word.normal in word_list("aside") for word in words[:start])
    head = words[start - 1].normal if start else ""
    if not word_list("tournament").isdisjoint(told[-3:]):
        return True  # it may only be awaited: كأس العالم في روسيا
    return before or aside or head == "لاقليم" or not word_list("elsewhere").isdisjoint(told)


def _is_of_office(words: Sequence[ToldWord], start: int) -> bool:
    """Tell whether a country is that of an office: وزراء الخارجية والدفاع في اليابان."""
    key = _key(words[start].normal) or _key(
        " ".join(one.normal for one in words[start : start + 2])
    )
    if words[start - 2].normal == "الشرعيه":  # تحالف دعم الشرعية في اليمن
        return True
    if start > 2 and words[start - 3].normal.startswith("لل"):  # للأعمال الإنسانية في الإمارات
        return words[start - 2].normal.startswith("ال")
    for word in reversed(words[max(0, start - 5) : start - 1]):
        if any(is_listed(word.normal, kind) for kind in ("title", "office", "org_head")):
            if is_listed(word.normal, "envoy"):
                return True
            return key.startswith("c:") and key != "c:OM"  # عمان is Amman too
        if is_stopword(word.normal) or not word.normal.startswith(("ال", "وال", "لل", "ولل")):
            return False
    return False


def _is_no_place(words: Sequence[ToldWord], start: int) -> bool:
    """Tell whether a place is something else: العاصمة السعودية, الرباط الصليبي (a ligament)."""
    following = words[start + 1].normal if start + 1 < len(words) else ""
    before = words[start - 1].normal if start else ""
    adjective = words[start].normal in _ADJECTIVES and before.startswith(("ال", "بال", "لل"))
    return adjective or following == "الصليبي"


def _in_place(words: Sequence[ToldWord], start: int) -> bool:
    """Tell whether the place has "in" before it in the same word: بلندن, بالقاهرة."""
    first = words[start].normal
    if first.startswith("بال") and len(first) > 5:
        return True
    return (
        first.startswith("ب")
        and len(first) > 4
        and any(begin == 0 for begin, _, _ in place_spans([first[1:]]))
        and _key(first) == _key(first[1:])
    )


def _key(normal: str) -> str:
    return next((key for start, _, key in place_spans(normal.split()) if start == 0), "")


_BEFORE_ARTICLE = re.compile(r"^[وف]?(?:[بك]?ال|لل)")


def _without_clitics(shown: str, key: str) -> str:
    """Remove Arabic prefixes from a place: اليابان for ولليابان, فرنسا for وفرنسا."""
    if key.startswith("u:"):
        head = told_words(shown)[0].normal
        return shown if head in word_list("firm_place_head") else shown[1:]
    definite = _BEFORE_ARTICLE.sub("ال", shown)
    if _BEFORE_ARTICLE.match(shown) and _matched(definite) == _matched(shown):
        return definite
    for size in (1, 2):
        rest = shown[size:]
        if shown[size - 1] in "وفبلك" and _matched(rest) == _matched(shown):
            return rest
    return shown


def _matched(text: str) -> str:
    normal = [word.normal for word in told_words(text)]
    spans = place_spans(normal)
    return next((key for start, end, key in spans if (start, end) == (0, len(normal))), "-" + text)
