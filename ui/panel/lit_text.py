"""The text of an article as HTML, with stretches of it lit: what is cited, what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from typing import Literal

from rag.records import Language
from rag.text.display import Direction, clean
from ui import words
from ui.html.bidi import block_direction
from ui.html.render import attributes, inline

LightKind = Literal["cited", "also", "changed"]
"""The sentence that was opened, another one that is cited beside it, and one that another version
of the article has not."""


@dataclass(frozen=True, slots=True)
class Light:
    """A stretch `text[start:end]` that is lit. `number` and `href` are those of its citation."""

    start: int
    end: int
    kind: LightKind
    number: int | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class LitText:
    """What a text is shown with.

    `base` is the direction of the article, `page` the language of the page. Where two lights
    overlap, the first one is seen. `below` is HTML that stands under the opened sentence.
    """

    base: Direction
    page: Language
    lights: tuple[Light, ...] = ()
    below: str = ""

    def html(self, text: str) -> str:
        """Return the paragraphs of the text, one for each line that is not blank."""
        paragraphs = []
        offset = 0
        last = max((light.end for light in self.lights if light.kind == "cited"), default=-1)
        for line in text.splitlines(keepends=True):
            end = offset + len(line)
            if line.strip():
                paragraphs.append(self._paragraph(text, offset, end))
            if offset < last <= end:
                paragraphs.append(self.below)
            offset = end
        return "".join(paragraphs)

    def _paragraph(self, text: str, start: int, end: int) -> str:
        own = block_direction(text[start:end], message=self.base)
        html = []
        for light, run in groupby(self._parts(start, end), key=lambda part: part[0]):
            parts = list(run)
            shown = clean(text[parts[0][1] : parts[-1][2]]).strip("\n")
            inner = inline(shown, base=own)
            html.append(self._lit(light, parts[0][1], inner) if light and shown else inner)
        return f"<p {attributes(own)}>{''.join(html)}</p>"

    def _parts(self, start: int, end: int) -> Iterator[tuple[Light | None, int, int]]:
        """Yield the stretches of a paragraph in order, each with the light that is on it."""
        here = [light for light in self.lights if light.start < end and light.end > start]
        cuts = {start, end}
        for light in here:
            cuts |= {max(start, light.start), min(end, light.end)}
        for first, last in pairwise(sorted(cuts)):
            on = (light for light in here if light.start <= first and light.end >= last)
            yield next(on, None), first, last

    def _lit(self, light: Light, start: int, inner: str) -> str:
        focus = ' tabindex="-1"' if light.kind == "cited" else ""
        mark = f'<mark class="{light.kind}"{focus}>{inner}</mark>'
        return self._number(light) + mark if start == light.start else mark

    def _number(self, light: Light) -> str:
        """Return the number of a citation, which leads to it unless it is the opened one."""
        if light.number is None:
            return ""
        if light.kind == "cited":
            return f'<bdi class="place here">{light.number}</bdi>'
        name = escape(words.say("panel.citation", self.page, number=light.number), quote=True)
        link = f'<a href="{light.href}" aria-label="{name}">{light.number}</a>'
        return f'<bdi class="place">{link}</bdi>'


def lights_of(places: Sequence[tuple[int, int]], kind: LightKind) -> tuple[Light, ...]:
    """Return a light of that kind for each place."""
    return tuple(Light(start, end, kind) for start, end in places)
