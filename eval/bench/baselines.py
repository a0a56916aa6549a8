"""Other methods for the same task: LangChain's BM25, BM25 over words, the lead, LexRank, and
Gillick and Favre's coverage of word pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from eval.bench.bench_library import CUT
from eval.bench.public_sets import Text
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analysis.stemming import stem
from rag.text.analyzer import content_stem, content_stems, normal_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LINKED, _DAMPING, _ROUNDS = 0.1, 0.85, 60
_FEWEST = 8  # words of a sentence; Gillick and Favre ask for ten, of English


def langchain_bm25(texts: Sequence[Text]) -> Callable[[str], list[str]]:
    """Return a search by LangChain's `BM25Retriever` with its defaults."""
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.documents import Document

    documents = [Document(text.text, metadata={"name": text.name}) for text in texts]
    retriever = BM25Retriever.from_documents(documents, k=CUT)
    return lambda question: [found.metadata["name"] for found in retriever.invoke(question)]


def word_bm25(texts: Sequence[Text]) -> Callable[[str], list[str]]:
    """Return a search by tantivy over words in lower case, any of which may match."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("name", stored=True, tokenizer_name="raw")
    builder.add_text_field("text")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(num_threads=1)
    for text in texts:
        writer.add_document(tantivy.Document(name=text.name, text=text.text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> list[str]:
        """Return the names of the best texts."""
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word))
            for word in re.findall(r"\w+", question.lower())
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), CUT).hits
        return [str(searcher.doc(address).get_first("name")) for _, address in hits]

    return search


def lead(text: str, words: int) -> str:
    """Return the first sentences of an article that fit into `words` words."""
    chosen: list[str] = []
    for sentence in _sentences(text):
        if _length(chosen) + len(sentence.split()) > words:
            break
        chosen.append(sentence)
    return " ".join(chosen)


def lexrank(text: str, words: int) -> str:
    """Return the most central sentences of an article that fit into `words` words.

    Centrality is PageRank over the sentences whose tf-idf cosine is above 0.1 (Erkan and Radev,
    2004), computed on the product's stems.
    """
    import numpy as np

    sentences = _sentences(text)
    counts = _counts([content_stems(sentence) for sentence in sentences])
    idf = np.log(len(sentences) / np.maximum((counts > 0).sum(axis=0), 1))
    lengths = np.linalg.norm(counts * idf, axis=1, keepdims=True)
    vectors = counts * idf / np.where(lengths > 0, lengths, 1)
    links = (vectors @ vectors.T > _LINKED).astype(float)
    steps = links / np.maximum(links.sum(axis=1, keepdims=True), 1)
    size = max(len(sentences), 1)
    ranks = np.full(len(sentences), 1 / size)
    for _ in range(_ROUNDS):
        ranks = (1 - _DAMPING) / size + _DAMPING * (ranks @ steps)
    chosen: list[str] = []
    for at in np.argsort(-ranks, kind="stable"):
        if _length(chosen) + len(sentences[at].split()) <= words:
            chosen.append(sentences[at])
    return " ".join(chosen)


def bigram_program(texts: Sequence[str], words: int) -> str:
    """Return the sentences of articles on one event that hold most pairs of words of several.

    It is Gillick and Favre's program (2009): a pair of stems that follow each other weighs the
    number of articles that have it, at least two (from six articles on, three).
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    split = [[one for one in _sentences(text) if len(one.split()) >= _FEWEST] for text in texts]
    pairs = {one: frozenset(_word_pairs(one)) for own in split for one in own}
    holding = Counter(
        pair for own in split for pair in frozenset[str]().union(*(pairs[one] for one in own))
    )
    least = min(3, max(2, len(texts) // 3 + 1))
    kept = [pair for pair, count in holding.items() if count >= least]
    # A row for each pair: it counts only where a sentence has it. The last row is the length.
    rows = np.zeros((len(kept) + 1, len(pairs) + len(kept)))
    for at, pair in enumerate(kept):
        rows[at, len(pairs) + at] = 1
        rows[at, : len(pairs)] = [-float(pair in own) for own in pairs.values()]
    rows[-1, : len(pairs)] = [len(one.split()) for one in pairs]
    worth = np.array([0.0] * len(pairs) + [-float(holding[pair]) for pair in kept])
    found = milp(
        worth,
        constraints=LinearConstraint(rows, -np.inf, [0.0] * len(kept) + [float(words)]),
        bounds=Bounds(0, 1),
        integrality=[1] * len(pairs) + [0] * len(kept),
    )
    chosen = [one for one, value in zip(pairs, found.x, strict=False) if value > 0.5]
    places = {one: at for own in reversed(split) for at, one in enumerate(own)}
    return " ".join(sorted(chosen, key=lambda one: places[one]))


def _word_pairs(sentence: str) -> Iterator[str]:
    """Yield pairs of stems that follow each other, at least one of which is no stopword."""
    for one, other in pairwise(normal_words(sentence)):
        if content_stem(one) or content_stem(other):
            yield f"{stem(one)} {stem(other)}"


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [" ".join(text[start:end].split()) for start, end in split_sentences(text)]


def _length(chosen: Sequence[str]) -> int:
    """Count the words of some sentences."""
    return sum(len(sentence.split()) for sentence in chosen)


def _counts(bags: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Return how often each stem occurs in each bag."""
    import numpy as np

    column = {stem: at for at, stem in enumerate(dict.fromkeys(chain.from_iterable(bags)))}
    counts = np.zeros((len(bags), len(column)))
    for row, bag in enumerate(bags):
        for token in bag:
            counts[row, column[token]] += 1
    return counts
