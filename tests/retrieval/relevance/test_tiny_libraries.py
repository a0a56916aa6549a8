"""Libraries of one, two and three articles: what stands there is answered, and nothing else is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pytest

from rag.records import Outcome
from rag.service import Service
from rag.settings import Settings
from tests.factories import indexed

ENGLISH = {
    "dam": (
        "Heavy rain filled the Karoun dam to 94 percent of its capacity on Thursday. "
        "Engineers opened two of its gates to protect villages downstream."
    ),
    "museum": (
        "The national museum in Tunis reopened after four years of repairs. "
        "Its director, Leila Mansour, said that 300 mosaics had been cleaned."
    ),
    "strike": (
        "Bus drivers in Lisbon ended a strike that had lasted eleven days. "
        "Their union accepted a pay rise of six percent."
    ),
}
ARABIC = {
    "dam": (
        "ملأت الأمطار الغزيرة سد كارون إلى 94 في المئة من سعته يوم الخميس. "
        "وفتح المهندسون بوابتين من بواباته لحماية القرى الواقعة أسفله."
    ),
    "museum": (
        "أعيد افتتاح المتحف الوطني في تونس بعد أربع سنوات من الترميم. "
        "وقالت مديرته ليلى منصور إن 300 لوحة فسيفساء جرى تنظيفها."
    ),
    "strike": (
        "أنهى سائقو الحافلات في لشبونة إضرابا استمر أحد عشر يوما. "
        "وقبلت نقابتهم زيادة في الأجور نسبتها ستة في المئة."
    ),
}
ASKED_IN_ENGLISH = {
    "dam": ("How full is the Karoun dam?", "What happened to the Karoun dam?"),
    "museum": ("Who is the director of the museum in Tunis?", "How many mosaics were cleaned?"),
    "strike": (
        "How long did the strike in Lisbon last?",
        "What did the drivers' union accept?",
    ),
}
ASKED_IN_ARABIC = {
    "dam": ("كم بلغ امتلاء سد كارون؟", "ماذا حدث في سد كارون؟"),
    "museum": ("من مديرة المتحف الوطني في تونس؟", "كم لوحة فسيفساء جرى تنظيفها؟"),
    "strike": ("كم استمر إضراب سائقي الحافلات في لشبونة؟", "ماذا قبلت نقابة السائقين؟"),
}
# The article is on the subject, and tells no such day, number or length.
UNTOLD = {
    "museum": ("When did the museum reopen?", "متى أعيد افتتاح المتحف؟"),
    "strike": ("When did the strike in Lisbon begin?", "متى بدأ الإضراب في لشبونة؟"),
}
# The figure that stands there is of another event.
OF_ANOTHER = (
    "How long did the strike in Madrid last?",
    "How full is the Aswan dam?",
    "Who is the director of the museum in Cairo?",
    "كم استمر إضراب سائقي الحافلات في مدريد؟",
    "من مديرة المتحف الوطني في القاهرة؟",
)
ABSENT = (
    "Who won the chess tournament in Reykjavik?",
    "How many people died in the earthquake in Nepal?",
    "What is the price of wheat flour?",
    "من فاز ببطولة الشطرنج في ريكيافيك؟",
    "كم قتيلا سقط في زلزال نيبال؟",
    "ما سعر طحين القمح؟",
)


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(
    ("news", "questions"), [(ENGLISH, ASKED_IN_ENGLISH), (ARABIC, ASKED_IN_ARABIC)]
)
def test_what_stands_in_a_tiny_library_is_answered_and_nothing_else(
    size: int, news: Mapping[str, str], questions: Mapping[str, tuple[str, ...]], tmp_path: Path
) -> None:
    for number, names in enumerate(combinations(news, size)):
        folder = tmp_path / str(number)
        folder.mkdir()
        home = indexed(folder, {name: news[name] for name in names})
        with Service.open(Settings.load(home=home)) as service:
            for name, asked in questions.items():
                for question in asked:
                    known = {one.article.id for one in service.search(question) if one.relevant}
                    assert known == ({name} & set(names)), question
            assert {question: outcome(service, question) for question in ABSENT} == dict.fromkeys(
                ABSENT, "absent"
            )


@pytest.mark.parametrize("news", [ENGLISH, ARABIC])
def test_what_the_article_on_the_subject_does_not_tell_is_shown_as_of_help(
    news: Mapping[str, str], tmp_path: Path
) -> None:
    with Service.open(Settings.load(home=indexed(tmp_path, news))) as service:
        for name, asked in UNTOLD.items():
            for question in asked:
                assert outcome(service, question) == "may_help", question
                assert service.search(question)[0].article.id == name


@pytest.mark.parametrize("news", [ENGLISH, ARABIC])
@pytest.mark.parametrize("question", OF_ANOTHER)
def test_a_question_on_another_place_is_not_answered(
    question: str, news: Mapping[str, str], tmp_path: Path
) -> None:
    with Service.open(Settings.load(home=indexed(tmp_path, news))) as service:
        assert outcome(service, question) != "answered"


def outcome(service: Service, question: str) -> Outcome:
    return service.ask(question).outcome
