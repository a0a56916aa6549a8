"""Tells which entries of a glossary are the names of persons, places and organisations.

An entry is a name where all its English lemmas begin with a capital: `Basra | Basrah`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rag.text.analysis.stopwords import is_stopword


def named_lines(english: Iterable[str], keys: Iterable[str]) -> Iterator[str]:
    """Yield the keys of the English sides, lemmas with ` | ` between them, that are names."""
    for side, key in zip(english, keys, strict=True):
        if all(lemma[0].isupper() for lemma in side.split(" | ")):
            yield key


def name_words(
    arabic: Sequence[str],
    keys: Sequence[str],
    *,
    named: Collection[str],
    folded: Mapping[str, str],
) -> Iterator[str]:
    """Yield the lemmas of the names that are one word, common words left out, without ال.

    `arabic` are the Arabic sides, `keys` their keys, `named` those of names, and `folded` gives the
    normal form of each word.
    """
    for side, key in zip(arabic, keys, strict=True):
        for lemma in side.split(" | ") if key in named else ():
            left = [folded[word] for word in lemma.split() if not is_stopword(folded[word])]
            if len(left) == 1:
                yield left[0].removeprefix("ال")


def name_forms(word: str) -> frozenset[str]:
    """Return a normalised Arabic word with and without the clitics that may precede a name."""
    bare = word.removeprefix("و")
    forms = {word, bare, bare[1:] if bare[:1] in "بلفك" else bare, bare.removeprefix("لل")}
    return frozenset(forms | {form.removeprefix("ال") for form in forms})
