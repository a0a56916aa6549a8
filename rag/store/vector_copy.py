"""A copy of the vectors of a small library, which is searched without Chroma.

To import and open Chroma takes longer than all the rest of a question that a command asks. So when
Chroma is closed, the vectors of a small library are written to one file beside its own, and whoever
opens the library next reads that. The file is only there while Chroma is closed, and counts only
while Chroma's files are those beside which it was written.
"""

from __future__ import annotations

import json
import logging
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from rag.protocols import VectorStore
from rag.records import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)

MOST_COPIED = 5_000
"""Vectors of a small library. To read so many from Chroma takes a quarter of a second, the copy is
10 MB, and a search of all of them takes as long as one by Chroma's graph, and misses none."""

_NAME = "mujaz-copy.npz"
_VERSION = 1
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)


@dataclass(frozen=True)
class CopiedLanguage:
    """The vectors in one language, of unit length, in the order of their ids."""

    ids: Sequence[str]
    vectors: NDArray[np.float32]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.ids)}

    def nearest(
        self, vector: NDArray[np.float32], limit: int, among: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        """Return the nearest ids with their cosine, best first; of `among` those that are there."""
        import numpy as np

        places = np.arange(len(self.ids))
        if among is not None:
            known = dict.fromkeys(self._places[one] for one in among if one in self._places)
            places = np.array(list(known), dtype=np.intp)
        if not len(places) or limit < 1:
            return []
        # Equal vectors may differ in the last digit, by where they lie in memory.
        cosines = np.round(self.vectors[places] @ vector, 6)
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [(self.ids[places[at]], float(cosines[at])) for at in best]


Copied = Mapping[Language, CopiedLanguage]


class CopiedVectors(VectorStore):
    """Vectors that are searched in a copy until something else is asked of them, which opens the
    store itself."""

    def __init__(self, copied: Copied, open_store: Callable[[], VectorStore]) -> None:
        self._copied = copied
        self._open_store = open_store
        self._opening = threading.Lock()
        self._opened: VectorStore | None = None

    def _store(self) -> VectorStore:
        with self._opening:
            if self._opened is None:
                self._opened = self._open_store()
            return self._opened

    def add(
        self, chunk_ids: Sequence[str], vectors: NDArray[np.float32], language: Language
    ) -> None:
        """Add vectors of texts in one language, shape (len(chunk_ids), dimension)."""
        self._store().add(chunk_ids, vectors, language)

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete vectors; ids that are not there are no error."""
        self._store().delete(chunk_ids)

    def search(
        self,
        vector: NDArray[np.float32],
        language: Language,
        *,
        limit: int,
        among: Sequence[str] | None = None,
    ) -> list[tuple[str, float]]:
        """Return the nearest chunk ids in a language with their cosine, best first; `among` narrows
        to some ids."""
        if self._opened is not None:
            return self._opened.search(vector, language, limit=limit, among=among)
        return self._copied[language].nearest(vector, limit, among)

    def count(self, language: Language | None = None) -> int:
        """Return how many vectors there are, or how many in one language."""
        if self._opened is not None:
            return self._opened.count(language)
        return sum(len(one.ids) for name, one in self._copied.items() if language in (None, name))

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""
        return self._store().ids()

    def examine(self) -> None:
        """Read enough of the store to find damage. Raises `LibraryError`."""
        self._store().examine()

    def clear(self) -> None:
        """Drop every vector."""
        self._store().clear()

    def close(self) -> None:
        """Close the store if it was opened."""
        if self._opened is not None:
            self._opened.close()


def read_copy(folder: Path, name: str) -> Copied | None:
    """Return the copy of the vectors called `name` in `folder`; None where there is none, or
    Chroma's files are others by now."""
    import numpy as np

    try:
        with (folder / _NAME).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if str(arrays["stamp"]) != _stamp(folder, name):
                return None
            languages: tuple[Language, Language] = ("ar", "en")
            return {
                language: CopiedLanguage(
                    arrays[f"ids-{language}"].tolist(), arrays[f"vectors-{language}"]
                )
                for language in languages
            }
    except FileNotFoundError:
        return None
    except _UNREADABLE as error:
        _LOG.info("the copy of the vectors was not read: %s", type(error).__name__)
        return None


def write_copy(folder: Path, name: str, copied: Copied) -> None:
    """Write a copy of the vectors called `name`, now that Chroma is closed. Raises `OSError`."""
    import numpy as np

    arrays: dict[str, NDArray[np.generic]] = {"stamp": np.array(_stamp(folder, name))}
    for language, one in copied.items():
        arrays[f"ids-{language}"] = np.array(list(one.ids), dtype=np.str_)
        arrays[f"vectors-{language}"] = one.vectors
    made = folder / f"new-{_NAME}"
    with made.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    made.replace(folder / _NAME)


def drop_copy(folder: Path) -> None:
    """Remove the copy: Chroma is about to be opened. Raises `OSError`."""
    (folder / _NAME).unlink(missing_ok=True)


def _stamp(folder: Path, name: str) -> str:
    """Return what Chroma's files look like: their lengths, and when each was written."""
    files = sorted([*folder.glob("chroma.sqlite3*"), *folder.glob("*/*")])
    seen = [(str(path.relative_to(folder)), path.stat()) for path in files]
    return json.dumps([_VERSION, name, *((file, it.st_size, it.st_mtime_ns) for file, it in seen)])
