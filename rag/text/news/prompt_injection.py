"""Recognises prompt injections: sentences that instruct whoever answers from an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.text.analysis.folding import fold

# What an injection addresses: the ai assistants, your chat bot, language models.
_MACHINE = (
    r"(?:the |an? |your |any )?(?:ai(?: assistants?)?|(?:virtual |digital )?assistants?"
    r"|chat ?bots?|language models?|answering machines?|automated readers?"
    r"|(?:search|answering) (?:engines?|systems?|programs?)|llms?)"
)
# One pattern a row, in order: ignore all previous instructions; note to the assistant; your system
# prompt; every answer; answer only with; refuse all questions; every summary must; before you
# answer; new task; as the source of your answer; "system:" at the start.
_ENGLISH = (
    r"\b(?:ignore|disregard|forget|override)\b[^.]{0,40}"
    r"\b(?:instructions?|prompts?|rules|the question)\b",
    r"\b(?:note|notice|message|attention|instructions?|addressed|warning)\b[^.:]{0,20}"
    rf"\b(?:to|for) {_MACHINE}\b",
    r"\b(?:your|system) (?:complete |full |whole |previous |system )*(?:instructions?|prompts?)\b",
    r"\b(?:every|all|each|any|whole|your) (?:answers?|repl(?:y|ies)|responses?)\b",
    r"\b(?:answer|reply|respond)\b[^.]{0,60}"
    r"\b(?:only with|with the words?|in (?:french|english|arabic)\b)",
    r"\b(?:refuse|decline)\b[^.]{0,20}\b(?:every|all|any) questions?\b",
    r"\b(?:every|all|any) summar(?:y|ies)\b[^.]{0,60}\b(?:contain|include|must|has to|have to)\b",
    r"\b(?:before you (?:answer|reply|respond)|you are now (?:in|an?|the))\b",
    r"\bnew task\b|\bend of (?:article|document|passage)\b",
    r"\bas (?:the|your) sources? of (?:your|the) answer\b",
    r"(?:^|[\s>])(?:system|assistant|user)\s?(?:\([^)]*\))?:",
)
# Folded: المساعد الآلي، الذكاء الاصطناعي، روبوتات المحادثة.
_ARABIC_MACHINE = (
    r"(?:المساعد(?:ين)? (?:الالي|الذكي|الرقمي)\w*|برامج الاجابه|الذكاء الاصطناعي"
    r"|النماذج اللغويه|نموذج لغوي|روبوتات? (?:ال)?محادثه|محركات البحث)"
)
# In order, as in English: تجاهل كل التعليمات؛ ملاحظة إلى المساعد الآلي؛ تعليماتك؛ كل جواب؛
# ارفض كل سؤال؛ قبل أن تجيب؛ مهمة جديدة؛ على من يلخص.
_ARABIC = (
    r"\b(?:تجاهل|انس|الغ|تخط)\w*\b[^.]{0,40}\b(?:ال)?(?:تعليمات|اوامر|قواعد|سؤال)",
    rf"\b(?:الي|تنبيه|رساله|ملاحظه)\b(?: الي| ل\w*)? {_ARABIC_MACHINE}",
    r"تعليماتك|اوامرك",
    r"\b(?:كل|جميع|اي) (?:جواب|اجابه|الاجوبه|الاجابات)\b|\bجواب(?:ك|ه) كلم\w+|\bاول جوابه?\b",
    r"\b(?:ارفض|فارفض) (?:كل|اي) سؤال",
    r"\bقبل ان تجيب\b|\bيكون جوابه\b",
    r"\bمهمه جديده\b|\bانتهي المقال\b",
    r"\b(?:كل من|علي من) يلخص\b",
)
_INJECTION = re.compile("|".join((*_ENGLISH, *_ARABIC)))
_LONGEST = 2_000  # characters that are searched: an injection stands at the beginning
_ADDRESS = re.compile(r"https?://|www\.")
_LINE_END = re.compile(r"[\n\r\u2028\u2029]")


# Questions come back to the same passages.
@lru_cache(maxsize=1 << 14)
def is_injection(sentence: str) -> bool:
    """Return whether a sentence instructs an assistant, a program or "every answer".

    No report does so. This is a rule of thumb: it takes none of 6,000 sentences of news and
    encyclopedia for an injection. What it does not recognise is still passed on as text only, never
    as an instruction.
    """
    return _INJECTION.search(fold(sentence[:_LONGEST]).lower()) is not None


def without_injections(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, given in order, that are no prompt injection.

    An injection seldom comes alone. So the sentences behind one on its line are left out too, and
    so is a sentence with a web address directly before it.
    """
    injected = [is_injection(text[start:end]) for start, end in spans]
    if not any(injected):
        return list(spans)
    tainted = _after_injection(text, spans, injected)
    injection_next = [*injected[1:], False]
    return [
        (start, end)
        for (start, end), drop, leads_on in zip(spans, tainted, injection_next, strict=True)
        if not drop and not (leads_on and _ADDRESS.search(text, start, end))
    ]


def _after_injection(
    text: str, spans: Sequence[tuple[int, int]], injected: Sequence[bool]
) -> list[bool]:
    """Return for each sentence whether it is an injection or follows one on its line."""
    found: list[bool] = []
    on_this_line = False
    for at, (start, _) in enumerate(spans):
        if at and _LINE_END.search(text, spans[at - 1][1], start):
            on_this_line = False
        on_this_line = on_this_line or injected[at]
        found.append(on_this_line)
    return found
