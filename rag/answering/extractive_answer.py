"""Answers with sentences of the articles themselves: no model, nothing invented."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import Self

from rag.answering.tuning import (
    CAPTION,
    CUE_SHARE,
    ENOUGH_OF_OTHER,
    LEAST_SHARE,
    PASSAGE_SHARE,
    SAME_WORDS,
    SENTENCES,
    TITLE_SHARE,
)
from rag.grounding.markers import without_brackets
from rag.messages.notices import NoticeKey, language_name, notice
from rag.protocols import WriterEvent, WriterReport, WritingTask
from rag.records import Citation, Evidence, Language, Sentence
from rag.retrieval.coverage import Wanted
from rag.text.analysis.folding import normalize
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import Analyzer, normal_words
from rag.text.news.boilerplate import boilerplate_spans, stands_in
from rag.text.news.prompt_injection import without_injections

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
    coverage: float

    @property
    def text(self) -> str:
        """Return it as shown: the exact sentence, on one line."""
        return " ".join(self.evidence.passage.article.text[self.start : self.end].split())


class ExtractiveWriter:
    """A `Writer` that picks the sentences which cover the question best.

    score(S) = coverage of the question by S (by half also under the title of its article)
    + 0.5 · passage score / best passage score + 0.2 if the question asks when or how many and S
    holds a date or a number − 0.2 if S is a caption or the like.
    """

    name = "extractive"
    copies = True

    def __init__(self, rarity: Callable[[str], float], analyzer: Analyzer) -> None:
        """Take what the parts need: `rarity` gives the idf of a stem in the library, `analyzer` is
        the library's."""
        self._rarity = rarity
        self._analyzer = analyzer

    async def astream(self, task: WritingTask) -> AsyncGenerator[WriterEvent]:
        """Yield at most three sentences in the language that leads the evidence, the best first;
        the last of them is the best in the other where that knows something too. No evidence: a
        report that abstains."""
        wanted = Wanted.by(task.standalone, self._rarity, self._analyzer)
        search = _SentenceSearch.of(task, wanted)
        chosen = search.sentences()
        for number, candidate in enumerate(chosen):
            citation = Citation(candidate.evidence, candidate.start, candidate.end)
            written = without_brackets(candidate.text)  # "[2]" in an article cites nothing of ours
            yield f"{' ' if number else ''}{written} [{candidate.evidence.number}]"
            yield Sentence(candidate.text, (citation,))
        yield _report(chosen, task.language)


@dataclass(frozen=True, slots=True)
class _SentenceSearch:
    """What is looked for, in the language of a question and in the other."""

    wanted: Wanted
    cue: re.Pattern[str] | None
    task: WritingTask

    @classmethod
    def of(cls, task: WritingTask, wanted: Wanted) -> Self:
        return cls(wanted, _cue(task.standalone), task)

    def sentences(self) -> list[_Candidate]:
        """Return those to be shown, in their order."""
        by_language: dict[Language, list[Evidence]] = {}
        for one in self.task.evidence:
            by_language.setdefault(one.passage.article.language, []).append(one)
        known = [
            language
            for language, evidence in by_language.items()
            if any(one.passage.relevant for one in evidence)
        ] or list(by_language)
        if not known:
            return []
        leading, *others = known
        chosen = _choose(self._candidates(by_language[leading]))
        for language in others:
            relevant = [one for one in by_language[language] if one.passage.relevant]
            best = self._candidates(relevant)[:1]
            beside = [one for one in best if one.coverage >= ENOUGH_OF_OTHER]
            chosen = chosen[: SENTENCES - len(beside)] + beside
        return chosen

    def _candidates(self, evidence: Sequence[Evidence]) -> list[_Candidate]:
        """Return all sentences of the evidence with their scores, best first."""
        best = max((one.passage.score for one in evidence), default=0.0) or 1.0
        candidates = []
        for one in evidence:
            chunk, share = one.passage.chunk, one.passage.score / best
            for start, end in without_injections(chunk.text, split_sentences(chunk.text)):
                sentence = chunk.text[start:end]
                coverage = self._coverage(one, sentence)
                score = coverage + PASSAGE_SHARE * share
                if self.cue is not None and self.cue.search(normalize(sentence)):
                    score += CUE_SHARE
                place = (chunk.start + start, chunk.start + end)
                if stands_in(boilerplate_spans(one.passage.article.text), *place):
                    score -= CAPTION
                candidates.append(_Candidate(one, *place, score, coverage))
        return sorted(candidates, key=lambda candidate: -candidate.score)

    def _coverage(self, one: Evidence, sentence: str) -> float:
        """Return the coverage of the question by the sentence; by half also under the title of its
        article, which names what the sentence need not repeat."""
        article = one.passage.article
        own = article.language == self.task.language
        cover = self.wanted.coverage if own else self.wanted.key_coverage
        if not article.titled:
            return cover(sentence)
        return (1 - TITLE_SHARE) * cover(sentence) + TITLE_SHARE * cover(article.title, sentence)


def _cue(question: str) -> re.Pattern[str] | None:
    """Return what the answer to a question of when or how many must look like."""
    folded = normalize(question)
    if _WHEN.search(folded):
        return _DATE
    return _NUMBER if _HOW_MANY.search(folded) else None


def _choose(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the best sentences, none that says the same again."""
    chosen: list[_Candidate] = []
    said: list[set[str]] = []
    for candidate in candidates:
        if chosen and candidate.score < LEAST_SHARE * chosen[0].score:
            break
        own = set(normal_words(candidate.text))
        if any(len(own & other) >= SAME_WORDS * min(len(own), len(other)) for other in said):
            continue
        chosen.append(candidate)
        said.append(own)
        if len(chosen) == SENTENCES:
            break
    return chosen


def _report(chosen: Sequence[_Candidate], language: Language) -> WriterReport:
    if not chosen:
        return WriterReport(abstained=True, reason=notice("no_answer", language))
    languages = [one.evidence.passage.article.language for one in chosen]
    foreign = next((one for one in languages if one != language), None)
    if foreign is None:
        return WriterReport()
    key: NoticeKey = "partly_other_language" if language in languages else "other_language"
    reason = notice(key, language, source=language_name(foreign, reader=language))
    leading = languages[0]
    return WriterReport(reason=reason, language=leading if leading != language else None)
