"""Measures briefs without a model: their key facts, length, citations, articles and time."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files

from eval.bench.baselines import lead, lexrank
from eval.bench.bench_library import settings
from eval.bench.brief_choice import several_articles, single_articles
from eval.bench.harness import Context, Measurement
from eval.bench.hit_measures import holds
from eval.bench.same_facts import fact_matches
from eval.cases import BriefCase, read_cases
from eval.measures import mean
from eval.scoring.brief_scoring import fact_variants
from rag.briefs.tuning import LENGTH_SLACK
from rag.records import BRIEF_LENGTHS, Brief, Citation, Language, Version
from rag.service import Service
from rag.text.analysis.sentence_splitter import split_sentences

LANGUAGES: tuple[Language, ...] = ("ar", "en")
MOST_SECONDS = 2.0
_MANY = 20
_MUST_BEAT = 150  # words: at 60 two or three sentences go in, at 350 nearly all of an article


@dataclass(frozen=True, slots=True)
class BenchTopic:
    """A topic and the stories whose articles belong to a brief on it; those of `may` count
    neither way."""

    id: str
    language: Language
    topic: str
    stories: tuple[str, ...]
    may: tuple[str, ...]


def load_stories() -> list[BriefCase]:
    """Return the sample stories with their key facts, in the order of the file."""
    suite = files("eval").joinpath("suites", "news", "briefs.jsonl")
    with as_file(suite) as path:
        return [case for case in read_cases(path) if isinstance(case, BriefCase)]


def load_topics() -> list[BenchTopic]:
    """Return the hand-written topics, in the order of the file."""
    suite = files("eval.bench").joinpath("suites", "brief-topics.jsonl")
    return [
        BenchTopic(
            one["id"], one["language"], one["topic"], tuple(one["stories"]), tuple(one["may"])
        )
        for one in map(json.loads, suite.read_text("utf-8").splitlines())
    ]


def key_fact_recall(story: BriefCase, language: Language, text: str) -> float:
    """Return the share, by weight, of a language's key facts that the text has."""
    own = [fact for fact in story.key_facts if fact_variants(fact, language)]
    written = sum(fact.weight for fact in own if holds(text, fact_variants(fact, language)))
    return written / sum(fact.weight for fact in own)


def briefs(context: Context) -> Iterator[Measurement]:
    """Make briefs on all stories, languages and lengths, on topics, and on twenty articles."""
    stories = load_stories()
    with Service.open(settings(context.folder("briefs"))) as service:
        service.index([str(files("seeds"))])
        made = [
            _made(service, story, words) for words in BRIEF_LENGTHS.values() for story in stories
        ]
        yield from _key_facts([run for runs in made for run in runs], stories)
        yield from _rules([run.brief for runs in made for run in runs])
        yield from _in_both([run for runs in made for run in runs], stories)
        yield from _topics(service)
        yield from _many(service, stories)
    yield from single_articles(context)
    yield from several_articles(context)


@dataclass(frozen=True, slots=True)
class _BriefRun:
    """A brief on a story, and the texts of its articles by language."""

    story: BriefCase
    words: int
    brief: Brief
    articles: Mapping[Language, str]

    def text_in(self, language: Language) -> str:
        """Return the text of the brief in a language."""
        sides = (side for side in _sides(self.brief) if side.language == language)
        return " ".join(side.text for side in sides)


def _made(service: Service, story: BriefCase, words: int) -> list[_BriefRun]:
    """Make a brief on a story from its topic in each language."""
    made = [
        service.brief(topic, articles=story.articles, length=words)
        for topic in (story.topic.ar, story.topic.en)
    ]
    texts: dict[Language, str] = {
        article.language: article.text for brief in made for article in brief.sources
    }
    return [_BriefRun(story, words, brief, texts) for brief in made]


def _key_facts(runs: Sequence[_BriefRun], stories: Sequence[BriefCase]) -> Iterator[Measurement]:
    """Yield key fact recall by length and language, and on the stories not tuned on."""
    tuned = {story.id for story in stories[::2]}
    for words in BRIEF_LENGTHS.values():
        for language in LANGUAGES:
            own = [run for run in runs if run.words == words]
            yield from _beside(f"{words} words, {language}", own, language)
    held_out = [run for run in runs if run.words == _MUST_BEAT and run.story.id not in tuned]
    for language in LANGUAGES:
        name = f"{_MUST_BEAT} words, {language}, stories not tuned on"
        yield from _beside(name, held_out, language)


def _beside(name: str, runs: Sequence[_BriefRun], language: Language) -> Iterator[Measurement]:
    """Yield the recall of Mujaz, of the lead and of LexRank, which may be as long as the longest
    brief.
    """

    def baseline(write: Callable[[str, int], str]) -> float:
        """Return the recall of another method."""
        return mean(
            key_fact_recall(
                run.story,
                language,
                write(run.articles[language], int(run.words * (1 + LENGTH_SLACK))),
            )
            for run in runs
        )

    ours = mean(key_fact_recall(run.story, language, run.text_in(language)) for run in runs)
    others = {"the lead": baseline(lead), "LexRank": baseline(lexrank)}
    best = max(others.values()) if runs and runs[0].words == _MUST_BEAT else None
    yield Measurement(f"{name}: key facts told", ours, at_least=best)
    for other, measured in others.items():
        yield Measurement(f"{name}: {other}", measured)


def _rules(made: Sequence[Brief]) -> Iterator[Measurement]:
    """Yield what must be true of every brief."""
    yield from _sound([side for brief in made for side in _sides(brief)])
    fitting = mean(_fits(*one) for one in _lengths(made))
    yield Measurement("length within 15 %", fitting, at_least=0.95)
    points = [point for brief in made for point in brief.points]
    both = mean(point.ar is not None and point.en is not None for point in points)
    yield Measurement("points in both languages", both)


def _in_both(runs: Sequence[_BriefRun], stories: Sequence[BriefCase]) -> Iterator[Measurement]:
    """Yield the share of points in both languages among those that both languages tell by hand."""
    known = _told_by_both()
    tuned = {story.id for story in stories[::2]}
    held_out = [run for run in runs if run.story.id not in tuned]
    for name, own in (("", runs), (", stories not tuned on", held_out)):
        for words in BRIEF_LENGTHS.values():
            both = [
                point.ar is not None and point.en is not None
                for run in own
                if run.words == words
                for point in run.brief.points
                if any(_stands_in(citation, known) for citation in point.citations)
            ]
            least = 0.85 if words == _MUST_BEAT and name else None
            yield Measurement(
                f"{words} words{name}: in both languages where both tell it",
                mean(both),
                at_least=least,
            )


def _told_by_both() -> dict[str, set[int]]:
    """Return the numbers of the sentences of sample articles that the other language tells too."""
    known: dict[str, set[int]] = defaultdict(set)
    for (arabic, number), found in fact_matches().items():
        english = found.matches | found.parts
        if english:
            known[arabic].add(number)
            known[f"{arabic.removesuffix('ar')}en"] |= english
    return known


def _stands_in(citation: Citation, known: Mapping[str, Collection[int]]) -> bool:
    """Tell whether what is cited is one of the known sentences, by the number, of its article."""
    spans = split_sentences(citation.article.text)
    return any(
        at in known.get(citation.article.id, ())
        for at, (start, end) in enumerate(spans)
        if start < citation.end and citation.start < end
    )


def _sound(sides: Sequence[Version]) -> Iterator[Measurement]:
    """Yield how much of the points of briefs is cited, contradicted and supported."""
    sentences = [sentence for side in sides for sentence in side.sentences]
    yield Measurement("sentences cited", mean(bool(one.citations) for one in sentences), at_least=1)
    contradicted = sum(side.verdict.status == "contradicted" for side in sides)
    yield Measurement("points contradicted", contradicted, at_most=0, digits=0)
    supported = mean(side.verdict.sound for side in sides)
    yield Measurement("points supported", supported)


def _sides(brief: Brief) -> list[Version]:
    """Return the points of a brief in both languages."""
    return [side for point in brief.points for side in (point.ar, point.en) if side is not None]


def _lengths(made: Sequence[Brief]) -> Iterator[tuple[int, int]]:
    """Yield the words asked for and written for each side; never more than the articles have."""
    for brief in made:
        for language in LANGUAGES:
            own = [side for side in _sides(brief) if side.language == language]
            there = sum(len(one.text.split()) for one in brief.sources if one.language == language)
            written = sum(len(side.text.split()) for side in own)
            yield min(brief.words, there), written


def _fits(asked: int, written: int) -> bool:
    """Return whether a length is close enough to what was asked for."""
    return abs(written - asked) <= LENGTH_SLACK * asked + 1


def _topics(service: Service) -> Iterator[Measurement]:
    """Yield precision and recall of the articles that topics find."""
    for language in LANGUAGES:
        own = [topic for topic in load_topics() if topic.language == language]
        found = [_found(service, topic) for topic in own]
        precision = mean(precision for precision, _ in found)
        yield Measurement(f"articles of {language} topics: precision", precision, at_least=0.9)
        yield Measurement(
            f"articles of {language} topics: recall",
            mean(recall for _, recall in found),
            at_least=0.9,
        )


def _found(service: Service, topic: BenchTopic) -> tuple[float, float]:
    """Return precision and recall of the articles that a long brief cites."""
    sources = {article.id for article in service.brief(topic.topic, length="long").sources}
    right = {f"{story}.{language}" for story in topic.stories for language in LANGUAGES}
    sources -= {f"{story}.{language}" for story in topic.may for language in LANGUAGES}
    hits = len(right & sources)
    return hits / len(sources) if sources else 0.0, hits / len(right)


def _many(service: Service, stories: Sequence[BriefCase]) -> Iterator[Measurement]:
    """Yield the processor time of a brief of twenty articles."""
    articles = [article for story in stories for article in story.articles][:_MANY]
    for words in BRIEF_LENGTHS.values():
        started = time.process_time()
        service.brief("World news", articles=articles, length=words)
        seconds = time.process_time() - started
        name = f"{_MANY} articles in {words} words: CPU"
        yield Measurement(name, seconds, at_most=MOST_SECONDS, unit="s", digits=2)
