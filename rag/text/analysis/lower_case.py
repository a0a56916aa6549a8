"""Puts capitals where sentences begin in English that is written in small letters throughout."""

from __future__ import annotations

import re

_FEWEST_LETTERS = 25  # a shorter text may be a part of a sentence
_CAPITAL_OR_ARABIC = re.compile("[A-ZÀ-ÖØ-ÞΑ-ΩА-Я\u0590-\u074f]")
_SMALL = re.compile("[a-z]")
# A stop, what closes with it, and the first letter of the next word: `. it`, `?" he`.
_BEGINNING = re.compile(r"([.!?])([\"'”’)\]]*)(\s+[\"'“‘(\[]*)([a-z])")
# What follows a question or exclamation that is quoted: `?" he asked`, `!" the minister said`.
_SPEECH = re.compile(
    r"(?:[a-z][\w.’'-]*\s+){0,4}(?:said|says|asked|asks|added|told|replied|wrote|shouted|cried)\b"
)
# Titles, whose stop ends nothing, are told from words by their capital.
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|dr|prof|gen|lt|col|sgt|capt|maj|gov|sen|rep|rev|hon|pres)(?=\.\s)"
)
# After an abbreviation these words go on with the sentence more often than they begin one.
_ABBREVIATION = re.compile(
    r"(?<![\w.])(?:(?:[a-z]\.)+[a-z]|co|inc|ltd|corp|bros|jr|sr|st|ft|mt|dept|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec)\Z"
)
_GOING_ON = re.compile(
    r"(?:in|on|at|for|by|from|to|as|and|or|of|with|under|during|after|before|since|until|was|were|is"
    r"|had|has|have|did|does|do|who|when|where|which|while|through|if|so|all|more|most|many|some)\b"
)


def capitalized(text: str) -> str:
    """Return the text with capitals at the beginnings of sentences if it has none at all.

    Offsets stay as they are. Other text comes back unchanged.
    """
    if _CAPITAL_OR_ARABIC.search(text) or len(_SMALL.findall(text, 0, 400)) < _FEWEST_LETTERS:
        return text
    text = _TITLE.sub(lambda title: title[0].capitalize(), text)
    return _BEGINNING.sub(_begun, text)


def _begun(match: re.Match[str]) -> str:
    """Return a stop with the word behind it, which has a capital unless a quotation goes on."""
    mark, shut, gap, letter = match.groups()
    text, at = match.string, match.start(4)
    if shut.strip(")]"):
        goes_on = _SPEECH.match(text, at)
    else:
        before = text[max(0, match.start() - 12) : match.start()]
        goes_on = _ABBREVIATION.search(before) and _GOING_ON.match(text, at)
    return mark + shut + gap + (letter if goes_on else letter.upper())
