"""Cuts a text into the tokens that metrics compare, and looks for one text in another.

The rules follow SQuAD's evaluation script (case, punctuation and articles do not count) with the
Arabic article treated like the English one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from eval.normalization.letter_folding import fold_letters
from eval.normalization.light_stems import is_arabic_word, light_stem

# 1500.5, 20 %, minister's, القناة
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:\s?%)?|[^\W\d_]+(?:'[^\W\d_]+)*")
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
_ENGLISH_ARTICLES = frozenset(["a", "an", "the"])
_GOD = frozenset(["الله", "اللهم"])  # begins like the article and has none
_PROCLITICS = "وفبلكس"
_SHORTEST = 2  # letters that must be left of a word without its article


def tokens(text: str) -> list[str]:
    """Return the tokens of `text` in order; none for an empty text.

    Letters and digits are folded by `fold_letters`, and a bare hamza goes. A number keeps its
    decimals and its percent sign; 3-2 is two tokens. English articles go, and so does the Arabic
    article with the clitic that is written with it, at the head of a word only and if two letters
    are left.
    """
    found = (_token(raw) for raw in _raw_tokens(text))
    return [token for token in found if token and token not in _ENGLISH_ARTICLES]


def stems(text: str) -> list[str]:
    """Return the light stems of the tokens, so that مدينة and لمدينة are equal."""
    return [light_stem(token) for token in tokens(text)]


def contains(text: str, wanted: str) -> bool:
    """Return whether the tokens of `wanted` follow one another in `text`.

    A word of the text may carry up to two one-letter clitics more (وطوكيو contains طوكيو). A part
    of a word never matches. Returns False if `wanted` has no tokens.
    """
    sought = tokens(wanted)
    forms = [_forms(raw) for raw in _raw_tokens(text) if _token(raw) not in _ENGLISH_ARTICLES]
    return bool(sought) and any(
        _matches(forms[start : start + len(sought)], sought)
        for start in range(len(forms) - len(sought) + 1)
    )


def _matches(forms: Sequence[frozenset[str]], sought: Sequence[str]) -> bool:
    """Return whether each token is one of the forms of the word at its place."""
    return all(token in known for token, known in zip(sought, forms, strict=True))


def _raw_tokens(text: str) -> list[str]:
    """Return words and numbers as they are written, articles included."""
    found: list[str] = _TOKEN.findall(fold_letters(text).replace("ء", ""))
    return found


@lru_cache(maxsize=1 << 17)
def _token(raw: str) -> str:
    """Return a word without its article or possessive s; a number without inner spaces."""
    if raw[0].isdigit():
        return raw.replace(" ", "")
    if not is_arabic_word(raw):
        return raw.removesuffix("'s").replace("'", "")
    if raw in _GOD:
        return raw
    for article in _ARTICLES:
        if raw.startswith(article) and len(raw) >= len(article) + _SHORTEST:
            return raw[len(article) :]
    return raw


@lru_cache(maxsize=1 << 17)
def _forms(raw: str) -> frozenset[str]:
    """Return a word's token, and the tokens without its first letter or its first two, where
    these can be clitics."""
    forms = {_token(raw)}
    bare = raw
    while is_arabic_word(bare) and bare[0] in _PROCLITICS and len(bare) > _SHORTEST:
        if len(raw) - len(bare) == _SHORTEST:
            break
        bare = bare[1:]
        forms.add(_token(bare))
    return frozenset(forms)
