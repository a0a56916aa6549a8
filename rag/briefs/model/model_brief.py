"""Writes briefs with a chat model: first the facts with their sources, then each language."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from rag.briefs.model.gathering import Gathering, all_evidence
from rag.briefs.model.model_calls import Calls
from rag.briefs.model.model_reply import DraftClaim
from rag.briefs.model.point_checking import Checker
from rag.briefs.model.point_days import dated, dated_text
from rag.briefs.model.point_rules import PointRules
from rag.briefs.model.side_writing import LanguageVersion, write_side
from rag.briefs.points import (
    differences,
    mark_differences,
    versions_of,
    with_citations,
    within_length,
)
from rag.llm.chat_stream import Chat, ChatModel
from rag.llm.metering import Price
from rag.llm.prompt_layout import Budget
from rag.messages.notices import notice
from rag.messages.point_faults import point_fault
from rag.protocols import BriefDraft, BriefTask, Embedder, TokenCounter
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


class ModelBriefWriter:
    """A `BriefWriter` that asks a chat model.

    `timeout` bounds each call, in seconds, and six times that bounds the whole brief. A failure
    before the first fact is raised as a `ModelError` in the language of the topic; a later failure
    leaves the brief incomplete. `encoder` knows the meaning of sentences; without one they are
    compared by their words.

    Each fact and each version of a point is written again once at most, whatever is wrong with it,
    and a version that differs from the other language once more. With n points in both languages
    these are 4 n further calls at most, and none where nothing is wrong.
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
        encoder: Embedder | None = None,
    ) -> None:
        self.name = name
        self._chat = Chat(model, price=price, counter=counter)
        self._budget = Budget(counter, window=window)
        self._rarity = rarity
        self._analyzer = analyzer
        self._timeout = timeout
        self._encoder = encoder

    async def astream(self, task: BriefTask) -> AsyncGenerator[BriefProgress | BriefDraft]:
        """Yield progress, then the draft. Closing the iterator cancels the request to the model."""
        calls = Calls(self._chat, self._budget, timeout=self._timeout)
        evidence = all_evidence(task)
        rules = await asyncio.to_thread(
            PointRules, task.articles, evidence, self._analyzer, self._encoder
        )
        checker = Checker(calls, self._rarity, self._analyzer, evidence, rules)
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
        await self._tell_once()

    async def _point(self, number: int, claim: DraftClaim) -> list[Point]:
        """Return the point in every language, or no point when a language fails the check."""
        texts = {one: self.sides[one].points.get(number) for one in self.sides}
        written = {language: text for language, text in texts.items() if text}
        for language, text in written.items():
            claim = self._checker.rules.with_newest(claim, text, language=language)
        told = await asyncio.gather(
            *(self._checker.passed(text, claim, language) for language, text in written.items())
        )
        failed = [one for one in told if one.failed]
        self.dropped += [Dropped(one.side.text, one.side.language, one.reasons) for one in failed]
        if failed or not told:
            return []
        same = {one.side.language: _as_told(one.side, claim) for one in told}
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
        checked = await self._checker.mended(own, claim, fact=kept.text, reasons=reasons)
        if checked is not None and not checked.failed:
            again = _as_told(checked.side, claim)
            if not _differences(kept, again, analyzer):
                return (kept, again) if self._language == "ar" else (again, kept)
        return mark_differences(arabic, english, analyzer)

    async def _tell_once(self) -> None:
        """Drop the points that tell in all their languages what a fuller one tells."""
        found = {language: await self._repeated(language) for language in self.sides}
        repeats: set[int] = set()
        for pair in sorted({pair for pairs in found.values() for pair in pairs}):
            one, other = (self.points[at] for at in pair)
            shared = {side.language for side in versions_of(one)} & {
                side.language for side in versions_of(other)
            }
            if all(pair in found[language] for language in shared):
                repeats.add(pair[1] if _words(one) >= _words(other) else pair[0])
        self.dropped += [
            Dropped(side.text, side.language, (point_fault("repeated", side.language),))
            for at in sorted(repeats)
            for side in versions_of(self.points[at])
        ]
        kept = [point for at, point in enumerate(self.points) if at not in repeats]
        self.points = [replace(point, id=f"p{at}") for at, point in enumerate(kept, start=1)]

    async def _repeated(self, language: Language) -> set[tuple[int, int]]:
        """Return the places of each two points that tell the same in a language, in order."""
        told = {
            at: side.text
            for at, point in enumerate(self.points)
            for side in versions_of(point)
            if side.language == language
        }
        places, texts = list(told), list(told.values())
        repeated = await asyncio.to_thread(self._checker.rules.repeated, texts, language)
        return {
            (min(places[at], places[fuller]), max(places[at], places[fuller]))
            for at, fuller in repeated.items()
        }


def _words(point: Point) -> int:
    return sum(len(side.text.split()) for side in versions_of(point))


def _as_told(side: Version, claim: DraftClaim) -> Version:
    """Return a checked version with the citations of its claim, and calendar days beside others."""
    return dated(with_citations(side, claim.citations), claim.citations)


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
        if not side.verdict.failed and checker.rules.may_head(written, cited, language):
            return Headline(language, dated_text(written, cited, language))
    title = _title(cited, language, checker.rules)
    return Headline(language, title or _first_sentence(points, language))


def _first_sentence(points: Sequence[Point], language: Language) -> str:
    """Return the brief's first sentence in a language that some point is written in."""
    sides = (side for point in points for side in versions_of(point))
    return next(side.sentences[0].text for side in sides if side.language == language)


def _title(citations: Sequence[Citation], language: Language, rules: PointRules) -> str | None:
    """Return the first title in a language that tells no replaced figure, or else the first one."""
    cited = [one for one in citations if one.article.language == language and one.article.title]
    titles = [one.article.title for one in cited]
    fit = (one.article.title for one in cited if rules.may_head(one.article.title, [one], language))
    return next(fit, next(iter(titles), None))


def _reason(task: BriefTask, making: _ModelBrief, calls: Calls) -> str | None:
    """Return what a reader must know of the whole brief; None where there is nothing to say."""
    language = detect_language(task.topic)
    if calls.incomplete:
        return notice("brief_incomplete", language)
    if making.points:
        return None
    return notice("brief_unfounded" if making.dropped else "no_facts", language)
