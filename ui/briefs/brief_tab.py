"""The tab of briefs, as Gradio draws it. Importing this module imports Gradio."""

from __future__ import annotations

from ui.widgets import drawn


def build_brief_tab() -> None:
    """Build the tab where it stands."""
    drawn("briefs/briefs.js", elem_id="briefs")
