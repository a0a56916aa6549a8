"""Predictions and cases → scores of each case → headline figures."""

from eval.scoring.headlines import Headline, summary, told
from eval.scoring.run import score

__all__ = ["Headline", "score", "summary", "told"]
