"""The page itself: Gradio components, and which event does what.

Importing this module imports Gradio; `ui.app.build_app` does so when it is called.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, NamedTuple

import gradio as gr

from ui import welcome
from ui.brief_tab import build_brief_tab
from ui.cancellation import Cancellation
from ui.chat import Conversation, converse
from ui.desk import Desk
from ui.downloads import Downloads
from ui.status import Status
from ui.tabs import UNREAD, Tabs
from ui.widgets import script, status_line

TITLE = "مُوجَز · Mujaz"

PARALLEL_ANSWERS = 64
"""Answers being written at one time; more wait in line."""

THREADS = 192
"""Gradio's cap on everything that runs at once; its 40 would make answers wait for each other.
It is above the answers and the briefs together, with those of each that nobody reads yet."""

_Update = tuple[Any, ...]


class _PageParts(NamedTuple):
    """What the events of the page act on."""

    conversation: gr.State
    fresh: gr.Button
    hello: gr.HTML
    examples: list[gr.Button]
    chat: gr.Chatbot
    status: gr.HTML
    box: gr.Textbox
    retry: gr.Button
    stop: gr.Button
    send: gr.Button


def build_page(desk: Desk, shelf: Downloads, tabs: Tabs) -> gr.Blocks:
    """Build the page of `desk`, with its queue limits set, to be mounted.

    Its briefs go on the `shelf`.
    """
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True, fill_width=True)
    with page:
        with gr.Row(elem_id="top"):
            gr.HTML(welcome.HEADER, elem_id="brand", js_on_load=None)
            fresh = gr.Button("محادثة جديدة · New conversation", elem_id="fresh", size="sm")
        with gr.Row(elem_id="desk"):
            with gr.Tabs(elem_id="tabs"):
                with gr.Tab("اسأل · Ask", id="ask"), gr.Column(elem_id="talk"):
                    parts = _talk(desk, fresh)
                with gr.Tab("موجز · Brief", id="brief-tab"):
                    build_brief_tab(desk, shelf, tabs)
            gr.HTML(elem_id="panel", js_on_load=script("panel.js"))
        _connect(page, desk, parts, tabs)
    page.max_threads = THREADS
    page.queue(default_concurrency_limit=PARALLEL_ANSWERS, api_open=False)
    return page


def _talk(desk: Desk, fresh: gr.Button) -> _PageParts:
    """Build the left half of the page: greeting or conversation, status line, question box."""
    chat = gr.Chatbot(
        elem_id="chat",
        show_label=False,
        container=False,
        height=None,
        buttons=[],
        latex_delimiters=[],
        feedback_options=None,
        group_consecutive_messages=False,
    )
    hello, examples = _welcome(desk)
    status = status_line("status")
    with gr.Row(elem_id="composer"):
        box = gr.Textbox(
            elem_id="question",
            show_label=False,
            label="سؤالك · Your question",
            placeholder="اسأل سؤالًا · Ask a question",
            max_lines=6,
            container=False,
            autofocus=True,
        )
        retry = gr.Button("أعد المحاولة · Try again", elem_id="retry")
        stop = gr.Button("إيقاف · Stop", elem_id="stop")
        send = gr.Button("إرسال · Send", elem_id="send", variant="primary")
    conversation = gr.State(Conversation())
    return _PageParts(conversation, fresh, hello, examples, chat, status, box, retry, stop, send)


def _connect(page: gr.Blocks, desk: Desk, parts: _PageParts, tabs: Tabs) -> None:
    answering = _Answering(desk, tabs)
    ask: dict[str, Any] = {
        "outputs": [parts.conversation, parts.chat, parts.status, parts.box],
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_id": "ask",
        "concurrency_limit": PARALLEL_ANSWERS + UNREAD,
    }
    quick: dict[str, Any] = {
        "show_progress": "hidden",
        "api_visibility": "private",
        "queue": False,
    }
    typed = [parts.box.submit, parts.send.click]
    gr.on(typed, answering.ask, [parts.box, parts.conversation], **ask)
    parts.retry.click(answering.again, [parts.conversation], **ask)
    for example in parts.examples:
        example.click(answering.ask, [example, parts.conversation], **ask)
    parts.stop.click(answering.stop, **quick)
    parts.fresh.click(answering.fresh, outputs=ask["outputs"], **quick)
    page.load(lambda: _greeting(desk), outputs=parts.hello, **quick)


class _Answering:
    """What the buttons do. A handler's updates are (conversation, chat, status, question box)."""

    def __init__(self, desk: Desk, tabs: Tabs) -> None:
        self._desk = desk
        self._stops = Cancellation()
        tabs.left.append(self._stops.end)

    async def ask(
        self, question: str | None, conversation: Conversation, request: gr.Request
    ) -> AsyncGenerator[_Update]:
        """Ask what was typed; a second question of a tab waits in its box for the first answer."""
        tab = str(request.session_hash)
        signal = self._stops.begin(tab) if question and question.strip() else None
        if question is None or signal is None:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        box: Any = ""
        try:
            async with aclosing(converse(self._desk, question, conversation, stop=signal)) as steps:
                async for told, status in steps:
                    if not self._stops.holds(tab, signal):
                        return
                    refused = told is conversation
                    yield told, _chat(told), status.props(), gr.skip() if refused else box
                    box = gr.skip()
        finally:
            if self._stops.holds(tab, signal):
                self._stops.end(tab)

    async def again(
        self, conversation: Conversation, request: gr.Request
    ) -> AsyncGenerator[_Update]:
        """Ask the question whose answer failed once more; what is in the box stays there."""
        async with aclosing(
            self.ask(conversation.unanswered or "", conversation, request)
        ) as steps:
            async for update in steps:
                yield *update[:3], gr.skip()

    async def stop(self, request: gr.Request) -> None:
        self._stops.stop(str(request.session_hash))

    async def fresh(self, request: gr.Request) -> _Update:
        """Begin anew; an answer still being written is dropped."""
        self._stops.end(str(request.session_hash))
        nothing = Conversation()
        return nothing, _chat(nothing), Status("idle").props(), ""


def _greeting(desk: Desk) -> str:
    return welcome.html(desk.count(), desk.vectors_made(), desk.moving_to())


def _welcome(desk: Desk) -> tuple[gr.HTML, list[gr.Button]]:
    with gr.Column(elem_id="welcome"):
        hello = gr.HTML(_greeting(desk), elem_id="hello", js_on_load=None)
        with gr.Row(elem_id="examples"):
            buttons = []
            for language, questions in welcome.EXAMPLES.items():
                with gr.Column(elem_classes=["examples", f"examples-{language}"], min_width=260):
                    buttons += [gr.Button(question, size="sm") for question in questions]
    return hello, buttons


def _chat(conversation: Conversation) -> list[dict[str, str]]:
    return [{"role": m.role, "content": m.html} for m in conversation.messages]


def theme() -> gr.themes.Base:
    """Return Gradio's plainest theme, with the colours of `mujaz.css`."""
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
