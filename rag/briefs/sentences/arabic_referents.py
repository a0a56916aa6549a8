"""Tells whether an Arabic sentence speaks of something that only an earlier one names."""

from __future__ import annotations

import re
from functools import cache

from rag.briefs.sentences.arabic_subjects import lacks_subject
from rag.briefs.sentences.quoted_speakers import of_what
from rag.briefs.sentences.stand_alone_words import any_of, opening, start_of_body, word_set
from rag.briefs.tuning import ANTECEDENT_WORDS
from rag.text.analysis.folding import Plain

# Arabic, folded
_PRONOUN_AR = re.compile(
    r"[وف]?(?:كان(?:ت|وا)?\s)?(?:هو|هي|هم|هما|هن)\b"
    r"|[وف]?(?:ل|ك|ب)?(?:انه|انها|انهم|انهما)\b|[وف]?(?:لانه|لانها|لانهم|لكنه|لكنها|لكنهم|لكنهما)\b"
    r"|(?:كما|غير|الا|بيد|اذ|حيث|رغم|مع)\s(?:انه|انها|انهم|انهما)\b"
    r"|[وف]?(?:له|لها|لهم|لديه|لديها|لديهم|عليه|عليها|فيه|فيها|به|بها|منه|منها|معه|معها|عنه|عنها"
    r"|اليه|اليها|ضده|ضدها|بينهما)\b"
)
_POINTS_AR = re.compile(
    r"(?<![^\W_])(?:[وف]?[بلك]?)(?:هذا|هذه|ذلك|تلك|هولاء|هذان|هذين|هاتان|هاتين)(?![^\W_])(?:\s(\w+))?"
)
_HERE_AR = re.compile(
    r"(?<![^\W_])هناك(?=\s*(?:[.,\"?!]|\Z)|\s(?:[وف]\w|في|من|ان|الي|منذ|قبل|بعد|علي))"
)
_THERE_IS_AR = re.compile(
    r"[وف]?(?:(?:كان|كانت|ليس|ليست|لم تكن|لم يكن|ما زال|لا يزال|ستكون|سيكون)\s)?هناك\b"
)
# For the town: an explanation of what stands before.
_FOR_THE = re.compile(
    r"فال(?!اته|وجه|تره|ريق|ايز|رص|قر|ساد|لسطين|ضاء|راغ|وز|ن\b|نان|لاح|يس|يلم|يروس|اتيكان)\w{3,}"
)
_IN_AR = re.compile(r"(?<![^\W_])[وف]?(?:في|الي|من|علي|داخل|قرب)\s\w{3,}|(?<![^\W_])ب\w{4,}")
_LAST_AR = re.compile(
    r"(?:^|\s)(?:ان|لان|من|مع|علي|الي|عن|بان|لكن|\S+ت|قال|اكد|رفض|اعلن|كان)\s(?:الاخير|الاخيره|المذكور|المذكوره)"
    r"(?!\s\d)(?![^\W_])|(?:^|\s)(?:السالف الذكر|المشار اليه\w*|انف الذكر|سالف الذكر)\b"
    r"|^(?!ال|وال|فال|بال|لل)\w+\s(?:الاخير|الاخيره)\b"
)
# Of two that were named before: أبلغهما، إنهما. And at that time: دخل آنذاك.
_BOTH_AR = re.compile(r"(?<![^\W_])\w+هما(?![^\W_])")
_DUAL_AR = re.compile(
    r"(?<![^\W_])\w{3,}(?:ان|ين|تا|ا)(?![^\W_])|\sو\w|(?<![^\W_])(?:بين|كل من)(?![^\W_])"
)
_THEN_AR = re.compile(r"\w+\s(?:\w+\s){0,2}(?:انذاك|حينها|وقتها|حينئذ|عندها|يومها|بعدها)(?![^\W_])")
# Said in the statement: whose it is stands before.
_STATED_IN = re.compile(
    r"[وف]?(?:(?:جاء|ورد)(?:ت)?\sفي(?:\s(?:نص|ختام|متن))?|بحسب|حسب|وفق|نقلا\sعن)\s(?P<noun>\w+)(?:\s(?:ان|انه|انها)\b|\s?[,:])"
)
# وكان قد تولى منصبه: the office is his, and he is not named. Here ه is not ة.
# وجرى تمديده: of what? Here ه is not ة.
_DONE_TO_IT = re.compile(
    r"[وف]?(?:قد\s|سوف\s|لم\s)?(?:س?[يت])?(?:جر[ىيت]|تم|تمت|تتم)\s\w{3,}[^\Wا](?:ه|ها|هم)(?!\w)"
)
_TASHKEEL = re.compile("[\u064b-\u0652\u0640]")
_HIS_OWN = re.compile(r"[وف]?كان(?:ت|وا)?\sقد\s\w+\s(?!ال)\w{3,}(?:ه|ها|هم)(?!\w)")


def opens_with_arabic_pronoun(told: Plain) -> bool:
    """Tell whether a sentence begins with a pronoun."""
    folded = told.text
    body = folded[start_of_body(folded, arabic=True) :]
    return any(_PRONOUN_AR.match(one) is not None for one in (body, folded.lstrip(" \"'(-")))


def points_back_in_arabic(told: Plain) -> bool:
    """Tell whether a sentence has a noun that points back, or a verb without its subject."""
    folded = told.text
    start = start_of_body(folded, arabic=True)
    body = folded[start:]
    if not body:
        return False
    raw = told.source[told.span(start, start + 1)[0] :]
    return (
        opening("follows", arabic=True).match(body) is not None
        or opening("follows", arabic=True).match(folded) is not None
        or _arabic_points_back(body)
        or _FOR_THE.match(body) is not None
        or _LAST_AR.search(body[:80]) is not None
        or _dual_or_bare(body)
        or _THEN_AR.match(body) is not None
        or _of_two(body)
        or lacks_subject(body, raw)
        or _his(raw)
        or _HIS_OWN.match(raw) is not None
        or _DONE_TO_IT.match(_TASHKEEL.sub("", raw)) is not None
    )


def _arabic_points_back(body: str) -> bool:
    """Tell whether هذا or هناك is told before anything that it may mean."""
    for match in _POINTS_AR.finditer(body):
        if len(body[: match.start()].split()) >= ANTECEDENT_WORDS:
            break
        before = body[: match.start()].split()[-1:]
        after_that = before in (["في"], ["بعد"], ["مع"]) and match[0].endswith("ذلك")
        if match[1] in word_set("time") or after_that:
            continue
        if match.start() and match[0].startswith(("وذلك", "لذلك", "ولذلك", "كذلك")):
            continue
        return True
    here = _HERE_AR.search(body)
    return (
        here is not None
        and not _THERE_IS_AR.match(body)
        and not _IN_AR.search(body[: here.start()])
    )


def _of_two(body: str) -> bool:
    """Tell whether a sentence says "both of them" before it has named two."""
    both = _BOTH_AR.search(body)
    if both is None or len(body[: both.start()].split()) >= ANTECEDENT_WORDS:
        return False
    return _DUAL_AR.search(body[: both.start()]) is None


def _dual_or_bare(body: str) -> bool:
    """Tell whether the subject is "both sides" or "the ship", which have been named before."""
    tokens = re.findall(r"#?\w+|[^\w\s]", body)[:6]
    stated = _STATED_IN.match(body)
    if stated:
        return stated["noun"] in word_set("bare")
    for at, token in enumerate(tokens[:3]):
        if token.lstrip("و") in word_set("dual") and at + 1 < len(tokens):
            return not tokens[at + 1].startswith("ال")
    for at, token in enumerate(tokens[:2]):
        bare = token[1:] if token[:1] in "وف" else token
        if bare in word_set("bare"):
            if at == 1 and tokens[0] in ("من", "في", "الي", "علي", "عن"):
                return False
            was = at == 1 and re.fullmatch("[وف]?كان(?:ت|وا)?", tokens[0]) is not None
            behind = tokens[at + 1 :]
            verb = (was or at == 0) and re.match(
                r"س?[يت]\w{2,}", behind[0] if behind else ""
            ) is not None
            return not behind or verb or (_is_particle(behind[0]) and not of_what(behind))
    return False


def _is_particle(token: str) -> bool:
    """Tell whether a word behind a noun says nothing more of it."""
    return token in word_set("complement") or not (token[0].isalnum() or token[0] in '#"')


@cache
def _his_pattern() -> re.Pattern[str]:
    verb = any_of("say", arabic=True)
    return re.compile(rf"[وف]?{verb}(?:ت|وا|ا)?\s(?P<noun>[^\W\d_]{{3,}}(?:ه|ها|هم|هما))(?![^\W_])")


def _his(told: str) -> bool:
    """Tell whether an Arabic verb of speech has "his office" or its like as its subject."""
    # Here ة and ه must stay apart, so only the hamza of the verb is folded.
    text = re.sub("[أإآ]", "ا", _TASHKEEL.sub("", told)).replace("ؤ", "و").replace("ى", "ي")
    match = _his_pattern().match(text)
    if match is None:
        return False
    noun = match["noun"]
    return noun not in word_set("name") | word_set("complement") and not noun.startswith("ال")
