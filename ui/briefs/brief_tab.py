"""The tab of briefs, as Gradio draws it. Importing this module imports Gradio."""

from __future__ import annotations

import gradio as gr

from ui.guard.head import label
from ui.widgets import call, drawn

_LENGTHS = [(label(f"briefs.{name}"), name) for name in ("short", "medium", "long", "own")]
_LANGUAGES = [
    (label("briefs.both"), "both"),
    (label("briefs.arabic"), "ar"),
    (label("briefs.english"), "en"),
]

_CHOICES = (
    '<ul class="chips"></ul>'
    '<div class="choices"><details class="story" name="brief-choice">'
    '<summary>%{briefs.story}<span class="chosen"></span></summary><div class="choice">'
    '<label><span>%{briefs.find_story}</span> <input type="search"></label>'
    '<p class="list-name">%{briefs.stories}</p><div class="found" aria-live="polite"></div>'
    '</div></details><div class="narrowing"></div></div>'
)

_SHEET = (
    '<p class="problem" role="alert"></p>'
    '<div class="working" hidden><p role="status"></p><progress></progress></div>'
    '<details class="shelf" open><summary>%{briefs.earlier}</summary><div></div></details>'
    '<p class="told" role="status"></p>'
    '<div class="result" role="region" tabindex="-1" aria-label="%{briefs.result}"></div>'
)


def build_brief_tab() -> None:
    """Build the tab where it stands: the form, and below it the brief."""
    with gr.Column(elem_id="brief"):
        with gr.Column(elem_id="brief-form"):
            topic = gr.Textbox(
                elem_id="topic",
                label=label("briefs.topic"),
                placeholder=label("briefs.topic_hint"),
                max_lines=3,
            )
            drawn("briefs/choices.js", elem_id="brief-choices", markup=_CHOICES)
            with gr.Row(elem_id="brief-shape"):
                length = gr.Radio(
                    _LENGTHS, value="medium", label=label("briefs.length"), elem_id="length"
                )
                words = gr.Textbox(
                    elem_id="words",
                    label=label("briefs.words"),
                    placeholder=label("briefs.words_hint"),
                    max_lines=1,
                )
                languages = gr.Radio(
                    _LANGUAGES, value="both", label=label("briefs.language"), elem_id="languages"
                )
            with gr.Row(elem_id="brief-buttons"):
                make = gr.Button(label("briefs.make"), elem_id="make", variant="primary")
                stop = gr.Button(label("briefs.stop"), elem_id="brief-stop")
        drawn("briefs/briefs.js", elem_id="brief-sheet", markup=_SHEET)
    form = [topic, length, words, languages]
    gr.on([make.click, topic.submit, words.submit], **call("makeBrief", inputs=form))
    stop.click(**call("stopBrief"))
