"""What Mujaz finds for the questions on ANT in other articles than theirs.

The reader chooses among sentences that a search has found. In a large archive those are nearer to
the question than any sentence of the articles that other questions are about, so it must learn to
tell them from the one that answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.bench.bench_library import opened
from eval.bench.fitting.reader_examples import ReaderExample
from rag.answering.sentence_ranking import SentenceRanking, to_read
from rag.embedding.use import UseEmbedder
from rag.protocols import Embedder
from rag.records import Evidence, ReadSentence
from rag.retrieval.retriever import Retriever
from rag.settings import Settings
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import shipped_analyzer

_PASSAGES = Settings.model_fields["passages"].default
_RANKED, _MOST = 14, 9
_SAME = 0.7  # a cosine from which a sentence may say what the one that answers says


def found_sentences(
    examples: Sequence[ReaderExample], library: Path, encoder: UseEmbedder
) -> dict[ReaderExample, tuple[ReadSentence, ...]]:
    """Return for questions with an answer the likeliest sentences of other articles, at most nine,
    among those that a search of the library finds. `make fit` makes it of ANT: `choice-ant` in the
    folder of its work. A search takes a fifth of a second."""
    with opened(library) as (catalog, index, _):
        retriever = Retriever(catalog, index, encoder, analyzer=shipped_analyzer())
        ranking = SentenceRanking(index.rarity, shipped_analyzer(), encoder)
        return {one: _found(one, retriever, ranking, encoder) for one in examples if one.right}


def _found(
    example: ReaderExample, retriever: Retriever, ranking: SentenceRanking, encoder: Embedder
) -> tuple[ReadSentence, ...]:
    question, language = example.question, detect_language(example.question)
    passages = retriever.search(question, limit=_PASSAGES, language=language)
    others = [one for one in passages if one.article.id.rpartition(":")[2] != example.article]
    evidence = [Evidence(number, one) for number, one in enumerate(others, start=1)]
    ranked = ranking.rank(question, language, evidence)[:_RANKED]
    if not ranked:
        return ()
    right = encoder.embed_documents([example.sentences[at].text for at in example.right])
    texts = encoder.embed_documents([one.candidate.text for one in ranked])
    likeness = (texts @ right.T).max(axis=1)
    told = [one.candidate for one, like in zip(ranked, likeness, strict=True) if like < _SAME]
    return tuple(to_read(one, None) for one in told[:_MOST])
