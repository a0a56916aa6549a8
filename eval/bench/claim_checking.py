"""Measures how well the checker separates true claims from false ones, in a language and across.

Claims are sentences of ARCD and NTREX, copied, translated or changed in one place. They are checked
against their paragraph, or five neighbouring sentences. A false claim is caught if its verdict is
not `supported`.
"""

from __future__ import annotations

import random
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from eval.bench import corruptions
from eval.bench.harness import Context, Measurement
from eval.bench.other_language import WAYS
from eval.bench.public_sets import Arcd, ParallelDocument, load_arcd, load_ntrex
from eval.measures import mean
from rag.grounding.claim_check import check_claim
from rag.records import Language, Verdict
from rag.text.analysis.sentence_splitter import split_sentences

_SEED = 2024
_MOST = 400  # cases of a kind
_MOST_PAIRS = 1200
_TOGETHER = 5  # sentences a passage
_SHORTEST = 6  # words a claim
_LONG = range(180, 221)  # words a passage, for the speed
_STATUSES = ("contradicted", "unsupported", "unverified", "check", "supported")


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage, its sentences, and the article that it is from."""

    article: str
    text: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """A claim and what it is checked against."""

    claim: str
    passage: PassageText

    def verdict(self) -> Verdict:
        """Check the claim against the passage."""
        return check_claim(self.claim, self.passage.text)


def claims(context: Context) -> Iterator[Measurement]:
    """Measure each kind of change in Arabic, in English and across, then the speed."""
    arcd, documents = load_arcd(context.data), load_ntrex(context.data)
    for language in ("ar", "en"):
        yield from _within(_passages(arcd, documents, language), language)
    for source, target in WAYS:
        for size in (_TOGETHER, 1):
            yield from _across(documents, source, target, size)
    yield _speed(_passages(arcd, documents, "ar"))


def _passages(
    arcd: Arcd, documents: Sequence[ParallelDocument], language: Language
) -> list[PassageText]:
    """Return the passages of a language."""
    found = [
        PassageText(
            text.name, text.text, tuple(text.text[a:b] for a, b in split_sentences(text.text))
        )
        for text in arcd.paragraphs
        if text.language == language
    ]
    return found + [one for document in documents for one in _cut(document, language, _TOGETHER)]


def _cut(document: ParallelDocument, language: Language, size: int) -> list[PassageText]:
    """Cut a document into passages of `size` neighbouring sentences."""
    sentences = document.sentences(language)
    runs = [sentences[at : at + size] for at in range(0, len(sentences), size)]
    return [PassageText(document.name, " ".join(run), run) for run in runs]


def _within(passages: Sequence[PassageText], language: Language) -> Iterator[Measurement]:
    """Measure the checker within a language."""
    rnd = random.Random(_SEED)
    true = [
        ClaimCase(sentence, passage)
        for passage in passages
        for sentence in passage.sentences
        if len(sentence.split()) >= _SHORTEST
    ]
    verdicts = [case.verdict() for case in true]
    yield _contradicted(f"{language}: copied", verdicts, at_most=0.0)
    yield Measurement(f"{language}: copied, not supported", _caught(verdicts), at_most=0.001)
    rnd.shuffle(true)
    claims_ = [case.claim for case in true[:_MOST]]
    for name, change, target in corruptions.kinds_of_change(rnd, claims_, language):
        verdicts = [case.verdict() for case in islice(_changed(true, change), _MOST)]
        if not verdicts:
            continue
        if name == "20 % of words left out":
            yield _contradicted(f"{language}: {name}", verdicts)
            continue
        yield Measurement(f"{language}: {name}: caught", _caught(verdicts), at_least=target)
        yield _contradicted(f"{language}: {name}", verdicts)
    yield from _elsewhere(language, true[:_MOST], passages, rnd)


def _changed(true: Iterable[ClaimCase], change: corruptions.Change) -> Iterator[ClaimCase]:
    """Yield the claims that could be changed."""
    for case in true:
        claim = change(case.claim, case.passage.text)
        if claim and claim != case.claim:
            yield ClaimCase(claim, case.passage)


def _elsewhere(
    name: str, true: Sequence[ClaimCase], passages: Sequence[PassageText], rnd: random.Random
) -> Iterator[Measurement]:
    """Check claims against other passages."""
    far = [ClaimCase(case.claim, _other(case, passages, rnd, same=False)) for case in true]
    yield Measurement(
        f"{name}: sentence of another article: caught",
        _caught([case.verdict() for case in far]),
        at_least=0.97,
    )
    near = [
        ClaimCase(case.claim, passage)
        for case in true
        if (passage := _other(case, passages, rnd, same=True)) is not case.passage
    ]
    yield Measurement(
        f"{name}: sentence of another passage of the article: caught",
        _caught([case.verdict() for case in near]),
    )


def _other(
    case: ClaimCase, passages: Sequence[PassageText], rnd: random.Random, *, same: bool
) -> PassageText:
    """Return another passage of the same article or of another, the case's own if there is none."""
    own = case.passage
    if not same:
        return rnd.choice([one for one in passages if one.article != own.article])
    others = [one for one in passages if one.article == own.article and one.text != own.text]
    return rnd.choice(others) if others else own


def _across(
    documents: Sequence[ParallelDocument], source: Language, target: Language, size: int
) -> Iterator[Measurement]:
    """Measure the checker across languages, on passages of `size` sentences."""
    rnd = random.Random(_SEED)
    passages = [one for document in documents for one in _cut(document, target, size)]
    origins = [one for document in documents for one in _cut(document, source, size)]
    pairs = [
        (sentence, origin, passage)
        for origin, passage in zip(origins, passages, strict=True)
        for sentence in origin.sentences
    ]
    rnd.shuffle(pairs)
    pairs = pairs[:_MOST_PAIRS]
    true = [ClaimCase(sentence, passage) for sentence, _, passage in pairs]
    name = f"{source} → {target}, passages of {size}"
    if size > 1:
        yield from _figures_across(name, rnd, pairs)
    verdicts = [case.verdict() for case in true]
    yield Measurement(f"{name}: true, supported", 1 - _caught(verdicts))
    yield from _separation(name, true, verdicts, passages, rnd)


def _figures_across(
    name: str, rnd: random.Random, pairs: Sequence[tuple[str, PassageText, PassageText]]
) -> Iterator[Measurement]:
    """Check translated sentences with numbers: unchanged, one changed, one of the passage."""
    true, changed, borrowed = [], [], []
    for sentence, origin, passage in pairs:
        if any(map(str.isdigit, sentence)):
            true.append(ClaimCase(sentence, passage).verdict())
        both = f"{origin.text} {passage.text}"
        if claim := corruptions.change_number(rnd, sentence, both):
            changed.append(ClaimCase(claim, passage).verdict())
        if claim := corruptions.borrow_number(rnd, sentence, passage.text):
            borrowed.append(ClaimCase(claim, passage).verdict())
    yield _contradicted(f"{name}: true with numbers", true, at_most=0.06)
    yield Measurement(f"{name}: number changed: caught", _caught(changed), at_least=0.94)
    yield _contradicted(f"{name}: number changed", changed)
    yield Measurement(f"{name}: number of the same passage: caught", _caught(borrowed))


def _separation(
    name: str,
    true: Sequence[ClaimCase],
    verdicts: Sequence[Verdict],
    passages: Sequence[PassageText],
    rnd: random.Random,
) -> Iterator[Measurement]:
    """Compare true claims with claims beside the wrong passage, by score and by status alone."""
    by_article: dict[str, list[PassageText]] = {}
    for passage in passages:
        by_article.setdefault(passage.article, []).append(passage)
    for where, same, least in (("of the article", True, 0.95), ("of another article", False, 0.98)):
        false = []
        for case in true:
            among = by_article[case.passage.article] if same else passages
            other = rnd.choice(among)
            if (other.article == case.passage.article) is same and other is not case.passage:
                false.append(ClaimCase(case.claim, other).verdict())
        title, caught = f"{name}: against a passage {where}", None if same else 0.97
        yield from _apart(title, verdicts, false, at_least=least)
        yield Measurement(f"{title}: caught", _caught(false), at_least=caught)


def _apart(
    title: str, true: Sequence[Verdict], false: Sequence[Verdict], *, at_least: float
) -> Iterator[Measurement]:
    """Measure how well scores, and statuses alone, tell the verdicts on true claims from others."""
    scores = _auc([one.score for one in true], [one.score for one in false])
    yield Measurement(f"{title}: AUC", scores, at_least=at_least)
    ranks = _auc(list(map(_rank, true)), list(map(_rank, false)))
    yield Measurement(f"{title}: AUC by status", ranks)


def _speed(passages: Sequence[PassageText]) -> Measurement:
    """Measure checking against a passage that was read for an earlier claim, as in an answer."""
    long = [one for one in passages if len(one.text.split()) in _LONG]
    cases = [ClaimCase(sentence, passage) for passage in long for sentence in passage.sentences]
    started = time.process_time()
    for case in cases:
        case.verdict()
    took = (time.process_time() - started) / max(len(cases), 1)
    return Measurement("a claim against 200 words", 1000 * took, at_most=5.0, unit="ms", digits=1)


def _caught(verdicts: Sequence[Verdict]) -> float:
    """Return the share of claims that are not supported."""
    return mean(one.status != "supported" for one in verdicts)


def _contradicted(
    name: str, verdicts: Sequence[Verdict], at_most: float | None = None
) -> Measurement:
    """Return the share of contradicted claims as a figure."""
    share = mean(one.status == "contradicted" for one in verdicts)
    return Measurement(f"{name}: contradicted", share, at_most=at_most)


def _rank(verdict: Verdict) -> float:
    """Return the rank of a verdict's status."""
    return float(_STATUSES.index(verdict.status))


def _auc(true: Sequence[float], false: Sequence[float]) -> float:
    """Return the chance that a true claim ranks above a false one, a tie counting half
    (Mann–Whitney).
    """
    ordered = sorted(false)
    wins = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in true)
    return wins / (2 * len(true) * len(false)) if true and false else 0.0
