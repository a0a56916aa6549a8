"""Files are found once each, in order, and what cannot be used is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.records import Failure, UnreadFiles
from rag.sources.discovery import FoundFiles, discover
from rag.sources.source_formats import EXTENSIONS


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", encoding="utf-8")


def found(folder: Path, *paths: Path) -> list[str]:
    found = discover(paths or [folder])
    assert not found.failures
    return [path.relative_to(folder).as_posix() for path in found.files]


def reasons(*paths: str | Path) -> list[str]:
    found = discover(paths)
    assert not found.files
    return [failure.reason for failure in found.failures]


def test_a_folder_gives_its_readable_files_and_those_of_its_subfolders_sorted(
    tmp_path: Path,
) -> None:
    make(tmp_path, "b.txt", "a/z.md", "a/b/c.HTML", "a/k.jsonl", "c.htm", "d.markdown")
    expected = ["a/b/c.HTML", "a/k.jsonl", "a/z.md", "b.txt", "c.htm", "d.markdown"]
    assert found(tmp_path) == expected


def test_hidden_files_and_what_programs_leave_behind_are_passed_over(tmp_path: Path) -> None:
    leftovers = ("a.txt~", "~$a.docx", "Thumbs.db", "__pycache__/a.pyc", "a.txt.part")
    make(tmp_path, ".hidden.txt", ".git/x.txt", "a.txt", *leftovers)
    assert discover([tmp_path]) == FoundFiles([tmp_path / "a.txt"], [], [], [])


def test_files_of_a_kind_that_is_not_read_are_counted_and_the_first_are_named(
    tmp_path: Path,
) -> None:
    photos = [f"photos/{number:02}.JPG" for number in range(30)]
    make(tmp_path, *photos, "README", "a.txt", "~a.txt")
    (tmp_path / "again").symlink_to(tmp_path / "photos")
    seen = discover([tmp_path, tmp_path / "photos"])
    assert seen.files == [tmp_path / "a.txt", tmp_path / "~a.txt"]
    first = tuple(str(tmp_path / "again" / Path(name).name) for name in photos[:20])
    assert seen.unread == [
        UnreadFiles("", 1, (str(tmp_path / "README"),)),
        UnreadFiles(".jpg", 30, first),
    ]


def test_the_parts_of_a_saved_page_are_no_pages_of_their_own(tmp_path: Path) -> None:
    make(tmp_path, "news.html", "news_files/frame.html", "news_files/logo.png", "old_files/a.txt")
    seen = discover([tmp_path])
    assert [path.name for path in seen.files] == ["news.html", "a.txt"]
    assert seen.unread == []
    assert [note.source for note in seen.notes] == [str(tmp_path / "news_files")]


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
    assert discover(["news"]).files == [tmp_path / "news" / "a.txt"]


def test_a_named_file_of_another_kind_is_a_failure_that_names_the_kinds(tmp_path: Path) -> None:
    make(tmp_path, "a.xlsx", "Makefile")
    xlsx, bare = reasons(tmp_path / "a.xlsx", tmp_path / "Makefile")
    assert ".xlsx files are not supported" in xlsx
    assert "without extension" in bare
    assert all(kind in xlsx for kind in EXTENSIONS)


def test_a_missing_path_is_a_failure_told_once(tmp_path: Path) -> None:
    missing = tmp_path / "none.txt"
    assert discover([missing, str(missing)]).failures == [
        Failure(str(missing), "there is no such file or folder; check the path")
    ]


@pytest.mark.parametrize("path", ["a\0b.txt", "a\ud800b.txt", "x" * 300 + ".txt"])
def test_a_path_that_cannot_be_is_a_failure(path: str) -> None:
    (failure,) = discover([path]).failures
    assert failure.source.encode()


def test_no_paths_give_nothing() -> None:
    assert discover([]) == FoundFiles([], [], [], [])


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert discover([tmp_path]) == FoundFiles([], [], [], [])


def test_links_that_go_round_are_survived(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    found = discover([tmp_path])
    assert found.files == [tmp_path / "a" / "x.txt", tmp_path / "self.txt"]
    assert not found.failures  # the reader tells of the link


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
    found = discover([not_root])
    assert found.files == [not_root / "a.txt"]
    assert [failure.source for failure in found.failures] == [str(locked)]
    assert "permission" in found.failures[0].reason


@pytest.mark.parametrize(
    ("named", "link"),
    [
        ("www.site.com/2024/story", "https://www.site.com/2024/story"),
        ("www.site.com", "https://www.site.com"),
        ("news.site.co.uk", "https://news.site.co.uk"),
        ("site.com/story?id=5", "https://site.com/story?id=5"),
        ("//site.com/x", "https://site.com/x"),
        ("https:/site.com/x", "https://site.com/x"),
        ("http:site.com:8080/x", "https://site.com:8080/x"),
        ("الموقع.شبكة/خبر", "https://الموقع.شبكة/خبر"),
    ],
)
def test_a_link_without_its_scheme_is_told_from_a_file_that_is_missing(
    named: str, link: str
) -> None:
    (failure,) = discover([named]).failures
    assert failure.source == named
    assert failure.reason.endswith(f"if it is meant as a link, write {link}")


@pytest.mark.parametrize(
    "named", ["story.txt", "news/story.txt", "backup.2024/a.txt", "story.pdf", "a.txt/b", "story"]
)
def test_a_missing_file_is_no_link(named: str, tmp_path: Path) -> None:
    assert reasons(tmp_path / named) == reasons(named)
    assert "no such file or folder" in reasons(named)[0]


def test_a_file_that_is_called_like_a_link_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "www.site.com/story.txt")
    monkeypatch.chdir(tmp_path)
    assert discover(["www.site.com/story.txt"]).files == [tmp_path / "www.site.com/story.txt"]
