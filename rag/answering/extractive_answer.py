"""Answers with sentences of the articles themselves: no model, nothing invented."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import replace

from rag.answering.sentence_features import CandidateSentence
from rag.answering.sentence_ranking import RankedSentence, SentenceRanking
from rag.answering.tuning import LEAST_SHARE, PASSAGE, SAME_WORDS, SENTENCES, SURE
from rag.answering.widening import widened
from rag.grounding.markers import without_brackets
from rag.messages.notices import NoticeKey, language_name, notice
from rag.protocols import WriterEvent, WriterReport, WritingTask
from rag.records import Citation, Language, Sentence
from rag.text.analyzer import normal_words


class ExtractiveWriter:
    """A `Writer` that picks the sentences which most likely answer the question."""

    name = "extractive"
    copies = True

    def __init__(self, ranking: SentenceRanking) -> None:
        self._ranking = ranking

    async def astream(self, task: WritingTask) -> AsyncGenerator[WriterEvent]:
        """Yield as many sentences as the answer needs, the likeliest first, none of a passage
        that is not about the question. No evidence: a report that abstains."""
        evidence = [one for one in task.evidence if one.passage.outcome != "absent"]
        ranked = self._ranking.rank(task.standalone, task.language, evidence)
        chosen = choose(with_passages(ranked))
        for number, candidate in enumerate(chosen):
            citation = Citation(candidate.evidence, candidate.start, candidate.end)
            written = without_brackets(candidate.text)  # "[2]" in an article cites nothing of ours
            yield f"{' ' if number else ''}{written} [{candidate.evidence.number}]"
            yield Sentence(candidate.text, (citation,))
        yield _report(chosen, task.language)


def with_passages(ranked: Sequence[RankedSentence]) -> list[RankedSentence]:
    """Return the sentences weighed by how likely their passages answer, to the power of
    `PASSAGE`, the likeliest first."""
    weighed = [
        one.probability * max(one.candidate.evidence.passage.probability, _LEAST) ** PASSAGE
        for one in ranked
    ]
    whole = sum(weighed)
    shares = [replace(one, probability=w / whole) for one, w in zip(ranked, weighed, strict=True)]
    return sorted(shares, key=lambda one: -one.probability)


_LEAST = 0.01  # what is less likely is not told apart


def choose(ranked: Sequence[RankedSentence]) -> list[CandidateSentence]:
    """Return as many of the first sentences as the answer needs, none that says the same again.

    They go on until the answer is among them by `SURE`, or there are `SENTENCES`; one that is far
    less likely than the first is not among them.
    """
    chosen: list[CandidateSentence] = []
    sure = 0.0
    for one in distinct(ranked):
        if one.probability < LEAST_SHARE * ranked[0].probability:
            break
        if not any(_holds(other, one.candidate) for other in chosen):
            whole = widened(one.candidate)
            chosen = [other for other in chosen if not _holds(whole, other)]
            chosen.append(whole)
        sure += one.probability
        if sure >= SURE or len(chosen) == SENTENCES:
            break
    return chosen


def _holds(one: CandidateSentence, other: CandidateSentence) -> bool:
    """Tell whether a sentence stands in another that was widened."""
    same = one.evidence.passage.article.id == other.evidence.passage.article.id
    return same and one.start <= other.start and other.end <= one.end


def distinct(ranked: Sequence[RankedSentence]) -> Iterator[RankedSentence]:
    """Yield the sentences but for those that say the same again, with the same numbers."""
    said: list[frozenset[str]] = []
    for one in ranked:
        own = frozenset(normal_words(one.candidate.text))
        if not any(_repeats(own, other) for other in said):
            said.append(own)
            yield one


def _repeats(own: frozenset[str], other: frozenset[str]) -> bool:
    if any(word[0].isdigit() for word in own ^ other):
        return False
    return len(own & other) >= SAME_WORDS * min(len(own), len(other))


def _report(chosen: Sequence[CandidateSentence], language: Language) -> WriterReport:
    if not chosen:
        return WriterReport(abstained=True, reason=notice("no_answer", language))
    languages = [one.language for one in chosen]
    foreign = next((one for one in languages if one != language), None)
    if foreign is None:
        return WriterReport()
    key: NoticeKey = "partly_other_language" if language in languages else "other_language"
    reason = notice(key, language, source=language_name(foreign, reader=language))
    leading = languages[0]
    return WriterReport(reason=reason, language=leading if leading != language else None)
