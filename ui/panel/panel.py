"""An article beside the tabs, as HTML: its head, its text with what is cited, and remarks on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rag.records import Article, ArticleVersion, Language
from rag.service import Service
from rag.text.analysis.languages import detect_language, direction
from rag.text.display import Direction, base_direction, clean
from ui import words
from ui.html.citation import CitationTarget, CitedText, parse_href
from ui.html.references import origin
from ui.html.render import attributes, inline
from ui.panel.lit_text import Light, LitText, lights_of
from ui.panel.original import original_link
from ui.panel.quotation_copy import quotation_copy
from ui.panel.related import stamp
from ui.panel.version_changes import version_changes

MAX_ALSO = 60
"""Other cited sentences that are lit in one article."""


@dataclass(frozen=True, slots=True)
class NumberedTarget:
    """A cited sentence with the number under which the reader knows it, if any."""

    target: CitationTarget
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What a reader opens: an article, the sentence of it that was cited, and others cited with it.

    `version` is None for the article as it is.
    """

    article_id: str
    cited: NumberedTarget | None = None
    also: tuple[NumberedTarget, ...] = ()
    version: int | None = None


def opening(
    *,
    href: str | None = None,
    article_id: str | None = None,
    number: int | None = None,
    also: Sequence[str] = (),
    version: int | None = None,
) -> Opening | None:
    """Read what a request asks for; None if it names no article.

    `also` are addresses of citations with their numbers, such as `3~#cite-…`.
    """
    target = parse_href(href) if href else None
    name = target.article_id if target else article_id
    if name is None:
        return None
    others = []
    for one in also[:MAX_ALSO]:
        digits, _, address = one.partition("~")
        other = parse_href(address)
        if other and other.article_id == name and other != target and digits.isdecimal():
            others.append(NumberedTarget(other, int(digits[:6])))
    cited = NumberedTarget(target, number) if target else None
    return Opening(name, cited, tuple(others), version)


def panel_html(desk: Service, asked: Opening | None, page: Language) -> str:
    """Return the article that is asked for, as HTML in a page of that language.

    It is a remark alone when the article is not in the library.
    """
    article = desk.article(asked.article_id) if asked else None
    if asked is None or article is None:
        return _remark(words.say("gone", page), page)
    if asked.version is None:
        return _Sheet(desk, asked, article, page).html()
    former = version_of(desk, article.id, asked.version)
    if former is None:
        return _remark(words.say("panel.no_version", page), page)
    return _Sheet(desk, asked, article, page, former if former.replaced_at else None).html()


def version_of(desk: Service, article_id: str, number: int) -> ArticleVersion | None:
    """Return the version of an article that has that number, or None if it is not kept."""
    return next((one for one in desk.versions(article_id) if one.number == number), None)


def _remark(text: str, page: Language, *, css: str = "", extra: str = "") -> str:
    base = base_direction(page)
    classes = f"remark {css}".strip()
    return (
        f'<div class="{classes}" {attributes(base)}><p>{inline(text, base=base)}</p>{extra}</div>'
    )


class _Sheet:
    """One article as it is shown. `former` is the version of it that is open, if not the present
    one."""

    def __init__(
        self,
        desk: Service,
        asked: Opening,
        present: Article,
        page: Language,
        former: ArticleVersion | None = None,
    ) -> None:
        self._desk = desk
        self._asked = asked
        self._present = present
        self._former = former
        self._page = page
        self._article = former.article if former else present
        self._base: Direction = direction(self._article.text)
        self._text = CitedText(self._article.text)
        self._place = self._text.place_of(asked.cited.target) if asked.cited else None

    def html(self) -> str:
        """Return the head of the article, which stays, and its text, which scrolls."""
        remarks = self._sentence_gone()
        changed: tuple[Light, ...] = ()
        if self._former:
            changes = version_changes(self._article.text, self._present.text)
            changed = lights_of(changes.gone, "changed")
            remarks += self._changes(len(changes.gone), changes.come)
        text = LitText(self._base, self._page, (*self._cited(), *changed), self._below())
        return (
            f"{self._head()}"
            f'<div class="source-text" tabindex="0" role="region" aria-labelledby="source-title">'
            f"{remarks}{text.html(self._article.text)}</div>"
        )

    def _cited(self) -> tuple[Light, ...]:
        """Return what is lit: the opened sentence first, so that it is seen before all others."""
        asked = self._asked
        lights = []
        if asked.cited and self._place:
            lights.append(Light(*self._place, "cited", asked.cited.number))
        for other in asked.also:
            place = self._text.place_of(other.target)
            if place and place != self._place:
                lights.append(Light(*place, "also", other.number, other.target.href()))
        return tuple(lights)

    def _head(self) -> str:
        article, page = self._article, self._page
        title = clean(article.title)
        base = direction(title)
        on_page = article.page_at(self._place[0]) if self._place else None
        told = clean(" · ".join(origin(article, page, [on_page])))
        link = original_link(article, page)
        line = inline(told, base=base_direction(page)) + (" · " if told and link else "") + link
        name = escape(title, quote=True)
        ask = (
            f'<button type="button" class="plain" data-ask="{escape(article.id, quote=True)}"'
            f' data-title="{name}">{words.say("panel.ask", page)}</button>'
        )
        return (
            f'<header class="source-head" {attributes(base_direction(page))}'
            f' data-article="{escape(article.id, quote=True)}">'
            f'<h2 id="source-title" tabindex="-1" {attributes(base)}>'
            f"{inline(title, base=base)}</h2>"
            f'<p class="origin">{line}</p>'
            f'<div class="source-tools">{ask}<div class="source-related"></div></div>'
            f"{self._version_open()}</header>"
        )

    def _version_open(self) -> str:
        """Return which version is open, and a way to the present one; "" if it is open."""
        if self._former is None or self._former.replaced_at is None:
            return ""
        page = self._page
        when = stamp(self._former.replaced_at, page)
        text = words.say("panel.former", page, number=self._former.number, when=when)
        return _remark(text, page, extra=_version_button("", words.say("panel.open_present", page)))

    def _sentence_gone(self) -> str:
        """Return a remark on a cited sentence that the article no longer has, with the newest
        version that still has it."""
        cited, page = self._asked.cited, self._page
        if cited is None or self._place or self._former:
            return ""
        for version in reversed(self._desk.versions(self._present.id)):
            if version.replaced_at and cited.target.holds_in(version.article.text):
                when = stamp(version.replaced_at, page)
                text = words.say("panel.stood", page, number=version.number, when=when)
                name = words.say("panel.open_version", page, number=version.number)
                return _remark(text, page, extra=_version_button(str(version.number), name))
        return _remark(words.say("panel.lost", page), page)

    def _changes(self, gone: int, come: Sequence[str]) -> str:
        """Return how the present version differs from the one that is open."""
        page = self._page
        if not gone and not come:
            return _remark(words.say("panel.same_text", page), page, css="quiet")
        counts = " ".join(
            words.counted(name, count, page)
            for name, count in (("panel.gone_since", gone), ("panel.come_since", len(come)))
            if count
        )
        if not come:
            return _remark(counts, page, css="quiet")
        items = "".join(
            f"<li {attributes(direction(one))}>{inline(clean(one), base=direction(one))}</li>"
            for one in come
        )
        listed = (
            f"<details><summary>{words.say('panel.new_sentences', page)}</summary>"
            f"<ul>{items}</ul></details>"
        )
        return _remark(counts, page, css="quiet", extra=listed)

    def _below(self) -> str:
        """Return what stands under the cited sentence: what can be done with it, and its words in
        the reader's language."""
        cited = self._asked.cited
        if cited is None or self._place is None:
            return ""
        start, end = self._place
        quote, page = self._article.text[start:end], self._page
        plain, rich = quotation_copy(self._article, quote, self._article.page_at(start))
        holds = cited.target.holds_in(self._article.text)
        moved = "" if holds else _remark(words.say("panel.moved", page), page)
        return (
            f'{moved}<div class="at-quote" {attributes(base_direction(page))}>'
            f'<button type="button" class="plain" data-plain="{_in_attribute(plain)}"'
            f' data-rich="{_in_attribute(rich)}">{words.say("panel.copy", page)}</button>'
            f'<button type="button" class="plain" data-link="{cited.target.href()}">'
            f"{words.say('panel.link', page)}</button>"
            f"{_words_slot(quote, cited.target.reader)}</div>"
        )


def _version_button(number: str, name: str) -> str:
    return f'<button type="button" class="plain" data-version="{number}">{name}</button>'


def _words_slot(quote: str, reader: Language) -> str:
    """Return the place for the words of a quotation (`ui.panel.word_list`), which come after it;
    "" for a reader of its own language."""
    return "" if detect_language(quote, default=reader) == reader else '<div class="words"></div>'


def _in_attribute(text: str) -> str:
    """Return a text of several lines as the value of an attribute."""
    return escape(text, quote=True).replace("\n", "&#10;")
