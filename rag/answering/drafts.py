"""What one writer wrote of an answer, and whether it can be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.messages.notices import notice
from rag.protocols import Writer, WriterReport
from rag.records import Language, Sentence

_STOPPED = re.compile(r"[.!?؟…。][\s*_`\"'”’»)\]]*$")
_FAILED = ("unsupported", "contradicted")


@dataclass(slots=True)
class AnswerDraft:
    """What a writer wrote so far; `shown` says that a reader has seen some of it."""

    writer: Writer
    sentences: list[Sentence] = field(default_factory=list)
    report: WriterReport = field(default_factory=WriterReport)
    shown: bool = False

    @property
    def kept(self) -> tuple[Sentence, ...]:
        """Return the sentences that are part of the answer.

        Half a sentence at the end of one that was cut may say the opposite of the whole; it is left
        out, unless it is all there is.
        """
        kept = tuple(self.sentences[self.report.void :])
        cut = self.report.incomplete and len(kept) > 1 and _is_cut(kept[-1])
        return kept[:-1] if cut else kept


def unfounded(draft: AnswerDraft, language: Language) -> str | None:
    """Return why a draft cannot be shown: at least half of it fails the check, or it is empty.

    Of an answer that was cut short the last sentence does not count, for it may be half of one.
    None for a draft that can be shown, and for one that says that there is no answer.
    """
    report, counted = draft.report, draft.kept
    if report.abstained or (not counted and not draft.shown):
        return None
    if report.incomplete and len(counted) > 1 and _fails(counted[-1]):
        counted = counted[:-1]
    if 2 * sum(map(_fails, counted)) < len(counted):
        return None
    return " ".join(filter(None, (report.reason, notice("unfounded", language))))


def _is_cut(sentence: Sentence) -> bool:
    """Tell whether a sentence has neither an end nor a citation by its writer."""
    cited = bool(sentence.citations) and not sentence.placed
    return not cited and not _STOPPED.search(sentence.text)


def _fails(sentence: Sentence) -> bool:
    return sentence.verdict is not None and sentence.verdict.status in _FAILED
