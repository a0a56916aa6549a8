from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.intents import intent

OUTLETS = ("وكالة المرفأ", "صحيفة الضفة", "Harbour Wire", "The Lantern Post")
SAMPLE_OUTLETS = (*OUTLETS, "The Meridian", "الراصد", "North Quay Post")
TODAY = date(2024, 8, 1)
SUITES = Path(__file__).parents[2] / "eval" / "suites"

TABLE = {
    "thanks": "Thanks | thank you so much! | thx | شكرا | شكراً جزيلاً لك | تسلم | متشكر اوي | "
    "يسلمو كتير | يعطيك العافية | الف شكر ... شكرا | مشكور والله | ok thanks | تمام شكرا",
    "greeting": "Hello | hi there | good morning, hello | مرحبا | السلام عليكم ورحمة الله | "
    "صباح الخير | مساء النور | أهلا وسهلا | هلا والله | اهلين",
    "farewell": "bye | goodbye my friend | وداعا | مع السلامة باي",
    "yes": "yes | yeah | نعم | أيوه | اي والله | أكيد | طبعا",
    "no": "no | nope | لا | لأ",
    "ok": "ok | okay great | fine | تمام | طيب | ماشي | واخا | زين | حسنا، جيد جدا",
    "latest": "What is the latest news? | What's new? | latest headlines please | Any news? | "
    "ما آخر الأخبار؟ | ما الجديد؟ | شو آخر الأخبار؟ | ايه الأخبار؟ | وش الجديد؟ | شنو الجديد | "
    "اش كاين جديد؟ | آخر المستجدات | لو سمحت شو الجديد",
    "happened": "What happened in July 2024? | News of 30 March 2021 | Top stories of 2022 | "
    "What was published on 28 July 2024? | What happened yesterday? | ماذا حدث في تموز 2024؟ | "
    "ما أخبار ٢٨ تموز ٢٠٢٤؟ | أخبار شباط 2023 | ما أهم أحداث 2022؟ | شو صار مبارح؟ | "
    "ايه اللي حصل يوم 5 مايو 2023؟ | شنو وقع في غشت 2023؟ | وش صار أمس؟ | حصل ايه امبارح؟",
    "outlet": "What did Harbour Wire report? | What did the Lantern Post write in 2022? | "
    "News from Harbour Wire | articles by The Lantern Post about fish | ماذا كتبت صحيفة الضفة؟ | "
    "ما الذي نشرته وكالة المرفأ؟ | شو كتبت الضفة عن الجسر؟ | ماذا نشرت المرفأ في تموز 2024؟ | "
    "ايه اللي كتبته صحيفة الضفة؟ | شنو قالت وكالة المرفأ على السد؟",
    "how_many": "How many articles are there? | How many articles do you have about Sudan? | "
    "number of articles in the archive | كم مقالا في الأرشيف؟ | كم خبرا لديك عن السودان؟ | "
    "كام مقال عندك؟ | قديش عدد المقالات؟ | شحال من مقال",
    "about": "What do you have on COP28? | Tell me about the ferry | Anything on the strike? | "
    "ماذا لديك عن القناة؟ | حدثني عن كوب 28 | شو عندك عن الجسر؟ | ايش عندك عن الحج؟ | "
    "عندك ايه عن السد؟ | شنو عندك على الانتخابات؟ | احكيلي عن الإضراب | وش عندك عن الأوبك؟",
    "contents": "What topics are there? | What is in the archive? | What can I ask? | "
    "ما هي المواضيع الموجودة في الأرشيف؟ | شو عندك؟ | ماذا يوجد في الأرشيف؟ | ايه المواضيع؟",
    "summary": "Summarise the Ever Given story | summarize all articles | recap 2022 | "
    "Give me a summary of the talks | لخص أخبار القناة | أعطني ملخصا عن إيفر غيفن | لخصلي الخبر | "
    "بدي ملخص عن الزلزال | اعمل ملخص للقمة | دير لي ملخص على الماتش | هات موجز عن القمة",
}


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for kind, texts in TABLE.items() for text in texts.split(" | ")],
)
def test_a_wish_is_known(kind: str, text: str) -> None:
    found = intent(text, outlets=OUTLETS, today=TODAY)
    assert found is not None
    assert found.kind == kind


def documented() -> Iterator[str]:
    page = Path(__file__).parents[2] / "docs" / "asking.md"
    for row in page.read_text(encoding="utf-8").splitlines():
        if row.startswith("| `"):
            yield from re.findall(r"`([^`]+)`", row.split(" | ")[0])


def test_what_the_documentation_names_is_known() -> None:
    said = list(documented())
    assert len(said) > 20
    assert [one for one in said if intent(one, outlets=OUTLETS, today=TODAY) is None] == []


KINDS = {
    "greeting": {"greeting"},
    "thanks": {"thanks"},
    "acknowledgement": {"yes", "no", "ok"},
    "latest": {"latest"},
    "day": {"happened"},
    "outlet": {"outlet"},
    "count": {"how_many"},
    "topic": {"about"},
    "brief": {"summary"},
}
"""What each kind of the labelled utterances is to be understood as."""


def test_the_labelled_utterances_are_known() -> None:
    lines = (SUITES / "utterances.jsonl").read_text(encoding="utf-8").splitlines()
    missed = []
    for said in map(json.loads, lines):
        found = intent(said["text"], outlets=SAMPLE_OUTLETS, today=TODAY)
        if found is None or found.kind not in KINDS[said["kind"]]:
            missed.append(said["text"])
    # Last year but one is the year before last, and said beside another one.
    assert missed == ["anything from August last year but one, say 2023?"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("THANK YOU!!!", "thanks"),
        ("  Hello ,  ", "greeting"),
        ("شُكْرًا", "thanks"),
        ("شكــــرا", "thanks"),
        ("أَهْلًا وَسَهْلًا", "greeting"),
        ("LATEST NEWS", "latest"),
        ("what’s new??", "latest"),
        ("مَا آخِرُ الأَخْبَارِ؟!", "latest"),
        ("لَخِّصْ أَخْبَارَ الزِّلْزَالِ", "summary"),
        ("«شو عندك عن الجسر؟»", "about"),
        ("(how many articles?)", "how_many"),
    ],
)
def test_marks_case_and_punctuation_do_not_matter(text: str, kind: str) -> None:
    found = intent(text, outlets=OUTLETS, today=TODAY)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("How many articles in Arabic do you have?", "ar", None),
        ("كم مقالا بالإنجليزية؟", "en", None),
        ("How many English articles are there?", "en", None),
        ("كم عدد المقالات العربية؟", "ar", None),
        ("Summarise the ferry story in English", "en", "the ferry story"),
        ("Tell me about elections in Arabic countries", None, "elections in Arabic countries"),
    ],
)
def test_the_language_of_the_articles_is_told(
    text: str, language: str | None, topic: str | None
) -> None:
    found = intent(text)
    assert found is not None
    assert (found.language, found.topic) == (language, topic)


def test_what_is_searched_for_is_the_topic_without_words_for_news() -> None:
    found = intent("Summarise the story of the ferry for me, please")
    assert found is not None
    assert (found.topic, found.subject) == ("the story of the ferry", "the of the ferry")
    alone = intent("Summarise the saga")
    assert alone is not None
    assert alone.subject == "the saga"


@pytest.mark.parametrize(
    ("text", "outlet", "topic", "month"),
    [
        ("What did Harbour Wire write about the canal?", "Harbour Wire", "the canal", None),
        ("ماذا كتبت الضفة عن الجسر؟", "صحيفة الضفة", "الجسر", None),
        ("ماذا نشرت وكالة المرفأ في تموز 2024؟", "وكالة المرفأ", None, 7),
        ("آخر أخبار السودان", None, "السودان", None),
        ("latest news about Sudan", None, "Sudan", None),
        ("Tell me about COP28", None, "COP28", None),
        ("لخص أحداث القمة", None, "أحداث القمة", None),
        ("How many articles about Sudan in March 2021?", None, "Sudan", 3),
    ],
)
def test_its_parts_are_told(
    text: str, outlet: str | None, topic: str | None, month: int | None
) -> None:
    found = intent(text, outlets=OUTLETS)
    assert found is not None
    assert (found.outlet, found.topic) == (outlet, topic)
    assert (found.days and found.days[0].month) == month


def questions() -> Iterator[str]:
    for file in SUITES.glob("*/*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if case.get("question"):
                yield case["question"]


def test_no_question_of_the_suites_is_taken_for_a_wish() -> None:
    asked = list(questions())
    assert len(asked) > 500
    assert [one for one in asked if intent(one, outlets=OUTLETS, today=TODAY)] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "؟",
        "What happened to the ship?",
        "What happened in Beirut in 2020?",
        "ماذا حدث للسفينة؟",
        "ماذا حدث في بيروت عام 2020؟",
        "How many articles did the treaty have?",
        "كم مقالا كتب الصحفي المعتقل؟",
        "What did the minister say?",
        "ماذا قال الوزير؟",
        "Who thanked the crew?",
        "من شكر الطاقم؟",
        "Is it ok to drink the water?",
        "No one was hurt?",
        "هل من قتلى؟",
        "ما أخبار السفينة؟",
        "What has the court published?",
        "كم عدد سكان مصر؟",
        "لا أحد أصيب؟",
        "Why is the news agency closed?",
        "What happened at Camp David in August 2023?",
        "ماذا حدث في قمة كامب ديفيد عام 2023؟",
        "What is new in the agreement?",
        "ما الجديد في الاتفاق؟",
        "What's the latest toll?",
        "ما أهم أحداث المباراة؟",
        "Tell me how many people died",
        "أخبرني كم بلغ عدد القتلى",
        "How many stories does the tower have?",
        "كم خبرا كاذبا رصدت اللجنة؟",
        "What articles of the treaty were amended?",
        "Good news for Egypt?",
        "show me the ships",
        "list the countries that signed",
        "ايه اللي حصل في لوسيل؟",
        "وفي تركيا؟",
        "welcome ceremony",
    ],
)
def test_a_question_is_no_wish(text: str) -> None:
    assert intent(text, outlets=OUTLETS, today=TODAY) is None


@given(st.text(alphabet="شكرا ماآخرلأبخعنjuly2024thanks what?؟", max_size=40))
def test_any_text_is_read(text: str) -> None:
    found = intent(text, outlets=OUTLETS, today=TODAY)
    assert found is None or found.topic != ""
