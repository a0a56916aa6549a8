"""Asks in one language over sample articles in the other: 60 hand-written questions each way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from eval.bench.bench_library import CUT, settings
from eval.bench.harness import Context, Measurement
from eval.measures import mean
from rag.records import Answer, Citation, Language
from rag.service import Service

WAYS: tuple[tuple[Language, Language], ...] = (("en", "ar"), ("ar", "en"))


@dataclass(frozen=True, slots=True)
class StoryQuestion:
    """A question, the sample article (by id) that answers it, and the words there that do."""

    id: str
    question: str
    article: str
    quote: str

    @property
    def story(self) -> str:
        """Return the part of the id that both articles on an event share."""
        return _story(self.article)


@dataclass(frozen=True, slots=True)
class _StoryOutcome:
    asked: StoryQuestion
    ranked: tuple[str, ...]  # ids of articles, best first, each once
    answer: Answer


def load_suite(asked: Language, over: Language) -> list[StoryQuestion]:
    """Return the questions in `asked` over the articles in `over`, in the order of the file."""
    return _load("cross", f"{asked}-over-{over}.jsonl")


def load_own(language: Language) -> list[StoryQuestion]:
    """Return the same questions in the language of the articles that answer them."""
    return _load("own", f"{language}.jsonl")


def _load(folder: str, name: str) -> list[StoryQuestion]:
    """Return the questions of a file."""
    suite = files("eval.bench").joinpath("suites", folder, name)
    return [StoryQuestion(**json.loads(line)) for line in suite.read_text("utf-8").splitlines()]


def stories(context: Context) -> Iterator[Measurement]:
    """Ask each suite over the articles of its language alone, then over those of both."""
    for asked, over in WAYS:
        outcomes = _ask_all(context.folder(over), f".{over}.md", load_suite(asked, over))
        yield from _alone(f"{asked} questions over {over}", outcomes)
    for asked, over in WAYS:
        outcomes = _ask_all(context.folder("both"), ".md", load_suite(asked, over))
        yield from _beside(f"{asked} questions over both", outcomes)


def _ask_all(home: Path, ending: str, suite: Sequence[StoryQuestion]) -> list[_StoryOutcome]:
    """Ask all questions of a library of sample articles."""
    articles = [str(file) for file in files("seeds").iterdir() if file.name.endswith(ending)]
    with Service.open(settings(home)) as service:
        service.index(sorted(articles))
        return [_ask(service, asked) for asked in suite]


def _ask(service: Service, asked: StoryQuestion) -> _StoryOutcome:
    """Search and ask one question."""
    found = service.search(asked.question, limit=CUT)
    ranked = tuple(dict.fromkeys(passage.article.id for passage in found))
    return _StoryOutcome(asked, ranked, service.ask(asked.question))


def _alone(name: str, outcomes: Sequence[_StoryOutcome]) -> Iterator[Measurement]:
    """Yield the figures where only articles in the other language are searched."""
    first = mean(outcome.ranked[:1] == (outcome.asked.article,) for outcome in outcomes)
    yield Measurement(f"{name}: gold article first", first, at_least=0.90)
    yield Measurement(
        f"{name}: gold sentence shown", mean(map(_shows_gold, outcomes)), at_least=0.75
    )
    yield Measurement(f"{name}: abstained", mean(outcome.answer.abstained for outcome in outcomes))


def _beside(name: str, outcomes: Sequence[_StoryOutcome]) -> Iterator[Measurement]:
    """Yield the figures where both articles on a story are searched.

    Either may answer; the gold article is in the other language than the question.
    """
    first = mean(
        any(_story(article) == outcome.asked.story for article in outcome.ranked[:1])
        for outcome in outcomes
    )
    yield Measurement(f"{name}: the story first, in either language", first)
    yield Measurement(f"{name}: the other language's article among the passages", _among(outcomes))
    yield Measurement(
        f"{name}: the other language's gold sentence shown", mean(map(_shows_gold, outcomes))
    )
    yield Measurement(f"{name}: abstained", mean(outcome.answer.abstained for outcome in outcomes))


def _among(outcomes: Sequence[_StoryOutcome]) -> float:
    """Return how often the gold article is among the passages."""
    return mean(
        any(passage.article.id == outcome.asked.article for passage in outcome.answer.passages)
        for outcome in outcomes
    )


def _shows_gold(outcome: _StoryOutcome) -> bool:
    """Return whether a sentence shown cites a part of the gold quote."""
    shown = outcome.answer.sentences
    return any(_overlaps(cited, outcome.asked) for one in shown for cited in one.citations)


def _overlaps(cited: Citation, asked: StoryQuestion) -> bool:
    """Return whether a citation overlaps the gold quote."""
    if cited.article.id != asked.article:
        return False
    start = cited.article.text.index(asked.quote)
    return cited.start < start + len(asked.quote) and start < cited.end


def _story(article: str) -> str:
    """Return the story of an article's id."""
    return article.rpartition(".")[0]
