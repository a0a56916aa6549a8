"""Looks whether a cluster that was killed over and over holds just what was acknowledged."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from eval.bench.cluster.cluster_traffic import Texts
from rag.protocols import Analysis, PassageIndex
from rag.records import Language, SearchFilter
from rag.service import Service

_SETTLED = 180.0  # seconds until nothing may be owed any more
_LOOK = 1.0
_NEAREST = 3
_ASKED = 100  # letters of an article by whose words it is looked for


@dataclass
class ClusterFindings:
    """What is wrong with a library; all lists are empty where nothing is. `seconds` passed until
    nothing was owed."""

    seconds: float = 0.0
    articles: int = 0
    chunks: int = 0
    lost: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    unfound: list[str] = field(default_factory=list)


def findings_on(service: Service, texts: Texts) -> ClusterFindings:
    """Wait until nothing is owed, then compare the library with what was acknowledged."""
    findings = ClusterFindings()
    started = time.monotonic()
    while time.monotonic() < started + _SETTLED:
        made, wanted = service.vectors_made()
        if made == wanted and service.check().sound:
            break
        time.sleep(_LOOK)
    findings.seconds = time.monotonic() - started
    health = service.check()
    findings.chunks = health.chunks
    if not health.sound or health.owed_vectors:
        findings.unsound.append(str(health))
    _compare(service, texts, findings)
    return findings


def _compare(service: Service, texts: Texts, findings: ClusterFindings) -> None:
    """Note the articles that are not as acknowledged, and those that are there without a reason."""
    there = {one.id for one in service.articles()}
    findings.articles = len(there)
    for name in sorted(texts.keys() | there):
        article = service.article(name)
        found = None if article is None else article.text
        if found not in texts.get(name, frozenset([None])):
            findings.lost.append(name)


def look_in_index(service: Service, index: PassageIndex, findings: ClusterFindings) -> None:
    """Look for each article by its words alone, and by its vector alone; see that the index has
    each chunk once."""
    rows, vectors = index.counts()
    if (rows, vectors) != (findings.chunks, findings.chunks):
        findings.unsound.append(f"{rows} rows and {vectors} vectors for {findings.chunks} passages")
    for one in service.articles():
        article = service.article(one.id)
        assert article is not None
        where = SearchFilter(articles=(one.id,))
        words, _, _ = article.text[:_ASKED].rpartition(" ")
        if not index.holding(words, limit=_NEAREST, where=where):
            findings.unfound.append(f"{one.id} by its words")
        if not _near(service, index, article.text, article.language, where):
            findings.unfound.append(f"{one.id} by its vector")


def _near(
    service: Service, index: PassageIndex, text: str, language: Language, where: SearchFilter
) -> bool:
    (vector,) = service.embed([text[:_ASKED]])
    nothing: Mapping[str, int] = {}
    query = Analysis(nothing, nothing, nothing)
    return bool(index.search(query, vector, language=language, limit=_NEAREST, where=where))
