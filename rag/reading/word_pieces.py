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
_CONTROLS = frozenset([b"<s>", b"<pad>", b"</s>", b"<mask>"])
# The kind of a piece, field 3, as sentencepiece numbers them.
_NORMAL, _UNKNOWN_KIND, _CONTROL = b"\x18\x01", b"\x18\x02", b"\x18\x03"


class WordPieces:
    """Turns texts into token numbers; any thread may use it."""

    def __init__(
        self, pieces: Sequence[tuple[bytes, float]], replacements: Mapping[int, str]
    ) -> None:
        """Take the pieces, in UTF-8, with their log-probabilities, and what characters are replaced
        by."""
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


def _model(pieces: Sequence[tuple[bytes, float]]) -> bytes:
    """Return a model of sentencepiece with these pieces, as its protocol buffer: field 1 for each
    piece (text, score, kind), field 3 for how text is prepared (a space before it, none twice)."""
    scores = struct.pack(f"<{len(pieces)}f", *(score for _, score in pieces))
    texts = [text for text, _ in pieces]
    heads = {length: _head(length) for length in set(map(len, texts))}
    written = [
        heads[len(text)] + text + b"\x15" + scores[4 * at : 4 * at + 4] + _NORMAL
        for at, text in enumerate(texts)
    ]
    kinds = {at: _CONTROL for at, text in enumerate(texts) if text in _CONTROLS}
    if len(pieces) > UNKNOWN:
        kinds[UNKNOWN] = _UNKNOWN_KIND
    for at, kind in kinds.items():
        written[at] = written[at].removesuffix(_NORMAL) + kind
    prepared = b"\x0a\x08identity\x18\x01\x20\x01\x28\x01"
    return b"".join([*written, b"\x1a", varint(len(prepared)), prepared])


def _head(length: int) -> bytes:
    """Return what stands before a text of so many bytes, in a piece with a score and a kind."""
    field = b"\x0a" + varint(length)
    rest = len(b"\x15....") + len(_NORMAL)
    return b"\x0a" + varint(len(field) + length + rest) + field
