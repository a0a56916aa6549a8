"""Finds words that imply a number, and counts words of negation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache, lru_cache

from rag.text.analysis.folding import Plain
from rag.text.facts.bounds import bound_of
from rag.text.facts.fact import Fact

# What looks like a negation and is none: still (ما زال), no doubt (لا شك), especially (لا سيما),
# but (الا ان), not only, No. 5.
_IDIOMS = (
    r"[وف]?(?:لا|ما|لم|لن) (?:[يت]زال|زال|زالت|زالوا|زلنا|[يت]زل|[يت]زالون)"
    r"|no (?:fewer|less|more|later|earlier|longer) than|not (?:fewer|less|more|exceeding) than?"
    r"|[وف]?(?:[بم]?ما )?(?:لا|لم|الا) [يت](?:قل|زيد|زد|تجاوز|تعدي?)"
    r"|الا (?:ربعا?|ثلثا?|نصفا?)"
    r"|[وف]?[بل]?لا (?:سيما|شك|بد|محاله|ريب)|[وف]?(?:الا|غير) ان(?:ه|ها|هم|نا)?|ليس فقط"
    r"|not (?:only|just|least)|no (?:doubt|longer than)|no\.? ?\d+|united|until"
)
# ولم, ليست, غير, بدون. الا cancels the negation before it, as `but` does in `nothing but`: with it
# the count is even again.
_ARABIC = (
    r"[واف]?(?:لا|لم|لن|لست|لسنا|لستم|ليس|ليست|ليسا|ليسوا|لسن)|الا|سوي"
    r"|[وف]?[بلك]?(?:ال)?(?:غير|عدم|دون|دونما)|لل?عدم|[وف]?(?:بلا|بدون)"
    r"|[وف]?ما (?:كان|كانت|كانوا|من)|مش|مفيش"
)
# never, without, didn't, unable.
_ENGLISH = (
    r"not|no|never|nor|neither|none|nobody|nothing|nowhere|without|cannot|unless"
    r"|\w{2,8}n't|(?:ain|aren|didn|doesn|don|hadn|hasn|haven|isn|wasn|weren|won|wouldn|couldn)t"
    # unable, unbeaten, illegal: what Arabic says with غير and لم.
    r"|un(?!i|anim|deni|doubt|employ|der|cle|to\b|til|ravel|veil|fold|leash)[a-z]{4,30}"
    r"|(?:im(?:possib|prop|practic)|il(?:leg)|irr(?:egul|espons)|in(?:adeq|accura|suffic|compl))[a-z]+"
)
_NEGATION = re.compile(rf"\b(?:(?P<idiom>{_IDIOMS})|{_ARABIC}|{_ENGLISH})\b")


def count_negations(folded: str) -> int:
    """Count the negating words of a folded text in lower case; 0 for an empty text.

    Two texts that state the same have both an odd or both an even number of them.
    """
    return sum(match["idiom"] is None for match in _NEGATION.finditer(folded))


_WORDS = """
0: nil goalless scoreless
1: single once sole
2: both twice double doubled doubling couple couples pair pairs duo twin twins biennial
2: زوج زوجان زوجين ضعف ضعفي ثناءي ثنايي ثنايا كلا كلتا كلاهما كلتاهما توام
3: triple tripled tripling trio thrice treble ثلاثي
4: quadruple quadrupled quartet رباعي
0.5 50%: half halves halved نصف نصفي مناصفه
3: ثلث ثلثي ثلثا ثلثين ثلثان
0.25 25%: quarter quarters ربع ارباع
0.2 20%: خمس
10: decade عقد
12: dozen دزينه
100: century centennial centenary قرن مءويه
20: عقدين عقدان
200: قرنين قرنان
2: موسمان موسمين كيلومتران كيلومترين كيلوغرامين دولارين مرحلتان لقاءين اتفاقين تقريرين
2: يومان عامان شهران اسبوعان اسبوعين عقدان قرنان هدفان شخصان رجلان طفلان
"""
_TOKEN = re.compile(r"[a-z]+|[ء-ي]+")
_CLITICS = re.compile(r"[وف]?(?:[بلك]?ال|لل|[بلك])?")
# Feminine duals, and masculine ones of three letters, because longer ones look like plurals:
# مدينتين, ودولتان, يومين; not برلين.
_DUAL = re.compile(
    r"(?:[وف]?(?:[بلك]?ال|لل)|[وف]?[بل](?!ا)|[وف])?(?!ال)"
    r"(?:(?!ارجن|بوتين|روتين)[ء-ي]{2,}(?<!س)(?:تين|تان)|(?!ت|عشر|خمس|سبع|برل|شير)[ء-ي]{3}ين)"
)
_TWO = frozenset(["2"])
# Roman numerals up to 89: XIV; not IV.2 or X's.
_ROMAN = re.compile(r"(?<![\w.'’])(?=[IVXL])(?:X{0,4}|XL|LX{0,3})(?:IX|IV|V?I{0,3})(?![\w'’]|\.\w)")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}


def hints(folded: Plain, taken: Collection[range] = ()) -> Iterator[Fact]:
    """Yield the numbers that the words of a folded text imply, none of them strict.

    Words in the spans `taken` of the folded text are part of a number that is read already.
    """
    spent = {at for span in taken for at in span}
    for match in _TOKEN.finditer(folded.text):
        implied = _implied(match[0])
        if implied and match.start() not in spent:
            limit = bound_of(folded, *match.span(), year=False)
            yield replace(_hint(*folded.span(*match.span()), implied), bound=limit)
    for match in _ROMAN.finditer(folded.source):
        if len(match[0]) > 1:
            yield _hint(match.start(), match.end(), frozenset([str(_roman(match[0]))]))


def _hint(start: int, end: int, implied: frozenset[str]) -> Fact:
    """Return a fact with the implied readings, the shortest as its key."""
    key = min(implied, key=len)
    return Fact("number", start, end, key, implied, strict=False)


@lru_cache(maxsize=1 << 14)
def _implied(word: str) -> frozenset[str]:
    """Return the numbers that a word implies: 2 for a dual, 12 for dozen; none for most words."""
    known = _words()
    if word in known or word.isascii():
        return known.get(word, frozenset())
    if _DUAL.fullmatch(word):
        return _TWO
    return known.get(_CLITICS.sub("", word, count=1), frozenset())


@cache
def _words() -> dict[str, frozenset[str]]:
    """Return the words of the table with the numbers that each implies."""
    words: dict[str, frozenset[str]] = {}
    for line in _WORDS.strip().splitlines():
        implied, _, forms = line.partition(":")
        for form in forms.split():
            words[form] = words.get(form, frozenset()) | frozenset(implied.split())
    return words


def _roman(numeral: str) -> int:
    """Return the value of a Roman numeral."""
    values = [_ROMAN_DIGITS[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-own if own < next_ else own for own, next_ in zip(values, following, strict=True))
