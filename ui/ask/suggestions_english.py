"""Questions that an English sentence answers, made of its own words.

Each form takes a stretch of the sentence as it stands and changes only what grammar asks for, so
that the question is right wherever the form fits. What does not fit makes no question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ui.ask.suggestions_kinds import Made, QuestionKind

_LONGEST_SUBJECT = 8  # words; longer ones hold clauses, and make questions that nobody reads
_LONGEST_REST = 12

_SAID = {
    "said": "say",
    "announced": "announce",
    "unveiled": "unveil",
    "approved": "approve",
    "rejected": "reject",
    "released": "release",
    "launched": "launch",
    "signed": "sign",
    "discovered": "discover",
    "discussed": "discuss",
    "banned": "ban",
    "proposed": "propose",
    "demanded": "demand",
    "won": "win",
    "lost": "lose",
    "revealed": "reveal",
}
_SAID_TO = {
    "agreed": "agree",
    "promised": "promise",
    "pledged": "pledge",
    "decided": "decide",
    "refused": "refuse",
    "vowed": "vow",
    "ordered": "order",
}
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_ON_DAY = rf"(?:\s(?:on|late|early)\s(?:{_DAY})(?:\s(?:morning|afternoon|evening|night))?)?"

_TOLD = re.compile(
    rf"(?P<subject>[A-Z][^,;:“”\"()—–]{{2,70}}?)\s(?:has |have |had )?(?:{_DAY} )?(?:on {_DAY} )?"
    rf"(?P<verb>{'|'.join(_SAID)})\b(?!\s(?:by|to|in|at|for|{_DAY})\b)"
)
_TOLD_TO = re.compile(
    rf"(?P<subject>[A-Z][^,;:“”\"()—–]{{2,70}}?)\s(?:has |have |had )?"
    rf"(?P<verb>{'|'.join(_SAID_TO)}){_ON_DAY}\sto\s[a-z]"
)
_TOLD_BEHIND = re.compile(
    r",[”\"’]?\s(?P<subject>[^,;:“”\"()—–]{3,60}?)\s(?:has |have )?said(?=[.,]|\son\s|\sin\s)"
)
_WHEN = re.compile(
    rf"(?P<subject>[A-Z][^,;:“”\"()—–]{{2,70}}?)\s(?P<verb>was|were)\s"
    rf"(?P<rest>[^,;:“”\"()—–]{{3,80}}?)\son\s{_DAY}"
)
_WHY = re.compile(
    r"(?P<subject>[A-Z][^,;:“”\"()—–]{2,70}?)\s(?P<verb>was|were|is|are)\s"
    r"(?P<rest>[^,;:“”\"()—–]{3,80}?)\sbecause\b"
)
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozens "
    "hundreds thousands"
)
_MANY = re.compile(
    r"(?:(?:about|around|roughly|some|nearly|almost|over|at least|more than|fewer than|up to|"
    r"as many as|close to|an estimated)\s)?"
    rf"(?:\d[\d,.]*|{'|'.join(_NUMBER_WORDS.split())})\s(?:(?:hundred|thousand|million|billion)\s)?"
    r"(?P<rest>[A-Za-z][^,;:“”\"()—–]+)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s(?:after|since|when|while|as|and|but|which|who|that|because|according|leaving|making)\s"
)
_UNCOUNTED = re.compile(
    r"(?:per|percent|of|and|or|in|on|to|years?|months?|weeks?|days?|hours?|minutes?|times?|times|"
    r"dollars?|euros?|pounds?|thirds?|quarters?|a\.m|p\.m|am|pm|kilomet\w+|miles?|met\w+|"
    r"degrees?|points?|hundred|thousand|million|billion)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(r"(?:[A-Za-z.'’-]+\s){0,3}?(?:[a-z-]+s|people|men|women|children|troops)\s")
_FINITE = re.compile(r"(?:was|were|is|are|has|have|had|will|would|could|can|may|[a-z]{3,}ed)\b")
_NO_SUBJECT = re.compile(
    r"(?:He|She|It|They|We|I|You|This|That|These|Those|There|Here|Both|Each|Some|Others?|Another|"
    r"In|On|At|After|Before|But|And|Yet|So|If|When|While|As|Since|For|From|With|By|Under|Among|"
    r"Later|Earlier|Meanwhile|However|Still|Then|What|Who|Which|Not|No|To|Its?|His|Her|Their|One)\b"
    r"|(?:he|she|it|they|we|who|one|also)\b|(?:[Tt]he\s)?\d"
)
_CLAUSAL = re.compile(
    r"\b(?:who|which|that|when|where|while|after|before|because|as|if|but|is|are|was|were|be|been|"
    r"has|have|had|will|would|could|can|may|to|not|said|also|both|himself|herself|he|she|it|they)\b"
)
_DETERMINERS = frozenset(["The", "A", "An", "All", "Many", "Most", "Several", "Three", "Two"])


def english_questions(sentence: str, article: str) -> Iterator[Made]:
    """Yield the questions that a sentence of an article answers, the most telling first."""
    yield from _how_many(sentence)
    yield from _with_verb(_WHEN, "When", sentence, article)
    yield from _with_verb(_WHY, "Why", sentence, article)
    for form, verbs, end in ((_TOLD_TO, _SAID_TO, " to do"), (_TOLD, _SAID, "")):
        match = form.match(sentence)
        subject = match and _subject(match["subject"], article)
        if match and subject:
            verb = verbs[match["verb"]]
            kind: QuestionKind = "saying" if verb == "say" else "event"
            yield kind, f"What did {subject} {verb}{end}?"
    match = _TOLD_BEHIND.search(sentence)
    subject = match and _subject(match["subject"], article)
    if subject:
        yield "saying", f"What did {subject} say?"


def _how_many(sentence: str) -> Iterator[Made]:
    """Yield the question for a number of things that the sentence begins with: `About 54,000 troops
    are stationed in Japan` gives `How many troops are stationed in Japan?`."""
    match = _MANY.match(sentence)
    if match is None:
        return
    rest = _CLAUSE.split(match["rest"])[0].rstrip(" .!?")
    noun = _NOUN.match(f"{rest} ")
    if noun is None or _UNCOUNTED.match(rest) or len(rest.split()) > _LONGEST_REST:
        return
    if _FINITE.match(rest, noun.end()) and len(rest) > noun.end():
        yield "figure", f"How many {rest}?"


def _with_verb(form: re.Pattern[str], word: str, sentence: str, article: str) -> Iterator[Made]:
    """Yield a question in which the auxiliary stands before its subject."""
    match = form.match(sentence)
    if match is None or _CLAUSE.search(f" {match['rest']} "):
        return
    subject = _subject(match["subject"], article)
    if subject and len(match["rest"].split()) <= _LONGEST_REST:
        yield "event", f"{word} {match['verb']} {subject} {match['rest']}?"


def _subject(subject: str, article: str) -> str | None:
    """Return a subject as it stands within a sentence; None for what is none, or names nothing.

    Its first word keeps its capital where the article has it so inside of a sentence.
    """
    words = subject.split()
    if len(words) > _LONGEST_SUBJECT or _NO_SUBJECT.match(subject) or _CLAUSAL.search(subject):
        return None
    if len(words) > 1 and (words[1].endswith("ed") or words[-1].endswith("ly")):
        return None  # Police recovered the glasses and said; The actor recently revealed
    first = words[0]
    if not first[0].isupper():
        return subject if len(words) > 1 else None
    if first in _DETERMINERS:
        return f"{first.lower()}{subject[len(first) :]}" if len(words) > 1 else None
    if first.isupper() or re.search(rf"[a-z,’”]\s{re.escape(first)}\b", article):
        return subject
    if re.search(rf"(?<!\w){re.escape(first.lower())}\b", article):
        return f"{first.lower()}{subject[len(first) :]}" if len(words) > 1 else None
    return subject if len(words) > 1 and words[1][0].isupper() else None
