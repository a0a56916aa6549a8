"""`python -m eval.bench.fitting.reader_fitting`: fit what the reader adds to its language model.

It needs `torch`, which is no dependency of the project (`pip install torch`), and takes as long as
it is told; what comes out depends on the machine. It writes `rag/reading/reader_weights.npz`: those
that come along took two and a half hours on two cores, in three rounds, each of which began with
the weights of the one before (`--go-on`); half of the questions were there in the third alone.
What is then fitted on the reader's results, the choice of sentences and the second look, must be
fitted anew.

A question is read beside the sentence that answers it, the likest ones of its article and the
likest of other articles, each as `rag.reading.network` reads it. The loss is the cross-entropy of
their log-odds, with 0 for "none of them", which is right for a near miss. The lower layers are not
fitted, so what they make of every sentence is computed once.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from eval.bench.fitting.reader_examples import ReaderExample, reader_examples
from rag.embedding.use import UseEmbedder
from rag.reading import network
from rag.reading.base_model import BaseModel, base_model_file, load_base_model
from rag.reading.e5_reader import asked_tokens, sentence_tokens
from rag.reading.network import HEADS, LAYERS, LINEAR, NORMS, TOGETHER, WIDTH
from rag.reading.word_pieces import WordPieces
from rag.records import ReadSentence

Tensor = Any
_RANK = 16
_RATE = 8e-4
_WARM_UP = 60  # steps
_AT_ONCE = 8  # questions of a step
_LIKEST = 24  # sentences of other articles from which one is drawn
_NO_TITLE, _ALONE = 0.3, 0.2  # shares of the sentences read without a title, without the one before
_NO_ANSWER = 0.1  # share of the questions whose answer is left out
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
    _fit(base, fitted, list(reader_examples(Path(options.data))), options.minutes * 60)
    arrays = {name: one.detach().numpy().astype(np.float16) for name, one in fitted.items()}
    np.savez(_weights(), **arrays)
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
    seconds: float,
) -> None:
    """Fit for so many seconds, the rate falling to nothing."""
    sentences = list(dict.fromkeys(one for each in examples for one in each.sentences))
    likest = _likest(examples, sentences)
    lower, upper = _layers(base, 0, TOGETHER), _layers(base, TOGETHER, LAYERS)
    pieces = WordPieces(base.pieces, base.replacements)
    read = dict(zip(sentences, _sentences_read(base, lower, pieces, sentences), strict=True))
    asked = _questions_read(base, lower, pieces, [one.question for one in examples])
    optimizer = torch.optim.AdamW(fitted.values(), lr=_RATE, weight_decay=0.01, betas=(0.9, 0.98))
    began, step = time.monotonic(), 0
    while (done := (time.monotonic() - began) / seconds) < 1:
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, (step + 1) / _WARM_UP) * max(0.02, 1 - done)
        losses = []
        for at in random.sample(range(len(examples)), _AT_ONCE):
            drawn, right = _drawn(examples[at], likest[at])
            odds = _log_odds(fitted, upper, asked[at], [read[one] for one in drawn])
            target = torch.tensor([0 if right else len(drawn)])
            losses.append(
                functional.cross_entropy(torch.cat([odds, odds.new_zeros(1)])[None], target)
            )
        optimizer.zero_grad()
        loss = torch.stack(losses).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(fitted.values(), 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            print(f"{step} steps, {done:.0%} of the time, loss {float(loss):.2f}", file=sys.stderr)


def _drawn(
    example: ReaderExample, likest: tuple[Sequence[int], Sequence[ReadSentence]]
) -> tuple[list[ReadSentence], bool]:
    """Return the sentences that a question is read beside, the right one first if there is one,
    and whether there is. `likest` are the places of its article's sentences and others' sentences,
    the most like the question first."""
    own, others = likest
    right = example.right if random.random() >= _NO_ANSWER else ()
    wrong = [at for at in own if at not in example.right]
    wrong.sort(key=lambda at: own.index(at) + random.random() * 3)
    chosen = [random.choice(right), *wrong[:2]] if right else wrong[:3]
    far = random.sample(list(others), 2 if right else 1)
    return [*(example.sentences[at] for at in chosen), *far], bool(right)


def _likest(
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


def _layers(base: BaseModel, first: int, end: int) -> list[dict[str, Tensor]]:
    """Return the matrices and vectors of layers by name."""
    found = []
    for number in range(first, end):
        layer = {
            f"{name}.w": torch.tensor(base.matrix(f"l{number}.{name}.w", columns)).bfloat16()
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
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        rows = base.embeddings(np.asarray(numbers), WIDTH)
        rows += base.vector("emb.pos").reshape(-1, WIDTH)[: len(numbers)]
        rows += base.vector("emb.type")[:WIDTH]
        first = [torch.tensor(base.vector(f"emb.ln.{one}")) for one in "wb"]
        state = functional.layer_norm(torch.tensor(rows), (WIDTH,), *first, 1e-12)[None]
        for layer in lower:
            state = _layer(state, layer, None, {})
        return state[0].bfloat16()


def _log_odds(
    fitted: Mapping[str, Tensor],
    upper: Sequence[Mapping[str, Tensor]],
    question: Tensor,
    sentences: Sequence[ReadText],
) -> Tensor:
    """Return the log-odds of sentences beside a question, as `rag.reading.network` has them."""
    states = [torch.cat([question, one.rows]) for one in sentences]
    kinds = [[network.QUESTION] * len(question) + list(one.kinds) for one in sentences]
    rows = torch.nn.utils.rnn.pad_sequence(states, batch_first=True).float()
    kind = torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(one) for one in kinds], batch_first=True, padding_value=-1
    )
    with torch.autocast("cpu", torch.bfloat16):
        rows = rows + fitted["parts"][kind.clamp(min=0)]
        for number, layer in enumerate(upper, start=TOGETHER):
            added = {
                key.removeprefix(f"l{number}."): one
                for key, one in fitted.items()
                if key.startswith(f"l{number}.")
            }
            rows = _layer(rows, {**layer, **_norms(added)}, (kind >= 0)[:, None, None, :], added)
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
    rows: Tensor, layer: Mapping[str, Tensor], seen: Tensor | None, added: Mapping[str, Tensor]
) -> Tensor:
    """Return the rows of the next layer; `seen` masks what pads a text."""
    count, length, _ = rows.shape

    def linear(name: str, given: Tensor) -> Tensor:
        found = functional.linear(given, layer[f"{name}.w"], layer[f"{name}.b"])
        if f"{name}.a" not in added:
            return found
        low = functional.linear(given, added[f"{name}.a"])
        return found + functional.linear(low, added[f"{name}.b"])

    q, k, v = (linear(name, rows).view(count, length, HEADS, -1).transpose(1, 2) for name in "qkv")
    taken = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen)
    taken = taken.transpose(1, 2).reshape(count, length, WIDTH)
    gains = [layer[name] for name in NORMS]
    rows = functional.layer_norm(rows + linear("ao", taken), (WIDTH,), *gains[:2], 1e-12)
    inner = functional.gelu(linear("fi", rows))
    return functional.layer_norm(rows + linear("fo", inner), (WIDTH,), *gains[2:], 1e-12)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench.fitting.reader_fitting", description=__doc__
    )
    parser.add_argument("--data", required=True, metavar="DIR", help="the public question sets")
    parser.add_argument("--minutes", type=float, default=90, help="how long to fit; default: 90")
    parser.add_argument("--go-on", action="store_true", help="begin with the weights there are")
    return parser


if __name__ == "__main__":
    sys.exit(main())
