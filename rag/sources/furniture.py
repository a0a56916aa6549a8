"""Recognises lines of a page or text that are not of its article: sign-ups, cookies, "read also".

The phrases lie in furniture.tsv beside this file. They are made to miss rather than to take a
sentence of news about a newsletter or about cookies: most must begin the line and address its
reader.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import normalize

_LONGEST = 800  # characters; furniture is short
_BEGINNING = 80  # characters that have the first word, whatever stands before it
_AROUND = " \t-–—•·*|>»›→▪■●✓★_="
_STOP = re.compile(r"[.][\"'»”’)\]\s]*$")
_HASHTAGS = re.compile(r"(?:#\w+[\s,،|]*)+")
_BEFORE = r"(?<!\w)"
_AFTER = r"(?!\w)"


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """A row of the list: `also` are words one of which the line must hold too, None for none."""

    kind: str
    where: str
    phrases: tuple[str, ...]
    also: re.Pattern[str] | None
    most_words: int


@dataclass(frozen=True, slots=True)
class _FurnitureLists:
    """The rows by how they are looked up; `starts` by the first word of each phrase. A line of more
    than `most_words` can only be furniture by how it begins."""

    lines: dict[str, str]
    starts: dict[str, list[tuple[str, FurnitureRule]]]
    most_words: int
    inside: tuple[tuple[tuple[str, ...], re.Pattern[str], FurnitureRule], ...]
    words: tuple[tuple[frozenset[str], FurnitureRule], ...]


def furniture_kind(line: str) -> str | None:
    """Return what kind of furniture a line is (newsletter, cookies, share …), None if it is text.

    A blank line is text.
    """
    if len(line) > _LONGEST or not line.strip():
        return None
    rules = _rules()
    if len(line.split()) > rules.most_words and not _may_begin(line[:_BEGINNING], rules):
        return None
    text = _compared(line)
    if not text:
        return None
    if text[0] == "#" and _HASHTAGS.fullmatch(text):
        return "keywords"
    bare = text.rstrip(" .!:…?؟>»")
    if bare in rules.lines:
        return rules.lines[bare]
    words = len(text.split())
    for rule in _candidates(text, words, rules):
        if rule.also is None or rule.also.search(text):
            return rule.kind
    return None


def _compared(line: str) -> str:
    """Return a line as the phrases of the list are written."""
    return normalize(line).strip(_AROUND)


def _may_begin(beginning: str, rules: _FurnitureLists) -> bool:
    """Tell whether a line that begins so may be a long one that is furniture."""
    text = _compared(beginning)
    return not text or text[0] == "#" or _first_word(text) in rules.starts


def without_furniture(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without its lines that are furniture, and those lines.

    Of the blank lines around one that goes, one stays.
    """
    kept: list[str] = []
    dropped: list[str] = []
    for line in text.split("\n"):
        if furniture_kind(line) is not None:
            dropped.append(line.strip())
        elif line.strip() or not (dropped and kept and not kept[-1].strip()):
            kept.append(line)
    return "\n".join(kept), tuple(dropped)


def _candidates(text: str, length: int, rules: _FurnitureLists) -> Iterator[FurnitureRule]:
    """Yield the rules for lines of so many words whose phrase stands where it must in a normalized
    line. Most lines are too long for most rules, which is found out without a search."""
    for phrase, rule in rules.starts.get(_first_word(text), ()):
        if length > rule.most_words:
            continue
        if _begins(text, phrase) and not (rule.where == "heading" and _STOP.search(text)):
            yield rule
    for phrases, pattern, rule in rules.inside:
        if length > rule.most_words:
            continue
        # Looking for the phrases one by one is much faster than the pattern.
        if any(map(text.__contains__, phrases)) and pattern.search(text):
            yield rule
    for known, rule in rules.words:
        if length > rule.most_words:
            continue
        words = text.replace(",", " ").replace("|", " ").strip(" .!").split()
        if words and known.issuperset(words):
            yield rule


def _begins(text: str, phrase: str) -> bool:
    """Tell whether a text begins with a phrase and not with a longer word: follow, follow-up."""
    after = text[len(phrase) : len(phrase) + 1]
    return text.startswith(phrase) and not (
        phrase[-1].isalnum() and (after.isalnum() or after in tuple("-'"))
    )


def _first_word(text: str) -> str:
    """Return the letters and digits at the beginning of a text, or its first character."""
    match = re.match(r"\w+", text)
    return match[0] if match else text[0]


@cache
def _rules() -> _FurnitureLists:
    """Read the list."""
    rules = list(_rows())
    starts: dict[str, list[tuple[str, FurnitureRule]]] = defaultdict(list)
    for rule in rules:
        if rule.where in ("start", "heading"):
            for phrase in rule.phrases:
                starts[_first_word(phrase)].append((phrase, rule))
    lines = {phrase: rule.kind for rule in rules if rule.where == "line" for phrase in rule.phrases}
    return _FurnitureLists(
        lines,
        starts,
        max(
            *(rule.most_words for rule in rules if rule.where in ("inside", "all")),
            *(len(phrase.split()) for phrase in lines),
        ),
        tuple(
            (rule.phrases, _any_of(rule.phrases), rule) for rule in rules if rule.where == "inside"
        ),
        tuple((frozenset(rule.phrases), rule) for rule in rules if rule.where == "all"),
    )


def _rows() -> Iterator[FurnitureRule]:
    table = files("rag.sources").joinpath("furniture.tsv").read_text(encoding="utf-8")
    for row in table.splitlines():
        if row.startswith("#"):
            continue
        kind, where, phrases, also, most = row.split("\t")
        yield FurnitureRule(
            kind,
            where,
            tuple(map(normalize, phrases.split("|"))),
            _any_of(tuple(map(normalize, also.split("|")))) if also else None,
            int(most),
        )


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of whole words; a sign may stand within a word: @, ©."""
    return re.compile(
        "|".join(
            (_BEFORE if phrase[0].isalnum() else "")
            + re.escape(phrase)
            + (_AFTER if phrase[-1].isalpha() else "")
            for phrase in phrases
        )
    )
