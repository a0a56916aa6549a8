"""Turns a streamed reply into the text and the cited sentences that may be shown."""

from __future__ import annotations

from collections.abc import Sequence

from rag.grounding.cited_sentence import locate
from rag.grounding.markers import MarkedSentence, SentenceReleaser
from rag.llm.stream_filter import StreamFilter
from rag.records import Evidence, Sentence
from rag.text.analyzer import Analyzer


class Composition:
    """One reply in the making; `text` is what was shown of it so far.

    Citations are looked up in the evidence that the model was given.
    """

    def __init__(self, evidence: Sequence[Evidence], analyzer: Analyzer) -> None:
        self.text = ""
        self._analyzer = analyzer
        self._evidence = {item.number: item for item in evidence}
        self._gate = StreamFilter()
        self._releaser = SentenceReleaser()

    @property
    def refused(self) -> bool:
        """Tell that the model said that the passages hold no answer; nothing was shown."""
        return self._gate.refused

    def feed(self, piece: str) -> list[str | Sentence]:
        """Take the next piece; return the text to show, then the sentences that it completes."""
        return self._show(self._gate.feed(piece))

    def close(self) -> list[str | Sentence]:
        """Return, at the end of the reply, what was held back and the last sentences."""
        rest = self._show(self._gate.close())
        return [*rest, *map(self._sentence, self._releaser.close())]

    def _show(self, text: str) -> list[str | Sentence]:
        if not text:
            return []
        self.text += text
        return [text, *map(self._sentence, self._releaser.feed(text))]

    def _sentence(self, written: MarkedSentence) -> Sentence:
        known = [self._evidence[one] for one in written.numbers if one in self._evidence]
        return Sentence(
            text=written.text,
            citations=tuple(locate(written.text, one, self._analyzer) for one in known),
            dangling=tuple(number for number in written.numbers if number not in self._evidence),
        )
