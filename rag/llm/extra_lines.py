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
    "announcement",
    "attribution",
    "chatter",
    "offer",
    "sources",
    "refusal",
    "scaffold",
]
"""What a line is that is no claim: a heading; a clause before the answer, or a line; courtesy; an
offer or remark at the end; the model's list of sources; that there is no answer; words of a prompt
or of a made-up conversation."""

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
    alone = [kind for kind in _ALONE if _matches(kind, said)]
    if not alone:
        return "label" if _is_heading(text) else None
    return alone[0]


def lead_end(text: str) -> int:
    """Return where a claim begins behind a label or a clause before it: 0 where there is none.

    For example: `**Answer:** It rose`, `According to the passages, it rose`.
    """
    lead = _LEAD.match(text)
    if lead is None:
        return 0
    said = _said(lead["said"])
    kinds: Sequence[LineKind] = ("lead",) if lead["sign"] in ",،" else _TAKEN_OFF
    return lead.end() if any(_matches(kind, said) for kind in kinds) else 0


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
    text = files("rag.llm").joinpath("extra_lines.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    named = {f"<{name[1:]}>": words for name, words in rows if name[0] == "="}
    found: dict[LineKind, list[re.Pattern[str]]] = {kind: [] for kind in get_args(LineKind)}
    for name, phrase in rows:
        if name[0] != "=":
            found[cast(LineKind, name)].append(_compiled(phrase, named))
    return found


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
