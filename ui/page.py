"""The page: its header, its four tabs, and the article beside them.

Gradio draws it and hands what is typed and chosen to the scripts of the tabs; none of its events
reaches the server. Importing this module imports Gradio.
"""

from __future__ import annotations

import gradio as gr

from ui.ask.ask_tab import build_ask_tab
from ui.briefs.brief_tab import build_brief_tab
from ui.evaluation.evaluation_tab import build_evaluation_tab
from ui.guard.head import label
from ui.library.library_tab import build_library_tab
from ui.widgets import drawn

_HEADER = (
    '<a class="skip" href="#tabs">%{page.skip}</a>'
    '<div class="brand"><span class="brand-mark" aria-hidden="true"></span>'
    "<h1>%{page.title}</h1></div>"
    '<p id="connection" role="status"></p>'
    '<p id="who" hidden><span class="unseen">%{sign_in.signed_in_as} </span><bdi></bdi>'
    '<button type="button" class="plain" id="sign-out">%{sign_in.out}</button></p>'
    '<div class="switches">'
    '<label class="theme"><span class="unseen">%{page.theme}</span><select id="theme">'
    '<option value="auto">%{page.theme_auto}</option>'
    '<option value="light">%{page.theme_light}</option>'
    '<option value="dark">%{page.theme_dark}</option></select></label>'
    '<button type="button" id="language">%{page.language}</button></div>'
)


def build_page() -> gr.Blocks:
    """Build the page, to be mounted. Its labels are names of strings (`ui.guard.head`)."""
    page = gr.Blocks(
        title=label("page.title"), analytics_enabled=False, fill_height=True, fill_width=True
    )
    with page:
        drawn("core/header.js", elem_id="top", markup=_HEADER)
        with gr.Row(elem_id="desk"):
            with gr.Tabs(elem_id="tabs"):
                with gr.Tab(label("page.ask"), id="ask", elem_id="tab-ask"):
                    build_ask_tab()
                with gr.Tab(label("page.briefs"), id="briefs", elem_id="tab-briefs"):
                    build_brief_tab()
                with gr.Tab(label("page.library"), id="library", elem_id="tab-library"):
                    build_library_tab()
                with gr.Tab(label("page.evaluation"), id="evaluation", elem_id="tab-evaluation"):
                    build_evaluation_tab()
            drawn("panel/panel.js", elem_id="panel")
    return page


def theme() -> gr.themes.Base:
    """Return Gradio's plainest theme, with the colours of `base.css`."""
    colours = {
        "body_background_fill": "--mz-page",
        "body_text_color": "--mz-ink",
        "body_text_color_subdued": "--mz-quiet",
        "background_fill_primary": "--mz-page",
        "background_fill_secondary": "--mz-sheet",
        "block_background_fill": "--mz-page",
        "border_color_primary": "--mz-line",
        "border_color_accent": "--mz-accent",
        "color_accent_soft": "--mz-tint",
        "input_background_fill": "--mz-sheet",
        "input_border_color": "--mz-line",
        "input_border_color_focus": "--mz-accent",
        "input_placeholder_color": "--mz-quiet",
        "link_text_color": "--mz-accent",
        "button_primary_background_fill": "--mz-accent",
        "button_primary_background_fill_hover": "--mz-accent-strong",
        "button_primary_text_color": "--mz-on-accent",
        "button_secondary_background_fill": "--mz-sheet",
        "button_secondary_background_fill_hover": "--mz-tint",
        "button_secondary_text_color": "--mz-ink",
        "button_secondary_border_color": "--mz-line",
    }
    font = (gr.themes.Font("IBM Plex Sans Arabic"), "system-ui", "sans-serif")
    both = {
        f"{name}{mode}": f"var({colour})"
        for name, colour in colours.items()
        for mode in ("", "_dark")
    }
    return gr.themes.Base(font=font).set(**both)
