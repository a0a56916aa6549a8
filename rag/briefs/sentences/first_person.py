"""Tells whether a sentence is in the first person, or speaks to the reader."""

from __future__ import annotations

import re

from rag.briefs.sentences.stand_alone_words import any_of, word_set

# You know, if you want; Read about, Get ready, Expect the.
_TO_THE_READER = re.compile(
    r"\W*(?:(?:[a-z'-]+\s){0,3}(?:you|your|you're|you'll|you've)\b"
    r"|(?:get|read|see|check|click|find|learn|try|expect|look|make|keep|use|remember|imagine|consider"
    r"|think|take|bring|choose|add|go|don't|please|enter|pick|save|start|follow)\s(?:the|a|an|this|these"
    r"|that|it|them|out|ready|started|about|how|what|why|more|sure|in mind|from)\b)"
)


def has_first_person(told: str, folded: str, *, arabic: bool) -> bool:
    """Tell whether a sentence is in the first person outside of quotation marks."""
    if arabic:
        first = re.match(r"\W*[وف]?(\w{2,}نا)(?!\w)", folded)
        if first and first[1] not in word_set("ours") and not first[1].startswith("ال"):
            return True
        return (
            re.search(rf"(?<![^\W_])[وف]?{any_of('first', arabic=True)}(?![^\W_])", folded)
            is not None
        )
    if _TO_THE_READER.match(folded):
        return True
    own = rf"(?<![\w.'’&-]){any_of('first', arabic=False)}(?![\w'’&.-])"
    return any(_is_pronoun(told, match) for match in re.finditer(own, folded))


def _is_pronoun(told: str, match: re.Match[str]) -> bool:
    """Tell whether "us" is not the United States, and "I" not the number of a war."""
    word = told[match.start() : match.end()]
    numbered = word == "I" and re.search(r"[A-Z]\w* \Z", told[: match.start()]) is not None
    return word != "US" and not numbered
