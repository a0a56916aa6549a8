"""Tells whether the verb that opens an Arabic sentence has its subject in another sentence."""

from __future__ import annotations

import re
from functools import cache

from rag.briefs.sentences.quoted_speakers import is_impersonal
from rag.briefs.sentences.stand_alone_words import any_of, word_set
from rag.briefs.tuning import OPENING_WORDS

# Held the office of: who did so stands before.
_HELD_OFFICE = re.compile(
    r"[وف]?(?:قد\s)?(?:شغل|تولي|تول)(?:ت)?\s(?:منصب|رياسه|قياده|مهام|حقيبه|اداره)(?![^\W_])"
)
_WAS = re.compile(r"[وف]?(?:كان|كانت|كانوا)\s(?:قد\s)?(?P<verb>[^\W\d_]{2,})\s(?P<next>\S+)")
_TOKEN = re.compile(r"#?\w+|[^\w\s]")
# Verbal nouns, which do nothing themselves: اعتزال، استقبال، انسحاب، تعيين، and with "his".
_VERBAL_NOUN = re.compile(
    r"(?:ا(?:ست\w{1,2}ا\w|[^\Wل]ت\wا\w|ن[^\W]{2}ا\w)|ت[^\Wا]{2}ي[^\W])(?:ه|ها|هم|ا)?"
)
_TIME = re.compile(
    r"(?:(?:ايضا|كذلك|اليوم|امس|مساء|صباح|لاحقا|مجددا|بدوره|بدورها|(?:يوم\s)?(?:ال)?(?:احد|اثنين|ثلاثاء"
    r"|اربعاء|خميس|جمعه|سبت))\s?,?\s)+"
)
# Police freed him: the verb and what it is done to are one word. Here ه is not ة.
_ENDS_IN_PRONOUN = r"(?:ت|وا)?(?:ه|ها|هم|هما)"


def lacks_subject(body: str, raw: str) -> bool:
    """Tell whether the verb that opens a sentence has its subject, or its object, in another one.

    `body` is folded, `raw` the same without folding. Examples: "واستبعد اعتزال اللعب", "وقدم وثائق
    جديدة", "ودعا إلى", "وأبلغه أن".
    """
    if is_impersonal(body):
        return False
    match = _WAS.match(body)
    if match:
        verbal = " قد " in match[0] or re.match(r"[يت]", match["verb"])
        if verbal and match["next"].strip(",.") in word_set("complement") - {"قد"}:
            return True
    if _HELD_OFFICE.match(body) or _object_verb().match(_hamza(raw)):
        return True
    verb = _plain_verb().match(body)
    if verb and _is_particle(_TOKEN.findall(body[verb.end() :])[:1]):
        return True
    verb = _act_verb().match(body)
    return verb is not None and _is_acted_on(verb["verb"], body[verb.end() :])


def _hamza(raw: str) -> str:
    """Return the beginning of a text with the hamza folded, where ة and ه stay apart."""
    return re.sub("[أإآ]", "ا", raw[:40]).replace("ؤ", "و").replace("ى", "ي")


def _opens_object(tokens: list[str]) -> bool:
    """Tell whether words begin what a verb is about or "to Cairo", and no subject comes later."""
    if not tokens or tokens[0] in word_set("later_subject"):
        return False
    later = word_set("office") | word_set("later_subject")
    if any(one in later or one.isdigit() or one.endswith("ون") for one in tokens[1:]):
        return False
    return _is_particle(tokens[:1])


def _is_particle(tokens: list[str]) -> bool:
    """Tell whether the first of some words cannot be a subject: "to", "that", بالسلاح."""
    if not tokens or tokens[0] in word_set("later_subject"):
        return False
    return tokens[0] in word_set("complement") or tokens[0].startswith(("بال", "لل"))


def _is_acted_on(verb: str, behind: str) -> bool:
    """Tell whether what follows a verb is its object or "to Cairo", and no subject comes later."""
    time = _TIME.match(behind)
    behind = behind[time.end() :] if time else behind
    tokens = _TOKEN.findall(behind)[:OPENING_WORDS]
    if not tokens or _opens_object(tokens):
        return True
    noun, present = tokens[0], verb[0] in "يت" and verb in word_set("act_verb")
    if present or verb in _reports():
        return False
    if noun in word_set("object_noun"):
        return True
    return _VERBAL_NOUN.fullmatch(noun) is not None and noun not in word_set("subject_noun")


@cache
def _reports() -> frozenset[str]:
    """Return the verbs whose subject may be what tells of something, or what happens."""
    return frozenset(verb + end for verb in word_set("report_verb") for end in ("", "ت", "وا"))


@cache
def _plain_verb() -> re.Pattern[str]:
    """Return a pattern of a verb that is seldom without a subject, at the beginning."""
    verb = any_of("subject_verb", arabic=True)
    return re.compile(rf"[وف]?(?:قد\s|لم\s|لا\s|س)?{verb}(?:ت|وا|ا|ون)?\s(?=\S)")


@cache
def _act_verb() -> re.Pattern[str]:
    """Return a pattern of a verb of what people do or say, at the beginning."""
    verb = "|".join(any_of(kind, arabic=True) for kind in ("act_verb", "say"))
    return re.compile(rf"[وف]?(?:قد\s|لم\s|لا\s|س)?(?P<verb>(?:{verb})(?:ت|وا|ا|ون)?)\s(?=\S)")


@cache
def _object_verb() -> re.Pattern[str]:
    """Return a pattern of a verb with a pronoun as its object: ودعته، واتهمها، وصفه."""
    verb = "|".join(any_of(kind, arabic=True) for kind in ("act_verb", "say"))
    return re.compile(rf"[وف]?(?:قد\s|س)?(?:{verb}){_ENDS_IN_PRONOUN}(?![^\W_])")
