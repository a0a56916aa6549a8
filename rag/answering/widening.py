"""Widens a sentence to what it cannot be read without: the other half of a quotation, and the
sentence before where it begins with a word that stands for what was named there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.sentence_features import CandidateSentence
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.news.prompt_injection import without_injections

Span = tuple[int, int]

_MARK = re.compile('[“”«»"]')
# Marks behind these open a quotation.
_BEFORE_OPENING = " \t\n([{—–-"

# What a sentence says of somebody or something that it does not name.
_POINTS_BACK = re.compile(
    r"(?:It|He|She|They|His|Her|Its|Their|Both|This|These|Those|The (?:latter|former|two|three))\b"
    r"(?! (?:is|was|will be) (?:not )?(?:clear|unclear|likely|possible|hoped|said|expected|known))|"
    r"[وف]?(?:قال|أضاف|وأضاف|تابع|أوضح|أكد|ذكر|أشار|شدد|قالت|أضافت|تابعت|أوضحت|أكدت|ذكرت|أشارت|شددت)"
    r"(?: أيضا| أيضاً)?(?: إلى| على)? ?(?:إن|أن|أنه|أنها|إنه|إنها|:|«)|"
    r"[وف]?(?:هو|هي|هم|هما|هذا|هذه|ذلك|تلك)(?= )"
)


def widened(candidate: CandidateSentence) -> CandidateSentence:
    """Return the sentence with the neighbours it cannot be read without, or as it is.

    Neighbours are of the same passage, and of the same paragraph where they are named for a
    pronoun; sentences that look like prompt injection are never among them. A quotation whose
    other half is not found within two sentences stays cut.
    """
    chunk = candidate.evidence.passage.chunk
    spans = [
        (chunk.start + start, chunk.start + end)
        for start, end in without_injections(chunk.text, split_sentences(chunk.text))
    ]
    place = (candidate.start, candidate.end)
    if place not in spans:
        return candidate
    text, at = candidate.evidence.passage.article.text, spans.index(place)
    first, last = _with_its_quotation(text, spans, at)
    if first == at and at and _POINTS_BACK.match(text[slice(*spans[at])].lstrip('"“«')):
        gap = text[spans[at - 1][1] : spans[at][0]]
        if "\n" not in gap and not gap.strip():
            first = _with_its_quotation(text, spans, at - 1)[0]
    return replace(candidate, start=spans[first][0], end=spans[last][1])


def _with_its_quotation(text: str, spans: Sequence[Span], at: int) -> tuple[int, int]:
    """Return the first and last sentence of the least run around one that cuts no quotation."""
    for before, behind in ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2)):
        first, last = at - before, at + behind
        if first < 0 or last >= len(spans):
            continue
        if not _cuts(text[spans[first][0] : spans[last][1]]):
            return first, last
    return at, at


def _cuts(text: str) -> bool:
    """Tell whether a quotation begins or ends in the text, but not both."""
    depth = 0
    for mark in _MARK.finditer(text):
        start = mark.start()
        opens = mark[0] in "“«" or (
            mark[0] == '"' and (start == 0 or text[start - 1] in _BEFORE_OPENING)
        )
        depth += 1 if opens else -1
        if depth < 0:
            return True
    return depth != 0
