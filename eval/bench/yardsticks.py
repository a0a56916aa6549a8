"""What others use for the same task: LangChain's BM25, and BM25 over plain lower-cased words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from eval.bench.data import Text
from eval.bench.library import CUT


def langchain_bm25(texts: Sequence[Text]) -> Callable[[str], list[str]]:
    """LangChain's `BM25Retriever` as it comes."""
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.documents import Document

    documents = [Document(text.text, metadata={"name": text.name}) for text in texts]
    retriever = BM25Retriever.from_documents(documents, k=CUT)
    return lambda question: [found.metadata["name"] for found in retriever.invoke(question)]


def word_bm25(texts: Sequence[Text]) -> Callable[[str], list[str]]:
    """tantivy as it comes: words in lower case, whichever of the question's words match."""
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
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word))
            for word in re.findall(r"\w+", question.lower())
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), CUT).hits
        return [str(searcher.doc(address).get_first("name")) for _, address in hits]

    return search
