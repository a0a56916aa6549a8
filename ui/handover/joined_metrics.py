"""The metrics of several workers as one text, which Prometheus reads."""

from __future__ import annotations

from collections.abc import Mapping

_UP = "mujaz_worker_up"


def joined(texts: Mapping[int, str | None]) -> str:
    """Return the metrics of all workers; each figure has the number of its worker as a label. A
    worker that gave none, None, is told by `mujaz_worker_up`.

    >>> texts = {0: "# TYPE a gauge\\na 1.0\\n", 1: "# TYPE a gauge\\na{b='c'} 2.0\\n", 2: None}
    >>> print(joined(texts), end="")
    # HELP mujaz_worker_up Whether the worker gave its figures.
    # TYPE mujaz_worker_up gauge
    mujaz_worker_up{worker="0"} 1.0
    mujaz_worker_up{worker="1"} 1.0
    mujaz_worker_up{worker="2"} 0.0
    # TYPE a gauge
    a{worker="0"} 1.0
    a{worker="1",b='c'} 2.0
    """
    heads: dict[str, list[str]] = {}
    figures: dict[str, list[str]] = {}
    heads[_UP] = [f"# HELP {_UP} Whether the worker gave its figures.", f"# TYPE {_UP} gauge"]
    for number, text in texts.items():
        figures.setdefault(_UP, []).append(_labelled(f"{_UP} {float(text is not None)}", number))
        name = ""
        for line in (text or "").splitlines():
            if line.startswith("#"):
                name = line.split(" ", 3)[2]
                lines = heads.setdefault(name, [])
                if line not in lines:
                    lines.append(line)
            elif line:
                figures.setdefault(name, []).append(_labelled(line, number))
    lines = [line for name in heads for line in (*heads[name], *figures.get(name, ()))]
    return "".join(f"{line}\n" for line in lines)


def _labelled(line: str, number: int) -> str:
    """Return a line such as `requests_total{route="/"} 3.0` with the number of a worker."""
    name, brace, rest = line.partition("{")
    if brace:
        return f'{name}{{worker="{number}",{rest}'
    name, _, rest = line.partition(" ")
    return f'{name}{{worker="{number}"}} {rest}'
