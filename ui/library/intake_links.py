"""Links that a reader types."""

from __future__ import annotations

import re

from rag.errors import FetchError
from rag.records import Language
from rag.web.links import parse_link
from ui.guard.refusal import PageError
from ui.library.intake_reasons import why

# For example: news.example/story, www.news.example:8080
_BARE_LINK = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[:/?#]\S*)?")


def link_of(given: str, language: Language) -> str:
    """Return the link that a reader has typed, `https://` put before a bare one.

    Raises `PageError` for what is no link: it must never be taken for a file of this machine.
    """
    text = given.strip()
    if _BARE_LINK.fullmatch(text):
        text = f"https://{text}"
    try:
        return parse_link(text).url
    except FetchError as error:
        raise PageError("intake.bad_link", reason=why(error.reason, language)) from None
