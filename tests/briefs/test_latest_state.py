from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from rag.briefs.figures.updates import replaced_figures
from rag.briefs.latest_state import latest_headlines, with_days_of_figures
from rag.briefs.points import version
from rag.records import Article, Headline, Language, Point
from tests.briefs.samples import all_lines
from tests.factories import ANALYZER, article

FRIDAY, SUNDAY = date(2023, 12, 29), date(2023, 12, 31)
NEW = date(2024, 1, 5)


def told(text: str, day: date, *, name: str, title: str, language: Language = "en") -> Article:
    return article(text, id=name, title=title, language=language, outlet=name, published_at=day)


def shown(articles: Sequence[Article], today: date | None) -> list[str]:
    replaced = replaced_figures(articles, ANALYZER)
    points = [
        Point(f"p{at}", ar=side if side.language == "ar" else None, en=side if english else None)
        for at, line in enumerate(all_lines(*articles))
        for side in [version(line.language, [line.sentence])]
        for english in [line.language == "en"]
    ]
    dated = with_days_of_figures(points, replaced, today)
    return [side.text for point in dated for side in (point.ar, point.en) if side]


FERRY = "The ferry disaster off Port Amara has killed {} people, police said, and boats search on."
RISEN = "The death toll from the ferry disaster off Port Amara has risen to {}, police said."
AR_FERRY = "ارتفع عدد قتلى غرق العبارة قبالة ميناء عمارة إلى {} شخصا، وفق الشرطة."


def story(day: date = FRIDAY) -> list[Article]:
    return [
        told(FERRY.format(14), day, name="a", title="Ferry sinks off Port Amara, 14 dead"),
        told(RISEN.format(31), NEW, name="b", title="Ferry off Port Amara: toll rises to 31"),
    ]


def test_a_replaced_figure_has_its_day_behind_its_clause() -> None:
    first, second = shown(story(date(2024, 1, 2)), NEW)
    assert first == FERRY.format(14).replace("people,", "people [as of 2 January],")
    assert second == RISEN.format(31)


def test_the_year_is_named_where_it_is_another() -> None:
    assert "14 people [as of 29 December 2023]," in shown(story(), NEW)[0]


def test_arabic_sentences_have_it_too() -> None:
    one = told(AR_FERRY.format(14), FRIDAY, name="a", title="غرق عبارة", language="ar")
    two = told(AR_FERRY.format(31), NEW, name="b", title="غرق عبارة", language="ar")
    assert "14 شخصا [حتى 29 ديسمبر 2023]،" in shown([one, two], NEW)[0]


@pytest.mark.parametrize(
    "text",
    [
        "By Friday the ferry disaster off Port Amara had killed 14 people, police said.",
        "The ferry disaster off Port Amara has killed 31 people, police said.",
    ],
)
def test_what_tells_its_day_or_is_not_replaced_stays(text: str) -> None:
    one = told(text, SUNDAY, name="a", title="Ferry sinks")
    assert "as of" not in shown([one, story()[1]], NEW)[0]


def headline(articles: Sequence[Article], text: str | None = None) -> str:
    given = Headline("en", text or articles[0].title)
    (found,) = latest_headlines([given], articles, replaced_figures(articles, ANALYZER))
    return found.text


def test_the_newest_title_on_the_main_event_is_the_headline() -> None:
    side = told("Flags fly low.", date(2024, 1, 6), name="c", title="Flags at half-mast in Lund")
    assert headline([*story(), side]) == "Ferry off Port Amara: toll rises to 31"
    assert headline([side]) == "Flags at half-mast in Lund"


def test_an_outdated_title_has_its_day() -> None:
    old = story()[0]
    newer = told(AR_FERRY.format(31), NEW, name="b", title="غرق عبارة", language="ar")
    english = told(RISEN.format(31), NEW, name="c", title="Hospitals are full")
    for other in (newer, english):
        assert headline([old, other]) == "Ferry sinks off Port Amara, 14 dead (29 December 2023)"
    assert headline([old]) == "Ferry sinks off Port Amara, 14 dead"


def test_what_a_model_wrote_stays() -> None:
    assert headline(story(), "A ferry went down") == "A ferry went down"
