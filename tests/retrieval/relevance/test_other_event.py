"""What a passage names instead of what the question names: one event told from another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Article
from rag.retrieval.relevance.features import Candidate, features
from rag.retrieval.relevance.other_event import OTHER_EVENT, marks_of
from tests.factories import ANALYZER
from tests.retrieval.relevance.test_decision import asked, ranked

MARATHON_EN = "Sifan Hassan won the women's marathon in Paris. She ran a record."
MARATHON_AR = "فازت سيفان حسن بماراثون السيدات في باريس. وسجلت رقما قياسيا."
QUAKE_EN = "An earthquake struck Turkey. It killed 33,000 people in 2023."
QUAKE_AR = "ضرب زلزال تركيا. وقتل 33 ألف شخص في عام 2023."
COP_EN = "Delegates left COP28 in Dubai on Wednesday. Some 97,000 had registered."
COP_AR = "غادر المندوبون كوب28 في دبي يوم الأربعاء. وبلغ عدد المسجلين 97 ألفا."


def told(question: str, text: str, *, title: str = "", at: date | None = None) -> dict[str, float]:
    one = ranked(text, title=title, published_at=at)
    found = features(asked(question), Candidate(one.chunk, one.article))
    return {name: found[name] for name in OTHER_EVENT}


@pytest.mark.parametrize("quake", [QUAKE_EN, QUAKE_AR])
@pytest.mark.parametrize(
    ("question", "feature"),
    [
        ("How many people did the earthquake in Morocco kill?", "place_other"),
        ("كم شخصا قتل زلزال المغرب؟", "place_other"),
        ("كم شخصا قتل الزلزال المغربي؟", "place_other"),
        ("كم شخصا قتل زلزال تركيا عام 1999؟", "year_instead"),
        ("How many people did the earthquake in Turkey kill in 1999?", "year_instead"),
        ("How many people did the floods in Turkey kill?", "opposed"),
        ("كم شخصا قتلت الفيضانات في تركيا؟", "opposed_article"),
    ],
)
def test_another_place_year_or_kind_of_event_is_seen(
    question: str, feature: str, quake: str
) -> None:
    assert told(question, quake)[feature] == 1.0


@pytest.mark.parametrize("quake", [QUAKE_EN, QUAKE_AR])
@pytest.mark.parametrize(
    "question",
    [
        "How many people did the earthquake in Turkey kill in 2023?",
        "How many people did the Turkish quake kill?",
        "كم شخصا قتل زلزال تركيا في ٢٠٢٣؟",
        "كم شخصا قتلت الهزة بتركيا؟",
    ],
)
def test_the_event_itself_is_no_other(question: str, quake: str) -> None:
    found = told(question, quake)
    assert not any(found[name] for name in OTHER_EVENT if not name.startswith("noun")), found


def test_a_place_that_nothing_stands_in_for_may_be_understood() -> None:
    text = "The government raised the price of bread. It had promised not to."
    assert told("Who raised the price of bread in Morocco?", text)["place_other"] == 0.0


def test_the_year_of_publication_need_not_be_told() -> None:
    question = "How many people did the earthquake in Turkey kill in 2024?"
    assert told(question, QUAKE_EN, at=date(2024, 2, 6))["year_instead"] == 0.0
    assert told(question, QUAKE_EN, at=date(2023, 2, 6))["year_instead"] == 1.0


def test_a_year_need_not_be_told_beside_what_answers() -> None:
    text = f"{QUAKE_EN} It rained. It snowed. Some 400 schools fell."
    assert told("How many schools fell in Turkey in 2023?", text)["year_instead"] == 0.0


@pytest.mark.parametrize("text", [COP_EN, COP_AR])
@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("How many people came to COP26?", 1.0),
        ("How many people came to COP28?", 0.0),
        ("كم مشاركا حضر كوب26؟", 1.0),
        ("كم مشاركا حضر كوب٢٨؟", 0.0),
        ("How many people came to Dubai?", 0.0),
    ],
)
def test_a_series_is_told_by_its_number(question: str, other: float, text: str) -> None:
    assert told(question, text)["series"] == other


@pytest.mark.parametrize("text", [MARATHON_EN, MARATHON_AR])
@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Who won the men's marathon?", 0.5),
        ("Who won the women's marathon?", 0.0),
        ("من فاز بماراثون الرجال؟", 0.5),
        ("من فازت بماراثون السيدات؟", 0.0),
    ],
)
def test_a_distinguishing_word_has_an_opposite(question: str, other: float, text: str) -> None:
    assert told(question, text)["opposed"] == other


def test_the_longest_phrase_counts_and_clitics_do_not() -> None:
    assert marks_of("ووزير الدفاع", ANALYZER).opposed == {("role", "defence minister")}
    assert marks_of("في نصف النهائي", ANALYZER).opposed == {("round", "semi-final")}
    assert marks_of("the prime minister", ANALYZER).opposed == {("role", "prime minister")}


@pytest.mark.parametrize(
    ("question", "text", "near", "article"),
    [
        ("How many schools did the earthquake ruin?", QUAKE_EN, 1.0, 1.0),
        ("How many people did the earthquake kill?", QUAKE_AR, 0.0, 0.0),
        ("كم مدرسة هدم الزلزال؟", QUAKE_EN, 1.0, 1.0),
        ("Which bridge fell?", "It rained. A bridge fell. It snowed. Then the sun came.", 0.0, 0.0),
    ],
)
def test_what_is_counted_or_chosen_from_is_looked_for(
    question: str, text: str, near: float, article: float
) -> None:
    found = told(question, text)
    assert (found["noun"], found["noun_article"]) == (near, article)


@pytest.mark.parametrize("text", [MARATHON_EN, MARATHON_AR])
def test_names_with_capitals_are_looked_for_by_their_sound(text: str) -> None:
    found, lacking = told("How fast was Sifan Hassan?", text), told("Who is Eliud Kipchoge?", text)
    assert (found["strange"], found["strange_across"]) == (0.0, 0.0)
    assert lacking["strange"] + lacking["strange_across"] == 1.0


@pytest.mark.parametrize(
    ("question", "apart"),
    [
        ("How many died in the earthquake in Morocco?", 1.0),
        ("How strong was the Izmir earthquake?", 1.0),
        ("كم كانت قوة زلزال إزمير؟", 0.0),  # across languages only places are sure
        ("كم كانت قوة الزلزال في المغرب؟", 1.0),
        ("How strong was the earthquake in Turkey?", 0.0),
        ("كم كانت قوة زلزال تركيا؟", 0.0),
        ("Which earthquake did Izmir feel?", 0.0),
        ("How strong was the storm in Izmir?", 0.0),
    ],
)
def test_a_noun_goes_with_the_name_beside_it(question: str, apart: float) -> None:
    assert told(question, QUAKE_EN)["detached"] == apart


@given(st.text(max_size=80))
def test_a_text_names_nothing_else_than_itself(text: str) -> None:
    article = Article("a", text, "", "en", source="a.txt")
    found = told(text, text or "?", title=article.title)
    assert not any(found[name] for name in OTHER_EVENT if not name.startswith("noun"))
