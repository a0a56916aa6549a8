"""Writes the story of one section: with the writer of the library, or with the one that quotes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from rag.errors import ModelError
from rag.messages.notices import notice
from rag.protocols import BriefDraft, BriefTask, BriefWriter
from rag.records import BriefProgress, Language, Usage
from rag.text.analysis.languages import detect_language


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """What `writer` made of one story; `fault` says what was wrong with the writer before it."""

    task: BriefTask
    writer: str
    draft: BriefDraft
    fault: str | None = None


class SectionWriter:
    """Writes the stories of one brief, one after the other.

    Where the model fails, the rest of the brief is quoted: a model that does not answer for one
    story would keep the reader waiting for each of them.
    """

    def __init__(self, writer: BriefWriter, fallback: BriefWriter | None, topic: str) -> None:
        self._writer: BriefWriter | None = writer
        self._fallback = fallback
        self._reader = detect_language(topic)
        self._fault: str | None = None
        self.sections: list[WrittenSection] = []

    async def steps(self, task: BriefTask) -> AsyncGenerator[BriefProgress]:
        """Yield the progress of writing one story, and keep what was written.

        Raises `ModelError` where the model fails and nothing else may write.
        """
        failed = BriefDraft(points=())
        if self._writer is not None:
            writing = _SectionRun(self._writer)
            try:
                async with aclosing(writing.steps(task)) as steps:
                    async for progress in steps:
                        yield progress
            except ModelError as error:
                if self._fallback is None:
                    raise
                writing.draft = BriefDraft((), usage=error.usage or Usage(), reason=str(error))
                self._fault, self._writer = str(error), None
            failed = writing.draft
            if failed.points or self._fallback is None:
                self.sections.append(WrittenSection(task, writing.writer.name, failed))
                return
        assert self._fallback is not None
        quoting = _SectionRun(self._fallback)
        async with aclosing(quoting.steps(task)) as steps:
            async for progress in steps:
                yield progress
        draft = _instead_of(failed, quoting.draft, self._reader)
        fault = failed.reason or self._fault
        self.sections.append(WrittenSection(task, quoting.writer.name, draft, fault))


class _SectionRun:
    """One run of a writer, which keeps the draft."""

    def __init__(self, writer: BriefWriter) -> None:
        self.writer = writer
        self.draft = BriefDraft(points=())

    async def steps(self, task: BriefTask) -> AsyncGenerator[BriefProgress]:
        """Yield the progress of writing, and keep the draft. Raises `ModelError`."""
        async with aclosing(self.writer.astream(task)) as events:
            async for event in events:
                if isinstance(event, BriefProgress):
                    yield event
                else:
                    self.draft = event


def _instead_of(failed: BriefDraft, quoted: BriefDraft, reader: Language) -> BriefDraft:
    """Return a quoted draft in the place of one without points, with what is to be told of that."""
    told = [notice("brief_quoted_instead", reader) if quoted.points else None]
    return replace(
        quoted,
        dropped=(*failed.dropped, *quoted.dropped),
        usage=failed.usage + quoted.usage,
        reason=" ".join(filter(None, [*told, quoted.reason])) or None,
    )
