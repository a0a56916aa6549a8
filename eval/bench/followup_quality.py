"""Compares rules that add words of earlier questions to a follow-up question, without a model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from random import Random

from eval.bench.answer_quality import arabic_pool
from eval.bench.bench_library import add_texts, opened, search_index
from eval.bench.harness import Context, Measurement
from eval.bench.hit_measures import found
from eval.bench.public_sets import GoldQuestion, load_arcd
from eval.measures import mean
from rag.answering.followups import CarryOver
from rag.records import Turn
from rag.retrieval.retriever import Retriever
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem, shipped_analyzer

_WITHIN = 5
_PASSAGES = 6
_NOWHERE = "\0"  # a stem that stands in no text

Rarity = Callable[[str], float]
Rule = Callable[[Sequence[str], str, Rarity], str]
"""Earlier questions (oldest first), the question, the idf of a stem → the question to search."""


@dataclass(frozen=True, slots=True)
class FollowUpCase:
    """A question after others, and the paragraph that should come up."""

    earlier: tuple[str, ...]
    question: str
    paragraph: str


def followups(context: Context) -> Iterator[Measurement]:
    """Measure recall@5 for every kind of follow-up question, by the product and by other rules."""
    home = context.folder("followups")
    add_texts(home, arabic_pool(context))
    with opened(home) as (catalog, index, embedder):
        retriever = Retriever(catalog, index, embedder, analyzer=shipped_analyzer())
        product = _product(retriever, index.rarity)
        rules = {"Mujaz": product, **RULES}
        for kind, cases in _kinds(load_arcd(context.data).questions).items():
            yield Measurement(f"{kind}: questions", len(cases), digits=0)
            for name, rule in rules.items():
                asked = [rule(case.earlier, case.question, index.rarity) for case in cases]
                ranked = [search_index(index, embedder, question) for question in asked]
                share = mean(
                    found(names, case.paragraph, within=_WITHIN)
                    for names, case in zip(ranked, cases, strict=True)
                )
                yield Measurement(f"{kind}: {name}", share)


def _product(retriever: Retriever, rarity: Rarity) -> Rule:
    """Return the rule that Mujaz follows without a model."""

    search = partial(retriever.search, limit=_PASSAGES)
    rewriter = CarryOver(rarity, search, retriever.coverage, shipped_analyzer())

    def rule(earlier: Sequence[str], question: str, rarity: Rarity) -> str:
        """Return the question as the product rewrites it."""
        turns = [Turn(one) for one in earlier]
        return asyncio.run(rewriter.arewrite(question, turns))[0]

    return rule


# --- the rules ---


def as_asked(earlier: Sequence[str], question: str, rarity: Rarity) -> str:
    """Return the question alone."""
    return question


def everything(earlier: Sequence[str], question: str, rarity: Rarity) -> str:
    """Return all earlier questions and the question."""
    return " ".join([*earlier, question])


def last_if_short(earlier: Sequence[str], question: str, rarity: Rarity) -> str:
    """Put the last question in front if this one has fewer than three content words."""
    short = len(set(_content(question).values())) < 3
    return f"{earlier[-1]} {question}" if short else question


def last_if_weak(earlier: Sequence[str], question: str, rarity: Rarity) -> str:
    """Put the last question in front if the known words of this one are common.

    Common means that their idf together is at most that of one and a half words of no text.
    """
    nowhere = rarity(_NOWHERE)
    strength = sum(
        rarity(stem) for stem in set(_content(question).values()) if rarity(stem) < nowhere
    )
    return f"{earlier[-1]} {question}" if strength < 1.5 * nowhere else question


def rarest(*counts: int) -> Rule:
    """Make the rule that adds `counts` of the rarest known words of the last questions."""

    def rule(earlier: Sequence[str], question: str, rarity: Rarity) -> str:
        """Return the question with the words added."""
        carried = question
        for before, count in zip(reversed(earlier), counts, strict=False):
            carried = " ".join([carried, *_rarest_words(before, carried, rarity)[:count]])
        return carried

    return rule


def _rarest_words(before: str, question: str, rarity: Rarity) -> list[str]:
    """Return the words of `before` that the question lacks and some text has, the rarest first."""
    has = set(_content(question).values())
    nowhere = rarity(_NOWHERE)
    weights = {word: rarity(stem) for word, stem in _content(before).items() if stem not in has}
    known = [word for word, weight in weights.items() if weight < nowhere]
    return sorted(known, key=lambda word: -weights[word])


RULES: Mapping[str, Rule] = {
    "as asked": as_asked,
    "all questions joined": everything,
    "last, if under 3 content words": last_if_short,
    "last, if weak in known words": last_if_weak,
    "1 rarest of the last": rarest(1),
    "2 rarest of the last": rarest(2),
    "2 rarest of the last, 1 of the one before": rarest(2, 1),
    "3 rarest of the last, 1 of the one before": rarest(3, 1),
}


def _content(text: str) -> dict[str, str]:
    """Return the stems of a text's content words, by word."""
    return {word: stem for word in words(text) if (stem := content_stem(word))}


# --- the questions ---


def _kinds(questions: Sequence[GoldQuestion]) -> dict[str, list[FollowUpCase]]:
    """Return the kinds of follow-up questions.

    Questions after another on the same paragraph, shortened or not, and two kinds with a change of
    subject.
    """
    random = Random(1)
    pairs = [(one, two) for one, two in pairwise(questions) if one.paragraph == two.paragraph]
    elliptic = [(one, two, short) for one, two in pairs if (short := shortened(two, [one]))]
    # The random subjects are drawn in this order, so that the cases stay the same.
    return {
        "shortened": [
            FollowUpCase((one.question,), short, two.paragraph) for one, two, short in elliptic
        ],
        "as written": [
            FollowUpCase((one.question,), two.question, two.paragraph) for one, two in pairs
        ],
        "third, both shortened": list(_thirds(questions)),
        "new subject": [_new_subject(one, _elsewhere(one, questions, random)) for one, _ in pairs],
        "shortened, after a new subject": [
            FollowUpCase(
                (_elsewhere(one, questions, random).question, one.question), short, two.paragraph
            )
            for one, two, short in elliptic
        ],
    }


def _thirds(questions: Sequence[GoldQuestion]) -> Iterator[FollowUpCase]:
    """Yield each third question on a paragraph that can be shortened, after two others."""
    for one, two, three in zip(questions, questions[1:], questions[2:], strict=False):
        if one.paragraph == two.paragraph == three.paragraph:
            middle = shortened(two, [one]) or two.question
            if short := shortened(three, [one, two]):
                yield FollowUpCase((one.question, middle), short, three.paragraph)


def _new_subject(one: GoldQuestion, other: GoldQuestion) -> FollowUpCase:
    """Return the case of a question after one on another subject."""
    return FollowUpCase((one.question,), other.question, other.paragraph)


def shortened(asked: GoldQuestion, earlier: Sequence[GoldQuestion]) -> str | None:
    """Return the question without the words of earlier ones and of the subject's name.

    That is how people leave out what is understood. Returns None if nothing or everything would be
    left out.
    """
    understood = set(_content(asked.subject).values())
    for one in earlier:
        understood |= set(_content(one.question).values())
    left: list[str] = []
    telling = dropped = 0
    for word in asked.question.split():
        stems = set(_content(word).values())
        if stems and stems <= understood:
            dropped += 1
        else:
            left.append(word)
            telling += len(stems)
    return " ".join(left) if dropped and telling else None


def _elsewhere(
    asked: GoldQuestion, questions: Sequence[GoldQuestion], random: Random
) -> GoldQuestion:
    """Return a question on another subject."""
    while (other := random.choice(questions)).subject == asked.subject:
        pass
    return other
