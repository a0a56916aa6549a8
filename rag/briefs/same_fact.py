"""Judges by meaning whether two sentences tell the same fact, within a language and across."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from rag.briefs.likeness.conflicts import contradict
from rag.briefs.likeness.shared_words import shared_words
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.briefs.tuning import CONTRADICTED, MOST_NUMBERS, WORTH_A_LOOK
from rag.protocols import Embedder
from rag.records import Language
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag.briefs.likeness.shared_words import Table

SAME = 0.5
"""From here on, two sentences tell the same fact."""


def same_fact(
    ones: Sequence[SourceSentence],
    others: Sequence[SourceSentence],
    *,
    analyzer: Analyzer,
    encoder: Embedder | None = None,
) -> NDArray[np.float64]:
    """Return how surely each of `ones` (rows) tells the same fact as each of `others` (columns).

    It is 0 to 1, and from `SAME` on they do: one tells the main fact of the other, maybe among
    more. Sentences with other figures or names are below. `encoder` knows the meaning of sentences;
    without one they are compared by their words, numbers and names.
    """
    return same_texts(
        [(line.text, line.language) for line in ones],
        [(line.text, line.language) for line in others],
        analyzer=analyzer,
        encoder=encoder,
    )


def same_texts(
    ones: Sequence[tuple[str, Language]],
    others: Sequence[tuple[str, Language]],
    *,
    analyzer: Analyzer,
    encoder: Embedder | None = None,
    contradicted: bool = True,
) -> NDArray[np.float64]:
    """Return what `same_fact` does for texts with their languages.

    With `contradicted` false, other figures and names do not count: the value says whether both
    tell of the same thing.
    """
    import numpy as np

    found = np.zeros((len(ones), len(others)))
    for rows, own in _by_language(ones):
        for columns, given in _by_language(others):
            block = _TextBlock(
                [ones[at][0] for at in rows],
                [others[at][0] for at in columns],
                across=own != given,
            )
            found[np.ix_(rows, columns)] = block.scores(analyzer, encoder, contradicted)
    return found


def _by_language(texts: Sequence[tuple[str, Language]]) -> Iterator[tuple[list[int], Language]]:
    """Yield the places of the texts of each language that has some."""
    for language in ("ar", "en"):
        places = [at for at, (_, spoken) in enumerate(texts) if spoken == language]
        if places:
            yield places, language


@dataclass(frozen=True, slots=True)
class _TextBlock:
    """Two lists of texts, each in one language; `across` tells whether they are two."""

    ones: Sequence[str]
    others: Sequence[str]
    across: bool

    def scores(self, analyzer: Analyzer, encoder: Embedder | None, contradicted: bool) -> Table:
        """Return how surely they tell the same."""
        import numpy as np

        weights = _weights("across" if self.across else "within", encoder is not None)
        total = np.full((len(self.ones), len(self.others)), weights["constant"])
        for name, table in self._measured(analyzer, encoder).items():
            total += weights[name] * table
        found: Table = 1 / (1 + np.exp(-total))
        if contradicted:
            for row, column in np.argwhere(found >= WORTH_A_LOOK):
                pair = self.ones[row], self.others[column]
                if pair[0] != pair[1] and contradict(*pair, analyzer, across=self.across):
                    found[row, column] *= CONTRADICTED
        return found

    def _measured(self, analyzer: Analyzer, encoder: Embedder | None) -> Mapping[str, Table]:
        """Return what is measured of each pair, by the names in same_fact.tsv."""
        import numpy as np

        shared = shared_words(self.ones, self.others, analyzer, across=self.across)
        measured = {
            "larger share": np.maximum(shared.there, shared.back),
            "smaller share": np.minimum(shared.there, shared.back),
            "both": shared.both,
            "weight": np.log1p(shared.weight),
            "numbers": np.minimum(shared.numbers, MOST_NUMBERS),
        }
        if encoder is None:
            return measured
        rows, columns = map(encoder.embed_documents, (self.ones, self.others))
        return {**measured, "meaning": (rows @ columns.T).astype(float)}


@cache
def _weights(case: str, meaning: bool) -> Mapping[str, float]:
    """Return the weights of a case (within, across), with the encoder or without."""
    text = files("rag.briefs").joinpath("same_fact.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    column = rows[0].index(f"{case}, {'meaning' if meaning else 'words'}")
    return {row[0]: float(row[column]) for row in rows[1:] if row[column] != "-"}


def pair(
    ones: Sequence[SourceSentence],
    others: Sequence[SourceSentence],
    analyzer: Analyzer,
    encoder: Embedder | None = None,
) -> dict[SourceSentence, SourceSentence]:
    """Return, for sentences of `ones`, the sentence of `others` that tells the same.

    Each sentence is in one pair at most; the surest pairs are made first. Empty where one of the
    lists is.
    """
    if not ones or not others:
        return {}
    table = same_fact(ones, others, analyzer=analyzer, encoder=encoder)
    return {ones[row]: others[column] for row, column in best_matches(table)}


def best_matches(table: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Yield the rows and columns that tell the same, each in one pair at most, the surest first."""
    import numpy as np

    rows, columns = np.nonzero(table >= SAME)
    spent: set[tuple[str, int]] = set()
    for at in np.argsort(-table[rows, columns], kind="stable"):
        row, column = int(rows[at]), int(columns[at])
        if spent.isdisjoint({("row", row), ("column", column)}):
            spent |= {("row", row), ("column", column)}
            yield row, column


def text_with_language(text: str) -> tuple[str, Language]:
    """Return a text with the language that it is in."""
    return text, detect_language(text)
