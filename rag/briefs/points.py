"""What the brief writers have in common in making points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.grounding.claim_check import WORST_FIRST, check_claim
from rag.grounding.verdicts import verify
from rag.messages.notices import notice
from rag.records import Citation, Dropped, Language, Point, Sentence, Status, Verdict, Version
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.news.attribution import attributes, keeps_attribution

FAILS: tuple[Status, ...] = ("contradicted", "unsupported")

FEWEST_POINTS = 3

MOST_OVER = 1.15
"""How much longer than it was asked for a brief may be."""


def version(language: Language, sentences: Sequence[Sentence]) -> Version:
    """Checked sentences as one side of a point, under the verdict of the worst of them. Raises
    `ValueError` for none."""
    verdicts = [sentence.verdict or Verdict("unverified") for sentence in sentences]
    worst = min(verdicts, key=lambda verdict: WORST_FIRST.index(verdict.status))
    return Version(language, tuple(sentences), worst)


def checked(
    text: str,
    citations: tuple[Citation, ...],
    *,
    language: Language,
    rarity: Callable[[str], float] | None = None,
) -> Version:
    """A text in other words than the article's as one side of a point, each of its sentences
    checked against all that is cited. Raises `ValueError` for a blank text."""
    sentences = [
        verify(Sentence(text[start:end], citations), language=language, rarity=rarity)
        for start, end in split_sentences(text)
    ]
    side = version(language, sentences)
    said = bool(citations) and all(attributes(citation.quote) for citation in citations)
    if said and not keeps_attribution(side.text):
        return doubted(side, notice("attribution_lost", language))
    return side


def resting_on(side: Version, citations: tuple[Citation, ...]) -> Version:
    """The side with these citations for all of its sentences."""
    sentences = tuple(replace(sentence, citations=citations) for sentence in side.sentences)
    return replace(side, sentences=sentences)


def doubted(side: Version, *reasons: str) -> Version:
    """The side with further reasons to look at it; its verdict is no better than `check`."""
    status = min(side.verdict.status, "check", key=WORST_FIRST.index)
    told = tuple(dict.fromkeys((*side.verdict.reasons, *reasons)))
    return replace(side, verdict=replace(side.verdict, status=status, reasons=told))


def differences(own: Version, other: Version) -> tuple[str, ...]:
    """What one side of a point says that the other does not bear out, in the language of the
    first; empty where they agree."""
    verdict = check_claim(own.text, other.text, language=own.language)
    return verdict.reasons if verdict.status in FAILS else ()


def agreed(
    arabic: Version | None, english: Version | None
) -> tuple[Version | None, Version | None]:
    """Both sides of a point; a side that says what the other does not is to be looked at, and
    says why."""
    if arabic is None or english is None:
        return arabic, english
    return _held_against(arabic, english), _held_against(english, arabic)


def sides_of(point: Point) -> list[Version]:
    """The versions of a point that there are, the Arabic one first."""
    return [side for side in (point.ar, point.en) if side is not None]


def within_length(
    points: Sequence[Point], words: int
) -> tuple[tuple[Point, ...], tuple[Dropped, ...]]:
    """The first points, so many that no side is much longer than `words`, and the others as
    dropped. `FEWEST_POINTS` are kept, and all where fewer would be no nearer to the length."""
    kept = len(points)
    while kept > FEWEST_POINTS and _length(points[:kept]) > MOST_OVER * words:
        if words - _length(points[: kept - 1]) > _length(points[:kept]) - words:
            break
        kept -= 1
    left_out = [
        Dropped(side.text, side.language, (notice("too_long", side.language),))
        for point in points[kept:]
        for side in sides_of(point)
    ]
    return tuple(points[:kept]), tuple(left_out)


def _length(points: Sequence[Point]) -> int:
    """The words of the longer side."""
    words = {"ar": 0, "en": 0}
    for side in (side for point in points for side in sides_of(point)):
        words[side.language] += len(side.text.split())
    return max(words.values())


def _held_against(own: Version, other: Version) -> Version:
    reasons = differences(own, other)
    return doubted(own, notice("sides_differ", own.language), *reasons) if reasons else own
