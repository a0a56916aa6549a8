"""The tab that makes briefs: its form, and what its buttons do.

Importing this module imports Gradio.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, NamedTuple

import gradio as gr

from rag.records import Brief, Language
from ui.brief_request import Wish, make
from ui.cancellation import Cancellation
from ui.desk import Desk
from ui.downloads import Downloads, links
from ui.tabs import UNREAD, Tabs
from ui.widgets import status_line

PARALLEL_BRIEFS = 4
"""Briefs being made at one time; more wait in line. Without a model a brief is a second or two of
one processor, and thirty at once would keep every question waiting for them."""

_LENGTHS = [("قصير · Short", "short"), ("متوسط · Medium", "medium"), ("طويل · Long", "long")]
_LANGUAGES = [("العربية والإنجليزية · Both", "both"), ("العربية", "ar"), ("English", "en")]
_CHOSEN: dict[str, tuple[Language, ...]] = {"both": ("ar", "en"), "ar": ("ar",), "en": ("en",)}

_Update = tuple[Any, ...]


class _BriefForm(NamedTuple):
    """What the events of the tab act on."""

    form: list[gr.Textbox | gr.Radio]
    typed: list[gr.Textbox]
    make: gr.Button
    stop: gr.Button
    outputs: list[gr.HTML]


def build_brief_tab(desk: Desk, shelf: Downloads, tabs: Tabs) -> None:
    """Build the tab where it stands; finished briefs go on the `shelf`."""
    with gr.Column(elem_id="brief"):
        parts = _parts()
    making = _BriefActions(desk, shelf, tabs)
    start: dict[str, Any] = {
        "outputs": parts.outputs,
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_id": "brief",
        "concurrency_limit": PARALLEL_BRIEFS + UNREAD,
    }
    gr.on(
        [parts.make.click, *(box.submit for box in parts.typed)], making.make, parts.form, **start
    )
    parts.stop.click(making.stop, show_progress="hidden", api_visibility="private", queue=False)


def _parts() -> _BriefForm:
    with gr.Column(elem_id="brief-form"):
        topic = gr.Textbox(
            elem_id="topic",
            label="الموضوع · Topic",
            placeholder="موضوع الموجز · What the brief is about",
            max_lines=3,
        )
        with gr.Row(elem_id="brief-choices"):
            length = gr.Radio(_LENGTHS, value="medium", label="الطول · Length", elem_id="length")
            languages = gr.Radio(
                _LANGUAGES, value="both", label="اللغة · Language", elem_id="languages"
            )
        narrowing = gr.Accordion(
            "أيام أو جهة نشر · Days or outlet", open=False, elem_id="narrowing"
        )
        with narrowing, gr.Row():
            since = _small("since", "من يوم · From", "28 يوليو 2024 · last week")
            until = _small("until", "إلى يوم · To", "2024-08-31 · أمس")
            outlet = _small("outlet", "جهة النشر · Outlet", "")
        with gr.Row(elem_id="brief-buttons"):
            button = gr.Button("أعدّ الموجز · Make the brief", elem_id="make", variant="primary")
            stop = gr.Button("إيقاف · Stop", elem_id="brief-stop")
    outputs = [
        status_line("brief-status"),
        gr.HTML(elem_id="brief-files", js_on_load=None, apply_default_css=False),
        gr.HTML(elem_id="brief-sheet", js_on_load=None, apply_default_css=False),
    ]
    return _BriefForm(
        [topic, length, languages, since, until, outlet],
        [topic, since, until, outlet],
        button,
        stop,
        outputs,
    )


def _small(elem_id: str, label: str, placeholder: str) -> gr.Textbox:
    return gr.Textbox(
        elem_id=elem_id,
        label=label,
        placeholder=placeholder,
        max_lines=1,
        min_width=140,
    )


class _BriefActions:
    """What the buttons do. An update is (status, files, brief)."""

    def __init__(self, desk: Desk, shelf: Downloads, tabs: Tabs) -> None:
        self._desk = desk
        self._shelf = shelf
        self._stops = Cancellation()
        self._places = asyncio.Semaphore(PARALLEL_BRIEFS)
        tabs.left.append(self._stops.end)

    async def make(  # one argument for each field of the form
        self,
        topic: str | None,
        length: str,
        languages: str,
        since: str | None,
        until: str | None,
        outlet: str | None,
        request: gr.Request,
    ) -> AsyncGenerator[_Update]:
        """Make a brief; a tab that is making one already goes on with that."""
        tab = str(request.session_hash)
        signal = self._stops.begin(tab)
        if signal is None:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        typed = {"topic": topic, "since": since, "until": until, "outlet": outlet}
        wish = Wish(
            length=length,
            languages=_CHOSEN[languages],
            **{name: text or "" for name, text in typed.items()},
        )
        try:
            async with self._places, aclosing(make(self._desk, wish, stop=signal)) as steps:
                async for step in steps:
                    yield step.status.props(), self._files(step.brief), step.html
        finally:
            if self._stops.holds(tab, signal):
                self._stops.end(tab)

    def _files(self, made: Brief | None) -> str:
        return links(self._shelf.keep(made), made) if made else ""

    async def stop(self, request: gr.Request) -> None:
        self._stops.stop(str(request.session_hash))
