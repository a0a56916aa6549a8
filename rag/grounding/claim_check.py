"""Tells whether a claim stands on a passage, and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rag.grounding.comparison_across import across
from rag.grounding.comparison_within import within
from rag.grounding.taken_apart import SourceText, TakenApart, lost_facts, read, read_source
from rag.messages.reasons import Finding
from rag.records import Language, Status, Verdict
from rag.text.analysis.languages import detect_language
from rag.text.facts import Fact, instead

WORST_FIRST: tuple[Status, ...] = (
    "contradicted",
    "unsupported",
    "unverified",
    "check",
    "supported",
)
MOST_TOLD = 5
"""More reasons help no reader."""

_LEFT: dict[Status, float] = {
    "contradicted": 0.35,
    "unsupported": 0.8,
    "unverified": 1.0,
    "check": 0.8,
    "supported": 1.0,
}
"""What each finding leaves of the score."""


def check_claim(
    claim: str,
    passage: str,
    *,
    language: Language | None = None,
    rarity: Callable[[str], float] | None = None,
    copied: bool = False,
) -> Verdict:
    """Whether `passage` bears out `claim`, each in Arabic or English.

    `language` is the reader's, in which the reasons are written; by default the claim's.
    `rarity` gives the idf of a stem in the library; by default all words count alike. `copied`
    tells that the claim should be a sentence of the passage word for word.

    The score (0 to 1) falls with what is missing and with every reason, whatever the status. A
    claim without a word is `unverified`, and an empty passage makes it `unsupported`; both score
    0.
    """
    return check(claim, passage, language=language, rarity=rarity, copied=copied)


def check(
    claim: str,
    passage: str,
    *,
    context: str = "",
    language: Language | None = None,
    rarity: Callable[[str], float] | None = None,
    copied: bool = False,
) -> Verdict:
    """`check_claim` beside a context: what is known of the passage without standing in it (a
    title, a day of publication). It can bear out facts and names."""
    own, source = read(claim), read_source(passage, context)
    spoken = detect_language(claim, default=source.language)
    reader = language or spoken
    if not own.words:
        return _verdict([Finding("unverified", "nothing_claimed")], 0.0, reader)
    if not any(one.words for one in source.sentences):
        return _verdict([Finding("unsupported", "empty_passage")], 0.0, reader)
    lost = list(_lost(own, source))
    if spoken == source.language:
        found, score = within(own, source, rarity=rarity or _alike, copied=copied)
    else:
        found, score = across(own, source)
    return _verdict([*lost, *found], score, reader)


def _alike(stem: str) -> float:
    return 1.0


def _lost(claim: TakenApart, source: SourceText) -> Iterator[Finding]:
    """The facts of the claim that the source states nowhere."""
    for fact in lost_facts(claim, source):
        what = claim.text[fact.start : fact.end]
        status: Status = "check" if _is_pair(fact, what) else "contradicted"
        other = instead(fact, source.facts)
        if fact.kind == "quotation":
            yield Finding(status, "misquoted", {"what": what})
        elif other is None:
            yield Finding(status, "missing", {"what": what})
        else:
            values = {"what": what, "other": source.facts.text[other.start : other.end]}
            yield Finding(status, "missing_instead", values)


def _is_pair(fact: Fact, written: str) -> bool:
    """Whether it is the word two, which counts what a source may well name one by one."""
    return fact.kind == "number" and fact.key == "2" and not any(map(str.isdigit, written))


def _verdict(found: Sequence[Finding], score: float, reader: Language) -> Verdict:
    worst_first = sorted(found, key=lambda one: WORST_FIRST.index(one.status))
    for one in found:
        score *= _LEFT[one.status]
    reasons = dict.fromkeys(one.told(reader) for one in worst_first)
    return Verdict(
        status=worst_first[0].status if found else "supported",
        reasons=tuple(reasons)[:MOST_TOLD],
        score=round(score, 4),
    )
