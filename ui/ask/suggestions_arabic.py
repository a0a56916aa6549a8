"""Questions that an Arabic sentence answers, made of its own words.

News in Arabic begins with the verb, so that a question word before it is all that a question
needs: `هبطت المركبة على القمر مساء الأربعاء` gives `متى هبطت المركبة على القمر؟`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.briefs.key_facts.word_lists import is_verb
from rag.text.analysis.folding import normalize
from ui.ask.suggestions_kinds import Made

_LONGEST_SUBJECT = 9  # words
_LONGEST_CLAUSE = 13

_MARKS = "[\u064b-\u0652]*"


def _spelt(words: str) -> str:
    """Return a pattern of these words, with whatever vowel signs."""
    return "|".join(_MARKS.join(word) + _MARKS for word in words.split())


_WORD = r"[\w\u064b-\u0652]+"
_INNER = r"[^،؛:.«»\"()\[\]؟!—–]"

_SAYING: tuple[tuple[str, str, str], ...] = (
    (
        "ماذا",
        "قال قالت أعلن أعلنت أكد أكدت أضاف أضافت أوضح أوضحت ذكر ذكرت رأى رأت اعتبر اعتبرت "
        "توقع توقعت كشف كشفت",
        r"(?:\s[إأ]ن|:)",
    ),
    ("على ماذا", "شدد شددت اتفق اتفقت وافق وافقت", r"\sعلى"),
    ("مِمَّ", "حذر حذرت", r"\sمن"),
    ("إلى ماذا", "دعا دعت أشار أشارت", r"\sإلى"),
    ("عمَّ", "كشف كشفت أعلن أعلنت", r"\sعن"),
    ("بماذا", "أفاد أفادت تعهد تعهدت طالب طالبت", r"\sب"),
)
_TOLD = tuple(
    (
        word,
        re.compile(
            rf"[وف]?(?P<verb>{_spelt(verbs)})\s(?P<subject>{_INNER}{{2,90}}?){behind}"
            r"(?=[\w\s«\"])"
        ),
    )
    for word, verbs, behind in _SAYING
)
_WEEKDAY = "(?:الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت)"
_MONTH = (
    "(?:يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|كانون|شباط|"
    "آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين)"
)
_PART_OF_DAY = "(?:مساء|صباح|فجر|ظهر|يوم|ليل|ليلة|عصر|أمس|اليوم)"
_WHEN = re.compile(
    rf"(?P<verb>{_WORD})\s(?P<clause>(?:{_INNER}|«[^«»]{{2,30}}»)+?)،?\s"
    rf"(?:(?:{_PART_OF_DAY}\s)+{_WEEKDAY}|(?:في\s)?{_WEEKDAY}|(?:يوم|في)\s[\d٠-٩]{{1,2}}\s{_MONTH})"
    r"(?=[.،]?\s(?:بعد|قبل|حين|إثر|عقب|عندما|بعدما|مع|وسط|لت\w+|ل[يت]\w+)|\s*\.|\s*$)"
)
_WHY = re.compile(rf"(?P<verb>{_WORD})\s(?P<clause>{_INNER}{{4,110}}?)\sبسبب\s")
_MANY = re.compile(
    rf"(?P<verb>{_WORD})\s(?:(?:نحو|قرابة|زهاء|حوالي|أكثر من|ما لا يقل عن|ما يقرب من)\s)?"
    r"[\d٠-٩]*(?:1[1-9]|[2-9]\d|١[١-٩]|[٢-٩][٠-٩])\s(?P<noun>\w+(?:ا|ًا|اً|ة))"
    rf"\s(?P<rest>(?:في|من|على|إلى|خلال|جراء|عن|أمام|داخل|عبر|ب\w{{2,}}|ل\w{{2,}})\s{_INNER}+)"
)
_EMPTY_VERBS = (
    "كان كانت قد لقد قال قالت ليس ليست اعلن اعلنت اكد اكدت اضاف اضافت اوضح اوضحت ذكر ذكرت"
)
_EMPTY = frozenset(_EMPTY_VERBS.split())
_CLAUSAL = re.compile(
    r"(?<!\w)(?:الذي|التي|الذين|إن|أن|إنه|إنها|أنه|أنها|بينما|فيما|حيث|وقد|قد|ثم|هو|هي|ذلك|هذا|هذه|"
    r"كما|نفسه|نفسها|بدوره|بدورها)(?!\w)"
)
_POINTING = re.compile(
    r"(?:\w+(?:ه|ها|هم)|هذا|هذه|ذلك|تلك|هو|هي|هم|في|من|على|عن|إلى|ل\w{1,3}|أيضا|أيضًا|لاحقا|لاحقًا|"
    r"آنذاك|أمس|اليوم)\s"
)
_UNENDED = re.compile(r"\s(?:في|من|على|عن|إلى|مع|بعنوان|حينها|مؤخرا|مؤخرًا|أيضا|أيضًا|لاحقا|لاحقًا)$")


def arabic_questions(sentence: str) -> Iterator[Made]:
    """Yield the questions that a sentence answers, the most telling first."""
    if match := _MANY.match(sentence):
        verb, rest = _begins(match["verb"]), match["rest"].strip()
        if verb and _is_whole(rest):
            yield "figure", f"كم {match['noun']} {verb} {rest}؟"
    for word, form in (("متى", _WHEN), ("لماذا", _WHY)):
        if match := form.match(sentence):
            verb, clause = _begins(match["verb"]), match["clause"].rstrip("، ")
            if verb and _is_whole(clause) and not _points(clause):
                yield "event", f"{word} {verb} {clause}؟"
    for word, form in _TOLD:
        if match := form.match(sentence):
            subject = match["subject"].strip()
            if _is_whole(subject, least=1, most=_LONGEST_SUBJECT) and not _points(subject):
                yield "saying", f"{word} {_alone(match['verb'])} {subject}؟"


def _alone(verb: str) -> str:
    """Return a verb for a question that stands alone, where nothing is there to be added to."""
    return {"أضاف": "قال", "أضافت": "قالت"}.get(re.sub(_MARKS, "", verb), verb)


def _begins(word: str) -> str | None:
    """Return the verb in the past that a word is, without "and"; None for another word, and for
    verbs that mean nothing without what follows."""
    normal = normalize(word)
    if normal[:1] in ("و", "ف") and is_verb(normal[1:]):
        word, normal = word[1:], normal[1:]
    return word if is_verb(normal) and normal not in _EMPTY else None


def _is_whole(clause: str, *, least: int = 2, most: int = _LONGEST_CLAUSE) -> bool:
    """Tell whether a clause can be asked about: neither too short nor too long, with no clause
    inside of it, and not cut short."""
    if not least <= len(clause.split()) <= most or "#" in clause:
        return False
    return not _CLAUSAL.search(clause) and not _UNENDED.search(clause)


def _points(clause: str) -> bool:
    """Tell whether a clause begins with what points at something before it, or with no subject."""
    return _POINTING.match(f"{clause} ") is not None
