"""What the check found, as a mark behind each sentence and one line under the answer.

The reasons stand behind their mark, closed; `static/verdicts.js` opens them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rag.records import Language, Sentence
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, clean
from ui import words
from ui.render import attributes, inline

_DOUBTED = frozenset({"unsupported", "contradicted"})


def doubted(sentence: Sentence) -> bool:
    """Whether the sentence was found not to stand on what it cites."""
    return sentence.verdict is not None and sentence.verdict.status in _DOUBTED


def mark(sentence: Sentence, *, chip: str, language: Language) -> str:
    """A button that names the verdict, on one line with `chip`, the HTML of the last citation;
    and the reasons that it opens. Only `chip` where all is well or nothing has been checked."""
    verdict = sentence.verdict
    if verdict is None or verdict.status == "supported":
        return chip
    base = base_direction(language)
    uncited = not sentence.citations and doubted(sentence)
    label = words.say("no_source" if uncited else verdict.status, language)
    hint = escape(clean(" ".join(verdict.reasons)).replace("\n", " ") or label, quote=True)
    reasons = "".join(_reason(reason) for reason in verdict.reasons)
    kind = f"is-{verdict.status}"
    button = (
        f'<button type="button" class="verdict {kind}" title="{hint}" {attributes(base)}>'
        f"<span>{label}</span></button>"
    )
    return (
        f'<span class="behind">{chip}{button}</span>'
        f'<span class="why {kind}" {attributes(base)}><strong>{label}</strong>{reasons}</span>'
    )


def summary(sentences: Sequence[Sentence], *, language: Language, unfinished: bool) -> str:
    """How many of the sentences are borne out; "" when none has been checked, and when all are
    but there is `unfinished` text after them, of which that would be taken to speak."""
    verdicts = [sentence.verdict for sentence in sentences if sentence.verdict]
    if not verdicts:
        return ""
    count = sum(verdict.status == "supported" for verdict in verdicts)
    if count == len(sentences):
        return "" if unfinished else _line("checked", words.say("checked", language), language)
    return _line("checked amiss", words.borne_out(count, len(sentences), language), language)


def _reason(text: str) -> str:
    text = clean(text)
    base = direction(text)
    return f"<span {attributes(base)}>{inline(text, base=base)}</span>"


def _line(css: str, text: str, language: Language) -> str:
    base = base_direction(language)
    return f'<p class="{css}" {attributes(base)}>{inline(text, base=base)}</p>'
