"""Checks whether a passage supports a claim, and says why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from rag.grounding.analyzed_text import (
    PublicationDays,
    SourceText,
    analyze_source,
    analyze_text,
)
from rag.grounding.comparison_across import compare_across
from rag.grounding.comparison_within import compare_within
from rag.grounding.limited_figures import limited_figures
from rag.grounding.tuning import FACT_ABSENT, SCORE_LEFT
from rag.messages.reasons import Finding, ReasonKey
from rag.records import Language, Status, Verdict
from rag.text.analysis.abbreviations import join_initials
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer, shipped_analyzer

WORST_FIRST: tuple[Status, ...] = (
    "contradicted",
    "unsupported",
    "unverified",
    "check",
    "supported",
    "quoted",
)
_ABSENT: tuple[ReasonKey, ...] = ("missing", "missing_instead", "misquoted")
MOST_TOLD = 5
"""Reasons shown at most: more of them help no reader."""


def check_claim(
    claim: str,
    passage: str,
    *,
    published: date | None = None,
    language: Language | None = None,
    rarity: Callable[[str], float] | None = None,
    copied: bool = False,
    analyzer: Analyzer | None = None,
) -> Verdict:
    """Return a verdict on whether `passage` supports `claim`, each in Arabic or English.

    `published` is the day on which the passage was published: yesterday, أمس السبت and last month
    are counted from it, in the passage and in the claim. Without it they stand for no date.

    `language` is the language of the reader, in which the reasons are written; it defaults to that
    of the claim. `rarity` gives the inverse document frequency of a stem in the library; by default
    all words count alike. `copied` says that the claim should be a sentence of the passage word for
    word: it is `quoted` if it is one, and compared like any other claim if not. `analyzer` holds
    the glossary of a library; by default it is that which comes with Mujaz.

    The score (0 to 1) falls with what is missing and with every reason, whatever the status. A
    claim without a word is `unverified`, and an empty passage makes it `unsupported`; both score 0.
    """
    return check_in_context(
        claim,
        passage,
        days=((len(passage), published),) if published else (),
        language=language,
        rarity=rarity,
        copied=copied,
        analyzer=analyzer or shipped_analyzer(),
    )


def check_in_context(
    claim: str,
    passage: str,
    *,
    context: str = "",
    days: PublicationDays = (),
    language: Language | None = None,
    rarity: Callable[[str], float] | None = None,
    copied: bool = False,
    analyzer: Analyzer,
) -> Verdict:
    """Return the verdict of `check_claim`, where a context can support facts and names too.

    The context is what is known of the passage but does not stand in it, such as a title or a day
    of publication. `days` are the days of publication of the parts of the passage.
    """
    claim, passage = join_initials(claim), join_initials(passage)
    own, source = analyze_text(claim, analyzer), analyze_source(passage, context, analyzer, days)
    spoken = detect_language(claim, default=source.language)
    reader = language or spoken
    if not own.words:
        return _verdict([Finding("unverified", "nothing_claimed")], 0.0, reader)
    if not any(one.words for one in source.sentences):
        return _verdict([Finding("unsupported", "empty_passage")], 0.0, reader)
    if _is_quotation(claim, source):
        return Verdict("quoted" if copied else "supported", score=1.0)
    if spoken == source.language:
        found, score = compare_within(own, source, rarity=rarity or _alike, copied=copied)
    else:
        found, score = compare_across(own, source)
    return _verdict([*found, *limited_figures(own, source)], score, reader)


def _is_quotation(claim: str, source: SourceText) -> bool:
    """Tell whether a claim is a sentence of the source, or several in a row, but for white space.

    Half a sentence is none: what is left out could be a denial.
    """
    written = " ".join(claim.split())
    sentences = [" ".join(one.text.split()) for one in source.sentences]
    for first, sentence in enumerate(sentences):
        if not written.startswith(sentence):
            continue
        for following in sentences[first + 1 :]:
            if len(sentence) >= len(written):
                break
            sentence = f"{sentence} {following}"
        if sentence == written:
            return True
    return False


def _alike(stem: str) -> float:
    return 1.0


def _verdict(found: Sequence[Finding], score: float, reader: Language) -> Verdict:
    """Return the verdict of the findings: the worst status, and the reasons of the worst first."""
    worst_first = sorted(found, key=lambda one: WORST_FIRST.index(one.status))
    for one in found:
        score *= FACT_ABSENT if one.key in _ABSENT else SCORE_LEFT[one.status]
    reasons = dict.fromkeys(one.in_language(reader) for one in worst_first)
    return Verdict(
        status=worst_first[0].status if found else "supported",
        reasons=tuple(reasons)[:MOST_TOLD],
        score=round(score, 4),
    )
