"""Tells the lines of a reply that are no claims, by the phrases of extra_lines.tsv."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

from rag.text.analysis.folding import normalize

LineKind = Literal[
    "label",
    "lead",
    "saying",
    "announcement",
    "attribution",
    "chatter",
    "offer",
    "sources",
    "speaker",
    "refusal",
    "scaffold",
]
"""What a line is that is no claim: a heading; a clause before the answer, one up to "that", or a
line; courtesy; an offer or remark at the end; the model's list of sources or further questions;
words of the model about itself or to its reader; that there is no answer; words of a prompt or of a
made-up conversation."""

_BEFORE_COLON: tuple[LineKind, ...] = (
    "scaffold",
    "sources",
    "label",
    "announcement",
    "lead",
    "attribution",
)
_ALONE: tuple[LineKind, ...] = ("refusal", "offer", "chatter", "sources", "label", "scaffold")
_TAKEN_OFF: tuple[LineKind, ...] = ("label", "lead", "announcement")
_OPEN: tuple[LineKind, ...] = ("refusal", "offer", "lead", "scaffold")
_VERBS = (
    r"can|could|will|would|have|had|am|was|found|find|do|don't|rely|hope|think|see|looked|know|"
    r"need|should|might|couldn't|cannot|can't|read|used|answer|based|believe"
)
_SPEAKS = re.compile(
    rf"(?:^|and |that |what |but |if )i (?:{_VERBS}) |^let (?:me|us) |^let's |"
    r"\bi (?:rely|hope|don't|can't|cannot|couldn't|looked|believe) "
)
_QUOTED = re.compile(r"[\"“”«»]")
# How items are numbered that Markdown does not know: (1), ١-, a), (أ), أ-, ii.
_ITEM_MARK = re.compile(
    r"\s*(?:[(（]\s?(?:\d{1,2}|[a-hA-H]|[ivx]{1,4}|[أابتجده]ـ?)\s?[)）]|\d{1,2}\s?[-–—](?=\s)|"
    r"[a-h]\)|[ivx]{1,4}[.)]|[أبتجده]ـ?\s?[-–)])\s+"
)
_THAT = re.compile(r"\b(?:that|أن|إن|بأن|ان),?\s+")
LONGEST_LEAD = 120
"""Characters of a clause before an answer at most."""

_HEADING_WORDS = 6  # a line in bold of more words may be a claim
_LEAD = re.compile(
    r"[\s#*_>`\-–•]*(?P<said>[^:：,،\n.!?؟]{1,120}?)[*_`]*\s?(?P<sign>[:：,،])[*_`]*"
)
_WORDS = re.compile(r"[\w']+")
_FENCE = re.compile(r"`{3,}\s*\w*")
_BOLD = re.compile(r"(\*\*|__)[^*_]+\1:?")
_RULE = re.compile(r"\s*[^\w\n]*[-|=_*`~#]{2,}[^\w\n]*\n")


def kind_of_line(text: str, *, cited: bool, begun: bool = False) -> LineKind | None:
    """Return what a sentence or line is if it is no claim, None for a claim.

    `cited` says that it has a citation marker; then only a list of sources is no claim. `begun`
    says that a claim came before it.
    """
    before = _before_colon(text)
    if before is not None:
        kind, rest = before
        if (kind == "sources" and (begun or not _WORDS.search(rest))) or (
            kind == "scaffold" and not cited
        ):
            return kind
        if not cited and not _WORDS.search(rest):
            return kind
    if cited:
        return None
    if text.rstrip("*_\"'»”)` ").endswith(("?", "؟")):
        return "offer"
    said = _said(text)
    alone = next((kind for kind in _ALONE if _matches(kind, said)), None)
    if alone is None and _speaks(text, said):
        return "speaker"
    return alone or ("label" if _is_heading(text) else None)


def lead_end(text: str) -> int:
    """Return where a claim begins behind a label or a clause before it: 0 where there is none.

    For example: `**Answer:** It rose`, `According to the passages, it rose`, `(1) It rose`,
    `Passage 2 says that it rose`.
    """
    mark = _ITEM_MARK.match(text)
    begin = mark.end() if mark else 0
    return begin + _clause_end(text[begin:])


def _clause_end(text: str) -> int:
    """Return where a claim begins behind a clause that is none."""
    that = _THAT.search(text, 0, LONGEST_LEAD)
    if that and _matches("saying", _said(text[: that.end()])):
        return that.end()
    lead = _LEAD.match(text)
    if lead is None:
        return 0
    said = _said(lead["said"])
    kinds: Sequence[LineKind] = ("lead",) if lead["sign"] in ",،" else _TAKEN_OFF
    if any(_matches(kind, said) for kind in kinds):
        return lead.end()
    return lead.end() if lead["sign"] in ":：" and _speaks(lead["said"], said) else 0


def may_be_extra(text: str) -> bool:
    """Tell whether the beginning of a sentence may turn out to be a line that is no claim."""
    said = _said(text)
    opens = any(_matches(kind, said) for kind in _OPEN if kind != "lead" or len(text) < 120)
    return opens or text.lstrip()[:1] in ("#", "*", "_", "`", "|", ">")


def without_rules(text: str) -> str:
    """Return a text without lines of signs alone at its beginning: code fences, rules of tables."""
    while rule := _RULE.match(text):
        text = text[rule.end() :]
    return text


def is_title(text: str, titles: Collection[str]) -> bool:
    """Tell whether a line is the title of an article, as in a model's own list of sources.

    `titles` are normalised.
    """
    return " ".join(_WORDS.findall(normalize(text))) in titles


def title_key(title: str) -> str:
    """Return a title as `is_title` compares it."""
    return " ".join(_WORDS.findall(normalize(title)))


def _before_colon(text: str) -> tuple[LineKind, str] | None:
    """Return the kind of what stands before a colon, and the rest."""
    lead = _LEAD.match(text)
    if lead is None or lead["sign"] in ",،":
        return None
    said = _said(lead["said"])
    for kind in _BEFORE_COLON:
        if _matches(kind, said):
            return kind, text[lead.end() :]
    return None


def _speaks(text: str, said: str) -> bool:
    """Tell whether a model speaks of itself or to its reader, and says nothing of the subject.

    What is quoted or holds a figure may be a claim.
    """
    if _QUOTED.search(text) or any(map(str.isdigit, text)):
        return False
    return bool(_SPEAKS.search(said)) or not _speakers().isdisjoint(said.split())


@cache
def _speakers() -> frozenset[str]:
    return frozenset(
        word for row in _rows() if row[0] == "speaker" for word in _said(row[1]).split()
    )


def _is_heading(text: str) -> bool:
    line = text.strip()
    if line.startswith(("#", "|")) or _FENCE.fullmatch(line):
        return True
    words = _WORDS.findall(line)
    short = len(words) <= _HEADING_WORDS and not any(map(str.isdigit, line))
    return bool(_BOLD.fullmatch(line)) and short


def _said(text: str) -> str:
    """Return the words of a text, normalised, each with a space behind it."""
    return "".join(f"{word} " for word in _WORDS.findall(normalize(text)))


def _matches(kind: LineKind, said: str) -> bool:
    """Tell whether the words begin with a phrase of a kind, or do behind an Arabic "and"."""
    starts = (0, 1) if said[:1] in ("و", "ف") else (0,)
    return any(pattern.match(said, start) for pattern in _patterns()[kind] for start in starts)


@cache
def _patterns() -> Mapping[LineKind, list[re.Pattern[str]]]:
    """Return the phrases of each kind, compiled."""
    rows = _rows()
    named = {f"<{name[1:]}>": words for name, words in rows if name[0] == "="}
    found: dict[LineKind, list[re.Pattern[str]]] = {kind: [] for kind in get_args(LineKind)}
    for name, phrase in rows:
        if name[0] != "=":
            found[cast(LineKind, name)].append(_compiled(phrase, named))
    return found


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    text = files("rag.llm").joinpath("extra_lines.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return tuple((name, phrase) for name, phrase in rows)


def _compiled(phrase: str, named: Mapping[str, str]) -> re.Pattern[str]:
    parts = []
    for token in phrase.split():
        if token == "*":
            parts.append(r"(?:[\w']+ ){0,5}")
        elif token != "…":
            for name, words in named.items():
                token = token.replace(name, words)
            choices = token.split("/")
            said = "|".join(re.escape(_said(one)) for one in choices if one)
            parts.append(rf"(?:{said}){'' if all(choices) else '?'}")
    end = "" if phrase.endswith("…") else "$"
    return re.compile("".join(parts) + end)
