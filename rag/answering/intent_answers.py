"""Answers what asks no fact of the articles: one line to a courtesy, or a list from the catalog."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import date

from rag.answering.excerpts import most_alike
from rag.answering.intent_prefaces import IntentPrefaces
from rag.answering.intent_search import IntentSearch, narrowed
from rag.answering.intents import Intent, begins_an_intent, intent
from rag.answering.numbering import ArticleNumbers
from rag.answering.open_question import OpenQuestion
from rag.grounding.markers import without_brackets
from rag.messages.notices import notice
from rag.messages.replies import courtesy, reply, which_articles
from rag.records import (
    BRIEF_LENGTHS,
    Answer,
    AnswerEvent,
    AnswerFinished,
    BriefEvent,
    BriefFinished,
    BriefRequest,
    Citation,
    Evidence,
    Passage,
    PassagesFound,
    Point,
    Sentence,
    SentenceFinished,
    TextWritten,
    Turn,
    Verdict,
)
from rag.retrieval.retriever import Retriever
from rag.store.catalog import Catalog
from rag.text.analyzer import Analyzer

Summarise = Callable[[BriefRequest], AsyncGenerator[BriefEvent]]

_QUOTED = Verdict("quoted", score=1.0)


class IntentAnswers:
    """Answers an `Intent` over one library, without a model."""

    name = "catalog"

    def __init__(
        self,
        catalog: Catalog,
        retriever: Retriever,
        *,
        summarise: Summarise,
        analyzer: Analyzer,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Take the parts of one library; `summarise` makes its briefs without a model."""
        self._catalog = catalog
        self._search = IntentSearch(catalog, retriever)
        self._summarise = summarise
        self._analyzer = analyzer
        self._today = today
        self._prefaces = IntentPrefaces(catalog)

    def read(self, text: str) -> Intent | None:
        """Return what is wanted, or None for a question to the articles.

        Today is the day of the newest article where that is past: the news of an archive ends
        there.
        """
        if not begins_an_intent(text):
            return None
        newest = self._catalog.scope().until
        today = min(self._today(), newest) if newest else self._today()
        return intent(text, outlets=self._catalog.outlets(), today=today)

    def subjects(self, history: Sequence[Turn]) -> tuple[Turn, ...]:
        """Return the turns of a conversation that a question may lean on.

        Of a wish for articles its subject is kept; without one, such as for the latest news, it
        changes the subject, and the turns before it are left out. A courtesy leaves no word.
        """
        kept: list[Turn] = []
        for turn in history:
            wanted = self.read(turn.question)
            if wanted is None:
                kept.append(turn)
            elif wanted.subject:
                kept.append(replace(turn, question=wanted.subject))
            elif courtesy(wanted.kind, "en") is None:
                kept.clear()
        return tuple(kept)

    def find(self, question: OpenQuestion, wanted: Intent) -> list[Passage]:
        """Return the passages of the articles that are wanted. Raises `EmbeddingError`."""
        return self._search.find(question, wanted)

    async def write(
        self, question: OpenQuestion, wanted: Intent, passages: Sequence[Passage]
    ) -> AsyncGenerator[AnswerEvent]:
        """Yield the passages, a quoted sentence of each article, and the answer."""
        yield PassagesFound(tuple(passages))
        sentences = await self._sentences(question, wanted, passages)
        for at, sentence in enumerate(sentences):
            marks = "".join(f"[{citation.number}]" for citation in sentence.citations)
            written = without_brackets(sentence.text)  # "[2]" in an article cites nothing of ours
            yield TextWritten(f"{' ' if at else ''}{written} {marks}")
            yield SentenceFinished(sentence)
        answer = await asyncio.to_thread(self._answer, question, wanted, passages, sentences)
        yield AnswerFinished(answer)

    async def _sentences(
        self, question: OpenQuestion, wanted: Intent, passages: Sequence[Passage]
    ) -> tuple[Sentence, ...]:
        """Return a sentence of each article; of a story to be summarised, its points."""
        if wanted.topic and not any(one.relevant for one in passages):
            return ()
        summarised = wanted.topic and wanted.kind == "summary"
        if summarised and (points := await self._points(question, wanted)):
            return points
        if wanted.subject:
            cited = most_alike(wanted.subject, passages, self._analyzer, most=len(passages))
        else:
            cited = tuple(
                Citation(Evidence(number, one), one.chunk.start, one.chunk.end)
                for number, one in enumerate(passages, start=1)
            )
        numbers = ArticleNumbers([citation.evidence for citation in cited])
        return tuple(map(_quoting, map(numbers.in_citation, cited)))

    async def _points(self, question: OpenQuestion, wanted: Intent) -> tuple[Sentence, ...]:
        """Return the points of a short brief in the language of the answer, or in the other where
        it has none in that."""
        where = narrowed(question.request.where, wanted)
        request = BriefRequest(wanted.subject, where=where, words=BRIEF_LENGTHS["short"])
        points: Sequence[Point] = ()
        async with aclosing(self._summarise(request)) as events:
            async for event in events:
                if isinstance(event, BriefFinished):
                    points = event.brief.points
        sides = [[one.ar for one in points], [one.en for one in points]]
        own, other = sides if (wanted.language or question.language) == "ar" else sides[::-1]
        chosen = own if any(own) else other
        told = [sentence for version in chosen if version for sentence in version.sentences]
        cited = [citation.evidence for sentence in told for citation in sentence.citations]
        return tuple(map(ArticleNumbers(cited).in_sentence, told))

    def _answer(
        self,
        question: OpenQuestion,
        wanted: Intent,
        passages: Sequence[Passage],
        sentences: tuple[Sentence, ...],
    ) -> Answer:
        answer = Answer(
            question=question.question,
            language=question.language,
            abstained=False,
            reason=None,
            sentences=sentences,
            passages=tuple(passages),
            writer=self.name,
            seconds=time.perf_counter() - question.started,
            intent=wanted.kind,
            preface=self._prefaces.above(question, wanted, sentences),
        )
        if answer.preface is None:
            return self._abstained(question, wanted, answer)
        if wanted.kind == "summary":
            return replace(answer, reason=reply("brief_tab", question.language))
        return answer

    def _abstained(self, question: OpenQuestion, wanted: Intent, answer: Answer) -> Answer:
        """Return the answer that there is no such article, with what may help."""
        which = which_articles(
            question.language, outlet=wanted.outlet, topic=wanted.topic, days=wanted.days
        )
        where, reason = question.request.where, reply("nothing", question.language, which=which)
        searched = self._catalog.scope(where)
        if where is not None and not searched.articles:
            reason = notice("nothing_let_through", question.language)
        refusal = replace(answer, abstained=True, reason=reason, searched=searched)
        if refusal.helpful:
            reason = reply("nothing_sure", question.language, which=which)
            refusal = replace(refusal, reason=reason)
        found = most_alike(wanted.subject or "", refusal.helpful, self._analyzer)
        numbers = ArticleNumbers([citation.evidence for citation in found])
        return replace(refusal, excerpts=tuple(map(numbers.in_citation, found)))


def _quoting(citation: Citation) -> Sentence:
    return Sentence(" ".join(citation.quote.split()), (citation,), verdict=_QUOTED)
