"""Tells what the words of an Arabic sentence may be to a name: a part of it, a title, a verb."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rag.briefs.key_facts.known_names import is_day_or_place, is_person, is_unknown, place_spans
from rag.briefs.key_facts.told_sentences import ToldWord
from rag.briefs.key_facts.word_lists import is_listed, is_verb, spelt_list, word_list
from rag.text.analysis.stopwords import is_stopword
from rag.text.analyzer import Analyzer

_BEFORE_NAME = 8  # words of an office: رئيس مجلس إدارة شركة نفط الجنوب
_ARTICLES = ("ال", "وال", "لل", "بال")


class ArabicNameWords:
    """The words of one sentence, with what is known of each."""

    def __init__(self, told: Sequence[ToldWord], analyzer: Analyzer) -> None:
        """Take the words of the sentence."""
        self.told = told
        self._analyzer = analyzer

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.told)

    def before(self, at: int) -> ToldWord | None:
        """Return the word before another that nothing but white space separates from it."""
        return self.told[at - 1] if at and self.told[at].joined else None

    def behind(self, at: int) -> ToldWord | None:
        """Return the word behind another that nothing but white space separates from it."""
        following = self.told[at + 1] if at + 1 < len(self.told) else None
        return following if following and following.joined else None

    def is_given(self, at: int) -> bool:
        """Tell whether a word is a given name that can be nothing else here."""
        written = self.told[at].text
        if written in ("عبد", "أبو"):
            return self.behind(at) is not None
        if written not in spelt_list("ar"):
            rest = written[1:] if written[0] in "ولبف" else ""
            return len(rest) > 3 and rest in certain_names()
        return written in certain_names() or self._is_doubtful_given(at)

    def _is_doubtful_given(self, at: int) -> bool:
        """Tell whether a word that may be something else is a given name by what is beside it."""
        before, behind = self.before(at), self.behind(at)
        if self.is_titled(at):
            return True
        if behind is None:
            return False
        nation = before is not None and before.normal.startswith(("ال", "لل"))
        office = self.behind(at + 1)
        return (
            behind.text in spelt_list("ar")
            or behind.normal in word_list("particle")
            or is_person(behind.normal)
            or (self.is_spoken(at) and self.may_be_name(at + 1))
            or (nation and before is not None and is_day_or_place(before.normal))
            or (office is not None and is_listed(office.normal, "title"))
        )

    def is_spoken(self, at: int) -> bool:
        """Tell whether a verb of saying or doing stands right before a word."""
        before = self.before(at)
        spoken = word_list("speech")
        return before is not None and (before.normal in spoken or before.normal[1:] in spoken)

    def is_titled(self, at: int) -> bool:
        """Tell whether a title stands before a word, with nothing but the office between them."""
        for back in range(at, max(0, at - _BEFORE_NAME), -1):
            before = self.before(back)
            if before is None:
                return False
            if is_listed(before.normal, "title"):
                return True
            if self._is_no_office(before):
                return False
        return False

    def _is_no_office(self, word: ToldWord) -> bool:
        return (
            is_stopword(word.normal)
            or word.normal in word_list("verb") | word_list("speech")
            or word.normal[0].isdigit()
            or word.text in spelt_list("ar")
            or is_person(word.normal)
        )

    def may_be_name(self, at: int) -> bool:
        """Tell whether nothing is known of a word, so that it may be a name."""
        word = self.told[at]
        normal = word.normal
        if is_stopword(normal) or is_verb(normal) or normal.endswith("وا"):
            return False
        if is_listed(normal, "title") or is_listed(normal, "org_head"):
            return False
        if is_day_or_place(normal) or any(place_spans([normal])):
            return False
        if word.text.startswith(("أل", "إل", "آل")):  # no article: أليسون
            return True
        return self.is_unknown(normal)

    def is_unknown(self, normal: str) -> bool:
        """Tell whether nothing is known of a normalised word."""
        return is_unknown(normal, self._analyzer)

    def is_apart(self, at: int) -> bool:
        """Tell whether a mark, a verb or a preposition stands behind a word."""
        behind = self.behind(at)
        return behind is None or behind.normal in word_list("clause") or is_verb(behind.normal)


@cache
def certain_names() -> frozenset[str]:
    """Return the Arabic given names that are no other words."""
    return spelt_list("ar") - spelt_list("ar?")


def has_article(word: ToldWord) -> bool:
    """Tell whether an Arabic word is written with the article; أليسون has none."""
    return word.text.startswith(_ARTICLES)
