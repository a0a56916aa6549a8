"""Counts the words of a text that deny something, in Arabic and English."""

from __future__ import annotations

import re

# What looks like a denial and is none: still, no doubt, especially, but, not only, No. 5.
_IDIOMS = (
    r"[وف]?(?:لا|ما|لم|لن) (?:[يت]زال|زال|زالت|زالوا|زلنا|[يت]زل|[يت]زالون)"
    r"|[وف]?[بل]?لا (?:سيما|شك|بد|محاله|ريب)|[وف]?(?:الا|غير) ان(?:ه|ها|هم|نا)?|ليس فقط"
    r"|not (?:only|just|least)|no (?:doubt|longer than)|no\. ?\d+|undoubtedly|united|until"
)
# الا lifts the denial before it, as `but` does in `nothing but`: the count becomes even again.
_ARABIC = (
    r"[واف]?(?:لا|لم|لن|لست|لسنا|لستم|ليس|ليست|ليسا|ليسوا|لسن)|الا|سوي"
    r"|[وف]?[بلك]?(?:ال)?(?:غير|عدم|دون|دونما)|لل?عدم|[وف]?(?:بلا|بدون)"
    r"|[وف]?ما (?:كان|كانت|كانوا|من)|مش|مفيش"
)
_ENGLISH = (
    r"not|no|never|nor|neither|none|nobody|nothing|nowhere|without|cannot|unless"
    r"|\w{2,8}n't|(?:ain|aren|didn|doesn|don|hadn|hasn|haven|isn|wasn|weren|won|wouldn|couldn)t"
    # unable, unbeaten, illegal: what Arabic says with غير and لم.
    r"|un(?!i|anim|employ|der|cle|to\b|til|ravel|veil|fold|leash)[a-z]{4,30}"
    r"|(?:im(?:possib|prop|practic)|il(?:leg)|irr(?:egul|espons)|in(?:adeq|accura|suffic|compl))[a-z]+"
)
_NEGATION = re.compile(rf"\b(?:(?P<idiom>{_IDIOMS})|{_ARABIC}|{_ENGLISH})\b")


def negations(folded: str) -> int:
    """How many words of a folded text in lower case deny something; 0 for an empty text.

    Said of two texts that tell the same, it is odd in both or even in both.
    """
    return sum(match["idiom"] is None for match in _NEGATION.finditer(folded))
