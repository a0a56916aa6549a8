"""Splits text into the pieces of words that the model knows."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rag.embedding.bare_text import bare_text
from rag.reading.protobuf import varint

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

BEGIN, END, UNKNOWN = 0, 2, 3
_CONTROLS = frozenset(["<s>", "<pad>", "</s>", "<mask>"])
_NORMAL, _UNKNOWN_KIND, _CONTROL = 1, 2, 3  # of a piece, as sentencepiece numbers them


class WordPieces:
    """Turns texts into token numbers; any thread may use it."""

    def __init__(
        self, pieces: Sequence[tuple[str, float]], replacements: Mapping[int, str]
    ) -> None:
        """Take the pieces with their log-probabilities, and what characters are replaced by."""
        from sentencepiece import SentencePieceProcessor

        self._replacements = replacements
        self._processor: SentencePieceProcessor = SentencePieceProcessor(model_proto=_model(pieces))

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text, without a beginning or an end; none for a blank one.

        A sign that begins a token of the model's own (`</s>`) is letters here: what an article
        says never ends what is read of it.
        """
        bare = [bare_text(text).translate(self._replacements) for text in texts]
        found: list[list[int]] = self._processor.encode(bare)
        return found


def _model(pieces: Sequence[tuple[str, float]]) -> bytes:
    """Return a model of sentencepiece with these pieces, as its protocol buffer: field 1 for each
    piece (text, score, kind), field 3 for how text is prepared (a space before it, none twice)."""
    out = bytearray()
    for number, (text, score) in enumerate(pieces):
        kind = _CONTROL if text in _CONTROLS else _NORMAL
        if number == UNKNOWN:
            kind = _UNKNOWN_KIND
        encoded = text.encode()
        body = b"\x0a%b%b\x15%b\x18%c" % (
            varint(len(encoded)),
            encoded,
            struct.pack("<f", score),
            kind,
        )
        out += b"\x0a%b%b" % (varint(len(body)), body)
    prepared = b"\x0a\x08identity\x18\x01\x20\x01\x28\x01"
    return bytes(out + b"\x1a" + varint(len(prepared)) + prepared)
