"""A small desk: canned answers over three articles, in both languages, one of them hostile."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rag.conversations.conversation_store import ConversationStore
from rag.errors import ModelError
from rag.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    Article,
    ArticleSummary,
    ArticleVersion,
    Brief,
    BriefEvent,
    BriefFinished,
    BriefProgress,
    Language,
    Passage,
    PassagesFound,
    SearchFilter,
    Sentence,
    SentenceFinished,
    Story,
    TextWritten,
    Turn,
    Verdict,
)
from rag.settings import Settings
from rag.text.crosslingual.gloss import Gloss, gloss
from tests.factories import ANALYZER, passage, with_story
from tests.ui.briefs import brief, hostile_brief
from tests.ui.canned_intake import CannedIntake
from tests.ui.samples import (
    ARTICLES,
    DATE_AR,
    HOSTILE,
    HOSTILE_ARTICLE,
    SEARCHED,
    TALKS_AR,
    TALKS_EN,
    TROOPS_AR,
    TROOPS_EN,
    cite,
    judged,
    unequal,
)

_FAILED: dict[Language, str] = {
    "en": "Most of it failed the check.",
    "ar": "لم يجتز أكثر ما كُتب التحقق.",
}


def answer(
    question: str,
    sentences: Sequence[Sentence],
    *,
    language: Language = "en",
    abstained: bool = False,
    reason: str | None = None,
) -> Answer:
    found = tuple(replace(passage(one.text), article=one) for one in (TALKS_AR, TALKS_EN))
    return Answer(question, language, abstained, reason, tuple(sentences), found, "canned")


EXCERPTS = (cite(TALKS_AR, TROOPS_AR), cite(TALKS_EN, TROOPS_EN, 2))


def irrelevant(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the passages as those of a question about something else."""
    return tuple(replace(one, outcome="absent") for one in passages)


class CannedDesk(CannedIntake):
    """Answers by the words of the question: `slow` goes on and on, `fail` fails the first time,
    `nothing` abstains, `perhaps` does with what may help, `judge` gets a sentence for each verdict,
    `unequal` one with a source that does nothing and one with a source that the check added,
    `withheld` abstains from these, `hostile` quotes the hostile article; Arabic gets Arabic, the
    rest English. Briefs go by the same words of their topic.
    """

    def __init__(self, *, articles: Sequence[Article] = ARTICLES, pace: float = 0.02) -> None:
        self.histories: list[Sequence[Turn]] = []
        self.filters: list[SearchFilter | None] = []
        self.readers: list[Language | None] = []
        self.left = threading.Event()
        self.vectors = (len(articles), len(articles))
        self._articles = {one.id: one for one in articles}
        self._pace = pace
        folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self.settings = Settings.load(home=folder)
        self.conversations = ConversationStore(folder / "conversations.db")
        self._failed: set[str] = set()

    def article(self, article_id: str) -> Article | None:
        return self._articles.get(article_id)

    def versions(self, article_id: str) -> list[ArticleVersion]:
        article = self.article(article_id)
        return [ArticleVersion(1, article)] if article else []

    def story_of(self, article_id: str) -> Story | None:
        return None

    def word_aid(self, text: str) -> tuple[Gloss, ...]:
        return gloss(text, ANALYZER)

    def count(self) -> int:
        return len(self._articles)

    def articles(self) -> list[ArticleSummary]:
        return [
            ArticleSummary(one.id, one.title, one.language, one.source, one.published_at,
                           one.outlet, one.url, len(one.text), 1)
            for one in self._articles.values()
        ]  # fmt: skip

    def search(
        self, question: str, *, limit: int = 10, where: SearchFilter | None = None
    ) -> list[Passage]:
        return [replace(passage(one.text), article=one) for one in ARTICLES][:limit]

    def stream(self, question: str, *, history: Sequence[Turn] = ()) -> Iterator[AnswerEvent]:
        yield AnswerFinished(answer(question, _sentences(question), language=_language(question)))

    def brief(
        self,
        topic: str | None = None,
        *,
        articles: Sequence[str] = (),
        length: str | int = "medium",
    ) -> Brief:
        return brief(topic or "")

    def vectors_made(self) -> tuple[int, int]:
        return self.vectors

    def moving_to(self) -> str | None:
        return None

    async def astream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> AsyncIterator[AnswerEvent]:
        self.histories.append(tuple(history))
        self.filters.append(where)
        if "fail" in question and question not in self._failed:
            self._failed.add(question)
            raise ModelError("the model did not answer", retryable=True)
        await asyncio.sleep(self._pace)
        yield PassagesFound(tuple(replace(passage(one.text), article=one) for one in ARTICLES))
        await asyncio.sleep(self._pace)
        if "nothing" in question or "perhaps" in question:
            yield AnswerFinished(_refusal(question))
            return
        sentences = _sentences(question)
        language = _language(question)
        for sentence in sentences:
            for word in sentence.text.split(" "):
                yield TextWritten(word + " ")
                await asyncio.sleep(self._pace)
            yield TextWritten("".join(f"[{one.number}]" for one in sentence.citations) + " ")
            yield SentenceFinished(sentence)
        if "slow" in question:
            async for event in self._go_on():
                yield event
        if "withheld" in question:
            refused = answer(
                question, (), language=language, abstained=True, reason=_FAILED[language]
            )
            yield AnswerFinished(replace(refused, searched=SEARCHED, withheld=tuple(sentences)))
            return
        yield AnswerFinished(answer(question, sentences, language=language))

    async def astream_brief(
        self,
        topic: str | None,
        *,
        articles: Sequence[str] = (),
        where: SearchFilter | None = None,
        length: str | int = "medium",
        languages: Sequence[Language] = ("ar", "en"),
        reader: Language | None = None,
    ) -> AsyncIterator[BriefEvent]:
        self.filters.append(where)
        self.readers.append(reader)
        topic = topic or ""
        yield BriefProgress("reading", 0, 1)
        await asyncio.sleep(self._pace)
        if "fail" in topic:
            raise ModelError("the model did not answer", retryable=True)
        if "slow" in topic:
            async for event in self._read_on():
                yield event
        yield BriefProgress("reading", 2, 3)
        await asyncio.sleep(self._pace)
        if "hostile" in topic:
            yield BriefFinished(hostile_brief())
            return
        made = brief(topic, languages=languages)
        if "nothing" in topic:
            made = replace(with_story(made, points=()), reason="No article tells of this.")
        yield BriefFinished(made)

    async def _read_on(self) -> AsyncIterator[BriefEvent]:
        try:
            while True:
                yield BriefProgress("reading", 1, 3)
                await asyncio.sleep(0.05)
        finally:
            self.left.set()

    async def _go_on(self) -> AsyncIterator[AnswerEvent]:
        try:
            while True:
                yield TextWritten("And so on ")
                await asyncio.sleep(0.05)
        finally:
            self.left.set()


def _refusal(question: str) -> Answer:
    reason = "None of the passages that were found answers this question."
    refusal = replace(
        answer(question, (), abstained=True, reason=reason),
        language=_language(question),
        searched=SEARCHED,
    )
    if "perhaps" in question:
        return replace(refusal, excerpts=EXCERPTS)
    return replace(refusal, passages=irrelevant(refusal.passages))


def _language(question: str) -> Language:
    return "ar" if any("\u0600" <= letter <= "\u06ff" for letter in question) else "en"


def _sentences(question: str) -> list[Sentence]:
    if "hostile" in question:
        return [Sentence(text, (cite(HOSTILE_ARTICLE, text),)) for text in HOSTILE if text.strip()]
    language = _language(question)
    if "judge" in question or "withheld" in question:
        return judged(language)
    if "unequal" in question:
        return unequal(language)
    fine = Verdict("supported")
    if language == "ar":
        both = (cite(TALKS_AR, DATE_AR), cite(TALKS_EN, TROOPS_EN, 2))
        troops = "تستضيف اليابان 54 ألف جندي بكلفة $4.5bn."
        return [
            Sentence(troops, (cite(TALKS_AR, TROOPS_AR),), verdict=fine),
            Sentence("وكان ذلك في يوليو.", both, verdict=fine),
        ]
    return [
        Sentence(
            "About 54,000 troops are based in Japan.", (cite(TALKS_EN, TROOPS_EN),), verdict=fine
        ),
        Sentence("The talks were in July.", (cite(TALKS_AR, DATE_AR, 2),), verdict=fine),
    ]
