"""Cuts a text into the tokens that metrics compare: spelling is folded, words stay as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import is_arabic, stem

_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:\s?%)?|[^\W\d_]+(?:'[^\W\d_]+)*")
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
_ENGLISH_ARTICLES = frozenset(["a", "an", "the"])
_GOD = frozenset(["الله", "اللهم"])
_PROCLITICS = "وفبلكس"
_SHORTEST = 2  # letters that must be left of a word without its article


def tokens(text: str) -> list[str]:
    """The tokens of `text` in order; none for an empty one.

    Letters and digits are folded as in `rag.text.analysis.folding`, a bare
    hamza goes too. A number keeps
    its decimals and its percent sign; 3-2 is two tokens. English articles go, and the Arabic
    article with the clitic that it is written with, at the head of a word only and if two letters
    are left.
    """
    found = (_token(raw) for raw in _raw(text))
    return [token for token in found if token and token not in _ENGLISH_ARTICLES]


def stems(text: str) -> list[str]:
    """The light stems of the tokens: مدينة and لمدينة meet, and so do some plurals."""
    return [stem(token) for token in tokens(text)]


def contains(text: str, wanted: str) -> bool:
    """Whether the tokens of `wanted` stand in `text` one behind the other. A word of the text may
    carry one-letter clitics more (وطوكيو holds طوكيو); part of a word is never enough. False
    where nothing is wanted."""
    sought = tokens(wanted)
    there = [_forms(raw) for raw in _raw(text) if _token(raw) not in _ENGLISH_ARTICLES]
    return bool(sought) and any(
        _begins(there[start : start + len(sought)], sought)
        for start in range(len(there) - len(sought) + 1)
    )


def _begins(there: Sequence[frozenset[str]], sought: Sequence[str]) -> bool:
    return all(token in forms for token, forms in zip(sought, there, strict=True))


def _raw(text: str) -> list[str]:
    found: list[str] = _TOKEN.findall(normalize(text).replace("ء", ""))
    return found


@lru_cache(maxsize=1 << 17)
def _token(raw: str) -> str:
    if raw[0].isdigit():
        return raw.replace(" ", "")
    if not is_arabic(raw):
        return raw.removesuffix("'s").replace("'", "")
    if raw in _GOD:
        return raw
    for article in _ARTICLES:
        if raw.startswith(article) and len(raw) >= len(article) + _SHORTEST:
            return raw[len(article) :]
    return raw


@lru_cache(maxsize=1 << 17)
def _forms(raw: str) -> frozenset[str]:
    """A word's token, and those that it has without its first letter, or its first two, where
    these may be clitics."""
    forms = {_token(raw)}
    bare = raw
    while is_arabic(bare) and bare[0] in _PROCLITICS and len(bare) > _SHORTEST:
        if len(raw) - len(bare) == _SHORTEST:
            break
        bare = bare[1:]
        forms.add(_token(bare))
    return frozenset(forms)
