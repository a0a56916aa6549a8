from __future__ import annotations

from datetime import date

from rag.briefs.extractive.order import BriefFact, facts, grouped, in_order
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.briefs.tuning import MOST_POINTS
from rag.records import Article
from tests.briefs.samples import all_lines
from tests.factories import article

OLD = article("Old zero. Old one. Old two.", id="old", published_at=date(2024, 7, 1))
NEW = article("New zero. New one. New two.", id="new", published_at=date(2024, 7, 3))
UNDATED = article("Undated zero. Undated one.", id="undated")


def alone(lines: list[SourceSentence]) -> list[BriefFact]:
    return [BriefFact((line,)) for line in lines]


def ordered(*articles: Article) -> list[str]:
    found = in_order(alone(all_lines(*articles)), articles)
    return [fact.lines[0].text for fact in found]


def test_the_newest_article_leads_and_its_sentences_stay_together() -> None:
    assert ordered(OLD, NEW) == [
        "New zero.", "New one.", "New two.", "Old zero.", "Old one.", "Old two.",
    ]  # fmt: skip


def test_of_one_day_the_most_relevant_leads() -> None:
    assert ordered(UNDATED, OLD)[0] == "Old zero."
    twin = article("Twin zero.", id="twin", published_at=date(2024, 7, 1))
    assert ordered(twin, OLD)[0] == "Twin zero."


def test_sentences_that_tell_the_same_are_one_fact() -> None:
    zero, one, two = all_lines(OLD)
    (first, second) = facts([zero, one, two], [(zero, two)])
    assert set(first.lines) == {zero, two}
    assert second.lines == (one,)


def test_neighbours_are_joined_until_the_points_are_few_enough() -> None:
    many = alone(all_lines(article(" ".join(f"Number {at} came." for at in range(30)), id="a")))
    assert len(grouped(many, 1_000)) == MOST_POINTS
    assert len(grouped(many, 60)) == 3
    assert [fact for group in grouped(many, 60) for fact in group] == many


def test_what_stands_apart_is_not_joined_for_a_short_brief() -> None:
    apart = alone([line for line in all_lines(OLD, NEW, UNDATED) if line.place != 1])
    assert len(grouped(apart, 60)) == len(apart)


def test_no_facts_give_no_points() -> None:
    assert grouped(in_order([], [OLD]), 60) == []
