"""Ties what was written to what it stands on: markers, sentences, cited spans, verdicts."""

from rag.grounding.claim_check import check_claim
from rag.grounding.verdicts import verify

__all__ = ["check_claim", "verify"]
