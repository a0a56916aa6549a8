"""Measures which sentences briefs without a model choose, beside other choices."""

from __future__ import annotations

import asyncio
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from itertools import islice, pairwise
from random import Random
from typing import TypeVar

from lxml import html

from eval.bench.baselines import bigram_program, lead, lexrank
from eval.bench.harness import Context, Measurement
from eval.bench.news_clusters import NewsCluster, clusters, load_ant
from eval.bench.page_reading import load_benchmark, load_fundus
from eval.bench.public_sets import files_of
from eval.normalization import stems
from rag.briefs.extractive.extractive_brief import ExtractiveBriefWriter
from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from rag.errors import SourceError
from rag.protocols import BriefDraft, BriefTask
from rag.records import Article
from rag.sources.pages.web_page import read_html
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import shipped_analyzer

_ARCHIVES = ("html/article-extraction-benchmark.tar.gz", "html/fundus.tar.gz")
_ANT = ("ant/ant-2018.jsonl.gz",)
_LENGTHS = (10, 30, 60, 100)
_LEAST_WORDS = 80  # of an article: a brief leaves most of it out
_COPIED = 0.8  # of the pairs of words of a summary in the lead: it is no other text
_CLUSTER_WORDS, _CLUSTERS = 100, 30
_SAMPLE, _SEED = 60, 15  # pages, articles and clusters: more would take more than three minutes

_Item = TypeVar("_Item")


def written(articles: Sequence[Article], words: int) -> str:
    """Return the text of a brief without a model, in the language of the first article."""

    async def run() -> str:
        """Return the text of the draft."""
        task = BriefTask(articles[0].title, tuple(articles), (articles[0].language,), words)
        writer = ExtractiveBriefWriter(analyzer=shipped_analyzer())
        async with aclosing(writer.astream(task)) as events:
            draft = [event async for event in events if isinstance(event, BriefDraft)][-1]
        sides = (side for point in draft.points for side in (point.ar, point.en) if side)
        return " ".join(side.text for side in sides)

    return asyncio.run(run())


def single_articles(context: Context) -> Iterator[Measurement]:
    """Yield how near briefs of one article are to its outlet's summary, and whether they have its
    lead. Raises `DataMissingError`."""
    benchmark, fundus = files_of(context.data, _ARCHIVES)
    pages = [page.html for page in (*load_benchmark(benchmark), *load_fundus(fundus))]
    told = (pair for page in _shuffled(pages) if (pair := _described(page)))
    yield from _beside_summaries("pages", list(islice(told, _SAMPLE)))
    (ant,) = files_of(context.data, _ANT)
    articles = [(one, one.title) for one in _shuffled(load_ant(ant))[:_SAMPLE]]
    yield from _beside_summaries("ANT, its titles as summaries", articles)


def _shuffled(whole: Iterable[_Item]) -> list[_Item]:
    """Return all items in an order that is always the same, and says nothing of them."""
    items = list(whole)
    Random(_SEED).shuffle(items)
    return items


def _described(page: bytes) -> tuple[Article, str] | None:
    """Return the article of a page and the outlet's description of it; None without one."""
    try:
        read = read_html(page, source="page")
    except SourceError:
        return None
    told = html.fromstring(page).xpath(
        "(//meta[@property='og:description'] | //meta[@name='description'])[1]/@content"
    )
    description = " ".join(str(told[0]).split()) if told else ""
    if not description or len(read.text.split()) < _LEAST_WORDS:
        return None
    language = detect_language(read.text)
    title = read.stated.title or ""
    return Article("page", read.text, title, language, "page", titled=bool(title)), description


def _beside_summaries(name: str, told: Sequence[tuple[Article, str]]) -> Iterator[Measurement]:
    """Yield ROUGE-1 of briefs of each length, and of the lead, against summaries."""
    leads = [_lead(article) for article, _ in told]
    own = [not _copied(text, first) for (_, text), first in zip(told, leads, strict=True)]
    for words in _LENGTHS:
        briefs = [written([article], words) for article, _ in told]
        kept = [_opening(first) in brief for first, brief in zip(leads, briefs, strict=True)]
        yield Measurement(f"{name}, {words} words: lead kept", statistics.mean(kept), at_least=1)
        fitting = [lead(article.text, words) or first for (article, _), first in _with(told, leads)]
        for kind, of in (("", [True] * len(told)), (", no copies of the lead", own)):
            ours, first, fits = (
                statistics.mean(_f1(text, told[at][1]) for at, text in enumerate(texts) if of[at])
                for texts in (briefs, leads, fitting)
            )
            best = {30: first, 60: fits, 100: fits}.get(words) if not kind else None
            yield Measurement(f"{name}, {words} words{kind}: ROUGE-1", ours, at_least=best)
            yield Measurement(f"{name}, {words} words{kind}: the lead sentence", first)
            yield Measurement(f"{name}, {words} words{kind}: first sentences that fit", fits)


def _with(
    told: Sequence[tuple[Article, str]], leads: Sequence[str]
) -> Iterator[tuple[tuple[Article, str], str]]:
    return zip(told, leads, strict=True)


def _lead(article: Article) -> str:
    """Return the first sentence of an article that is no copy of its title."""
    (evidence,) = as_evidence([article])
    texts = [line.text for line in article_sentences(evidence)]
    return next((text for text in texts if stems(text) != stems(article.title)), texts[0])


def _opening(sentence: str) -> str:
    """Return the beginning of a sentence: days may stand in brackets further on."""
    return " ".join(sentence.split()[:3])


def _copied(summary: str, first: str) -> bool:
    """Tell whether a summary is the lead, or a part of it."""
    pairs, given = (Counter(pairwise(stems(text))) for text in (summary, first))
    shorter = min(pairs.total(), given.total())
    return (pairs & given).total() >= _COPIED * max(shorter, 1)


def _f1(text: str, summary: str) -> float:
    """Return the F1 of the stems of two texts: ROUGE-1."""
    own, given = Counter(stems(text)), Counter(stems(summary))
    return 2 * (own & given).total() / max(own.total() + given.total(), 1)


def several_articles(context: Context) -> Iterator[Measurement]:
    """Yield how much of another outlet's article briefs of a cluster tell.

    Raises `DataMissingError`.
    """
    (ant,) = files_of(context.data, _ANT)
    found = _shuffled(clusters(load_ant(ant))[1::2])[:_CLUSTERS]
    methods: dict[str, Callable[[NewsCluster], str]] = {
        "briefs": lambda one: written(one.articles, _CLUSTER_WORDS),
        "pairs of words (Gillick and Favre)": lambda one: bigram_program(
            [article.text for article in one.articles], _CLUSTER_WORDS
        ),
        "LexRank": lambda one: lexrank(one.text, _CLUSTER_WORDS),
        "the newest lead": lambda one: max(one.articles, key=_day).text,
    }
    told = {name: [write(one) for one in found] for name, write in methods.items()}
    lengths = [len(text.split()) for text in told["briefs"]]
    scores = {
        name: statistics.mean(
            _recall(text, one.reference) for text, one in zip(texts, found, strict=True)
        )
        for name, texts in told.items()
    }
    best = max(score for name, score in scores.items() if name != "briefs")
    name = f"{len(found)} clusters in {_CLUSTER_WORDS} words"
    for method, score in scores.items():
        wanted = best if method == "briefs" else None
        yield Measurement(f"{name}: ROUGE-2 recall, {method}", score, at_least=wanted)
    yield Measurement(f"{name}: words", statistics.mean(lengths), at_most=115, digits=0)


def _day(article: Article) -> int:
    return article.published_at.toordinal() if article.published_at else 0


def _recall(text: str, reference: str) -> float:
    """Return the share of the reference's pairs of stems in the first hundred words of a text."""
    cut = " ".join(text.split()[:_CLUSTER_WORDS])
    own, given = (Counter(pairwise(stems(one))) for one in (cut, reference))
    return (own & given).total() / max(given.total(), 1)
