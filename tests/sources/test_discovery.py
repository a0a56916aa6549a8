"""Files are found once each, in order, and what cannot be used is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.records import Failure
from rag.sources.discovery import discover
from rag.sources.readers import EXTENSIONS


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", encoding="utf-8")


def found(folder: Path, *paths: Path) -> list[str]:
    files, failures = discover(paths or [folder])
    assert not failures
    return [path.relative_to(folder).as_posix() for path in files]


def reasons(*paths: str | Path) -> list[str]:
    files, failures = discover(paths)
    assert not files
    return [failure.reason for failure in failures]


def test_a_folder_gives_its_readable_files_and_those_of_its_subfolders_sorted(
    tmp_path: Path,
) -> None:
    make(tmp_path, "b.txt", "a/z.md", "a/b/c.HTML", "a/k.jsonl", "c.htm", "d.markdown")
    expected = ["a/b/c.HTML", "a/k.jsonl", "a/z.md", "b.txt", "c.htm", "d.markdown"]
    assert found(tmp_path) == expected


def test_hidden_and_unknown_files_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path, ".hidden.txt", ".git/x.txt", "photo.jpg", "README", "a.txt", "a.txt~")
    assert found(tmp_path) == ["a.txt"]


def test_what_is_named_is_read_even_if_hidden(tmp_path: Path) -> None:
    make(tmp_path, ".hidden.txt", ".news/x.txt")
    assert found(tmp_path, tmp_path / ".hidden.txt", tmp_path / ".news") == [
        ".hidden.txt",
        ".news/x.txt",
    ]


def test_files_come_in_the_order_in_which_they_are_named(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.txt")
    assert found(tmp_path, tmp_path / "b.txt", tmp_path / "a.txt") == ["b.txt", "a.txt"]


def test_a_file_is_found_once_however_often_it_is_named(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "sub/b.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    paths = (tmp_path / "a.txt", tmp_path, tmp_path / "sub" / ".." / "a.txt", tmp_path / "sub")
    assert found(tmp_path, *paths) == ["a.txt", "sub/b.txt"]


def test_relative_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "news/a.txt")
    monkeypatch.chdir(tmp_path)
    assert discover(["news"])[0] == [tmp_path / "news" / "a.txt"]


def test_a_named_file_of_another_kind_is_a_failure_that_names_the_kinds(tmp_path: Path) -> None:
    make(tmp_path, "a.xlsx", "Makefile")
    xlsx, bare = reasons(tmp_path / "a.xlsx", tmp_path / "Makefile")
    assert ".xlsx files are not supported" in xlsx
    assert "without extension" in bare
    assert all(kind in xlsx for kind in EXTENSIONS)


def test_a_missing_path_is_a_failure_told_once(tmp_path: Path) -> None:
    missing = tmp_path / "none.txt"
    assert discover([missing, str(missing)])[1] == [
        Failure(str(missing), "there is no such file or folder; check the path")
    ]


@pytest.mark.parametrize("path", ["a\0b.txt", "a\ud800b.txt", "x" * 300 + ".txt"])
def test_a_path_that_cannot_be_is_a_failure(path: str) -> None:
    (failure,) = discover([path])[1]
    assert failure.source.encode()


def test_no_paths_give_nothing() -> None:
    assert discover([]) == ([], [])


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert discover([tmp_path]) == ([], [])


def test_links_that_go_round_are_survived(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    files, failures = discover([tmp_path])
    assert files == [tmp_path / "a" / "x.txt", tmp_path / "self.txt"]
    assert not failures  # the reader tells of the link


def test_a_named_link_that_goes_round_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert "circle" in reasons(tmp_path / "self.txt")[0]


def test_links_to_folders_are_followed(tmp_path: Path) -> None:
    make(tmp_path, "archive/x.txt")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "archive").symlink_to(tmp_path / "archive")
    assert found(tmp_path, tmp_path / "here") == ["here/archive/x.txt"]


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    make(tmp_path, "issue.txt/a.txt")
    assert found(tmp_path) == ["issue.txt/a.txt"]


def test_a_folder_that_may_not_be_opened_is_a_failure(not_root: Path) -> None:
    locked = not_root / "locked"
    locked.mkdir(mode=0o000)
    make(not_root, "a.txt")
    files, failures = discover([not_root])
    assert files == [not_root / "a.txt"]
    assert [failure.source for failure in failures] == [str(locked)]
    assert "permission" in failures[0].reason
