"""What cannot hold an article is refused before it does harm, with a reason."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from rag.errors import SourceError
from rag.sources.source_files import display_path, load


def refusal(path: Path, *, max_bytes: int = 1_000_000) -> str:
    with pytest.raises(SourceError) as caught:
        load(path, max_bytes=max_bytes)
    assert caught.value.source == str(path)
    return caught.value.reason


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\r\ntwo")
    assert load(path, max_bytes=8) == b"one\r\ntwo"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    assert "empty" in refusal(path)


def test_a_larger_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    os.truncate(path, 2**40)  # a sparse terabyte: reading it would not end
    reason = refusal(path, max_bytes=20_000_000)
    assert "more than the limit of 20.0 MB" in reason
    assert "MUJAZ_MAX_FILE_MB" in reason


def test_one_byte_too_many_is_too_many(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 11)
    assert "limit" in refusal(path, max_bytes=10)


@pytest.mark.parametrize(
    "data",
    ["نص".encode("utf-16"), "text".encode("utf-32"), b"tabs\tand\fforms\x1b[0m and more text"],
)
def test_text_with_unusual_bytes_is_no_binary(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert load(path, max_bytes=100) == data


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "folder" in refusal(tmp_path)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    assert "pipe" in refusal(path)


def test_a_device_is_refused() -> None:
    assert "device" in refusal(Path("/dev/zero"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "a.txt")


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.symlink_to(tmp_path / "none.txt")
    assert "no such file" in refusal(path)


def test_a_file_that_may_not_be_read_is_refused(not_root: Path) -> None:
    path = not_root / "a.txt"
    path.write_text("secret", encoding="utf-8")
    path.chmod(0o000)
    assert "no permission" in refusal(path)


def test_a_name_that_is_not_utf8_can_be_shown(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xc7\xe1.txt"))
    text = display_path(path)
    assert text.encode("utf-8")
    assert re.search(r"\\udcc7\\udce1\.txt$", text)
