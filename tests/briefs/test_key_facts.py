from __future__ import annotations

import pytest

from rag.briefs.key_facts.key_facts import MOST, key_facts
from rag.briefs.points import version
from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from rag.records import KeyFact, Language, Point
from rag.text.analysis.languages import detect_language
from tests.briefs.samples import ARABIC, ENGLISH, all_lines, story
from tests.factories import ANALYZER, article


def told(*sentences: str) -> tuple[KeyFact, ...]:
    """The key facts of points of one sentence each."""
    points = []
    for at, sentence in enumerate(sentences):
        language: Language = detect_language(sentence)
        (evidence,) = as_evidence([article(sentence, id=str(at), language=language)])
        side = version(language, [article_sentences(evidence)[0].sentence])
        points.append(
            Point(
                f"p{at}",
                ar=side if language == "ar" else None,
                en=side if language == "en" else None,
            )
        )
    return key_facts(points, ANALYZER)


def of(kind: str, *sentences: str) -> list[str]:
    return [fact.text for fact in told(*sentences) if fact.kind == kind]


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("where", "CAIRO (Post) - A ship ran aground off Yemen.", ["Yemen"]),
        ("where", "The talks moved from Tokyo to South Korea.", ["Tokyo", "South Korea"]),
        ("where", "American and Japanese officials met.", []),
        ("where", "SEVILLE, Spain - The port opened.", []),
        ("where", "THE COST: 40 million dollars was spent.", []),
        ("where", "UPDATE - The minister left the port.", []),
        ("where", "نابلس - وفا - أعلنت البلدية عن خطتها.", []),
        ("where", "بيروت - أعلنت البلدية عن خطتها.", []),
        ("where", "وقال الوزير: «سنبدأ العمل بثلاث محطات».", []),
        ("where", "وأوضح المصدر (وهو عضو) - إن العمل بدأ.", []),
        ("where", "السبب الرئيسي: نقص الوقود والمال.", []),
        ("where", "مصر ترفض: العرض لا يكفي.", ["مصر"]),
        ("where", "طوكيو (الراصد) - التقى الوفدان ولليابان مطالب.", ["اليابان"]),
        ("where", "وسافر الوفد إلى لبنان وفرنسا.", ["لبنان", "فرنسا"]),
        ("when", "They met on Sunday, 14 July 2024.", ["Sunday", "14 July 2024"]),
        ("when", "It has been open since March 2021.", ["March 2021"]),
        ("when", "والتقى الوفدان يوم الجمعة ١٨ آب.", ["يوم الجمعة", "١٨ آب"]),
        ("how_many", "The fire killed 46 people.", ["46 people"]),
        ("how_many", "They won 40 gold medals and $12 million.", ["40 gold medals", "$12 million"]),
        ("how_many", "Some 54,000 U.S. troops are there.", ["54,000 U.S. troops"]),
        ("how_many", "وقتل 46 شخصاً في الحريق.", ["46 شخصاً"]),
        ("how_many", "وسقط عند الكيلومتر 151 بترقيم القناة.", []),
        ("who", "President Joe Biden spoke.", ["Joe Biden"]),
    ],
)
def test_key_facts_of_a_sentence(kind: str, sentence: str, expected: list[str]) -> None:
    found = of(kind, sentence)
    assert found == expected


def test_what_is_the_first_point() -> None:
    assert of("what", "A ship ran aground.", "It was freed.") == ["A ship ran aground."]


def test_each_stands_in_the_sentence_that_it_cites() -> None:
    for fact in told("CAIRO (Post) - On Sunday 46 boats left Yemen.", ARABIC, ENGLISH):
        assert fact.text in " ".join(fact.citation.quote.split())
        assert fact.citation.article.language == fact.language


def test_none_is_told_twice_and_few_of_a_kind() -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    said = [f"It rained on {day}." for day in (*days, *days)]
    assert of("when", *said) == list(days[:MOST])


def test_an_arabic_name_is_found_by_its_english_side() -> None:
    arabic = article("وتحدث في القاعة فوميو كيشيدا طويلاً.", id="ar", language="ar")
    english = article("Fumio Kishida spoke for long in the hall.", id="en")
    sides = [version(one.language, [all_lines(one)[0].sentence]) for one in (arabic, english)]
    found = key_facts([Point("p1", ar=sides[0], en=sides[1])], ANALYZER)
    assert [fact.text for fact in found if fact.kind == "who"] == ["فوميو كيشيدا", "Fumio Kishida"]


def test_points_without_sentences_have_none() -> None:
    assert key_facts([], ANALYZER) == ()
    assert key_facts([Point("p1")], ANALYZER) == ()
    assert len(story()) == 2
