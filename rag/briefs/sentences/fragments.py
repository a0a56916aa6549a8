"""Tells whether a text is no whole sentence of news: a heading, a list item, a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from rag.briefs.sentences.stand_alone_words import any_of, word_set
from rag.briefs.tuning import FEWEST_WORDS, HEADING_WORDS, SHORT_SENTENCE, SOURCE_WORDS
from rag.records import Language
from rag.text.analysis.folding import plain
from rag.text.news.site_furniture import is_furniture

FragmentKind = Literal["furniture", "cut", "quotation", "question", "heading"]

_ENDS_OPEN = re.compile(r"(?::|\.{3,}|…|,|،)[\s\"“”»«'’)]*\Z")
# In the middle of a sentence: ", he said", ") in May", "and left", but not iPhone or al-Shabaab.
_BEGINS_CUT = re.compile(r"\W*(?:\.\.|…)|\s*\([^()]*\)\W*\Z")
_BEGINS_INSIDE = re.compile(r"\s*(?:[,;:)\]،؛]|[a-z](?![A-Z-])(?!l-)\w*\b(?!-))")
_ITEM = re.compile(r"\s*(?:\d{1,2}\s?(?:[.)\-–/]|\.-)\s|[a-zأ-ي][.)]\s|#\s|\|)")
_NUMBERED_PART = re.compile(r"(?<!\S)(\d{1,2})\s?[-–.)]\s?(?=[^\W\d])")
_QUESTION = re.compile(r"[?؟][\s!]*\Z")
# The question is somebody's: asked whether, wonders, تساءل.
_ASKED = re.compile(
    r"\b(?:ask|wonder|question|quer)(?:s|ed|ing|ied)?\b|\b[وف]?(?:سال|تساءل|تساول)(?:ت|وا)?\b|\b[يت](?:سال|تساءل)"
)
_SOURCE = re.compile(
    r"\W*(?:وفقا ل|وفق |بحسب |حسب |نقلا عن |according to |courtesy of)"
    r"(?!.*(?:[,:]|\s(?:فان|فقد|ان)\s))"
)
_QUESTION_WORD = re.compile(
    r"(?:why|how|what|when|where|who|which|is|are|was|were|do|does|did|has|have|can|could|will|would"
    r"|should|لماذا|كيف|هل|ماذا|متي)\s"
)
_SMALL_WORD = 3  # letters of "for" and "at", which have no capital in a title
_STOPPED = re.compile(r"[.!?؟…][\s\"“”»«'’)\]]*\Z")
_ENGLISH_VERB = re.compile(r"\w{2,}ed\b|\b\w+(?:'s|'re|'ll|'ve|n't)\b|\b[a-z]+s\b")


def fragment(text: str, language: Language) -> FragmentKind | None:
    """Return why a text is no whole sentence of an article; None for one that is."""
    if is_furniture(text):
        return "furniture"
    if not quotations_close(text) or _closes_first(text):
        return "quotation"
    if _is_list(text):
        return "cut"
    if _ENDS_OPEN.search(text) or _ITEM.match(text) or text.count("|") > 1 or "\t" in text.strip():
        return "cut"
    if _BEGINS_CUT.match(text) or (language == "en" and _BEGINS_INSIDE.match(text)):
        return "cut"
    if _asks(text) and not _ASKED.search(plain(text).text):
        return "question"
    return "heading" if _is_heading(text, language) else None


def is_stopped(text: str) -> bool:
    """Tell whether a text ends with a full stop or its like."""
    return _STOPPED.search(text) is not None


def _asks(text: str) -> bool:
    """Tell whether a text is a question, or the heading of an answer: Why the dam burst."""
    if _QUESTION.search(text):
        return True
    begins = _QUESTION_WORD.match(plain(text).text) is not None
    return begins and (not is_stopped(text) or text.rstrip(' "”’»')[-1:] in "?!")


def quotations_close(text: str) -> bool:
    """Tell whether every quotation in a text begins and ends in it."""
    text = text.replace("’’", "”").replace("''", '"').replace("‘‘", "“")
    return text.count('"') % 2 == 0 and all(
        text.count(opening) == text.count(closing) for opening, closing in ("“”", "«»")
    )


def _closes_first(text: str) -> bool:
    """Tell whether a quotation ends in a text before one has begun."""
    return any(-1 < text.find(closing) < text.find(opening) for opening, closing in ("“”", "«»"))


def _is_list(text: str) -> bool:
    """Tell whether a text numbers its parts: 1- Halep 7965 2- Wozniacki 7525 3- Muguruza."""
    numbers = [int(match[1]) for match in _NUMBERED_PART.finditer(text)]
    return numbers[:3] == [1, 2, 3]


def _is_heading(text: str, language: Language) -> bool:
    """Tell whether a text is too short or has no verb, or consists of numbers."""
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    if len(words) < FEWEST_WORDS:
        return True
    if 2 * sum(word[:1].isdigit() for word in words) > len(words):
        return True
    if len(words) <= SOURCE_WORDS and _SOURCE.match(plain(text).text):
        return True
    stopped = is_stopped(text)
    if language == "en" and not any(map(str.islower, text)):
        return True
    most = SHORT_SENTENCE if stopped else HEADING_WORDS
    if language == "en" and not stopped and _in_title_case(words):
        return True
    # An Arabic sentence needs no verb.
    return (
        len(words) <= most and not (stopped and language == "ar") and not _has_verb(text, language)
    )


def _in_title_case(every: Sequence[str]) -> bool:
    """Tell whether nearly all longer words have a capital: Man Shot in Dallas Dies at Hospital."""
    longer = [word for word in every if len(word) > _SMALL_WORD]
    return len(longer) > 1 and sum(word[0].isupper() for word in longer) >= len(longer) - 1


def _has_verb(text: str, language: Language) -> bool:
    """Tell whether a text may have a verb; in doubt it has."""
    folded = plain(text).text
    if language == "en":
        tokens = re.findall(r"[\w']+", folded)
        return bool(word_set("verb").intersection(tokens)) or bool(_ENGLISH_VERB.search(folded))
    return may_have_arabic_verb(folded)


def may_have_arabic_verb(folded: str) -> bool:
    """Tell whether a folded Arabic text has a known verb, or a form that may be of the present."""
    return _arabic_verbs().search(folded) is not None


@cache
def _arabic_verbs() -> re.Pattern[str]:
    """Return a pattern of the known Arabic verbs and of the forms of the present."""
    known = "|".join(any_of(kind, arabic=True) for kind in ("verb", "say", "subject_verb"))
    return re.compile(
        rf"(?<![^\W_])[وف]?(?:(?:{known})(?:ت|وا|ا|ون|ان)?|س?[يت]\w{{2,}}|ان|لن|لم)(?![^\W_])"
    )
