"""Has a chat model write one language of a brief, once more where the first try has a fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.briefing.calls import Calls
from rag.briefing.claims import Claim, Reply, read_points
from rag.briefing.points import MOST_OVER
from rag.briefing.prompting import again_prompt, write_prompt
from rag.protocols import BriefTask
from rag.records import Language
from rag.text.language import detect_language
from rag.writers.budget import Budget
from rag.writers.chat import Messages

_LEAST = 2 - MOST_OVER
_SOURCES = (3, 1, 0)  # of each point, as many as there is room for


@dataclass(frozen=True, slots=True)
class Side:
    """A brief in one language: the text of each point by its number from 1."""

    headline: str | None
    points: Mapping[int, str]


async def write_side(
    calls: Calls, budget: Budget, claims: Sequence[Claim], *, task: BriefTask, language: Language
) -> Side | None:
    """The side in `language`; None where nothing came of it. A point that the model left out is
    told as the fact is, where that is in the language."""
    if not claims:
        return None
    words = _words(claims, task.words)
    prompts = [
        write_prompt(claims, topic=task.topic, language=language, words=words, sources=most)
        for most in _SOURCES
    ]
    reply = read_points(await calls.ask(_fitting(prompts, budget)) or "", len(claims))
    if reply.points and not _is_whole(reply, len(claims), words, language):
        prompts = [
            again_prompt(
                claims, reply, topic=task.topic, language=language, words=words, sources=most
            )
            for most in _SOURCES
        ]
        again = read_points(await calls.ask(_fitting(prompts, budget)) or "", len(claims))
        reply = max(reply, again, key=lambda one: _worth(one, words, language))
    return _side(reply, claims, language)


def _side(reply: Reply, claims: Sequence[Claim], language: Language) -> Side | None:
    points: dict[int, str] = {}
    for number, claim in enumerate(claims, start=1):
        for text in (reply.points.get(number), claim.text):
            if text and detect_language(text, default=language) == language:
                points[number] = text
                break
    return Side(reply.headline, points) if points else None


def _words(claims: Sequence[Claim], asked: int) -> int:
    """How long the side should be: as asked, but no longer than what it rests on."""
    held = sum(
        max(len(claim.text.split()), sum(len(one.quote.split()) for one in claim.citations))
        for claim in claims
    )
    return min(asked, held)


def _fitting(prompts: Sequence[Messages], budget: Budget) -> Messages:
    """The first prompt that leaves room for an answer, or the last."""
    return next((prompt for prompt in prompts if budget.fits(prompt)), prompts[-1])


def _is_whole(reply: Reply, count: int, words: int, language: Language) -> bool:
    near = _LEAST * words <= reply.words <= MOST_OVER * words
    return near and len(reply.points) == count and reply.language(language) == language


def _worth(reply: Reply, words: int, language: Language) -> tuple[bool, int, int]:
    right = bool(reply.points) and reply.language(language) == language
    return right, len(reply.points), -abs(reply.words - words)
