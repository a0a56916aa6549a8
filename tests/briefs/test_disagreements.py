from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from rag.briefs.figures.disagreements import disagreements
from rag.records import Article, Language
from rag.sources.markdown.markdown_text import read_markdown
from tests.briefs.samples import ARABIC, ENGLISH
from tests.factories import ANALYZER, article


def told(
    text: str,
    *,
    name: str = "one",
    language: Language = "en",
    outlet: str | None = None,
    day: date = date(2024, 5, 1),
) -> Article:
    return article(text, id=name, language=language, outlet=outlet or name, published_at=day)


def values(*articles: Article) -> list[tuple[str, ...]]:
    return [tuple(claim.value for claim in one.claims) for one in disagreements(articles, ANALYZER)]


SAID = "The wave killed {} people in the harbour of Tanga on Sunday, {} said."
WAVE = "The wave killed {} people in the harbour of Tanga on Sunday. Boats were washed ashore."


def test_two_tolls_of_one_event_disagree() -> None:
    one = told(SAID.format(46, "the police"))
    other = told("Officials said 61 people were killed by the wave in the harbour.", name="two")
    (found,) = disagreements([one, other], ANALYZER)
    assert [(claim.value, claim.citation.article.id) for claim in found.claims] == [
        ("46", "one"),
        ("61", "two"),
    ]
    assert found.about == "deaths"
    assert all(claim.value in claim.citation.quote for claim in found.claims)


def test_they_disagree_across_languages() -> None:
    arabic = told(ARABIC, name="ar", language="ar")
    english = told(ENGLISH.replace("46", "61"), name="en")
    assert values(arabic, english) == [("46", "61")]


def test_what_three_articles_say_of_one_thing_is_one_disagreement() -> None:
    tolls = {46: "the police", 61: "the army", 75: "the hospital"}
    three = [told(SAID.format(toll, who), name=str(toll)) for toll, who in tolls.items()]
    assert values(*three) == [("46", "61", "75")]


def test_tolls_of_one_day_that_nobody_is_named_for_may_be_of_different_hours() -> None:
    assert values(told(WAVE.format(46)), told(WAVE.format(61), name="two")) == []
    least = told(SAID.format("at least 61", "the army"), name="two")
    assert values(told(SAID.format(46, "the police")), least) == []


def test_ranges_with_another_end_disagree() -> None:
    one = told("The canal loses $12 million to $14 million a day, its chairman said.")
    two = told("The canal lost between $12 million and $15 million a day.", name="two")
    assert values(one, two) == [("$12 million to $14 million", "$12 million and $15 million")]
    assert values(one, told(one.text, name="two")) == []


def test_damage_and_losses_are_of_one_kind() -> None:
    one = told("The flood in Pakistan caused damage and losses of more than $30 billion.")
    two = told("Officials put the damage of the flood in Pakistan at $40 billion.", name="two")
    assert values(one, two) == [("$30 billion", "$40 billion")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WAVE.format(46), WAVE.format(46)),
        (WAVE.format("about 60"), WAVE.format(61)),
        (WAVE.format(46), "The wave sank 61 boats in the harbour of Tanga on Sunday."),
        (WAVE.format(46), "The wave killed 61 people in the harbour, up from 46 on Monday."),
        (WAVE.format(46), "The wave killed 4,600 people in the harbour of Tanga, it was feared."),
        (WAVE.format(46), "A fire in Kenya killed 61 people in a market on Friday."),
        ("The firm earned $40 million from tickets.", "The firm earned 60 million euros in all."),
        ("The paper was founded in 1998 in Tanga.", "The paper was founded in 1999 in Tanga."),
    ],
)
def test_what_can_both_be_true_is_no_disagreement(one: str, other: str) -> None:
    assert values(told(one), told(other, name="two")) == []


def test_figures_of_two_years_do_not_disagree() -> None:
    last_year = told(WAVE.format(61), name="old", day=date(2023, 5, 1))
    assert values(told(WAVE.format(46)), last_year) == []


def test_articles_without_figures_and_no_articles_agree() -> None:
    assert disagreements([], ANALYZER) == ()
    assert values(told("It rained."), told("It did not rain.", name="two")) == []


def sample(name: str) -> Article:
    reading = read_markdown(files("seeds").joinpath(f"{name}.md").read_bytes(), source=name)
    stated = reading.stated
    return article(
        reading.text,
        id=name,
        language="ar" if name.endswith(".ar") else "en",
        outlet=stated.outlet,
        published_at=stated.published_at,
    )


def test_those_found_in_the_sample_stories_are_right() -> None:
    names = sorted(
        file.name.removesuffix(".md") for file in files("seeds").iterdir() if ".md" in file.name
    )
    assert sorted(values(*map(sample, names))) == sorted(
        [
            ("80 ألف", "97,000"),
            ("425", "422"),
            ("5,914", "6,760"),
            ("7.7", "7.8"),
            ("7.6", "7.5"),
            ("12 و14 مليون دولار", "$12 million and $15 million"),
            ("30 مليار دولار", "$40 billion"),
            ("6.2 مليار دولار", "7 مليارات دولار"),
            ("٣٢٫٨ مليون طن", "32.9 million tonnes"),
        ]
    )
