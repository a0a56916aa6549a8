"""Finds what is no text in a model's reply: reasoning tags, chat-template tokens, refusals."""

from __future__ import annotations

import re
from typing import Literal

NO_ANSWER = "NO_ANSWER"
"""What a model writes when the passages hold no answer."""

TokenKind = Literal["opening", "closing", "template", "refusal"]
"""Reasoning begins; reasoning ends and the reply begins; a token of a chat template or a delimiter
of our own prompt, after which nothing is an answer; the word `NO_ANSWER`."""

_NAMES = (
    r"(?:(?:seed|ant):)?(?:think|thinking|thoughts?|reason|reasoning|reflection|analysis|"
    r"scratchpad|monologue|inner_monologue|internal_monologue|thinking_process|chain_of_thought)"
)
# What stands between the name of a channel and its text.
_MESSAGE = r"[^<]{0,40}(?:<\|constrain\|>[^<]{0,20})?<\|message\|>"
# For example: <think>, <Thinking step="1">, [THINK], ◁think▷, <|begin_of_thought|>,
# <|START_THINKING|>, <|channel|>analysis<|message|>
_OPENING = (
    rf"(?i:<{_NAMES}(?: [^<>\n]{{0,30}})?>)|\[THINK\]|◁think▷"
    r"|(?i:<\|(?:begin_of_thought|start_thinking|think)\|>)"
    r"|(?:<\|start\|>assistant)?<\|channel\|> ?(?:analysis|commentary)" + _MESSAGE
)
# For example: </think>, [/THINK], <answer>, <|channel|>final<|message|>; where a server leaves out
# the signs of the last one, "assistantfinal" is left of it.
_CLOSING = (
    rf"(?i:</{_NAMES} ?>)|\[/THINK\]|◁/think▷"
    r"|(?i:<\|(?:end_of_thought|end_thinking|/think)\|>)|(?i:<(?:answer|response|final_answer)>)"
    r"|(?:<\|start\|>assistant)?<\|channel\|> ?final" + _MESSAGE + r"|assistantfinal"
)
# For example: <|im_start|>, <｜end▁of▁sentence｜>, <start_of_turn>, </s>, [INST], <<SYS>>,
# <passage 2>
_TEMPLATE = (
    r"<\|[^<>|\s]{1,40}\|>|<｜[^<>｜]{1,40}｜>|<(?:start|end)_of_turn>|</?s>|<</?SYS>>"
    r"|<(?:eos|bos|pad|unk|eot|sep|mask)>|<unused\d{1,4}>|\[/?INST\]|\[end of text\]"
    r"|(?i:</?passages?(?: {1,3}\d{1,3})? ?>|</(?:answer|response|final_answer)>)"
)
_TOKEN = re.compile(
    rf"(?P<opening>{_OPENING})|(?P<closing>{_CLOSING})|(?P<template>{_TEMPLATE})"
    rf"|(?P<refusal>{NO_ANSWER})"
)
# What a token that is not whole yet looks like, at the end of the text.
_BEGUN = re.compile(r"(?:<[^<>\n]{0,60}|\[/?[A-Z]{0,5}|\[end[a-z ]{0,8}|◁/?[a-z]{0,5})$")
_NEEDS_MORE = ("<|channel|>", "<|start|>")
_LONGEST_HEADER = 130  # characters from <|start|> to <|message|>
_WORDS_BEGUN = (NO_ANSWER, "assistantfinal")
# Who speaks, as templates write it behind their first token: <|im_start|>assistant
_SPEAKER = re.compile(r"\s*(?:assistant|model|bot|gpt)(?![\w,.])[ :]*", re.IGNORECASE)
LONGEST_SPEAKER = 16
"""Characters that `past_speaker` looks at."""


def find_token(text: str, *, whole: bool) -> re.Match[str] | None:
    """Return the first token of a text, None where there is none.

    A text that goes on (not `whole`) may end within a header that cannot be told yet; its first
    part is then no token.
    """
    found = _TOKEN.search(text)
    if found and not whole and found[0] in _NEEDS_MORE:
        return found if len(text) - found.start() >= _LONGEST_HEADER else None
    return found


def kind_of(token: re.Match[str]) -> TokenKind:
    """Return the kind of a token that `find_token` found."""
    kinds: tuple[TokenKind, ...] = ("opening", "closing", "template", "refusal")
    return next(kind for kind in kinds if token[kind])


def settled(text: str) -> int:
    """Return up to where a text that goes on cannot be part of a token any more."""
    header = min((at for one in _NEEDS_MORE if (at := text.find(one)) >= 0), default=len(text))
    begun = _BEGUN.search(text)
    words = (len(text) - _overlap(text, word) for word in _WORDS_BEGUN)
    return min(header, begun.start() if begun else len(text), *words)


def past_speaker(text: str) -> int:
    """Return where a text goes on behind the name of a speaker at its beginning."""
    named = _SPEAKER.match(text[:LONGEST_SPEAKER])
    return named.end() if named else 0


def _overlap(text: str, word: str) -> int:
    """Return the length of the longest beginning of `word` that `text` ends with."""
    return next((n for n in range(len(word) - 1, 0, -1) if text.endswith(word[:n])), 0)
