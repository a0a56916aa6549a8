"""How well retrieval finds: within Arabic and with English beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from eval.bench.context import Context
from eval.bench.data import Asked, Text, load_arcd, load_ntrex, pieces
from eval.bench.library import CUT, add_texts, opened, search_index, settings
from eval.bench.table import Figure
from eval.bench.yardsticks import langchain_bm25, word_bm25
from eval.measures import found, mean, reciprocal_rank
from rag.service import Service

_ENGLISH_COST = 0.005


def retrieval(context: Context) -> Iterator[Figure]:
    """All ARCD questions against ARCD's paragraphs and NTREX in pieces, then with NTREX's English
    in the same index."""
    arcd, documents = load_arcd(context.data), load_ntrex(context.data)
    pool = arabic_pool(context)
    home = context.folder("retrieval")
    add_texts(home, pool)
    ours = _product(home, arcd.questions)
    yield Figure("Mujaz: MRR@10", ours[0], at_least=0.79)
    yield Figure("Mujaz: recall@5", ours[1], at_least=0.93)
    for name, search in (
        ("LangChain BM25Retriever", langchain_bm25(pool)),
        ("lower-cased word BM25 (tantivy's default)", word_bm25(pool)),
    ):
        yield from _scores(name, _measure(search, arcd.questions))
    yield from _parts(home, arcd.questions)
    add_texts(home, pieces(documents, "en"))
    beside = _product(home, arcd.questions)
    yield Figure("Mujaz, English in the same index: MRR@10", beside[0])
    yield Figure("cost of the English to Arabic MRR@10", ours[0] - beside[0], at_most=_ENGLISH_COST)


def _parts(home: Path, questions: Sequence[Asked]) -> Iterator[Figure]:
    """What each part of the index adds."""
    for name, weight, keys in (
        ("words only", 0.0, False),
        ("words, and vectors at 0.1", 0.1, False),
        ("words, and vectors at 0.3", 0.3, False),
        ("words and keys", 0.0, True),
        ("all, as the embedder weighs", None, True),
    ):
        with opened(home, weight=weight) as (_, index, embedder):
            search = partial(search_index, index, embedder, keys=keys)
            measured = _measure(search, questions)
        yield from _scores(f"part: {name}", measured)


def _product(home: Path, questions: Sequence[Asked]) -> tuple[float, float]:
    with Service.open(settings(home)) as service:

        def search(question: str) -> list[str]:
            return [passage.article.id for passage in service.search(question, limit=CUT)]

        return _measure(search, questions)


def _measure(search: Callable[[str], list[str]], questions: Sequence[Asked]) -> tuple[float, float]:
    """MRR@10 and recall@5."""
    ranked = [(search(asked.question), asked.paragraph) for asked in questions]
    return (
        mean(reciprocal_rank(names, right, within=CUT) for names, right in ranked),
        mean(found(names, right, within=5) for names, right in ranked),
    )


def _scores(name: str, measured: tuple[float, float]) -> Iterator[Figure]:
    yield Figure(f"{name}: MRR@10", measured[0])
    yield Figure(f"{name}: recall@5", measured[1])


def arabic_pool(context: Context) -> list[Text]:
    """ARCD's paragraphs and NTREX's Arabic in pieces."""
    return [*load_arcd(context.data).paragraphs, *pieces(load_ntrex(context.data), "ar")]
