"""Finds the sentence with which an article begins to tell its news."""

from __future__ import annotations

from rag.records import Article, Chunk, Passage
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.news.boilerplate import boilerplate_spans, stands_in
from rag.text.news.prompt_injection import without_injections


def lead_passage(article: Article) -> Passage | None:
    """Return the first sentence of an article as a passage of its own.

    Captions, bylines and the title are passed over where something else follows. None for an
    article of which every sentence looks like prompt injection.
    """
    text = article.text
    spans = without_injections(text, split_sentences(text))
    around = boilerplate_spans(text)
    title = " ".join(article.title.split())
    telling = (
        (start, end)
        for start, end in spans
        if not stands_in(around, start, end) and " ".join(text[start:end].split()) != title
    )
    first = next(telling, next(iter(spans), None))
    if first is None:
        return None
    start, end = first
    chunk = Chunk(f"{article.id}-{start}", article.id, start, end, text[start:end])
    return Passage(chunk, article, score=1.0, coverage=1.0, outcome="answered")
