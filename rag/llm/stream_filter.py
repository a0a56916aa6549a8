"""Lets through the text of a streamed reply: no reasoning, no chat tokens, no refusal."""

from __future__ import annotations

import re

from rag.llm.reply_tokens import (
    LONGEST_SPEAKER,
    NO_ANSWER,
    find_token,
    kind_of,
    past_speaker,
    settled,
)
from rag.llm.thinking_aloud import after_thinking, thinks_aloud

__all__ = ["LONGEST_LEAD", "NO_ANSWER", "StreamFilter"]

LONGEST_LEAD = 200
"""Characters kept of what comes before the first word of a reply."""

_WORD = re.compile(r"\w")


class StreamFilter:
    """Passes on the text that may be shown, in time linear in the length of the reply.

    `refused` is True once the reply has begun with `NO_ANSWER`: nothing is passed on then. Within a
    reply the word is replaced by a space. Reasoning between tags is dropped. Reasoning that no tag
    opens ends with a lone closing tag, or a line that begins with "Final answer:": what stands
    before it is dropped too. A reply that begins like reasoning is held back until then, or to its
    end; of any other, `restarts` counts how often all that was passed on before is void. A chat
    token before the first word is dropped; a later one ends the reply (`ended`).
    """

    def __init__(self, *, thinks_first: bool = False) -> None:
        """Take whether the model is known to write its reasoning first, without a tag."""
        self.refused = False
        self.ended = False
        self.restarts = 0
        self.closed_unopened = False
        self._thinking = False
        self._aloud: bool | None = True if thinks_first else None
        self._begun = False
        self._speaker = False  # a template's token came just now, and may name who speaks
        self._held = ""
        self._ready: list[str] = []

    def feed(self, piece: str) -> str:
        """Take the next piece, and return the text that may be shown by now, often ""."""
        if self.refused or self.ended:
            return ""
        self._held += piece
        self._advance(whole=False)
        return self._let(whole=False)

    def close(self) -> str:
        """Return what was held back, at the end of the reply."""
        if self.refused:
            return ""
        if not self.ended:
            self._advance(whole=True)
        return self._let(whole=True)

    def _advance(self, *, whole: bool) -> None:
        """Take apart what is held into text and tokens, as far as that can be told."""
        while not self.refused and not self.ended:
            if self._speaker:
                if len(self._held) < LONGEST_SPEAKER and not whole:
                    return
                self._held, self._speaker = self._held[past_speaker(self._held) :], False
            token = find_token(self._held, whole=whole)
            end = len(self._held) if whole else settled(self._held)
            if not self._thinking:
                self._ready.append(self._held[: token.start() if token else end])
            if token is None:
                self._held = self._held[end:]
                return
            self._held = self._held[token.end() :]
            self._obey(token)

    def _obey(self, token: re.Match[str]) -> None:
        """Do what a token asks for."""
        kind = kind_of(token)
        if kind == "closing":
            self._begin_anew()
        elif self._thinking:
            return
        elif kind == "opening":
            self._thinking = True
            self._keep_apart()
        elif not self._has_word():
            self.refused = kind == "refusal"
            self._speaker = kind == "template"
        elif kind == "template":
            self.ended, self._held = True, ""
        else:
            self._keep_apart()

    def _begin_anew(self) -> None:
        """Drop what came before the end of some reasoning, if nothing opened that."""
        if not self._thinking:
            self.restarts += self._begun
            self.closed_unopened = True
            self._ready.clear()
            self._begun = False
        self._thinking, self._aloud = False, False

    def _keep_apart(self) -> None:
        """Put a space where something is left out, or what is left could form a refusal anew."""
        if self._has_word():
            self._ready.append(" ")

    def _has_word(self) -> bool:
        return self._begun or any(map(_WORD.search, self._ready))

    def _let(self, *, whole: bool) -> str:
        """Return the text that is ready, unless it holds no word yet, or may be reasoning."""
        over = whole or self.ended
        if self.refused or (self._aloud and not over):
            return ""
        text = "".join(self._ready)
        self._ready.clear()
        if self._aloud:
            text = after_thinking(text)
        if self._begun:
            return text
        word = _WORD.search(text)
        text = text[max(0, (word.start() if word else len(text)) - LONGEST_LEAD) :]
        if word and self._aloud is None:
            self._aloud = thinks_aloud(text[: 2 * LONGEST_LEAD])
        if word is None or (self._aloud is not False and not over):
            self._ready.append(text)
            return ""
        self._begun = True
        return text
