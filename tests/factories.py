"""Records for tests, with everything that a test does not care about filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from rag.records import Article, Brief, Chunk, Evidence, Language, Passage, SourceArticle
from rag.service import Service
from rag.settings import Settings
from rag.text.analyzer import shipped_analyzer
from tests.openai_server import OpenAIServer

ANALYZER = shipped_analyzer()


def draft(
    text: str,
    *,
    name: str = "article",
    key: str | None = None,
    source: str | None = None,
    title: str = "A title",
    language: Language = "en",
    published_at: date | None = None,
    outlet: str | None = None,
    locator: str | None = None,
) -> SourceArticle:
    return SourceArticle(
        text=text,
        source=source or f"/news/{name}.txt",
        name=name,
        title=title,
        language=language,
        key=key,
        published_at=published_at,
        outlet=outlet,
        locator=locator,
    )


def article(
    text: str,
    *,
    id: str = "a",  # noqa: A002
    language: Language = "en",
    title: str = "A title",
    published_at: date | None = None,
    outlet: str | None = None,
) -> Article:
    return Article(
        id=id,
        text=text,
        title=title,
        language=language,
        source=f"/news/{id}.txt",
        published_at=published_at,
        outlet=outlet,
    )


def passage(text: str, *, id: str = "a", language: Language = "en", score: float = 1.0) -> Passage:  # noqa: A002
    whole = article(text, id=id, language=language)
    return Passage(
        Chunk(f"{id}-0", id, 0, len(text), text), whole, score, coverage=1.0, outcome="answered"
    )


def evidence(*passages: Passage) -> tuple[Evidence, ...]:
    return tuple(Evidence(number, one) for number, one in enumerate(passages, start=1))


def indexed(folder: Path, files: Mapping[str, str], *, ending: str = "txt") -> Path:
    """The home of a new library that holds the files, given as name: text."""
    news = folder / "news"
    news.mkdir()
    for name, text in files.items():
        (news / f"{name}.{ending}").write_text(text, encoding="utf-8")
    with Service.open(Settings.load(home=folder / "home")) as service:
        service.index([news])
    return folder / "home"


def with_model(home: Path, server: OpenAIServer) -> Settings:
    """The settings of a library whose writer is the scripted model."""
    return Settings.load(
        home=home,
        model="openai:test",
        openai_api_key="sk-test",
        openai_base_url=server.base_url,
    )


def with_story(brief: Brief, **changes: Any) -> Brief:
    """Return a brief of one story with changes to its section; without points it has none."""
    (section,) = brief.sections
    changed = replace(section, **changes)
    return replace(brief, sections=(changed,) if changed.points else ())


def write(folder: Path, **files: str) -> Path:
    """Write files given as name=text; an underscore before the last part becomes a dot."""
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"{stem}.{ending}").write_text(text, encoding="utf-8")
    return folder
