"""Grouped bars as SVG within the page, coloured by its style sheet, and mirrored in Arabic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from rag.records import Language
from rag.text.display import base_direction, clean

WIDTH = 360
"""Units across: as many pixels on the narrowest telephone, where letters keep their size."""

_SIDE = 4
_NAMES = 96  # across, for the names of the bars
_FIGURES = 92  # across, for the figures behind the bars
_TITLE = 20  # down, for the name of a group
_BAR, _GAP, _APART = 13, 5, 12
_TONES = 4


@dataclass(frozen=True, slots=True)
class ShareBar:
    """A share from 0 to 1 with the bounds of its interval, over `n` cases."""

    name: str
    share: float
    low: float | None
    high: float | None
    n: int
    tone: int = 0

    @property
    def percent(self) -> str:
        return f"{100 * self.share:.0f}%"


@dataclass(frozen=True, slots=True)
class BarGroup:
    """The bars that are compared with one another."""

    name: str
    bars: Sequence[ShareBar]


def grouped_bars(groups: Sequence[BarGroup], *, title: str, language: Language) -> str:
    """Return the groups one below the other as an image that says in words what it shows; "" for
    none."""
    if not groups:
        return ""
    shapes: list[str] = []
    top = 0
    for group in groups:
        shapes += _group(group, top, language)
        top += _TITLE + len(group.bars) * (_BAR + _GAP) + _APART
    said = "; ".join(_said(group) for group in groups)
    label = escape(clean(f"{title}: {said}"), quote=True)
    return (
        f'<svg class="bars" role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {top}" '
        f'direction="{base_direction(language)}">{"".join(shapes)}</svg>'
    )


def _said(group: BarGroup) -> str:
    return f"{group.name}: " + ", ".join(f"{bar.name} {bar.percent}" for bar in group.bars)


def _group(group: BarGroup, top: int, language: Language) -> Iterator[str]:
    yield _text(group.name, _SIDE, top + 14, "bars-title", language)
    for place, bar in enumerate(group.bars):
        yield from _bar(bar, top + _TITLE + place * (_BAR + _GAP), language)


def _bar(bar: ShareBar, top: int, language: Language) -> Iterator[str]:
    start, room = _SIDE + _NAMES, WIDTH - 2 * _SIDE - _NAMES - _FIGURES
    yield _text(bar.name, _SIDE, top + 10, "bars-name", language)
    yield _block(start, top, room, "bars-ground", language)
    yield _block(start, top, room * min(bar.share, 1), f"bars-tone{bar.tone % _TONES}", language)
    if bar.low is not None and bar.high is not None:
        ends = (start + room * bar.low, start + room * min(bar.high, 1))
        yield _whisker(*ends, top + _BAR / 2, language)
    behind = start + room + 6
    yield _text(bar.percent, behind, top + 11, "bars-value", language)
    yield _text(f"{bar.n:,}", behind + 46, top + 11, "bars-count", language)


def _text(words: str, x: float, y: float, css: str, language: Language) -> str:
    """Return a text that begins at `x` in the direction of reading."""
    return (
        f'<text class="{css}" x="{_across(x, language):.1f}" y="{y:.1f}">{escape(clean(words))}'
        "</text>"
    )


def _block(x: float, y: float, width: float, css: str, language: Language) -> str:
    left = _across(x + width, language) if language == "ar" else x
    return f'<rect class="{css}" x="{left:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}"/>'


def _whisker(low: float, high: float, y: float, language: Language) -> str:
    first, last = _across(low, language), _across(high, language)
    ends = "".join(f"M{x:.1f} {y - 3:.1f}v6" for x in (first, last))
    return f'<path class="bars-whisker" d="M{first:.1f} {y:.1f}H{last:.1f}{ends}"/>'


def _across(x: float, language: Language) -> float:
    """Return the horizontal position of what lies `x` from the side where reading begins."""
    return WIDTH - x if language == "ar" else x
