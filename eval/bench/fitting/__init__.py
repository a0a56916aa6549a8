"""Fits the model of `rag.retrieval.relevance` on public questions, and measures it on others."""
