"""The reader: how likely sentences answer a question."""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from rag.embedding.blas import one_thread
from rag.reading.base_model import PACKAGE, BaseModelError, base_model_file, load_base_model
from rag.reading.word_pieces import BEGIN, END, WordPieces
from rag.records import ReadSentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.reading.network import ReadingNetwork, Tokens

# Tokens of each part; the rest is left out. What is fitted was fitted with these.
_MOST_ASKED = 40
_MOST_TITLE = 24
_MOST_BEFORE = 16
_MOST_READ = 96
_KEPT = 4_096  # log-odds, so that what is read for the decision is not read again for the answer
_WORD = re.compile(r"[^\W_]")  # a letter or a digit

_OPENING = Lock()
_LOG = logging.getLogger(__name__)


class E5Reader:
    """A `SentenceReader` on multilingual-e5-small (Wang et al., 2024; MIT), fitted on questions on
    the news in Arabic and English.

    It is opened at the first call, in a second, and takes 150 MB. Twelve sentences are read
    in about 0.2 seconds of one core. Any thread may use it.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ReadSentence], float] = OrderedDict()
        self._keeping = Lock()

    @staticmethod
    def open() -> None:
        """Open the model unless that has been done; a fault is told to the log."""
        reader_fault()

    def read(self, question: str, sentences: Sequence[ReadSentence]) -> NDArray[np.float32]:
        """Return the log-odds that each sentence answers the question; shape
        (len(sentences),). Sentences without a letter or a digit answer nothing: -inf.
        Raises `BaseModelError` where the model cannot be opened, which the log was told once."""
        with self._keeping:
            found = {one: self._kept.get((question, one)) for one in sentences}
        missing = [one for one, odds in found.items() if odds is None]
        if missing:
            read = dict(zip(missing, _read(question, missing), strict=True))
            found.update(read)
            self._keep(question, read)
        return np.array([found[one] for one in sentences], dtype=np.float32)

    def _keep(self, question: str, read: dict[ReadSentence, float]) -> None:
        with self._keeping:
            for one, odds in read.items():
                self._kept[question, one] = odds
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def can_read() -> bool:
    """Tell whether the language model of the reader is installed."""
    return base_model_file() is not None


def reader_fault() -> str | None:
    """Open the model unless that has been done; return why it cannot be, None where it can."""
    try:
        _parts()
    except BaseModelError as error:
        return str(error)
    return None


def _read(question: str, sentences: Sequence[ReadSentence]) -> list[float]:
    pieces, network = _parts()
    asked = asked_tokens(pieces, question)
    cut = zip(sentences, sentence_tokens(pieces, sentences), strict=True)
    tokens = [each if _WORD.search(one.text) else None for one, each in cut]
    with one_thread():
        odds = iter(network.log_odds(asked, [one for one in tokens if one is not None]))
        return [-np.inf if one is None else float(next(odds)) for one in tokens]


def asked_tokens(pieces: WordPieces, question: str) -> list[int]:
    """Return the tokens of a question."""
    return [BEGIN, *pieces.tokens([f"query: {question}"])[0][:_MOST_ASKED], END]


def sentence_tokens(pieces: WordPieces, sentences: Sequence[ReadSentence]) -> list[Tokens | None]:
    """Return the tokens of each sentence with what is around it; None for one without any."""
    from rag.reading.network import Tokens

    titles = pieces.tokens([f"passage: {one.title}" for one in sentences])
    befores = pieces.tokens([one.before for one in sentences])
    texts = pieces.tokens([one.text for one in sentences])
    found: list[Tokens | None] = []
    for title, before, text in zip(titles, befores, texts, strict=True):
        around = [BEGIN, *title[:_MOST_TITLE], *before[:_MOST_BEFORE]]
        whole = Tokens([*around, *text[:_MOST_READ], END], len(around))
        found.append(whole if text else None)
    return found


def _parts() -> tuple[WordPieces, ReadingNetwork]:
    """Return the tokenizer and the network, which all readers of a process share. Raises
    `BaseModelError`."""
    with _OPENING:
        found = _open()
    if isinstance(found, str):
        raise BaseModelError(found)
    return found


@cache
def _open() -> tuple[WordPieces, ReadingNetwork] | str:
    """Open both, or return why they cannot be opened: that is tried, and told, once."""
    try:
        return _opened()
    except (BaseModelError, OSError, LookupError, ValueError, RuntimeError, BadZipFile) as error:
        told = str(error) if isinstance(error, BaseModelError) else f"{type(error).__name__}"
        _LOG.warning("questions are answered without the reader: %s", told)
        return told


def _opened() -> tuple[WordPieces, ReadingNetwork]:
    from rag.reading.network import ReadingNetwork

    path = base_model_file()
    if path is None:
        raise BaseModelError(f"the package {PACKAGE} is not installed")
    base = load_base_model(path)
    fitted = Path(str(files("rag.reading").joinpath("reader_weights.npz")))
    with np.load(fitted, allow_pickle=False) as arrays:
        weights = {name: arrays[name] for name in arrays.files}
    pieces = WordPieces(base.pieces, base.replacements)
    return pieces, ReadingNetwork(replace(base, pieces=()), weights)  # which would be 45 MB
