"""Tells whether an English sentence leaves out what it counts or compares: "A second followed"."""

from __future__ import annotations

import re
from functools import cache

from rag.briefs.sentences.stand_alone_words import any_of

_NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|a few"
    r"|dozens|scores|hundreds|thousands)"
)
_VERB = (
    r"(?:also\s|later\s|then\s|\w+ly\s)?(?:was|were|is|are|had|has|have|did|do|does|will|would|can"
    r"|could|may|might|came|went|followed|died|fell|hit|struck|took|said|got|made|began|ran|won"
    r"|lost|left|\w{2,}ed)\b"
)
_LEFT_OUT = re.compile(
    # A second, of magnitude 7.5; the first was; the other two; another was, another 12 people.
    rf"(?:a|the)\s(?:first|second|third|fourth|fifth|other|last|latest|former|latter|remaining)(?:,|\s{_VERB})"
    rf"|the\s(?:other|remaining|first|last)\s{_NUMBER}\b(?!\s\w+\sof\b)(?!\s(?:\w+\s)?(?:day|week|month"
    r"|year|hour|minute|season|match|game|quarter|month|decade)s)"
    rf"|another(?:,|\s{_VERB}|\s{_NUMBER}\b|\s(?:man|woman|person|victim|suspect|one|official)\b)"
    # The earlier ones; two more, three others; both were, some were, one died.
    rf"|(?:the|these|those)\s(?:\w+\s){{0,2}}ones?\b|{_NUMBER}\s(?:of\sthem|more|others?)\b(?!\sthan\b)"
    rf"|(?:some|others|many|most|all|none|both|neither|either|half|few|each|{_NUMBER})\s{_VERB}"
)
# The bill is far larger: than what?
_COMPARED = re.compile(
    r"\b(?:is|was|are|were|be|been|remains?|remained|seems?|looks?)\s(?:much|far|even|still|slightly|also"
    r"|now|already|significantly|considerably|somewhat|almost\scertainly|\s)*\s?"
    r"(?:(?:larger|smaller|higher|lower|worse|bigger|greater|older|younger|fewer|longer|shorter"
    r"|cheaper|stronger|weaker|steeper|faster|slower|safer|deadlier)|(?:more|less)\s\w{4,})(?=[.,;!?]|\Z)"
)
_BASE = re.compile(r"\b(?:than|compared|compare|when|if|as|with|every|each|the more|since)\b")
_NAMED = re.compile(r"(?<![.\w])[A-Z][\w’'-]+")
_DAYS = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|I)\b"
)
_MORE_OF_IT = re.compile(
    r"\s(?:of|for|from|who|whose|which|that|behind|charged|accused|called|named|identified|with|number|\d+)\b"
    r"|’s|'s|,\s(?:who|which|aged|identified|named)\b"
)
# The goalkeeper saved: whoever else is named, he is not.
_PLAYER = re.compile(
    r"\bthe\s(?:goalkeeper|keeper|teenager|suspect|gunman|attacker|pair|duo|trio|(?:two|three)\s(?:companies|firms|men"
    r"|women|countries|sides|leaders))\s(?:was|were|is|are|had|has|have|will|would|then|later|also|\w+ed|made|met|won"
    r"|lost|fled|shot|hit|told|said)\b(?!\s(?:the|a)\s\w+\sof\b)"
)
_SUBJECT_REACH = 6  # words before "the teenager" that is taken to be what a sentence is about


def leaves_out(shown: str, body: str) -> bool:
    """Tell whether a sentence counts, orders or compares something that it does not name.

    `body` is `shown` in lower case. Examples: "Another was hurt", "The other three", "Two more",
    "is far larger.", "Police freed the suspect." in which nobody is named.
    """
    if _LEFT_OUT.match(body):
        return True
    if _COMPARED.search(body) and not _BASE.search(body):
        return True
    at_once = _PLAYER.search(body)
    if at_once and len(body[: at_once.start()].split()) <= _SUBJECT_REACH:
        return True
    return _is_nameless(shown)


def _is_nameless(shown: str) -> bool:
    """Tell whether a sentence is about "the suspect" or "the two firms", and names nobody."""
    if any(not _DAYS.match(name[0]) for name in _NAMED.finditer(shown, 1)):
        return False
    match = _definite().search(shown)
    if match is None or len(shown[: match.start()].split()) > _SUBJECT_REACH:
        return False
    return not _MORE_OF_IT.match(shown, match.end())


@cache
def _definite() -> re.Pattern[str]:
    """Return a pattern of a person or thing with "the" that only an earlier sentence names."""
    known = any_of("known_before", arabic=False)
    return re.compile(rf"(?<!\w)[Tt]he\s(?:(?:two|three|four|five)\s\w+s|{known})(?![\w-])")
