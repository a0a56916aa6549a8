"""What both halves of the page are made of. Importing this module imports Gradio."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from ui.status import Status

STATIC = Path(__file__).parent / "static"

_STATUS_LINE = '<span role="status" data-state="idle"></span>'


def script(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def status_line(elem_id: str) -> gr.HTML:
    """Make a line that shows the props of a `Status`."""
    return gr.HTML(
        Status("idle").props(),
        html_template=_STATUS_LINE,
        elem_id=elem_id,
        elem_classes=["status"],
        js_on_load=script("status.js"),
    )
