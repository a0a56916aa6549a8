"""Checks what was written against its sources: markers, cited sentences, verdicts."""

from rag.grounding.claim_check import check_claim
from rag.grounding.verdicts import verify

__all__ = ["check_claim", "verify"]
