"""Kept briefs as HTML: the list of earlier ones, and one with what can be done with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from rag.records import KeptBrief, Language
from rag.text.analysis.folding import plain
from rag.text.display import line
from ui import words
from ui.briefs import brief_html
from ui.briefs.brief_columns import block, in_direction, remark
from ui.briefs.brief_files import file_links
from ui.words.dates import moment


def earlier(kept: Sequence[KeptBrief], language: Language) -> str:
    """Return the list of kept briefs as HTML."""
    if not kept:
        return remark(words.say("briefs.none_yet", language), language, "none-yet")
    return f'<ul class="earlier">{"".join(_row(one, language) for one in kept)}</ul>'


def _row(kept: KeptBrief, language: Language) -> str:
    story = ""
    if kept.story is not None:
        told = words.say("briefs.of_story", language)
        story = f'<a class="story-link" href="?tab=library&amp;story={kept.story}">{told}</a>'
    remove = escape(words.say("briefs.remove_named", language, title=line(kept.title)))
    return (
        f'<li data-brief="{escape(kept.id)}">'
        f'<a class="open" href="?tab=briefs&amp;brief={escape(kept.id)}">'
        f"{block('bdi', kept.title)}</a>"
        f'<span class="meta">{moment(kept.made_at, language)}</span>{story}'
        f'<button type="button" class="remove" aria-label="{remove}">'
        f"{words.say('briefs.remove', language)}</button></li>"
    )


def sheet(kept: KeptBrief, others: Sequence[KeptBrief], language: Language) -> str:
    """Return one kept brief as HTML, with its files, its buttons, and `others` on the same matter
    that it can be compared with."""
    articles = json.dumps([article.id for article in kept.brief.sources])
    made = words.say("briefs.made", language, moment=moment(kept.made_at, language))
    return (
        f'<div class="kept" data-brief="{escape(kept.id)}" data-articles="{escape(articles)}" '
        f'data-title="{escape(line(kept.title))}">'
        f'<div class="tools" {in_direction(language)}>'
        f'<div class="downloads"><span class="name">{words.say("briefs.download", language)}</span>'
        f"{file_links(kept)}</div>"
        f'<div class="uses">{"".join(_button(name, language) for name in _actions(kept))}</div>'
        f"{_compare(kept, others, language)}</div>"
        f'<div class="compared" aria-live="polite"></div>'
        f"{brief_html.brief(kept.brief, reader=language)}"
        f"{remark(made, language, 'made')}</div>"
    )


def _actions(kept: KeptBrief) -> list[str]:
    return ["copy", "print", "ask", *(["anew"] if kept.request else [])]


def _button(name: str, language: Language) -> str:
    return f'<button type="button" class="{name}">{words.say(f"briefs.{name}", language)}</button>'


def _compare(kept: KeptBrief, others: Sequence[KeptBrief], language: Language) -> str:
    if not others:
        return ""
    options = "".join(
        f'<option value="{escape(one.id)}">{moment(one.made_at, language)}</option>'
        for one in others
    )
    return (
        '<form class="compare"><label><span>'
        f"{words.say('briefs.compare_with', language)}</span> "
        f"<select>{options}</select></label> "
        f'<button type="submit">{words.say("briefs.compare", language)}</button></form>'
    )


def alike(kept: KeptBrief, all_kept: Sequence[KeptBrief]) -> list[KeptBrief]:
    """Return the other kept briefs of the same story or on the same topic."""
    others = [one for one in all_kept if one.id != kept.id]
    return [one for one in others if _same_story(one, kept) or _same_topic(one, kept)]


def _same_story(one: KeptBrief, other: KeptBrief) -> bool:
    return one.story is not None and one.story == other.story


def _same_topic(one: KeptBrief, other: KeptBrief) -> bool:
    topic = _folded(one.brief.topic)
    return bool(topic) and topic == _folded(other.brief.topic)


def _folded(topic: str) -> str:
    return " ".join(plain(topic).text.split())
