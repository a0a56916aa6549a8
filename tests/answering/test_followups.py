from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answering.followups import CarryOver
from rag.records import Turn
from rag.service import Service
from rag.settings import Settings
from tests.factories import ANALYZER, passage

# How many of 100 passages hold each stem; others stand nowhere.
HELD = {"canal": 9, "suez": 6, "ship": 20, "block": 8, "ever": 3, "given": 2, "troop": 5}
HELD |= {"japan": 9, "sign": 15, "qana": 9, "سفين": 12, "سويس": 6}


def rarity(stem: str) -> float:
    held = HELD.get(stem, 0)
    return math.log1p((100 - held + 0.5) / (held + 0.5))


def carried(question: str, *before: str, coverage: float = 0.0) -> str:
    found = [replace(passage("A text."), coverage=coverage)] if coverage else []
    rewriter = CarryOver(
        rarity, lambda _: found, lambda _, texts: [coverage] * len(texts), ANALYZER
    )
    turns = [Turn(one) for one in before]
    standalone, usage = asyncio.run(rewriter.arewrite(question, turns))
    assert usage.calls == 0
    return standalone


def test_a_first_question_stays_as_it_is() -> None:
    assert carried("How long?") == "How long?"


def test_a_follow_up_takes_the_rarest_words_of_the_question_before() -> None:
    assert carried("For how long?", "Did the Ever Given block the canal?") == (
        "For how long? given ever"
    )


def test_it_takes_one_word_of_the_question_before_that() -> None:
    assert carried("Signed?", "The Suez canal?", "And ships?") == "Signed? ships suez"


def test_words_that_stand_nowhere_are_not_carried() -> None:
    assert carried("For how long?", "Was the zeppelin blocked?") == "For how long? blocked"


@pytest.mark.parametrize(
    "question",
    [
        "Did the Ever Given block a ship in the Suez canal?",
        "Are there troops of the given sort on ships in Japan?",
    ],
)
def test_a_question_with_much_of_its_own_takes_nothing(question: str) -> None:
    assert carried(question, "Who signed?", coverage=0.9) == question


def test_a_question_that_one_passage_covers_takes_nothing() -> None:
    question = "Which ships signed for blocked zeppelins in Japan?"
    assert carried(question, "The Suez canal?", coverage=0.9) == question
    assert carried(question, "The Suez canal?", coverage=0.5) != question


def test_a_pronoun_leans_on_what_was_said() -> None:
    question = "Did it block ships in the canal?"
    assert carried(question, "The Ever Given?", coverage=1.0).endswith("given ever")


def test_nothing_is_carried_from_one_language_to_the_other() -> None:
    assert carried("كم سفينة؟", "The Suez canal?") == "كم سفينة؟"


NEWS = {
    "ai": "OpenAI تعلن إطلاق نموذج جديد في الأردن بسعر 20 دولارا شهريا. ويبدأ البيع في أيار.",
    "blast": "قتل ثلاثة في انفجار بالبصرة جنوب العراق. وقال مصدر إن الحصيلة قد ترتفع.",
    "dam": "امتلأ سد الفارعة للمرة الأولى منذ 2009. وخزن السد 18 مليون متر مكعب.",
    "match": "فاز الأهلي على الزمالك 2-1 في النهائي أمام 45 ألف متفرج. وسجل محمود هدف الفوز.",
    "strike": "أضرب 4 آلاف معلم في الوادي احتجاجا على تأخر الرواتب. ويستمر الإضراب أسبوعا.",
    "ferry": "A ferry sank off the island with 31 passengers. The coast guard rescued 27.",
    "cup": "Rovers beat Albion in the final of the cup before 45,000 spectators.",
}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("news")
    with Service.open(Settings.load(home=home)) as service:
        service.add({"id": name, "text": text} for name, text in NEWS.items())
        yield service


def led_by(news: Service, question: str, before: str) -> str | None:
    answer = news.ask(question, history=[Turn(before, news.ask(before).text)])
    cited = [citation.article.id for one in answer.sentences for citation in one.citations]
    return cited[0] if cited else None


@pytest.mark.parametrize(
    ("before", "question", "leads"),
    [
        ("كم خزن سد الفارعة؟", "من فاز؟", "match"),
        ("كم خزن سد الفارعة؟", "ومن سجل الهدف؟", "match"),
        ("ماذا أعلنت OpenAI؟", "والانفجار؟", "blast"),
        ("ماذا أعلنت OpenAI؟", "كم معلما أضرب؟", "strike"),
        ("من فاز على الزمالك؟", "ليش أضرب المعلمون؟", "strike"),
        ("How many did the coast guard rescue?", "Who beat Albion?", "cup"),
        ("How many did the coast guard rescue?", "Was there an explosion in Basra?", "blast"),
    ],
)
def test_after_a_change_of_subject_a_question_stands_alone(
    news: Service, before: str, question: str, leads: str
) -> None:
    assert led_by(news, question, before) == leads


@pytest.mark.parametrize(
    ("before", "question", "leads"),
    [
        ("ماذا أعلنت OpenAI؟", "متى يبدأ البيع؟", "ai"),
        ("ماذا أعلنت OpenAI؟", "بكم؟", "ai"),
        ("كم خزن سد الفارعة؟", "ومتى امتلأ؟", "dam"),
        ("من فاز على الزمالك؟", "وكم متفرجا حضر؟", "match"),
        ("How many passengers were on the ferry?", "How many were rescued?", "ferry"),
        ("How many passengers were on the ferry?", "Where did it sink?", "ferry"),
    ],
)
def test_a_follow_up_keeps_to_its_subject(
    news: Service, before: str, question: str, leads: str
) -> None:
    assert led_by(news, question, before) == leads


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("كم خزن سد الفارعة؟", "متى رفعت نتفليكس أسعارها؟"),
        ("How many passengers were on the ferry?", "When did Netflix raise its prices?"),
    ],
)
def test_a_question_on_a_name_that_no_article_has_stands_alone(
    news: Service, before: str, question: str
) -> None:
    answer = news.ask(question, history=[Turn(before, news.ask(before).text)])
    assert (answer.outcome, answer.excerpts) == ("absent", ())
