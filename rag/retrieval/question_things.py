"""The noun that an asking word stands at: which two Arab countries, ما اسم العربة."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.retrieval.question_phrases import word_list
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import words

_FURTHEST = 4  # words from an asking word to the end of its noun
_ASKING = frozenset(words("which what name list اذكر اذكري عدد عددي سم هات"))
_SKIPPED = frozenset(
    words(
        "is are was were the of a an all some one two three four five six seven eight nine ten"
        " هو هي هم كان كانت كانوا أبرز أهم أكبر أكثر أول آخر ال"
    )
)
_NAMED = re.compile(
    r" what(?: is| was| are| were) (?:the )?(?:[a-z]+ )?name of (?P<of>.*)"
    r"| what(?: is| was) (?P<called>.*) (?:called|named)(?= |$)"
    r"| (?:ما|شو|ايش|وش|شنو|اشنو|ايه|اش)(?: هو| كان)? (?:اسم|سميت) (?P<arabic>.*)"
)
_CLOCK = re.compile(
    r"^ (?:at |by |around |from )?what time(?= )| (?:الساعه كم|الساعه كام|كم الساعه)(?= |$)"
    r"| [وف]?(?:ب|في )?(?:اي|انهي|اني) (?:ساعه|وقت|توقيت)(?= |$)|^ (?:في )?الساعه (?:قديش|شحال)"
)


def asked_thing(said: Sequence[str]) -> str:
    """Return the noun behind which, what, أي or ما in normalised words, or behind an order to name
    something; empty where there is none."""
    for at, one in enumerate(said):
        if one in _ASKING or _is_arabic_which(one):
            return _head(said[at + 1 :])
    return ""


def named_thing(said: str) -> str:
    """Return the noun whose name is asked for in words that each have a space before them: ما اسم
    العربة، what is the rover called; empty where no name is."""
    match = _NAMED.search(said)
    if match is None:
        return ""
    if match["arabic"]:
        return next(iter(match["arabic"].split()), "")
    return _phrase_end((match["of"] or match["called"]).split())


def asks_for_clock(said: str) -> bool:
    """Tell whether it asks for the time of day, in words that each have a space before them."""
    return bool(_CLOCK.search(said))


def _is_arabic_which(one: str) -> bool:
    which = word_list("asking:which")
    return one in which or (len(one) > 2 and one[0] in "وفبلك" and one[1:] in ("اي", "ايه"))


def _head(behind: Sequence[str]) -> str:
    skipped = _SKIPPED | word_list("naming")
    start = next((at for at, one in enumerate(behind) if one not in skipped), len(behind))
    window = behind[start : start + _FURTHEST]
    if not window or is_arabic(window[0]):
        return next(iter(window), "")
    plural = (one for one in window if one.endswith("s") and not one.endswith("ss"))
    return next(plural, window[0])


def _phrase_end(said: Sequence[str]) -> str:
    """Return the last word before a preposition or a verb: the lunar rover that landed."""
    found = ""
    for one in said:
        if not is_stopword(one):
            found = one
        elif found:
            break
    return found
