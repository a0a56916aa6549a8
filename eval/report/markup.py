"""Makes the parts of the HTML page: sections, tables, and texts in their own direction."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from eval.report.content import marked
from rag.text.analysis.languages import direction
from rag.text.display import clean, pieces

Cell = tuple[str, str]
"""A cell as HTML, and its class."""


@cache
def style_sheet() -> str:
    """Return the style sheet."""
    return files(__package__).joinpath("page.css").read_text(encoding="utf-8")


def security_policy(style: str) -> str:
    """Return a security policy that allows only the one style sheet, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def section(title: str, inner: str) -> str:
    """Return a part of the page under its heading; "" for an empty one."""
    return f"<section>\n<h2>{escape(title)}</h2>\n{inner}</section>\n" if inner else ""


def table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return a table whose heads are text and whose cells are HTML; "" for no rows."""
    if not rows:
        return ""
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in rows)
    return (
        f'<div class="scroll"><table><thead><tr>{top}</tr></thead>\n'
        f"<tbody>\n{body}</tbody></table></div>\n"
    )


def _cell(cell: Cell) -> str:
    """Return a table cell."""
    inner, css = cell
    return f'<td class="{css}">{inner}</td>' if css else f"<td>{inner}</td>"


def rows_of(rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return names with the blocks under each; a name without blocks is left out."""
    entries = (f"<dt>{name}</dt><dd>{''.join(blocks)}</dd>" for name, blocks in rows if blocks)
    return f"<dl>{''.join(entries)}</dl>"


def block(text: str, *, bad: Sequence[str] = (), good: Sequence[str] = ()) -> str:
    """Return each line of a text in its own direction, with bad and good strings marked."""
    return "".join(_line(one, bad, good) for one in clean(text).split("\n"))


def _line(text: str, bad: Sequence[str], good: Sequence[str]) -> str:
    """Return a line in its own direction."""
    base = direction(text)
    language = "ar" if base == "rtl" else "en"
    inner = []
    for piece, kind in marked(text, bad=bad, good=good):
        own = direction(piece) if kind else base
        letters = inline(piece, rtl=own == "rtl")
        inner.append(f'<mark class="{kind}" dir="{own}">{letters}</mark>' if kind else letters)
    return f'<div lang="{language}" dir="{base}">{"".join(inner)}</div>'


def inline(text: str, *, rtl: bool = False) -> str:
    """Return escaped text in which runs of the other direction are isolated."""
    return "".join(
        f'<bdi dir="{piece.isolate}">{escape(piece.text)}</bdi>'
        if piece.isolate
        else escape(piece.text)
        for piece in pieces(clean(text), base="rtl" if rtl else "ltr")
    )
