"""Measures how well retrieval finds, and how often a sentence shown without a model is right."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from eval.bench.baselines import langchain_bm25, word_bm25
from eval.bench.bench_library import CUT, add_texts, opened, search_index, settings
from eval.bench.fitting.pool import kaif_paragraphs, mlqa_paragraphs
from eval.bench.fitting.questions import Posed, kaif, mlqa
from eval.bench.harness import Context, Measurement
from eval.bench.hit_measures import found, holds, reciprocal_rank
from eval.bench.public_sets import (
    HOW_TO_GET,
    DataMissingError,
    GoldQuestion,
    Text,
    load_arcd,
    load_ntrex,
    pieces,
)
from eval.measures import mean
from eval.normalization import contains
from rag.records import Answer, Passage, Sentence
from rag.service import Service
from rag.text.analysis.sentence_splitter import split_sentences

_ENGLISH_COST = 0.005
_MOST_ASKED = 300  # of a set, which takes half a minute


def retrieval(context: Context) -> Iterator[Measurement]:
    """Search all ARCD questions in ARCD and NTREX's Arabic, then with NTREX's English added."""
    arcd, documents = load_arcd(context.data), load_ntrex(context.data)
    pool = arabic_pool(context)
    home = context.folder("retrieval")
    add_texts(home, pool)
    ours = _product(home, arcd.questions)
    yield Measurement("Mujaz: MRR@10", ours[0], at_least=0.79)
    yield Measurement("Mujaz: recall@5", ours[1], at_least=0.93)
    for name, search in (
        ("LangChain BM25Retriever", langchain_bm25(pool)),
        ("lower-cased word BM25 (tantivy's default)", word_bm25(pool)),
    ):
        yield from _scores(name, _measure(search, arcd.questions))
    yield from _parts(home, arcd.questions)
    add_texts(home, pieces(documents, "en"))
    beside = _product(home, arcd.questions)
    yield Measurement("Mujaz, English in the same index: MRR@10", beside[0])
    yield Measurement(
        "cost of the English to Arabic MRR@10", ours[0] - beside[0], at_most=_ENGLISH_COST
    )


def _parts(home: Path, questions: Sequence[GoldQuestion]) -> Iterator[Measurement]:
    """Measure what each part of the index adds."""
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


def _product(home: Path, questions: Sequence[GoldQuestion]) -> tuple[float, float]:
    """Measure the product's own search."""
    with Service.open(settings(home)) as service:

        def search(question: str) -> list[str]:
            return [passage.article.id for passage in service.search(question, limit=CUT)]

        return _measure(search, questions)


def _measure(
    search: Callable[[str], list[str]], questions: Sequence[GoldQuestion]
) -> tuple[float, float]:
    """Return MRR@10 and recall@5 of a search."""
    ranked = [(search(asked.question), asked.paragraph) for asked in questions]
    return (
        mean(reciprocal_rank(names, right, within=CUT) for names, right in ranked),
        mean(found(names, right, within=5) for names, right in ranked),
    )


def _scores(name: str, measured: tuple[float, float]) -> Iterator[Measurement]:
    """Yield the two figures of a search."""
    yield Measurement(f"{name}: MRR@10", measured[0])
    yield Measurement(f"{name}: recall@5", measured[1])


def arabic_pool(context: Context) -> list[Text]:
    """Return ARCD's paragraphs and NTREX's Arabic in pieces."""
    return [*load_arcd(context.data).paragraphs, *pieces(load_ntrex(context.data), "ar")]


def answers(context: Context) -> Iterator[Measurement]:
    """Ask what the sets ask over their own paragraphs and NTREX's Arabic: all questions of ARCD,
    and some of MLQA's and of KaifLematha's."""
    asked = load_arcd(context.data).questions
    pool = arabic_pool(context)
    others = list(_other_sets(context))
    given = _asked(context.folder("answers"), pool, [one.question for one in asked])
    yield from _shown(asked, given)
    for name, texts, questions in others:
        library = [*texts, *pieces(load_ntrex(context.data), "ar")]
        given = _asked(context.folder(name), library, [one.question for one in questions])
        yield from _right(name, questions, given)


def _asked(home: Path, texts: Sequence[Text], questions: Sequence[str]) -> list[Answer]:
    """Return what the product answers over some texts."""
    add_texts(home, texts)
    with Service.open(settings(home)) as service:
        return [service.ask(question) for question in questions]


def _other_sets(context: Context) -> Iterator[tuple[str, list[Text], list[Posed]]]:
    """Yield the name of a set, its paragraphs and every n-th question, at most `_MOST_ASKED`.
    Raises `DataMissingError`."""
    if context.data is None:
        raise DataMissingError(HOW_TO_GET)
    for name, paragraphs, questions in (
        ("mlqa", mlqa_paragraphs, mlqa),
        ("kaif", kaif_paragraphs, kaif),
    ):
        texts = [Text(f"{name}:{at}", "ar", text) for at, text in paragraphs(context.data)]
        posed = questions(context.data)
        yield name, texts, posed[:: math.ceil(len(posed) / _MOST_ASKED)]


def _shown(questions: Sequence[GoldQuestion], given: Sequence[Answer]) -> Iterator[Measurement]:
    """Yield how often the sentences shown have the gold answer; none are where it is refused."""
    cases = list(zip(questions, given, strict=True))
    for name, count, target in (
        ("gold answer in the first sentence shown", 1, 0.60),
        ("gold answer in what is shown", None, 0.74),
    ):
        share = mean(
            any(holds(sentence.text, asked.answers) for sentence in answer.sentences[:count])
            for asked, answer in cases
        )
        yield Measurement(name, share, at_least=target)
    yield Measurement("refused", mean(answer.abstained for answer in given))
    first = mean(holds(_first_sentence(answer.passages), asked.answers) for asked, answer in cases)
    yield Measurement("baseline: in the first sentence of the top passage", first)
    within = mean(
        any(holds(passage.chunk.text, asked.answers) for passage in answer.passages)
        for asked, answer in cases
    )
    yield Measurement("ceiling: anywhere in the passages", within)


def _right(name: str, questions: Sequence[Posed], given: Sequence[Answer]) -> Iterator[Measurement]:
    """Yield how often a sentence shown is right; none is where the question is refused."""
    rights = [
        [is_right(sentence, asked) for sentence in answer.sentences]
        for asked, answer in zip(questions, given, strict=True)
    ]
    title = f"{name} (n {len(questions)})"
    yield Measurement(f"{title}: right in the first sentence", mean(any(r[:1]) for r in rights))
    yield Measurement(f"{title}: right in what is shown", mean(map(any, rights)))
    yield Measurement(f"{title}: refused", mean(answer.abstained for answer in given))


def is_right(sentence: Sentence, asked: Posed) -> bool:
    """Return whether a sentence that cites a right article has an answer, or is part of one:
    KaifLematha's answers are clauses, some of more than one sentence."""
    if not any(cited.article.id in asked.gold for cited in sentence.citations):
        return False
    text = sentence.text
    return any(contains(text, quote) or contains(quote, text) for quote in asked.quotes)


def _first_sentence(passages: Sequence[Passage]) -> str:
    """Return the first sentence of the top passage."""
    if not passages:
        return ""
    text = passages[0].chunk.text
    start, end = split_sentences(text)[0]
    return text[start:end]
