"""What a call changes, for the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from rag.errors import UsageError
from rag.records import IngestReport, Person
from rag.remote.methods import Method
from rag.service import Service

MOST_NAMED = 100
"""Subjects of one call that are named; of more the number is told."""

_BY_AND_BY = ("articles.add", "feeds.read", "library.repair")
"""Changes that are kept as they are made: what was done stays when the caller leaves."""

_OF_PEOPLE = ("people.", "add_person", "remove_person")


def noted(
    work: Callable[..., Any],
    desk: Service,
    person: Person,
    method: Method,
    name: str,
    given: Mapping[str, Any],
) -> Callable[..., Any]:
    """Return the work of a call that writes down afterwards what it has changed.

    The commands of the owner that are about people write that down themselves.
    """
    change = method.change
    if change is None or (person.is_owner and name.startswith(_OF_PEOPLE)):
        return work

    def note(named: Sequence[str]) -> None:
        for subject in named:
            desk.people.note(person.name, change, subject)

    @wraps(work, assigned=())
    def working(**more: Any) -> Any:
        try:
            result = work(**more)
        except UsageError:  # nothing was begun
            raise
        except BaseException:
            if change in _BY_AND_BY:
                note(subjects(given))
            raise
        note(changed(given, result))
        return result

    return working


def changed(given: Mapping[str, Any], result: object) -> list[str]:
    """Return what a call has changed, of what its arguments name."""
    match result:
        case False:
            return []
        case IngestReport() if not _holds_more(result):
            return []
        case [IngestReport(), *_] if not any(map(_holds_more, result)):
            return []
        case [str(), *_]:  # those of the names for which there was nothing
            named = given.get("article_ids") or given["urls"]
            named = [named] if isinstance(named, str) else named
            return _first([one for one in named if one not in result])
    return subjects(given)


def _holds_more(report: object) -> bool:
    return isinstance(report, IngestReport) and (report.added > 0 or report.updated > 0)


def subjects(given: Mapping[str, Any]) -> list[str]:
    """Return what the arguments of a call name, without any text of articles."""
    for key in ("sources", "article_ids", "urls", "url", "name", "token_id"):
        if given.get(key):
            return _first(given[key])
    if "files" in given:
        return _first([shown for _, shown in given["files"]])
    if "drafts" in given:
        return [f"{len(given['drafts'])} articles from memory"]
    if "feed" in given:
        return [given["feed"].url]
    return [""]


def _first(named: str | Sequence[str]) -> list[str]:
    if isinstance(named, str):
        return [named]
    more = len(named) - MOST_NAMED
    return [*map(str, named[:MOST_NAMED]), *([f"and {more} more"] if more > 0 else [])]
