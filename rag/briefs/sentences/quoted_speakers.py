"""Tells whether a sentence that quotes somebody names who is quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from rag.briefs.sentences.first_person import has_first_person
from rag.briefs.sentences.stand_alone_words import (
    any_of,
    lowered,
    opening,
    quoted_spans,
    without_quoted,
    word_set,
)
from rag.briefs.tuning import LONG_QUOTATION, OPENING_WORDS
from rag.records import Language
from rag.text.analysis.folding import plain
from rag.text.cldr import places
from rag.text.news.attribution import keeps_attribution

Gender = Literal["m", "f", ""]

_TOKEN = re.compile(r"[^\s\",.:;?!()\[\]-]+|[\",.:;?!()\[\]-]")
_NAME_IN_MARKS = re.compile(r"\"\S+(?:\s\S+){0,2}\"(?!\s*[.,]?\s*\Z)")
# When Smith was stopped, he told police.
_WHEN_NAMED = re.compile(
    r"(?:When|After|Before|While|As|Asked|Although|Though|If)\s[^,]*[A-Z][^,]*,\s(?:he|she|they|it)\s"
)
_WHEN = re.compile(
    r"[,\s]+|(?:يوم|مساء|صباح|اليوم|امس|ظهر|فجر|(?:ال)?(?:اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت|احد))(?![^\W_])"
)
_ARABIC_ENDINGS = r"(?:ت|وا|ا|ون|ان|ن)?"
_PRONOUN = r"(?:he|she|they|it|him|her|them)"
# What an Arabic sentence begins with before its verb: a time, a place, "in an interview".
_ARABIC_BEFORE = re.compile(
    r"[وف]?(?:في|خلال|عقب|بعد|قبل|علي|عن|من|مع|حول|بشان|لدي|ردا|وردا|امام|الي|بين)\s"
)
_IMPERSONAL = re.compile(
    r"[وف]?(?:يذكر|يشار|يقال|يعتقد|يتوقع|ينتظر|يزعم|قيل)\s(?:الي\s)?(?:ان|انه|انها)\b"
)
_CAPITAL = re.compile(r"(?<![.!?]\s)(?<!^)(?<![\w.'’-])[A-Z][\w’'-]+")
_ACCORDING_TO_HIM = re.compile(
    r"\baccording to (?:him|her|them|it)\b"
    r"|\b(?:حسب|بحسب|وفق|علي حد) (?:قوله|قولها|قولهم"
    r"|تعبيره|تعبيرها|وصفه|وصفها|زعمه|زعمهم|تصريحاته)\b"
)


def lacks_speaker(text: str, language: Language, *, opens: bool = False) -> bool:
    """Tell whether a sentence quotes somebody, in marks or not, and does not name the speaker.

    "The bank said" and a quotation without a speaker are let pass in one that `opens` its article.
    """
    told = without_quoted(text)
    if not any(map(str.isalnum, told)):
        return any(map(str.isalnum, text))
    if language == "ar":
        return _arabic_lacks(told, text, opens=opens)
    return _english_lacks(told, text, opens=opens)


def is_first_person(text: str, language: Language) -> bool:
    """Tell whether "we" or "our correspondent" stands outside of quotations and reported speech."""
    told = without_quoted(text)
    arabic = language == "ar"
    folded = plain(told).text if arabic else lowered(told)
    own = any_of("own", arabic=arabic)
    if re.search(rf"(?<![^\W_])[وف]?{own}(?![^\W_])", folded):
        return True
    if arabic and _arabic_verb().search(_without_opening(folded)):
        return False
    return has_first_person(told, folded, arabic=arabic)


def names_speaker(text: str, language: Language, gender: Gender = "", *, next_to: bool) -> bool:
    """Tell whether a sentence names somebody who may be the speaker of a later one.

    `gender` is that of the Arabic verb of speech whose speaker is looked for, and `next_to` says
    that no sentence stands between the two: then the subject of any verb may be meant.
    """
    if lacks_speaker(text, language):
        return False
    told = without_quoted(text)
    if language == "en":
        return keeps_attribution(told) or _CAPITAL.search(told) is not None
    folded = plain(told).text
    own = {_gender(match["verb"]) for match in _arabic_verb().finditer(folded)}
    if own and (not gender or gender in own):
        return True
    if not next_to:
        return not own and keeps_attribution(told)
    return _has_person(folded, gender)


def _has_person(folded: str, gender: Gender) -> bool:
    """Tell whether an Arabic sentence begins with what an official, a body or a country does."""
    tokens = _TOKEN.findall(folded)[:OPENING_WORDS]
    if not tokens or (gender == "f") != tokens[0].endswith("ت"):
        return False
    known = word_set("office") | word_set("bare")
    nouns = {token for token in tokens if token in known or f"ال{token}" in known}
    return bool(nouns) or any(True for _ in places().matches(tokens[1:3]))


def shares_noun(text: str, before: str) -> bool:
    """Tell whether what points back in an Arabic sentence is introduced in one before: تقريرا."""
    own = {token for token in _TOKEN.findall(plain(text).text)[:4] if token in word_set("bare")}
    given = plain(before).text
    return any(
        re.search(rf"(?<![^\W_])[وفبل]?(?:ال|لل)?{noun[2:]}ا?(?![^\W_])", given) for noun in own
    )


def speech_gender(text: str, language: Language) -> Gender:
    """Return the gender of the first Arabic verb of speech; empty where there is none."""
    match = _arabic_verb().search(plain(without_quoted(text)).text) if language == "ar" else None
    return _gender(match["verb"]) if match else ""


def _gender(verb: str) -> Gender:
    """Return whether an Arabic verb of speech has a man or a woman, or a body, as its subject."""
    bare = verb.lstrip("وف")
    return "f" if bare.endswith("ت") or (bare.startswith("ت") and bare != "تابع") else "m"


# English


def _english_lacks(told: str, text: str, *, opens: bool) -> bool:
    """Tell whether an English sentence quotes somebody who is not named in it."""
    lower = lowered(told)
    if _ACCORDING_TO_HIM.search(lower) or has_first_person(told, lower, arabic=False):
        return True
    by_name = _english_named().search(told) is not None or _WHEN_NAMED.match(told) is not None
    if _english_pronoun().search(lower) and not by_name:
        return True
    if opens:
        return False
    bare = _english_bare().search(lower)
    if bare and not by_name and not _CAPITAL.search(told, 1, bare.start()):
        return True
    return _long_quotation(text) and not keeps_attribution(told)


@cache
def _english_pronoun() -> re.Pattern[str]:
    """Return a pattern of `", he said"`, `" said she`, and `He also said` at the beginning."""
    say = any_of("say", arabic=False)
    adverb = r"(?:(?:also|later|then|further|has|had|\w+ly)\s)*"
    return re.compile(
        rf"(?:[,\"'-]\s*|\A\W*|\A(?:and|but)\s){_PRONOUN}\s{adverb}{say}\b"
        rf"|[,\"'-]\s*{say}\s{_PRONOUN}\b"
    )


@cache
def _english_named() -> re.Pattern[str]:
    """Return a pattern of "Smith said", "said Smith" and "officials said"."""
    say = any_of("say", arabic=False)
    person = any_of("person", arabic=False)
    return re.compile(
        rf"(?<![\w.])(?!(?:He|She|They|It|And|But|The)\b)[A-Z][\w.’'-]+(?:,[^,]{{1,60}},)?\s"
        rf"(?:(?:also|has|had|later)\s)*{say}\b|[,\"”’]\s*{say}\s(?:the\s)?(?:[\w-]+\s){{0,4}}[A-Z]"
        rf"|(?<!the )\b(?!spokes){person}\s(?:also\s)?{say}\b"
    )


@cache
def _english_bare() -> re.Pattern[str]:
    """Return a pattern of "the statement said", whose statement it was being told before."""
    say, bare = any_of("say", arabic=False), any_of("bare", arabic=False)
    adverb = r"(?:(?:also|later|then|has|had)\s)*"
    return re.compile(
        rf"(?<!for )(?<!of )(?<!at )(?<!from )(?<!by )\bthe\s{bare}\s{adverb}{say}\b"
        rf"|\ban?\sspokes(?:man|woman|person)\s{adverb}{say}\b|\baccording\sto\sthe\s{bare}(?=[,.])"
    )


# Arabic


def _arabic_lacks(told: str, text: str, *, opens: bool) -> bool:
    """Tell whether an Arabic sentence quotes somebody who is not named in it."""
    folded = plain(told).text
    body = _without_opening(folded)
    if is_impersonal(body) or is_impersonal(folded):
        return False
    first = _arabic_verb().search(body)
    if first is None:
        if has_first_person(told, folded, arabic=True) or _ACCORDING_TO_HIM.search(folded):
            return True
        return not opens and _long_quotation(text) and not keeps_attribution(told)
    at_once = first.start() == 0 or (
        _ARABIC_BEFORE.match(body) is not None and not _may_have_subject(body[: first.start()])
    )
    return at_once and _is_without_subject(body[first.end() :])


def is_impersonal(folded: str) -> bool:
    """Tell whether an Arabic sentence says what is said or expected, by nobody in particular."""
    return _IMPERSONAL.match(folded) is not None


def _without_opening(folded: str) -> str:
    """Return a sentence without what opens it and does no harm: كما، من جهته."""
    body = folded.lstrip(" \"'(-")
    for kind in ("harmless", "contrast"):
        match = opening(kind, arabic=True).match(body)
        if match:
            body = body[match.end() :]
    return body


def _may_have_subject(before: str) -> bool:
    """Tell whether what stands before a verb may hold its subject: "في بيان، الوزير قال"."""
    if len(before.split()) > OPENING_WORDS:
        return True
    return re.search(r"\b(?:الذي|التي|الذين|ان|انه|انها|فان)\b", before) is not None


def _is_without_subject(behind: str) -> bool:
    """Tell whether no subject follows an Arabic verb of speech."""
    at = 0
    while match := _WHEN.match(behind, at):
        at = match.end()
    if _NAME_IN_MARKS.match(behind, at):
        return False
    tokens = _TOKEN.findall(behind[at:].replace("#", ""))[:OPENING_WORDS]
    if not tokens:
        return True
    if tokens[0] == "نفس" or tokens[1:2] in (["نفسه"], ["نفسها"], ["ذاته"], ["ذاتها"]):
        return True
    if tokens[0] in word_set("bare"):
        return _is_bare(tokens[1:])
    if not _ends_phrase(tokens[0]):
        return False
    for token in tokens:
        if token in {"ان", "انه", "انها", "انهم", ":", '"', "بان"}:
            return True
        if token in word_set("office"):
            return False
    return True


def _is_bare(behind: Sequence[str]) -> bool:
    """Tell whether what follows "the coach" says nothing of which one: an age, a particle."""
    if not behind or behind[0] in ("البالغ", "البالغه"):
        return True
    return _ends_phrase(behind[0]) and not of_what(behind)


def of_what(tokens: Sequence[str]) -> bool:
    """Tell whether the words behind an Arabic noun say of what: الخبير في شؤون, المسؤول عن."""
    if tokens[0] not in ("في", "عن", "علي", "من", "لدي"):
        return False
    return len(tokens) > 1 and tokens[1] not in word_set("occasion") and tokens[1][0].isalpha()


def _ends_phrase(token: str) -> bool:
    """Tell whether a word cannot be part of a subject: a particle, a stop, "to the press"."""
    return (
        not token[0].isalnum()
        or token in word_set("complement")
        or token.startswith(("لل", "بال"))
        or token in {"لوكاله", "لرويترز", "لقناه", "لصحيفه", "لموقع", "لبرنامج", "لشبكه"}
    )


@cache
def _arabic_verb() -> re.Pattern[str]:
    """Return a pattern of an Arabic verb of speech with what is written together with it."""
    say = any_of("say", arabic=True)
    return re.compile(rf"(?<![^\W_])(?!و?ردا\s)(?P<verb>[وف]?{say}{_ARABIC_ENDINGS})(?![^\W_])\s*")


# Both


def _long_quotation(text: str) -> bool:
    """Tell whether a sentence has a quotation so long that it is no name or term."""
    for start, end in quoted_spans(text):
        quoted = text[start + 1 : end - 1].split()
        before = plain(text[:start]).text.split()[-1:]
        if len(quoted) < LONG_QUOTATION or word_set("titled").intersection(before):
            continue
        if sum(word[:1].isupper() for word in quoted) * 2 < len(quoted):
            return True
    return False
