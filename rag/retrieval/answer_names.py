"""Which names of a sentence may be those of persons, and which of its words tell the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.retrieval.answer_numbers import NONE, SURE, WEAK
from rag.retrieval.answer_words import bare, shown
from rag.retrieval.sentence_traits import Seen, is_thing
from rag.text.analysis.folding import fold
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.stopwords import is_stopword

_CLOCK = re.compile(
    r"(?<![\d:])(?:[01]?\d|2[0-4])[:.][0-5]\d(?!\d|\s*(?:%|per|million|billion|m\b|km|metres))"
    r"|\b\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|o['’]clock)(?!\w)|\b(?:noon|midnight|midday)\b"
    r"|الساعه (?:ال)?(?:\d|واحده|ثانيه|ثالثه|رابعه|خامسه|سادسه|سابعه|ثامنه|تاسعه|عاشره|حاديه)"
    r"|منتصف الليل|عند الظهر",  # as folded
    re.IGNORECASE,
)


def persons(seen: Seen) -> Sequence[tuple[int, int]]:
    """Return where names stand that may be those of persons: not of a university, a sea."""
    return list(_persons(seen))


def _persons(seen: Seen) -> Iterator[tuple[int, int]]:
    for start, end in seen.named:
        if any(one in shown("impersonal") for one in seen.words[start:end] if not is_arabic(one)):
            continue
        if _follows_thing(seen.words, start):
            # The head of the university Harvard, Samir Haddad: what is left may still be one.
            if is_arabic(seen.words[start]) and end - start > 2:
                yield start + 1, end
        elif end == len(seen.words) or seen.words[end] not in shown("geographic"):
            yield start, end


def _follows_thing(said: Sequence[str], start: int) -> bool:
    """Tell whether a name is that of the thing before it: جامعة هارفارد, the Strait of Hormuz."""
    if not start:
        return False
    told = shown("impersonal")
    if said[start - 1] == "of":
        return start > 1 and said[start - 2] in told
    return any(one in told for one in bare(said[start - 1]) if is_arabic(one)) or (
        said[start - 1] in shown("geographic")
    )


def is_given(seen: Seen, named: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a first name stands behind a title, in a name or beside one. Alone it may
    be a word: على, هدى, صالح."""
    given = shown("given")
    for at, one in enumerate(seen.words):
        if one not in given or is_stopword(one) or one in seen.asked_words:
            continue
        before, behind = _next_to(seen.words, at)
        titles = seen.words[max(at - 2, 0) : at]  # مدير المتحف سامر
        if any(is_thing(near, "person") or near in shown("person") for near in titles):
            return True
        if before in shown("said"):
            return True
        if any(near in given and not is_stopword(near) for near in (before, behind)):
            return True
        if any(start - 1 <= at <= end for start, end in named):
            return True
    return False


def _next_to(said: Sequence[str], at: int) -> tuple[str, str]:
    return said[at - 1] if at else "", said[at + 1] if at + 1 < len(said) else ""


def shows_clock(seen: Seen) -> float:
    """Judge the time of day, in figures or words; a day alone is weak."""
    if _CLOCK.search(fold(seen.sentence.text)):
        return SURE
    return WEAK if next(seen.days(), None) or seen.shows("when") else NONE
