"""Lays out what a chat model is asked for a brief; text from others is made harmless."""

from __future__ import annotations

from collections.abc import Sequence

from prompts.loader import load_prompt
from rag.briefs.model.model_reply import DraftClaim, PointsReply
from rag.grounding.markers import neutralize
from rag.llm.chat_stream import Messages
from rag.llm.prompt_layout import lay_out
from rag.llm.stream_filter import NO_ANSWER
from rag.records import Article, Citation, Evidence, Language
from rag.text.facts.days_beside import with_days_beside

LONGEST_QUOTE = 600  # characters; what stands as one sentence can be a whole list

_NAMES: dict[Language, str] = {"ar": "Arabic (العربية الفصحى)", "en": "English"}
_STYLES: dict[Language, str] = {
    "ar": "in clear Modern Standard Arabic, with the digits 0-9 and the names of months and places "
    "as the international Arabic press writes them",
    "en": "with figures in digits and the names of people and places in their usual English form",
}


def facts_prompt(
    evidence: Sequence[Evidence], *, topic: str, count: int, language: Language
) -> Messages:
    """Return the prompt that asks for at most `count` facts of some passages."""
    prompt = load_prompt("brief_facts").render(
        passages=lay_out(evidence),
        topic=_line(topic),
        count=str(count),
        language=_NAMES[language],
        no_answer=NO_ANSWER,
    )
    return prompt.messages


def merge_prompt(
    claims: Sequence[DraftClaim], *, topic: str, count: int, language: Language
) -> Messages:
    """Return the prompt that asks for the `count` facts that matter most.

    Facts that say the same are to be joined.
    """
    facts = [f"{at}. {_line(one.text)} {_origins(one)}" for at, one in enumerate(claims, start=1)]
    prompt = load_prompt("brief_merge").render(
        facts="\n".join(facts), topic=_line(topic), count=str(count), language=_NAMES[language]
    )
    return prompt.messages


def write_prompt(
    claims: Sequence[DraftClaim], *, topic: str, language: Language, words: int, sources: int
) -> Messages:
    """Return the prompt that asks for a headline and the points in `language`.

    The points are to have about `words` words together.
    Each point is shown with at most `sources` of its sources.
    """
    prompt = load_prompt("brief_write").render(
        points=_points(claims, sources),
        topic=_line(topic),
        language=_NAMES[language],
        style=_STYLES[language],
        each=str(round(words / len(claims))),
    )
    return prompt.messages


def again_prompt(
    claims: Sequence[DraftClaim],
    draft: PointsReply,
    *,
    topic: str,
    language: Language,
    words: int,
    sources: int,
) -> Messages:
    """Return the prompt that asks for the points again, and says what was wrong with the draft."""
    prompt = load_prompt("brief_again").render(
        points=_points(claims, sources),
        topic=_line(topic),
        language=_NAMES[language],
        style=_STYLES[language],
        count=str(len(claims)),
        words=str(words),
        written=str(draft.words),
        draft="\n".join(f"{at}. {_line(text)}" for at, text in draft.points.items()),
    )
    return prompt.messages


def mend_prompt(
    text: str, claim: DraftClaim, *, fact: str, reasons: Sequence[str], language: Language
) -> Messages:
    """Return the prompt that asks to write a text again so that it tells `fact`, for `reasons`."""
    prompt = load_prompt("brief_mend").render(
        sentence=_line(text),
        fact=_line(fact),
        reasons=_line(" ".join(reasons)),
        sources=_sources(claim, len(claim.citations)),
        language=_NAMES[language],
    )
    return prompt.messages


def _points(claims: Sequence[DraftClaim], sources: int) -> str:
    blocks = [
        "\n".join([f"<point {at}>", f"Fact: {_line(claim.text)}", _sources(claim, sources)])
        for at, claim in enumerate(claims, start=1)
    ]
    return "\n\n".join(f"{block.strip()}\n</point>" for block in blocks)


def _sources(claim: DraftClaim, most: int) -> str:
    return "\n".join(
        f"Source {_origin(one.article)}: {_quoted(one)}" for one in claim.citations[:most]
    )


def _quoted(citation: Citation) -> str:
    """Return a cited sentence, with the calendar day in brackets behind "yesterday"."""
    article, quote = citation.article, citation.quote[:LONGEST_QUOTE]
    return _line(with_days_beside(quote, article.published_at, article.language))


def _origins(claim: DraftClaim) -> str:
    return " ".join(dict.fromkeys(_origin(one.article) for one in claim.citations))


def _origin(article: Article) -> str:
    """Return outlet and day between ‹ and ›, which stand in other text only in place of < and >."""
    day = article.published_at.isoformat() if article.published_at else None
    return f"‹{_line(', '.join(part for part in (article.outlet, day) if part))}›"


def _line(text: str) -> str:
    return neutralize(" ".join(text.split()))
