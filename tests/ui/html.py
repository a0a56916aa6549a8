"""Reads HTML back, to see what is in it."""

from __future__ import annotations

from html.parser import HTMLParser

from ui.html.render import ALLOWED_TAGS

ALLOWED_ATTRIBUTES = {"aria-expanded", "class", "dir", "href", "lang", "start", "title", "type"}
_VOID = {"br", "hr"}


class Reading(HTMLParser):
    """All tags, attributes and text of some HTML; `sound` when every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.sound = True
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.sound = self.sound and not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.sound = self.sound and bool(self._open) and self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append("<!-- comment -->")

    def handle_decl(self, decl: str) -> None:
        self.tags.append("<!declaration>")

    def handle_pi(self, data: str) -> None:
        self.tags.append("<?instruction>")

    def unknown_decl(self, data: str) -> None:
        self.tags.append("<![unknown]>")


def assert_inert(html: str) -> Reading:
    """Only tags and attributes of the closed lists, links only to citations, one line."""
    reading = Reading(html)
    assert set(reading.tags) <= ALLOWED_TAGS
    assert {name for name, _ in reading.attributes} <= ALLOWED_ATTRIBUTES
    for name, value in reading.attributes:
        assert name != "href" or value.startswith("#cite-")
    assert reading.sound
    assert "\n" not in html
    return reading
