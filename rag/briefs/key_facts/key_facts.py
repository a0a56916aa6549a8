"""Finds who, what, where, when and how many in the points of a brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rag.briefs.key_facts.event_days import when
from rag.briefs.key_facts.event_places import where
from rag.briefs.key_facts.how_many import how_many
from rag.briefs.key_facts.people import people
from rag.briefs.key_facts.told_sentences import ToldSentence
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.records import Article, Citation, KeyFact, KeyFactKind, Language, Point
from rag.text.analysis.folding import normalize
from rag.text.analyzer import Analyzer

MOST = 3
"""Key facts of a kind in a language, at most; of `what` there is one."""

_LANGUAGES: tuple[Language, ...] = ("ar", "en")


def key_facts(
    points: Sequence[Point], analyzer: Analyzer, *, articles: Sequence[Article] = ()
) -> tuple[KeyFact, ...]:
    """Return the key facts in the words of the cited sentences, in each language.

    Those of the event come first: what the first points tell, and who is named most often in the
    articles of the story. What cannot be recognised with certainty is left out. No points give an
    empty tuple.
    """
    found: list[KeyFact] = []
    for language in _LANGUAGES:
        told = list(_told(points, language, analyzer, articles))
        for kind, find in _FINDERS:
            found += _first(kind, find(told))
    return tuple(found)


def _told(
    points: Sequence[Point], language: Language, analyzer: Analyzer, articles: Sequence[Article]
) -> Iterator[ToldSentence]:
    """Yield the cited sentences of a language in the order of the points, without repetitions."""
    cited = [citation.article for point in points for citation in point.citations]
    around = tuple(dict.fromkeys([*articles, *cited]))
    seen = set()
    own = [point for point in points if any(map(_in(language), point.citations))]
    for at, point in enumerate(own):
        other = point.en if language == "ar" else point.ar
        for citation in filter(_in(language), point.citations):
            if citation in seen:
                continue
            seen.add(citation)
            line = SourceSentence(citation.evidence, citation.start, citation.end, place=at)
            beside = other.text if other else ""
            yield ToldSentence(line, beside, at, analyzer, around, _quoted(point, citation))


def _in(language: Language) -> Callable[[Citation], bool]:
    """Return what tells whether a citation is of an article in a language."""
    return lambda citation: citation.article.language == language


def _quoted(point: Point, citation: Citation) -> str:
    """Return how a point quotes what is cited, with the days beside it; "" where it does not."""
    for version in (point.ar, point.en):
        for sentence in version.sentences if version else ():
            quoted = sentence.verdict is not None and sentence.verdict.status == "quoted"
            if quoted and citation in sentence.citations:
                return sentence.text
    return ""


def _first(kind: KeyFactKind, found: Sequence[tuple[str, ToldSentence]]) -> list[KeyFact]:
    """Return the first facts of a kind, up to `MOST`, leaving out those within another."""
    once: dict[str, KeyFact] = {}
    for text, told in found:
        normal = normalize(text)
        if normal and not any(normal in earlier for earlier in once):
            once[normal] = KeyFact(kind, text, told.line.language, told.line.citation)
    return list(once.values())[:MOST]


def _what(told: Sequence[ToldSentence]) -> list[tuple[str, ToldSentence]]:
    return [(one.shown or one.line.sentence.text, one) for one in told[:1]]


_FINDERS: tuple[
    tuple[KeyFactKind, Callable[[Sequence[ToldSentence]], list[tuple[str, ToldSentence]]]], ...
] = (
    ("who", people),
    ("what", _what),
    ("where", where),
    ("when", when),
    ("how_many", how_many),
)
