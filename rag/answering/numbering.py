"""Numbers the articles of an answer as its readers see them: 1, 2, 3 in order of appearance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.grounding.markers import Marker, find_markers, unfinished_marker
from rag.records import Citation, Evidence, Sentence


class ArticleNumbers:
    """Gives each cited article of one answer a number, in streamed text and in its sentences alike.

    A writer cites passages by the numbers of its evidence, which leave gaps, and of which one
    article can have several. A number that no evidence has stays as it is: it is higher than any
    that is given here.
    """

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._articles = {one.number: one.passage.article.id for one in evidence}
        self._numbers: dict[str, int] = {}
        self._held = ""

    def in_text(self, piece: str) -> str:
        """Take the next piece of the text, and return what can be shown of it, renumbered.

        A marker that is not closed yet is held back until it is, so the result can be empty.
        """
        text = self._held + piece
        ready = unfinished_marker(text)
        self._held = text[ready:]
        parts, done = [], 0
        for marker in find_markers(text[:ready]):
            parts += [text[done : marker.start], self._renumbered(marker)]
            done = marker.end
        return "".join([*parts, text[done:ready]])

    def in_sentence(self, sentence: Sentence) -> Sentence:
        """Return a finished sentence whose citations have the numbers of their articles."""
        return replace(sentence, citations=tuple(map(self.in_citation, sentence.citations)))

    def in_citation(self, citation: Citation) -> Citation:
        """Return a citation with the number of its article."""
        return replace(citation, article_number=self._number(citation.article.id))

    def _renumbered(self, marker: Marker) -> str:
        numbers = [
            self._number(self._articles[number]) if number in self._articles else number
            for number in marker.numbers
        ]
        return f"[{', '.join(map(str, dict.fromkeys(numbers)))}]"

    def _number(self, article: str) -> int:
        return self._numbers.setdefault(article, len(self._numbers) + 1)
