"""Tells tenses of Arabic verbs by the letters before them."""

from __future__ import annotations

import re

from rag.text.analysis.stemming import stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analyzer import Analyzer

_IMPERFECT = re.compile(r"[وف]?س?[يتن][ء-ي]{3,}")
# Perfect verbs behind قد that begin like the present: تم, and those of the forms تفعّل and تفاعل.
_MAY_BEFORE = re.compile(r"(?:[يت])[ء-ي]{2,}(?<!ت)")


def is_imperfect(word: str) -> bool:
    """Tell whether an Arabic word may be a verb in the present or the future."""
    return _IMPERFECT.fullmatch(word) is not None


def is_present(verb: str, analyzer: Analyzer) -> bool:
    """Tell whether an Arabic verb behind قد is in the present tense, so that it may happen."""
    if not _MAY_BEFORE.fullmatch(verb):
        return False
    if verb[0] == "ي":
        return True
    if is_stopword(f"ي{verb[1:]}"):
        return True
    # تراجع is "has declined" if there is a verb يتراجع.
    return not analyzer.glossary.knows(stem(f"ي{verb}"))
