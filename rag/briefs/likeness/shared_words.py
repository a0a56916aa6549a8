"""Measures what sentences have in common, for all pairs of two lists at once."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from rag.briefs.tuning import BACKGROUND
from rag.grounding.analyzed_text import AnalyzedText, analyze_text, bags_of
from rag.grounding.tuning import FOUND_AMONG_SEVERAL, GRAMS, KEYS, NAME_NOT_FOUND
from rag.text.analyzer import Analyzer
from rag.text.crosslingual.keys import is_concept, is_key, is_name
from rag.text.crosslingual.keys import weight as key_weight

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.float64]

_Token = TypeVar("_Token", bound=Hashable)


@dataclass(frozen=True, slots=True)
class SharedWords:
    """What each sentence of a list (rows) shares with each of another list (columns).

    `both` is the weighted share (0 to 1) of the words of both that the other one has, `weight` the
    weight of what is shared, and `numbers` how many numbers are.
    """

    both: Table
    weight: Table
    numbers: Table


def shared_words(
    ones: Sequence[str], others: Sequence[str], analyzer: Analyzer, *, across: bool
) -> SharedWords:
    """Return what the texts share: stems, 4-grams and keys, or keys alone `across` languages.

    A word weighs by its rarity among all the texts, as if `BACKGROUND` more texts lacked it: so the
    shares of a short list and of a long one are comparable.
    """
    if across:
        return _shared_units(
            [analyze_text(text, analyzer) for text in ones],
            [analyze_text(text, analyzer) for text in others],
        )
    return _shared_tokens(
        [_tokens(one, analyzer) for one in ones], [_tokens(one, analyzer) for one in others]
    )


def _tokens(text: str, analyzer: Analyzer) -> dict[str, float]:
    """Return the stems, 4-grams and keys of a text, each with the weight of its kind."""
    bags = bags_of(text, analyzer)
    weighed = {f"/{gram}": GRAMS for gram in bags.grams}
    weighed |= {key: KEYS * key_weight(key) for key in bags.keys}
    return weighed | dict.fromkeys(bags.stems, 1.0)


def _shared_tokens(
    ones: Sequence[dict[str, float]], others: Sequence[dict[str, float]]
) -> SharedWords:
    """Return what bags of tokens of one language share."""
    import numpy as np

    rarity = _Rarity([*ones, *others])
    kinds = {token: weight for bag in (*ones, *others) for token, weight in bag.items()}
    vocabulary = {token: at for at, token in enumerate(kinds)}
    worth = np.array([weight * rarity.of(token) for token, weight in kinds.items()])
    rows, columns = _incidence(ones, vocabulary), _incidence(others, vocabulary)
    shared = (rows * worth) @ columns.T
    numbers = [at for at, token in enumerate(kinds) if is_key(token) and token[0] == "n"]
    counted = rows[:, numbers] @ columns[:, numbers].T
    return _shared(shared, shared, rows @ worth, columns @ worth, counted)


def _shared_units(ones: Sequence[AnalyzedText], others: Sequence[AnalyzedText]) -> SharedWords:
    """Return what texts of different languages share: a unit is shared if one of its keys is."""
    rarity = _Rarity([one.keys for one in (*ones, *others)])
    there, missed, numbers = _found_units(ones, others, rarity)
    back, missed_back, _ = _found_units(others, ones, rarity)
    back, missed_back = back.T, missed_back.T
    return _shared(there, back, there + missed, back + missed_back, numbers)


def _found_units(
    ones: Sequence[AnalyzedText], others: Sequence[AnalyzedText], rarity: _Rarity
) -> tuple[Table, Table, Table]:
    """Return the weight of the units of each row that each column has, the weight of those that it
    lacks, and how many numbers it has."""
    import numpy as np

    units = list(dict.fromkeys(unit for one in ones for unit in one.units))
    if not units:
        nothing = np.zeros((len(ones), len(others)))
        return nothing, nothing, nothing
    found = _having(units, others)
    own = _incidence([one.units for one in ones], {unit: at for at, unit in enumerate(units)})
    worth = np.array([max(map(rarity.of_key, unit)) for unit in units])
    several = np.array([sum(map(is_concept, unit)) > 1 for unit in units])
    named = np.array([any(map(is_name, unit)) for unit in units])
    number = np.array([any(key[0] == "n" for key in unit) for unit in units])
    there = worth * np.where(several, FOUND_AMONG_SEVERAL, 1.0)
    lacking = worth * np.where(named, NAME_NOT_FOUND, 1.0)
    return (
        (own * there) @ found,
        (own * lacking) @ (1.0 - found),
        (own * number) @ found,
    )


def _having(units: Sequence[frozenset[str]], others: Sequence[AnalyzedText]) -> Table:
    """Return a row for each unit: 1 for each text that has one of its keys, else 0."""
    import numpy as np

    places: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(others):
        for key in one.keys:
            places[key].append(at)
    found = np.zeros((len(units), len(others)))
    for row, unit in enumerate(units):
        for key in unit:
            found[row, places.get(key, [])] = 1.0
    return found


def _shared(there: Table, back: Table, ones: Table, others: Table, numbers: Table) -> SharedWords:
    """Return the shares of the weights of two lists, which may be vectors or tables."""
    import numpy as np

    rows = ones[:, None] if ones.ndim == 1 else ones
    columns = others[None, :] if others.ndim == 1 else others
    least = np.finfo(float).tiny
    return SharedWords(
        both=(there + back) / np.maximum(rows + columns, least),
        weight=(there + back) / 2,
        numbers=numbers,
    )


class _Rarity:
    """The inverse document frequency of tokens among some bags, as BM25 has it."""

    def __init__(self, bags: Sequence[Iterable[str]]) -> None:
        self._frequency = Counter(token for bag in bags for token in bag)
        self._texts = len(bags) + BACKGROUND

    def of(self, token: str) -> float:
        """Return the rarity of a token."""
        times = self._frequency[token]
        return math.log(1 + (self._texts - times + 0.5) / (times + 0.5))

    def of_key(self, key: str) -> float:
        """Return the rarity of a key with the weight of its kind."""
        return key_weight(key) * self.of(key)


def _incidence(bags: Sequence[Collection[_Token]], vocabulary: Mapping[_Token, int]) -> Table:
    """Return a row of zeros and ones for each bag, with a column for each token."""
    import numpy as np

    table = np.zeros((len(bags), len(vocabulary)))
    for row, bag in enumerate(bags):
        table[row, [vocabulary[token] for token in bag]] = 1.0
    return table
