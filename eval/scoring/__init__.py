"""Predictions and cases → scores of each case → headline figures."""

from eval.scoring.headlines import HeadlineFigure, summary, told
from eval.scoring.run_scoring import score

__all__ = ["HeadlineFigure", "score", "summary", "told"]
