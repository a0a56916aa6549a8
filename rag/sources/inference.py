"""Infers the title that a source does not state from its text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from rag.sources.dates.datelines import is_dateline
from rag.text.analysis.sentence_splitter import split_sentences

_TITLE = 90  # characters after which a title taken from a sentence is cut
_HEADLINE = 120  # the longest line that is taken for a headline
_BEGINNING = 20_000  # characters in which a title is looked for,
_TITLE_LINES = 20  # and lines
_LEAD = 1000  # characters in which the first sentence is looked for

# For example: رويترز, أ ف ب, فرانس برس, AFP, Reuters, Getty Images
_TITLE_AGENCY = (
    r"(?:أ\.?\s?ف\.?\s?ب\.?|ا\s?ف\s?ب|(?:وكالة )?فرانس برس|رويترز|أسوشي{1,2}تد برس|أ[.\s]\s?ب\.?"
    r"|د\.?\s?ب\.?\s?أ\.?|إ\.?\s?ب\.?\s?أ\.?|غيتي(?: إيمدجز)?|جيتي|الأناضول|شينخوا"
    r"|AFP|Agence France-Presse|Reuters|REUTERS|AP|Associated Press|EPA|Getty(?: Images)?|Anadolu"
    r"|Xinhua|dpa|DPA|Bloomberg)"
)
# The agency, and perhaps the photographer or the archive, after a stop or a sign that sets it off.
# The end of a caption: "… in Geneva. Reuters", "… في جنيف (أ ف ب)", "… photo: AP via Getty".
_CREDIT = re.compile(
    rf"(?:[.!?؟…»”\"|/:©–—-]\s*|[(\[]\s*)(?:(?:photo|صورة|الصورة|via|عبر|من)\s*:?\s*)?{_TITLE_AGENCY}"
    rf"(?:\s+(?:photo|images|pictures))?(?:\s*(?:/|via|عبر)\s*[^.!?؟]{{2,40}})?\s*[)\]]?\.?$",
    re.IGNORECASE,
)
# For example: "GENEVA (Reuters) - ", "القاهرة (رويترز) - "
_TITLE_DATELINE = re.compile(
    rf"[^.!?؟()]{{2,50}}?\(\s*{_TITLE_AGENCY}\s*\)\s*[-–—:]\s*", re.IGNORECASE
)
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LEADING = re.compile(r"\s*(?:#{1,6}\s+)?")
_STOPPED = re.compile(r"[.!?؟…:؛;,،][\"'»”’)\]\s\u200e\u200f]*$")
_LETTER = re.compile(r"[^\W\d_]")
_TRAILING = " \t،,;؛:.-–—(«“\"'\u200e\u200f"


def infer_title(text: str) -> str:
    """Return a title to show for a text that states none; "" for a text without letters.

    It is the first line if that reads like a headline, otherwise the first sentence, cut after a
    word to about 90 characters. Photo captions and datelines are skipped, unless nothing else is
    left.
    """
    lines = list(islice(_lines(text), _TITLE_LINES))
    if not lines:
        return ""
    at = next((at for at, (_, line) in enumerate(lines) if not _is_beside(line)), 0)
    start, line = lines[at]
    sentence = _first_sentence(text[start : start + _LEAD])
    is_alone = at + 1 == len(lines)
    if is_alone or len(line) > _HEADLINE or _STOPPED.search(line) or len(sentence) > len(line):
        return _shortened(_TITLE_DATELINE.sub("", sentence, count=1) or sentence)
    return line


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with letters at the beginning of a text, each with its first word's offset.

    Heading marks of Markdown are left out.
    """
    for match in _LINE.finditer(text, 0, _BEGINNING):
        if _LETTER.search(match[0]):
            leading = _LEADING.match(match[0])
            skipped = leading.end() if leading else 0
            yield match.start() + skipped, _one_line(match[0][skipped:])


def _first_sentence(text: str) -> str:
    """Return the first sentence on one line; it is longer than a line of hard-wrapped text."""
    start, end = split_sentences(text)[0]
    return _one_line(text[start:end])


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _is_beside(line: str) -> bool:
    """Tell whether a line is not of the article's running text: a photo caption or a dateline."""
    return _CREDIT.search(line[-200:]) is not None or is_dateline(line)


def _shortened(sentence: str) -> str:
    """Cut a sentence to about 90 characters, after a whole word where there is one."""
    if len(sentence) <= _TITLE:
        return sentence
    cut = sentence.rfind(" ", 1, _TITLE)
    if cut < 0:
        cut = _TITLE
        while cut > 1 and unicodedata.combining(sentence[cut]):
            cut -= 1
    return sentence[:cut].rstrip(_TRAILING) + "…"
