"""Finds the day of publication in the first or last lines of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rag.sources.dates.dateline_tokens import LineToken, dateline_words, line_tokens
from rag.sources.dates.days import ReadDay, StatedDate, settle, stated_dates
from rag.sources.dates.written_dates import fold_line

_FIRST_LINES = 5  # a title, a subtitle, a byline, a photo credit, a dateline
_MOST_READ_LINES = 2 * _FIRST_LINES  # with labels in lines of their own
_LONGEST_LABEL = 40
_LAST_LINES = 3
_REGION = 10_000  # characters in which the first lines are looked for, and the last
_LONGEST = 200  # what a dateline may need of a line; Al Jazeera's have about 100
_MOST_PLACE_WORDS = 4
_MOST_BYLINE_WORDS = 8
_MOST_TAIL_WORDS = 3

_DATELINE_KINDS = {
    *("date", "time", "weekday", "zone", "published", "updated", "agency", "beside", "sign"),
}
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LABELS = ("published", "updated")
_OPENING = re.compile(r"[-:|]")  # the dashes are folded
_PARTING = re.compile(r"[|•·]")
_ENDS_SENTENCE = re.compile(r"[.!?;]")
_CAPITALIZED = re.compile(r"(?<![^\W_])[A-ZÀ-Þ][^\W_]*(?:['’][^\W_]+)?")
_PREPOSITIONS = {"في", "عند", "on", "at", "the"}
_SMALL = {"of", "and", "the", "in", "de", "la", "al", "el", "for", "at"}


@dataclass(frozen=True, slots=True)
class _Dateline:
    """The tokens of a line around its dates: what is before them, they, and what is behind.

    `body` are they and everything beside them that a dateline may hold.
    """

    head: Sequence[LineToken]
    body: Sequence[LineToken]
    tail: Sequence[LineToken]
    is_whole: bool

    def dates(self) -> list[StatedDate]:
        """Return the dates; in digits they begin with the day where an Arabic agency stands beside.

        Arabic agencies write the place, the day and their name: رام الله 1-4-2018 وفا.
        """
        found = stated_dates(self.body)
        if not any(token.kind == "agency" and not token.text.isascii() for token in self.body):
            return found
        return [replace(one, days=one.days[:1]) for one in found]


def dateline(text: str) -> ReadDay:
    """Return the day in a dateline among the first lines of a text, or in a label among the last.

    A dateline is a line that is a date (with a label, place, agency, weekday or time), or one that
    begins with these and a dash. A bare date and a dash are one in the first two lines only, for
    further below they are a row of a chronology. Dates in other lines are not looked at. Two
    different days give none, with a note, and so does a date that can be read in two ways or is of
    another calendar.
    """
    lines = enumerate(islice(_first_lines(text), _FIRST_LINES))
    first = [one for at, line in lines if (one := _read(line, is_top=at < 2)) is not None]
    found = settle([date for one in first for date in one.dates()])
    if found is not None:
        return found
    last = [one for line in _last_lines(text) if (one := _read(line)) is not None and one.is_whole]
    labelled = [date for one in last for date in one.dates() if date.rank != 1]
    return settle(labelled) or ReadDay()


def is_dateline(line: str) -> bool:
    """Tell whether a line says nothing but when (and where) the article was published."""
    if len(line.strip()) > _LONGEST:
        return False
    found = _read(line.strip())
    return found is not None and found.is_whole


def _first_lines(text: str) -> Iterator[str]:
    """Yield the first lines that are not blank, cut to the length that a dateline needs.

    A label that stands in a line of its own is put before the next one.
    """
    lines = (line.strip() for line in text[:_REGION].splitlines())
    label = ""
    for line in islice(filter(None, lines), _MOST_READ_LINES):
        if len(line) <= _LONGEST_LABEL and _is_label(line):
            label = f"{line} "
        else:
            yield label + line[:_LONGEST]
            label = ""


def _is_label(line: str) -> bool:
    """Tell whether a line is "Published on:", "آخر تحديث" or the like."""
    kinds = {token.kind for token in line_tokens(fold_line(line))}
    return bool(kinds.intersection(_LABELS)) and kinds <= {*_LABELS, "sign", "beside"}


def _last_lines(text: str) -> list[str]:
    """Return the last lines that are not blank and not among the first, if they are short."""
    before = list(filter(str.strip, text[:-_REGION].splitlines()[:_FIRST_LINES]))
    lines = [line.strip() for line in text[-_REGION:].splitlines() if line.strip()]
    behind = lines[max(_FIRST_LINES - len(before), 0) :]
    return [line for line in behind[-_LAST_LINES:] if len(line) <= _LONGEST]


def _read(line: str, *, is_top: bool = False) -> _Dateline | None:
    """Return a line that is a dateline or begins with one, or None."""
    folded = fold_line(line)
    if not _YEAR.search(folded) or "©" in line:
        return None
    tokens = line_tokens(folded)
    at = next((at for at, token in enumerate(tokens) if token.kind == "date"), None)
    if at is None:
        return None
    start, end = at, at + 1
    while start and tokens[start - 1].kind in _DATELINE_KINDS:
        start -= 1
    while end < len(tokens) and tokens[end].kind in _DATELINE_KINDS:
        end += 1
    head, body, tail = tokens[:start], tokens[start:end], tokens[end:]
    whole = _is_whole(body, tail)
    if not whole and not _opens(head, body, is_top=is_top):
        return None
    if head and not _may_stand_before(head, body, line, whole=whole):
        return None
    return _Dateline(head, body, tail, whole)


def _is_whole(body: Sequence[LineToken], tail: Sequence[LineToken]) -> bool:
    """Tell whether what is behind the dates and what belongs to them is no text of the article."""
    if not tail:
        return True
    if any(token.kind == "number" or _ENDS_SENTENCE.search(token.text) for token in tail):
        return False
    words = sum(token.kind != "sign" for token in tail)
    if tail[0].kind == "byline" or _PARTING.search(body[-1].text):
        return words <= _MOST_BYLINE_WORDS
    timed = any(token.kind in ("time", *_LABELS) for token in body)
    return timed and words <= _MOST_TAIL_WORDS


def _opens(head: Sequence[LineToken], body: Sequence[LineToken], *, is_top: bool) -> bool:
    """Tell whether a dateline ends before the text of the article begins in the same line."""
    if not head and body[0].text in _PREPOSITIONS:
        return False  # In 1967 - a year before - he left.
    last = max(at for at, token in enumerate(body) if token.kind == "date")
    signs = "".join(token.text for token in body[last + 1 :] if token.kind == "sign")
    if not head and {token.kind for token in body} <= {"date", "sign", "beside"}:
        return is_top and "-" in signs
    agency = any(token.kind == "agency" for token in body[last + 1 :])
    return agency or _OPENING.search(signs) is not None


def _may_stand_before(
    head: Sequence[LineToken], body: Sequence[LineToken], line: str, *, whole: bool
) -> bool:
    """Tell whether the words before a date are a place, an outlet or a byline."""
    is_byline = head[0].kind == "byline"
    kinds = {token.kind for token in (*head, *body)}
    words = [token.text for token in head[is_byline:] if token.kind != "sign"]
    if head[0].kind == "agency" and words[1:2] == ["من"]:
        words[1:2] = []  # the outlet from the place: هسبريس من الرباط
    if any(token.kind == "number" or _ENDS_SENTENCE.search(token.text) for token in head):
        return False
    telling = dateline_words()["telling"] - (_SMALL if is_byline else set())
    if telling.intersection(words) or not _are_names(words, line):
        return False
    if is_byline:
        return len(words) <= _MOST_BYLINE_WORDS
    if "agency" in kinds:
        return len(words) <= _MOST_PLACE_WORDS + 2
    if any(":" in token.text for token in head) or len(words) > _MOST_PLACE_WORDS:
        return False
    if body[0].kind == "sign":
        return ":" not in body[0].text  # "Deadline: 26 May 2018"
    return body[0].kind in _LABELS or (whole and "time" in kinds)


def _are_names(words: Sequence[str], line: str) -> bool:
    """Tell whether all English words before a date have capitals."""
    capitals = {fold_line(word) for word in _CAPITALIZED.findall(line)}
    return all(
        word in capitals or word in _SMALL or not word.isascii() or not word.isalpha()
        for word in words
    )
