"""Asks questions of libraries as `mujaz ask` does, up to the sentences read beside each.

What is fitted on the reader's results takes it from here: the choice of sentences and the second
look. The reader was fitted on half of ARCD's train part and on other questions on ANT
(`reader_examples`), so those are left out.
"""

from __future__ import annotations

import math
import os
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval.bench.bench_library import EMBEDDER, opened, settings
from eval.bench.fitting import near_misses, questions
from eval.bench.fitting.library_questions import Case
from eval.bench.fitting.pool import load_group
from eval.bench.fitting.questions import Posed
from eval.bench.fitting.reader_examples import KEPT, arcd_half, kept_questions
from eval.normalization import contains
from rag.answering.read_passages import what_reading_tells
from rag.answering.sentence_features import FEATURES, CandidateSentence
from rag.answering.sentence_ranking import RankedSentence, SentenceRanking
from rag.answering.tuning import READ
from rag.reading.e5_reader import E5Reader
from rag.records import Draft, Evidence, Passage
from rag.retrieval.relevance.second_look import features
from rag.retrieval.retriever import Retriever
from rag.service import Service
from rag.settings import Settings
from rag.text.analyzer import shipped_analyzer

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PASSAGES = Settings.model_fields["passages"].default
_MOST = 20  # passages searched where some are hidden
_LIBRARIES = {
    "samples": ("samples-ar", "samples-en"),
    "arcd": ("arcd",),
    "mlqa": ("mlqa",),
    "kaif": ("kaif",),
    "ant": ("ant",),
}
_ROUND = 2_000  # articles added at a time


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage found: the features of the second look, whether it is in the question's language,
    whether a sentence of it answers, whether the search alone would answer from it, and whether it
    tells of another event by what it lacks."""

    features: dict[str, float]
    own: bool
    right: bool
    answered: bool
    other_event: bool


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """What a question found in a library: the passages, and the sentences with their features
    (rows × `FEATURES`; `reading` is NaN for those that were not read), which are in its language,
    and which answer it."""

    case: Case
    library: str
    passages: tuple[ReadPassage, ...]
    x: NDArray[np.float64]
    own: NDArray[np.bool_]
    right: NDArray[np.bool_]


def read_questions(data: Path, work: Path) -> Iterator[ReadQuestion]:
    """Yield what all questions find. What was found for a library stays in a file of `work`, for as
    long as what it was found with stays the same."""
    os.environ[EMBEDDER] = "use"
    for name, cases in plan(data).items():
        kept = work / f"read-{name}.{_stamp()}.pickle"
        if not kept.is_file():
            unfinished = kept.with_suffix(".part")
            unfinished.write_bytes(pickle.dumps(list(_asked(name, cases, data, work))))
            unfinished.replace(kept)
        yield from pickle.loads(kept.read_bytes())


def _stamp() -> str:
    """Return what changes whenever the weights of the search, of the sentences or of the reader
    do."""
    digest = sha256(bytes([READ]))
    for package, name in _FOUND_WITH:
        digest.update(files(package).joinpath(name).read_bytes())
    return digest.hexdigest()[:12]


_FOUND_WITH = (
    ("rag.retrieval.relevance", "weights.tsv"),
    ("rag.answering", "sentence_weights.tsv"),
    ("rag.reading", "reader_weights.npz"),
)


def plan(data: Path) -> dict[str, list[Case]]:
    """Return the questions that each library is asked."""
    read_before = {one.question for one in arcd_half(data, first=True)}
    arcd = [one for one in questions.arcd(data) if one.question not in read_before]
    mlqa, kaif = questions.mlqa(data), questions.kaif(data)
    suite, natural = questions.news(), questions.natural()
    stories = [*suite, *natural]
    own, kept = questions.ant(), list(_kept(data))
    english = [one for one in suite if one.language == "en" and one.gold]
    return {
        "samples": [
            *(_case(one) for one in stories),
            *(_case(one) for one in near_misses.written()),
        ],
        "arcd": [*(_case(one) for one in arcd), *map(_without, arcd[::3])],
        "mlqa": [*(_case(one) for one in mlqa[::2]), *map(_without, mlqa[1::4])],
        "kaif": [_case(one) for one in kaif[::8]],
        "ant": [
            *(_case(one) for one in [*own, *kept]),
            *(Case(one, frozenset(), answerable=False) for one in [*arcd[::5], *english[::2]]),
        ],
    }


def _kept(data: Path) -> Iterator[Posed]:
    """Yield the questions on 80 articles of ANT that the reader was not fitted on; those on every
    other article are held out."""
    articles: dict[str, int] = {}
    for number, (article, language, right, question) in enumerate(kept_questions(data)):
        place = articles.setdefault(article, len(articles))
        yield Posed(
            id=f"{KEPT}-{number}",
            set="ant-kept" if right else "ant-near",
            part="held" if place % 2 else "fit",
            language=language,
            question=question,
            gold=frozenset([f"ant:{article}"] if right else []),
            family=frozenset([f"ant:{article}"]),
            quotes=right,
            group=article,
        )


def _case(posed: Posed) -> Case:
    return Case(posed, frozenset(), answerable=bool(posed.gold))


def _without(posed: Posed) -> Case:
    return Case(posed, posed.family, answerable=False)


def _asked(name: str, cases: Sequence[Case], data: Path, work: Path) -> Iterator[ReadQuestion]:
    home = work / f"choice-{name}"
    drafts = list(_drafts(_LIBRARIES[name], data))
    with Service.open(settings(home)) as service:
        for at in range(service.count(), len(drafts), _ROUND):
            service.add(drafts[at : at + _ROUND])
    with opened(home) as (catalog, index, encoder):
        retriever = Retriever(catalog, index, encoder, analyzer=shipped_analyzer())
        ranking = SentenceRanking(index.rarity, shipped_analyzer(), encoder, E5Reader())
        for case in cases:
            yield _read(name, case, retriever, ranking)


def _drafts(groups: Sequence[str], data: Path) -> Iterator[Draft]:
    for article, _ in (one for group in groups for one in load_group(group, data)):
        yield Draft(
            text=article.text,
            id=article.id,
            title=article.title if article.titled else None,
            language=article.language,
            published_at=article.published_at,
            outlet=article.outlet,
        )


def _read(name: str, case: Case, retriever: Retriever, ranking: SentenceRanking) -> ReadQuestion:
    posed = case.posed
    limit = _MOST if case.hidden else _PASSAGES
    searched = retriever.search(posed.question, limit=limit, language=posed.language)
    passages = [one for one in searched if one.article.id not in case.hidden][:_PASSAGES]
    evidence = [Evidence(number, passage) for number, passage in enumerate(passages, start=1)]
    ranked = ranking.rank(posed.question, posed.language, evidence)
    right = [case.answerable and is_right(one.candidate, posed) for one in ranked]
    found = [one.candidate for one in ranked]
    rows = [[one.features.get(name, math.nan) for name in FEATURES] for one in found]
    return ReadQuestion(
        case,
        name,
        tuple(_passages(passages, ranked, right, posed)),
        np.array(rows).reshape(-1, len(FEATURES)),
        np.array([one.language == posed.language for one in found], dtype=bool),
        np.array(right, dtype=bool),
    )


def _passages(
    passages: Sequence[Passage],
    ranked: Sequence[RankedSentence],
    right: Sequence[bool],
    posed: Posed,
) -> Iterator[ReadPassage]:
    """Yield the passages with what their sentences tell."""
    odds, ahead = what_reading_tells(ranked, passages=len(passages))
    holding = {
        one.candidate.evidence.number for one, answers in zip(ranked, right, strict=True) if answers
    }
    told = features(passages, odds, ahead)
    for number, (passage, known) in enumerate(zip(passages, told, strict=True), start=1):
        own = passage.article.language == posed.language
        yield ReadPassage(known, own, number in holding, passage.relevant, passage.other_event)


def is_right(candidate: CandidateSentence, one: Posed) -> bool:
    """Tell whether a sentence of the right article holds an answer, or is part of the words that
    do: a quote can be of more than one sentence."""
    if candidate.evidence.passage.article.id not in one.gold:
        return False
    text = candidate.text
    return any(contains(text, quote) or contains(quote, text) for quote in one.quotes)
