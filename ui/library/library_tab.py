"""The tab of library, as Gradio draws it. Importing this module imports Gradio."""

from __future__ import annotations

from ui.widgets import drawn


def build_library_tab() -> None:
    """Build the tab where it stands."""
    drawn("library/library.js", elem_id="library")
