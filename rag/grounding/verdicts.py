"""Gives each written sentence its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rag.grounding.analyzed_text import analyze_text
from rag.grounding.cited_sentence import overlaps
from rag.grounding.claim_check import check_in_context
from rag.messages.reasons import reason
from rag.records import Article, Citation, Language, Sentence, Status, Verdict
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import Analyzer
from rag.text.facts import Facts, missing

_LEAST_TELLING_FIRST: tuple[Status, ...] = (
    "unsupported",
    "contradicted",
    "unverified",
    "check",
    "supported",
    "quoted",
)


def verify(
    sentence: Sentence,
    *,
    language: Language,
    rarity: Callable[[str], float] | None = None,
    copied: bool = False,
    analyzer: Analyzer,
) -> Sentence:
    """Return the sentence with its verdict, whose reasons are in the reader's `language`.

    The sentence is checked against each passage that it cites, and against all of them together;
    the best verdict counts. Title, day and outlet of an article can support facts and names. A
    sentence without a citation is unsupported; a dangling number beside a good citation makes it
    one to check. A citation is moved to another sentence of its passage where that states more of
    the sentence's facts. `rarity`, `copied` and `analyzer` are as in `check_claim`.
    """
    if not sentence.citations:
        return replace(sentence, verdict=_uncited(sentence, language))
    best: Verdict | None = None
    for cited, context in _attempts(sentence.citations):
        verdict = check_in_context(
            sentence.text,
            cited,
            context=context,
            language=language,
            rarity=rarity,
            copied=copied,
            analyzer=analyzer,
        )
        best = verdict if best is None else max(best, verdict, key=_rank)
        if verdict.sound:
            break
    assert best is not None
    return replace(
        sentence,
        citations=_moved(sentence, analyzer),
        verdict=_with_dangling(best, sentence, language) if sentence.dangling else best,
    )


def _rank(verdict: Verdict) -> tuple[int, float]:
    """Return the place of a verdict among those of several passages.

    That one passage says otherwise counts for more than that another does not say it.
    """
    return _LEAST_TELLING_FIRST.index(verdict.status), verdict.score


def _uncited(sentence: Sentence, language: Language) -> Verdict:
    told = reason("no_citation", language)
    if sentence.dangling:
        told = reason("dangling", language, numbers=_numbers(sentence))
    return Verdict("unsupported", (told,))


def _with_dangling(verdict: Verdict, sentence: Sentence, language: Language) -> Verdict:
    told = reason("dangling", language, numbers=_numbers(sentence))
    status: Status = "check" if verdict.sound else verdict.status
    return replace(verdict, status=status, reasons=(*verdict.reasons, told))


def _numbers(sentence: Sentence) -> str:
    return " ".join(f"[{number}]" for number in sentence.dangling)


def _attempts(citations: Sequence[Citation]) -> Iterator[tuple[str, str]]:
    """Yield what to check against, each with its context.

    First come the passages one by one, then all passages of a language together, with those of the
    other language as context.
    """
    passages = {one.evidence.passage.chunk.id: one.evidence.passage for one in citations}
    for passage in passages.values():
        yield passage.chunk.text, _known_of([passage.article])
    if len(passages) == 1:
        return
    by_language: dict[Language, list[str]] = {}
    for passage in passages.values():
        by_language.setdefault(passage.article.language, []).append(passage.chunk.text)
    known = _known_of(passage.article for passage in passages.values())
    for language, texts in by_language.items():
        beside = [text for other in by_language if other != language for text in by_language[other]]
        yield "\n\n".join(texts), "\n\n".join([known, *beside])


def _known_of(articles: Iterable[Article]) -> str:
    """Return title, outlet and day of the articles, one on each line."""
    lines = [
        line
        for article in articles
        for line in (article.title, article.outlet, _day(article))
        if line
    ]
    return "\n".join(dict.fromkeys(lines))


def _day(article: Article) -> str:
    return article.published_at.isoformat() if article.published_at else ""


def _moved(sentence: Sentence, analyzer: Analyzer) -> tuple[Citation, ...]:
    """Return the citations, moved where other sentences of their passages state more facts.

    Nothing is moved where the cited sentences state all facts of the sentence.
    """
    claim = analyze_text(sentence.text, analyzer).facts
    quoted = "\n".join(citation.quote for citation in sentence.citations)
    if not missing(claim, analyze_text(quoted, analyzer).facts):
        return sentence.citations
    return tuple(
        _better(sentence.text, claim, citation, analyzer) for citation in sentence.citations
    )


def _better(text: str, claim: Facts, citation: Citation, analyzer: Analyzer) -> Citation:
    """Return the citation of the sentence that states most of the claim's facts.

    It is unchanged if no other sentence states more than the cited one.
    """
    chunk = citation.evidence.passage.chunk
    spans = split_sentences(chunk.text)
    sentences = [chunk.text[start:end] for start, end in spans]
    lost = [len(missing(claim, analyze_text(one, analyzer).facts)) for one in sentences]
    if not lost or min(lost) >= len(missing(claim, analyze_text(citation.quote, analyzer).facts)):
        return citation
    shares = overlaps(text, sentences, analyzer)
    best = min(range(len(spans)), key=lambda at: (lost[at], -shares[at]))
    start, end = spans[best]
    return replace(citation, start=chunk.start + start, end=chunk.start + end)
