"""What is judged to answer a question: hand-made cases in both languages."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.protocols import Hit
from rag.records import Article, Chunk, Language
from rag.retrieval.coverage import take_apart
from rag.retrieval.relevance import AskedQuestion, Judgement, Ranked, judge
from rag.retrieval.relevance.features import Candidate, features
from rag.retrieval.relevance.logistic import models
from rag.text.analysis.languages import detect_language
from tests.factories import ANALYZER

CHUNKS = 20_000
QUAKE_EN = (
    "A strong earthquake struck Turkey on Monday, officials said. "
    "The death toll in Turkey rose to 33,000 people, rescuers said."
)
QUAKE_AR = "ضرب زلزال قوي تركيا يوم الاثنين. وارتفعت حصيلة ضحايا الزلزال في تركيا إلى 33 ألف قتيل."


def rarity(token: str) -> float:
    """Return the idf of a large library in which every word stands in a few chunks."""
    held = 0 if token == "\0" else 60
    return math.log1p((CHUNKS - held + 0.5) / (held + 0.5))


def asked(question: str, *, idf: Callable[[str], float] = rarity) -> AskedQuestion:
    return AskedQuestion.by(question, detect_language(question), idf, ANALYZER)


def ranked(text: str, *, title: str = "", published_at: date | None = None) -> Ranked:
    language: Language = detect_language(text)
    article = Article("a", text, title, language, source="a.txt", published_at=published_at)
    return Ranked(Chunk("a-0", "a", 0, len(text), text), article, Hit("a-0", 1.0, 1.0, 4.0))


def judged(question: str, text: str, **more: object) -> Judgement:
    (found,) = judge(asked(question), [ranked(text, **more)], beside=False)  # type: ignore[arg-type]
    return found


def found_in(question: str, text: str, *, published_at: date | None = None) -> dict[str, float]:
    one = ranked(text, published_at=published_at)
    return features(asked(question), Candidate(one.chunk, one.article))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many people died in the earthquake in Turkey?", QUAKE_EN),
        ("كم بلغت حصيلة ضحايا زلزال تركيا؟", QUAKE_AR),
    ],
)
def test_what_stands_there_is_answered_and_another_subject_is_not(question: str, text: str) -> None:
    assert judged(question, text).outcome == "answered"
    assert judged("Which opera did Verdi compose last?", text).outcome == "absent"
    assert judged("ما آخر أوبرا ألفها فيردي؟", text).outcome == "absent"


@pytest.mark.parametrize(
    ("right", "wrong", "text"),
    [
        ("earthquake in Turkey death toll?", "earthquake in Morocco death toll?", QUAKE_EN),
        ("What was the toll in Turkey?", "What was the toll in Nepal in 1934?", QUAKE_EN),
        ("ما حصيلة زلزال تركيا؟", "ما حصيلة زلزال المغرب؟", QUAKE_AR),
        ("ما حصيلة زلزال تركيا؟", "ما حصيلة زلزال تركيا عام 1999؟", QUAKE_AR),
        ("How many died in Turkey?", "How many died in Chile?", QUAKE_AR),
    ],
)
def test_another_place_or_year_is_less_likely(right: str, wrong: str, text: str) -> None:
    assert judged(wrong, text).probability < judged(right, text).probability


@pytest.mark.parametrize("text", [QUAKE_EN, QUAKE_AR])
def test_what_lacks_the_names_of_a_question_does_not_help(text: str) -> None:
    question = "How many people died in the earthquake after Zorbaville?"
    assert judged(question, text).outcome == "absent"
    assert judged(question.replace("Zorbaville", "midnight"), text).outcome != "absent"


def test_a_year_counts_as_there_where_the_article_is_of_that_year() -> None:
    question = "How many died in the earthquake in Turkey in 2023?"
    assert found_in(question, QUAKE_EN)["numbers"] == 1.0
    assert found_in(question, QUAKE_EN, published_at=date(2023, 2, 13))["numbers"] == 0.0


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("Who won the third prize?", "She won the 3rd prize in Cairo.", 0.0),
        ("Who won the third prize?", "She won the second prize in Cairo.", 1.0),
        ("من فاز بالجائزة الثالثة؟", "فازت بالجائزة 3 في القاهرة.", 0.0),
        ("من فاز في عام ٢٠١٨؟", "فازت فرنسا في عام 2018.", 0.0),
        ("من فاز في عام ٢٠١٨؟", "فازت فرنسا في عام 1998.", 1.0),
        ("Who won in 2018?", "فازت فرنسا في عام ٢٠١٨.", 0.0),
    ],
)
def test_numbers_are_found_in_words_and_in_either_digits(
    question: str, text: str, lacking: float
) -> None:
    assert found_in(question, text)["numbers"] == lacking


def test_the_kind_of_thing_asked_for_is_looked_for_beside_what_is_said() -> None:
    question = "How many sailors did the ferry carry?"
    there = found_in(question, "The ferry left at noon. The ferry carried 40 sailors.")
    elsewhere = found_in(
        question,
        "The ferry carried sailors. They sang. It rained. Later 900 people came to the harbour.",
    )
    nowhere = found_in(question, "The ferry carried sailors. They sang.")
    assert (there["kind"], there["figureless"]) == (1.0, 0.0)
    assert (elsewhere["kind"], elsewhere["figureless"]) == (0.0, 1.0)
    assert (nowhere["kind"], nowhere["figureless"]) == (0.0, 2.0)
    person = found_in("Who carried the sailors?", "The sailors were carried. They sang.")
    assert (person["kindless"], person["figureless"]) == (2.0, 0.0)


def test_a_passage_is_judged_when_its_judgement_is_taken() -> None:
    first, second = ranked(QUAKE_EN), ranked("Rain fell in Ankara on Monday.")
    coming = judge(asked("How many people died in Turkey?"), [first, second], beside=False)
    take_apart.cache_clear()
    assert next(coming).outcome == "answered"
    looked_at = take_apart.cache_info().currsize
    assert next(coming).outcome == "absent"
    assert take_apart.cache_info().currsize > looked_at


@pytest.mark.parametrize("text", [QUAKE_EN, QUAKE_AR, "A ferry sank.", "غرقت عبارة."])
@pytest.mark.parametrize(
    "question", ["Which ferry sank in Turkey in May 2023?", "كم عدد ضحايا زلزال تركيا الأول؟"]
)
def test_features_that_a_model_does_not_weigh_change_nothing(question: str, text: str) -> None:
    one = ranked(text)
    candidate = Candidate(one.chunk, one.article)
    for model in models().values():
        every = features(asked(question), candidate)
        needed = features(asked(question), candidate, needed=model.features)
        assert model.probability(needed) == model.probability(every)


def test_what_an_article_is_about_stands_in_its_title_or_its_first_two_sentences() -> None:
    question = "What sank in Ankara?"
    first = "A ferry sank. Nobody was hurt."
    for text, title, share in (
        (f"{first} It had come from Ankara.", "", 0.5),
        (f"{first} It had come from Ankara.", "News from Ankara", 1.0),
        (f"{first} It snowed.", "", 0.5),
        ("A ferry sank. It came from Ankara. It snowed.", "", 1.0),
    ):
        one = ranked(text, title=title)
        found = features(asked(question), Candidate(one.chunk, one.article))
        assert found["about"] == pytest.approx(share, abs=0.1), (text, title)


@pytest.mark.parametrize(
    ("question", "text", "more"),
    [
        ("When did the ferry sail from Ankara?", "The ferry sailed from Ankara", "on 3 May"),
        ("How many sailors did the ferry bring?", "The ferry did bring sailors", ", 40 sailors"),
        ("متى أبحرت العبارة من أنقرة؟", "أبحرت العبارة من أنقرة", "يوم 3 مايو"),
    ],
)
def test_when_and_how_many_are_not_answered_without_a_day_or_a_number(
    question: str, text: str, more: str
) -> None:
    assert judged(question, f"{text}.").outcome != "answered"
    assert judged(question, f"{text} {more}.").outcome == "answered"


def test_words_that_no_key_stands_for_count_across_languages() -> None:
    assert found_in("How many died in Turkey?", QUAKE_AR)["unkeyed"] == 0.0
    assert found_in("How many zorblaxes hibernate in Turkey?", QUAKE_AR)["unkeyed"] > 0.2
    assert found_in("How many zorblaxes hibernate in Turkey?", QUAKE_EN)["unkeyed"] == 0.0


def test_a_place_is_found_in_another_form_and_beside_the_answer() -> None:
    text = "The Turkish army sent tents. Roads were cut. Bread came from Egypt. It snowed."
    found = found_in("Where did bread come from in Turkey?", text)
    assert found["places"] == 0.0
    assert found["places_pair"] == 1.0


def test_in_a_small_library_a_common_word_is_not_as_rare_as_a_name() -> None:
    def tiny(token: str) -> float:
        return math.log1p(3.5 / 0.5)

    parts = asked("Did Selma win last?", idf=tiny).terms
    worth = {part.term.stem: part.rarity for part in parts if part.term is not None}
    assert worth["selma"] > worth["win"] > worth["last"]


def test_a_name_is_found_in_another_spelling() -> None:
    assert found_in("من هو رئيس توغو؟", "وصل رئيس توجو إلى العاصمة.")["names"] < 0.2


def test_letters_alike_alone_never_answer() -> None:
    text = "اعتقلت الشرطة زعيم المافيا."
    assert judged("بافيا", text).outcome != "answered"
    assert judged("كم مرة فازت بافيا؟", text).outcome != "answered"
    assert judged("المافيا", text).outcome == "answered"


@pytest.mark.parametrize("question", ["", "the of and", "؟", "متى؟", "When?"])
def test_a_question_that_names_nothing_is_not_answered(question: str) -> None:
    assert judged(question, QUAKE_EN).outcome == "absent"


@pytest.mark.parametrize("query", ["Turkey", "earthquake Turkey"])
def test_a_subject_is_answered_where_all_of_it_stands(query: str) -> None:
    assert judged(query, QUAKE_EN).outcome == "answered"
    assert judged(f"{query} Verdi", "Bread is sold in Turkey.").outcome != "answered"


WORDS = ["earthquake", "Turkey", "toll", "33,000", "rose", "Monday", "rescuers", "1999", "Ankara"]
كلمات = ["زلزال", "تركيا", "حصيلة", "33", "ارتفعت", "الاثنين", "أنقرة", "1999", "قتيل"]


@pytest.mark.parametrize("words", [WORDS, كلمات])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_taking_a_word_of_the_question_out_never_makes_it_answered(
    words: list[str], data: st.DataObject
) -> None:
    text = data.draw(st.lists(st.sampled_from(words), min_size=2, max_size=9))
    question = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=4, unique=True))
    gone = data.draw(st.sampled_from(question))
    left = [word if word != gone else "…" for word in text]
    queries = f"{' '.join(question)}?"
    before, after = judged(queries, " ".join(text)), judged(queries, " ".join(left))
    # An earthquake in Turkey speaks more against one in Ankara than Turkey alone does.
    assert after.probability <= before.probability + 1e-9 or after.outcome != "answered"
