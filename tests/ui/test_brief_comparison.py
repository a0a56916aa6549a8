from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.records import Brief, Claim, Language, Point, Sentence, Update, Verdict, Version
from tests.exports.briefs import ENGLISH, cited
from tests.factories import with_story
from tests.ui.briefs import brief
from tests.ui.html import Reading, assert_inert
from ui.briefs.brief_changes_html import comparison
from ui.briefs.brief_comparison import compare

_SOUND = Verdict("supported")
CITED = cited(ENGLISH, 1)[:1]


def _version(language: Language, text: str) -> Version:
    return Version(language, (Sentence(text, CITED, verdict=_SOUND),), _SOUND)


def _brief(*told: str | tuple[str, str]) -> Brief:
    """A brief with a point for each text, English or (Arabic, English)."""
    points = []
    for number, one in enumerate(told):
        ar, en = (None, one) if isinstance(one, str) else one
        points.append(Point(str(number), _version("ar", ar) if ar else None, _version("en", en)))
    return with_story(brief(), points=tuple(points), updates=())


DEAD = "The earthquake has killed {} people in Turkey and Syria, officials said on {}."
MONDAY, FRIDAY = DEAD.format("33,000", "Monday"), DEAD.format("50,000", "Friday")
WINTER = "Rescuers worked through a freezing winter night."
AID = "A convoy of ten trucks crossed the border with tents and medicine."


def test_points_are_new_gone_changed_or_as_before() -> None:
    found = compare(_brief(MONDAY, WINTER, AID), _brief(AID, FRIDAY, "Schools have opened again."))
    assert [point.en.text for point in found.new if point.en] == ["Schools have opened again."]
    assert [point.en.text for point in found.gone if point.en] == [WINTER]
    ((old, new),) = found.changed
    assert old.en is not None
    assert new.en is not None
    assert (old.en.text, new.en.text) == (MONDAY, FRIDAY)
    assert [point.en.text for point in found.same if point.en] == [AID]


def test_a_point_that_gains_a_language_is_told_as_before() -> None:
    found = compare(_brief(AID), _brief(("عبرت قافلة من عشر شاحنات الحدود.", AID)))
    assert len(found.same) == 1


def test_only_figures_that_changed_since_are_updates() -> None:
    def update(*values: str) -> Update:
        return Update(
            "Deaths", tuple(Claim(one, CITED[0], day=date(2023, 2, 13)) for one in values)
        )

    older = with_story(_brief(AID), updates=(update("1", "2"),))
    newer = with_story(_brief(AID), updates=(update("1", "2"), update("33,000", "50,000")))
    (found,) = compare(older, newer).updates
    assert found.claims[1].value == "50,000"


@pytest.mark.parametrize(
    ("reader", "told"),
    [
        ("en", ["What has changed since noon", "1 new · 1 told otherwise · 1 no longer told"]),
        ("ar", ["ما تغيّر منذ noon", "نقطة واحدة جديدة · نقطة واحدة بصيغة أخرى"]),
    ],
)
def test_what_has_changed_is_counted_and_listed(reader: Language, told: list[str]) -> None:
    found = compare(_brief(MONDAY, WINTER), _brief(FRIDAY, AID))
    text = Reading(comparison(found, reader=reader, since="noon")).text
    for one in (*told, MONDAY, FRIDAY, WINTER, AID):
        assert one in text.replace("1 point ", "1 ")


def test_the_sentences_that_changed_are_marked_in_a_point_told_otherwise() -> None:
    found = compare(_brief(MONDAY), _brief(FRIDAY))
    html = comparison(found, reader="en", since="noon")
    assert "50,000" in html.split("<ins>")[1].split("</ins>")[0]
    assert "33,000" in html.split("<del>")[1].split("</del>")[0]


def test_briefs_that_tell_the_same_say_so() -> None:
    made = replace(brief(), dropped=())
    reading = Reading(comparison(compare(made, made), reader="en", since="noon"))
    assert "Nothing has changed." in reading.text
    assert "li" not in reading.tags


def test_an_empty_brief_has_nothing_in_common_with_another() -> None:
    found = compare(with_story(_brief(AID), points=()), _brief(AID))
    assert (len(found.new), len(found.gone)) == (1, 0)


def test_hostile_texts_stay_text() -> None:
    from tests.ui.briefs import hostile_brief

    found = compare(brief(), hostile_brief())
    html = comparison(found, reader="en", since="<noon>").replace(" open", "", 1)
    assert_inert(html)
