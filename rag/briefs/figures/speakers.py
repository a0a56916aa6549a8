"""Finds who says a figure, in the words of its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.text.analysis.folding import Plain, plain

_MOST_WORDS = 7
_LONGEST = 80  # characters of who says something
_SAYING = (
    r"said|says|say|told|reported|reports|counted|counts|put|puts|estimated|estimates|measured"
    r"|announced|confirmed|recorded|gave|gives|registered|wrote|insisted|listed|spoke|speaks"
    r"|tallied|revised|raised|lowered|reckons?|claims?|claimed"
)
_BREAK = r"[,;:.()\"\n]|\b(?:that|which|who|while|but|and|as|after|where|when|whereas|although)\b"
# What stands between two of which the second says something: "the ministry, which the agency said".
_LAST_BREAK = re.compile(_BREAK)
_CITING = re.compile(r", citing [^,]+\Z")  # officials, citing the bank, put
_VERB = re.compile(rf"(?<= )(?:{_SAYING})\b")
# Who stands behind: according to, measured by, said.
_BEHIND = re.compile(
    r"\b(?:according to|(?:measured|counted|recorded|reported|estimated|given|announced|put out"
    r"|released|cited) by|, (?:said|says))\s(?P<who>(?:[^\s,;:.()\"]+\s?){1,7})"
)
_END = re.compile(
    r"\s(?:in|on|at|that|as|and|while|but|with|who|which|whose|said|says|has|have|had|to|from|since"
    r"|after|before|early|late|earlier|later|yesterday|today)\s.*\Z|\s(?:has|had|have|also|now|later"
    r"|then|on \w+day)\Z",
)
_TOLD_AT = re.compile(r"\s(?:(?:late |early |earlier )?on )?\w+day\Z|\A(?:on )?\w+day\s|\Ain \w+\s")
_ROLE = re.compile(
    r"minist|police|opposition|government|official|rescue|hospital|army|military|authorit|agenc"
    r"|monitor|observator|organi[sz]|doctor|medic|compan|union|council|governor|mayor|spokes"
    r"|president|health|centre|center|office|service|defen[cs]e|rebels|coalition|group|bureau|firm"
    r"|guard|firefight|railway|crescent|bank|fund|experts|geolog|seismolog|institute|committee|mission|charit|prosecutor|coroner"
)
_NOBODY = re.compile(
    r"\A(?:he|she|it|they|i|we|you|who|which|that|this|there|people|some|many|others?|one|reports?"
    r"|is|was|were|are|being|been|to|would|will|could|often|usually|its|their|his|her)\b"
)
_ARABIC = (
    r"(?:[وف]?(?:قال|اعلن|افاد|ذكر|اكد|اوضح|احصت|احصي|قدر|سجل|اشار|كشف|صرح|كتب|تحدث|اضاف)(?:ت|وا)?"
    r"(?:ها|ه)?(?: عنها?| عنه)? |[وف]?[يت](?:قول|قدر|فيد|ذكر|وكد|شير|تحدث|علن|سجل|حصي) "
    r"|[وف]?(?:بحسب(?! ما)|حسب(?! ما)|وفق(?! ما)|نقلا عن) |[وف]?(?P<per>وفقا) (?=ل))"
)
_ARABIC_BEHIND = re.compile(
    rf"(?<!\w){_ARABIC}(?P<who>(?:(?:[^\s,;:.()\"]+|\"[^\"]{{1,40}}\")\s?){{1,8}})"
)
# But the observatory gives a higher figure: لكن المرصد السوري يقدم رقما أعلى.
_ARABIC_BEFORE = re.compile(
    r"(?<!\w)(?:[وف]?لكن|بينما|[وف]?فيما|[وف]?في حين(?: ان)?|[وف]?اما)\s"
    r"(?P<who>(?:[^\s,;:.()\"]+\s){1,5}?)"
    r"(?:ف?[يت](?:قدم|قول|قدر|تحدث|وكد|شير|علن|حصي|ضع)|ف?(?:قال|اعلن|احص|ذكر|قدر|تحدث|افاد)\w{0,2})\s"
)
_ARABIC_END = re.compile(
    r"(?:\A|\s)(?:[وفب]?ان|[وفب]?انه|[وفب]?انها|[وفب]?انهم|في|علي|مساء|صباح|فجر|ظهر|اليوم|امس|يوم|عن"
    r"|خلال|ما|[وب]?(?:مقتل|اصابه|سقوط|وفاه|اعتقال|وجود|ان)|ارتفاع|اصابه|عدد|حصيله|وجود|سقوط|رقما|نحو|الي|بعد|قبل|منذ|حتي|لوكاله|لـ\w*|كما"
    r"|[بول]?(?:عدد|حصيله|نحو)|ال(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)|\d.*|الاول|وصول|تسجيل|له|لها"
    r"|ل(?:فرانس|رويترز|قناه|سكاي|صحاف|صحيف|التلفزيون)\w*|بلغ\w*|ارتفع\w*|الماضي|انتشال|العثور"
    r"|اجلاء|نقل|دخول|قيمه|الذي|التي|الذين|رسميا|عبر|عند|قد|حينها|لدي|مع|بنحو|من|هذا|هذه|ذلك|تفاصيل|مسووليته|مسووليتها|مقتلهم|ضحايا|انهما|اننا|نشر\w*|نبا|هناك)(?:\s.*)?\Z"
)

_NO_ARABIC = re.compile(
    r"(?:اخر|فيما|اول|ذلك|هذا|هذه|كل|بعض|[وب]?مقتل|باصابه|بوفاه|عنه|عنها|ايضا|مصدر|لها|به)\Z"
)


# A body ends where a word without the article follows: وفق المرصد قبو مدرسة.
_BODY = re.compile(
    r"ال(?:مرصد|شرطه|جيش|سلطات|حكومه|وزاره|منظمه|وكاله)(?: ا?لل?\w+)*(?= (?!ال|ل|باسم|ب)\w)"
)
_CLOSING = re.compile(r"[وف]?(?:بحسب|حسب|وفق|نقلا)")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something in a sentence, with the word of saying at `text[start:end]`, if Arabic.

    `closing` is True for what may close a sentence and speaks for all of it: according to, وفق.
    """

    start: int
    end: int
    who: str
    closing: bool


@lru_cache(maxsize=1 << 10)
def speakers(text: str) -> tuple[Speaker, ...]:
    """Return who says something in a sentence, in the order of the words."""
    folded = plain(text)
    found = [*_english(folded), *_arabic(folded)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def says(text: str, clause: tuple[int, int], at: int) -> str | None:
    """Return who says the figure at offset `at` of a sentence; None where it is not told.

    Who is named in the clause of the figure comes first, then who is named last before it, then
    whom the sentence closes with: according to the ministry.
    """
    told = speakers(text)
    inside = [one for one in told if clause[0] <= one.start < clause[1]]
    if inside:
        return min(inside, key=lambda one: abs(one.start - at)).who
    before = [one for one in told if one.start < clause[0]]
    behind = [one for one in told if one.start >= clause[1] and one.closing]
    return before[-1].who if before else behind[0].who if behind else None


def without_speakers(text: str, span: tuple[int, int]) -> str:
    """Return a part of a sentence without the words for who says something.

    Whoever speaks is not where the figures are: the French presidency on Sudan.
    """
    start, end = span
    for one in reversed(speakers(text)):
        if start <= one.start and one.end <= end:
            text = f"{text[: one.start]} {text[one.end :]}"
            end -= one.end - one.start - 1
    return text[start:end]


def _english(folded: Plain) -> Iterator[Speaker]:
    found = [(*match.span("who"), True) for match in _BEHIND.finditer(folded.text)]
    for verb in _VERB.finditer(folded.text):
        first = max(verb.start() - _LONGEST, 0)
        before = folded.text[first : verb.start()].rstrip(" ,")
        before = _CITING.sub("", before)
        breaks = [match.end() for match in _LAST_BREAK.finditer(before)]
        closing = not folded.text[verb.end() :].strip(' ."')
        found.append((first + max(breaks, default=0), first + len(before), closing))
    for first, last, closing in found:
        if folded.text[first:last].strip():
            start, end = folded.span(first, last)
            who = _TOLD_AT.sub("", _END.sub("", folded.source[start:end].strip(" ,'’-–—")))
            if _is_somebody(who):
                yield Speaker(start, end, who, closing)


def _is_somebody(who: str) -> bool:
    """Tell whether words name a person or a body in English."""
    small = who.casefold()
    if not who or len(who.split()) > _MOST_WORDS or _NOBODY.match(small):
        return False
    if any(character.isdigit() for character in who) or (
        not who.isascii() and not who[:1].isalpha()
    ):
        return False
    named = any(word[:1].isupper() for word in who.split()[1:]) or who.isupper()
    return (
        named
        or (who[:1].isupper() and len(who) > 2 and " " not in who)
        or bool(_ROLE.search(small))
    )


def _arabic(folded: Plain) -> Iterator[Speaker]:
    for pattern in (_ARABIC_BEFORE, _ARABIC_BEHIND):
        for match in pattern.finditer(folded.text):
            first, last = match.span("who")
            cut = _ARABIC_END.search(folded.text[first:last])
            last = first + cut.start() if cut else last
            who = folded.text[first:last].strip(' "')
            body = _BODY.match(who)
            if body and body.end() < len(who):
                last, who = folded.text.index(who, first) + body.end(), body[0]
            if len(who) > 2 and not _NO_ARABIC.match(who):
                start, end = folded.span(first, last)
                named = _unquoted(folded.source[start:end])
                if match.groupdict().get("per"):  # وفقا للشرطة
                    named = f"ال{named[2:]}" if named.startswith("لل") else named[1:]
                start = folded.span(*match.span())[0]
                yield Speaker(start, end, named, bool(_CLOSING.match(match[0])))


def _unquoted(who: str) -> str:
    """Return words without the marks of a quotation that begins before them or ends behind."""
    inner = who.strip().removeprefix("لـ").replace("#", "").replace("_", " ")
    return inner if " " in inner else inner.strip('«»"“”')
