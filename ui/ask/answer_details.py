"""How an answer came about, on demand: the passages that were found with their scores, who wrote
it, and what that took."""

from __future__ import annotations

from html import escape

from rag.records import Answer, Language, Passage, Usage
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, clean
from ui.html.citation import CitationTarget
from ui.html.render import attributes, inline
from ui.words import counted, say
from ui.words.shown_numbers import decimal, dollars, percent

_COLUMNS = ("passage", "outcome", "probability", "coverage", "score")


def details(answer: Answer, page: Language) -> str:
    """Return the details of an answer, closed, as HTML."""
    facts = "".join(
        f"<div><dt>{say(f'ask.{name}', page)}</dt>"
        f"<dd>{inline(text, base=base_direction(page))}</dd></div>"
        for name, text in _facts(answer, page)
    )
    return (
        f'<details class="details"><summary>{say("ask.details", page)}</summary>'
        f"<dl>{facts}</dl>{_table(answer.passages, page)}</details>"
    )


def _facts(answer: Answer, page: Language) -> list[tuple[str, str]]:
    facts = [("writer", _writer(answer, page))] if answer.writer else []
    return [
        *facts,
        ("tokens", _tokens(answer.usage, page)),
        ("cost", _cost(answer.usage, page)),
        ("seconds", say("ask.seconds_value", page, seconds=decimal(answer.seconds, page))),
    ]


def _writer(answer: Answer, page: Language) -> str:
    if answer.usage.calls == 0 and ":" not in answer.writer:
        return say("ask.writer_quoted", page)
    return answer.writer


def _tokens(usage: Usage, page: Language) -> str:
    if usage.calls == 0:
        return say("ask.no_model", page)
    name = "ask.tokens_estimated" if usage.estimated else "ask.tokens_value"
    told = say(name, page, read=usage.prompt_tokens, written=usage.completion_tokens)
    return f"{told} {counted('ask.calls', usage.calls, page)}"


def _cost(usage: Usage, page: Language) -> str:
    if usage.calls == 0:
        return say("ask.cost_nothing", page)
    if usage.cost is None:
        return say("ask.cost_unknown", page)
    return dollars(usage.cost)


def _table(passages: tuple[Passage, ...], page: Language) -> str:
    if not passages:
        return ""
    head = "".join(
        f'<th scope="col" title="{escape(say(f"ask.{name}_hint", page))}">'
        f"{say(f'ask.{name}', page)}</th>"
        for name in _COLUMNS
    )
    rows = "".join(_row(passage, page) for passage in passages)
    hints = "".join(f"<li>{say(f'ask.{name}_hint', page)}</li>" for name in _COLUMNS[1:])
    return (
        f'<div class="scores" tabindex="0" role="region" aria-label="{say("ask.passages", page)}">'
        f"<table><caption>{say('ask.passages', page)}</caption><thead><tr>{head}</tr></thead>"
        f'<tbody>{rows}</tbody></table></div><ul class="hints">{hints}</ul>'
    )


def _row(passage: Passage, page: Language) -> str:
    article, chunk = passage.article, passage.chunk
    title = clean(article.title)
    base = direction(title)
    href = CitationTarget.of(article, start=chunk.start, end=chunk.end, reader=page).href()
    named = f"<bdi {attributes(base)}>{inline(title, base=base)}</bdi>"
    link = f'<a class="cite" href="{href}">{named}</a>'
    cells = (
        say(f"ask.outcome_{passage.outcome}", page),
        percent(passage.probability, page),
        percent(passage.coverage, page),
        decimal(passage.score, page, places=3),
    )
    return f"<tr><td>{link}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
