"""Ties what was written to what it stands on: markers, sentences, cited spans, verdicts."""

from rag.grounding.check import check_claim
from rag.grounding.verify import verify

__all__ = ["check_claim", "verify"]
