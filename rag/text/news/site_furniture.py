"""Recognises what a site puts around its articles: links, subscriptions, rights, credits."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import plain

# A web address, and the signature of a post: Jo Dee (@jo_dee) 3 May.
_LINK = re.compile(r"https?://|www\.\w|pic\.twitter\.com|\(@\w+\)\s+\S+\s\d")


def is_furniture(sentence: str) -> bool:
    """Return whether a sentence belongs to the site and not to the article that it stands in.

    Examples: "Sign up to our newsletter.", اقرأ أيضا: …, "All rights reserved.", "Reporting by …".
    """
    folded = plain(sentence).text.lstrip(" -*•>[(\"'|")
    return (_pattern().search(folded) or _LINK.search(sentence)) is not None


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of the phrases of site_furniture.tsv."""
    text = files("rag.text.news").joinpath("site_furniture.tsv").read_text(encoding="utf-8")
    start: list[str] = []
    anywhere: list[str] = []
    for line in text.splitlines():
        where, _, phrases = line.partition("\t")
        if phrases and not where.startswith("#"):
            found = start if where == "start" else anywhere
            found += [re.escape(plain(phrase.strip()).text) for phrase in phrases.split(" | ")]
    before, behind = r"(?<![^\W_])", r"(?![^\W_])"
    return re.compile(rf"\A(?:{'|'.join(start)}){behind}|{before}(?:{'|'.join(anywhere)}){behind}")
