"""Checks what a caller asks for, and makes the request records of it.

Callers are programs, the page and the command line: whatever they give, the pipelines behind see
only complete and valid requests. Every problem is a `UsageError` that names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

from rag.errors import UsageError
from rag.records import (
    BRIEF_LENGTHS,
    AnswerRequest,
    BriefRequest,
    Draft,
    Language,
    SearchFilter,
    Turn,
)
from rag.text.display import whole

_DraftLike = Draft | str | Mapping[str, Any]
Drafts = _DraftLike | Iterable[_DraftLike]
"""One article from memory, or many."""

LONGEST_QUESTION = 2_000
"""Characters. A question that long holds its own article; it would only slow the search down."""

_SHORTEST_BRIEF, _LONGEST_BRIEF = 30, 1_000  # words per language


def answer_request(
    question: object = None,
    *,
    history: object = (),
    where: object = None,
    language: object = None,
    **unknown: object,
) -> AnswerRequest:
    """Return a valid question. Raises `UsageError`."""
    _refuse_unknown(unknown, ("question", "history", "where", "language"))
    return AnswerRequest(
        question=checked_text(question, "question"),
        history=_turns(history),
        where=search_filter(where),
        language=None if language is None else _language(language),
    )


def brief_request(
    topic: object = None,
    *,
    articles: object = (),
    where: object = None,
    length: object = "medium",
    languages: object = ("ar", "en"),
    **unknown: object,
) -> BriefRequest:
    """Return a valid request for a brief. Raises `UsageError`."""
    _refuse_unknown(unknown, ("topic", "articles", "where", "length", "languages"))
    return BriefRequest(
        topic=None if topic is None else checked_text(topic, "topic"),
        articles=many(articles, str, "article ids"),
        where=search_filter(where),
        words=_words(length),
        languages=tuple(map(_language, many(languages, str, "languages"))),
    )


def checked_text(text: object, what: str) -> str:
    """Return a question or topic without what cannot be searched for. Raises `UsageError`."""
    if not isinstance(text, str):
        raise UsageError(f"the {what} must be text, not {_kind(text)}")
    cleaned = whole(text).strip()
    if not cleaned:
        raise UsageError(f"the {what} is empty; ask something, in Arabic or English")
    if len(cleaned) > LONGEST_QUESTION:
        raise UsageError(
            f"the {what} has {len(cleaned):,} characters; at most {LONGEST_QUESTION:,} are read"
        )
    return cleaned


def search_filter(where: object) -> SearchFilter | None:
    """Return the filter of a `SearchFilter` or a mapping of its fields; None where it lets
    everything through. Raises `UsageError`."""
    if where is None or isinstance(where, SearchFilter):
        return None if where == SearchFilter() else where
    if not isinstance(where, Mapping):
        raise UsageError(
            f"a filter is a SearchFilter or a mapping of its fields, not {_kind(where)}"
        )
    known = [field.name for field in fields(SearchFilter)]
    _refuse_unknown({name: None for name in where if name not in known}, known)
    return search_filter(SearchFilter(**where))


def many(given: object, kind: type | tuple[type, ...], what: str) -> tuple[Any, ...]:
    """Return one or many of a kind as a tuple; text is one, never its letters.

    Raises `UsageError`.
    """
    if isinstance(given, kind):
        return (given,)
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise UsageError(f"{what} cannot be {_kind(given)}")
    items = tuple(given)
    for item in items:
        if not isinstance(item, kind):
            raise UsageError(f"{what} cannot hold {_kind(item)}")
    return items


def counted(given: object, what: str) -> int:
    """Return a whole number of at least 1. Raises `UsageError`."""
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise UsageError(f"the {what} must be a whole number of at least 1, not {given!r}")
    return given


def paths(given: object) -> tuple[str | Path, ...]:
    """Return one or many paths as a tuple. Raises `UsageError`."""
    return many(given, (str, Path), "paths")


def _turns(history: object) -> tuple[Turn, ...]:
    """Return the turns of a history of `Turn`s or (question, answer) pairs."""
    if history is None:
        return ()
    if isinstance(history, (str, bytes, Mapping)) or not isinstance(history, Iterable):
        raise UsageError(f"a history is a list of turns, not {_kind(history)}")
    return tuple(_turn(one) for one in history)


def _turn(given: object) -> Turn:
    if isinstance(given, Turn):
        return given
    if isinstance(given, (tuple, list)) and len(given) == 2:
        question, answer = given
        if isinstance(question, str) and isinstance(answer, str):
            return Turn(question, answer)
    raise UsageError("a turn is a Turn or a pair of texts: (question, answer)")


def _language(given: object) -> Language:
    for known in get_args(Language):
        if given == known:
            return known  # type: ignore[no-any-return]
    raise UsageError(f"the language {given!r} is none of: {', '.join(get_args(Language))}")


def _words(length: object) -> int:
    if isinstance(length, str) and length in BRIEF_LENGTHS:
        return BRIEF_LENGTHS[length]
    number = str(length)
    if number.isdecimal() and _SHORTEST_BRIEF <= int(number) <= _LONGEST_BRIEF:
        return int(number)
    raise UsageError(
        f"the length {length!r} is none of {', '.join(BRIEF_LENGTHS)} or a number of words "
        f"from {_SHORTEST_BRIEF} to {_LONGEST_BRIEF}"
    )


def _refuse_unknown(unknown: Iterable[str], known: Iterable[str]) -> None:
    names = ", ".join(map(repr, unknown))
    if names:
        raise UsageError(f"unknown: {names}; known: {', '.join(known)}")


def _kind(given: object) -> str:
    return "nothing (None)" if given is None else f"a {type(given).__name__}"
