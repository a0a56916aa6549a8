"""Splits the cited sentences of a brief into the words that its key facts are found in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rag.briefs.key_facts.known_names import place_spans
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.records import Article
from rag.text.analysis.folding import normalize
from rag.text.analyzer import Analyzer

# A word, with its vowel signs: Al-Sadr, O'Brien, "J." of J. K. Rowling, U.S. A hashtag is several.
_LETTER = r"(?:[^\W_]|[\u064b-\u0652])"
_WORD = re.compile(
    rf"(?:[A-Z]\.){{1,4}}(?![a-z])|[^\W_]{_LETTER}*(?:(?:[-'’.&]|(?<=\d),)[^\W_]{_LETTER}*)*"
)
_SIGNS = re.compile(r"[\u064b-\u0652\u0640]")
# What may stand between the words of one name.
_SOFT = re.compile(r"[\s#_]*\Z")
_OPENS = re.compile(r"\s[\"“«'‘]\Z")


@dataclass(frozen=True, slots=True)
class ToldWord:
    """A word at `text[start:end]`, as written without vowel signs, and normalised.

    `joined` says that nothing but white space stands between it and the word before; `quoted` that
    a quotation mark does besides. `nunated` words end in the sign of the indefinite accusative.
    """

    text: str
    start: int
    end: int
    normal: str
    joined: bool
    quoted: bool = False
    nunated: bool = False

    @property
    def capital(self) -> bool:
        """Tell whether the word begins with a capital."""
        return self.text[0].isupper()


def told_words(text: str) -> list[ToldWord]:
    """Return the words of a text; none for an empty one."""
    found: list[ToldWord] = []
    end = 0
    for match in _WORD.finditer(text):
        written = _SIGNS.sub("", match[0])
        gap = text[end : match.start()]
        joined = bool(found) and _SOFT.match(gap) is not None
        quoted = bool(found) and _OPENS.match(gap) is not None
        found.append(
            ToldWord(
                written, *match.span(), normalize(written), joined, quoted, "\u064b" in match[0]
            )
        )
        end = match.end()
    return found


@dataclass(frozen=True)
class ToldSentence:
    """A cited sentence.

    `beside` is the text of its point in the other language. `rank` counts the points before it that
    are in its language. `shown` is how the brief tells it, "" where it tells it in other words.
    """

    line: SourceSentence
    beside: str
    rank: int
    analyzer: Analyzer
    articles: Sequence[Article] = field(repr=False)
    shown: str = ""

    @property
    def text(self) -> str:
        """Return the sentence."""
        return self.line.text

    @property
    def arabic(self) -> bool:
        """Tell whether the sentence is of an Arabic article."""
        return self.line.language == "ar"

    @cached_property
    def words(self) -> list[ToldWord]:
        """Return its words."""
        return told_words(self.text)

    def in_quotes(self, at: int) -> bool:
        """Tell whether an offset of the sentence lies in a quotation."""
        before = self.text[:at]
        opened = before.count("«") > before.count("»") or before.count("“") > before.count("”")
        return opened or before.count('"') % 2 == 1

    def joined(self, start: int, end: int) -> str:
        """Return the words `start` to `end` as a phrase, without the marks of a hashtag."""
        return " ".join(word.text for word in self.words[start:end])


# For example: "GENEVA (Reuters) - ", "TOKYO, Japan: ", "القاهرة (رويترز) - ", "نابلس - وفا - "
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z' -]{2,24}[A-Z]|[A-Z][a-z]+(?: [A-Z][a-z]+)?|[ء-ي]+(?: [ء-ي]+)?)"
    r"(?:[,،]\s?[\w. ]{2,24}?)?(?:\s?\([^)]{2,30}\)){0,2}\s?(?:[-–—]|:\s)\s?"
    r"(?:[^\s-]+(?: [^\s-]+)?\s[-–—]\s)?"
)


def dateline(told: ToldSentence) -> str:
    """Return the words that open a sentence as where it was written, with the marks behind them.

    They hold a known place, or an agency stands in brackets. Without them it is empty.
    """
    opening = _DATELINE.match(told.text)
    if opening is None:
        return ""
    normal = [word.normal for word in told_words(opening[0])]
    placed = any(start == 0 for start, _, _ in place_spans(normal))
    return opening[0] if placed or re.search(r"\(.*\)", opening[0]) else ""


def after_dateline(told: ToldSentence) -> int:
    """Return the place of the first word behind the dateline."""
    size = len(dateline(told))
    return next((at for at, word in enumerate(told.words) if word.start >= size), 0)
