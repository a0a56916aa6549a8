"""Why a file or a link was refused, in the language of the page.

What reads files and links explains itself in English. Here each explanation is put to a sentence of
the table of strings; an English page shows the explanation itself, which says more, and an Arabic
page shows it below the sentence.
"""

from __future__ import annotations

import re
from html import escape

from rag.records import Language
from rag.text.display import line
from ui.words import say

_KNOWN = tuple(
    (re.compile(pattern, re.IGNORECASE), f"intake.why_{name}")
    for pattern, name in (
        (r"\(0 bytes\)|it is empty|holds no article|holds no message|has no item", "empty"),
        (r"password|encrypted", "locked"),
        (r"not a public address", "private"),
        (r"robots\.txt", "robots"),
        (r"\((?:404|410)\)", "not_there"),
        (r"\((?:401|402|403|451)\)", "forbidden"),
        (r"\((?:429|5\d\d)\)|try again later|name server|no server has|did not answer", "no_reply"),
        (r"certificate", "certificate"),
        (r"the link |only http://|user name or password", "bad_link"),
        (r"no feed|names none|is a page, and", "no_feed"),
        (r"list of links|an error, a login|teasers|no web page", "no_article"),
        (r"whatever its name says", "other_kind"),
        (r"scan without|text layer", "scan"),
        (
            r"not supported|of which no text is read|; (?:read its text|write down|unpack it)",
            "kind",
        ),
        (r"; (?:open it in|save it as \.|export it|save its sheet|export its articles)", "kind"),
        (r"is its id|its id .* is also", "same_id"),
        (r"more than the limit|too long|too large|too many|more than [\d,]+|split it", "large"),
        (r"NUL|binary|control characters", "binary"),
        (r"charset|UTF-8|UTF-16|garbled|unreadable", "charset"),
        (r"no letter or digit|has no text|blank", "no_text"),
        (r"XML|JSON|broken|nested|not closed|damaged", "broken"),
        (r"published_at", "bad_day"),
        (r"'url'", "bad_url"),
        (r"disk is full|no space", "disk"),
    )
)


def why(reason: str, language: Language) -> str:
    """Return a reason as a sentence in the language, as plain text."""
    if language == "en":
        text = line(reason)
        return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")
    return say(_name(reason), language)


def explained(reason: str, language: Language) -> str:
    """Return a reason as HTML: the sentence, and in an Arabic page the explanation below it."""
    sentence = f'<span class="reason">{escape(why(reason, language))}</span>'
    if language == "en":
        return sentence
    return f'{sentence}<span class="detail" dir="ltr" lang="en">{escape(line(reason))}</span>'


def _name(reason: str) -> str:
    return next((name for known, name in _KNOWN if known.search(reason)), "intake.why_other")
