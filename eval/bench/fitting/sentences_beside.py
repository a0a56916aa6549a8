"""Which sentences a question is read beside while the reader is fitted: the hardest."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from eval.bench.fitting.reader_examples import ReaderExample
from rag.embedding.use import UseEmbedder
from rag.records import ReadSentence

Tensor = Any
_LIKEST = 24  # sentences of other articles from which some are drawn
_OWN, _OTHERS = 4, 3  # wrong sentences of its article and of others to choose the hardest from
_BESIDE = 3  # sentences that a question is read beside
_EASY, _KEPT = 0.12, 0.3  # the loss of an easy question, and the share of these that is fitted on
_NO_ANSWER = 0.1  # share of the questions whose answer is left out


@dataclass(frozen=True, slots=True)
class Beside:
    """What a question is read beside, whether the first is right, and what its loss counts."""

    beside: Sequence[ReadSentence]
    right: bool
    weight: float = 1.0


def loss_of(odds: Tensor, *, right: bool) -> Tensor:
    """Return the cross-entropy of log-odds of which the first is right, or else none (0)."""
    return functional.cross_entropy(
        torch.cat([odds, odds.new_zeros(1)])[None], torch.tensor([0 if right else len(odds)])
    )


def draw(
    example: ReaderExample,
    likest: tuple[Sequence[int], Sequence[ReadSentence]],
    found: Sequence[ReadSentence],
) -> Beside:
    """Return the sentences that a question may be read beside, the right one first if there is one,
    and whether there is. `likest` are the places of its article's sentences and others' sentences,
    the most like the question first; `found` what a search finds in other articles."""
    own, others = likest
    right = example.right if random.random() >= _NO_ANSWER else ()
    wrong = [at for at in own if at not in example.right]
    wrong.sort(key=lambda at: own.index(at) + random.random() * 4)
    chosen = [random.choice(right), *wrong[:_OWN]] if right else wrong[: _OWN + 1]
    count = _OTHERS if right else _OTHERS - 1
    far = random.sample(list(found), min(count, len(found)))
    far += random.sample(list(others), count - len(far))
    return Beside([*(example.sentences[at] for at in chosen), *far], bool(right))


def hardest(drawn: Sequence[Beside], odds: Tensor) -> list[Beside]:
    """Return the questions with the right sentence and the wrong ones that the reader takes for one
    most, by chance; most that are easy are left with none."""
    found = []
    for one, known in zip(
        drawn, torch.split(odds, [len(one.beside) for one in drawn]), strict=True
    ):
        weight = 1.0
        if float(loss_of(known, right=one.right)) < _EASY:
            weight = 1 / _KEPT if random.random() < _KEPT else 0.0
        wrong = known[int(one.right) :]
        count = min(_BESIDE - int(one.right), len(wrong)) if weight else 0
        likely = torch.softmax(0.7 * wrong, 0) + 0.02
        picked = torch.multinomial(likely, count).tolist() if count else []
        beside = [one.beside[at + int(one.right)] for at in picked]
        kept = one.beside[: int(one.right)] if weight else []
        found.append(Beside([*kept, *beside], one.right, weight))
    return found


def likest_sentences(
    examples: Sequence[ReaderExample], sentences: Sequence[ReadSentence]
) -> list[tuple[list[int], list[ReadSentence]]]:
    """Return for each question the places of its article's sentences, and the sentences of other
    articles that are most like it, by the encoder that comes along."""
    encoder = UseEmbedder()
    vectors = encoder.embed_documents([one.text for one in sentences])
    places = {one: at for at, one in enumerate(sentences)}
    of_article: dict[str, list[int]] = {}
    for example in examples:
        of_article.setdefault(example.article, []).extend(places[one] for one in example.sentences)
    found = []
    for example in examples:
        cosines = vectors @ encoder.embed_query(example.question)
        own = [places[one] for one in example.sentences]
        order = sorted(range(len(own)), key=lambda at: -cosines[own[at]])
        cosines[of_article[example.article]] = -1.0  # in both languages
        far = np.argpartition(-cosines, _LIKEST)[:_LIKEST]
        found.append((order, [sentences[at] for at in far.tolist()]))
    return found
