"""What a content word may be known by in another text: stem, root letters, base form and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from rag.grounding.analyzed_text import telling_keys
from rag.grounding.sense.lexicon import read_table, word_list
from rag.text.analysis.stemming import is_arabic, stem
from rag.text.analysis.tokenizer import word
from rag.text.analyzer import Analyzer, content_stem

# What is cut from an Arabic word before its root letters are read: والـ, the endings, يستـ, مـ.
_CLITICS = re.compile(r"^[وف]?(?:[بك]?ال|لل|[بلك](?=[تا]))")
_ENDING = re.compile(r"(?:تهما|تها|تهم|ته|هما|ها|هم|نا|وا|ات|ون|ين|ان|تا|ت|ه|ا)$")
_AFFIX = re.compile(r"^(?:س?[يتنا]?ست|م?ست|مت|من|س?[يتن]ت|س?[يتن]ن|ان|س?[يتن]|ا|م)(?=..)")
_ROOT = 3  # letters of most roots


@lru_cache(maxsize=1 << 14)
def marks_of(token: str, analyzer: Analyzer) -> frozenset[str]:
    """Return what a content word may be known by: stem, root letters, base form and keys."""
    plain = word(token)
    root = content_stem(plain)
    if not root:
        return frozenset()
    more = _root_letters(plain) if is_arabic(plain) else _base_forms(plain)
    return telling_keys(token, analyzer).union([root], more)


def _base_forms(plain: str) -> Iterator[str]:
    """Yield the stem of an irregular verb and, of a long word, its beginning."""
    base = _irregular().get(plain)
    if base:
        yield stem(base)
    if len(plain) > 5 and plain[:5] not in word_list("alike_beginnings") and plain.isascii():
        yield f"{plain[:5]}…"


@cache
def _irregular() -> Mapping[str, str]:
    """Return the base form of each irregular form."""
    return {
        form: base for base, forms in read_table("irregular.tsv") for form in (*forms.split(), base)
    }


@cache
def past_forms() -> frozenset[str]:
    """Return the past forms of irregular verbs that are not also their base forms."""
    return frozenset(form for form, base in _irregular().items() if form != base)


def _root_letters(plain: str) -> Iterator[str]:
    """Yield what may be the root of an Arabic word: يعتذر and الاعتذار both give عذر."""
    for whole in {plain, _CLITICS.sub("", plain)}:
        for bare in {whole, _ENDING.sub("", whole)}:
            for core in {bare, _AFFIX.sub("", bare)}:
                yield from _roots(core)


def _roots(core: str) -> Iterator[str]:
    """Yield the root of a word without affixes, and that of a hollow verb without its vowel."""
    letters = core.replace("ا", "")
    if len(letters) > _ROOT:
        letters = re.sub("[وي]", "", letters)
    if len(letters) > _ROOT and letters[1] == "ت":
        letters = letters[0] + letters[2:]
    if len(letters) == _ROOT:
        yield f"√{letters}"
        if letters[1] in "وي":
            yield f"√{letters[0]}{letters[2]}"
    elif len(letters) == _ROOT - 1 and len(core) == _ROOT:
        yield f"√{letters}"
