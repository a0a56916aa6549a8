"""What the form of a whole question tells of what it asks for: a comparison, a price, a statement.

The patterns are matched with normalised words that each have a space before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.retrieval.question_phrases import Kind, is_verb_of, word_list
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words

_SAYING = 8  # words between an asking word and its verb: how did the head of the agency describe
_AUXILIARIES = frozenset(words("did does do has have had would will"))
_COMPARED = frozenset(
    [None, "yes_no", "amount", "person", "definition", "manner", "winner", "place"]
)
_ELATIVE = (
    "ا(?:كثر|كتر|قل|كبر|صغر|غلي|رخص|طول|قصر|علي|دني|سرع|بطا|حسن|فضل|سوا|قدم|حدث|قوي|ضعف|ثقل|خف|بعد"
    "|قرب|غني|فقر|شد|وسع)"
)
_COMPARES = re.compile(
    # was it cheaper than a film; not: more than 50
    r" (?:(?:more|less|fewer) [a-z]+|[a-z]+er|more|less|fewer|better|worse)(?: [^ ]+){0,3}"
    r" than(?! (?:\d|half|(?:a|one) (?:third|quarter|dozen|million|billion|hundred|thousand)))"
    # how much quicker was A than B; who earns more, A or B; as big as
    r"|^ how much (?:more|less|[a-z]{2,}er) .* than "
    r"| (?:more|less|fewer|better|worse|[a-z]{3,}er) .* or (?!not)"
    r"| as [a-z]+ (?:[a-z]+ ){0,3}as |^ how (?:do|does|did) .* compare(?= |$)"
    # أغلى من فيلم, أكثر بباريس ولا بطوكيو
    rf"| {_ELATIVE}(?: [^ ]+){{0,5}} (?:من(?! (?:\d|ميه|الف|مليون|نصف|ثلث))|ولا|ام|او|مقارنه)(?= )"
    # أي الجسرين أطول, شكون فيهم الأغنى, زادت ولا نقصت
    rf"| (?:اي|انو|انهي|اشمن) [^ ]{{4,}} {_ELATIVE}(?= |$)"
    rf"| (?:فيهم|فيهن|منهم|بينهم) (?:ال)?{_ELATIVE}(?= |$)"
    r"| (?:زاد|ارتفع|كبر|طلع)(?:ت)? .* (?:ولا|ام) (?:نقص|انخفض|نزل|قل|تراجع)"
)
# which side took the title, مين أخذ الكأس
_TAKES = re.compile(
    r"(?:took|take|taken|lifted|claimed|bagged) (?:[a-z]+ ){0,2}"
    r"(?:title|cup|crown|trophy|gold|championship|league|prize|award|medal|d'?or)\b"
    r"|(?:came|come|finished|ended up) (?:out |in )?(?:first|top|champions?|on top|ahead)\b"
    r"|knocked (?:[a-z]+ )?out\b|got the better of|the fastest\b"
    r"|(?:(?:اخذ|خذ|خد|اخد|دا|خدا|رفع|شال|نال|حمل)ت?|حصلت? علي)"
    r" (?:ال)?(?:كاس|لقب|بطوله|ذهبيه|كوره|دوري|جايزه|جاءزه)"
)
# what did it cost, what did the canal bring in, how much is a kilo
_MONEY = re.compile(
    r"^ what (?:did|does|do|would|will|has|have|had|could) .* "
    r"(?:cost|earn|spend|spent|charge|donate|contribute|pledge|invest|(?:chip|bring|rake|rack|fork)"
    r" (?:in|up|out)|make in|fetch|gross|pay(?! for)|make (?:a|per|each|every))(?= |$)"
    r"|^ what (?:was|were|is) .* fined$|^ what .* (?:get|gets|got|be|is) paid(?= )"
    r"| in (?:dollars|euros|pounds|money|cash)(?= |$)"
    r"| how much (?:is|was|are|were) (?:a|an|one)(?= )"
    r"| how much .* (?:giv|mak|lend|offer|ow|donat)(?:e|es|ing)(?= |$)"
)
# شو اللي خلاهم يأجلوا
_MADE = re.compile(
    r" (?:شو|شنو|ايش|وش|ايه|اش|ما الذي)(?: اللي| لي)? (?:خل[يا]|خلت|دفع|اغضب|ازعج|اجبر)[^ ]*(?= )"
)
# مين اللي وقعوا
_SIGNERS = re.compile(r"^ (?:مين|شكون|منو) (?:اللي|لي|الي) [^ ]{3,}وا(?= |$)")
# what did he make of it, how did she put it
_WORDED = re.compile(
    r"^ (?:what (?:did|does|do) .* make of|how (?:did|does|do) .* (?:put it|word))(?= |$)"
)
# what time did she clock; not: what time does it open
_CLOCKED = re.compile(
    r" (?:what time .* (?:clock|clocked|run|ran|finish|record|set|post)|(?:winning|record) time)\b"
)


def kind_of_form(said: str, listed: Sequence[str], phrase: Kind | None) -> tuple[Kind, str] | None:
    """Return the kind and the unit that the form of a question tells, whose first asking phrase
    tells the kind `phrase`; None where it tells nothing."""
    if phrase in _COMPARED and _COMPARES.search(said):
        return "comparison", ""
    if _MADE.search(said):
        return "reason", ""
    if _SIGNERS.search(said):
        return "list", ""
    if _CLOCKED.search(said):
        return "amount", "time"
    if _MONEY.search(said):
        return "amount", "money"
    if _WORDED.search(said):
        return "statement", ""
    if phrase in (None, "manner", "definition") and _asks_for_words(listed):
        return "statement", ""
    return None


# who did they lose to, من خسر أمام, على من فازت
_LOSES = re.compile(
    r"^ (?:[^ ]+ ){0,6}(?:lose|lost) (?:[^ ]+ ){0,4}?(?:to|against)(?= |$)"
    r"|^ (?:[^ ]+ ){0,6}(?:beaten|defeated) by(?= |$)"
    r"|^ (?:[^ ]+ ){0,3}(?:خسر|خسرت|انهزم|انهزمت|هزم|هزمت) (?:[^ ]+ ){0,3}?امام(?= |$)"
    r"|^ (?:علي|امام) (?:من|مين|اي [^ ]+) (?:فاز|خسر|تغلب|انتصر|كسب)ت?(?= |$)"
    r"|^ (?:[^ ]+ ){1,5}امام (?:من|مين|منو)(?= |$)"
)
_ASKS_WHO = re.compile(r" (?:who|whom|which|what|من|مين|منو|شكون|اي|انهي)(?= )|(?:من|مين|منو)$")


def is_about_losing(said: str) -> bool:
    """Tell whether it asks who lost to or was beaten by whom: على من فازت السنغال."""
    return bool(_LOSES.search(said) and _ASKS_WHO.search(said))


def is_about_winning(listed: Sequence[str]) -> bool:
    """Tell whether the first words speak of winning: مين الفريق اللي كسب, which side beat them."""
    said = listed[1 : _SAYING + 1]
    return any(is_verb_of("win", one) for one in said) or bool(_TAKES.search(" ".join(said)))


def _asks_for_words(listed: Sequence[str]) -> bool:
    """Tell whether it asks what somebody said: how did the minister react, شو حكى الوزير."""
    if not listed or listed[0] not in word_list("asking:how"):
        return False
    if is_arabic(listed[0]):
        return any(is_verb_of("say", one) for one in listed[1:3])
    auxiliary = len(listed) > 1 and listed[1] in _AUXILIARIES
    return auxiliary and any(is_verb_of("say", one) for one in listed[2 : 2 + _SAYING])
