"""A brief writer on the scripted server, which answers by what it is asked."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rag.briefs.model.model_brief import ModelBriefWriter
from rag.llm.chat_models import open_chat_model
from rag.protocols import BriefDraft, BriefTask
from rag.records import Article, BriefProgress, Language
from tests.answering.samples import WordCounter
from tests.factories import ANALYZER, article
from tests.openai_replies import Json
from tests.openai_server import API_KEY, Fault, OpenAIServer

NAME = "openai:scripted"

QUAKE = article(
    "An earthquake struck the province of Karsan on 3 May and killed 46 people. "
    "The mayor Nadim Haddad said that schools would stay closed for a week. "
    "Rescue teams from Turkey arrived with 30 dogs.",
    id="quake",
    title="Quake kills 46 in Karsan",
    outlet="Harbour Wire",
    published_at=date(2024, 5, 4),
)
ZILZAL = article(
    "ضرب زلزال إقليم كرسان في 3 مايو وأودى بحياة 46 شخصاً. "
    "وقال رئيس البلدية نديم حداد إن المدارس ستبقى مغلقة أسبوعاً.",
    id="zilzal",
    language="ar",
    title="زلزال كرسان يودي بحياة 46 شخصاً",
    outlet="وكالة المرفأ",
    published_at=date(2024, 5, 5),
)
FACTS = (
    "- An earthquake struck Karsan on 3 May and killed 46 people. [1][2]\n"
    "- The mayor Nadim Haddad said schools would stay closed for a week. [1]\n"
    "- Rescue teams from Turkey arrived with 30 dogs. [1]"
)
ENGLISH = (
    "# Quake in Karsan kills 46 people\n"
    "1. An earthquake struck Karsan on 3 May and killed 46 people.\n"
    "2. The mayor Nadim Haddad said schools would stay closed for a week.\n"
    "3. Rescue teams from Turkey arrived with 30 dogs."
)
ARABIC = (
    "# زلزال كرسان يودي بحياة 46 شخصاً\n"
    "1. ضرب زلزال إقليم كرسان في 3 مايو وأودى بحياة 46 شخصاً.\n"
    "2. قال رئيس البلدية نديم حداد إن المدارس ستبقى مغلقة أسبوعاً.\n"
    "3. وصلت فرق إنقاذ من تركيا مع 30 كلباً."
)
_KINDS = {
    "The facts, one a line:": "facts",
    "The chosen facts, one a line:": "merge",
    "The headline and the points in ": "write",
    "The headline and the points, written again in ": "again",
    "The sentence, written again in ": "mend",
}


def kind_of(body: Json) -> str:
    """What is asked: facts, merge, or write, again and mend with the language (`write_ar`)."""
    last = body["messages"][-1]["content"].splitlines()[-1]
    begin, kind = next(pair for pair in _KINDS.items() if last.startswith(pair[0]))
    if kind in ("facts", "merge"):
        return kind
    return f"{kind}_{'ar' if last.removeprefix(begin).startswith('Arabic') else 'en'}"


@dataclass
class Script:
    """What the server says to each kind of question, in order; the last reply stays in force.
    Each is answered with the story above, or with NO_ANSWER."""

    facts: str | Sequence[str] = FACTS
    merge: str | Sequence[str] = "NO_ANSWER"
    write_en: str | Sequence[str] = ENGLISH
    write_ar: str | Sequence[str] = ARABIC
    again_en: str | Sequence[str] = "NO_ANSWER"
    again_ar: str | Sequence[str] = "NO_ANSWER"
    mend_en: str | Sequence[str] = "NO_ANSWER"
    mend_ar: str | Sequence[str] = "NO_ANSWER"
    asked: list[str] = field(default_factory=list)
    _left: dict[str, deque[str]] = field(default_factory=dict)

    def __call__(self, body: Json) -> str:
        kind = kind_of(body)
        self.asked.append(kind)
        said = getattr(self, kind)
        left = self._left.setdefault(kind, deque([said] if isinstance(said, str) else said))
        return left.popleft() if len(left) > 1 else left[0]


def brief_writer(
    server: OpenAIServer, *, timeout: float = 20.0, **options: Any
) -> ModelBriefWriter:
    model = open_chat_model(NAME, api_key=API_KEY, base_url=server.base_url, timeout=timeout)
    options = {"window": 32_000} | options
    return ModelBriefWriter(
        model,
        name=NAME,
        counter=WordCounter(),
        rarity=lambda _: 1.0,
        timeout=timeout,
        **options,
        analyzer=ANALYZER,
    )


def task_on(
    *articles: Article,
    topic: str = "The earthquake in Karsan",
    languages: tuple[Language, ...] = ("ar", "en"),
    words: int = 30,
) -> BriefTask:
    return BriefTask(topic, articles or (QUAKE, ZILZAL), languages, words)


def events_of(
    writer: ModelBriefWriter, task: BriefTask | None = None
) -> tuple[list[BriefProgress], BriefDraft]:
    """The progress and the draft."""

    async def collect() -> list[BriefProgress | BriefDraft]:
        return [event async for event in writer.astream(task or task_on())]

    *before, last = asyncio.run(collect())
    assert isinstance(last, BriefDraft)
    return [event for event in before if isinstance(event, BriefProgress)], last


def draft_of(
    server: OpenAIServer, script: Script, task: BriefTask | None = None, **options: Any
) -> BriefDraft:
    server.reply(script)
    return events_of(brief_writer(server, **options), task)[1]


def fail(server: OpenAIServer, fault: Fault, *kinds: str) -> None:
    """Let every question of these kinds fail."""
    server.failing = lambda body: fault if kind_of(body) in kinds else None


def versions_of(draft: BriefDraft, language: Language) -> list[str]:
    """The texts of the points in a language."""
    sides = [point.ar if language == "ar" else point.en for point in draft.points]
    return [side.text for side in sides if side is not None]


def prompts(server: OpenAIServer, kind: str) -> list[str]:
    """The texts that were sent to ask for something."""
    return [
        "\n".join(message["content"] for message in request.body["messages"])
        for request in server.requests
        if kind_of(request.body) == kind
    ]
