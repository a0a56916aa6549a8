"""Keys that Arabic and English share for the same number, place, month or person.

The letter before the colon is the kind: n number, c country, l language, p city, x currency, m
month, w weekday, k name by its sound, e the ends of a name by its sound, g concept of the glossary
(rag.text.crosslingual.glossary).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from rag.text.analysis.numbers import number_keys
from rag.text.analysis.pieces import TextPiece
from rag.text.analysis.stemming import is_arabic
from rag.text.cldr import names
from rag.text.crosslingual.token_forms import TokenForm

# A number is more telling than a word, the ends of a name far less than the whole name; measure
# with `python -m eval.bench retrieval cross`. Other kinds count 1.
_WEIGHTS = {"n": 1.3, "e": 0.2}
_MONTH_BEFORE = ("شهر", "لشهر", "بشهر")


def weight(key: str) -> float:
    """Return how much one occurrence of a key counts in a query."""
    return _WEIGHTS.get(key[0], 1.0)


def is_key(token: str) -> bool:
    """Return whether a token is a key; a stem contains no colon."""
    return token[1:2] == ":"


def is_concept(key: str) -> bool:
    """Return whether a key stands for a concept of the glossary."""
    return key.startswith("g:")


def is_name(key: str) -> bool:
    """Return whether a key stands for the sound of a name."""
    return key[0] in "ke"


def units(
    pieces: Sequence[TextPiece], forms: Sequence[TokenForm], phrased: Collection[int] = ()
) -> list[tuple[str, ...]]:
    """Return the keys of each number, place or name in a text.

    `forms` are those of the tokens of its `pieces`. Words at the positions `phrased` are part of a
    phrase of the glossary and are no names. English words are names where they have a capital; in a
    text without capitals, as questions are typed, all may be names. A word that the glossary knows
    is no name, unless it has a capital.
    """
    found = [(f"n:{number}",) for number in number_keys(pieces)]
    capitals = _any_capitals(forms)
    spent = set(phrased)
    for start, end, key in places_of(forms, capitals=capitals):
        found.append((key,))
        spent.update(_spent(start, end, key))
    forms = _unspent(forms, spent)
    if capitals:
        forms = [form for form in forms if not form.is_small]
    return [*found, *filter(None, _names_of(forms))]


def keys_of(
    pieces: Sequence[TextPiece], forms: Sequence[TokenForm], phrased: Collection[int]
) -> set[str]:
    """Return the different keys of the `units` of a text, and the concepts of its single words.

    Each different form is looked at once, so that it takes a third of the time.
    """
    found = {f"n:{number}" for number in number_keys(pieces)}
    capitals = _any_capitals(forms)
    spent = set(phrased)
    for start, end, key in places_of(forms, capitals=capitals):
        found.add(key)
        spent.update(_spent(start, end, key))
    different = set(forms)
    found.update(chain.from_iterable([form.concepts for form in different]))
    if spent:
        different = set(_unspent(forms, spent))
    if capitals:
        different = {form for form in different if not form.is_small}
    found.update(chain.from_iterable(_names_of(different)))
    return found


def _names_of(forms: Iterable[TokenForm]) -> list[tuple[str, ...]]:
    return [form.find_name() if form.name is None else form.name for form in forms]


def _any_capitals(forms: Sequence[TokenForm]) -> bool:
    """Return whether a form after the first one has a capital."""
    return True in [form.has_capital for form in forms[1:]]


def places_of(
    forms: Sequence[TokenForm], *, capitals: bool | None = None
) -> Iterator[tuple[int, int, str]]:
    """Yield the `places` of a text by its forms. `capitals` is whether a form after the first one
    has one, where that is known."""
    spots = [at for at, form in enumerate(forms) if form.names_place]
    if not spots:
        return
    capitals = _any_capitals(forms) if capitals is None else capitals
    tokens, words = [form.token for form in forms], [form.word for form in forms]
    yield from _places(tokens, words, spots, capitals=capitals)


def _spent(start: int, end: int, key: str) -> Iterable[int]:
    """Return the words of a place that are no names besides. A city may be a person too (Davis):
    its words are still tried."""
    return () if key.startswith("p:") else range(start, end)


def _unspent(forms: Sequence[TokenForm], spent: Collection[int]) -> Sequence[TokenForm]:
    return [form for at, form in enumerate(forms) if at not in spent] if spent else forms


def places(tokens: Sequence[str], words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, key) of countries, cities, languages, currencies, months, weekdays."""
    yield from _places(tokens, words, range(len(words)), capitals=_has_capitals(tokens))


def _places(
    tokens: Sequence[str], words: Sequence[str], spots: Iterable[int], *, capitals: bool
) -> Iterator[tuple[int, int, str]]:
    for start, end, key in names().matches_from(words, spots):
        if _believable(key, tokens, start, end, capitals=capitals):
            yield start, end, key.replace("?", "")


def _has_capitals(tokens: Sequence[str]) -> bool:
    """Return whether a word after the first one has a capital."""
    return any("A" <= token < "[" for token in tokens[1:])


def _believable(key: str, tokens: Sequence[str], start: int, end: int, *, capitals: bool) -> bool:
    """Return whether the words that match a key are likely to mean it here."""
    first = tokens[start]
    if not is_arabic(first) and not (first[0].isupper() or key.startswith("x:") or not capitals):
        return False
    if key.startswith("m?") and not first[0].isupper():
        beside = [*tokens[max(start - 1, 0) : start], *tokens[end : end + 1]]
        return any(token[0].isdigit() or token in _MONTH_BEFORE for token in beside)
    if key.startswith("w?"):
        return "ال" in first
    return True
