"""Whether Mujaz refuses what the library does not answer, and answers what it does.

Off topic is a question that names a subject which stands nowhere in the library: a word of its
article's title that the question has and the library lacks. A near miss is a question whose
article, all paragraphs of it, was taken out. Beside them stand all questions asked of a library
that was made without them, though some of its news do treat their subjects and some questions
(When was he born?) name none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from eval.bench.answer_quality import arabic_pool
from eval.bench.bench_library import add_texts, opened, settings
from eval.bench.harness import Context, Measurement
from eval.bench.hit_measures import holds
from eval.bench.public_sets import Arcd, GoldQuestion, Text, load_arcd, load_ntrex, pieces
from eval.bench.story_questions import WAYS, StoryQuestion, load_own, load_suite
from eval.measures import mean
from rag.answering.extractive_answer import ExtractiveWriter
from rag.answering.sentence_ranking import SentenceRanking
from rag.protocols import WritingTask
from rag.records import Evidence, Language, Passage, Sentence
from rag.retrieval.relevance.logistic import models
from rag.retrieval.retriever import Retriever
from rag.service import Service
from rag.store.fusion import is_meaningful
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import content_stems, shipped_analyzer

_FOLDS = 5  # libraries, each without the articles of a fifth of the subjects
_PASSAGES = 6
_THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_MOST_REFUSED, _LEAST_REFUSED = 0.05, 0.95
_LANGUAGES: dict[Language, str] = {"ar": "Arabic", "en": "English"}


@dataclass(frozen=True, slots=True)
class _Abstention:
    """What a question found: the probability of its likeliest passage in its language, whether
    anything was relevant, and what would be shown."""

    probability: float
    answered: bool
    shown: tuple[str, ...] = ()


class _Library:
    """Asks questions of one library, without regard to whether it would refuse."""

    def __init__(self, home: Path, texts: Sequence[Text] = (), *, samples: str = "") -> None:
        """Make the library; `samples` is the ending of the sample articles to add, "" for none."""
        self._home = home
        add_texts(home, texts)
        if samples:
            with Service.open(settings(home)) as service:
                service.index(_samples(samples))

    def ask(self, questions: Sequence[str], *, writing: bool = False) -> list[_Abstention]:
        """Return what each question found; with `writing`, also what would be shown."""
        with opened(self._home) as (catalog, index, embedder):
            retriever = Retriever(catalog, index, embedder, analyzer=shipped_analyzer())
            encoder = embedder if is_meaningful(embedder) else None
            writer = ExtractiveWriter(SentenceRanking(index.rarity, shipped_analyzer(), encoder))
            return [_ask(retriever, writer if writing else None, one) for one in questions]


def _ask(retriever: Retriever, writer: ExtractiveWriter | None, question: str) -> _Abstention:
    """Search for a question and measure its best passage; with a writer, what it would show."""
    passages = retriever.search(question, limit=_PASSAGES)
    language = detect_language(question)
    own = [one.probability for one in passages if one.article.language == language]
    return _Abstention(
        probability=max(own, default=0.0),
        answered=any(one.relevant for one in passages),
        shown=_written(writer, question, language, passages) if writer else (),
    )


def _written(
    writer: ExtractiveWriter, question: str, language: Language, passages: Sequence[Passage]
) -> tuple[str, ...]:
    """Return the sentences that the extractive writer shows."""
    evidence = tuple(Evidence(number, one) for number, one in enumerate(passages, start=1))
    task = WritingTask(question, question, language, evidence)

    async def sentences() -> tuple[str, ...]:
        events = writer.astream(task)
        return tuple([event.text async for event in events if isinstance(event, Sentence)])

    return asyncio.run(sentences())


def abstention(context: Context) -> Iterator[Measurement]:
    """Measure refusals in Arabic, in English and across, then the effect of other thresholds."""
    arcd, news = load_arcd(context.data), load_ntrex(context.data)
    asked = [one.question for one in arcd.questions]
    on = _Library(context.folder("on"), arabic_pool(context)).ask(asked, writing=True)
    yield _refused("Arabic: answerable (ARCD)", on, at_most=_MOST_REFUSED)
    near = _near(context, arcd)
    elsewhere = pieces(news, "ar")
    off = _Library(context.folder("off"), elsewhere).ask(asked)
    named = [_names_what_is_not_in(elsewhere, one) for one in arcd.questions]
    yield from _off("Arabic over Arabic news", off, named)
    yield _refused("Arabic: near misses (ARCD)", near)
    yield from _on_samples(context)
    yield from _off_by_hand(context, arcd)
    yield from _across(context, arcd)
    yield from _curve(arcd, on, off, named, near)


def _near(context: Context, arcd: Arcd) -> list[_Abstention]:
    """Ask each question in a library without its article."""
    subjects = {one.paragraph: one.subject for one in arcd.questions}
    folds = {subject: at % _FOLDS for at, subject in enumerate(sorted(set(subjects.values())))}
    texts = arabic_pool(context)
    outcomes: dict[GoldQuestion, _Abstention] = {}
    for fold in range(_FOLDS):
        rest = [one for one in texts if folds.get(subjects.get(one.name, "")) != fold]
        asked = [one for one in arcd.questions if folds[one.subject] == fold]
        found = _Library(context.folder(f"near-{fold}"), rest).ask([one.question for one in asked])
        outcomes.update(zip(asked, found, strict=True))
    return [outcomes[one] for one in arcd.questions]


def _on_samples(context: Context) -> Iterator[Measurement]:
    """Ask hand-written questions over the samples of their language, then without their story.

    What is left then is news of the same kind, on some of the same people.
    """
    for language, name in _LANGUAGES.items():
        suite = load_own(language)
        library = _Library(context.folder(f"samples-{language}"), samples=f".{language}.md")
        yield _refused(f"{name}: answerable (samples)", library.ask(_questions(suite)))
        yield _refused(f"{name}: near misses (samples)", _without_story(context, suite))


def _without_story(context: Context, suite: Sequence[StoryQuestion]) -> list[_Abstention]:
    """Ask the questions of each story in a library without its two articles."""
    outcomes = []
    for story in sorted({one.story for one in suite}):
        home = context.folder(f"without-{story}")
        if not any(home.iterdir()):
            with Service.open(settings(home)) as service:
                service.index([path for path in _samples(".md") if f"/{story}." not in path])
        with opened(home) as (catalog, index, embedder):
            retriever = Retriever(catalog, index, embedder, analyzer=shipped_analyzer())
            outcomes += [_ask(retriever, None, one.question) for one in suite if one.story == story]
    return outcomes


def _off_by_hand(context: Context, arcd: Arcd) -> Iterator[Measurement]:
    """Ask the hand-written questions over other texts, and ARCD's over the sample articles."""
    paragraphs = _Library(context.folder("paragraphs"), arcd.paragraphs)
    outcomes = paragraphs.ask([*_questions(load_own("ar")), *_questions(load_suite("ar", "en"))])
    yield _refused("Arabic: sample questions over ARCD", outcomes)
    english = pieces(load_ntrex(context.data), "en")
    news = _Library(context.folder("news-en"), english)
    outcomes = news.ask([*_questions(load_own("en")), *_questions(load_suite("en", "ar"))])
    yield _refused("English: sample questions over English news", outcomes)
    samples = _Library(context.folder("samples"), samples=".md")
    texts = [Text(path, "ar", Path(path).read_text(encoding="utf-8")) for path in _samples(".md")]
    yield from _off("Arabic over the samples", *_asked_of(samples, texts, arcd))


def _across(context: Context, arcd: Arcd) -> Iterator[Measurement]:
    """Ask in one language over articles in the other."""
    for asked, over in WAYS:
        way = f"{_LANGUAGES[asked]} over {_LANGUAGES[over]}"
        suite = _questions(load_suite(asked, over))
        library = _Library(context.folder(f"samples-{over}"), samples=f".{over}.md")
        yield _refused(f"{way}: answerable (samples)", library.ask(suite), at_most=_MOST_REFUSED)
    paragraphs = _Library(context.folder("paragraphs"))
    yield _refused(
        "English over Arabic: sample questions over ARCD",
        paragraphs.ask([*_questions(load_own("en")), *_questions(load_suite("en", "ar"))]),
    )
    news = _Library(context.folder("news-en"))
    same = pieces(
        load_ntrex(context.data), "ar"
    )  # the same news: names are written in Arabic there
    yield from _off("Arabic over English news", *_asked_of(news, same, arcd), at_least=None)


def _asked_of(
    library: _Library, texts: Sequence[Text], arcd: Arcd
) -> tuple[list[_Abstention], list[bool]]:
    """Ask every second ARCD question; return also whether it names what is in no text."""
    some = arcd.questions[::2]
    named = [_names_what_is_not_in(texts, one) for one in some]
    return library.ask([one.question for one in some]), named


def _curve(
    arcd: Arcd,
    on: Sequence[_Abstention],
    off: Sequence[_Abstention],
    named: Sequence[bool],
    near: Sequence[_Abstention],
) -> Iterator[Measurement]:
    """Measure coverage and risk at each threshold.

    Coverage is the share of answerable questions that are answered. Risk is the share of wrong
    answers if as many unanswerable questions are asked as answerable ones: an answer is wrong if
    the question has none, or if no sentence shown has the gold answer.
    """
    right = [_holds_gold(one, shown) for one, shown in zip(arcd.questions, on, strict=True)]
    off = [one for one, is_off in zip(off, named, strict=True) if is_off]
    for least in _THRESHOLDS:
        title = f"probability ≥ {least:.2f}"
        title += " (chosen)" if least == models()["own"].answered else ""
        answered = _coverage(on, least)
        pairs = zip(on, right, strict=True)
        correct = mean(one.probability >= least and good for one, good in pairs)
        yield Measurement(f"{title}: coverage", answered)
        yield Measurement(f"{title}: risk, answerable", 1 - correct / answered)
        for name, others in (("off topic", off), ("near misses", near)):
            risk = 1 - correct / (answered + _coverage(others, least))
            yield Measurement(f"{title}: risk, half {name}", risk)


def _coverage(outcomes: Sequence[_Abstention], least: float) -> float:
    """Return the share of questions that are answered from a threshold on."""
    return mean(one.probability >= least for one in outcomes)


def _holds_gold(asked: GoldQuestion, outcome: _Abstention) -> bool:
    """Return whether a sentence shown has a right answer."""
    return any(holds(sentence, asked.answers) for sentence in outcome.shown)


def _off(
    name: str,
    outcomes: Sequence[_Abstention],
    named: Sequence[bool],
    *,
    at_least: float | None = _LEAST_REFUSED,
) -> Iterator[Measurement]:
    """Yield the refusals of questions that are off topic, and of all questions."""
    off = [one for one, is_off in zip(outcomes, named, strict=True) if is_off]
    yield _refused(f"{name}: off topic ({len(off)})", off, at_least=at_least)
    yield _refused(f"{name}: all questions of another library", outcomes)


def _names_what_is_not_in(texts: Sequence[Text], asked: GoldQuestion) -> bool:
    """Return whether a word of the subject that the question names is in no text."""
    name = set(content_stems(asked.subject)) & set(content_stems(asked.question))
    return bool(name - _all_stems(tuple(texts)))


@lru_cache(maxsize=4)
def _all_stems(texts: tuple[Text, ...]) -> frozenset[str]:
    """Return the stems of all content words of some texts."""
    return frozenset(stem for text in texts for stem in content_stems(text.text))


def _refused(
    name: str,
    outcomes: Sequence[_Abstention],
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Measurement:
    """Return the share of refusals as a figure."""
    share = mean(not one.answered for one in outcomes)
    return Measurement(f"{name}: refused", share, at_most=at_most, at_least=at_least)


def _samples(ending: str) -> list[str]:
    """Return the sample articles whose names have an ending."""
    return sorted(str(file) for file in files("seeds").iterdir() if file.name.endswith(ending))


def _questions(suite: Sequence[StoryQuestion]) -> list[str]:
    """Return the questions of a suite."""
    return [one.question for one in suite]
