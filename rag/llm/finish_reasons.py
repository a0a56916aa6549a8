"""Reads why a model's reply ended, in the words of any server (finish_reasons.tsv)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

Finish = Literal["stop", "length", "filtered", "failed"]
"""The reply is whole; reached its length; was stopped by a filter; or ended for any other reason,
so that nobody knows whether it is whole."""

_KEYS = ("finish_reason", "stop_reason", "stopReason", "done_reason")


def finish_of(metadata: Mapping[str, Any]) -> Finish | None:
    """Return why a reply ended, from the metadata of one chunk; None while it goes on."""
    reason = next((metadata[key] for key in _KEYS if metadata.get(key)), None)
    if reason is None:
        return None
    word = str(getattr(reason, "value", reason)).strip(" <|>/").casefold().replace("-", "_")
    meaning = _meanings().get(word, "failed") if word else "goes_on"
    return None if meaning == "goes_on" else cast(Finish, meaning)


@cache
def _meanings() -> Mapping[str, str]:
    text = files("rag.llm").joinpath("finish_reasons.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    return {word: meaning for meaning, words in rows for word in words.split()}
