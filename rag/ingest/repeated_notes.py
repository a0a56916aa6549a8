"""Says once what is to be said of hundreds of articles of one file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rag.records import Failure, SourceArticle

_IN_FULL = 3  # of the notes of one kind on one file
_KIND_WORDS = 5  # tell "its date … may be" from "its date … is outside"
# What differs from article to article: 'quoted values' and numbers.
_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|\d[\d,.]*")


class RepeatedNotes:
    """Lets the first notes of a kind on a file through, and counts the others."""

    def __init__(self) -> None:
        self._times: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], str] = {}

    def is_new(self, draft: SourceArticle, note: str) -> bool:
        """Tell whether a note on an article is to be told in full."""
        if draft.locator is None:
            return True
        kind = (draft.source, " ".join(_VALUE.sub("…", note).split()[:_KIND_WORDS]))
        self._examples.setdefault(kind, note)
        self._times[kind] += 1
        return self._times[kind] <= _IN_FULL

    def rest(self) -> Iterator[Failure]:
        """Yield one note for each kind of which some were only counted."""
        for (source, kind), times in self._times.items():
            more = times - _IN_FULL
            if more > 0:
                articles = "1 more article" if more == 1 else f"{more:,} more articles"
                yield Failure(source, f"{articles} alike: {self._examples[source, kind]}")
