"""What the check found, as a mark behind each sentence and one line under the answer.

The reasons stand behind their mark, closed; `static/core/verdicts.js` opens them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rag.messages.citation_remarks import citation_remarks
from rag.messages.labels import placed_label, verdict_label
from rag.records import Language, Sentence, Verdict
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, clean
from ui import words
from ui.html.render import attributes, inline


def doubted(sentence: Sentence) -> bool:
    """Tell whether the check found that its sources do not support the sentence."""
    return sentence.verdict is not None and sentence.verdict.failed


def mark(sentence: Sentence, *, chip: str, language: Language) -> str:
    """Return the HTML that shows the verdict on a sentence, on one line with `chip`.

    `chip` is the HTML of the sentence's last citation. The mark is a button which names the
    verdict, and the reasons that it opens; a quotation mark for a quoted sentence; only `chip`
    where all is well or nothing has been checked.
    """
    verdict = sentence.verdict
    if verdict is not None and verdict.status == "quoted":
        return f'<span class="behind">{chip}{_quotation_mark(sentence, language)}</span>'
    remarks = citation_remarks(sentence, language)
    if verdict is None or (verdict.sound and not remarks):
        return f"{chip}{_placed_mark(language)}" if verdict and sentence.placed else chip
    base = base_direction(language)
    label, told = _label(sentence, verdict, language), (*verdict.reasons, *remarks)
    hint = escape(clean(" ".join(told)).replace("\n", " ") or label, quote=True)
    reasons = "".join(_reason(reason) for reason in told)
    kind = f"is-{'check' if verdict.sound else verdict.status}"
    button = (
        f'<button type="button" class="verdict {kind}" aria-expanded="false" title="{hint}" '
        f"{attributes(base)}>"
        f"<span>{label}</span></button>"
    )
    return (
        f'<span class="behind">{chip}{button}</span>'
        f'<span class="why {kind}" {attributes(base)}><strong>{label}</strong>{reasons}</span>'
    )


def _label(sentence: Sentence, verdict: Verdict, language: Language) -> str:
    """Return the name of what is marked: the verdict, or one of several citations."""
    if verdict.sound:
        return words.say("source_amiss", language)
    if not sentence.citations and doubted(sentence):
        return words.say("no_source", language)
    return verdict_label(verdict.status, language)


def summary(sentences: Sequence[Sentence], *, language: Language, unfinished: bool) -> str:
    """Return a line that says how many sentences their sources support, or that all are quoted.

    It is "" when none has been checked, and when all is well but there is `unfinished` text after
    them, of which the line would be taken to speak. A second line says what the sign behind a
    source means that the check found, since a finger cannot point at it.
    """
    verdicts = [sentence.verdict for sentence in sentences if sentence.verdict]
    if not verdicts:
        return ""
    count = sum(verdict.sound for verdict in verdicts)
    legend = _legend(sentences, language)
    if count == len(sentences):
        return ("" if unfinished else _all_well(verdicts, language)) + legend
    told = words.borne_out(count, len(sentences), language)
    return _line("checked amiss", told, language) + legend


def _legend(sentences: Sequence[Sentence], language: Language) -> str:
    """Return a line that says what the sign of a placed citation means, if there is one."""
    signed = any(one.placed and one.verdict and one.verdict.sound for one in sentences)
    return _line("checked placing", placed_label(language), language) if signed else ""


def _all_well(verdicts: Sequence[Verdict], language: Language) -> str:
    """Return the line under an answer in which every sentence passed the check.

    A tick speaks of what was written only.
    """
    quoted = sum(verdict.status == "quoted" for verdict in verdicts)
    if quoted == len(verdicts):
        return _line("checked quoted", words.say("quoted", language), language)
    return _line("checked", words.say("rest_checked" if quoted else "checked", language), language)


def _placed_mark(language: Language) -> str:
    """Return the sign that the model named no source, and the check found one."""
    label = placed_label(language)
    base = attributes(base_direction(language))
    return f'<span class="placed" title="{label}" {base}><span>{label}</span></span>'


def _quotation_mark(sentence: Sentence, language: Language) -> str:
    """Return the closing quotation mark of the sentence's own language, named in the reader's."""
    label = verdict_label("quoted", language)
    own, base = attributes(direction(sentence.text)), attributes(base_direction(language))
    return f'<span class="quotation" title="{label}" {own}><span {base}>{label}</span></span>'


def _reason(text: str) -> str:
    text = clean(text)
    base = direction(text)
    return f"<span {attributes(base)}>{inline(text, base=base)}</span>"


def _line(css: str, text: str, language: Language) -> str:
    base = base_direction(language)
    return f'<p class="{css}" {attributes(base)}>{inline(text, base=base)}</p>'
