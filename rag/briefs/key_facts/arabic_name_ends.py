"""Tells where an Arabic name ends: before a verb, a preposition, an adjective, a day."""

from __future__ import annotations

from rag.briefs.key_facts.arabic_name_words import ArabicNameWords, certain_names
from rag.briefs.key_facts.known_names import is_day_or_place, is_person, is_weekday
from rag.briefs.key_facts.told_sentences import ToldWord
from rag.briefs.key_facts.word_lists import bare, is_listed, is_verb, spelt_list, word_list
from rag.text.analysis.folding import normalize
from rag.text.analysis.stopwords import is_stopword

_MOST_WORDS = 5


def name_end(words: ArabicNameWords, start: int) -> int:
    """Return where the name that begins at a word ends; at least the next place."""
    at = start + 1
    while at < len(words) and at - start < _MOST_WORDS and _goes_on(words, start, at):
        at += 1
    last = words.behind(at - 1)
    if last and last.normal in word_list("second_part"):
        at += 1
    while at > start + 1 and words.told[at - 1].normal in word_list("open_particle"):
        at -= 1
    return at


def _goes_on(words: ArabicNameWords, start: int, at: int) -> bool:
    """Tell whether a word goes on with the name that begins at `start`."""
    word, before = words.told[at], words.before(at)
    if before is None or not _is_arabic(word.text):
        return False
    sure = _is_certain(word, before)
    if sure is not None:
        return sure
    if _is_other_word(words, start, at):
        return False
    if is_person(word.normal):
        return True
    if word.normal in word_list("regnal"):
        king = words.before(start)
        return king is not None and bare(king.normal) in word_list("royal")
    if word.text.startswith("ال"):
        return _is_family(words, start, at) or _closes(words, at)
    return _is_surname(words, start, at)


def _is_certain(word: ToldWord, before: ToldWord) -> bool | None:
    """Tell whether a word goes on with the name by itself; None where others must tell."""
    normal = word.normal
    if normal in word_list("second_part"):
        return True
    if before.normal in word_list("particle"):
        return not (is_stopword(normal) or is_listed(normal, "title") or is_verb(normal))
    if word.text in spelt_list("ar") | spelt_list("ar?"):
        return True
    if normal in word_list("particle"):
        return not is_stopword(normal) or normal == "بن"
    return None


def _is_other_word(words: ArabicNameWords, start: int, at: int) -> bool:
    """Tell whether a word is a verb, a day, a number, or begins with "and"."""
    word = words.told[at]
    surname = at - start == 1 and is_person(word.normal)  # باسيل is a verb by its form
    return (
        is_stopword(word.normal)
        or word.nunated
        or (is_verb(word.normal) and not surname)
        or is_weekday(word.normal)
        or word.normal in word_list("number_word")
        or _begins_with_and(words, word)
        or (at - start > 1 and word.normal.startswith("و") and word.text not in spelt_list("ar"))
    )


def _begins_with_and(words: ArabicNameWords, word: ToldWord) -> bool:
    """Tell whether a word is "and" with a name or a known word: وبوتين, ومحمد."""
    if not word.normal.startswith("و") or len(word.normal) < 4:
        return False
    rest = word.text[1:]
    known = rest in spelt_list("ar") or rest.startswith("ال") or is_person(normalize(rest))
    return known or not words.is_unknown(normalize(rest))


def _is_surname(words: ArabicNameWords, start: int, at: int) -> bool:
    """Tell whether a word without an article is a surname, or the last but one."""
    word, later = words.told[at], at - start > 1
    if later and word.normal[0] in "يتنب" and len(word.normal) > 2:
        return False
    first = words.told[start].normal == "عبد"
    return (
        (words.may_be_name(at) and not (later and _is_object(words, at)))
        or (later and _is_aged(words, at))
        or (at - start <= 1 + int(first) and _ends_titled(words, start, at))
        or (words.told[at - 1].normal in word_list("second_part") and words.is_apart(at))
    )


def _ends_titled(words: ArabicNameWords, start: int, at: int) -> bool:
    """Tell whether a word that has other meanings is the surname before a clause.

    Example: وقال رئيس البعثة مصطفى وزيري إن.
    """
    word = words.told[at].normal
    return (
        words.is_apart(at)
        and words.is_given(start)
        and (words.is_titled(start) or words.is_spoken(start))
        and not word.endswith("ا")
        and word[0] not in "بلك"
        and not is_day_or_place(word)
        and not is_listed(word, "title")
    )


def _is_object(words: ArabicNameWords, at: int) -> bool:
    """Tell whether a word is rather what a verb before the name is about: سير العمل, جينا, فضية."""
    normal, behind = words.told[at].normal, words.behind(at)
    if normal[0] == "م" and normal.endswith(("ون", "ين")):
        return True
    if normal.endswith(("ا", "يه")) and behind is not None:
        return True
    return behind is not None and behind.text.startswith("ال")


def _is_aged(words: ArabicNameWords, at: int) -> bool:
    """Tell whether an age in brackets ends the name behind a word: أحمد نبيل عقل (25 عاما)."""
    following = words.told[at + 1] if at + 1 < len(words) else None
    return bool(following and not following.joined and following.text[0].isdigit())


def _is_family(words: ArabicNameWords, start: int, at: int) -> bool:
    """Tell whether a word with the article is a family name: الصدر, البغدادي."""
    word, first = words.told[at], words.told[start].text
    if not _may_be_family(word) or word.normal.endswith("يه"):  # an adjective: الرياضية
        return False
    if first not in spelt_list("ar") | spelt_list("ar?") and is_day_or_place(word.normal):
        return False  # a club of a nation: فياريال الإسباني
    if words.is_unknown(bare(word.normal)):
        return True
    return at - start == 1 and (word.normal.endswith("ي") or first in certain_names())


def _may_be_family(word: ToldWord) -> bool:
    return not is_listed(word.normal, "title") and word.normal not in word_list("after_name")


def _closes(words: ArabicNameWords, at: int) -> bool:
    """Tell whether a word with the article is the end of a family name of two: سوار الذهب،"""
    word, before = words.told[at], words.told[at - 1]
    return (
        words.behind(at) is None
        and before.text not in spelt_list("ar") | spelt_list("ar?")
        and not before.normal.startswith("ال")
        and not is_person(before.normal)
        and not is_day_or_place(word.normal)
        and not word.normal.endswith("يه")  # مايكل كورس الشمسية
        and _may_be_family(word)
    )


def _is_arabic(written: str) -> bool:
    return "ء" <= written[0] <= "ي" or written[0] in "پچڤگژی"
