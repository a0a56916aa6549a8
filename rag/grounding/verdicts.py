"""Gives each written sentence its verdict, and each of its citations one of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.grounding.analyzed_text import analyze_text
from rag.grounding.cited_sentence import locate, overlaps
from rag.grounding.passage_checks import PassageChecks
from rag.messages.reasons import ReasonKey, reason
from rag.records import Citation, Evidence, Language, Passage, Sentence, Status, Verdict
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import Analyzer
from rag.text.facts import Facts, missing
from rag.text.facts.calendar_days import with_told_days


def verify(
    sentence: Sentence,
    *,
    language: Language,
    rarity: Callable[[str], float] | None = None,
    copied: bool = False,
    analyzer: Analyzer,
    evidence: Sequence[Evidence] = (),
    numbered: Callable[[Citation], Citation] | None = None,
) -> Sentence:
    """Return the sentence with its verdict, whose reasons are in the reader's `language`.

    The sentence is checked against each passage that it cites, and against all of them together;
    the best verdict counts. Title, day and outlet of an article can support facts and names. A
    sentence without a citation is unsupported; a dangling number beside a good citation makes it
    one to check. A citation is moved to another sentence of its passage where that states more of
    the sentence's facts. `rarity`, `copied` and `analyzer` are as in `check_claim`.

    Each citation has the verdict on what its passage does for the sentence. Where what is cited
    does not support the sentence, and a passage among the `evidence` that the writer was given
    does, that passage is named in the reasons and added as a citation, and the sentence is one to
    check. `numbered` gives an added citation the number that readers see.
    """
    found = [one.evidence for one in sentence.citations if one.added]
    cited = tuple(one for one in sentence.citations if not one.added)
    if cited:  # what an earlier check added is once more one of those that may be added
        sentence, evidence = replace(sentence, citations=cited), (*found, *evidence)
    checks = PassageChecks(sentence.text, language, rarity, copied, analyzer)
    passages = _passages(sentence)
    if not passages:
        checked = replace(sentence, verdict=_uncited(sentence, language))
    else:
        whole = checks.best(passages)
        judged = tuple(
            replace(one, verdict=checks.of_citation(one.evidence.passage, passages, whole))
            for one in _moved(sentence, analyzer)
        )
        verdict = _with_dangling(whole, sentence, language) if sentence.dangling else whole
        checked = replace(sentence, citations=judged, verdict=verdict)
    if not (sentence.citations or sentence.dangling):
        return checked
    return _with_better(checked, checks, evidence, numbered)


def _passages(sentence: Sentence) -> list[Passage]:
    """Return the passages that a sentence cites, without repetitions."""
    cited = {one.evidence.passage.chunk.id: one.evidence.passage for one in sentence.citations}
    return list(cited.values())


def _uncited(sentence: Sentence, language: Language) -> Verdict:
    lacking = reason("no_citation", language)
    told = _dangling(sentence, language) if sentence.dangling else lacking
    return Verdict("unsupported", (told,))


def _dangling(sentence: Sentence, language: Language) -> str:
    return reason("dangling", language, numbers=_numbers(sentence.dangling))


def _with_dangling(verdict: Verdict, sentence: Sentence, language: Language) -> Verdict:
    told = _dangling(sentence, language)
    status: Status = "check" if verdict.sound else verdict.status
    return replace(verdict, status=status, reasons=(*verdict.reasons, told))


def _numbers(numbers: Sequence[int]) -> str:
    return " ".join(f"[{number}]" for number in numbers)


def _with_better(
    sentence: Sentence,
    checks: PassageChecks,
    evidence: Sequence[Evidence],
    numbered: Callable[[Citation], Citation] | None,
) -> Sentence:
    """Return a sentence that its citations do not support with the passage that does, if any."""
    verdict = sentence.verdict
    if verdict is None or not (verdict.failed or verdict.status == "check"):
        return sentence
    cited = _passages(sentence)
    if any(checks.alone(passage).sound for passage in cited):
        return sentence
    known = {passage.chunk.id for passage in cited}
    found = checks.sound_one(one for one in evidence if one.passage.chunk.id not in known)
    if found is None:
        return sentence
    one, by_itself = found
    added = replace(locate(sentence.text, one, checks.analyzer), verdict=by_itself, added=True)
    added = numbered(added) if numbered else added
    beside = any(added.number == citation.number for citation in sentence.citations)
    key: ReasonKey = "borne_out_beside" if beside else "borne_out_by"
    told = reason(key, checks.language, numbers=_numbers([added.number]))
    # What the passages that were cited lack is of no use beside the one that lacks nothing.
    dangling = [_dangling(sentence, checks.language)] if sentence.dangling else []
    better = Verdict("check", (told, *dangling), score=verdict.score)
    return replace(sentence, citations=(*sentence.citations, added), verdict=better)


def _moved(sentence: Sentence, analyzer: Analyzer) -> tuple[Citation, ...]:
    """Return the citations, moved where other sentences of their passages state more facts.

    Nothing is moved where the cited sentences state all facts of the sentence.
    """
    claim = analyze_text(sentence.text, analyzer).facts
    quoted = [_stated(one.quote, one, analyzer) for one in sentence.citations]
    text = "\n".join(one.text for one in quoted)
    if not missing(claim, Facts(text, tuple(fact for one in quoted for fact in one.facts))):
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
    lost = [len(missing(claim, _stated(one, citation, analyzer))) for one in sentences]
    if not lost or min(lost) >= len(missing(claim, _stated(citation.quote, citation, analyzer))):
        return citation
    shares = overlaps(text, sentences, analyzer)
    best = min(range(len(spans)), key=lambda at: (lost[at], -shares[at]))
    start, end = spans[best]
    return replace(citation, start=chunk.start + start, end=chunk.start + end)


def _stated(text: str, citation: Citation, analyzer: Analyzer) -> Facts:
    """Return the facts of a text of the cited article, its relative days among them."""
    published = citation.evidence.passage.article.published_at
    return with_told_days(analyze_text(text, analyzer).facts, published)
