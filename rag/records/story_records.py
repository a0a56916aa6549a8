"""The record of a story: the articles of one event and its follow-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.records.article_records import Language
from rag.records.brief_records import Headline


@dataclass(frozen=True, slots=True)
class Story:
    """The articles of one event and its follow-ups, of all outlets and in both languages.

    `number` names it for as long as its articles stay together. `headlines` is the title of its
    first article in each language that it has, the language of the first article before the other.
    `first_day` and `last_day` are None where no article has a date. `outlets` come in the order in
    which they took it up, `article_ids` oldest first.
    """

    number: int
    headlines: tuple[Headline, ...]
    first_day: date | None
    last_day: date | None
    outlets: tuple[str, ...]
    article_ids: tuple[str, ...]

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages of its articles, that of the first article before the other."""
        return tuple(headline.language for headline in self.headlines)

    @property
    def title(self) -> str:
        """Return the title of its first article."""
        return self.headlines[0].text
