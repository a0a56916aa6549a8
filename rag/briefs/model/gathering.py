"""Cuts articles into passages and has a chat model note down their facts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import replace

from rag.briefs.model.brief_prompts import facts_prompt, merge_prompt
from rag.briefs.model.model_calls import Calls
from rag.briefs.model.model_reply import DraftClaim, merge_claims, read_claims
from rag.briefs.model.point_checking import Checker
from rag.briefs.model.point_rules import newest_first
from rag.briefs.sentences.source_sentences import SourceSentence, as_evidence, running_sentences
from rag.briefs.tuning import FEWEST_POINTS, MOST_POINTS, PASSAGE_LENGTH, WORDS_A_POINT
from rag.llm.chat_stream import Messages
from rag.llm.model_faults import ChatFault
from rag.llm.prompt_layout import Budget
from rag.protocols import BriefTask
from rag.records import Article, BriefProgress, Chunk, Dropped, Evidence, Language, Passage
from rag.text.analysis.languages import detect_language

_MOST = 60  # passages in one reading: markers go up to 99


def cut(articles: Sequence[Article]) -> list[Passage]:
    """Cut the running text of the articles into passages of whole sentences, in order."""
    return [
        passage for one in as_evidence(articles) for passage in _passages(running_sentences(one))
    ]


def reading(
    passages: Sequence[Passage], budget: Budget, *, beside: Messages
) -> tuple[Evidence, ...]:
    """Return the first passages, numbered from 1, as many as fit beside the messages.

    At least a sentence of the first passage is returned. No passages give an empty tuple.
    """
    offered = [Evidence(place, one) for place, one in enumerate(passages[:_MOST], start=1)]
    return budget.fit(offered, beside=beside)


def all_evidence(task: BriefTask) -> tuple[Evidence, ...]:
    """Return all passages of the articles of a task, each with the number of its article."""
    numbers = {article.id: at for at, article in enumerate(task.articles, start=task.first)}
    return tuple(Evidence(numbers[one.article.id], one) for one in cut(task.articles))


def unread(passages: Sequence[Passage], read: Sequence[Evidence]) -> list[Passage]:
    """Return the passages that a reading left out, and the rest of one that it cut."""
    left = list(passages[len(read) :])
    if read:
        whole, end = passages[len(read) - 1], read[-1].passage.chunk.end
        if whole.article.text[end : whole.chunk.end].strip():
            left.insert(0, _passage(whole.article, end, whole.chunk.end))
    return left


def _passages(told: Sequence[SourceSentence]) -> Iterator[Passage]:
    """Join successive sentences of an article into passages of about `PASSAGE_LENGTH`."""
    begin = 0
    for at, line in enumerate(told):
        if at + 1 == len(told) or told[at + 1].end - told[begin].start > PASSAGE_LENGTH:
            yield _passage(line.article, told[begin].start, line.end)
            begin = at + 1


def _passage(article: Article, start: int, end: int) -> Passage:
    chunk = Chunk(f"{article.id}-{start}", article.id, start, end, article.text[start:end])
    return Passage(chunk, article, score=1.0, coverage=1.0, outcome="answered")


_COMPARED = 60  # facts at once: markers go up to 99


class Gathering:
    """Collects the facts of a brief with a chat model.

    The facts are written in `language`, the language of most articles, because they are checked
    best there. `claims` are the facts, each told once, those of the newest articles first;
    `dropped` are those that their passages do not support or that break the rules of points.
    """

    def __init__(self, task: BriefTask, calls: Calls, budget: Budget, checker: Checker) -> None:
        self.claims: list[DraftClaim] = []
        self.dropped: list[Dropped] = []
        arabic = sum(article.language == "ar" for article in task.articles)
        self.language: Language = "ar" if 2 * arabic > len(task.articles) else "en"
        self._task = task
        self._calls = calls
        self._budget = budget
        self._checker = checker
        self._most = max(FEWEST_POINTS, min(MOST_POINTS, round(task.words / WORDS_A_POINT)))
        self._halved = False

    async def steps(self) -> AsyncGenerator[BriefProgress]:
        """Read all articles in portions, then choose facts and check them; yield progress."""
        left = cut(self._task.articles)
        total, understood = len(left), True
        yield BriefProgress("reading", 0, total)
        while left and not self._calls.reading_over:
            evidence, reply = await self._read(left)
            facts = self._facts_of(reply, evidence) if reply else []
            understood = understood and (bool(facts) or not reply)
            self.claims += facts
            left = unread(left, evidence)
            yield BriefProgress("reading", total - len(left), total)
        self._note_gaps(left, understood=understood)
        chosen = await self._chosen(await self._told_once(self.claims))
        sound = await asyncio.gather(*(self._supported(claim) for claim in chosen))
        self.claims = newest_first(await self._told_once([one for one in sound if one is not None]))

    def _facts_of(self, reply: str, evidence: Sequence[Evidence]) -> list[DraftClaim]:
        """Return the first facts that a reply notes down of the passages given."""
        given = {one.number: one for one in evidence}
        numbers = {one.id: at for at, one in enumerate(self._task.articles, start=self._task.first)}
        claims = read_claims(
            reply,
            given,
            numbers,
            self._checker.analyzer,
            placed=lambda text: self._checker.placed(text, evidence),
        )
        return claims[: self._most]

    def _note_gaps(self, left: Sequence[Passage], *, understood: bool) -> None:
        """Note why passages are left unread, or why no fact was found in a reply."""
        if left and not self._calls.stopped:
            self._calls.note("model_slow")
        if not self.claims and (self._calls.cut or not understood):
            self._calls.note("model_reply")

    async def _read(self, left: Sequence[Passage]) -> tuple[tuple[Evidence, ...], str | None]:
        """Return the next passages, and what the model says of them.

        The first time that they are too many for the model, half of them are sent, here and from
        then on.
        """
        evidence = reading(left, self._budget, beside=self._facts_prompt(()))
        try:
            return evidence, await self._calls.send(self._facts_prompt(evidence))
        except ChatFault as refusal:
            fault = refusal.kind
        half = self._budget.halve(evidence)
        if fault != "model_overflow" or self._halved or half == evidence:
            self._calls.note(fault)
            return evidence, None
        self._halved = True
        self._budget = self._budget.narrowed(half)
        return half, await self._calls.ask(self._facts_prompt(half))

    async def _chosen(self, claims: list[DraftClaim]) -> list[DraftClaim]:
        """Return at most as many facts as there is room for.

        The model joins and chooses them batch by batch until they are few enough. Where it does not
        choose, the first facts are kept.
        """
        while len(claims) > self._most:
            fewer: list[DraftClaim] = []
            left = claims
            while left:
                batch = self._batch(left)
                left = left[len(batch) :]
                fewer += await self._merged(batch)
            if len(fewer) >= len(claims):
                break
            claims = fewer
        return claims[: self._most]

    def _batch(self, claims: Sequence[DraftClaim]) -> list[DraftClaim]:
        """Return the first claims, as many as the model can compare at once."""
        batch = list(claims[:_COMPARED])
        while len(batch) > 1 and not self._budget.fits(self._merge_prompt(batch)):
            batch = batch[: len(batch) // 2]
        return batch

    async def _merged(self, claims: list[DraftClaim]) -> list[DraftClaim]:
        """Return the claims as the model joins and chooses them, or the first ones."""
        if len(claims) <= self._most:
            return claims
        reply = await self._calls.ask(self._merge_prompt(claims))
        merged = merge_claims(reply, claims) if reply else []
        return (merged or claims)[: self._most]

    async def _told_once(self, claims: list[DraftClaim]) -> list[DraftClaim]:
        """Return the claims without those whose fact a fuller one tells.

        The fuller one takes the place of the first, and also cites what the other does, where that
        supports it.
        """
        texts = [claim.text for claim in claims]
        repeated = await asyncio.to_thread(self._checker.rules.repeated, texts, self.language)
        told, places = dict(enumerate(claims)), {at: at for at in range(len(claims))}
        for at, fuller in repeated.items():
            told[fuller] = self._joined(told[fuller], told.pop(at))
            places[fuller] = min(places[fuller], at)
        return [told[at] for at in sorted(told, key=places.__getitem__)]

    def _joined(self, claim: DraftClaim, other: DraftClaim) -> DraftClaim:
        """Return a claim that also cites what the other one does, where that does not weaken it."""
        cited = tuple(dict.fromkeys((*claim.citations, *other.citations)))
        both = replace(claim, citations=cited, placed=claim.placed or other.placed)
        language = detect_language(claim.text)
        own, joined = (self._checker.version(claim.text, one, language) for one in (claim, both))
        amiss = any(one.amiss for sentence in joined.sentences for one in sentence.citations)
        return claim if amiss or joined.verdict.status != own.verdict.status else both

    async def _supported(self, claim: DraftClaim) -> DraftClaim | None:
        """Return the claim with what it cites, rewritten once if it fails the check.

        A claim that fails again gives None and is added to `dropped`.
        """
        language = detect_language(claim.text)
        claim = self._checker.rules.with_newest(claim, claim.text, language=language)
        checked = await self._checker.passed(claim.text, claim, language)
        side = checked.side
        if checked.failed:
            self.dropped.append(Dropped(side.text, side.language, checked.reasons))
            return None
        cited = [one for sentence in side.sentences for one in sentence.citations]
        return DraftClaim(side.text, tuple(dict.fromkeys(cited)), claim.placed)

    def _facts_prompt(self, evidence: Sequence[Evidence]) -> Messages:
        return facts_prompt(
            evidence, topic=self._task.topic, count=self._most, language=self.language
        )

    def _merge_prompt(self, claims: Sequence[DraftClaim]) -> Messages:
        return merge_prompt(
            claims, topic=self._task.topic, count=self._most, language=self.language
        )
