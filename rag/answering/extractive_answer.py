"""Answers with sentences of the articles themselves: no model, nothing invented."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from rag.answering.sentence_features import Candidate
from rag.answering.sentence_ranking import RankedSentence, SentenceRanking
from rag.answering.tuning import LEAST_SHARE, SAME_WORDS, SENTENCES, SURE
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
        """Yield as many sentences as the answer needs, the likeliest first. No evidence: a
        report that abstains."""
        ranked = self._ranking.rank(task.standalone, task.language, task.evidence)
        chosen = choose(ranked)
        for number, candidate in enumerate(chosen):
            citation = Citation(candidate.evidence, candidate.start, candidate.end)
            written = without_brackets(candidate.text)  # "[2]" in an article cites nothing of ours
            yield f"{' ' if number else ''}{written} [{candidate.evidence.number}]"
            yield Sentence(candidate.text, (citation,))
        yield _report(chosen, task.language)


def choose(ranked: Sequence[RankedSentence], most: int = SENTENCES) -> list[Candidate]:
    """Return the first sentences, none that says the same again.

    They go on until the answer is among them by `SURE`, or there are `most`; one that is far less
    likely than the first is not among them.
    """
    chosen: list[Candidate] = []
    said: list[set[str]] = []
    sure = 0.0
    for one in ranked:
        if sure >= SURE or len(chosen) == most:
            break
        if one.probability < LEAST_SHARE * ranked[0].probability:
            break
        sure += one.probability
        own = set(normal_words(one.candidate.text))
        if any(len(own & other) >= SAME_WORDS * min(len(own), len(other)) for other in said):
            continue
        chosen.append(one.candidate)
        said.append(own)
    return chosen


def _report(chosen: Sequence[Candidate], language: Language) -> WriterReport:
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
