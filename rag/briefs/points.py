"""Makes the points of a brief; both brief writers use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.briefs.tuning import FEWEST_POINTS, MOST_OVER
from rag.grounding.claim_check import WORST_FIRST, check_in_context
from rag.grounding.verdicts import verify
from rag.messages.notices import notice
from rag.records import Citation, Dropped, Evidence, Language, Point, Sentence, Verdict, Version
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import Analyzer
from rag.text.news.attribution import attributes, keeps_attribution


def version(language: Language, sentences: Sequence[Sentence]) -> Version:
    """Return checked sentences as one version of a point, with the verdict of the worst sentence.

    Raises `ValueError` for no sentences.
    """
    verdicts = [sentence.verdict or Verdict("unverified") for sentence in sentences]
    worst = min(verdicts, key=lambda verdict: WORST_FIRST.index(verdict.status))
    return Version(language, tuple(sentences), worst)


def checked_version(
    text: str,
    citations: tuple[Citation, ...],
    *,
    language: Language,
    rarity: Callable[[str], float] | None = None,
    analyzer: Analyzer,
    evidence: Sequence[Evidence] = (),
    placed: bool = False,
) -> Version:
    """Return a rewritten text as one version of a point, with each sentence checked.

    Each sentence is checked against everything that is cited; `evidence` is as in `verify`, and
    `placed` is that of the sentences. Raises `ValueError` for a blank text.
    """
    sentences = [
        verify(
            Sentence(text[start:end], citations, placed=placed),
            language=language,
            rarity=rarity,
            analyzer=analyzer,
            evidence=evidence,
        )
        for start, end in split_sentences(text)
    ]
    side = version(language, sentences)
    said = bool(citations) and all(attributes(citation.quote) for citation in citations)
    if said and not keeps_attribution(side.text):
        return with_doubts(side, notice("attribution_lost", language))
    return side


def with_citations(side: Version, citations: tuple[Citation, ...]) -> Version:
    """Return the version with these citations for all of its sentences.

    The verdicts on single citations stay, and so do citations that the check added.
    """
    sentences = tuple(
        replace(sentence, citations=_kept(sentence, citations)) for sentence in side.sentences
    )
    return replace(side, sentences=sentences)


def _kept(sentence: Sentence, citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """Return the citations with the verdicts of a sentence, and the citations added to it."""
    judged = {one.evidence.passage.chunk.id: one for one in sentence.citations}
    own = [
        replace(one, verdict=judged[chunk].verdict, added=judged[chunk].added)
        if (chunk := one.evidence.passage.chunk.id) in judged
        else one
        for one in citations
    ]
    known = {one.evidence.passage.chunk.id for one in citations}
    added = [one for chunk, one in judged.items() if one.added and chunk not in known]
    return (*own, *added)


def with_doubts(side: Version, *reasons: str) -> Version:
    """Return the version with further reasons to look at it; its verdict is `check` or worse."""
    status = min(side.verdict.status, "check", key=WORST_FIRST.index)
    told = tuple(dict.fromkeys((*side.verdict.reasons, *reasons)))
    return replace(side, verdict=replace(side.verdict, status=status, reasons=told))


def differences(own: Version, other: Version, analyzer: Analyzer) -> tuple[str, ...]:
    """Return what one version of a point says that the other does not support.

    The reasons are in the language of the first version; there are none where the two agree.
    """
    verdict = check_in_context(own.text, other.text, language=own.language, analyzer=analyzer)
    return verdict.reasons if verdict.failed else ()


def mark_differences(
    arabic: Version | None, english: Version | None, analyzer: Analyzer
) -> tuple[Version | None, Version | None]:
    """Return both versions of a point, each marked where the other does not support it."""
    if arabic is None or english is None:
        return arabic, english
    return _held_against(arabic, english, analyzer), _held_against(english, arabic, analyzer)


def versions_of(point: Point) -> list[Version]:
    """Return the versions that a point has, the Arabic one first."""
    return [side for side in (point.ar, point.en) if side is not None]


def within_length(
    points: Sequence[Point], words: int
) -> tuple[tuple[Point, ...], tuple[Dropped, ...]]:
    """Return the first points that keep each language to about `words` words, and the others.

    `FEWEST_POINTS` are kept, and all points where fewer would be no nearer to the length.
    """
    kept = len(points)
    while kept > FEWEST_POINTS and _length(points[:kept]) > MOST_OVER * words:
        if words - _length(points[: kept - 1]) > _length(points[:kept]) - words:
            break
        kept -= 1
    left_out = [
        Dropped(side.text, side.language, (notice("too_long", side.language),))
        for point in points[kept:]
        for side in versions_of(point)
    ]
    return tuple(points[:kept]), tuple(left_out)


def _length(points: Sequence[Point]) -> int:
    """Return the number of words of the longer language."""
    words = {"ar": 0, "en": 0}
    for side in (side for point in points for side in versions_of(point)):
        words[side.language] += len(side.text.split())
    return max(words.values())


def _held_against(own: Version, other: Version, analyzer: Analyzer) -> Version:
    """Return a version, marked where it says what the other version does not support."""
    reasons = differences(own, other, analyzer)
    return with_doubts(own, notice("sides_differ", own.language), *reasons) if reasons else own
