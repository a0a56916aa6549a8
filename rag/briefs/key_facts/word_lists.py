"""Reads the words that key facts are found by: given names, titles, heads of organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from rag.text.analysis.folding import normalize
from rag.text.crosslingual.glossary import read_glossary


@cache
def word_list(kind: str) -> frozenset[str]:
    """Return the normalised words of a kind of words.tsv; empty for a kind that is not there."""
    return _lists("words.tsv").get(kind, frozenset())


@cache
def spelt_list(kind: str) -> frozenset[str]:
    """Return the words of a kind of first_names.tsv as written: على is no name, علي is one."""
    return _lists("first_names.tsv", spelt=True).get(kind, frozenset())


@cache
def _lists(name: str, *, spelt: bool = False) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    table = files("rag.briefs.key_facts").joinpath(name).read_text(encoding="utf-8")
    for line in table.splitlines():
        kind, _, told = line.partition("\t")
        if not kind.startswith("#"):
            found[kind].update(told.split() if spelt else map(normalize, told.split()))
    return {kind: frozenset(told) for kind, told in found.items()}


@lru_cache(maxsize=1 << 16)
def bare(word: str) -> str:
    """Return a normalised Arabic word without "and" and the article, as word lists have it."""
    for before in ("وال", "بال", "فال", "كال", "ال", "ولل", "لل"):
        if word.startswith(before) and len(word) > len(before) + 1:
            return word[len(before) :]
    return word


def is_listed(word: str, kind: str) -> bool:
    """Tell whether a normalised word is of a list, with or without its clitics."""
    known = word_list(kind)
    for ending in ("ها", "هم", "ه"):  # مدربها, نظيرتهم
        if word.endswith(ending) and word.removesuffix(ending) in known:
            return True
    if word in known or bare(word) in known:
        return True
    return len(word) > 3 and word[0] in "وفبل" and (word[1:] in known or bare(word[1:]) in known)


@cache
def spelt_words(kind: str) -> frozenset[str]:
    """Return the words of a kind of words.tsv as written, with their capitals."""
    return _lists("words.tsv", spelt=True).get(kind, frozenset())


@cache
def _verbs() -> frozenset[str]:
    """Return the Arabic verbs of the glossary: those that have a feminine beside them."""
    found = set(word_list("verb") | word_list("speech"))
    for told in _verb_lines():
        found |= {form for word in told for form in (word, word + "ت") if word + "ت" in told}
    return frozenset(word for word in found if " " not in word)


@cache
def _verb_lines() -> tuple[frozenset[str], ...]:
    """Return the Arabic words of each line of the glossary."""
    return tuple(frozenset(map(normalize, entry.arabic)) for entry in read_glossary())


@cache
def _present_verbs() -> frozenset[str]:
    """Return the words of the glossary that begin with ي: nearly all are verbs in the present."""
    return frozenset(word for told in _verb_lines() for word in told if word.startswith("ي"))


def is_present_verb(normal: str) -> bool:
    """Tell whether a normalised Arabic word is a known verb in the present: يبدأ, وتبدأ."""
    verb = normal[1:] if normal[:1] in "وف" else normal
    return verb[:1] in ("ي", "ت") and f"ي{verb[1:]}" in _present_verbs()


def is_verb(normal: str) -> bool:
    """Tell whether a normalised Arabic word is a known verb in the past, also behind "and"."""
    known = _verbs()
    forms = (normal, normal[1:]) if len(normal) > 3 and normal[0] in "وف" else (normal,)
    return any(form in known or (form.endswith("ت") and form[:-1] in known) for form in forms)
