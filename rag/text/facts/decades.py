"""Finds decades in words: التسعينيات, the nineties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.text.facts.record import Fact
from rag.text.plain import Plain

_STEMS = {
    **dict.fromkeys(("twenties", "عشرين"), 20),
    **dict.fromkeys(("thirties", "ثلاثين"), 30),
    **dict.fromkeys(("forties", "اربعين"), 40),
    **dict.fromkeys(("fifties", "خمسين"), 50),
    **dict.fromkeys(("sixties", "ستين"), 60),
    **dict.fromkeys(("seventies", "سبعين"), 70),
    **dict.fromkeys(("eighties", "ثمانين"), 80),
    **dict.fromkeys(("nineties", "تسعين"), 90),
}
_DECADE = re.compile(
    rf"\b(?:[وف]?[بلك]?(?:ال)?|لل)(?P<stem>{'|'.join(_STEMS)})(?:ي?ات)?(?P<century>\sالقرن)?\b"
)


def decades(folded: Plain) -> Iterator[Fact]:
    """The decades of a folded text, by their first years: `1990`, which may be 1890 where a
    century is named, and 2020 for the twenties. In digits (1990s) they are numbers."""
    for match in _DECADE.finditer(folded.text):
        decade = _STEMS[match["stem"]]
        if not (
            match["stem"].isascii() or folded.text.startswith(("ات", "يات"), match.end("stem"))
        ):
            continue
        readings = {str(1900 + decade)}
        if match["century"]:
            readings.add(str(1800 + decade))
        if decade <= 20:
            readings.add(str(2000 + decade))
        start, end = folded.span(match.start(), match.end("stem"))
        yield Fact("number", start, end, str(1900 + decade), frozenset(readings))
