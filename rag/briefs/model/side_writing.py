"""Has a chat model write the points of a brief in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.briefs.model.brief_prompts import again_prompt, write_prompt
from rag.briefs.model.model_calls import Calls
from rag.briefs.model.model_reply import DraftClaim, PointsReply, read_points
from rag.briefs.tuning import MOST_OVER, SOURCES_A_POINT
from rag.llm.chat_stream import Messages
from rag.llm.prompt_layout import Budget
from rag.protocols import BriefTask
from rag.records import Language
from rag.text.analysis.languages import detect_language

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
