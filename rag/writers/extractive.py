"""Answers with sentences of the articles themselves: no model, nothing invented."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from rag.protocols import WriterEvent, WriterReport, WritingTask
from rag.records import Citation, Evidence, Language, Sentence
from rag.text.matching import Wanted
from rag.text.normalize import normalize
from rag.text.sentences import split_sentences
from rag.text.words import words
from rag.writers.notices import language_name, notice

SENTENCES = 3
_PASSAGE_SHARE = 0.5
_CUE_SHARE = 0.2
_LEAST_SHARE = 0.5  # of the best sentence's score; a weaker sentence is left out
_SAME_WORDS = 0.8

_HOW_MANY = re.compile(r"\bكم\b|\bhow (?:many|much)\b")
_WHEN = re.compile(r"\b(?:متي|تاريخ)\b")
_NUMBER = re.compile(r"\d")
_DATE = re.compile(
    r"\b(?:1[0-9]|20)\d\d\b|\b(?:يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|"
    r"نوفمبر|ديسمبر|كانون|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|تشرين|عام|سنه|العام)\b"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence of an article, under the number of its passage."""

    evidence: Evidence
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """As shown: the exact sentence, on one line."""
        return " ".join(self.evidence.passage.article.text[self.start : self.end].split())


class ExtractiveWriter:
    """A `Writer` that picks the sentences which cover the question best.

    score(S) = coverage of the question by S + 0.5 · passage score / best passage score + 0.2 if
    the question asks when or how many and S holds a date or a number.
    """

    name = "extractive"

    def __init__(self, rarity: Callable[[str], float]) -> None:
        """`rarity` gives the idf of a stem in the library."""
        self._rarity = rarity

    async def astream(self, task: WritingTask) -> AsyncIterator[WriterEvent]:
        """At most three sentences, the best first, in the question's language where the evidence
        has it. No evidence: a report that abstains."""
        evidence = _readable(task.evidence, task.language)
        wanted = Wanted.by(task.standalone, self._rarity)
        cue = _cue(task.standalone)
        chosen = _choose(_candidates(wanted, cue, task.language, evidence))
        for number, candidate in enumerate(chosen):
            citation = Citation(candidate.evidence, candidate.start, candidate.end)
            yield f"{' ' if number else ''}{candidate.text} [{candidate.evidence.number}]"
            yield Sentence(candidate.text, (citation,))
        yield _report(chosen, task.language)


def _readable(evidence: Sequence[Evidence], language: Language) -> Sequence[Evidence]:
    """The evidence in the reader's language, where some of that is about the question; else all
    of it."""
    own = [one for one in evidence if one.passage.article.language == language]
    return own if any(one.passage.relevant for one in own) else evidence


def _candidates(
    wanted: Wanted,
    cue: re.Pattern[str] | None,
    task_language: Language,
    evidence: Sequence[Evidence],
) -> list[_Candidate]:
    """All sentences of the evidence with their scores, best first."""
    best = max((one.passage.score for one in evidence), default=0.0) or 1.0
    candidates = []
    for one in evidence:
        chunk, article = one.passage.chunk, one.passage.article
        foreign = article.language != task_language
        for start, end in split_sentences(chunk.text):
            sentence = chunk.text[start:end]
            score = wanted.key_coverage(sentence) if foreign else wanted.coverage(sentence)
            score += _PASSAGE_SHARE * one.passage.score / best
            if cue is not None and cue.search(normalize(sentence)):
                score += _CUE_SHARE
            candidates.append(_Candidate(one, chunk.start + start, chunk.start + end, score))
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _cue(question: str) -> re.Pattern[str] | None:
    """What the answer to a question of when or how many must look like."""
    folded = normalize(question)
    if _WHEN.search(folded):
        return _DATE
    return _NUMBER if _HOW_MANY.search(folded) else None


def _choose(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The best sentences, none that says the same again."""
    chosen: list[_Candidate] = []
    said: list[set[str]] = []
    for candidate in candidates:
        if chosen and candidate.score < _LEAST_SHARE * chosen[0].score:
            break
        own = set(words(candidate.text))
        if any(len(own & other) >= _SAME_WORDS * min(len(own), len(other)) for other in said):
            continue
        chosen.append(candidate)
        said.append(own)
        if len(chosen) == SENTENCES:
            break
    return chosen


def _report(chosen: Sequence[_Candidate], language: Language) -> WriterReport:
    if not chosen:
        return WriterReport(abstained=True, reason=notice("no_answer", language))
    source = chosen[0].evidence.passage.article.language
    if source == language:
        return WriterReport()
    named = language_name(source, reader=language)
    return WriterReport(reason=notice("other_language", language, source=named), language=source)
