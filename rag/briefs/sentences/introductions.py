"""Finds the sentence that introduces somebody whom a later one calls by the last name alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rag.briefs.sentences.stand_alone_words import any_of, without_quoted, word_set
from rag.briefs.tuning import MOST_NEEDED
from rag.records import Language
from rag.text.analysis.folding import plain

# Mr Park said; Park said; "…," Park said.
_LAST_NAME = re.compile(
    r"\A(?:(?:But|And|Meanwhile,?)\s)?(?P<title>(?:Mr|Mrs|Ms|Miss)\.?\s)?(?P<name>[A-Z][a-z][\w’-]+)(?:'s|’s)?\s"
    r"[a-z]+"
)
_SAID_LAST = re.compile(
    r"[,”\"’]\s(?:(?P<title>(?:Mr|Mrs|Ms|Miss)\.?\s)?(?P<name>[A-Z][a-z][\w’-]+)\s(?:said|says|added|told|wrote"
    r"|tweeted|explained|noted|continued)\b|(?:said|says)\s(?P<title_>(?:Mr|Mrs|Ms|Miss)\.?\s)(?P<name_>[A-Z]"
    r"[a-z][\w’-]+))"
)
_LEAD = 2
"""Sentences at the beginning that are told in any case, or nearly so."""


def since_introduced(
    texts: Sequence[str], told: Sequence[int | None], at: int, language: Language
) -> int:
    """Return how many sentences before that at `at` its speaker or subject was introduced.

    0 where the sentence names nobody by the last name alone, and where that person is introduced in
    the first sentences, which a brief tells, or nowhere, as everybody knows Trump; in English also
    where it is further back than a brief goes, unless it says Mr or Ms. `told` has None for each
    sentence before that cannot be told; an introduction there is none.
    """
    found = _arabic_name(texts[at]) if language == "ar" else _english_name(texts[at])
    if found is None:
        return 0
    name, surely = found
    introduced = _full_name(name, language)
    before = [_plain(text, language) for text in texts[:at]]
    named = (i for i, text in enumerate(before) if name in text and introduced.search(text))
    mentions = list(named)
    if not mentions:
        return 0
    first = next((i for i in mentions if told[i] is not None), None)
    if first is None:
        return at + 1
    if first < _LEAD:
        return 0
    return at - first if surely or at - first <= MOST_NEEDED else 0


def _plain(text: str, language: Language) -> str:
    return plain(text).text if language == "ar" else text


def _full_name(name: str, language: Language) -> re.Pattern[str]:
    """Return a pattern of a name with the first name, or in Arabic with any word, before it."""
    if language == "ar":
        return re.compile(rf"[^\W\d_]{{3,}}\s{re.escape(name)}(?![^\W_])")
    return re.compile(
        rf"(?!(?:Mr|Mrs|Ms|Miss|The|In|On|At|For|From|By|But|And|When|As|If|While|After|Before|With|To)\b)\b[A-Z][\w’.-]+\s(?:[A-Z][\w’.-]*\s)?{re.escape(name)}\b"
    )


def _english_name(text: str) -> tuple[str, bool] | None:
    """Return the last name that a sentence begins with or quotes, and whether Mr is before it."""
    told = without_quoted(text)
    match = _LAST_NAME.match(told)
    if match:
        return match["name"], bool(match["title"])
    match = _SAID_LAST.search(told)
    if match is None:
        return None
    return match["name"] or match["name_"], bool(match["title"] or match["title_"])


def _arabic_name(text: str) -> tuple[str, bool] | None:
    """Return a single word behind a verb of speech that can only be a name: وزعم زينل أن."""
    match = _said_by().match(plain(without_quoted(text)).text)
    if match is None or match["name"] in word_set("complement") | word_set("bare"):
        return None
    return None if match["name"].startswith("ال") else (match["name"], True)


@cache
def _said_by() -> re.Pattern[str]:
    say = any_of("say", arabic=True)
    return re.compile(
        rf"[وف]?(?:قد\s)?{say}(?:ت|وا)?\s(?P<name>[^\W\d_]{{3,}})(?:\s(?:ان|انه|انها|بان|عن|علي|الي)\b|\s?[:\"])"
    )
