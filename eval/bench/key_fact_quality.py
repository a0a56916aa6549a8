"""Measures the key facts of briefs on hand-made openings of news: precision and recall by kind."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Literal

from eval.bench.harness import Context, Measurement
from rag.briefs.key_facts.key_facts import key_facts
from rag.briefs.points import version
from rag.briefs.sentences.source_sentences import SourceSentence, as_evidence
from rag.records import Article, KeyFactKind, Language, Point
from rag.text.analysis.folding import normalize
from rag.text.analyzer import shipped_analyzer

KINDS: tuple[KeyFactKind, ...] = ("who", "where", "when", "how_many")


@dataclass(frozen=True, slots=True)
class KeyFactCase:
    """The first sentences of an article and its key facts by kind.

    A fact with `?` before it may be told and need not; spellings have `|` between them. Rules are
    made on the half `fit`, and `test` is for the figures alone.
    """

    id: str
    language: Language
    published: date
    half: Literal["fit", "test"]
    sentences: tuple[str, ...]
    facts: dict[KeyFactKind, tuple[str, ...]]


def load_key_facts() -> list[KeyFactCase]:
    """Return the cases in the order of the file."""
    suite = files("eval.bench").joinpath("suites", "key-facts.jsonl").read_text("utf-8")
    return [
        KeyFactCase(
            one["id"],
            one["language"],
            date.fromisoformat(one["published"]),
            one["half"],
            tuple(one["sentences"]),
            {kind: tuple(one[kind]) for kind in KINDS},
        )
        for one in map(json.loads, suite.splitlines())
    ]


def found_facts(case: KeyFactCase) -> dict[KeyFactKind, list[str]]:
    """Return the key facts that Mujaz finds in a case, by kind."""
    text = "\n".join(case.sentences)
    article = Article(
        id=case.id,
        text=text,
        title="",
        language=case.language,
        source=f"{case.id}.txt",
        published_at=case.published,
        outlet=None,
    )
    (evidence,) = as_evidence([article])
    points = []
    for place, sentence in enumerate(case.sentences):
        start = text.index(sentence)
        line = SourceSentence(evidence, start, start + len(sentence), place)
        side = version(case.language, [line.sentence])
        ar, en = (side, None) if case.language == "ar" else (None, side)
        points.append(Point(f"p{place}", ar=ar, en=en))
    found = key_facts(points, shipped_analyzer())
    return {kind: [one.text for one in found if one.kind == kind] for kind in KINDS}


def judged(wanted: Sequence[str], found: Sequence[str]) -> Counter[str]:
    """Count the facts found, those of them that are right, those wanted, and those of them found.

    One is the same as another by its normalised words.
    """
    allowed = {normalize(form.lstrip("?")) for fact in wanted for form in fact.split("|")}
    told = {normalize(fact) for fact in found}
    needed = [fact for fact in wanted if not fact.startswith("?")]
    reached = [
        fact for fact in needed if not told.isdisjoint(normalize(form) for form in fact.split("|"))
    ]
    return Counter(
        found=len(told), right=len(told & allowed), wanted=len(needed), reached=len(reached)
    )


def key_fact_quality(context: Context) -> Iterator[Measurement]:
    """Yield precision and recall of each kind and language, on the cases not fitted on."""
    held_out = [case for case in load_key_facts() if case.half == "test"]
    for kind in KINDS:
        for language in ("ar", "en"):
            cases = [case for case in held_out if case.language == language]
            total: Counter[str] = Counter()
            for case in cases:
                total += judged(case.facts[kind], found_facts(case)[kind])
            name = f"{kind}, {language}, cases not fitted on"
            yield Measurement(f"{name}: precision", total["right"] / total["found"], at_least=0.95)
            yield Measurement(f"{name}: recall", total["reached"] / total["wanted"])
