"""Opens a suite: its cases, and the articles that they ask about."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from eval.cases import BriefCase, QACase, SuiteError, case_files, read_cases
from rag.records import ArticleSummary
from rag.sources.discovery import discover

CORPUS, INJECTED = "corpus", "injected"


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases, and the files and folders of their articles; none if a library that is open has them.

    The hashes change with the cases and with the names or contents of the articles.
    """

    path: Path
    cases: tuple[QACase | BriefCase, ...]
    corpus: tuple[Path, ...]
    hash: str
    corpus_hash: str


def shipped() -> Path:
    """Return the folder of the suite that comes with Mujaz."""
    return Path(str(files("eval"))) / "suites" / "news"


def natural() -> Path:
    """Return the folder of the questions in words that are not those of the articles."""
    return shipped().parent / "natural"


def open_suite(path: Path, *, corpus: Sequence[Path] = ()) -> Suite:
    """Open the suite in a folder or a file of cases.

    Its articles are those of `corpus`, otherwise of the folder `corpus` beside the cases, otherwise
    the sample articles. Those of the folder `injected` beside the cases are added. Raises
    `SuiteError`.
    """
    cases = tuple(read_cases(path))
    if not cases:
        raise SuiteError(f"{path} holds no case")
    folder = path if path.is_dir() else path.parent
    own = [folder / CORPUS] if (folder / CORPUS).is_dir() else [Path(str(files("seeds")))]
    injected = [folder / INJECTED] if (folder / INJECTED).is_dir() else []
    chosen = (*(corpus or own), *injected)
    found = discover(chosen)
    if found.failures:
        first = found.failures[0]
        raise SuiteError(f"the corpus cannot be read: {first.source}: {first.reason}")
    return Suite(path, cases, chosen, _hash(case_files(path)), _hash(found.files))


def suite_of_library(
    path: Path, cases: Sequence[QACase | BriefCase], articles: Sequence[ArticleSummary]
) -> Suite:
    """Return a suite of cases on the articles of a library. Raises `SuiteError` for no case."""
    if not cases:
        raise SuiteError(f"{path} holds no case")
    asked = "\n".join(case.model_dump_json() for case in cases)
    held = "\n".join(f"{one.id}\t{one.title}\t{one.length}" for one in articles)
    return Suite(path, tuple(cases), (), _digest(asked), _digest(held))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _hash(paths: Sequence[Path]) -> str:
    """Hash the names and contents of some files. Raises `SuiteError`."""
    digest = hashlib.sha256()
    for path in paths:
        try:
            content = hashlib.sha256(path.read_bytes()).digest()
        except OSError as error:
            raise SuiteError(f"{path} cannot be read ({error.strerror})") from None
        digest.update(path.name.encode("utf-8", "surrogateescape") + b"\0" + content)
    return digest.hexdigest()
