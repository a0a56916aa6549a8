"""Finds the names of people in Arabic sentences, which have no capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.briefs.key_facts.arabic_name_ends import name_end
from rag.briefs.key_facts.arabic_name_words import ArabicNameWords, certain_names, has_article
from rag.briefs.key_facts.known_names import is_day_or_place, is_person, place_spans
from rag.briefs.key_facts.told_sentences import ToldWord
from rag.briefs.key_facts.word_lists import (
    is_listed,
    is_present_verb,
    is_verb,
    spelt_list,
    word_list,
)
from rag.grounding.sense.arabic_verbs import is_imperfect
from rag.text.analysis.stopwords import is_stopword
from rag.text.analyzer import Analyzer

_PARTICIPLE = re.compile(r"م\w{4,}ا")  # متلبسا
_ADJECTIVE_NAME = re.compile(r"ال\w{3,}ي")  # الخفاجي


def arabic_names(told: Sequence[ToldWord], analyzer: Analyzer) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the names of people among the words of a sentence, in order.

    Names have two words or more, or are surnames of known people. A name begins with a given name,
    or behind a title, or behind a verb of saying.
    """
    words = ArabicNameWords(told, analyzer)
    places = list(place_spans([word.normal for word in told]))
    at = 0
    while at < len(words):
        within = any(start < at < end for start, end, _ in places)  # the second word of Pyongyang
        end = name_end(words, at) if not within and _begins(words, at) else 0
        cut = at > 0 and words.told[at].joined and words.told[at - 1].normal == "الدين"
        if end and not cut and _is_name(words, at, end) and not _is_of_thing(words, at):
            start = at + _opens_with_other(words, at, end) - _words_before(words, at)
            if not _is_doubtful(words, start, end):
                yield start, end
        at = max(end, at + 1)


def is_certain_name(words: ArabicNameWords, start: int, end: int) -> bool:
    """Tell whether words are a name by themselves, though the articles tell it only once.

    All are words of known names, or the first is a given name behind a title or a verb of saying.
    """
    normal = [word.normal for word in words.told[start:end]]
    if all(map(is_person, normal)):
        return True
    led = words.is_titled(start) or (words.is_spoken(start) and not may_be_counted(normal[-1]))
    return led and (words.is_given(start) or is_person(normal[0]))


def may_be_counted(normal: str) -> bool:
    """Tell whether a word has the form of a noun of two or many: نيمار هدفين, نيمار ثلاثية."""
    return normal.endswith(("ين", "يه", "ات")) and not (
        is_person(normal) or normal in certain_names()
    )


def _opens_with_other(words: ArabicNameWords, start: int, end: int) -> bool:
    """Tell whether an adjective or a noun with a pronoun stands before the given name.

    Examples: الغواتيمالي جيمي موراليس، المنتهية ولايته سليم الجبوري.
    """
    first = words.told[start]
    other = has_article(first) or first.normal.endswith(("ته", "ها", "هم"))
    return end - start > 2 and other and words.is_given(start + 1)


def _has_object(words: ArabicNameWords, start: int, end: int) -> bool:
    """Tell whether a later word is "in" or "to" with a given name: تعتز بمسعود أوزيل."""
    return any(
        word.text[0] in "بل"
        and word.text not in spelt_list("ar") | spelt_list("ar?")
        and word.text[1:] in certain_names()
        for word in words.told[start + 1 : end]
    )


def _is_doubtful(words: ArabicNameWords, start: int, end: int) -> bool:
    """Tell whether a name is cut, or holds a word that is none."""
    first = words.told[start]
    return (
        _has_object(words, start, end)
        or _goes_on(words, end)
        or _lacks_first(words, start)
        or _begins_with_to(words, start)
        or _is_of_two(words, start, end)
        or first.normal == "بن"
        or (end - start == 2 and first.text in ("عبد", "أبو"))  # one given name tells nobody
        or (end - start == 2 and has_article(first) and words.is_given(start + 1))
        or (is_present_verb(first.normal) and not words.is_titled(start))  # يزيد الضغوط
    )


def _lacks_first(words: ArabicNameWords, start: int) -> bool:
    """Tell whether a word that opens a clause may be the first of a name: ، آبي أحمد علي."""
    before = words.before(start)
    if before is None or start < 2 or words.told[start - 1].joined or has_article(before):
        return False
    known = is_listed(before.normal, "title") or is_listed(before.normal, "org_head")
    return not (known or is_stopword(before.normal) or is_verb(before.normal))


def _begins_with_to(words: ArabicNameWords, start: int) -> bool:
    """Tell whether the first word is "in" or "to" with a known word: لصالح أردوغان, برحيل دياز."""
    first = words.told[start]
    if first.text[0] not in "بل" or _is_spelt(first.text) or is_person(first.normal):
        return False
    rest = first.text[1:]
    return rest not in certain_names() and (
        _is_spelt(rest) or not words.is_unknown(first.normal[1:])
    )


def _is_of_two(words: ArabicNameWords, start: int, end: int) -> bool:
    """Tell whether a given name stands behind a surname: ستيفن منوشين حسن نصر الله."""
    return any(
        words.told[at].text in certain_names()
        and not _is_spelt(words.told[at - 1].text)
        and words.is_unknown(words.told[at - 1].normal)
        for at in range(start + 2, end)
    )


def _is_spelt(text: str) -> bool:
    return text in spelt_list("ar") or text in spelt_list("ar?")


def _goes_on(words: ArabicNameWords, end: int) -> bool:
    """Tell whether the word behind a name may be a part of it: ميغيل دياز كانيل."""
    behind = words.behind(end - 1)
    if behind is None or behind.normal[0] in "وفبل":
        return False
    normal = behind.normal
    if is_listed(normal, "title") or is_stopword(normal) or is_verb(normal):
        return False
    if normal.startswith("ال"):
        return normal.endswith("ي") and words.told[end - 1].text in certain_names()
    following = words.behind(end)
    if following is not None and following.text.startswith("ال"):
        return False  # أشرف عطية سير العمل
    if is_person(normal):
        return True
    return words.is_unknown(normal) and normal[0] not in "يتن" and not normal.endswith("ا")


def _words_before(words: ArabicNameWords, at: int) -> int:
    """Return how many words right before a name are its beginning: وكيم جونغ أون, آبي أحمد علي."""
    before = words.before(at)
    if before is None:
        return 0
    first = before.normal.removeprefix("و")
    if words.told[at].normal.startswith("و") and not _is_spelt(words.told[at].text):
        return 0  # كيم ودونالد ترامب
    named = first == "بن" or before.text in certain_names() or is_person(first)
    if named and not is_listed(before.normal, "title") and not is_verb(before.normal):
        return 1
    opens = at > 1 and not words.told[at - 1].joined
    return int(opens and words.may_be_name(at - 1) and not has_article(before))


def _is_name(words: ArabicNameWords, start: int, end: int) -> bool:
    """Tell whether words are a name for certain."""
    normal = [word.normal for word in words.told[start:end]]
    if len(normal) == 1:
        known = is_person(normal[0]) and words.told[start].text not in spelt_list("ar")
        return known and words.is_titled(start)
    if any((first, last) == (0, len(normal)) for first, last, _ in place_spans(normal)):
        return False  # إسلام أباد
    return (
        words.is_titled(start)
        or _is_between(words, start)
        or words.is_given(start)
        or all(map(is_person, normal))
    )


def _is_of_thing(words: ArabicNameWords, start: int) -> bool:
    """Tell whether something called so stands before a name: معبر كرم أبو سالم."""
    title = words.before(start)
    at = start - 1 if title and title.normal in word_list("eponym") else start  # جائزة الشيخ زايد
    if not at or not (words.told[at].joined or words.told[at].quoted):
        return False
    before = words.told[at - 1].normal
    things = word_list("thing")
    return before in things or re.sub(r"^[وبلف](?=\w{3})", "", before) in things


def _begins(words: ArabicNameWords, at: int) -> bool:
    """Tell whether a name may begin at a word."""
    word = words.told[at]
    if words.is_given(at):
        return True
    if word.text in spelt_list("ar?") or word.normal in word_list("particle"):
        return False  # سان جرمان
    if is_stopword(word.normal) or word.text[0].isdigit():
        return False
    if is_person(word.normal):
        return True
    if word.normal[0] in "لب" and word.text[1:2] in ("أ", "إ", "آ", "ا"):  # لأتلتيك
        return False
    if _is_between(words, at) or _is_before_given(words, at):
        return True
    if _has_other_form(words, at):
        return False
    return words.is_titled(at) and (words.may_be_name(at) or _is_before_family(words, at))


def _has_other_form(words: ArabicNameWords, at: int) -> bool:
    """Tell whether an unknown word has the form of a verb or of a participle."""
    normal = words.told[at].normal
    adjective = at > 0 and words.told[at - 1].normal.startswith("ال")
    verb = is_imperfect(normal) and normal[0] in "يت" and not adjective
    return verb or _PARTICIPLE.fullmatch(normal) is not None


def _is_before_given(words: ArabicNameWords, at: int) -> bool:
    """Tell whether a word between a title right before it and a given name is one too."""
    title, behind = words.before(at), words.behind(at)
    return (
        title is not None
        and behind is not None
        and behind.text in certain_names()
        and title.normal.startswith("ال")
        and is_listed(title.normal, "title")
        and not is_listed(words.told[at].normal, "org_head")
        and _may_begin(words.told[at])
    )


def _may_begin(word: ToldWord) -> bool:
    """Tell whether a word that may be known is no verb, title or definite noun."""
    return not (has_article(word) or is_verb(word.normal) or is_listed(word.normal, "title"))


def _is_between(words: ArabicNameWords, at: int) -> bool:
    """Tell whether two unknown words stand between a verb of saying and an office or a clause.

    Example: قال ماتس هوملز مدافع ألمانيا.
    """
    if not (words.is_spoken(at) and words.may_be_name(at) and words.behind(at)):
        return False
    behind = words.behind(at + 1)
    closed = behind is None or behind.normal == "ان" or is_listed(behind.normal, "title")
    return closed and words.may_be_name(at + 1)


def _is_before_family(words: ArabicNameWords, at: int) -> bool:
    """Tell whether a word between "the spokesman of the ministry" and "al-Khafaji" is a name."""
    before, behind = words.told[at - 1] if at else None, words.behind(at)
    return (
        before is not None
        and behind is not None
        and before.normal.startswith("ال")
        and _ADJECTIVE_NAME.fullmatch(behind.normal) is not None
        and not is_day_or_place(behind.normal)
        and words.is_unknown(behind.normal[2:])
        and _may_begin(words.told[at])
    )
