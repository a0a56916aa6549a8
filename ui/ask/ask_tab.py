"""The tab of questions, as Gradio draws it. Importing this module imports Gradio."""

from __future__ import annotations

import gradio as gr

from ui.guard.head import label
from ui.widgets import call, drawn

_CONVERSATION = (
    '<div id="messages" role="log" aria-live="off" aria-label="%{ask.head}" tabindex="0"></div>'
    '<p id="status" role="status" data-state="idle"></p>'
    '<div id="editing" hidden><span>%{ask.editing}</span>'
    '<button type="button" class="plain">%{ask.editing_end}</button></div>'
)
"""The answers are no live region, because each word would be read out as it comes; the line below
them says when an answer begins and when it is complete."""


def build_ask_tab() -> None:
    """Build the tab where it stands: conversations, the one that is open, and the question box."""
    with gr.Row(elem_id="ask"):
        drawn("ask/conversations.js", elem_id="conversations")
        with gr.Column(elem_id="talk"):
            drawn("ask/conversation.js", elem_id="conversation", markup=_CONVERSATION)
            drawn("ask/filters.js", elem_id="filters")
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(
                    elem_id="question",
                    show_label=False,
                    label=label("ask.question"),
                    placeholder=label("ask.placeholder"),
                    max_lines=6,
                    container=False,
                    autofocus=True,
                )
                stop = gr.Button(label("ask.stop"), elem_id="stop")
                send = gr.Button(label("ask.send"), elem_id="send", variant="primary")
        gr.on([box.submit, send.click], **call("ask", inputs=[box], outputs=[box]))
        stop.click(**call("stop"))
