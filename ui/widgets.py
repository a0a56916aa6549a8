"""What the tabs are drawn with. Importing this module imports Gradio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from ui.static_files import STATIC


def drawn(module: str, *, elem_id: str, markup: str = "") -> gr.HTML:
    """Make a part of the page that a script of ours draws.

    `module` is a file under `static/` that exports `mount(element)`, which is called with the
    part once it stands on the page; `markup` is what stands in it until then, and cannot be pressed
    before the script listens. The markup is our own and holds labels only (`ui.guard.head.label`),
    nothing of an article or a model.
    """
    assert (STATIC / module).is_file(), module
    return gr.HTML(
        markup,
        elem_id=elem_id,
        apply_default_css=False,
        elem_classes=["drawn"],
        js_on_load=(
            f"import('/desk/static/{module}').then((room) => "
            "{ room.mount(element); element.dataset.listens = 'yes'; });"
        ),
    )


def call(
    name: str, *, inputs: Sequence[Component] = (), outputs: Sequence[Component] = ()
) -> dict[str, Any]:
    """Return the arguments of an event that calls a script of ours in the browser, and nothing on
    the server.

    The script has registered itself under `name` (`static/core/calls.js`). It is given the values
    of `inputs`, and what it returns is set in `outputs`.
    """
    return {
        "fn": None,
        "inputs": list(inputs),
        "outputs": list(outputs),
        "js": f"(...values) => window.mujaz.calls.{name}(...values)",
        "show_progress": "hidden",
        "api_visibility": "private",
        "queue": False,
    }
