"""Figures of a brief that changed, or on which its sources disagree, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from rag.messages import export_labels
from rag.records import Claim, Disagreement, Language, Update
from rag.text.display import base_direction, day, line
from ui.briefs.brief_columns import block, in_direction
from ui.html import references
from ui.html.render import inline


def updates(told: Sequence[Update], reader: Language) -> str:
    """Return how figures changed as HTML, each from its first value to its latest."""
    return "".join(
        f'<li>{block("p", one.about, css="about")}<ol class="chain" {in_direction(reader)}>'
        f"{''.join(_claim(claim, reader) for claim in one.claims)}</ol></li>"
        for one in told
    )


def disagreements(told: Sequence[Disagreement], reader: Language) -> str:
    """Return as HTML what the sources say differently, and which of them says what."""
    return "".join(
        f'<li>{block("p", one.about, css="about")}<ul class="sides" {in_direction(reader)}>'
        f"{''.join(_claim(claim, reader) for claim in one.claims)}</ul></li>"
        for one in told
    )


def _claim(claim: Claim, reader: Language) -> str:
    article = claim.citation.article
    when = claim.day or article.published_at
    origin = [line(article.outlet or article.title), *([day(when, reader)] if when else [])]
    chip = references.link(claim.citation, reader)
    return (
        f"<li>{block('strong', export_labels.claim(claim, article.language))} "
        f'<span class="origin">{" · ".join(_isolated(one, reader) for one in origin)}</span>'
        f"\u00a0{chip}</li>"
    )


def _isolated(text: str, reader: Language) -> str:
    return f"<bdi>{inline(text, base=base_direction(reader))}</bdi>"
