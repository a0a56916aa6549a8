"""Judges the passages that a search found: how likely each answers the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.protocols import Hit
from rag.records import Article, Chunk, Outcome
from rag.retrieval.relevance.asked_question import AskedQuestion
from rag.retrieval.relevance.features import Candidate, features
from rag.retrieval.relevance.logistic import Kind, Model, models

_SUBJECT = 2
"""A query of so many words at most, and none that asks, names a subject: all of it must stand
there, and then what stands there answers. Question sets have no such queries to fit on."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A chunk that the search found, with its article."""

    chunk: Chunk
    article: Article
    hit: Hit

    def scored(self, score: float) -> Ranked:
        """Return it with another fused score."""
        return replace(self, hit=self.hit._replace(score=score))


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely a passage answers, what that is good for, how much of the question (0 to 1)
    stands in it, and whether it tells of another event than the one asked about."""

    probability: float
    outcome: Outcome
    coverage: float
    other_event: bool = False


def judge(asked: AskedQuestion, ranked: Sequence[Ranked], *, beside: bool) -> Iterator[Judgement]:
    """Yield what passages of one language are judged to be, best first. `beside`: they are not in
    the question's language, and the library has articles that are.

    A passage is judged when its judgement is taken, which costs up to two milliseconds.
    """
    for one in candidates(ranked, beside=beside):
        yield _judged(asked, one)


def candidates(ranked: Sequence[Ranked], *, beside: bool) -> list[Candidate]:
    """Return the passages with what the search knows of each beside the others."""
    best = max((one.hit.score for one in ranked), default=0.0)
    encoded = any(one.hit.near is not None for one in ranked)
    found = []
    for one in ranked:
        rivals = [other.hit.score for other in ranked if other.article.id != one.article.id]
        lead = (one.hit.score - max(rivals, default=0.0)) / best if best > 0 else 0.0
        found.append(
            Candidate(
                one.chunk,
                one.article,
                words=one.hit.words,
                spread=one.hit.spread,
                near=_FAR_OFF if encoded and one.hit.near is None else one.hit.near,
                lead=lead,
                beside=beside,
            )
        )
    return found


def probability_of(found: Mapping[str, float], model: Model) -> float:
    """Return the probability of a passage with these features, held below `answered` where it
    cannot answer: letters alike alone (بافيا, مافيا), no day where a day is asked for, another
    event than the one asked about."""
    if found["passage"] <= 0:
        return 0.0
    probability = model.probability(found)
    if _is_of_another(found):
        return min(probability, model.answered - _A_LITTLE)
    return probability


def _is_of_another(found: Mapping[str, float]) -> bool:
    """Tell whether a passage cannot answer for what it lacks or has another of."""
    other = any(found[name] >= least for name, least in _OTHER_EVENT.items())
    return other or found["figureless"] == _NOWHERE_THERE


_OTHER_EVENT = {
    "place_other": 0.01,
    "year_instead": 1.0,
    "numbers": 1.0,
    "series": 1.0,
    "opposed": 0.3,
    "opposed_article": 0.3,
    "detached": 1.0,
    "strange": 0.5,
}
"""From what values on these features (`other_event`) tell another event. Of passages that answer
a question of ARCD or MLQA at most 3 % reach any one of them; of those found for near misses over
the samples 2 to 50 % reach each."""


def _judged(asked: AskedQuestion, candidate: Candidate) -> Judgement:
    own = candidate.article.language == asked.language
    if own:
        kind: Kind = "own" if candidate.near is None else "own+near"
    else:
        kind = "across" if candidate.near is None else "across+near"
    model = models()[kind]
    found = features(asked, candidate, needed=model.features)
    if own and asked.chunks <= _FEW and not any(found[name] for name in _OTHERS):
        model = replace(model, answered=min(model.answered, _AMONG_FEW))
    probability = probability_of(found, model)
    coverage = min(1.0, found["passage"] + found["alike"])
    if asked.subject and len(asked.terms) <= _SUBJECT:
        whole = found["passage"] > (_EXACTLY if own else _MOSTLY)
        least, most = (model.answered, 1.0) if whole else (0.0, model.answered - _A_LITTLE)
        probability = min(most, max(least, probability))
    if asked.unheard:
        probability = min(probability, model.answered - _A_LITTLE)
    # Across languages a name may be there in a form that is not known: reading has to make up.
    nameless = asked.unheard or found["strange_across"] >= _OTHER_EVENT["strange"]
    outcome = model.outcome(probability)
    if outcome == "may_help" and (nameless or found["strange"] >= _OTHER_EVENT["strange"]):
        outcome = "absent"  # it is not about what is asked
    return Judgement(probability, outcome, coverage, _is_of_another(found) or nameless)


_FEW, _AMONG_FEW = 15, 0.45
"""Chunks of a library of an article or two, and the least probability of an answer from it. Its
reader asks about that article, and little else is there to be mistaken for an answer: of 83 Arabic
questions about other things, asked of one Arabic article of six chunks, 2 reach .45; of 20 about it
.67 refuses 5, .45 refuses 2. Not across languages, where 8 of 82 would be answered, and not where
the question names a place, a number or a capitalised word that the article lacks: it may mean
another event."""
_OTHERS = ("places", "numbers", "capitals")


# When, how long or how many is not answered by a passage without any day, length or number,
# whatever else of the question stands there; one that answers all the same is rare (`_FIGURES`).
_NOWHERE_THERE = 2.0
_FAR_OFF = -1.0  # deviations: what is not among the nearest
_EXACTLY = 0.85  # a word that differs in a letter (بافيا, مافيا) counts 0.8
_A_LITTLE = 1e-6
_MOSTLY = 0.6  # across languages the ends of a name alone count for a fifth
