"""What Gradio keeps for each session, made small and given up with its tab.

Importing this module imports Gradio.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr
from starlette.types import ASGIApp

from ui.tabs import Tabs


@dataclass(frozen=True, slots=True)
class _Light:
    """What `SessionState` reads of a page. With no blocks to describe, it describes none: the
    descriptions serve links into a session, which this page has not, and are most of its cost."""

    default_config: Any
    blocks: Mapping[int, Any]


def bound(app: ASGIApp, page: gr.Blocks, tabs: Tabs) -> None:
    """Let a session of the Gradio application live only as long as its tab is known."""
    assert isinstance(app, gr.routes.App)
    holder: Any = app.state_holder
    holder.blocks = _Light(page.default_config, {})

    def forget(tab: str) -> None:
        holder.session_data.pop(tab, None)
        holder.time_last_used.pop(tab, None)

    tabs.forgotten.append(forget)
