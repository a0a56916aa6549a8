"""Knows the Arabic verbs that سـ puts into the future, by their letters: ستوسع, وسيبدأ."""

from __future__ import annotations

import re

# Nouns and names that begin alike are no such verbs:
# سيارة, ستة, ستين, سياسة, سوريا, سيناء, سنغافورة.
_END = r"(?![ء-ي])"
FUTURE_VERB = (
    r"[وف]?س(?!يار|ياس|ياح|ياد|ياق|ياج|يطر(?!ح|د|ق)|ينما|يناري|يناء?END"
    r"|يد(?:ه|ات|ي|ا|تي|ها|هم)?END"
    r"|ير(?:ه|ته|تها|ا|ج|ك)?END|يرج|يرك|يل(?:ا|فا|ت|ه|ته)?END|يي|يتيEND|يف(?:ا|ي)?END|ينEND|يول|يمون|يما"
    r"END|يبيري|يسيEND|يجار|يمنس|ته?END|تين|تونEND|تار(?:ه|ا|ات|مر)?END|توديو|توكهولم|تادEND"
    r"|تالين|تيف|تاندر|تراتيج|تيEND|تربا|تيت|ترلين|نوات|نوي|نغاف|نت(?:ا|ين|يم|ر|ه)|ند|ناب|نح|نجار|ني)"
    r"[يتن][ء-ي]{2,}"
).replace("END", _END)
"""A pattern for such a verb in a folded or normalised text, without what stands around it."""
_WHOLE = re.compile(FUTURE_VERB)


def is_future_verb(word: str) -> bool:
    """Tell whether a normalised word is, as it seems, a verb behind سـ."""
    return _WHOLE.fullmatch(word) is not None
