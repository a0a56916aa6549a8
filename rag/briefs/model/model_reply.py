"""Parses what a model writes for a brief: facts with markers, numbered points, a headline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.grounding.cited_sentence import locate
from rag.grounding.markers import MarkedSentence, find_markers, parse
from rag.llm.extra_lines import kind_of_line
from rag.records import Citation, Evidence, Language
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer

# Marks that show nothing: **, __, `, and spaces or invisible signs at the start of a line.
_MARKUP = re.compile(r"\*\*|__|`|^[\s\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_DIGITS = "[0-9٠-٩۰-۹]"
# The number of a line: "1.", "(2)", "3)", "Point 4:", "النقطة ٥:", "6 - ".
_NUMBER = (
    rf"(?:(?:point|النقطة)\s+)?\(?(?P<number>{_DIGITS}{{1,2}})"
    # 3.5 million, 1:30, 12-year-old: not the number of a line
    rf"(?:[.):]\)?\s*(?!{_DIGITS})|\s*[-–—](?:\s+|(?![a-z0-9٠-٩])))"
)
# A numbered or bulleted line: "1. The toll rose", "- The toll rose", "## ٢) ارتفعت الحصيلة".
_ITEM = re.compile(rf"^(?:#+\s*)?(?:{_NUMBER}|[-*•–]\s)\s*(?P<text>\S.*)$", re.IGNORECASE)
# For example: "# Toll rises", "Headline: Toll rises", "العنوان: ارتفاع الحصيلة".
_HEADLINE = re.compile(
    r"^(?:#+\s*|(?:headline|title|العنوان)\s*:\s*)(?P<text>\S.*)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A fact in a model's words, and the sentences that it cites.

    `placed` says that the model cited none, and that the check found them.
    """

    text: str
    citations: tuple[Citation, ...]
    placed: bool = False


@dataclass(frozen=True, slots=True)
class PointsReply:
    """What a model wrote in one language: the headline, and the text of each point by number."""

    headline: str | None
    points: Mapping[int, str]

    @property
    def words(self) -> int:
        """Return the number of words in all points."""
        return sum(len(text.split()) for text in self.points.values())

    def language(self, default: Language) -> Language:
        """Return the language that most of the text is in."""
        return detect_language(" ".join(self.points.values()), default=default)


def read_claims(
    reply: str,
    passages: Mapping[int, Evidence],
    numbers: Mapping[str, int],
    analyzer: Analyzer,
    *,
    placed: Callable[[str], Sequence[Citation]] = lambda _: (),
) -> list[DraftClaim]:
    """Return the facts of a reply, one on each line, in order, none of them twice.

    `passages` are by the numbers that the model was given; `numbers` gives the number of each
    article by its id; `placed` finds what a line without a number rests on. A line that cites no
    given passage, and rests on none, is no fact.
    """
    claims: dict[str, DraftClaim] = {}
    for text, cited in _cited_lines(reply):
        given = [passages[number] for number in cited if number in passages]
        found = [locate(text, one, analyzer) for one in given]
        if not cited and kind_of_line(text, cited=False) is None:
            found += placed(text)
        if found and text not in claims:
            citations = dict.fromkeys(_renumbered(one, numbers) for one in found)
            claims[text] = DraftClaim(text, tuple(citations), placed=not given)
    return list(claims.values())


def merge_claims(reply: str, claims: Sequence[DraftClaim]) -> list[DraftClaim]:
    """Return the facts of a reply whose lines join numbered claims (from 1).

    Each fact has the words of the reply and all citations of the claims that it joins.
    """
    merged = []
    for text, cited in _cited_lines(reply):
        joined = [claims[number - 1] for number in cited if 0 < number <= len(claims)]
        citations = [citation for claim in joined for citation in claim.citations]
        if citations:
            placed = any(claim.placed for claim in joined)
            merged.append(DraftClaim(text, tuple(dict.fromkeys(citations)), placed))
    return merged


def read_points(reply: str, count: int) -> PointsReply:
    """Return the headline and the points 1 to `count` of a reply.

    A line without a number continues the point right above it; other text is ignored. Where the
    numbers do not rise but there are as many lines as points, the lines are numbered in their
    order.
    """
    headline: str | None = None
    items: list[tuple[int, str]] = []
    above = False
    for line in _plain_lines(reply):
        if match := _ITEM.match(line):
            items.append((int(match["number"] or 0), match["text"]))
        elif line and above:
            items[-1] = (items[-1][0], f"{items[-1][1]} {line}")
        elif line and not items and headline is None:
            headline = _headline(line)
        above = bool(line and items)
    return PointsReply(headline, _points(items, count))


def _points(items: Sequence[tuple[int, str]], count: int) -> dict[int, str]:
    """Return the text of each point by its number, without points that have none."""
    points = ((number, one_line(text)) for number, text in _numbered(items, count))
    return {number: text for number, text in points if text}


def one_line(text: str) -> str:
    """Return a model's text without markers and Markdown, on one line."""
    return _joined(parse(_MARKUP.sub("", text)))


def _headline(line: str) -> str | None:
    """Return the headline of a line above the points; None for an introduction, "Here it is:"."""
    match = _HEADLINE.match(line)
    text = one_line(match["text"] if match else line)
    return text if text and (match or not text.endswith(":")) else None


def _numbered(items: Sequence[tuple[int, str]], count: int) -> list[tuple[int, str]]:
    """Return the items under their numbers, or under new ones where theirs do not rise."""
    rising, last = [], 0
    for number, text in items:
        if last < number <= count:
            rising.append((number, text))
            last = number
    if len(rising) < len(items) == count:
        return [(at, text) for at, (_, text) in enumerate(items, start=1)]
    return rising


def _cited_lines(reply: str) -> list[tuple[str, list[int]]]:
    """Return each line's text without markers, and the numbers that it cites."""
    lines: list[tuple[str, list[int]]] = []
    for line in _plain_lines(reply):
        item = _ITEM.match(line)
        written = parse(item["text"] if item else line)
        text = _joined(written)
        cited = dict.fromkeys(number for one in written for number in one.numbers)
        if text:
            lines.append((text, list(cited)))
        elif lines:  # markers alone belong to the line above
            lines[-1][1].extend(n for marker in find_markers(line) for n in marker.numbers)
    return lines


def _plain_lines(reply: str) -> Iterator[str]:
    """Yield the lines of a reply without Markdown."""
    for line in reply.splitlines():
        yield _MARKUP.sub("", line).strip()


def _joined(sentences: Sequence[MarkedSentence]) -> str:
    """Return the text of sentences on one line."""
    return " ".join(" ".join(one.text for one in sentences).split())


def _renumbered(citation: Citation, numbers: Mapping[str, int]) -> Citation:
    passage = citation.evidence.passage
    own = Evidence(numbers[passage.article.id], passage)
    return Citation(own, citation.start, citation.end)
