"""Tells quickly that a single word is no figure: most are none, and all are asked about."""

from __future__ import annotations

import re

from rag.text.analysis.folding import plain
from rag.text.analysis.number_words import number_and_ordinal_words
from rag.text.facts.date_facts import decades
from rag.text.facts.hints import hints
from rag.text.facts.months import months
from rag.text.facts.shares import may_have_shares

_LETTERS = re.compile(r"[a-z]+|[ء-ي]+")


def is_no_figure(token: str) -> bool:
    """Tell whether a single word is surely no number, month or share; False for what may be one."""
    folded = plain(token)
    if not _LETTERS.fullmatch(folded.text) or folded.text in number_and_ordinal_words():
        return False
    found = (*hints(folded), *decades(folded), *months(folded))
    return not found and not may_have_shares(folded)
