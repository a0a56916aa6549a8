"""What readers are told of the single citations of a sentence."""

from __future__ import annotations

from collections.abc import Callable

from rag.messages.reasons import ReasonKey, reason
from rag.records import Citation, Language, Sentence, Status

_KEYS: dict[Status, ReasonKey] = {
    "unsupported": "citation_unsupported",
    "contradicted": "citation_contradicted",
}


def _number(citation: Citation) -> str:
    return str(citation.number)


def citation_remarks(
    sentence: Sentence, language: Language, *, label: Callable[[Citation], str] = _number
) -> tuple[str, ...]:
    """Return a remark for each citation that does nothing for a sentence which others support.

    `label` gives the number that readers see. A number is not remarked on where another citation
    with the same number does its part. There are no remarks where the whole sentence failed: its
    verdict says so.
    """
    if sentence.verdict is None or sentence.verdict.failed:
        return ()
    sound = {label(one) for one in sentence.citations if not one.amiss}
    amiss = {
        label(one): _KEYS[one.verdict.status]
        for one in sentence.citations
        if one.verdict is not None and one.amiss and label(one) not in sound
    }
    return tuple(reason(key, language, numbers=f"[{one}]") for one, key in amiss.items())
