"""A damaged, cut, hostile or later file is refused before anything of it is used."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from rag.errors import ArchiveError, DiskError, MujazError
from rag.moving.library_databases import LibraryPlace
from rag.moving.library_moves import export_library, import_library
from tests.moving.libraries import all_rows, filled, with_articles

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    export_library(LibraryPlace(filled(folder / "home")), folder / "x.mujaz", people=True)
    return folder / "x.mujaz"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    home = with_articles(folder / "home", ["قناة السويس. The canal."])
    export_library(LibraryPlace(home), folder / "x.mujaz")
    return folder / "x.mujaz"


@pytest.fixture
def new(tmp_path: Path) -> LibraryPlace:
    return LibraryPlace(tmp_path / "new")


def members_of(path: Path) -> Members:
    with ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(path: Path, members: Members, method: int = ZIP_DEFLATED) -> Path:
    """Write members, and into the manifest what they hold: only their rows are wrong."""
    manifest = json.loads(members["manifest.json"])
    for one in manifest["members"]:
        text = members.get(one["name"], b"")
        digest = hashlib.sha256(text).hexdigest()
        one.update(rows=text.count(b"\n"), bytes=len(text), sha256=digest)
    with ZipFile(path, "w", method) as made:
        for name, text in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            made.writestr(name, text)
    return path


def refused(path: Path, new: LibraryPlace, error: type[MujazError] = ArchiveError) -> str:
    with pytest.raises(error) as raised:
        import_library(path, new)
    assert not (new.folder / "catalog.sqlite").exists()
    return str(raised.value)


def test_a_file_with_a_damaged_byte_is_refused_or_read_as_it_was(
    small: Path, tmp_path: Path
) -> None:
    """Some bytes of a zip mean nothing, such as the time in the heading of a member."""
    text = small.read_bytes()
    expected = None
    generator = random.Random(18)
    step = len(text) // 60
    damaged, read = tmp_path / "damaged.mujaz", 0
    for start in range(0, len(text), step):
        at = min(start + generator.randrange(step), len(text) - 1)
        damaged.write_bytes(text[:at] + bytes([text[at] ^ 0xFF]) + text[at + 1 :])
        new = LibraryPlace(tmp_path / f"new{at}")
        try:
            import_library(damaged, new)
        except ArchiveError:
            assert not new.folder.exists()
            continue
        expected = expected or all_rows(LibraryPlace(small.parent / "home"))
        found = all_rows(new)
        assert {name: found[name] for name in expected} == expected
        read += 1
    assert read < 30  # of 60; how many depends on the moment at which the file was made


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_refused(
    whole: Path, tmp_path: Path, new: LibraryPlace, share: float
) -> None:
    text = whole.read_bytes()
    cut = tmp_path / "cut.mujaz"
    cut.write_bytes(text[: int(len(text) * share)])
    assert "is damaged or no file of a library" in refused(cut, new)


def test_what_is_not_there_is_said_so(tmp_path: Path, new: LibraryPlace) -> None:
    assert "No such file" in refused(tmp_path / "none.mujaz", new)


def changed_manifest(**values: Any) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        manifest = {**json.loads(members["manifest.json"]), **values}
        members["manifest.json"] = json.dumps(manifest).encode()

    return change


def changed_row(member: str, **values: Any) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        first, _, rest = members[member].partition(b"\n")
        row = {**json.loads(first), **values}
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        members[member] = line.encode("utf-8", "surrogatepass") + b"\n" + rest

    return change


def written_as(member: str, change_line: Callable[[bytes], bytes]) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members[member] = change_line(members[member])

    return change


def added(name: str) -> Callable[[Members], None]:
    return lambda members: members.update({name: b""})


def dropped(name: str) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        del members[name]

    return change


ARTICLES, CHUNKS, PEOPLE = "catalog/articles.jsonl", "catalog/chunks.jsonl", "people/people.jsonl"
TOKENS, REMOVED = "people/tokens.jsonl", "catalog/removed.jsonl"


@pytest.mark.parametrize(
    "change",
    [
        added("../../etc/passwd"),
        added("/etc/passwd"),
        added("catalog/outbox.jsonl"),
        added("people/sessions.jsonl"),
        dropped(ARTICLES),
        changed_manifest(format="another"),
        changed_manifest(version="1"),
        changed_manifest(version=True),
        changed_manifest(schemas=[]),
        changed_manifest(members=[{"name": ARTICLES}]),
        changed_manifest(made_at="x" * 200_000),
        changed_row("catalog/meta.jsonl", key="library"),
        changed_row("catalog/meta.jsonl", key="arriving"),
        changed_row(ARTICLES, text="another text"),
        changed_row(ARTICLES, text=None),
        changed_row(ARTICLES, text=17),
        changed_row(ARTICLES, number=1.0),
        changed_row(ARTICLES, number=True),
        changed_row(ARTICLES, number=2**63),
        changed_row(ARTICLES, title="half \ud800"),
        changed_row(ARTICLES, language="fr"),
        changed_row(ARTICLES, published_at="yesterday"),
        changed_row(ARTICLES, pages="[[]]"),
        changed_row(ARTICLES, digest="not base64"),
        changed_row(ARTICLES, digest=""),
        changed_row(ARTICLES, more=1),
        changed_row(CHUNKS, start=-1),
        changed_row(CHUNKS, end=0),
        changed_row(REMOVED, content="{}"),
        changed_row(REMOVED, content="[" * 100_000),
        changed_row(REMOVED, article_id="another"),
        changed_row("catalog/former.jsonl", version=0),
        changed_row("catalog/feeds.jsonl", language="fr"),
        changed_row("catalog/links.jsonl", seen_at="then"),
        changed_row("conversations/exchanges.jsonl", state="odd"),
        changed_row(PEOPLE, permission="god"),
        changed_row(TOKENS, digest="QQ=="),
        changed_row("embeddings/vectors.jsonl", vector="QQ=="),
        written_as(ARTICLES, lambda text: text * 2),
        written_as(ARTICLES, lambda text: text.rstrip(b"\n")),
        written_as(ARTICLES, lambda text: b"".join(reversed(text.splitlines(keepends=True)))),
        written_as(ARTICLES, lambda text: b"[" * 100_000 + text),
        written_as(ARTICLES, lambda text: b"\0" * 20_000_000),
        written_as(ARTICLES, lambda text: text.replace(b'{"number"', b'{ "number"')),
        written_as(ARTICLES, lambda text: b"\xff" + text),
    ],
)
def test_a_file_that_mujaz_did_not_write_so_is_refused(
    whole: Path, tmp_path: Path, new: LibraryPlace, change: Callable[[Members], None]
) -> None:
    members = members_of(whole)
    change(members)
    told = refused(packed(tmp_path / "odd.mujaz", members), new)
    assert "is damaged or no file of a library" in told
    assert len(told) < 400


def test_a_file_that_is_only_packed_otherwise_is_read(
    whole: Path, tmp_path: Path, new: LibraryPlace
) -> None:
    import_library(packed(tmp_path / "again.mujaz", members_of(whole), ZIP_BZIP2), new)
    assert len(all_rows(new)[ARTICLES]) == 3


def test_a_row_that_is_another_than_the_manifest_says_is_refused(
    whole: Path, tmp_path: Path, new: LibraryPlace
) -> None:
    members = members_of(whole)
    members["conversations/drafts.jsonl"] = (
        members["conversations/drafts.jsonl"]
        .replace(b"typing", b"ty\\ping")
        .replace(b"was", b"saw")
    )
    path = tmp_path / "odd.mujaz"
    with ZipFile(path, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    assert "conversations/drafts.jsonl is not what was written there" in refused(path, new)


@pytest.mark.parametrize("values", [{"version": 2}, {"schemas": {"catalog": 99}}])
def test_a_file_of_a_later_mujaz_is_refused_with_its_version(
    whole: Path, tmp_path: Path, new: LibraryPlace, values: dict[str, Any]
) -> None:
    members = members_of(whole)
    changed_manifest(**values, product="9.1")(members)
    told = refused(packed(tmp_path / "later.mujaz", members), new)
    assert "was written by a later Mujaz (9.1)" in told


def test_a_file_that_would_fill_the_disk_is_refused(
    whole: Path, tmp_path: Path, new: LibraryPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.moving.library_moves.free_bytes", lambda folder: 10)
    assert "there is less room" in refused(whole, new, DiskError)


def test_a_line_that_would_fill_the_memory_is_not_read(
    whole: Path, new: LibraryPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.moving.archive_reader.LONGEST_LINE", 100)
    assert "is damaged or no file of a library" in refused(whole, new)


@pytest.mark.parametrize(
    ("member", "values"), [(CHUNKS, {"article": 999}), (TOKENS, {"person": 999})]
)
def test_rows_that_do_not_belong_together_leave_an_empty_library(
    whole: Path, tmp_path: Path, new: LibraryPlace, member: str, values: dict[str, Any]
) -> None:
    """Each row is as it may be; only together they are not."""
    members = members_of(whole)
    changed_row(member, **values)(members)
    with pytest.raises(MujazError, match="did not arrive as it was sent"):
        import_library(packed(tmp_path / "odd.mujaz", members), new, people=True)
    assert {name for name, rows in all_rows(new).items() if rows} <= {
        "catalog/meta.jsonl",
        "embeddings/vectors.jsonl",
    }
    import_library(whole, new)
    assert len(all_rows(new)[ARTICLES]) == 3
