"""Who won and who lost, what is no person, names of things and the time of day."""

from __future__ import annotations

import pytest

from rag.retrieval.answer_kinds import NEUTRAL, answers
from rag.retrieval.question_kinds import Asked, asked
from rag.text.analyzer import shipped_analyzer

GLOSSARY = shipped_analyzer().glossary


def share(question: str, sentence: str) -> float:
    return answers(asked(question), question, sentence, GLOSSARY)


# A question, a sentence that holds what it asks for, and one that does not.
PAIRS = [
    ("Who beat Japan?", "Japan lost to Croatia on penalties.", "Japan beat Spain."),
    ("Which side defeated Brazil?", "Brazil were beaten by Croatia.", "Brazil defeated Korea."),
    ("Who did Morocco beat?", "Morocco beat Portugal.", "Croatia beat Morocco."),
    ("Who did Morocco lose to?", "Morocco lost to Croatia.", "Morocco beat Portugal."),
    ("Who lost to Morocco?", "Portugal lost to Morocco.", "Morocco lost to Croatia."),
    ("أي منتخب هزم البرازيل؟", "خسرت البرازيل أمام كرواتيا.", "هزمت البرازيل كوريا الجنوبية."),
    ("على من فازت تونس؟", "فازت تونس على فرنسا.", "فازت أستراليا على تونس."),
    ("من خسر أمام المغرب؟", "خسرت إسبانيا أمام المغرب.", "خسر المغرب أمام كرواتيا."),
    ("Who won the championship?", "Ghana won the title.", "Kudus won the Golden Boot."),
    ("من فاز بالبطولة؟", "فازت غانا بلقب البطولة.", "توج كودوس هدافا للبطولة."),
    ("Which trawlers were seized off Yemen?", "The Nora, the Lykke and the Stella.", "In Oman."),
    ("Which countries sent trawlers?", "Oman, Iran and Spain.", "The Nora, Lykke and Stella."),
    ("Who resigned?", "Hannah Vogel resigned.", "She left Leeds University."),
    ("Who steered the ferry?", "Omar Haddad steered it.", "It passed the Strait of Messina."),
    ("من المتحدث؟", "قال المتحدث سامر الدباغ.", "وقال المتحدث إن الأمر على ما يرام."),
    ("من استقال؟", "استقال سامر الدباغ.", "عبر السفينة باب المندب."),
    ("Who attacked the convoy?", "Rebels attacked the convoy.", "The convoy was long."),
    ("Who paid for the museum?", "The Aga Foundation paid.", "The museum is old."),
    ("من مول المتحف؟", "مولته مؤسسة «نورا».", "المتحف قديم."),
    ("How long was the tunnel closed?", "It was shut for nine days.", "It is 9 km long."),
    ("How long was the train stranded?", "Six hours.", "It is 200 metres long."),
    ("What time did the ferry leave?", "It left at 18:40.", "It left on 3 May 2021."),
    ("What time was the blast?", "It was heard at 4 am.", "It was heard in 2019."),
    ("في أي ساعة غادرت العبارة؟", "غادرت عند الساعة السابعة.", "غادرت في 3 مايو 2021."),
    ("الساعة كم وقع الانفجار؟", "وقع الانفجار في 06:07.", "وقع الانفجار الثلاثاء."),
    ("What is the name of the robot?", "The robot, Kiro, is small.", "The robot is small."),
    ("What is the telescope called?", "The telescope Arel was sent.", "Spain built it."),
    ("ما اسم التلسكوب؟", "أطلق التلسكوب «أريل».", "يزن التلسكوب طنا."),
    ("ما اسم الناقلة الغارقة؟", "غرقت الناقلة «نورا ليك».", "غرقت الناقلة ليلا."),
    ("How many points did Haddad score?", "Haddad, who scored nine, left.", "It was 1999."),
    ("How many people came?", "A crowd of 4,000 came.", "It took 90 minutes."),
    ("How many people were held?", "Some 40 Danes were held.", "Some 40 shops were shut."),
    ("كم شخصا احتجز؟", "احتجز 40 عراقيا.", "احتجزت 40 سيارة."),
]


@pytest.mark.parametrize(("question", "good", "bad"), PAIRS)
def test_what_is_asked_for_stands_in_one_and_not_in_the_other(
    question: str, good: str, bad: str
) -> None:
    assert share(question, good) >= 0.7
    assert share(question, bad) <= NEUTRAL


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("What time is the launch?", "day", "clock"),
        ("أي ساعة الإطلاق؟", "day", "clock"),
        ("When is the launch?", "day", ""),
        ("What is the robot called?", "other", "name"),
        ("شو اسم الروبوت؟", "other", "name"),
        ("ما اسم الوزير؟", "person", ""),
        ("How long was the bridge shut?", "duration", ""),
        ("How long is the bridge opened in May?", "amount", "length"),
        ("How long is the ship that was stuck?", "amount", "length"),
        ("هل خسرت تونس أمام فرنسا؟", "yes_no", ""),
    ],
)
def test_a_question_tells_kind_and_unit(question: str, kind: str, unit: str) -> None:
    found = asked(question)
    assert isinstance(found, Asked)
    assert (found.kind, found.unit) == (kind, unit)


def test_a_verb_of_winning_without_an_opponent_turns_nothing_round() -> None:
    assert share("Who won the final?", "In the final, Ghana won.") == 1.0
    assert share("Who got the most goals?", "Kudus won the Golden Boot.") == 1.0
