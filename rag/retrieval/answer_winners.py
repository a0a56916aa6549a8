"""Who won and who lost, in a question and in a sentence: which team beat France, خسرت أمام."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Literal

from rag.retrieval.answer_words import bare, shown
from rag.retrieval.sentence_traits import Seen, meanings
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import words
from rag.text.crosslingual.glossary import Glossary

Role = Literal["winner", "loser"]
_DO = frozenset(words("did does do was were is are"))
_FAR = 4  # words that may name a party: the women's team of France
_NEAR = 2  # words between a preposition and the name behind it: over the French
_AGAINST = frozenset(words("over against على"))
_BY = frozenset(words("by to أمام يد"))
_LINKS = frozenset(words("over against to by"))
_WHERE = frozenset(words("in at on during for when في خلال عند"))


def won_another(seen: Seen) -> bool:
    """Tell whether a sentence tells of another prize than the question: the Golden Boot and not
    the cup. What is named first behind the verb of winning counts."""
    prize, title = shown("prize") - _forms(seen.asked_words), shown("title")
    if any(_is(one, shown("prize")) for one in seen.asked_words):
        return seen.has("title") and not seen.has("prize")
    if any(_is(one, shown("scoring")) for one in seen.asked_words):  # who got the most goals
        return False
    won = next((at for at, one in enumerate(seen.words) if _is(one, shown("winner"))), None)
    if won is None or not any(_is(one, prize) for one in seen.words):
        return False
    behind = (one for one in seen.words[won + 1 :] if _is(one, prize | title))
    return _is(next(behind, "boot"), prize)


def turned_round(seen: Seen) -> bool:
    """Tell whether a party of the question has the other role in the sentence: France beat Morocco
    where it is asked who beat France."""
    asked = asked_role(" ".join(seen.asked_words), seen.glossary)
    if asked is None:
        return False
    wanted, party = asked
    found = [
        role
        for at, one in enumerate(seen.words)
        if not party.isdisjoint(meanings(one, seen.glossary)) and (role := _role(seen.words, at))
    ]
    return bool(found) and wanted in found and len(set(found)) == 1


@lru_cache(maxsize=1 << 10)
def asked_role(question: str, glossary: Glossary) -> tuple[Role, frozenset[str]] | None:
    """Return the role that a question asks for and what its other party, which it names, means;
    None where it names none."""
    said = question.split()
    for at, one in enumerate(said):
        if _is(one, shown("beating")) or _is(one, shown("losing")):
            role, names = _parties(said, at)
            party = frozenset(key for name in names for key in meanings(name, glossary))
            return (role, party) if party else None
    return None


def _parties(said: Sequence[str], at: int) -> tuple[Role, Sequence[str]]:
    """Return the role that is asked for and the words that name the other party."""
    loses = _loses(said, at)
    before, after = said[:at], said[at + 1 :]
    if is_arabic(said[at]):
        turned = at > 1 and before[-2:-1] in (["علي"], ["امام"])  # على من فازت، أمام من خسرت
        linked = after[:1] in (["علي"], ["امام"])
        if not turned and not linked and not _is(said[at], shown("transitive")):
            return "winner", ()
    else:
        asked = next((n for n, one in enumerate(before) if one in _DO), None)
        subject = [] if asked is None else _names(before[asked + 1 :])
        turned = bool(subject)
        after = subject or _linked(said[at], after)
    wants_loser = loses != turned
    return ("loser" if wants_loser else "winner"), _names(after)[:_FAR]


def _linked(verb: str, after: Sequence[str]) -> Sequence[str]:
    """Return what stands behind beat, but behind `over` or `to` with verbs that take the cup, the
    match as their object (won, lost)."""
    if verb in shown("transitive"):
        return after
    at = next((n for n, one in enumerate(after) if one in _LINKS), len(after))
    return after[at + 1 :]


def _names(said: Sequence[str]) -> list[str]:
    found: list[str] = []
    if said and said[0] in _WHERE:
        return found
    for one in said:
        if not is_stopword(one):
            found.append(one)
        elif found:
            break
    return found


def _role(said: Sequence[str], at: int) -> Role | None:
    """Return the role of what is named at a place of a sentence."""
    verbs = [
        n for n, one in enumerate(said) if _is(one, shown("beating")) or _is(one, shown("losing"))
    ]
    if not verbs:
        return None
    verb = min(verbs, key=lambda n: abs(n - at))
    loses = _loses(said, verb)
    before = said[max(at - _NEAR, 0) : at]
    if not _AGAINST.isdisjoint(before):
        return "winner" if loses else "loser"
    if loses and not _BY.isdisjoint(before):
        return "winner"
    return "loser" if loses or _is_object(said, verb, at) else "winner"


def _is_object(said: Sequence[str], verb: int, at: int) -> bool:
    """Tell whether what is named is who was beaten: it stands behind the verb; in Arabic, where the
    subject stands there first, not right behind it."""
    if not is_arabic(said[verb]):
        return verb < at
    return _is(said[verb], shown("transitive")) and verb + 1 < at


def _loses(said: Sequence[str], verb: int) -> bool:
    """Tell whether the subject of a verb is who lost: lost, was beaten by, هزم أمام."""
    if _is(said[verb], shown("losing")):
        return True
    behind = said[verb + 1 : verb + 1 + _NEAR + 1]
    if is_arabic(said[verb]):
        return _is(said[verb], shown("transitive")) and "امام" in behind
    return "by" in behind or not _DO.isdisjoint(said[max(verb - 1, 0) : verb])


def _is(one: str, told: Collection[str]) -> bool:
    return any(form in told for form in bare(one))


def _forms(said: Sequence[str]) -> frozenset[str]:
    return frozenset(form for one in said for form in bare(one))
