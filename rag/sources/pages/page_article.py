"""Chooses the text of a page's article among what several extractors find."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from copy import deepcopy
from functools import cache
from typing import Any

from rag.sources.pages.page_tree import trafilatura
from rag.text.analysis.folding import normalize

_WORD = re.compile(r"\w+")
_SHINGLE = 4
# A body given as data must have so many words; a note such as "Subscribers only" has fewer.
_WITNESS_WORDS = 8
_COVERED = 0.85  # of the witness, below which another extraction is tried
# A witness shorter than this share of the text is of a part, such as one update of a live blog.
_OF_SAME_LENGTH = 0.5
_PROSE = 60  # characters outside links of a paragraph
_HALF = 0.5
# Panels about cookies and teasers of a long list are up to 1.2 times as long as a short article.
_DENSER = 1.5
_GIVEN_UP = 0.7  # of the witness, below which its own text is taken


def article_text(tree: Any, *, witness: str, hint: str) -> str:
    """Return the article's text, a line for each paragraph; "" where none is found.

    `witness` is the body that the page holds as data, "" for none. It is often cut short, or
    without paragraphs, so it only judges the extractors unless all of them miss it. `hint` is the
    title and the description of the page.
    """
    first = _extract(tree)
    known = _shingles(witness)
    if known.total() >= max(_WITNESS_WORDS, _OF_SAME_LENGTH * _shingles(first).total()):
        return _borne_out(tree, first, witness, known)
    return _at_least_densest(tree, first, hint)


def _borne_out(tree: Any, first: str, witness: str, known: Counter[tuple[str, ...]]) -> str:
    """Return the extraction that agrees best with the body given as data."""
    if _covered(first, known) >= _COVERED:
        return first
    candidates = [first, _extract(tree, favor_recall=True), _extract(tree, favor_precision=True)]
    best = max(candidates, key=lambda text: _agreement(text, known))
    return best if _covered(best, known) >= _GIVEN_UP else witness


def _at_least_densest(tree: Any, first: str, hint: str) -> str:
    """Return the densest block of paragraphs where it is the article rather than an extraction.

    It is where the extraction misses it, is shorter, and has fewer of the words of the hint.
    """
    block, densest = _densest(tree)
    known = _shingles(densest)
    if len(densest) < _DENSER * len(first) or not known or _covered(first, known) >= _HALF:
        return first
    words = _words(hint)
    if len(words & _words(densest)) <= len(words & _words(first)):
        return first
    page = block.makeelement("html")
    body = block.makeelement("body")
    page.append(body)
    body.append(deepcopy(block))
    return _extract(page) or densest


def _densest(tree: Any) -> tuple[Any, str]:
    """Return the block with the longest row of paragraphs and their text; "" where none is."""
    rows: dict[Any, list[str]] = defaultdict(list)
    for paragraph in tree.iter("p"):
        text = " ".join("".join(paragraph.itertext()).split())
        linked = sum(len("".join(link.itertext())) for link in paragraph.iter("a"))
        if len(text) - linked >= _PROSE:
            rows[paragraph.getparent()].append(text)
    block = max(rows, key=lambda parent: sum(map(len, rows[parent])), default=None)
    return block, "\n".join(rows[block]) if block is not None else ""


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(normalize(text)))


def _extract(tree: Any, **options: bool) -> str:
    """Return what trafilatura takes for the article, "" for nothing."""
    document = trafilatura().bare_extraction(
        tree,
        include_comments=False,
        include_images=False,
        include_links=False,
        with_metadata=False,
        config=_config(),
        **options,
    )
    return document.text.strip() if document is not None and document.text else ""


@cache
def _config() -> Any:
    """Return the library's settings, in which an article may be of a few lines.

    It would else take the whole page for it, menus and all.
    """
    config = deepcopy(trafilatura().settings.DEFAULT_CONFIG)
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    return config


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))


def _covered(text: str, known: Counter[tuple[str, ...]]) -> float:
    return (_shingles(text) & known).total() / known.total()


def _agreement(text: str, known: Counter[tuple[str, ...]]) -> float:
    """Return the F1 of a text against the witness."""
    found = _shingles(text)
    return 2 * (found & known).total() / (found.total() + known.total())
