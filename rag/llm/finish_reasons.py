"""Reads why a model's reply ended, in the words of any server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Finish = Literal["stop", "length", "filtered", "failed"]
"""The reply is whole; reached its length; was stopped by a filter; or ended for any other reason,
so that nobody knows whether it is whole."""

_KEYS = ("finish_reason", "stop_reason", "stopReason", "done_reason")
_GOES_ON = frozenset({"null", "none", "finish_reason_unspecified"})
_STOP = frozenset(
    "stop stopped stop_sequence stop_token stop_word end end_turn end_of_turn end_of_text "
    "end_of_sequence endoftext eos eos_token eot eot_id im_end complete completed done finish "
    "finished success normal".split()
)
_LENGTH = frozenset(
    "length max_length max_tokens max_new_tokens max_output_tokens max_completion_tokens "
    "token_limit model_length context_length context_length_exceeded length_limit limit "
    "model_context_window_exceeded".split()
)
_FILTERED = frozenset(
    "content_filter content_filtered safety refusal recitation sensitive blocklist moderation "
    "prohibited_content spii guardrail_intervened image_safety policy blocked filtered".split()
)


def finish_of(metadata: Mapping[str, Any]) -> Finish | None:
    """Return why a reply ended, from the metadata of one chunk; None while it goes on."""
    reason = next((metadata[key] for key in _KEYS if metadata.get(key)), None)
    if reason is None:
        return None
    word = str(getattr(reason, "value", reason)).strip(" <|>/").casefold().replace("-", "_")
    if not word or word in _GOES_ON:
        return None
    if word in _STOP or word == "s":  # "</s>"
        return "stop"
    if word in _LENGTH:
        return "length"
    return "filtered" if word in _FILTERED else "failed"
