"""Recognises whether a text attributes its statements to somebody."""

from __future__ import annotations

import re

from rag.text.analysis.folding import plain

# Folded: diacritics are gone, ا stands for أ and إ, ي for ئ and ى, و for ؤ, ه for ة.
# قالت، وأوضح، يزعمون، بحسب، نقلا عن.
_ARABIC = (
    r"[وف]?(?:قال|افاد|صرح|اوضح|زعم|ادعي)(?:ت|وا|ا|تا)?"
    r"|[وف]?اضاف(?:ت|وا)?(?= (?:ان|\"))"
    r"|[وف]?[يت](?:قول|فيد|صرح|وضح|زعم)(?:ون|ان|ن)?"
    r"|[وف]?(?:بحسب|حسبما|وفقا ل\w+|وفق ما|نقلا عن|علي حد قول\w*|علي لسان|قايلا|قايله|قايلين)"
)
# said, according to, claimed that, reportedly.
_ENGLISH = (
    r"said|says|saying|according to|told|claim(?:ed|s|ing) that|alleged(?:ly)?"
    r"|reportedly|in the words of|on condition of anonymity"
)
# Words that a paraphrase may use for one of those above. They keep an attribution, but a text with
# none but these need not be attributed: أعلنت، سيؤكد، وفق، تصريحات، معتبرا.
_ARABIC_TOO = (
    r"[وف]?(?:اعلن|اكد|اشار|ذكر|نقل|كشف|اعتبر|راي|حذر|اتهم|نفي|شدد|لفت|تعهد|وعد|توقع|وصف|اعرب|عبر"
    r"|اقر|اعترف|ابلغ|اخبر|رجح|قدر|كتب|تابع|علق|اتفق|اعتقد|وجد|اظهر|اضاف|جاء|ورد|بين)"
    r"(?:ت|وا|ا|تا|ه|ته|ها)?"
    r"|[وف]?س?[يت](?:علن|وكد|شير|ذكر|نقل|عتبر|ري|رون|حذر|تهم|نفي|توقع|صف|قر|رجح|قدر|عتقد|ظهر|دعي)"
    r"(?:ون|ان|ن)?"
    r"|[وف]?(?:حسب|وفق|وفقا|استنادا|باعتبار\w*|بقول\w*|قول\w*|قيل|يقال|راي|تعبير\w*|اقوال|الاقوال|المزعوم\w*|تصريح\w*|بيان|مزاعم"
    r"|ادعاءات|تقرير|تقارير|رويترز|اخبار\w*|[يت]خبر\w*|ابلاغ\w*|تحدث\w*|ادلي|ادلت|تقول|يقول|معلنا|معلنه|موكدا|موكده|مضيفا|مضيفه|مشيرا|مشيره|موضحا|موضحه"
    r"|معتبرا|معتبره|محذرا|محذره|واصفا|واصفه|زاعما|زاعمه)"
)
# The same in English: tells, quoted, announced, sources, spokesman, warning.
_ENGLISH_TOO = (
    r"sa(?:id|ys?|ying)|t(?:ell|ells|elling)|quot(?:ed?|es|ing)|cit(?:ed?|es|ing)|den(?:ied|ies|y)"
    r"|wr(?:ote|ites?|iting)|sees|thinks?|thought|found|statement|spokes\w+|accounts?|sources?"
    r"|(?:report|announc|claim|stat|warn|add|accus|alleg|confirm|argu|insist|not|declar|explain"
    r"|stress|describ|call|estimat|predict|expect|pledg|promis|vow|reveal|suggest|acknowledg|admit"
    r"|contend|point|indicat|believ|assert|inform|mention|comment|agre|show|jok|testif|recall"
    r"|emphasi[sz])(?:e|ed|s|es|ing|ied|ies)?"
)
_ATTRIBUTES = re.compile(rf"\b(?:{_ARABIC}|{_ENGLISH})\b")
_KEEPS = re.compile(rf"\b(?:{_ARABIC}|{_ENGLISH}|{_ARABIC_TOO}|{_ENGLISH_TOO})\b")


def attributes(text: str) -> bool:
    """Return whether the text, Arabic or English, names its source; False for an empty one."""
    return _ATTRIBUTES.search(plain(text).text) is not None


def keeps_attribution(text: str) -> bool:
    """Return whether the text has any word that may attribute it to somebody."""
    return _KEEPS.search(plain(text).text) is not None
