"""Tells the text of an e-mail message from the earlier messages that it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.sources.mail.mail_phrases import closes_letter, head_field, marks_earlier_message

_FEWEST_FIELDS = 3  # of the head of an earlier message: From, Sent, To, Subject
_MOST_HEAD_LINES = 12
_NOTE = 200  # letters; who passes a message on with fewer has added no article to it
_MOST_MESSAGES = 5  # within each other
# The line before a quotation. For example: "On Tue, 5 Mar 2024, Jane <j@a.example> wrote:", and in
# Arabic "في الثلاثاء، 5 مارس 2024 كتب أحمد <a@b.example>:", "كتب أحمد <a@b.example> في 5 مارس:"
_ATTRIBUTION = re.compile(
    r"(?:On\b.{6,300}?\bwrote\s*:|Le\b.{6,300}?\ba écrit\s*:|في\b.{4,300}?\bكتب(?:ت)?\b.{0,200}?:"
    r"|كتب(?:ت)?\b[^:]{3,200}<[^<>\s]+@[^<>\s]+>.{0,100}?:)\s*",
    re.IGNORECASE | re.DOTALL,
)
_BRIEF_ATTRIBUTION = re.compile(r".{3,100}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|كتب)\s*:\s*")
# What such a line names: an address, or the minute. An article's own "he wrote:" has neither.
_ADDRESS_OR_TIME = re.compile(r"\S@\S|\d:\d\d")
_ATTRIBUTION_LINES = 3  # that an attribution may take in wrapped text
_SIGNATURE = re.compile(r"--\s*")
_SIGNATURE_LINES = 15  # that a name, an office, addresses and telephones may take
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class MailText:
    """The lines of a message's own text, and what the head of a forwarded message states."""

    lines: list[str]
    head: dict[str, str] = field(default_factory=dict)


def own_text(lines: list[str], *, is_forwarded: bool) -> MailText:
    """Return a message's text without the messages that it answers and without signatures.

    A message that is passed on is the text: `is_forwarded` says that the subject calls it so; it is
    taken for one too where a line announces it, or where little stands before it.
    """
    head: dict[str, str] = {}
    note: list[str] = []
    whole = lines
    for _ in range(_MOST_MESSAGES):
        at, behind, kind, found = _earlier_message(lines)
        if at < 0:
            break
        before, after = lines[:at], lines[behind:]
        above = _unsigned(_unquoted(before))
        passed_on = kind == "forwarded" or is_forwarded or _letters(above) == 0
        if kind == "reply" or not (passed_on and _letters(after)):
            lines = before
            break
        note += above if _letters(above) > _NOTE else []
        head = {**head, **found}
        lines = _one_level_less(after)
    kept = _unsigned(_unquoted(lines))
    if not _letters(note + kept):  # all of it is quoted: then the quotation is the message
        kept = _unsigned(_one_level_less(whole))
    return MailText(note + kept, head)


def _earlier_message(lines: list[str]) -> tuple[int, int, str, dict[str, str]]:
    """Find the first earlier message below a text.

    Returns the line at which it begins (-1: there is none), the line at which its text begins, what
    it is ("forwarded", "original" or "reply") and its head.
    """
    for at, line in enumerate(lines):
        kind = marks_earlier_message(line)
        if kind or head_field(line)[0] == "from":
            behind, head = _head(lines, at + 1 if kind else at)
            if kind or len(head) >= _FEWEST_FIELDS - 1:
                return at, behind, kind or "original", head
        elif _attribution_lines(lines, at):
            behind = at + _attribution_lines(lines, at)
            following = next((text for text in lines[behind:] if text.strip()), "")
            if not following.lstrip().startswith(">"):  # HTML: all below is quoted
                return at, behind, "reply", {}
    return -1, -1, "", {}


def _head(lines: list[str], start: int) -> tuple[int, dict[str, str]]:
    """Return the line behind the head of a message that begins at `start`, and its fields."""
    head: dict[str, str] = {}
    behind = start
    for at in range(start, min(len(lines), start + _MOST_HEAD_LINES)):
        kind, value = head_field(lines[at])
        is_blank = not lines[at].strip("> \t")
        goes_on = bool(head) and lines[at].startswith((" ", "\t"))  # a long list of addressees
        if kind:
            head.setdefault(kind, value)
            behind = at + 1
        elif (is_blank and len(head) >= _FEWEST_FIELDS) or not (is_blank or goes_on):
            break
    return behind, head


def _attribution_lines(lines: list[str], at: int) -> int:
    """Return how many lines the attribution of a quotation takes that begins at `at`; 0: none."""
    if not lines[at].strip() or lines[at].lstrip().startswith(">"):
        return 0
    if _BRIEF_ATTRIBUTION.fullmatch(lines[at].strip()[:300]):
        return 1
    for count in range(1, _ATTRIBUTION_LINES + 1):
        text = " ".join(line.strip(" \u200e\u200f\u202a-\u202e") for line in lines[at : at + count])
        is_one = len(text) < 500 and _ADDRESS_OR_TIME.search(text) is not None
        if is_one and _ATTRIBUTION.fullmatch(text):
            return count
    return 0


def _unquoted(lines: list[str]) -> list[str]:
    """Return the lines that do not begin with ">", without the attributions of those that do."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        count = _attribution_lines(lines, at)
        if not count and not lines[at].lstrip().startswith(">"):
            kept.append(lines[at])
        at += count or 1
    return kept


def _one_level_less(lines: list[str]) -> list[str]:
    """Return the text of a message that is quoted as a whole; other lines as they are.

    Lines without ">" that follow such a quotation are of who passed it on.
    """
    written = [line for line in lines if line.strip()]
    quoted = sum(1 for line in written if line.startswith(">"))
    if not written or not written[0].startswith(">") or 2 * quoted < len(written):
        return lines
    return [
        line.removeprefix(">").removeprefix(" ")
        for line in lines
        if line.startswith(">") or not line.strip()
    ]


def _unsigned(lines: list[str]) -> list[str]:
    """Return the lines above a signature, unless nothing stands there.

    It begins with its mark ("-- "), or near the end with the words that close a letter.
    """
    for at, line in enumerate(lines):
        if _SIGNATURE.fullmatch(line):
            return lines[:at] if _letters(lines[:at]) else lines[at + 1 :]
    last = max(len(lines) - _SIGNATURE_LINES, 0)
    for at in range(last, len(lines)):
        if closes_letter(lines[at]) and _letters(lines[:at]):
            return lines[:at]
    return lines


def _letters(lines: list[str]) -> int:
    return sum(len(_LETTERS.findall(line)) for line in lines)
