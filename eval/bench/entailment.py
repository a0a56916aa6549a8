"""Measures whether the checker sees what follows from a text and what does not.

The sets are judged by people: RTE-1 and RTE-2 and XNLI in English, ANS in Arabic. Across languages
the claims are sentences of TICO-19, translated truly, beside the wrong sentence, or changed in one
place. Where there are many changes, an even sample is taken.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.bench import corruptions
from eval.bench.entailment_sets import EntailmentPair, load_ans, load_rte, load_xnli, spread
from eval.bench.harness import Context, Measurement
from eval.bench.other_language import WAYS
from eval.bench.public_sets import DataMissingError, ParallelDocument, load_tico
from eval.bench.single_changes import change_kinds, change_once
from rag.grounding.claim_check import check_claim
from rag.records import Language

_SEED = 2024  # which digit of a number is changed
_MOST_CHANGED = 200  # claims of a kind each way, so that no kind outweighs the others in the total
_RTE = ("rte1_dev", "rte1_test", "rte2_dev", "rte2_test")


@dataclass(slots=True)
class TimedChecks:
    """Checks claims and adds up how long that takes, in seconds of this process."""

    calls: int = 0
    seconds: float = 0.0

    def statuses(self, pairs: Sequence[EntailmentPair]) -> list[str]:
        """Return the status of each claim."""
        started = time.process_time()
        statuses: list[str] = [check_claim(pair.claim, pair.source).status for pair in pairs]
        self.seconds += time.process_time() - started
        self.calls += len(pairs)
        return statuses

    def per_call(self, name: str) -> Iterator[Measurement]:
        """Yield the milliseconds a call, each text read for the first or second time."""
        if self.calls:
            took = 1000 * self.seconds / self.calls
            yield Measurement(f"check_claim, {name}", took, unit="ms", digits=2)


@dataclass(frozen=True, slots=True)
class Checks:
    """The calls within a language and across, timed apart."""

    within: TimedChecks = field(default_factory=TimedChecks)
    across: TimedChecks = field(default_factory=TimedChecks)


def entailment(context: Context) -> Iterator[Measurement]:
    """Measure the sets that there are, then the time a call.

    Raises `DataMissingError` at the end, naming the folders that lack files.
    """
    checks = Checks()
    absent = []
    for folder, measure in (("rte", _rte), ("xnli_en", _xnli), ("ans", _ans), ("tico19", _tico)):
        try:
            yield from measure(context.data, checks)
        except DataMissingError as error:
            absent.append((folder, error))
    yield from checks.within.per_call("within a language")
    yield from checks.across.per_call("across")
    if absent:
        names = ", ".join(folder for folder, _ in absent)
        raise DataMissingError(f"(sets without data: {names}) {absent[0][1]}")


def _rte(data: Path | None, checks: Checks) -> Iterator[Measurement]:
    """Measure each file of RTE by its two labels."""
    for file in _RTE:
        pairs = load_rte(data, file)
        for label, least, most in (("yes", 0.50, None), ("no", None, 0.25)):
            of_label = [pair for pair in pairs if pair.label == label]
            name = f"{file}: {label}"
            statuses = checks.within.statuses(of_label)
            yield _share(name, "supported", statuses, at_least=least, at_most=most)
            yield _share(name, "contradicted", statuses)


def _xnli(data: Path | None, checks: Checks) -> Iterator[Measurement]:
    """Measure the English half of XNLI by its three labels."""
    pairs = load_xnli(data)
    for label in ("entailment", "neutral", "contradiction"):
        statuses = checks.within.statuses([pair for pair in pairs if pair.label == label])
        yield _share(f"XNLI en: {label}", "supported", statuses)
        yield _share(f"XNLI en: {label}", "contradicted", statuses)


def _ans(data: Path | None, checks: Checks) -> Iterator[Measurement]:
    """Measure the headlines of ANS, the half that rules were made on and the other apart.

    The claim is the second headline, which people wrote from the first, and then the other way
    round.
    """
    forward = load_ans(data)
    backward = [EntailmentPair(pair.claim, pair.source, pair.label) for pair in forward]
    middle = len(forward) // 2
    for way, pairs in (("s2 by s1", forward), ("s1 by s2", backward)):
        for half, part in (("first half", pairs[:middle]), ("second half", pairs[middle:])):
            for label, what, least, most in (
                ("agree", "paraphrase", 0.50, None),
                ("disagree", "corrupted", None, 0.08),
            ):
                statuses = checks.within.statuses([pair for pair in part if pair.label == label])
                name = f"ANS, {way}, {half}: {what}"
                yield _share(name, "supported", statuses, at_least=least, at_most=most)
                yield _share(name, "contradicted", statuses)


def _tico(data: Path | None, checks: Checks) -> Iterator[Measurement]:
    """Measure sentences of TICO-19 against their translation, both ways."""
    documents = load_tico(data)
    for language, other in WAYS:
        name = f"TICO-19, claim {language}, source {other}"
        true = _translations(documents, language, other)
        statuses = checks.across.statuses(true)
        yield _share(f"{name}: true", "supported", statuses, at_least=0.80)
        yield _share(f"{name}: true", "contradicted", statuses, at_most=0.008)
        statuses = checks.across.statuses(_neighbours(documents, language, other))
        yield _share(f"{name}: neighbouring sentence", "supported", statuses)
        yield from _changed(name, true, language, checks)


def _translations(
    documents: Sequence[ParallelDocument], language: Language, other: Language
) -> list[EntailmentPair]:
    """Return each sentence of a language as a claim, with its translation as the source."""
    return [
        EntailmentPair(source, claim, "true")
        for document in documents
        for claim, source in zip(
            document.sentences(language), document.sentences(other), strict=True
        )
    ]


def _neighbours(
    documents: Sequence[ParallelDocument], language: Language, other: Language
) -> list[EntailmentPair]:
    """Return each sentence as a claim, with the translation of the next one as the source."""
    return [
        EntailmentPair(source, claim, "neighbour")
        for document in documents
        for claim, source in zip(
            document.sentences(language), document.sentences(other)[1:], strict=False
        )
    ]


def _changed(
    name: str, true: Sequence[EntailmentPair], language: Language, checks: Checks
) -> Iterator[Measurement]:
    """Measure true translations that were changed in one place, each kind and all together."""
    everything = []
    for kind in (*change_kinds(), "number"):
        changed = spread(list(_with_change(kind, true, language)), _MOST_CHANGED)
        if not changed:
            continue
        statuses = checks.across.statuses(changed)
        everything += statuses
        yield _share(f"{name}: {kind} changed", "supported", statuses)
    if everything:
        yield _share(f"{name}: one thing changed", "supported", everything, at_most=0.15)


def _with_change(
    kind: str, true: Sequence[EntailmentPair], language: Language
) -> Iterator[EntailmentPair]:
    """Yield the claims in which something of a kind can be changed, changed."""
    rnd = random.Random(_SEED)
    for pair in true:
        if kind == "number":
            claim = corruptions.change_number(rnd, pair.claim, f"{pair.claim} {pair.source}")
        else:
            claim = change_once(kind, pair.claim, language)
        if claim:
            yield EntailmentPair(pair.source, claim, kind)


def _share(
    name: str,
    status: str,
    statuses: Sequence[str],
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Measurement:
    """Return the share of claims that have a status."""
    hits = statuses.count(status)
    return Measurement(
        f"{name}: {status}",
        hits / len(statuses) if statuses else 0.0,
        at_least=at_least,
        at_most=at_most,
        hits=hits,
        of=len(statuses),
    )
