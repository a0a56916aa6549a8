"""Tells whether a sentence speaks of something that only the sentences before it name."""

from __future__ import annotations

import re
from functools import cache

from rag.briefs.sentences.arabic_referents import (
    opens_with_arabic_pronoun,
    points_back_in_arabic,
)
from rag.briefs.sentences.ellipses import leaves_out
from rag.briefs.sentences.stand_alone_words import (
    any_of,
    lowered,
    opening,
    start_of_body,
    without_quoted,
    word_set,
)
from rag.briefs.tuning import ANTECEDENT_WORDS
from rag.records import Language
from rag.text.analysis.folding import plain

# It is unclear, it was not known whether, it is hard to say, it was Smith who, it took an hour.
_EXPLETIVE = re.compile(
    r"it(?:'s|'ll be|\s(?:is|was|has been|had been|will be|would be|may be|could be|remains"
    r"|remained|seems|seemed|appears|appeared|became|becomes))\s(?:also\s|still\s|now\s|too\s|not\s|\w+ly\s){0,3}"
    r"(?:\w+\s(?:that|whether|if|how|why|who|what|when|where)\b|to be seen|(?:un)?clear\b"
    r"|(?:im)?possible\b|(?:un)?likely\b|because\b(?=.*\bthat\b)"
    r"|only (?:when|after|in|on)\b|not until\b"
    r"|(?:hard|difficult|easy|easier|harder|important|necessary|early|late|essential|vital|better|best"
    r"|worth|common|rare|unusual|illegal|legal|safe|dangerous|wrong|right|good|bad|crucial|critical"
    r"|normal|natural|fair|reasonable|time|up|impractical|customary)\s(?:to|for)\b"
    r"|[^,.]{2,60}\swho\b|(?:a|an|two|three|four|five|\d+|more than \w+)\s\w+\ssince\b)"
    r"|it (?:takes|took|emerged|seems that|turned out|follows that)\b"
)
_THERE_IS = re.compile(
    r"there(?:'s|'re)?\s(?:\w+\s)?(?:is|are|was|were|be|been|has|have|had|will|would|may|might|could"
    r"|can|should|must|remains?|remained|exists?|seems?|appears?|came|comes|isn't|wasn't|aren't"
    r"|weren't|won't|lies|lay)\b|there(?:'s|'re)\b"
)
_THERE = re.compile(r"\bthere\b")
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|to|from|near|of|outside|across|into|for)\s(?:the\s|a\s)?[A-Z]"
)
_PRONOUN_FIRST = re.compile(
    r"(?:he|she|they|it|this|these|those|his|her|their|its|him|them|such|there|that)\b(?!-)"
)
# After the raid he fled, a day earlier he had told, the next morning they left: the pronoun is the
# subject, and only an adverbial stands before it.
_ADVERBIAL = re.compile(
    r"(?:(?:an?|the|one|two|three|four|five|six|several|some|many|\d+)\s(?:\w+\s){0,2}"
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?)\s"
    r"(?:earlier|later|before|after|ago)"
    r"|the\s(?:next|following|previous|same)\s\w+|earlier|afterwards|then|soon|shortly|eventually"
    r"|finally|instead|meanwhile|in|on|at|after|before|since|during|by|for|with|from|as|when|while|last|yesterday|today"
    r"|later|now|once|if|although|though|until|according|under|over|despite|asked|speaking)\b"
)
_SUBJECT = re.compile(r"(?:^|[\s,])(he|she|they)\s")
# Police arrested him: nobody is named before the pronoun.
_ABOUT_HIM = re.compile(
    r"(?:police|officials|authorities|prosecutors|doctors|rescuers|relatives|witnesses"
    r"|the (?:court|police|judge|government|army))\s(?:\w+\s){1,3}(?:him|her|them)\b"
)
# Elise Noor found him: the pronoun stands for somebody else than the subject.
_FOUND_HIM = re.compile(r"(?:[A-Z][\w'’-]+\s){1,3}[a-z]+\s(?:him|them)\b")
# Even though it is small, it has six seats.
_TWICE = re.compile(
    r"(?:even\s)?(?:though|although|while|if|when|because|since|as|after|before|once|until)\s"
    r"(?:he|she|it|they)\b[^,]*,\s(?:he|she|it|they)\b"
)
_BOTH = re.compile(r"both\b(?!.{0,60}\band\b)")
_OF_THAT = re.compile(r"\b(?:of|to|for|with|about|by|from|like)\s(?:that|this)(?=[,.;])")
_NUMBERED = re.compile(
    r"the\s(?:two|three|four|five)\s(?:\w+s|men|women|people|children)\b(?!\sof\b)"
)
_CAPITALIZED = re.compile(r"(?<![.\w])[A-Z][\w’'-]+")
_NO_PERSON = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|In|On|At|After|Before|Since|During|By|For|With"
    r"|From|As|When|While|Last|Yesterday|Today|Later|Now|Once|If|Although|Though|Until|According"
    r"|Under|Over|Despite|Asked|Speaking|He|She|They|It|I)"
)
_POINTS = re.compile(r"\b(this|these|those|that)\s([a-z]+)\b")
# Dropped out of that contract.
_THAT_NOUN = re.compile(
    r"\b(?:of|from|at|for|by|on|during|after|before|under|into|with|to)\sthat\s"
    r"(?!(?:is|are|was|were|has|had|have|will|would|can|could|the|a|an|it|they|he|she|we|you|i)\b)[a-z]{3,}"
)
_SUCH = re.compile(r"\bsuch\s(?!as\b)(?:an?\s|\w+s\b)")
_SPECIFIED = re.compile(
    r"\s(?:of|for|from|who|whose|which|that|in|at|on|with|to|behind|charged|carrying|called|named|based)\b"
)


def lacks_referent(text: str, language: Language, *, opens: bool = False) -> bool:
    """Tell whether a sentence has a pronoun or a noun that points at another sentence.

    Nothing stands before one that `opens` its article, so that only a pronoun points anywhere.
    """
    told = without_quoted(text)
    if language == "ar":
        folded = plain(told)
        return opens_with_arabic_pronoun(folded) or (not opens and points_back_in_arabic(folded))
    lower = lowered(told)
    at = start_of_body(lower, arabic=False)
    body, shown = lower[at:], told[at:]
    return _opens_with_pronoun(body) or (not opens and _english(shown, body))


def _english(shown: str, body: str) -> bool:
    return (
        opening("follows", arabic=False).match(body) is not None
        or _BOTH.match(body) is not None
        or _TWICE.match(body) is not None
        or _bare_subject(shown)
        or _pronoun_after_adverbial(shown)
        or _ABOUT_HIM.match(body) is not None
        or _FOUND_HIM.match(shown) is not None
        or _points_back(shown, body)
        or leaves_out(shown, body)
    )


def _opens_with_pronoun(body: str) -> bool:
    """Tell whether a sentence begins with a pronoun that stands for something told before."""
    match = _PRONOUN_FIRST.match(body)
    if match is None:
        return False
    if _EXPLETIVE.match(body) or _THERE_IS.match(body):
        return False
    behind = body[match.end() :].split()[:1]
    if match[0] in ("this", "these", "those", "that"):
        return not (behind and _is_time(behind[0]))
    return True


def _is_time(noun: str) -> bool:
    """Tell whether "this" before a word does not point back: this week's, those injured."""
    bare = noun.strip(",.").removesuffix("'s")
    return bare in word_set("time") or bare.endswith("ing")


def _bare_subject(shown: str) -> bool:
    """Tell whether a sentence begins with "the ship" or its like, and says no more of it."""
    match = _bare().match(shown) or _NUMBERED.match(lowered(shown))
    return match is not None and not _SPECIFIED.match(shown, match.end())


@cache
def _bare() -> re.Pattern[str]:
    """Return a pattern of "The ship", "The two men" with nothing that names them."""
    bare = any_of("bare", arabic=False)
    return re.compile(
        rf"[Tt]he\s(?:(?:other|same|second|third)\s)?{bare}(?:'s|’s)?(?![\w-])(?!\s[A-Z\"“‘'])"
    )


def _pronoun_after_adverbial(shown: str) -> bool:
    """Tell whether the subject is a pronoun with nobody before it: "In 2010 he moved"."""
    if not _ADVERBIAL.match(shown.lower()):
        return False
    match = _SUBJECT.search(shown)
    if match is None:
        return False
    before = shown[: match.start()].partition(" ")[2]  # the first word is no name
    if word_set("person").intersection(plain(before).text.replace(",", " ").split()):
        return False
    if re.search(r"\b(?:that|who|which|said)\b", before):
        return False
    return all(_NO_PERSON.fullmatch(word) for word in _CAPITALIZED.findall(before)) or (
        match.start() < len(shown) and _only_places(before)
    )


def _only_places(before: str) -> bool:
    """Tell whether the capitalised words before a pronoun are where, not who."""
    rest = re.sub(
        r"\b(?:in|at|to|from|near|of|On|In|At|on)\s(?:the\s)?(?:[A-Z][\w’'-]+\s?)+", " ", before
    )
    return all(_NO_PERSON.fullmatch(word) for word in _CAPITALIZED.findall(rest))


def _points_back(shown: str, body: str) -> bool:
    """Tell whether "this plan", "such a move" or "there" is told before anything it may mean."""
    for match in _POINTS.finditer(body):
        if len(body[: match.start()].split()) >= ANTECEDENT_WORDS:
            break
        if match[1] == "that" or _is_time(match[2]):
            continue
        return True
    that = _OF_THAT.search(body) or _THAT_NOUN.search(body)
    if that and len(body[: that.start()].split()) < ANTECEDENT_WORDS:
        return True
    such = _SUCH.search(body)
    if (
        such
        and len(body[: such.start()].split()) < ANTECEDENT_WORDS
        and " as " not in body[such.end() :]
    ):
        return True
    for match in _THERE.finditer(body):
        if not _THERE_IS.match(body, match.start()) and not _PLACE_BEFORE.search(
            shown[: match.start()]
        ):
            return len(body[: match.start()].split()) < 2 * ANTECEDENT_WORDS
    return False
