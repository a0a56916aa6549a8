from __future__ import annotations

import pytest

from rag.briefs.points import (
    checked_version,
    differences,
    mark_differences,
    version,
    versions_of,
    with_doubts,
    within_length,
)
from rag.messages.notices import notice
from rag.records import Citation, Language, Point, Sentence, Status, Verdict, Version
from tests.factories import ANALYZER, evidence, passage

SOURCE = "The ministry said 46 people died in Karsan on 3 May. Rain is expected on Friday."


def _cited(text: str = SOURCE, end: int | None = None) -> tuple[Citation, ...]:
    (given,) = evidence(passage(text))
    return (Citation(given, 0, len(text) if end is None else end),)


def _side(text: str, status: Status = "supported", language: Language = "en") -> Version:
    return Version(language, (Sentence(text),), Verdict(status))


def test_a_side_is_as_good_as_its_worst_sentence() -> None:
    good = Sentence("a", verdict=Verdict("supported", score=1.0))
    bad = Sentence("b", verdict=Verdict("check", ("why",)))
    assert version("en", [good, bad]).verdict == bad.verdict
    assert version("en", [good, Sentence("c")]).verdict.status == "unverified"
    with pytest.raises(ValueError, match="empty"):
        version("en", [])


def test_every_sentence_of_a_side_is_checked_against_what_is_cited() -> None:
    right = checked_version(
        "The ministry said 46 people died in Karsan.", _cited(), language="en", analyzer=ANALYZER
    )
    assert right.verdict.status == "supported"
    wrong = checked_version(
        "The ministry said 46 people died in Karsan. It was on 4 June.",
        _cited(),
        language="ar",
        analyzer=ANALYZER,
    )
    assert wrong.verdict.status == "contradicted"
    assert next(one.verdict.status for one in wrong.sentences if one.verdict) == "supported"
    assert "المقطع" in " ".join(wrong.verdict.reasons)


def test_a_side_that_drops_who_said_it_is_to_be_looked_at() -> None:
    kept = checked_version(
        "46 people died in Karsan, according to the ministry.",
        _cited(),
        language="en",
        analyzer=ANALYZER,
    )
    lost = checked_version(
        "46 people died in Karsan on 3 May.", _cited(), language="en", analyzer=ANALYZER
    )
    assert kept.verdict.status == "supported"
    assert (lost.verdict.status, lost.verdict.reasons) == (
        "check",
        (notice("attribution_lost", "en"),),
    )


def test_nothing_is_lost_where_one_source_says_it_itself() -> None:
    plain = "46 people died in Karsan on 3 May."
    (first,) = _cited()
    _, second = evidence(passage(SOURCE), passage(plain, id="b"))
    both = (first, Citation(second, 0, len(plain)))
    assert (
        checked_version(
            "46 people died in Karsan.", both, language="en", analyzer=ANALYZER
        ).verdict.status
        == "supported"
    )


def test_doubts_make_no_verdict_better() -> None:
    assert with_doubts(_side("a"), "x", "x").verdict.reasons == ("x",)
    assert with_doubts(_side("a"), "x").verdict.status == "check"
    assert with_doubts(_side("a", "unverified"), "x").verdict.status == "unverified"


ENGLISH = "The earthquake in Turkey killed 46 people and injured 120 on Friday."
ARABIC = "أودى الزلزال في تركيا بحياة 46 شخصاً وأصاب 120 يوم الجمعة."


def test_sides_that_tell_the_same_agree() -> None:
    english, arabic = _side(ENGLISH), _side(ARABIC, language="ar")
    assert differences(english, arabic, ANALYZER) == ()
    assert mark_differences(arabic, english, ANALYZER) == (arabic, english)
    assert mark_differences(None, english, ANALYZER) == (None, english)
    assert mark_differences(arabic, None, ANALYZER) == (arabic, None)


@pytest.mark.parametrize(
    "other",
    [
        ARABIC.replace("46", "64"),
        "أودى الزلزال في تركيا بحياة 46 شخصاً.",
        "أعلن البنك المركزي خفض أسعار الفائدة وتراجعت أسهم الشركات في البورصة.",
    ],
)
def test_a_side_that_says_what_the_other_does_not_is_to_be_looked_at(other: str) -> None:
    _, english = mark_differences(_side(other, language="ar"), _side(ENGLISH), ANALYZER)
    assert english is not None
    assert english.verdict.status == "check"
    assert english.verdict.reasons[0] == notice("sides_differ", "en")
    assert len(english.verdict.reasons) > 1


def _points(*lengths: int) -> list[Point]:
    return [Point(f"p{at}", en=_side("word " * length)) for at, length in enumerate(lengths)]


@pytest.mark.parametrize(
    ("lengths", "words", "kept"),
    [
        ([20, 20, 20], 60, 3),
        ([40, 40, 40], 60, 3),  # three are kept, however long
        ([15, 15, 15, 15], 60, 4),
        ([20, 20, 20, 20], 60, 3),
        ([20, 20, 20, 9], 60, 4),  # within 15 %
        ([25, 25, 25, 70], 120, 4),  # 75 would be further off than 145
        ([10, 10], 60, 2),
        ([], 60, 0),
    ],
)
def test_the_last_points_go_where_a_brief_is_too_long(
    lengths: list[int], words: int, kept: int
) -> None:
    points, left_out = within_length(_points(*lengths), words)
    assert len(points) == kept
    assert [one.reasons for one in left_out] == [(notice("too_long", "en"),)] * (
        len(lengths) - kept
    )


def test_the_longer_side_decides() -> None:
    both = Point("p", ar=_side("كلمة " * 30, language="ar"), en=_side("word " * 10))
    points, left_out = within_length([both] * 4, 60)
    assert len(points) == 3
    assert [one.language for one in left_out] == ["ar", "en"]
    assert len(versions_of(both)) == 2
