"""Checks what a caller asks for, and makes the request records of it.

Callers are programs, the page and the command line: whatever they give, the pipelines behind see
only complete and valid requests. Every problem is a `UsageError` that names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
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
from rag.text.asked_days import asked_days
from rag.text.asked_lengths import asked_length
from rag.text.display import whole

_DraftLike = Draft | str | Mapping[str, Any]
Drafts = _DraftLike | Iterable[_DraftLike]
"""One article from memory, or many."""

LONGEST_QUESTION = 2_000
"""Characters. A question that long holds its own article; it would only slow the search down."""

MOST_SHOWN = 80
"""Characters of what a caller gave that a message repeats."""

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
    reader: object = None,
    **unknown: object,
) -> BriefRequest:
    """Return a valid request for a brief. Raises `UsageError`."""
    _refuse_unknown(unknown, ("topic", "articles", "where", "length", "languages", "reader"))
    return BriefRequest(
        topic=None if topic is None else checked_text(topic, "topic"),
        articles=many(articles, str, "article ids"),
        where=search_filter(where),
        words=_words(length),
        languages=tuple(map(_language, many(languages, str, "languages"))),
        reader=None if reader is None else _language(reader),
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
    everything through. The days of a mapping may be in words: `{"since": "last week"}`.

    Raises `UsageError`."""
    if where is None or where == SearchFilter():
        return None
    if isinstance(where, SearchFilter):
        outlets, articles = (tuple(map(whole, one)) for one in (where.outlets, where.articles))
        return replace(where, outlets=outlets, articles=articles)
    if not isinstance(where, Mapping):
        raise UsageError(
            f"a filter is a SearchFilter or a mapping of its fields, not {_kind(where)}"
        )
    known = ["outlet", *(field.name for field in fields(SearchFilter))]
    _refuse_unknown({name: None for name in where if name not in known}, known)
    days = {name: day_asked(where[name], name) for name in ("since", "until") if name in where}
    return search_filter(SearchFilter(**{**where, **days}))


def day_asked(given: object, name: str, *, today: date | None = None) -> object:
    """Return the day that text names as `since` (the first one) or as `until` (the last one).

    It may be in words of both languages. What is no text is returned as it is. `today` is the day
    that yesterday and the like are counted from. Raises `UsageError` for text that names no day.
    """
    if not isinstance(given, str):
        return given
    days = asked_days(whole(given), today=today or date.today())
    if days is None:
        raise UsageError(
            f"{name} is no day: {given[:MOST_SHOWN]!r}; write it as 2024-07-28, 2024-07, "
            '"28 July 2024", yesterday or "last week", in Arabic or English'
        )
    return days[0] if name == "since" else days[1]


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
    if isinstance(length, bool) or not isinstance(length, str | int):
        raise _no_length(length)
    named = asked_length(whole(length)) if isinstance(length, str) else length
    number = BRIEF_LENGTHS.get(named) if isinstance(named, str) else named
    if number is None or not _SHORTEST_BRIEF <= number <= _LONGEST_BRIEF:
        raise _no_length(length)
    return number


def _no_length(length: object) -> UsageError:
    shown = length[:MOST_SHOWN] if isinstance(length, str) else length
    return UsageError(
        f"the length {shown!r} is none of {', '.join(BRIEF_LENGTHS)} (قصير، متوسط، طويل) or a "
        f"number of words from {_SHORTEST_BRIEF} to {_LONGEST_BRIEF}, such as 200 or "
        '"200 words"'
    )


def _refuse_unknown(unknown: Iterable[str], known: Iterable[str]) -> None:
    names = ", ".join(map(repr, unknown))
    if names:
        raise UsageError(f"unknown: {names}; known: {', '.join(known)}")


def _kind(given: object) -> str:
    return "nothing (None)" if given is None else f"a {type(given).__name__}"
