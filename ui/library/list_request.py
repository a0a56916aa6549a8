"""What a reader wants listed of the library, as it stands in the address of the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query

from rag.records import Language, SearchFilter
from ui.guard.refusal import PageError

PAGE = 50
"""Articles or stories on a page."""

MOST_PAGES = 100_000
_LONGEST = 300  # characters of a search or a name


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A page of a list: which articles or stories are wanted, and how many come before it.

    `story` is one that is wanted whatever the filters say, `least` how many articles a story must
    have.
    """

    where: SearchFilter
    search: str
    page: int
    least: int
    story: int | None

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything was left out on purpose."""
        return bool(self.search.strip()) or self.where != SearchFilter() or self.least > 1


def list_request(
    search: Annotated[str, Query(max_length=_LONGEST)] = "",
    language: Language | None = None,
    outlet: Annotated[str | None, Query(max_length=_LONGEST)] = None,
    since: str = "",
    until: str = "",
    page: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1,
    least: Annotated[int, Query(ge=1, le=1000)] = 1,
    story: Annotated[int | None, Query(ge=0, lt=2**31)] = None,
) -> ListRequest:
    """Return what the parameters of a request ask for. Raises `PageError`."""
    first, last = _day(since), _day(until)
    if first and last and first > last:
        raise PageError("library.days_reversed")
    where = SearchFilter(language=language, outlet=outlet or None, since=first, until=last)
    return ListRequest(where, search, page, least, story)


def _day(given: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise PageError("library.bad_day") from None
