"""The document that every format of a conversation shows, and how a conversation becomes one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from rag.exports.brief_document import (
    Block,
    CitedLine,
    Numbering,
    Remark,
    SourceRow,
    TextLine,
)
from rag.exports.cited_text import blocks, source_row
from rag.messages import export_labels
from rag.messages.labels import refusal_label
from rag.records import Answer, Citation, Conversation, Exchange, Language
from rag.text import display
from rag.text.analysis.languages import detect_language


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A question and what came of it; `language` is that of the reader.

    `notes` stand before the answer: why there is none, or what a reader must know of it. `preface`
    is what Mujaz itself says before the sentences. Each of the `blocks` is a paragraph in the
    language of its sentences. `sources` are those of this answer, numbered from 1.
    """

    question: TextLine
    language: Language
    notes: tuple[Remark, ...] = ()
    preface: TextLine | None = None
    blocks: tuple[Block, ...] = ()
    closing: tuple[TextLine, ...] = ()
    sources: tuple[SourceRow, ...] = ()

    @property
    def sources_heading(self) -> TextLine:
        """Return the heading of the sources."""
        return TextLine.of(export_labels.say("sources", self.language), self.language)


@dataclass(frozen=True, slots=True)
class ConversationDocument:
    """A conversation as every format shows it; `day` is that of its last question."""

    title: TextLine
    day: date
    meta: tuple[TextLine, ...]
    parts: tuple[AnswerPart, ...]


def lay_out_conversation(conversation: Conversation) -> ConversationDocument:
    """Lay a conversation out as a document of cleaned lines."""
    title = TextLine.of(conversation.title)
    moments = [one.asked_at.date() for one in conversation.exchanges]
    first = min(moments, default=conversation.created_at.date())
    last = max(moments, default=conversation.changed_at.date())
    days = export_labels.days(first, last, title.language)
    return ConversationDocument(
        title=title,
        day=last,
        meta=(TextLine.of(days, title.language),),
        parts=tuple(
            _part(exchange, place) for place, exchange in enumerate(conversation.exchanges, start=1)
        ),
    )


def _part(exchange: Exchange, place: int) -> AnswerPart:
    answer, question = exchange.answer, TextLine.of(exchange.question)
    reader = exchange.language or question.language
    if answer is None:
        return AnswerPart(question, reader, notes=(_missing(exchange, reader),))
    numbering = Numbering(_citations(answer), anchor=f"cite_{place}")
    return AnswerPart(
        question,
        reader,
        notes=tuple(_notes(exchange, answer, reader)),
        preface=TextLine.of(answer.preface) if answer.preface else None,
        blocks=(*_blocks(answer, numbering), *_excerpts(answer, reader, numbering)),
        closing=tuple(_closing(answer, reader)),
        sources=tuple(source_row(article, numbering) for article in numbering.articles()),
    )


def _citations(answer: Answer) -> Iterator[Citation]:
    for sentence in answer.sentences:
        yield from sentence.citations
    yield from answer.excerpts


def _missing(exchange: Exchange, reader: Language) -> Remark:
    """Return why a question has no answer."""
    fault = (TextLine.of(exchange.fault),) if exchange.fault else ()
    name = "unanswered" if exchange.state != "writing" else "unfinished"
    return Remark("abstained", reader, export_labels.say(name, reader), fault)


def _notes(exchange: Exchange, answer: Answer, reader: Language) -> Iterator[Remark]:
    """Yield what a reader must know of an answer, or why there is none."""
    remarks = (TextLine.of(answer.remarks),) if answer.remarks else ()
    if answer.abstained:
        yield Remark("abstained", reader, export_labels.say("unanswered", reader), remarks)
    elif remarks:
        yield Remark("note", remarks[0].language, "", remarks)
    if not answer.abstained and (answer.incomplete or exchange.state == "stopped"):
        yield Remark("incomplete", reader, export_labels.say("answer_incomplete", reader))


def _blocks(answer: Answer, numbering: Numbering) -> Iterator[Block]:
    """Yield the sentences of an answer: a paragraph for each in a list, else for what follows each
    other in one language, for a quoted answer may be in both."""
    told = [(detect_language(one.text, answer.language), one) for one in answer.sentences]
    if answer.listed:
        for language, sentence in told:
            yield from blocks([sentence], language, numbering)
        return
    for language, group in groupby(told, key=itemgetter(0)):
        yield from blocks([sentence for _, sentence in group], language, numbering)


def _excerpts(answer: Answer, reader: Language, numbering: Numbering) -> Iterator[Block]:
    """Yield, under a label, the sentences that may help where there is no answer."""
    if answer.excerpts:
        label = refusal_label(answer.outcome, reader)
        yield Block((CitedLine(TextLine.of(f"{label}:", reader)),))
    for excerpt in answer.excerpts:
        line = TextLine.of(excerpt.quote, excerpt.article.language)
        yield Block((CitedLine(line, numbering.marks([excerpt])),))


def _closing(answer: Answer, reader: Language) -> Iterator[TextLine]:
    """Yield who wrote the sentences, and what their check came to."""
    if answer.abstained or not answer.sentences:
        return
    verdicts = [one.verdict for one in answer.sentences if one.verdict]
    checked = len(verdicts) == len(answer.sentences)
    if checked and all(one.status == "quoted" for one in verdicts):
        yield TextLine.of(export_labels.say("quoted", reader), reader)
        return
    yield TextLine.of(export_labels.written_by(display.line(answer.writer), reader), reader)
    if checked:
        sound = all(one.sound for one in verdicts)
        sound = sound and not any(one.amiss for one in _citations(answer))
        yield TextLine.of(export_labels.say("borne_out" if sound else "doubted", reader), reader)
