"""Turns a streamed reply into the text and the cited sentences that may be shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.grounding.cited_sentence import locate
from rag.grounding.marker_forms import MarkerForms
from rag.grounding.markers import MarkedSentence, SentenceReleaser
from rag.llm.extra_lines import (
    is_title,
    kind_of_line,
    lead_end,
    may_be_extra,
    title_key,
    without_rules,
)
from rag.llm.json_answer import JsonGate
from rag.llm.repetition import Repetition
from rag.llm.reply_markup import without_tags
from rag.llm.stream_filter import StreamFilter
from rag.records import Evidence, Sentence
from rag.text.analyzer import Analyzer

SURE_LENGTH = 60
"""Characters of a sentence from which on it may be shown before it is finished, unless it begins
like a line that is no claim. Such lines are known by their first words, or are shorter."""

_FIRST_PART = re.compile(r"[^.!?؟؛…:\n\[]*\s")
_LISTED = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])?\s*\[")  # a line that begins with a marker
_GAP = re.compile(r"\s+(?=[.!?؟]$)")  # where a marker that is none was left out
_NOTE = re.compile(r"\s*\[\^?\d{1,2}\]\s?[:：]")  # a footnote: [1]: Title, Outlet
_NUMBER = re.compile(r"^(?:\d{1,2}|[٠-٩]{1,2})[.)]\s+")


class Composition:
    """One reply in the making; `text` is what was shown of it so far.

    Citations are looked up in the evidence that the model was given. Lines that are no claims and
    sentences that were said before are left out. All of it depends on the characters of the reply,
    not on how they were cut into pieces.

    `ended` is True where nothing more is wanted: after a refusal, chat tokens or words of the
    prompt, and of a model that is `looping`. `declined` says that the model wrote in its own words
    that there is no answer, `wrote` that it wrote anything but reasoning. `void` is the number of
    first sentences that turned out to be reasoning.
    """

    def __init__(
        self, evidence: Sequence[Evidence], analyzer: Analyzer, *, thinks_first: bool = False
    ) -> None:
        self.text = ""
        self.void = 0
        self.declined = self.wrote = False
        self._analyzer = analyzer
        self._evidence = {item.number: item for item in evidence}
        self._titles = {title_key(item.passage.article.title) for item in evidence}
        self._gate = StreamFilter(thinks_first=thinks_first)
        self._restarts = 0
        self._sentences = 0
        self._begin()

    def _begin(self) -> None:
        """Begin with the text of the reply."""
        self.text = ""
        self.void += self._sentences
        self._sentences = 0
        self._json = JsonGate()
        self._forms = MarkerForms(self._evidence)
        self._releaser = SentenceReleaser()
        self._repetition = Repetition()
        self._shown = 0  # of what the releaser still holds
        self._in_sources = self._over = self.declined = False

    @property
    def refused(self) -> bool:
        """Tell that the model said that the passages hold no answer; nothing was shown."""
        return self._gate.refused or (self.declined and not self._sentences)

    @property
    def looping(self) -> bool:
        """Tell that the model began to repeat itself."""
        return self._repetition.looping

    @property
    def ended(self) -> bool:
        """Tell that nothing more is wanted of the reply."""
        return self._gate.ended or self._gate.refused or self._over or self.looping

    @property
    def thinks_first(self) -> bool:
        """Tell that the model wrote its reasoning first, without a tag that opens it."""
        return self._gate.closed_unopened

    def feed(self, piece: str) -> list[str | Sentence]:
        """Take the next piece; return the text to show, and the sentences that it completes."""
        return self._show(self._gate.feed(piece))

    def close(self) -> list[str | Sentence]:
        """Return, at the end of the reply, what was held back and the last sentences."""
        out = self._show(self._gate.close())
        for part in (*self._forms.feed(self._json.close()), *self._forms.close()):
            out += self._take(part)
        self.declined = self.declined or self._json.empty
        if not self._over and not self.looping:
            for sentence in self._releaser.close():
                out += self._settled(sentence)
        return out

    def _show(self, text: str) -> list[str | Sentence]:
        if self._gate.restarts != self._restarts:
            self._restarts = self._gate.restarts
            self._begin()
        self.wrote = self.wrote or bool(text.strip())
        parts = self._forms.feed(self._json.feed(text))
        return [event for part in parts for event in self._take(part)]

    def _take(self, part: str) -> list[str | Sentence]:
        """Take the next words."""
        if self._over or self.looping:
            return []
        part = without_tags(part)
        self._repetition.read(part)
        out: list[str | Sentence] = []
        for sentence in self._releaser.feed(part):
            out += self._settled(sentence)
        if not self._over and not self.looping:
            out += self._begun()
        return out

    def _begun(self) -> list[str | Sentence]:
        """Return more of the sentence that is being written, if it is sure to be kept."""
        pending = self._releaser.pending
        begin = lead_end(pending)
        first = _FIRST_PART.match(pending, begin)
        if first is None or self._in_sources or len(first[0].strip()) < SURE_LENGTH:
            return []
        if may_be_extra(first[0]) or self._repetition.may_repeat(first[0]):
            return []
        return self._written(pending[: first.end()])

    def _settled(self, written: MarkedSentence) -> list[str | Sentence]:
        """Return the rest of a finished sentence and its record; nothing where it is left out."""
        if self._over or self.looping:
            return []
        if not self._shown and self._is_extra(written):
            return []
        sentence = self._sentence(written)
        again = self._repetition.repeats(sentence.text)
        if again and not self._shown:
            return []
        text = self._written(written.raw)
        self._shown = 0
        self._sentences += 1
        return [*text, sentence]

    def _written(self, raw: str) -> list[str | Sentence]:
        """Return what has not been shown yet of a sentence, given as it was written."""
        kept = without_rules(raw)
        begin = len(raw) - len(kept) + lead_end(kept)
        more = raw[max(begin, self._shown) :]
        self._shown = len(raw)
        if not self.text:
            more = more.lstrip()
        elif begin and more and not more[0].isspace():
            more = ("\n" if "\n" in raw[:begin] else " ") + more
        self.text += more
        return [more] if more else []

    def _is_extra(self, written: MarkedSentence) -> bool:
        """Tell whether a sentence is no claim, and remember what it says of the reply."""
        cited = bool(written.numbers)
        kind = kind_of_line(written.text, cited=cited, begun=self._sentences > 0)
        if kind == "sources":
            self._in_sources = self._sentences > 0
        elif kind == "scaffold":
            self._over = self._sentences > 0
        elif kind == "refusal":
            self.declined = True
        elif self._sentences > 0 and _NOTE.match(written.raw):
            self._in_sources = True
        if self._in_sources or kind is not None:
            return True
        listed = self._sentences > 0 and _LISTED.match(without_rules(written.raw.lstrip()))
        return bool(listed) and is_title(written.text, self._titles)

    def _sentence(self, written: MarkedSentence) -> Sentence:
        text = _GAP.sub("", _NUMBER.sub("", written.text))
        text = text[lead_end(text) :].strip()
        if text.startswith("|"):  # a row of a table
            text = " – ".join(filter(None, (cell.strip() for cell in text.split("|"))))
        known = [self._evidence[one] for one in written.numbers if one in self._evidence]
        return Sentence(
            text=_capital(text) if text != written.text else text,
            citations=tuple(locate(text, one, self._analyzer) for one in known),
            dangling=tuple(number for number in written.numbers if number not in self._evidence),
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
