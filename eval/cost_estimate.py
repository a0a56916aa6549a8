"""Estimates the tokens and the cost of a run without sending anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from eval.cases import BriefCase, QACase
from eval.suite import Suite
from rag.llm.metering import Price
from rag.llm.tokens import open_token_counter
from rag.protocols import TokenCounter
from rag.records import SourceArticle, Usage
from rag.settings import Settings
from rag.sources.discovery import discover
from rag.sources.file_reading import read_source

_ANSWER = 150  # tokens written for an answer
_TOKENS_A_WORD = 2.5  # of Arabic and English prose
_READINGS = 2  # times that a brief's articles are sent: to find facts in, and to write from


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """Tokens read and written, and US dollars if the price is known.

    `embedded` counts the tokens of articles and questions that a paid embedder would be sent.
    """

    cases: int
    articles: int
    usage: Usage
    embedded: int


def estimate(
    suite: Suite,
    settings: Settings,
    *,
    limit: int | None = None,
    sizes: Mapping[str, int] | None = None,
) -> CostEstimate:
    """Estimate the tokens and the cost of asking the first `limit` cases (all for None).

    A question is sent with as many passages of average length as the settings say, a brief with its
    articles. Without a model nothing is sent. `sizes` are the tokens of the articles by id, where
    they are those of a library that is open; of these none are embedded anew.
    """
    counter = open_token_counter()
    cases = suite.cases[:limit]
    own = sizes is None
    if sizes is None:
        sizes = {
            draft.key or draft.name: counter.count(draft.text) for draft in _drafts(suite, settings)
        }
    usage = Usage()
    if settings.model is not None:
        passage = _average_chunk(list(sizes.values()), settings.chunk_tokens)
        for case in cases:
            if isinstance(case, QACase):
                usage += _answer(case, counter, settings.passages * passage)
            else:
                usage += _brief(case, counter, sizes)
        if settings.model_price:
            cost = Price.parse(settings.model_price).of(usage)
            usage += Usage(cost=cost)
    embedded = 0
    if settings.embedder.startswith("openai:"):
        embedded = own * sum(sizes.values()) + sum(counter.count(_asked(case)) for case in cases)
    return CostEstimate(len(cases), len(sizes), usage, embedded)


def as_text(found: CostEstimate) -> str:
    """Return the estimate in a few lines."""
    usage = found.usage
    lines = [f"{found.cases} cases, {found.articles} articles; nothing was sent"]
    if usage.calls:
        lines.append(
            f"about {usage.prompt_tokens:,} tokens read and {usage.completion_tokens:,} written "
            f"by the model in {usage.calls} calls"
        )
        lines.append(_price(usage.cost))
    else:
        lines.append("no model is set (MUJAZ_MODEL): no tokens, no cost")
    if found.embedded:
        lines.append(f"about {found.embedded:,} tokens for the embedder on top")
    return "\n".join(lines)


def _price(cost: Decimal | None) -> str:
    """Return the cost in words."""
    if cost is None:
        return "the cost is not known; set MUJAZ_MODEL_PRICE, like 0.25/2.00"
    return f"about ${cost:.2f}"


def _answer(case: QACase, counter: TokenCounter, passages: int) -> Usage:
    """Estimate the tokens of a question, its passages and its answer."""
    asked = counter.count(_asked(case))
    usage = Usage(_prompt(counter, "answer") + passages + asked, _ANSWER, 1)
    if case.turns:
        usage += Usage(_prompt(counter, "rewrite") + asked, counter.count(case.question) + 10, 1)
    return usage


def _brief(case: BriefCase, counter: TokenCounter, sizes: Mapping[str, int]) -> Usage:
    """Estimate the tokens of a brief, whose articles are sent twice."""
    read = _READINGS * sum(sizes.get(name, 0) for name in case.articles)
    prompts = _prompt(counter, "brief_facts") + _prompt(counter, "brief_write")
    written = round(2 * case.words * _TOKENS_A_WORD)
    return Usage(read + prompts, 2 * written, len(case.articles) + 1)


def _asked(case: QACase | BriefCase) -> str:
    """Return the text of a case that is sent or embedded."""
    if isinstance(case, BriefCase):
        return case.topic.ar
    return " ".join([*(turn.question + turn.answer for turn in case.turns), case.question])


def _prompt(counter: TokenCounter, name: str) -> int:
    """Count the tokens of a prompt file."""
    return counter.count(files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8"))


def _drafts(suite: Suite, settings: Settings) -> Iterator[SourceArticle]:
    """Yield the articles of the corpus."""
    for path in discover(suite.corpus).files:
        for item in read_source(path, max_bytes=settings.max_file_mb * 1_000_000):
            if isinstance(item, SourceArticle):
                yield item


def _average_chunk(sizes: Sequence[int], most: int) -> int:
    """Return the mean tokens of a chunk if articles are cut evenly into at most `most`."""
    chunks = sum(-(-size // most) for size in sizes)
    return sum(sizes) // chunks if chunks else 0
