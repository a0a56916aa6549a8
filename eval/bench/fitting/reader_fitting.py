"""`python -m eval.bench.fitting.reader_fitting`: fit what the reader adds to its language model.

It needs `torch`, which is no dependency of the project (`pip install torch`), and takes as long as
it is told; what comes out depends on the machine. It writes `rag/reading/reader_weights.npz`: those
that come along took five and a half hours on two cores, in six rounds, each of which began with the
weights of the one before (`--go-on`). A fifth of the questions were there from the first round, two
fifths from the third, four fifths in the fourth, all in the last two alone; the first three had a
rank of 16, and only the last two had sentences that a search had found (`--library`).

With `--go-on` the mean of the weights there were and those that were fitted is written. Those that
come along were made by hand, of .3 of what the fourth round left and .7 of the sixth. Of 113 Arabic
questions on articles that nothing was fitted on, an answer is the likeliest of the sentences of its
article, six of others and those that a search finds for .55 with them, .56 after the sixth round
alone and .53 before the last two; of 40 English ones for .70, .68 and .60.

What is then fitted on the reader's results, the choice of sentences and the second look, must be
fitted anew.

A question is read beside the sentence that answers it and those that the reader itself takes for
one most, among the likest of its article and what a search finds in others, or else the likest of
others, each as `rag.reading.network` reads it. The loss is the cross-entropy of their log-odds,
with 0 for "none of them", which is right for a near miss. Of the questions that are easy by now
three in ten are fitted on, for all. The lower layers are not fitted, so what they make of every
sentence is computed once.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from eval.bench.fitting.found_sentences import found_sentences
from eval.bench.fitting.reader_examples import ReaderExample, ant_examples, reader_examples
from eval.bench.fitting.sentences_beside import Beside, draw, hardest, likest_sentences, loss_of
from rag.embedding.use import UseEmbedder
from rag.reading import network
from rag.reading.base_model import BaseModel, base_model_file, load_base_model
from rag.reading.e5_reader import asked_tokens, sentence_tokens
from rag.reading.network import HEADS, LAYERS, LINEAR, NORMS, TOGETHER, WIDTH
from rag.reading.word_pieces import WordPieces
from rag.records import ReadSentence

Tensor = Any
_RANK = 48
_RATE = 2.5e-4
_WARM_UP = 60  # steps
_AT_ONCE = 16  # questions of a step
_NO_TITLE, _ALONE = 0.3, 0.2  # shares of the sentences read without a title, without the one before
_SEED = 1


@dataclass(frozen=True, slots=True)
class ReadText:
    """A sentence after the lower layers: rows of numbers, and what each is part of."""

    rows: Tensor
    kinds: Sequence[int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the reader and write its weights."""
    options = _parser().parse_args(arguments)
    random.seed(_SEED)
    torch.manual_seed(_SEED)
    path = base_model_file()
    assert path is not None, "the package of the language model is not installed"
    base = load_base_model(path)
    fitted = _shipped() if options.go_on else _beginning(base)
    examples = list(reader_examples(Path(options.data)))
    searched = list(ant_examples(Path(options.data))) if options.library else []
    found = found_sentences(searched, Path(options.library), UseEmbedder()) if searched else {}
    _fit(base, fitted, examples, found, options.minutes * 60)
    made = {name: one.detach() for name, one in fitted.items()}
    if options.go_on:
        made = _between(_shipped(), made)
    np.savez(_weights(), **{name: one.numpy().astype(np.float16) for name, one in made.items()})
    return 0


def _weights() -> str:
    return str(files("rag.reading").joinpath("reader_weights.npz"))


def _shipped() -> dict[str, Tensor]:
    """Return what was fitted before, by name."""
    with np.load(_weights()) as arrays:
        return {
            name: torch.tensor(arrays[name], dtype=torch.float32).requires_grad_()
            for name in arrays.files
        }


def _between(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the mean of two: of the products of low-rank matrices, not of these themselves, as the
    nearest product of `_RANK`."""
    found = {name: (one[name].detach() + other[name]) / 2 for name in one}
    for low in (name for name in one if name.endswith(".a")):
        high = low.removesuffix("a") + "b"
        mean = (one[high].detach() @ one[low].detach() + other[high] @ other[low]) / 2
        left, spread, right = torch.linalg.svd(mean, full_matrices=False)
        root = spread[:_RANK].sqrt()
        found[high], found[low] = left[:, :_RANK] * root, root[:, None] * right[:_RANK]
    return found


def _beginning(base: BaseModel) -> dict[str, Tensor]:
    """Return what is fitted, by name, as it is at first: nothing is added to the model, and a
    sentence is as likely as its vector is near the question's."""
    found: dict[str, Tensor] = {
        "parts": torch.zeros(3, WIDTH),
        "cosines": torch.tensor([10.0, 2.0, -9.0]),
        "hidden.w": torch.randn(128, 3 * WIDTH) / (3 * WIDTH) ** 0.5,
        "hidden.b": torch.zeros(128),
        "out.w": torch.zeros(1, 128),
        "out.b": torch.zeros(1),
    }
    for layer in range(TOGETHER, LAYERS):
        for name, columns in LINEAR.items():
            rows = len(base.vector(f"l{layer}.{name}.b"))
            found[f"l{layer}.{name}.a"] = torch.randn(_RANK, columns) / columns**0.5
            found[f"l{layer}.{name}.b"] = torch.zeros(rows, _RANK)
        for name in NORMS:
            found[f"l{layer}.{name}"] = torch.tensor(base.vector(f"l{layer}.{name}"))
    return {name: one.requires_grad_() for name, one in found.items()}


def _fit(
    base: BaseModel,
    fitted: Mapping[str, Tensor],
    examples: Sequence[ReaderExample],
    found: Mapping[ReaderExample, Sequence[ReadSentence]],
    seconds: float,
) -> None:
    """Fit for so many seconds, the rate falling to nothing."""
    sentences = list(dict.fromkeys(one for each in examples for one in each.sentences))
    likest = likest_sentences(examples, sentences)
    sentences = list(dict.fromkeys([*sentences, *chain.from_iterable(found.values())]))
    lower, upper = _layers(base, 0, TOGETHER), _layers(base, TOGETHER, LAYERS)
    pieces = WordPieces(base.pieces, base.replacements)
    read = dict(zip(sentences, _sentences_read(base, lower, pieces, sentences), strict=True))
    asked = _questions_read(base, lower, pieces, [one.question for one in examples])
    optimizer = torch.optim.AdamW(fitted.values(), lr=_RATE, weight_decay=0.01, betas=(0.9, 0.98))
    began, step = time.monotonic(), 0
    while (done := (time.monotonic() - began) / seconds) < 1:
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, (step + 1) / _WARM_UP) * max(0.02, 1 - done)
        chosen = random.sample(range(len(examples)), _AT_ONCE)
        drawn = [draw(examples[at], likest[at], found.get(examples[at], ())) for at in chosen]
        with torch.no_grad():
            odds = _log_odds(fitted, upper, _pairs(asked, read, chosen, drawn))
        drawn = hardest(drawn, odds)
        if not any(one.beside for one in drawn):
            continue
        pairs = _pairs(asked, read, chosen, drawn)
        optimizer.zero_grad()
        loss = _loss(_log_odds(fitted, upper, pairs), drawn)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(fitted.values(), 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            print(f"{step} steps, {done:.0%} of the time, loss {float(loss):.2f}", file=sys.stderr)


def _pairs(
    asked: Sequence[Tensor],
    read: Mapping[ReadSentence, ReadText],
    chosen: Sequence[int],
    drawn: Sequence[Beside],
) -> list[tuple[Tensor, ReadText]]:
    return [
        (asked[at], read[one]) for at, its in zip(chosen, drawn, strict=True) for one in its.beside
    ]


def _loss(odds: Tensor, drawn: Sequence[Beside]) -> Tensor:
    """Return the mean loss of questions from the log-odds of the sentences each was read beside, of
    which the first is right if one is; that none answers has log-odds of 0."""
    each = torch.split(odds, [len(one.beside) for one in drawn])
    losses = [
        one.weight * loss_of(known, right=one.right)
        for known, one in zip(each, drawn, strict=True)
        if one.beside
    ]
    return torch.stack(losses).sum() / len(drawn)


def _layers(base: BaseModel, first: int, end: int) -> list[dict[str, Tensor]]:
    """Return the matrices and vectors of layers by name."""
    found = []
    for number in range(first, end):
        layer = {
            f"{name}.w": torch.tensor(base.matrix(f"l{number}.{name}.w", columns))
            for name, columns in LINEAR.items()
        }
        for name in (*(f"{one}.b" for one in LINEAR), *NORMS):
            layer[name] = torch.tensor(base.vector(f"l{number}.{name}"))
        found.append(layer)
    return found


def _sentences_read(
    base: BaseModel,
    lower: Sequence[Mapping[str, Tensor]],
    pieces: WordPieces,
    sentences: Sequence[ReadSentence],
) -> Iterator[ReadText]:
    """Yield the sentences after the lower layers; some without their title or the one before."""
    bared = [
        one._replace(
            title="" if random.random() < _NO_TITLE else one.title,
            before="" if random.random() < _ALONE else one.before,
        )
        for one in sentences
    ]
    for tokens in sentence_tokens(pieces, bared):
        assert tokens is not None, "the articles have no sentence without a word"
        kinds = network.kinds_of(0, tokens).tolist()
        yield ReadText(_below(base, lower, tokens.numbers), kinds)


def _questions_read(
    base: BaseModel,
    lower: Sequence[Mapping[str, Tensor]],
    pieces: WordPieces,
    questions: Sequence[str],
) -> list[Tensor]:
    return [_below(base, lower, asked_tokens(pieces, one)) for one in questions]


def _below(
    base: BaseModel, lower: Sequence[Mapping[str, Tensor]], numbers: Sequence[int]
) -> Tensor:
    """Return a text after the lower layers."""
    with torch.no_grad():
        rows = base.embeddings(np.asarray(numbers), WIDTH)
        rows += base.vector("emb.pos").reshape(-1, WIDTH)[: len(numbers)]
        rows += base.vector("emb.type")[:WIDTH]
        first = [torch.tensor(base.vector(f"emb.ln.{one}")) for one in "wb"]
        state = functional.layer_norm(torch.tensor(rows), (WIDTH,), *first, 1e-12)
        state = state[None].bfloat16()
        for layer in lower:
            state = _layer(state, layer, state.new_zeros(1), {})
        return state[0]


def _log_odds(
    fitted: Mapping[str, Tensor],
    upper: Sequence[Mapping[str, Tensor]],
    pairs: Sequence[tuple[Tensor, ReadText]],
) -> Tensor:
    """Return the log-odds of sentences, each beside its question, as `rag.reading.network` has
    them."""
    states = [torch.cat([question, one.rows]) for question, one in pairs]
    kinds = [[network.QUESTION] * len(question) + list(one.kinds) for question, one in pairs]
    rows = torch.nn.utils.rnn.pad_sequence(states, batch_first=True).float()
    kind = torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(one) for one in kinds], batch_first=True, padding_value=-1
    )
    rows = (rows + fitted["parts"][kind.clamp(min=0)]).bfloat16()
    hidden = torch.zeros(kind.shape, dtype=rows.dtype).masked_fill(kind < 0, -1e4)[:, None, None, :]
    for number, layer in enumerate(upper, start=TOGETHER):
        added = {
            key.removeprefix(f"l{number}."): one
            for key, one in fitted.items()
            if key.startswith(f"l{number}.")
        }
        rows = _layer(rows, {**layer, **_norms(added)}, hidden, added)
    rows = rows.float()
    asked, read, alone = (
        _mean(rows, mask)
        for mask in (kind == network.QUESTION, kind > network.QUESTION, kind == network.SENTENCE)
    )
    hidden = torch.cat([asked, alone, asked * alone], 1) @ fitted["hidden.w"].T + fitted["hidden.b"]
    odds = torch.tanh(hidden) @ fitted["out.w"][0] + fitted["out.b"][0]
    odds = odds + fitted["cosines"][0] * functional.cosine_similarity(asked, read)
    odds = odds + fitted["cosines"][1] * functional.cosine_similarity(asked, alone)
    return odds + fitted["cosines"][2]


def _norms(added: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: added[name] for name in NORMS}


def _mean(rows: Tensor, mask: Tensor) -> Tensor:
    return (rows * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)


def _layer(
    rows: Tensor, layer: Mapping[str, Tensor], hidden: Tensor, added: Mapping[str, Tensor]
) -> Tensor:
    """Return the rows of the next layer; `hidden` is added to what tokens see of one another."""
    count, length, _ = rows.shape

    def linear(name: str, given: Tensor) -> Tensor:
        matrix = layer[f"{name}.w"]
        if f"{name}.a" in added:  # one product with the sum is faster than two
            matrix = matrix + added[f"{name}.b"] @ added[f"{name}.a"]
        return functional.linear(given, matrix.bfloat16(), layer[f"{name}.b"].bfloat16())

    def normal(given: Tensor, gain: str, shift: str) -> Tensor:
        by = layer[gain].bfloat16(), layer[shift].bfloat16()
        return functional.layer_norm(given, (WIDTH,), *by, 1e-12)

    def heads(given: Tensor) -> Tensor:
        return (
            given.view(count, length, HEADS, -1).transpose(1, 2).reshape(count * HEADS, length, -1)
        )

    q, k, v = (heads(linear(name, rows)) for name in "qkv")
    # By hand: the gradient of torch's own attention takes three times as long on a processor.
    seen = torch.bmm(q / math.sqrt(WIDTH / HEADS), k.transpose(1, 2))
    seen = seen.view(count, HEADS, length, length) + hidden
    taken = torch.bmm(torch.softmax(seen, -1).view(count * HEADS, length, length), v)
    taken = taken.view(count, HEADS, length, -1).transpose(1, 2).reshape(count, length, WIDTH)
    rows = normal(rows + linear("ao", taken), "aln.w", "aln.b")
    inner = functional.gelu(linear("fi", rows))
    return normal(rows + linear("fo", inner), "oln.w", "oln.b")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench.fitting.reader_fitting", description=__doc__
    )
    parser.add_argument("--data", required=True, metavar="DIR", help="the public question sets")
    parser.add_argument(
        "--library", metavar="DIR", help="a library of ANT: `choice-ant` in the work of `make fit`"
    )
    parser.add_argument("--minutes", type=float, default=90, help="how long to fit; default: 90")
    parser.add_argument("--go-on", action="store_true", help="begin with the weights there are")
    return parser


if __name__ == "__main__":
    sys.exit(main())
