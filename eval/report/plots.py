"""Draws plots as SVG within the page, without styles, scripts and addresses."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from eval.report.content import LANGUAGES, Gap, estimate
from eval.report.figure_text import number
from eval.scores import CaseScore, Scores
from eval.statistics import Estimate

STATUSES = ("supported", "check", "unverified", "unsupported", "contradicted")
DIRECTIONS = ("ar→ar", "en→en", "ar→en", "en→ar")

_WIDTH, _LEFT, _RIGHT, _TOP = 640, 170, 24, 28
_ROW = 26
_RECALL = re.compile(r"retrieval\.recall_at_(\d+)")
_BINS = 24
_HISTOGRAM = 70  # the height of one, with the space above it
_MOST_RISK = 0.5  # half of the answers wrong: as many as there are questions without one
_COUNTS = frozenset({"answer.must_not_hits"})  # of any size, the others are shares


def retrieval_curve(scores: Scores) -> str:
    """Plot recall over the number of articles, a line a direction; "" without data."""
    depths = _depths(scores)
    curves = _curves(scores, depths)
    if not curves:
        return ""
    least = min(value for points in curves.values() for _, value in points)
    low = min(math.floor(10 * least) / 10, 0.9)
    across, height = _scale(math.log(depths[0]), math.log(depths[-1])), 240

    def up(value: float) -> float:
        """Return the vertical position of a share."""
        return _TOP + (height - _TOP - 30) * (1 - (value - low) / (1 - low))

    steps = round((1 - low) * 10)
    shapes = [_rule(up(low + step / 10), f"{low + step / 10:.1f}") for step in range(steps + 1)]
    shapes += [_text(across(math.log(depth)), height - 8, f"R@{depth}", "middle")
               for depth in depths]  # fmt: skip
    for place, (name, points) in enumerate(curves.items()):
        spots = [(across(math.log(depth)), up(value)) for depth, value in points]
        tooltip = ", ".join(f"R@{depth} {value:.3f}" for depth, value in points)
        shapes += _dotted_line(spots, place, f"{name}: {tooltip}")
        shapes.append(_key(place, name))
    return _svg("Recall by depth", height, shapes)


def verdict_shares(scores: Scores) -> str:
    """Plot the shares of the verdicts as one bar a language; "" without data."""
    groups = _by_language(scores)
    groups["briefs"] = [one for one in scores.cases if "brief" in one.slices.get("kind", ())]
    bars = {name: shares for name, cases in groups.items() if (shares := _shares(cases))}
    if not bars:
        return ""
    shapes = [_key(place, name, css="v") for place, name in enumerate(STATUSES)]
    for row, (name, shares) in enumerate(bars.items()):
        top, position = _TOP + 8 + row * _ROW, float(_LEFT)
        shapes.append(_text(_LEFT - 8, top + 13, name, "end"))
        for place, status in enumerate(STATUSES):
            width = (_WIDTH - _LEFT - _RIGHT) * shares[status]
            tooltip = f"{name}: {status} {100 * shares[status]:.1f} %"
            shapes.append(
                f'<rect class="v{place}" x="{position:.1f}" y="{top}" width="{width:.1f}" '
                f'height="18"><title>{escape(tooltip)}</title></rect>'
            )
            position += width
    return _svg("Verdicts on the sentences shown", _TOP + 16 + len(bars) * _ROW, shapes)


def latency_histogram(scores: Scores) -> str:
    """Plot how long the cases took (milliseconds, logarithmic), by language; "" without data."""
    groups = {name: _times(cases) for name, cases in _by_language(scores).items()}
    groups = {name: times for name, times in groups.items() if times}
    if not groups:
        return ""
    every = [math.log10(time) for times in groups.values() for time in times]
    low, high = min(every), max(max(every), min(every) + 0.3)
    shapes = []
    for place, (name, times) in enumerate(groups.items()):
        base = _TOP + (place + 1) * _HISTOGRAM
        shapes.append(_text(_LEFT - 8, base - 4, f"{name}, n {len(times)}", "end"))
        shapes += _bars(name, times, (low, high), place, base)
    height = _TOP + len(groups) * _HISTOGRAM + 24
    for share in (0.0, 0.5, 1.0):
        ms = 10 ** (low + share * (high - low))
        anchor = {0.0: "start", 0.5: "middle", 1.0: "end"}[share]
        x = _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
        shapes.append(_text(x, height - 8, f"{ms:,.0f} ms", anchor))
    return _svg("Time to the whole answer", height, shapes)


def _bars(
    name: str, times: Sequence[float], span: tuple[float, float], place: int, base: float
) -> Iterator[str]:
    """Yield the bars of a histogram over `span` (logarithms of milliseconds), on `base`."""
    low, high = span
    width = (_WIDTH - _LEFT - _RIGHT) / _BINS
    counts = [0] * _BINS
    for time in times:
        counts[min(_BINS - 1, int((math.log10(time) - low) / (high - low) * _BINS))] += 1
    for index, count in enumerate(counts):
        tall = (_HISTOGRAM - 14) * count / max(counts)
        edges = [10 ** (low + (high - low) * (index + side) / _BINS) for side in (0, 1)]
        tooltip = f"{name}: {count} cases in {edges[0]:.0f} to {edges[1]:.0f} ms"
        yield (
            f'<rect class="c{place}" x="{_LEFT + index * width:.1f}" y="{base - tall:.1f}" '
            f'width="{width - 1:.1f}" height="{tall:.1f}"><title>{tooltip}</title></rect>'
        )


def risk_by_coverage(lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Return the risk of an answer over the share of questions answered, a line for each name,
    its points (coverage, risk); "" for none."""
    if not lines:
        return ""
    across, height = _scale(0, 1), 260

    def up(value: float) -> float:
        return _TOP + (height - _TOP - 30) * (1 - value / _MOST_RISK)

    steps = round(10 * _MOST_RISK)
    shapes = [_rule(up(step / 10), f"{step / 10:.1f}") for step in range(steps + 1)]
    shapes += [
        _text(across(step / 5), height - 8, f"{step / 5:.1f}", "middle") for step in range(6)
    ]
    for place, (name, points) in enumerate(lines.items()):
        path = " ".join(f"{across(x):.1f},{up(min(y, _MOST_RISK)):.1f}" for x, y in points)
        shapes.append(f'<polyline class="line c{place}" points="{path}"/>')
        shapes.append(_key(place, name))
    return _svg("Risk of an answer by coverage", height, shapes)


def language_gap(gaps: Sequence[Gap]) -> str:
    """Plot Arabic beside English with their intervals, one row a share; "" without data."""
    gaps = [one for one in gaps if one.metric not in _COUNTS]
    if not gaps:
        return ""
    across = _scale(0, 1)
    shapes = [_key(place, name) for place, name in enumerate(LANGUAGES)]
    height = _TOP + 14 + len(gaps) * _ROW + 24
    for step in range(0, 11, 2):
        x = across(step / 10)
        shapes.append(_line("grid", (x, _TOP), (x, height - 24)))
        shapes.append(_text(x, height - 8, f"{step / 10:.1f}", "middle"))
    for row, one in enumerate(gaps):
        y = _TOP + 18 + row * _ROW
        shapes.append(_text(_LEFT - 12, y + 4, one.metric, "end"))
        shapes += _interval(one.ar, across, y - 4, place=0)
        shapes += _interval(one.en, across, y + 4, place=1)
    return _svg("Arabic beside English", height, shapes)


def _interval(
    side: Estimate, across: Callable[[float], float], level: float, *, place: int
) -> Iterator[str]:
    """Yield the interval of a language's share, where it is known, and the share as a dot."""
    if side.low is not None and side.high is not None:
        ends = (across(side.low), across(side.high))
        yield _line(f"line c{place}", (ends[0], level), (ends[1], level))
    tooltip = f"{LANGUAGES[place]}: {number(side.mean)}, n {side.n}"
    yield _dot(across(side.mean), level, place, tooltip)


def _depths(scores: Scores) -> list[int]:
    """Return the numbers of articles that recall is measured at."""
    names = {name for case in scores.cases for name in case.metrics}
    return sorted(int(found[1]) for name in names if (found := _RECALL.fullmatch(name)))


def _curves(scores: Scores, depths: Sequence[int]) -> dict[str, list[tuple[int, float]]]:
    """Return recall by depth for each direction that has data."""
    curves = {name: _curve(scores, name, depths) for name in DIRECTIONS}
    return {name: points for name, points in curves.items() if points}


def _curve(scores: Scores, direction: str, depths: Sequence[int]) -> list[tuple[int, float]]:
    """Return recall by depth for a direction."""
    own = [one for one in scores.cases if direction in one.slices.get("direction", ())]
    means = [(depth, estimate(own, f"retrieval.recall_at_{depth}")) for depth in depths]
    return [(depth, mean.mean) for depth, mean in means if mean]


def _by_language(scores: Scores) -> dict[str, list[CaseScore]]:
    """Return the cases of each language."""
    return {
        name: [one for one in scores.cases if name in one.slices.get("language", ())]
        for name in LANGUAGES
    }


def _shares(cases: Sequence[CaseScore]) -> Mapping[str, float] | None:
    """Return the shares of the verdicts, scaled to a sum of 1; None without data."""
    means = {status: estimate(cases, f"grounding.{status}") for status in STATUSES}
    known = {status: mean.mean for status, mean in means.items() if mean}
    whole = sum(known.values())
    return {status: known.get(status, 0) / whole for status in STATUSES} if whole else None


def _times(cases: Sequence[CaseScore]) -> list[float]:
    """Return the milliseconds of the cases, at least 0.1 for the logarithm."""
    times = (case.metrics.get("ops.latency_ms") for case in cases)
    return [max(time, 0.1) for time in times if time is not None]


def _scale(low: float, high: float) -> Callable[[float], float]:
    """Return the function from a value to its horizontal position."""
    span = (high - low) or 1
    return lambda value: _LEFT + (_WIDTH - _LEFT - _RIGHT) * (value - low) / span


def _svg(title: str, height: float, shapes: Sequence[str]) -> str:
    """Return a figure with its caption."""
    name = escape(title)
    return (
        f"<figure><figcaption>{name}</figcaption>"
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{name}" direction="ltr">'
        f"{''.join(shapes)}</svg></figure>\n"
    )


def _line(css: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a line."""
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    """Return a text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _rule(y: float, text: str) -> str:
    """Return a horizontal grid line with its label."""
    return _line("grid", (_LEFT, y), (_WIDTH - _RIGHT, y)) + _text(_LEFT - 12, y + 4, text, "end")


def _dotted_line(spots: Sequence[tuple[float, float]], place: int, tooltip: str) -> Iterator[str]:
    """Yield a line through some spots, and a dot with a tooltip on each."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    yield f'<polyline class="line c{place}" points="{path}"/>'
    for x, y in spots:
        yield _dot(x, y, place, tooltip)


def _dot(x: float, y: float, place: int, tooltip: str) -> str:
    """Return a dot with a tooltip."""
    return (
        f'<circle class="c{place}" cx="{x:.1f}" cy="{y:.1f}" r="4">'
        f"<title>{escape(tooltip)}</title></circle>"
    )


def _key(place: int, name: str, *, css: str = "c") -> str:
    """Return an entry of the key."""
    x = _LEFT + place * 92
    return f'<rect class="{css}{place}" x="{x}" y="4" width="10" height="10"/>' + _text(
        x + 14, 13, name
    )
