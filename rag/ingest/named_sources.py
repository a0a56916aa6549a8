"""Files that are called otherwise than where they lie: what a reader uploads, what a link names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from rag.ingest.identity import is_same_article
from rag.records import Article, Failure, FileNote, SourceArticle
from rag.sources.source_files import display_path

_MOST_OF_A_NAME = 100
"""Different files of one name that are counted up; the next get digits of their text."""


class KnownSources(Protocol):
    """What is asked of the catalog."""

    def article_from(self, source: str) -> Article | None: ...


def called(
    items: Iterable[SourceArticle | Failure | FileNote], path: Path, name: str
) -> Iterator[SourceArticle | Failure | FileNote]:
    """Yield what was read of a file, with `name` wherever its path stands."""
    place = display_path(path)
    for item in items:
        if isinstance(item, SourceArticle):
            yield replace(item, source=name)
        else:
            source, reason = (part.replace(place, name) for part in (item.source, item.reason))
            yield replace(item, source=source, reason=reason)


def with_own_source(known: KnownSources, draft: SourceArticle) -> SourceArticle:
    """Return the one article of a file, called `report (2).txt` if another `report.txt` is in the
    library.

    The name of an uploaded file says little: every folder has its `index.html`. Only a file whose
    text is evidently a version of the former one takes its place.
    """
    if draft.key is not None or draft.locator is not None:
        return draft
    for source in _names(draft.source, draft.text):
        there = known.article_from(source)
        if there is None or is_same_article(there, draft):
            break
    return replace(draft, source=source)


def _names(source: str, text: str) -> Iterator[str]:
    path = PurePosixPath(source)
    stem, suffix = source.removesuffix(path.suffix), path.suffix
    yield source
    for number in range(2, _MOST_OF_A_NAME + 1):
        yield f"{stem} ({number}){suffix}"
    yield f"{stem} ({hashlib.blake2b(text.encode(), digest_size=6).hexdigest()}){suffix}"
