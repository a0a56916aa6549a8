"""How fast the sentence encoder is, whichever embedder a library has."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from statistics import median

from eval.bench.harness import Context, Measurement, in_new_process, peak_memory
from eval.bench.public_sets import WORDS_A_PIECE, ParallelDocument, load_ntrex, pieces
from rag.embedding.use import UseEmbedder
from rag.records import Language

_WORDS = 85
_PASSAGES, _SENTENCES = 6, 8
_QUERY_WORDS = 9
LANGUAGES: tuple[Language, ...] = ("ar", "en")


def encoder(context: Context) -> Iterator[Measurement]:
    """Measure how fast the encoder takes passages of 85 words, questions of 9, and the sentences
    of six passages.

    The time is processor time of one core. Loading and memory are measured in a process of its
    own.
    """
    seconds, cpu, memory = in_new_process(_load)
    yield Measurement("loading, by the clock", seconds, at_most=1.0, unit="s", digits=2)
    yield Measurement("loading, CPU", cpu, unit="s", digits=2)
    yield Measurement("peak memory of a process that has it loaded", memory, unit="MB", digits=0)
    documents = load_ntrex(context.data)
    embedder = UseEmbedder(threads=1)
    for language in LANGUAGES:
        whole = [one.text.split() for one in pieces(documents, language)]
        full = [words for words in whole if len(words) == WORDS_A_PIECE]
        embedder.embed_documents([" ".join(words[_WORDS:]) for words in full])  # its tokens met
        took = _cpu(embedder, [" ".join(words[:_WORDS]) for words in full])
        yield Measurement(f"passages/s, {language}", len(full) / took, at_least=100, digits=0)
        took = median(_cpu(embedder, [" ".join(words[:_QUERY_WORDS])]) for words in full)
        yield Measurement(f"a question, {language}", took * 1000, at_most=3.0, unit="ms", digits=1)
        groups = list(_groups(documents, language))
        for name in ("sentences of 6 passages", "the same again"):
            took = median(_cpu(embedder, sentences) for sentences in groups)
            yield Measurement(f"{name}, {language}", took * 1000, unit="ms", digits=1)


def _groups(documents: Sequence[ParallelDocument], language: Language) -> Iterator[list[str]]:
    """Yield the first eight sentences of six documents in turn, as search would find them."""
    for at in range(0, len(documents) - _PASSAGES, _PASSAGES):
        some = documents[at : at + _PASSAGES]
        yield [text for one in some for text in one.sentences(language)[:_SENTENCES]]


def _load() -> tuple[float, float, float]:
    """Load the encoder; return the seconds by the clock, those of the processor, and the peak
    memory."""
    started, before = time.perf_counter(), time.process_time()
    UseEmbedder().open()
    return time.perf_counter() - started, time.process_time() - before, peak_memory()


def _cpu(embedder: UseEmbedder, texts: Sequence[str]) -> float:
    """Return the seconds of processor time that encoding takes."""
    before = time.process_time()
    embedder.embed_documents(texts)
    return time.process_time() - before
