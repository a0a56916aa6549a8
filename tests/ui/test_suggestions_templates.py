"""Questions made of sentences: right where a form fits, none where it does not."""

from __future__ import annotations

import pytest

from rag.records import Article
from ui.ask.suggestions_arabic import arabic_questions
from ui.ask.suggestions_english import english_questions
from ui.ask.suggestions_templates import questions_of

_TEXT = "The vote was close, and Kamala Bishop of the Dockers said so. Workers and officials met."


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "About 54,000 troops are stationed in Japan, most of them on Okinawa.",
            "How many troops are stationed in Japan?",
        ),
        (
            "Nearly 200 countries agreed on Wednesday to begin moving away from coal.",
            "How many countries agreed on Wednesday to begin moving away from coal?",
        ),
        (
            "The ferry was pulled off the sandbank on Monday afternoon, the port said.",
            "When was the ferry pulled off the sandbank?",
        ),
        (
            "The bridge was closed to lorries because of cracks in a pier.",
            "Why was the bridge closed to lorries?",
        ),
        ("Kamala Bishop said the strike would go on.", "What did Kamala Bishop say?"),
        ("The city council has approved a new tram line.", "What did the city council approve?"),
        (
            "The harbour board agreed on Friday to exchange maps.",
            "What did the harbour board agree to do?",
        ),
        (
            "Prices will rise, the energy ministry said on Sunday.",
            "What did the energy ministry say?",
        ),
    ],
)
def test_an_english_sentence_gives_its_question(sentence: str, question: str) -> None:
    assert question in [text for _, text in english_questions(sentence, _TEXT)]


@pytest.mark.parametrize(
    "sentence",
    [
        "He said the strike would go on.",
        "In March the board said it would pay.",
        "Police recovered the boat from the river and said it was sound.",
        "Two years have passed since the vote.",
        "$7 billion was lost in a year.",
        "Which of them said that?",
        "The man who was there said nothing.",
        "What comes next is open.",
    ],
)
def test_an_english_sentence_that_fits_no_form_gives_none(sentence: str) -> None:
    assert list(english_questions(sentence, _TEXT)) == []


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("قال مدير الميناء إن الأشغال انتهت.", "ماذا قال مدير الميناء؟"),
        ("وأضافت وزيرة النقل: «لن نتأخر».", "ماذا قالت وزيرة النقل؟"),
        ("وحذّر رئيس البلدية من انهيار الجسر.", "مِمَّ حذّر رئيس البلدية؟"),
        (
            "هبطت المركبة «أمل-3» على سطح القمر، مساء الأربعاء، لتصبح الأولى.",
            "متى هبطت المركبة «أمل-3» على سطح القمر؟",
        ),
        ("تأخر افتتاح الجسر الجديد بسبب العاصفة.", "لماذا تأخر افتتاح الجسر الجديد؟"),
        (
            "قُتل نحو 41 شخصا في انفجار مصنع للألعاب النارية.",
            "كم شخصا قُتل في انفجار مصنع للألعاب النارية؟",
        ),
    ],
)
def test_an_arabic_sentence_gives_its_question(sentence: str, question: str) -> None:
    assert question in [text for _, text in arabic_questions(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "وأضاف أن الأشغال انتهت.",
        "وأضاف لاحقا إن الأشغال انتهت.",
        "وقال في اتصال هاتفي إن الأشغال انتهت.",
        "قال #مدير_الميناء إن الأشغال انتهت.",
        "وكانت السفينة قد وصلت إلى الميناء مساء الأحد.",
        "الجسر مغلق بسبب العاصفة.",
    ],
)
def test_an_arabic_sentence_that_fits_no_form_gives_none(sentence: str) -> None:
    assert list(arabic_questions(sentence)) == []


def test_a_dateline_is_no_part_of_a_question() -> None:
    text = "PORT HALE (Harbour Wire) - The ferry was pulled off the sandbank on Monday."
    article = Article("a", text, "Ferry", "en", "memory")
    (question,) = questions_of(article)
    assert question.text == "When was the ferry pulled off the sandbank?"
    assert text[question.start : question.end] == text
