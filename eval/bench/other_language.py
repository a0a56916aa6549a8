"""Measures how well names, numbers and the glossary lead from one language to the other."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from eval.bench.bench_library import CUT, add_texts, embedder_name, opened, search_index
from eval.bench.harness import Context, Measurement
from eval.bench.hit_measures import found, reciprocal_rank
from eval.bench.public_sets import ParallelDocument, load_ntrex, load_tico
from eval.measures import mean
from rag.grounding.cited_sentence import most_similar
from rag.protocols import Spelling
from rag.records import Language, SearchFilter
from rag.store.word_index import LexicalEntry, LexicalIndex
from rag.text.analyzer import content_stems, shipped_analyzer
from rag.text.crosslingual.glossary import Glossary, read_glossary
from rag.text.crosslingual.keys import is_concept, weight

WAYS: tuple[tuple[Language, Language], ...] = (("ar", "en"), ("en", "ar"))
_SEED = 2024  # which half of the glossary the ablation keeps


def cross(context: Context) -> Iterator[Measurement]:
    """Search from an NTREX sentence for the parallel document by shared keys, then for the
    sentence.

    First by all keys, as the product searches, then by some kinds of keys only.
    """
    documents = load_ntrex(context.data)
    home = context.folder("cross")
    add_texts(home, [one.text(language) for one in documents for language in ("ar", "en")])
    for source, target in WAYS:
        with opened(home, weight=0.0) as (_, index, embedder):
            search = partial(
                search_index,
                index,
                embedder,
                language=source,
                words=False,
                where=SearchFilter(language=target),
            )
            recall, mrr = _scores(documents, source, target, search)
        way = f"{source} sentence → {target} document"
        yield Measurement(f"{way}: recall@10", recall, at_least=0.93)
        yield Measurement(f"{way}: MRR@10", mrr, at_least=0.80)
    yield from _with_vectors(home, documents)
    yield from _encyclopaedic(context)
    yield from _by_kind(context.folder("by-kind"), documents)
    yield from _aligned(documents)


def _scores(
    documents: Sequence[ParallelDocument],
    source: Language,
    target: Language,
    search: Callable[[str], list[str]],
) -> tuple[float, float]:
    """Return recall@10 and MRR@10."""
    ranked = [
        (search(sentence), one.text(target).name)
        for one in documents
        for sentence in one.sentences(source)
    ]
    return (
        mean(found(names, right, within=CUT) for names, right in ranked),
        mean(reciprocal_rank(names, right, within=CUT) for names, right in ranked),
    )


def _with_vectors(home: Path, documents: Sequence[ParallelDocument]) -> Iterator[Measurement]:
    """Measure search with the embedder's vectors counted in, at their own weight."""
    for source, target in WAYS:
        with opened(home) as (_, index, embedder):
            search = partial(
                search_index,
                index,
                embedder,
                language=source,
                where=SearchFilter(language=target),
            )
            recall, mrr = _scores(documents, source, target, search)
        least = 0.975 if embedder_name() == "use" else None
        way = f"{source} sentence → {target} document, with vectors"
        yield Measurement(f"{way}: recall@10", recall, at_least=least)
        yield Measurement(f"{way}: MRR@10", mrr)


def _encyclopaedic(context: Context) -> Iterator[Measurement]:
    """Search with TICO-19's sentences from Wikipedia and PubMed for the four that they stand among
    in the other language."""
    documents = load_tico(context.data)
    home = context.folder("encyclopaedic")
    add_texts(home, [one.text(language) for one in documents for language in ("ar", "en")])
    for figure in _with_vectors(home, documents):
        yield Measurement(f"encyclopaedic: {figure.name}", figure.measured)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Some of the keys: those of names and numbers or not, those of a glossary or of none."""

    name: str
    names: bool
    glossary: Glossary | None

    def keys(self, text: str) -> list[str]:
        """Return the keys of this kind in a text."""
        names = shipped_analyzer().spell(text).keys.split() if self.names else ()
        concepts = self.glossary.keys(content_stems(text)) if self.glossary else ()
        return [*(key for key in names if not is_concept(key)), *concepts]


def _by_kind(home: Path, documents: Sequence[ParallelDocument]) -> Iterator[Measurement]:
    """Measure each kind of keys by itself."""
    entries = list(read_glossary())
    whole = Glossary(entries)
    half = Glossary(random.Random(_SEED).sample(entries, len(entries) // 2))
    yield Measurement("concepts in the whole glossary", len(whole), digits=0)
    yield Measurement("concepts in the half of its entries", len(half), digits=0)
    for number, kind in enumerate(
        (
            _Kind("names and numbers alone", names=True, glossary=None),
            _Kind("half the glossary alone", names=False, glossary=half),
            _Kind("the whole glossary alone", names=False, glossary=whole),
            _Kind("names, numbers and half the glossary", names=True, glossary=half),
            _Kind("names, numbers and the whole glossary", names=True, glossary=whole),
        )
    ):
        index = _index(home / str(number), documents, kind)
        for source, target in WAYS:
            search = partial(_search, index, kind, target)
            recall, mrr = _scores(documents, source, target, search)
            yield Measurement(f"{source} → {target}, {kind.name}: recall@10", recall)
            yield Measurement(f"{source} → {target}, {kind.name}: MRR@10", mrr)
        index.close()


def _index(folder: Path, documents: Sequence[ParallelDocument], kind: _Kind) -> LexicalIndex:
    """Index the documents by the keys of a kind."""
    index = LexicalIndex(folder)
    texts = [one.text(language) for one in documents for language in ("ar", "en")]
    spelt = [Spelling(stems="", grams="", keys=" ".join(kind.keys(text.text))) for text in texts]
    index.apply(
        [
            LexicalEntry(text.name, spelling, text.language, published_at=None, outlet=None)
            for text, spelling in zip(texts, spelt, strict=True)
        ],
        deletes=(),
    )
    return index


def _search(index: LexicalIndex, kind: _Kind, target: Language, sentence: str) -> list[str]:
    """Search by the keys of a kind."""
    terms = [("k", key, weight(key)) for key in dict.fromkeys(kind.keys(sentence))]
    hits = index.search(terms, limit=CUT, where=SearchFilter(language=target))
    return [name for name, _ in hits]


def _aligned(documents: Sequence[ParallelDocument]) -> Iterator[Measurement]:
    """Measure how often the parallel sentence is found in its document."""
    for source, target in WAYS:
        share = mean(
            most_similar(sentence, one.sentences(target), shipped_analyzer()) == number
            for one in documents
            for number, sentence in enumerate(one.sentences(source))
        )
        way = f"{source} sentence → {target} sentence in the document"
        yield Measurement(f"{way}: right", share, at_least=0.93)
    sizes = [len(one.ar) for one in documents]
    yield Measurement("sentence in the document: right by chance", len(sizes) / sum(sizes))
