"""The tab of evaluation, as Gradio draws it. Importing this module imports Gradio."""

from __future__ import annotations

from ui.widgets import drawn


def build_evaluation_tab() -> None:
    """Build the tab where it stands."""
    drawn("evaluation/evaluation.js", elem_id="evaluation")
