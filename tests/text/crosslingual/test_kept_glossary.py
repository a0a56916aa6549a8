from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rag.text.analyzer import Analyzer, content_stems
from rag.text.crosslingual import kept_glossary
from rag.text.crosslingual.glossary import Glossary, parse, read_glossary
from rag.text.crosslingual.kept_glossary import open_glossary

OWN = tuple(parse("desk | newsroom\tمكتب التحرير\n"))
TEXT = "The foreign minister left the newsroom. غادر وزير الخارجية مكتب التحرير"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "glossary.json"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the glossary with the user's entries, of which each test gets a copy."""
    file = tmp_path_factory.mktemp("made") / "glossary.json"
    open_glossary(OWN, file)
    return file


def test_a_kept_glossary_is_the_one_that_was_made(made: Path) -> None:
    glossary = Glossary(read_glossary(), own=OWN)
    again = open_glossary(OWN, made)
    assert again.fingerprint == glossary.fingerprint
    assert again.tables == glossary.tables._replace(
        letters={stem: sorted(letters) for stem, letters in glossary.tables.letters.items()}
    )
    assert list(again.matches(content_stems(TEXT))) == list(glossary.matches(content_stems(TEXT)))


def test_it_is_read_and_not_made_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_glossary, "read_glossary", lambda: pytest.fail("made again"))
    assert len(open_glossary(OWN, made)) > 1_000


@pytest.mark.parametrize(
    "damage",
    [b"", b"not a glossary", b"\xff\n{}", pytest.param(None, id="one letter")],
)
def test_a_damaged_file_is_made_anew(made: Path, kept: Path, damage: bytes | None) -> None:
    sound = open_glossary(OWN, made)
    whole = made.read_bytes()
    kept.write_bytes(whole[:-9] + b"x" + whole[-8:] if damage is None else damage)
    assert open_glossary(OWN, kept).fingerprint == sound.fingerprint
    assert kept.read_bytes() == whole


def test_other_entries_of_the_users_make_another(made: Path, kept: Path) -> None:
    shutil.copy(made, kept)
    with_own = open_glossary(OWN, kept)
    assert open_glossary((), kept).fingerprint != with_own.fingerprint
    assert open_glossary(OWN, kept).fingerprint == with_own.fingerprint


def test_a_changed_word_list_makes_another(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_glossary((), kept)
    before = kept.read_bytes().partition(b"\n")
    sources = tmp_path / "text"
    sources.mkdir()
    (sources / "changed.tsv").write_text("word\tكلمة\n", encoding="utf-8")
    monkeypatch.setattr(kept_glossary, "files", lambda _: sources)
    open_glossary((), kept)
    after = kept.read_bytes().partition(b"\n")
    assert (before[0] != after[0], before[2]) == (True, after[2])


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    analyzer = Analyzer(OWN)
    analyzer.keep_glossary(tmp_path / folder / "glossary.json")
    assert analyzer.glossary.of("newsroom")
