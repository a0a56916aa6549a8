"""Evidence, a token counter and tasks for the writers' tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rag.protocols import WritingTask
from rag.records import Article, Chunk, Evidence, Language, Passage

TROOPS = "The two ministers met on Sunday. Japan hosts 54,000 soldiers. Their talks were short."
BRIDGE = "افتُتح الجسر في آذار. تبلغ كلفة الجسر ١٢ مليون دولار. حضر الوزير الحفل."
MOON = "A probe landed on the Moon in May. It will stay for a year. Scientists rejoiced."


class WordCounter:
    """Counts words as tokens."""

    name = "words"
    exact = False

    def count(self, text: str) -> int:
        return len(text.split())


def evidence_of(*texts: str, **article: Any) -> tuple[Evidence, ...]:
    """One piece of evidence a text, numbered from 1; each chunk starts after a heading."""
    return tuple(_evidence(number, text, article) for number, text in enumerate(texts, start=1))


def task_of(
    *texts: str, question: str = "How many soldiers are in Japan?", language: Language = "en"
) -> WritingTask:
    return WritingTask(question, question, language, evidence_of(*texts))


def quotes(evidence: Sequence[Evidence]) -> list[str]:
    return [item.passage.chunk.text for item in evidence]


def _evidence(number: int, text: str, article: dict[str, Any]) -> Evidence:
    heading = f"Heading {number}\n"
    fields: dict[str, Any] = {
        "title": f"Title {number}",
        "language": "en",
        "source": f"{number}.txt",
        "published_at": date(2024, 7, number),
        "outlet": "Wire",
    } | article
    whole = Article(id=f"a{number}", text=heading + text, **fields)
    chunk = Chunk(f"c{number}", whole.id, len(heading), len(whole.text), text)
    return Evidence(number, Passage(chunk, whole, 1.0))
