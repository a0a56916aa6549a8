"""Writes briefs with a chat model: first the facts with their sources, then each language."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rag.briefs.model.brief_prompts import again_prompt, write_prompt
from rag.briefs.model.gathering import Gathering, all_evidence
from rag.briefs.model.model_calls import Calls, Checker
from rag.briefs.model.model_reply import DraftClaim, PointsReply, read_points
from rag.briefs.points import (
    differences,
    mark_differences,
    versions_of,
    with_citations,
    within_length,
)
from rag.briefs.tuning import MOST_OVER, SOURCES_A_POINT
from rag.llm.chat_stream import Chat, ChatModel, Messages
from rag.llm.metering import Price
from rag.llm.prompt_layout import Budget
from rag.messages.notices import notice
from rag.protocols import BriefDraft, BriefTask, TokenCounter
from rag.records import (
    BriefProgress,
    Citation,
    Dropped,
    Headline,
    Language,
    MissingLanguage,
    Point,
    Version,
)
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer

_LEAST = 2 - MOST_OVER


@dataclass(frozen=True, slots=True)
class LanguageVersion:
    """A brief in one language: the text of each point by its number, from 1."""

    headline: str | None
    points: Mapping[int, str]


async def write_side(
    calls: Calls,
    budget: Budget,
    claims: Sequence[DraftClaim],
    *,
    task: BriefTask,
    language: Language,
) -> LanguageVersion | None:
    """Have the points written in `language`; None where the model wrote nothing usable.

    A point that the model left out is replaced by its fact, where the fact is in the language.
    """
    if not claims:
        return None
    words = _words(claims, task.words)
    prompts = [
        write_prompt(claims, topic=task.topic, language=language, words=words, sources=most)
        for most in SOURCES_A_POINT
    ]
    reply = read_points(await calls.ask(_fitting(prompts, budget)) or "", len(claims))
    if reply.points and not _is_whole(reply, len(claims), words, language):
        prompts = [
            again_prompt(
                claims, reply, topic=task.topic, language=language, words=words, sources=most
            )
            for most in SOURCES_A_POINT
        ]
        again = read_points(await calls.ask(_fitting(prompts, budget)) or "", len(claims))
        reply = max(reply, again, key=lambda one: _worth(one, words, language))
    return _side(reply, claims, language)


def _side(
    reply: PointsReply, claims: Sequence[DraftClaim], language: Language
) -> LanguageVersion | None:
    """Return the written points, with facts in the place of missing ones, or None."""
    points: dict[int, str] = {}
    for number, claim in enumerate(claims, start=1):
        for text in (reply.points.get(number), claim.text):
            if text and detect_language(text, default=language) == language:
                points[number] = text
                break
    return LanguageVersion(reply.headline, points) if points else None


def _words(claims: Sequence[DraftClaim], asked: int) -> int:
    """Return how many words to ask for: the user's wish, but no more than the sources have."""
    held = sum(
        max(len(claim.text.split()), sum(len(one.quote.split()) for one in claim.citations))
        for claim in claims
    )
    return min(asked, held)


def _fitting(prompts: Sequence[Messages], budget: Budget) -> Messages:
    """Return the first prompt that leaves room for an answer, or the last one."""
    return next((prompt for prompt in prompts if budget.fits(prompt)), prompts[-1])


def _is_whole(reply: PointsReply, count: int, words: int, language: Language) -> bool:
    """Tell whether a reply has all points, about the right length, and the right language."""
    near = _LEAST * words <= reply.words <= MOST_OVER * words
    return near and len(reply.points) == count and reply.language(language) == language


def _worth(reply: PointsReply, words: int, language: Language) -> tuple[bool, int, int]:
    """Return a key by which the better of two replies is chosen."""
    right = bool(reply.points) and reply.language(language) == language
    return right, len(reply.points), -abs(reply.words - words)


class ModelBriefWriter:
    """A `BriefWriter` that asks a chat model.

    `timeout` bounds each call, in seconds, and six times that bounds the whole brief. A failure
    before the first fact is raised as a `ModelError` in the language of the topic; a later failure
    leaves the brief incomplete.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        name: str,
        counter: TokenCounter,
        rarity: Callable[[str], float],
        analyzer: Analyzer,
        timeout: float = 120.0,
        window: int | None = None,
        price: Price | None = None,
    ) -> None:
        self.name = name
        self._chat = Chat(model, price=price, counter=counter)
        self._budget = Budget(counter, window=window)
        self._rarity = rarity
        self._analyzer = analyzer
        self._timeout = timeout

    async def astream(self, task: BriefTask) -> AsyncGenerator[BriefProgress | BriefDraft]:
        """Yield progress, then the draft. Closing the iterator cancels the request to the model."""
        calls = Calls(self._chat, self._budget, timeout=self._timeout)
        checker = Checker(calls, self._rarity, self._analyzer, all_evidence(task))
        gathering = Gathering(task, calls, self._budget, checker)
        async with aclosing(gathering.steps()) as steps:
            async for progress in steps:
                yield progress
        if not gathering.claims and not gathering.dropped:
            calls.raise_for(detect_language(task.topic), model=self.name)
        yield BriefProgress("writing", 0, len(task.languages))
        sides = await asyncio.gather(
            *(
                write_side(calls, self._budget, gathering.claims, task=task, language=language)
                for language in task.languages
            )
        )
        yield BriefProgress("writing", len(task.languages), len(task.languages))
        told = {one: side for one, side in zip(task.languages, sides, strict=True) if side}
        making = _ModelBrief(gathering, told, checker)
        async with aclosing(making.steps()) as steps:
            async for progress in steps:
                yield progress
        yield _draft(task, making, calls, checker)


class _ModelBrief:
    """The points of a brief, made from its facts; `_language` is the language of the facts."""

    def __init__(
        self, gathering: Gathering, sides: dict[Language, LanguageVersion], checker: Checker
    ) -> None:
        self.points: list[Point] = []
        self.dropped = gathering.dropped
        self.sides = sides
        self._claims = gathering.claims
        self._language = gathering.language
        self._checker = checker

    async def steps(self) -> AsyncGenerator[BriefProgress]:
        """Check point by point, and yield progress."""
        total = len(self._claims)
        yield BriefProgress("checking", 0, total)
        for number, claim in enumerate(self._claims, start=1):
            self.points += await self._point(number, claim)
            yield BriefProgress("checking", number, total)

    async def _point(self, number: int, claim: DraftClaim) -> list[Point]:
        """Return the point in every language, or no point when a language fails the check."""
        told = await asyncio.gather(
            *(
                self._checker.passed(side.points[number], claim, language)
                for language, side in self.sides.items()
                if number in side.points
            )
        )
        failed = [one for one in told if one.verdict.failed]
        self.dropped += [Dropped(one.text, one.language, one.verdict.reasons) for one in failed]
        if failed or not told:
            return []
        same = {one.language: with_citations(one, claim.citations) for one in told}
        arabic, english = await self._reconciled(claim, same)
        return [Point(f"p{len(self.points) + 1}", ar=arabic, en=english)]

    async def _reconciled(
        self, claim: DraftClaim, told: dict[Language, Version]
    ) -> tuple[Version | None, Version | None]:
        """Return both versions of a point, made to agree where possible.

        Where they differ, the version that is not in the language of the facts is written again
        from the first. If they still differ, the verdict of each says so.
        """
        arabic, english = told.get("ar"), told.get("en")
        if arabic is None or english is None:
            return arabic, english
        analyzer = self._checker.analyzer
        reasons = _differences(arabic, english, analyzer)
        if not reasons:
            return arabic, english
        kept, own = (arabic, english) if self._language == "ar" else (english, arabic)
        again = await self._checker.mended(own, claim, fact=kept.text, reasons=reasons)
        sound = again is not None and not again.verdict.failed
        if again is not None and sound and not _differences(kept, again, analyzer):
            again = with_citations(again, claim.citations)
            return (kept, again) if self._language == "ar" else (again, kept)
        return mark_differences(arabic, english, analyzer)


def _differences(one: Version, other: Version, analyzer: Analyzer) -> tuple[str, ...]:
    """Return what either version says that the other does not support."""
    return (*differences(one, other, analyzer), *differences(other, one, analyzer))


def _draft(task: BriefTask, making: _ModelBrief, calls: Calls, checker: Checker) -> BriefDraft:
    """Assemble the draft from the checked points."""
    points, left_out = within_length(making.points, task.words)
    sides = [side for point in points for side in versions_of(point)]
    written = {side.language for side in sides}
    return BriefDraft(
        points=points,
        headlines=tuple(
            _headline(language, making.sides[language].headline, points, checker)
            for language in task.languages
            if language in written
        ),
        dropped=(*making.dropped, *left_out),
        missing_languages=tuple(
            MissingLanguage(language, notice("side_failed", language))
            for language in task.languages
            if points and language not in written
        ),
        usage=calls.usage,
        incomplete=calls.incomplete,
        reason=_reason(task, making, calls),
    )


def _headline(
    language: Language, written: str | None, points: Sequence[Point], checker: Checker
) -> Headline:
    """Return the headline that the model wrote if the points support it, or else a quoted one.

    That is the title of the first cited article in the language, or the brief's first sentence.
    """
    cited = tuple(dict.fromkeys(one for point in points for one in point.citations))
    if written and detect_language(written, default=language) == language:
        side = checker.version(written, DraftClaim(written, cited), language)
        if not side.verdict.failed:
            return Headline(language, written)
    return Headline(language, _title(cited, language) or _first_sentence(points, language))


def _first_sentence(points: Sequence[Point], language: Language) -> str:
    """Return the brief's first sentence in a language that some point is written in."""
    sides = (side for point in points for side in versions_of(point))
    return next(side.sentences[0].text for side in sides if side.language == language)


def _title(citations: Sequence[Citation], language: Language) -> str | None:
    articles = (citation.article for citation in citations)
    return next((one.title for one in articles if one.language == language and one.title), None)


def _reason(task: BriefTask, making: _ModelBrief, calls: Calls) -> str | None:
    """Return what a reader must know of the whole brief; None where there is nothing to say."""
    language = detect_language(task.topic)
    if calls.incomplete:
        return notice("brief_incomplete", language)
    if making.points:
        return None
    return notice("brief_unfounded" if making.dropped else "no_facts", language)
