"""What may be sent to Gradio: for each event of the page, what each of its inputs takes.

Importing this module imports Gradio.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.text.display import whole
from ui.refusal import RequestError

MAX_TEXT = 100_000
"""Characters of one text box. Far above what the page answers to (2,000), so that it can say
itself that a question is too long; low enough that looking at the text costs nothing."""

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")

_Rule = Callable[[object], object]
"""Returns the value as it is passed on. Raises `RequestError`."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to run an event, checked."""

    session: str
    body: bytes


class Events:
    """The events of a page, as far as a browser may start them."""

    def __init__(self, page: gr.Blocks) -> None:
        self._rules = {
            number: (event.queue, [_rule(one) for one in event.inputs])
            for number, event in page.fns.items()
            if not any(kind == "unload" for _, kind in event.targets)
        }

    def check(self, raw: bytes, *, queued: bool) -> Call:
        """Return the call that `raw` asks for, with nothing in it but what was checked.

        Raises `RequestError` if it is not JSON, names no event of that kind, or gives an input
        something that it does not take: an object, above all, which Gradio could take for a file.
        """
        given = _parsed(raw)
        number, trigger = given.get("fn_index"), given.get("trigger_id")
        if type(number) is not int or (trigger is not None and type(trigger) is not int):
            raise RequestError(422, "fn_index and trigger_id must be whole numbers")
        in_queue, rules = self._rules.get(number, (None, []))
        if in_queue is not queued:
            raise RequestError(404, "there is no such event")
        session = checked_session(given.get("session_hash"))
        call = {
            "data": _checked(given.get("data"), rules),
            "fn_index": number,
            "trigger_id": trigger,
            "session_hash": session,
        }
        return Call(session, json.dumps(call).encode())


def checked_session(value: object) -> str:
    """Return the name of a browser tab's session.

    Raises `RequestError` if it is not one.
    """
    if not isinstance(value, str) or not _SESSION.fullmatch(value):
        raise RequestError(422, "session_hash must be 1 to 64 letters and digits")
    return value


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        raise RequestError(400, "the request is not JSON") from None
    if not isinstance(given, dict):
        raise RequestError(422, "the request must be a JSON object")
    return given


def _checked(data: object, rules: Sequence[_Rule]) -> list[object]:
    if not isinstance(data, list) or len(data) != len(rules):
        raise RequestError(422, f"data must be a list of {len(rules)}")
    return [rule(value) for rule, value in zip(rules, data, strict=True)]


def _rule(component: gr.blocks.Block) -> _Rule:
    """Return the rule of one input.

    A kind without a rule is a mistake of ours: `TypeError`.
    """
    if isinstance(component, gr.State):
        return _nothing
    if isinstance(component, gr.Radio):
        return _one_of([value for _, value in component.choices])
    if isinstance(component, gr.Textbox | gr.Button):
        return _text
    raise TypeError(f"no rule says what {type(component).__name__} takes")


def _nothing(value: object) -> object:
    """Let nothing through: what a session remembers stays on the server."""
    if value is not None:
        raise RequestError(422, "this input takes null only")
    return None


def _text(value: object) -> object:
    """Let text through, and null, which the page sends for an untouched box."""
    if value is not None and not isinstance(value, str):
        raise RequestError(422, "this input takes text only")
    if value is not None and len(value) > MAX_TEXT:
        raise RequestError(422, f"this input takes at most {MAX_TEXT} characters")
    return value and whole(value)


def _one_of(choices: Sequence[object]) -> _Rule:
    def rule(value: object) -> object:
        if not isinstance(value, str) or value not in choices:
            raise RequestError(422, "this input takes one of its choices only")
        return value

    return rule
