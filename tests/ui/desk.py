"""A small desk: canned answers over three articles, in both languages, one of them hostile."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
import threading
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path

from argon2 import PasswordHasher

from rag.errors import ModelError
from rag.people.people_store import PeopleStore
from rag.people.people_tables import FILE as PEOPLE
from rag.people.people_tables import PeopleFile
from rag.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    Article,
    ArticleVersion,
    BriefEvent,
    BriefFinished,
    BriefProgress,
    Draft,
    Headline,
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
from rag.service import Service
from rag.settings import Settings
from rag.store.health import claim, open_catalog
from rag.store.library_hold import LibraryHold
from rag.text.analyzer import open_analyzer
from tests.factories import passage, with_story
from tests.ui.briefs import brief, hostile_brief
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


class CannedDesk(Service):
    """A real library of three articles that answers by the words of the question: `slow` goes on
    and on, `fail` fails the first time, `nothing` abstains, `perhaps` does with what may help,
    `judge` gets a sentence for each verdict, `unequal` one with a source that does nothing and one
    with a source that the check added, `withheld` abstains from these, `hostile` quotes the hostile
    article; Arabic gets Arabic, the rest English. Briefs go by the same words of their topic.
    """

    def __init__(self, *, articles: Sequence[Article] = ARTICLES, pace: float = 0.02) -> None:
        folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        lock = LibraryHold(folder)
        lock.acquire()
        settings = Settings.load(home=folder, embedder="builtin")
        super().__init__(settings, lock, open_catalog(folder), open_analyzer(None))
        claim(self._catalog, folder, self._components.embedder.fingerprint, reembed=False)
        self.add([_draft(one) for one in articles], vectors=False)
        atexit.register(self.close)  # before its folder goes
        # Passwords are hashed in no time.
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self._known = PeopleStore(PeopleFile(folder / PEOPLE), hasher=hasher)
        self.histories: list[Sequence[Turn]] = []
        self.filters: list[SearchFilter | None] = []
        self.readers: list[Language | None] = []
        self.chosen: list[Sequence[str]] = []
        self.going_on = threading.Event()
        self.left = threading.Event()
        self.vectors = (len(articles), len(articles))
        self.unfound = 0
        self._articles = {one.id: one for one in articles}
        self._pace = pace
        self._failing: set[str] = set()

    def hold(self, *articles: Article) -> CannedDesk:
        """Give these articles from now on, and no others; far quicker than another desk."""
        self._articles = {one.id: one for one in articles}
        return self

    def article(self, article_id: str) -> Article | None:
        # As it was given: the library would have cleaned the hostile one.
        return self._articles.get(article_id) or super().article(article_id)

    def versions(self, article_id: str) -> list[ArticleVersion]:
        given = self._articles.get(article_id)
        return [ArticleVersion(1, given)] if given else super().versions(article_id)

    def story_of(self, article_id: str) -> Story | None:
        told = [one for one in (TALKS_AR, TALKS_EN) if one.id in self._articles]
        if article_id not in [one.id for one in told]:
            return None
        headlines = tuple(Headline(one.language, one.title) for one in told)
        return Story(7, headlines, None, None, (), tuple(one.id for one in told))

    def count(self) -> int:
        return len(self._articles)  # the library has not taken the hostile one

    def vectors_made(self) -> tuple[int, int]:
        return self.vectors

    def words_owed(self) -> int:
        return self.unfound

    async def astream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> AsyncGenerator[AnswerEvent]:
        self.histories.append(tuple(history))
        self.filters.append(where)
        if "fail" in question and question not in self._failing:
            self._failing.add(question)
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
        topic: str | None = None,
        *,
        articles: Sequence[str] = (),
        where: SearchFilter | None = None,
        length: str | int = "medium",
        languages: Sequence[Language] = ("ar", "en"),
        reader: Language | None = None,
    ) -> AsyncGenerator[BriefEvent]:
        self.filters.append(where)
        self.readers.append(reader)
        self.chosen.append(tuple(articles))
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

    async def _read_on(self) -> AsyncGenerator[BriefEvent]:
        try:
            while True:
                yield BriefProgress("reading", 1, 3)
                await asyncio.sleep(0.05)
        finally:
            self.left.set()

    async def _go_on(self) -> AsyncGenerator[AnswerEvent]:
        self.going_on.set()
        try:
            while True:
                yield TextWritten("And so on ")
                await asyncio.sleep(0.05)
        finally:
            self.left.set()


def _draft(article: Article) -> Draft:
    return Draft(
        text=article.text,
        id=article.id,
        title=article.title,
        language=article.language,
        published_at=article.published_at,
        outlet=article.outlet,
        url=article.url,
        source=article.source,
    )


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
