"""Tells sentences that give orders to whoever answers from an article from those that report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.analysis.folding import fold

_MACHINE = (
    r"(?:the |an? |your |any )?(?:ai(?: assistants?)?|(?:virtual |digital )?assistants?"
    r"|chat ?bots?|language models?|answering machines?|automated readers?"
    r"|(?:search|answering) (?:engines?|systems?|programs?)|llms?)"
)
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
_ARABIC_MACHINE = (
    r"(?:المساعد(?:ين)? (?:الالي|الذكي|الرقمي)\w*|برامج الاجابه|الذكاء الاصطناعي"
    r"|النماذج اللغويه|نموذج لغوي|روبوتات? (?:ال)?محادثه|محركات البحث)"
)
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
_ORDER = re.compile("|".join((*_ENGLISH, *_ARABIC)))
_LONGEST = 2_000  # characters looked at: an order stands at the beginning
_ADDRESS = re.compile(r"https?://|www\.")
_LINE_END = re.compile(r"[\n\r\u2028\u2029]")


def gives_orders(sentence: str) -> bool:
    """Whether a sentence tells an assistant, a program or "every answer" what to do, as no report
    does. A rule of thumb: of 6,000 sentences of news and encyclopedia none is taken for one, and
    what it lets through is still only text."""
    return _ORDER.search(fold(sentence[:_LONGEST]).lower()) is not None


def without_orders(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences of `text`, given in order, but for those that give orders, what follows one
    on its line, and a sentence with a web address before it: an order seldom comes alone."""
    orders = [gives_orders(text[start:end]) for start, end in spans]
    if not any(orders):
        return list(spans)
    kept = []
    ordered = False  # on this line
    for at, (start, end) in enumerate(spans):
        if at and _LINE_END.search(text, spans[at - 1][1], start):
            ordered = False
        ordered = ordered or orders[at]
        leads_on = at + 1 < len(spans) and orders[at + 1] and _ADDRESS.search(text, start, end)
        if not ordered and not leads_on:
            kept.append((start, end))
    return kept
