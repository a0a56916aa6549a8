"""Finds the names of people in Arabic sentences, which have no capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.briefs.key_facts.known_names import (
    is_day_or_place,
    is_person,
    is_unknown,
    is_weekday,
    place_spans,
)
from rag.briefs.key_facts.told_sentences import ToldWord
from rag.briefs.key_facts.word_lists import bare, is_listed, is_verb, spelt_list, word_list
from rag.grounding.sense.arabic_verbs import is_imperfect
from rag.text.analysis.folding import normalize
from rag.text.analysis.stopwords import is_stopword
from rag.text.analyzer import Analyzer

_MOST_WORDS = 5
_BEFORE_NAME = 8  # words of an office: رئيس مجلس إدارة شركة نفط الجنوب


class ArabicNames:
    """Finds the spans of the names in one sentence."""

    def __init__(self, told: Sequence[ToldWord], analyzer: Analyzer) -> None:
        """Take the words of the sentence."""
        self._told = told
        self._analyzer = analyzer

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each name of two words or more, and of known surnames, in order."""
        at = 0
        while at < len(self._told):
            end = self._end(at)
            if end and not self._of_thing(at):
                yield at, end
            at = max(end, at + 1)

    def _end(self, start: int) -> int:
        """Return where the name that begins at a word ends; 0 where none does."""
        if not self._begins(start):
            return 0
        at = start + 1
        while at < len(self._told) and at - start < _MOST_WORDS and self._goes_on(start, at):
            at += 1
        if at < len(self._told) and self._told[at].joined and self._told[at].normal in word_list("second_part"):
            at += 1
        while at > start + 1 and self._told[at - 1].normal in word_list("open_particle"):
            at -= 1
        if at - start >= 2:
            return at if self._sure(start, at) and not self._is_place(start, at) else 0
        return at if self._alone(start) else 0

    def _of_thing(self, start: int) -> bool:
        """Tell whether something called so stands before a name: معبر كرم أبو سالم."""
        at = start
        if at > 1 and self._told[at].joined and self._told[at - 1].normal in word_list("eponym"):
            at -= 1  # جائزة الشيخ زايد
        if not at or not (self._told[at].joined or self._told[at].quoted):
            return False
        before = self._told[at - 1].normal
        return before in word_list("thing") or re.sub(r"^[وبلف](?=\w{3})", "", before) in word_list(
            "thing"
        )

    def _is_place(self, start: int, end: int) -> bool:
        """Tell whether the words are a place: إسلام أباد."""
        normal = [word.normal for word in self._told[start:end]]
        return any((first, last) == (0, len(normal)) for first, last, _ in place_spans(normal))

    def _begins(self, at: int) -> bool:
        word = self._told[at]
        if self._given(at):
            return True
        if word.text in spelt_list("ar?") or is_stopword(word.normal) or word.text[0].isdigit():
            return False
        if is_person(word.normal):
            return True
        if word.normal[0] in "لب" and word.text[1:2] in ("أ", "إ", "آ", "ا"):  # لأتلتيك
            return False
        if self._two_spoken(at):
            return True
        if self._before_given(at):
            return True
        after_adjective = at > 0 and self._told[at - 1].normal.startswith("ال")
        if is_imperfect(word.normal) and word.normal[0] in "يت" and not after_adjective:
            return False
        if re.fullmatch(r"م\w{4,}ا", word.normal):  # a participle: متلبسا
            return False
        return self._titled(at) and (self._may_be_name(at) or self._before_family(at))

    def _before_given(self, at: int) -> bool:
        """Tell whether a word between a title right before it and a given name is one too."""
        word = self._told[at]
        following = self._told[at + 1] if at + 1 < len(self._told) else None
        return bool(
            at
            and word.joined
            and following
            and following.joined
            and following.text in spelt_list("ar") - spelt_list("ar?")
            and self._told[at - 1].normal.startswith("ال")
            and is_listed(self._told[at - 1].normal, "title")
            and not word.text.startswith(("ال", "وال", "لل", "بال"))
            and not is_verb(word.normal)
            and not is_listed(word.normal, "title")
            and not is_listed(word.normal, "org_head")
        )

    def _two_spoken(self, at: int) -> bool:
        """Tell whether two unknown words stand between a verb of saying and an office or a clause.

        Example: قال ماتس هوملز مدافع ألمانيا.
        """
        if not (self._spoken(at) and self._may_be_name(at) and at + 1 < len(self._told)):
            return False
        if not (self._told[at + 1].joined and self._may_be_name(at + 1)):
            return False
        behind = self._told[at + 2] if at + 2 < len(self._told) else None
        return (
            behind is None
            or not behind.joined
            or behind.normal == "ان"
            or is_listed(behind.normal, "title")
        )

    def _before_family(self, at: int) -> bool:
        """Tell whether a word between "the spokesman of the ministry" and "al-Khafaji" is a name."""
        following = self._told[at + 1] if at + 1 < len(self._told) else None
        return bool(
            at
            and following
            and following.joined
            and self._told[at - 1].normal.startswith("ال")
            and not self._told[at].normal.startswith(("ال", "لل", "وال", "بال"))
            and re.fullmatch(r"ال\w{3,}ي", following.normal)
            and not is_day_or_place(following.normal)
            and self._told[at].normal not in word_list("verb") | word_list("speech")
            and not is_listed(self._told[at].normal, "title")
            and is_unknown(following.normal[2:], self._analyzer)
        )

    def _given(self, at: int) -> bool:
        """Tell whether a word is a given name that can be nothing else here."""
        written = self._told[at].text
        if written in ("عبد", "أبو"):
            return at + 1 < len(self._told) and self._told[at + 1].joined
        if written not in spelt_list("ar"):
            rest = written[1:] if written[0] in "ولبف" else ""
            return len(rest) > 3 and rest in spelt_list("ar") - spelt_list("ar?")
        if written not in spelt_list("ar?"):
            return True
        follows = at + 1 < len(self._told) and self._told[at + 1].joined
        if follows and self._spoken(at) and self._may_be_name(at + 1):
            return True
        nation = at > 0 and self._told[at].joined and is_day_or_place(self._told[at - 1].normal)
        if nation and follows and self._told[at - 1].normal.startswith(("ال", "لل")):
            return True
        if follows and at + 2 < len(self._told) and self._told[at + 2].joined:
            if is_listed(self._told[at + 2].normal, "title"):
                return True  # سلطان الجابر الرئيس التنفيذي
        return self._titled(at) or (
            follows
            and (
                self._told[at + 1].text in spelt_list("ar")
                or self._told[at + 1].normal in word_list("particle")
                or is_person(self._told[at + 1].normal)
            )
        )

    def _spoken(self, at: int) -> bool:
        """Tell whether a verb of saying or doing stands right before a word."""
        before = self._told[at - 1].normal if at and self._told[at].joined else ""
        return before in word_list("speech") or before[1:] in word_list("speech")

    def _titled(self, at: int) -> bool:
        """Tell whether a title stands before a word, with nothing but the office between them."""
        for back in range(at - 1, max(-1, at - 1 - _BEFORE_NAME), -1):
            word = self._told[back]
            if not self._told[back + 1].joined and back + 1 != at:
                return False
            if not self._told[back + 1].joined:
                return False
            if is_listed(word.normal, "title"):
                return True
            if self._no_office(word):
                return False
        return False

    def _no_office(self, word: ToldWord) -> bool:
        normal = word.normal
        return (
            is_stopword(normal)
            or normal in word_list("verb")
            or normal in word_list("speech")
            or normal[0].isdigit()
            or word.text in spelt_list("ar")
        )

    def _may_be_name(self, at: int) -> bool:
        """Tell whether a word is unknown, so that it may be a name."""
        word = self._told[at]
        normal = word.normal
        if is_stopword(normal) or normal in word_list("verb") or normal in word_list("speech"):
            return False
        if is_listed(normal, "title") or is_listed(normal, "org_head"):
            return False
        if is_day_or_place(normal) or is_verb(normal) or any(place_spans([normal])):
            return False
        if word.text.startswith(("أل", "إل", "آل")):  # no article: أليسون
            return True
        return is_unknown(normal, self._analyzer)

    def _goes_on(self, start: int, at: int) -> bool:
        """Tell whether a word goes on with the name that begins at `start`."""
        word = self._told[at]
        normal = word.normal
        if not word.joined or not _is_arabic_word(word.text):
            return False
        if self._told[at - 1].normal in word_list("particle") or normal in word_list("second_part"):
            return normal in word_list("second_part") or not (
                is_stopword(normal) or is_listed(normal, "title") or is_verb(normal)
            )
        if word.text in spelt_list("ar") or word.text in spelt_list("ar?"):
            return True
        if normal in word_list("particle"):
            return not is_stopword(normal) or normal == "بن"
        if is_stopword(normal) or (is_verb(normal) and not self._family_verb(at, start)):
            return False
        if is_weekday(normal):
            return False
        if _begins_with_and(word, self._analyzer):
            return False
        if is_person(normal):
            return True
        if normal in word_list("regnal"):
            return self._reigns(start)
        if word.text.startswith("ال"):
            return self._is_family(start, at) or self._closes(at)
        if normal[0] in "يتن" and len(normal) > 3 and at - start > 1:
            return False
        if normal in word_list("number_word"):
            return False
        return (
            (self._may_be_name(at) and not (at - start > 1 and self._is_object(at)))
            or (at - start > 1 and self._aged(at))
            or self._ends_title(start, at)
            or (self._told[at - 1].normal in word_list("second_part") and self._is_apart(at))
        )

    def _ends_title(self, start: int, at: int) -> bool:
        """Tell whether a word that has other meanings is the surname before a clause.

        Example: وقال رئيس البعثة مصطفى وزيري إن.
        """
        word = self._told[at].normal
        return (
            self._is_apart(at)
            and self._given(start)
            and (self._titled(start) or self._spoken(start))
            and not word.endswith("ا")
            and word[0] not in "بلك"
            and not is_day_or_place(word)
            and not is_listed(word, "title")
        )

    def _family_verb(self, at: int, start: int) -> bool:
        """Tell whether a word that is a verb too is a known surname: باسيل."""
        return at - start == 1 and is_person(self._told[at].normal)

    def _reigns(self, start: int) -> bool:
        """Tell whether a name stands behind the title of a king or a pope."""
        before = self._told[start - 1].normal if start and self._told[start].joined else ""
        return bare(before) in word_list("royal")

    def _is_object(self, at: int) -> bool:
        """Tell whether a word is rather what a verb before the name is about: سير العمل, جينا."""
        if self._told[at].normal.endswith(("ون", "ين")) and self._told[at].normal[0] == "م":
            return True
        if self._told[at].normal.endswith("ا") and not self._is_apart(at):
            return True
        following = self._told[at + 1] if at + 1 < len(self._told) else None
        return bool(following and following.joined and following.text.startswith("ال"))

    def _is_apart(self, at: int) -> bool:
        """Tell whether a mark, a verb or a preposition stands behind a word."""
        following = self._told[at + 1] if at + 1 < len(self._told) else None
        return (
            following is None
            or not following.joined
            or following.normal in word_list("clause")
            or is_verb(following.normal)
        )

    def _aged(self, at: int) -> bool:
        """Tell whether an age in brackets ends the name behind a word: أحمد نبيل عقل (25 عاما)."""
        following = self._told[at + 1] if at + 1 < len(self._told) else None
        return bool(following and not following.joined and following.text[0].isdigit())

    def _is_family(self, start: int, at: int) -> bool:
        """Tell whether a word with the article is a family name: الصدر, البغدادي."""
        word = self._told[at]
        if is_listed(word.normal, "title") or word.normal in word_list("after_name"):
            return False
        if word.normal.endswith("يه"):  # an adjective: الرياضية
            return False
        given = self._told[start].text in spelt_list("ar") | spelt_list("ar?")
        if not given and is_day_or_place(word.normal):
            return False  # فياريال الإسباني
        rest = bare(word.normal)
        if is_unknown(rest, self._analyzer):
            return True
        return at - start == 1 and (
            word.normal.endswith("ي") or self._told[start].text in spelt_list("ar") - spelt_list("ar?")
        )

    def _closes(self, at: int) -> bool:
        """Tell whether a word with the article is the end of a family name of two: سوار الذهب،"""
        word, before = self._told[at], self._told[at - 1]
        apart = at + 1 == len(self._told) or not self._told[at + 1].joined
        return (
            apart
            and before.text not in spelt_list("ar") | spelt_list("ar?")
            and not before.normal.startswith("ال")
            and not is_person(before.normal)
            and not is_day_or_place(word.normal)
            and word.normal not in word_list("after_name")
            and not is_listed(word.normal, "title")
        )

    def _sure(self, start: int, end: int) -> bool:
        """Tell whether two words or more are a name for certain."""
        if self._titled(start) or self._two_spoken(start):
            return True
        return self._given(start) or all(
            is_person(word.normal) for word in self._told[start:end]
        )

    def _alone(self, at: int) -> bool:
        """Tell whether a word alone is a person that is known by it: ترامب, الرئيس السيسي."""
        word = self._told[at]
        known = is_person(word.normal) and word.text not in spelt_list("ar")
        return known and self._titled(at)


def _begins_with_and(word: ToldWord, analyzer: Analyzer) -> bool:
    """Tell whether a word is "and" with a name or a known word: وبوتين, ومحمد."""
    if not word.normal.startswith("و") or len(word.normal) < 4:
        return False
    if word.text in spelt_list("ar"):
        return False
    rest = word.text[1:]
    return (
        rest in spelt_list("ar")
        or rest.startswith("ال")
        or not is_unknown(normalize(rest), analyzer)
    )


def _is_arabic_word(written: str) -> bool:
    return "ء" <= written[0] <= "ي" or written[0] in "پچڤگژی"
