"""The numbers by which a brief's text leads to the sentences that it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.records import Article, Citation

_Key = tuple[int, str, int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in brackets behind a sentence, and the name of the place it leads to."""

    label: str
    anchor: str


class Numbering:
    """A mark for every cited sentence: the number of its evidence, `3`; where a brief cites
    several sentences under one number, `3.1`, `3.2` in the order of the article."""

    def __init__(self, citations: Iterable[Citation]) -> None:
        by_key = {_key(citation): citation for citation in citations}
        self._citations = [by_key[key] for key in sorted(by_key)]
        groups: dict[int, list[_Key]] = {}
        for key in sorted(by_key):
            groups.setdefault(key[0], []).append(key)
        self._marks: dict[_Key, Mark] = {}
        for number, keys in groups.items():
            for place, key in enumerate(keys, start=1):
                label = str(number) if len(keys) == 1 else f"{number}.{place}"
                self._marks[key] = Mark(label, f"cite_{label.replace('.', '_')}")

    def marks(self, citations: Iterable[Citation]) -> tuple[Mark, ...]:
        """The marks of known citations, each once, in their order."""
        return tuple(dict.fromkeys(self._marks[_key(citation)] for citation in citations))

    def of_article(self, article: Article) -> list[tuple[Mark, Citation]]:
        """What is cited of an article, by number and place."""
        return [
            (self._marks[_key(citation)], citation)
            for citation in self._citations
            if citation.article.id == article.id
        ]

    def articles(self) -> Iterable[Article]:
        """The cited articles in the order of their numbers, each once."""
        return {citation.article.id: citation.article for citation in self._citations}.values()


def _key(citation: Citation) -> _Key:
    return citation.number, citation.article.id, citation.start, citation.end
