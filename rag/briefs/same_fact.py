"""Judges by meaning whether two sentences tell the same fact, within a language and across."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

from rag.briefs.likeness.conflicts import contradict, long_quotation
from rag.briefs.likeness.shared_words import shared_words
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.briefs.tuning import (
    CONTRADICTED,
    MAY_MEAN,
    MAY_TELL,
    MAY_TELL_WITHIN,
    MOST_NUMBERS,
    OPENINGS_ALIKE,
    SAME_DAYS,
    SAME_QUOTATION,
    USUAL_MEANING,
    USUAL_SHARE,
    USUAL_VALUES,
    WORTH_A_LOOK,
)
from rag.protocols import Embedder
from rag.records import Article, Language
from rag.text.analyzer import Analyzer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag.briefs.likeness.shared_words import Table

TextIn = tuple[str, Language]
"""A text with its language."""

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
    without one they are compared by their words, numbers and names. All are of one story: articles
    of its two languages open with the same event more often than not.
    """
    return same_texts(
        [(line.text, line.language) for line in ones],
        [(line.text, line.language) for line in others],
        analyzer=analyzer,
        encoder=encoder,
        odds=_opening_odds(ones, others),
    )


def _opening_odds(
    ones: Sequence[SourceSentence], others: Sequence[SourceSentence]
) -> NDArray[np.float64]:
    """Return how many times likelier sentences tell the same for their places in their articles.

    It is more than 1 for the leads of articles of two languages that are of about the same day, and
    for the lead of one and the second sentence of the other.
    """
    import numpy as np

    found = np.ones((len(ones), len(others)))
    opening = [
        [(at, line) for at, line in enumerate(lines) if line.place < len(OPENINGS_ALIKE)]
        for lines in (ones, others)
    ]
    for (row, one), (column, other) in product(*opening):
        behind = one.place + other.place
        across = one.language != other.language and _near(one.article, other.article)
        if across and behind < len(OPENINGS_ALIKE):
            found[row, column] = OPENINGS_ALIKE[behind]
    return found


def _near(one: Article, other: Article) -> bool:
    """Tell whether two articles are of about the same day, as far as is known."""
    if one.published_at is None or other.published_at is None:
        return True
    return abs(one.published_at - other.published_at) <= timedelta(days=SAME_DAYS)


def same_texts(
    ones: Sequence[TextIn],
    others: Sequence[TextIn],
    *,
    analyzer: Analyzer,
    encoder: Embedder | None,
    odds: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return what `same_fact` does for texts with their languages.

    `odds` are how many times likelier than other pairs these tell the same, for what is known
    beside the texts; 1 where nothing is.
    """
    import numpy as np

    found = np.zeros((len(ones), len(others)))
    for places, block in _blocks(ones, others, analyzer, encoder):
        likely = block if odds is None else block.likelier(odds[places])
        found[places] = likely.without_contradictions(analyzer, encoder)
    return found


def may_tell(
    ones: Sequence[TextIn],
    others: Sequence[TextIn],
    *,
    analyzer: Analyzer,
    encoder: Embedder | None,
) -> NDArray[np.bool_]:
    """Return whether each of `others` (columns) may tell what each of `ones` (rows) says, or a part
    of it, if with other figures.

    It is true far more often than `same_fact` is `SAME`: where it is false, surely nothing is told.
    Without an encoder every text in the other language may tell it.
    """
    import numpy as np

    found = np.ones((len(ones), len(others)), dtype=bool)
    for places, block in _blocks(ones, others, analyzer, encoder):
        if not block.across:
            found[places] = block.scores >= MAY_TELL_WITHIN
        elif block.meaning is not None:
            found[places] = (block.scores >= MAY_TELL) | (block.meaning >= MAY_MEAN)
    return found


def _blocks(
    ones: Sequence[TextIn], others: Sequence[TextIn], analyzer: Analyzer, encoder: Embedder | None
) -> Iterator[tuple[tuple[NDArray[np.intp], ...], _TextBlock]]:
    """Yield the rows and columns of each pair of languages, with its texts compared."""
    import numpy as np

    for rows, own in _by_language(ones):
        for columns, given in _by_language(others):
            texts = [ones[at][0] for at in rows], [others[at][0] for at in columns]
            block = _compared(*texts, analyzer, encoder, across=own != given)
            yield np.ix_(rows, columns), block


def _by_language(texts: Sequence[TextIn]) -> Iterator[tuple[list[int], Language]]:
    """Yield the places of the texts of each language that has some."""
    for language in ("ar", "en"):
        places = [at for at, (_, spoken) in enumerate(texts) if spoken == language]
        if places:
            yield places, language


@dataclass(frozen=True, slots=True)
class _TextBlock:
    """Two lists of texts, each in one language, compared; `across` tells whether they are two.

    `scores` are how surely a row tells the same as a column, whatever their figures and names;
    `meaning` are their cosines, if there is an encoder.
    """

    ones: Sequence[str]
    others: Sequence[str]
    across: bool
    scores: Table
    meaning: Table | None

    def likelier(self, times: Table) -> _TextBlock:
        """Return the texts with the odds of their scores multiplied."""
        return replace(self, scores=times * self.scores / (1 + (times - 1) * self.scores))

    def without_contradictions(self, analyzer: Analyzer, encoder: Embedder | None) -> Table:
        """Return the scores, lower where two texts have other figures, names or quotations."""
        import numpy as np

        found = self.scores.copy()
        for row, column in np.argwhere(found >= WORTH_A_LOOK):
            one, other = self.ones[row], self.others[column]
            if one == other:
                continue
            if contradict(one, other, analyzer, across=self.across) or (
                encoder is not None and _other_quotation(one, other, analyzer, encoder)
            ):
                found[row, column] *= CONTRADICTED
        return found


def _other_quotation(one: str, other: str, analyzer: Analyzer, encoder: Embedder) -> bool:
    """Tell whether two sentences quote different words, maybe of one speaker on one occasion."""
    quoted = [long_quotation(text, analyzer) for text in (one, other)]
    if not all(quoted):
        return False
    own, given = encoder.embed_documents(quoted)
    return float(own @ given) < SAME_QUOTATION


def _compared(
    ones: Sequence[str],
    others: Sequence[str],
    analyzer: Analyzer,
    encoder: Embedder | None,
    *,
    across: bool,
) -> _TextBlock:
    """Return two lists of texts with how surely they tell the same."""
    import numpy as np

    meaning = None if encoder is None else _cosines(ones, others, encoder)
    weights = _weights("across" if across else "within", meaning is not None)
    total = np.full((len(ones), len(others)), weights["constant"])
    for name, table in measures(ones, others, analyzer, meaning, across=across).items():
        total += weights[name] * table
    return _TextBlock(ones, others, across, 1 / (1 + np.exp(-total)), meaning)


def measures(
    ones: Sequence[str],
    others: Sequence[str],
    analyzer: Analyzer,
    meaning: Table | None,
    *,
    across: bool,
) -> dict[str, Table]:
    """Return what tells whether texts say the same, by the names in same_fact.tsv.

    `meaning` are their cosines, if there are any.
    """
    import numpy as np

    shared = shared_words(ones, others, analyzer, across=across)
    measured: dict[str, Table] = {
        "words": np.log1p(shared.weight),
        "numbers": np.minimum(shared.numbers, MOST_NUMBERS),
        "share": _above_others(shared.both, USUAL_SHARE),
    }
    if meaning is not None:
        measured["meaning"] = _above_others(meaning, USUAL_MEANING)
    return measured


def _cosines(ones: Sequence[str], others: Sequence[str], encoder: Embedder) -> Table:
    rows, columns = map(encoder.embed_documents, (ones, others))
    cosines: Table = (rows @ columns.T).astype(float)
    return cosines


def _above_others(table: Table, usual: float) -> Table:
    """Return how far each value is above the mean of its row and of its column.

    All sentences of a story are alike; only those that tell the same are much more so. A short list
    has no mean of its own: each counts as if it had `USUAL_VALUES` more values of `usual`.
    """
    means = [
        (table.sum(axis=axis, keepdims=True) + USUAL_VALUES * usual)
        / (table.shape[axis] + USUAL_VALUES)
        for axis in (0, 1)
    ]
    above: Table = table - (means[0] + means[1]) / 2
    return above


@cache
def _weights(case: str, meaning: bool) -> Mapping[str, float]:
    """Return the weights of a case (within, across), with the encoder or without."""
    text = files("rag.briefs").joinpath("same_fact.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    column = rows[0].index(f"{case}, {'meaning' if meaning else 'words'}")
    return {row[0]: float(row[column]) for row in rows[1:] if row[column] != "-"}


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
