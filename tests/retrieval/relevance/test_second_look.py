"""What is answered from once sentences were read: by the search and the reader together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Language, Outcome, Passage
from rag.retrieval.relevance import look_again
from tests.factories import passage

LANGUAGES: tuple[Language, ...] = ("en", "ar")
ODDS = st.floats(-15, 15)
SHARES = st.floats(0, 1)


def found(
    probability: float,
    outcome: Outcome = "may_help",
    *,
    other: bool = False,
    coverage: float = 0.5,
) -> Passage:
    return replace(
        passage("The ship left."),
        probability=probability,
        outcome=outcome,
        other_event=other,
        coverage=coverage,
    )


def look(
    one: Passage, odds: float | None, *, ahead: float | None = 0.5, language: Language = "en"
) -> Passage:
    (judged,) = look_again([one], [odds], language, ahead=ahead)
    return judged


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_both_hold_likely_is_answered_from_and_what_neither_does_is_absent(
    language: Language,
) -> None:
    assert look(found(0.95, "answered"), 5.0, language=language).outcome == "answered"
    assert look(found(0.05, "absent"), -8.0, language=language).outcome == "absent"


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_lifts_what_the_search_doubts_and_sinks_what_it_was_sure_of(
    language: Language,
) -> None:
    assert look(found(0.4), 6.0, language=language).outcome == "answered"
    assert look(found(0.8, "answered"), -8.0, language=language).outcome == "may_help"


@given(SHARES, ODDS, ODDS, SHARES, st.sampled_from(LANGUAGES))
def test_what_reads_better_is_no_less_likely(
    probability: float, one: float, other: float, ahead: float, language: Language
) -> None:
    low, high = sorted((one, other))
    lower, higher = (
        look(found(probability), odds, ahead=ahead, language=language) for odds in (low, high)
    )
    assert lower.probability <= higher.probability


@given(SHARES, SHARES, ODDS, SHARES, st.sampled_from(LANGUAGES))
def test_what_the_search_holds_likelier_is_no_less_likely(
    one: float, other: float, odds: float, ahead: float, language: Language
) -> None:
    low, high = sorted((one, other))
    lower, higher = (
        look(found(each), odds, ahead=ahead, language=language) for each in (low, high)
    )
    assert lower.probability <= higher.probability


@given(SHARES, ODDS, SHARES, st.sampled_from(LANGUAGES))
def test_another_event_is_answered_from_only_where_that_is_very_likely(
    probability: float, odds: float, ahead: float, language: Language
) -> None:
    """And never where the same passage without that is not."""
    other = look(found(probability, "answered", other=True), odds, ahead=ahead, language=language)
    same = look(found(probability, "answered"), odds, ahead=ahead, language=language)
    assert other.probability == same.probability
    assert (other.outcome == "answered") == (other.probability >= 0.9)
    assert other.outcome != "answered" or same.outcome == "answered"


def test_another_event_is_not_answered_from_where_the_same_would_be() -> None:
    """At these odds the passage is likely enough but for what it lacks."""
    outcomes = [look(found(0.6, other=other), 2.5).outcome for other in (False, True)]
    assert outcomes == ["answered", "may_help"]


@given(SHARES, ODDS)
def test_in_few_articles_less_is_enough_where_the_search_answers_too(
    probability: float, odds: float
) -> None:
    sure = look(found(probability, "answered"), odds, ahead=None)
    unsure = look(found(probability), odds, ahead=None)
    assert (sure.outcome == "answered") == (sure.probability >= 0.4)
    assert (unsure.outcome == "answered") == (unsure.probability >= 0.65)


@pytest.mark.parametrize(
    ("coverage", "probability", "odds", "outcome"),
    [
        (0.5, 0.05, -8.0, "may_help"),  # about the subject, whatever it does not tell
        (0.1, 0.05, -8.0, "absent"),
        (0.1, 0.4, 0.5, "may_help"),  # in other words, but likely
    ],
)
def test_what_has_little_of_the_question_helps_only_where_it_is_likely(
    coverage: float, probability: float, odds: float, outcome: Outcome
) -> None:
    assert look(found(probability, coverage=coverage), odds).outcome == outcome


def test_what_was_not_read_is_no_likelier_than_what_was() -> None:
    passages = [found(0.5), found(0.5), found(0.5)]
    first, second, third = look_again(passages, [3.0, -2.0, None], "en", ahead=0.5)
    assert first.probability > second.probability == third.probability


def test_where_nothing_is_found_nothing_is_judged() -> None:
    assert look_again([], [], "ar", ahead=None) == []
