"""Finds the names of people in English sentences, by their capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from rag.briefs.key_facts.known_names import is_day_or_place, is_person, place_spans
from rag.briefs.key_facts.told_sentences import ToldWord, told_words
from rag.briefs.key_facts.word_lists import spelt_list, word_list
from rag.text.analysis.stemming import stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import Analyzer

_MOST_WORDS = 5
_FEWEST = 4  # words of a sentence in which all capitals tell a headline
_INITIAL = re.compile(r"(?:[A-Z]\.){1,3}|[A-Z]")
_NO_TITLES = frozenset(["Star", "Model", "Champion", "Chef", "Guard"])  # they begin names of things
_ROMAN = re.compile("[IVX]+")
_ARTICLE = re.compile(r"(?:al|el|an|ar|as|ash|at|az|ad)-[A-Z]")
# "Jane Roe, 45," and "Jane Roe, the minister of", "Jane Roe, who".
_TOLD_BEHIND = re.compile(
    r",\s(?:\d{1,2},|who\b|an?\s[a-z]|the\s(?:[\w’'-]+\s){0,4}?(?P<role>[a-z-]+))"
)


class EnglishNames:
    """Finds the spans of the names in one sentence."""

    def __init__(self, text: str, around: str, analyzer: Analyzer) -> None:
        """Take the sentence, and the article around it, which names people by their surnames."""
        self._text = text
        self._around = around
        self._glossary = analyzer.glossary
        self.words = self._words = told_words(text)

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each name, in order; known surnames alone too."""
        if self._headline:
            return
        for start, end in self._runs():
            start = self._behind_title(start, end)
            if end - start >= 2 and end - start <= _MOST_WORDS and self._is_name(start, end):
                yield start, end
            elif end - start == 1 and self._is_royal(start):
                yield start - 1, end
            elif end - start == 1 and self._is_known_surname(start):
                yield start, end

    @cached_property
    def _headline(self) -> bool:
        """Tell whether capitals mark no names, as nearly all words have one."""
        content = [one for one in self._words if not is_stopword(one.normal) and one.text.isalpha()]
        return len(content) > _FEWEST and all(one.capital for one in content)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Yield the runs of words that may be one name."""
        at, every = 0, self._words
        while at < len(every):
            if not self._fits(at):
                at += 1
                continue
            end = at + 1
            while end < len(every) and not _owns(every[end - 1]) and self._continues(end):
                end += 1
            while end > at + 1 and _is_no_end(every[end - 1]):
                end -= 1
            yield at, end
            at = end

    def _fits(self, at: int) -> bool:
        return self._words[at].capital and not self._words[at].text[0].isdigit()

    def _continues(self, at: int) -> bool:
        word = self._words[at]
        initial = _INITIAL.fullmatch(self._words[at - 1].text) is not None
        between = self._text[self._words[at - 1].end : word.start]
        if not (word.joined or (initial and between in (". ", " "))):
            return False
        if word.capital or _ARTICLE.match(word.text):
            return True
        return (
            word.normal in word_list("particle")
            and at + 1 < len(self._words)
            and (self._words[at + 1].capital or self._words[at + 1].normal in word_list("particle"))
            and self._words[at + 1].joined
        )

    def _behind_title(self, start: int, end: int) -> int:
        """Return where the name begins behind the title and words that begin a sentence."""
        at = start
        while at < end and (
            self._is_title(at)
            or (at == start and is_stopword(self._words[at].normal) and not self._is_given(at))
            or (at < end - 2 and self._is_nation(at) and self._titles_behind(at, end))
        ):
            at += 1
        if at < end and not self._is_given(at):
            given = [place for place in range(at + 1, end - 1) if self._is_given(place)]
            if given and all(
                self._is_common(_plain(self._words[one])) for one in range(at, given[0])
            ):
                at = given[0]
        titles = [place for place in range(at, end - 2) if self._is_title(place, only=True)]
        return titles[-1] + 1 if titles else at

    def _titles_behind(self, at: int, end: int) -> bool:
        return any(self._is_title(place, only=True) for place in range(at + 1, end - 1))

    def _is_nation(self, at: int) -> bool:
        return is_day_or_place(_plain(self._words[at]))

    def _is_given(self, at: int) -> bool:
        return _plain(self._words[at]) in spelt_list("en")

    def _is_title(self, at: int, *, only: bool = False) -> bool:
        plain = _plain(self._words[at])
        if plain in word_list("title"):
            return self._words[at].text not in _NO_TITLES
        return not only and plain in word_list("title_part") and not self._is_given(at)

    def _is_name(self, start: int, end: int) -> bool:
        """Tell whether a run of two words or more is a person for certain."""
        told = self._words[start:end]
        plains = [_plain(word) for word in told]
        if self._is_something_else(plains, told, start):
            return False
        if self._is_house(end):
            return False
        given = self._is_given(start) and not is_day_or_place(plains[0])
        if given or any(map(is_person, plains)):
            return not self._known_place(plains) and not self._common_end(plains, start)
        if self._known_place(plains) or any(map(is_day_or_place, plains[1:])):
            return False
        if is_day_or_place(plains[0]) and not self._is_given(start):
            return False
        if any(self._is_common(plain) for plain in plains):
            return False
        if len(told) > 1 and _INITIAL.fullmatch(told[0].text) and len(plains[-1]) > 2:
            return True
        return self._titled(start) or self._told_behind(end) or self._surname_alone(told[-1])

    def _is_house(self, end: int) -> bool:
        """Tell whether a hospital or the like is called by a name: Walter Reed hospital."""
        behind = self._words[end] if end < len(self._words) else None
        return bool(behind and behind.joined and behind.normal in word_list("house"))

    def _common_end(self, plains: Sequence[str], start: int) -> bool:
        """Tell whether the name ends in a word of things: Charles Bridge."""
        others = word_list("not_person") | word_list("org_tail")
        return plains[-1] in others and not self._titled(start)

    def _is_something_else(
        self, plains: Sequence[str], told: Sequence[ToldWord], start: int
    ) -> bool:
        if any(word.text.isupper() and len(word.text) > 3 for word in told):
            return True
        others = word_list("org_tail") | word_list("not_person") | word_list("org_start")
        firm = [plain in others for plain in plains]
        if firm[-1]:
            return not (plains[0] in spelt_list("en") and self._titled(start))
        return any(firm) and plains[0] not in spelt_list("en")

    def _known_place(self, plains: Sequence[str]) -> bool:
        parts = [word for plain in plains for word in words(plain)]
        return any((start, end) == (0, len(parts)) for start, end, _ in place_spans(parts))

    def _is_common(self, plain: str) -> bool:
        if plain in word_list("particle") or len(plain) <= 2:
            return False
        return is_stopword(plain) or self._glossary.knows(stem(plain))

    def _titled(self, start: int) -> bool:
        """Tell whether a title stands right before a name."""
        if start == 0 or not self._words[start].joined:
            before = self._text[: self._words[start].start].rstrip()
            return (
                before.endswith((".", ",")) and start > 0 and self._is_title(start - 1, only=True)
            )
        return self._is_title(start - 1, only=True)

    def _told_behind(self, end: int) -> bool:
        """Tell whether an age or an office stands right behind a name."""
        behind = _TOLD_BEHIND.match(self._text, self._words[end - 1].end)
        if behind is None:
            return False
        return behind["role"] is None or behind["role"] in word_list("title")

    def _surname_alone(self, last: ToldWord) -> bool:
        """Tell whether the article goes on with the surname alone, as of people: "Sharif said"."""
        surname = re.escape(re.sub(r"['’]s$", "", last.text))
        said = "|".join(sorted(word for word in word_list("speech") if word.isascii()))
        alone = re.compile(
            rf"(?:(?<=[.,;:\"”’)\n]\s)|(?<=\n)){surname}(?:['’]s)?\s(?:{said})\b"
            rf"|\b(?:Mr|Mrs|Ms|Dr)\.?\s{surname}\b"
        )
        return alone.search(self._around) is not None

    def _is_royal(self, at: int) -> bool:
        """Tell whether a given name stands alone behind a title: Prince Andrew."""
        before = self._words[at - 1] if at else None
        return bool(
            before
            and before.capital
            and self._words[at].joined
            and _plain(before) in word_list("royal")
            and (self._is_given(at) or not self._is_common(_plain(self._words[at])))
            and not is_day_or_place(_plain(self._words[at]))
        )

    def _is_known_surname(self, at: int) -> bool:
        """Tell whether one word alone names a person that is known, or named in full elsewhere."""
        word = self._words[at]
        plain = _plain(word)
        if not is_person(plain) or plain in spelt_list("en"):
            return False
        return not self._is_common(plain)


def _is_no_end(word: ToldWord) -> bool:
    """Tell whether a word goes on to something else: an abbreviation, "van", "de"."""
    short = len(word.text) > 1 and word.text.isalpha() and word.text.isupper()
    return word.normal in word_list("particle") or (short and not _ROMAN.fullmatch(word.text))


def _plain(word: ToldWord) -> str:
    """Return the normalised word without a possessive s."""
    return re.sub(r"['’]s?$", "", word.normal.rstrip("."))


def _owns(word: ToldWord) -> bool:
    return word.text.endswith(("'s", "’s"))
