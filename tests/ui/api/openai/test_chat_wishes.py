from __future__ import annotations

import pytest

from rag.errors import UsageError
from rag.records import Language, SearchFilter
from ui.api.openai.chat_wishes import chat_wishes
from ui.api.openai.openai_bodies import ChatOptions
from ui.guard.refusal import PageError


@pytest.mark.parametrize(
    ("system", "language"),
    [
        ("Answer in Arabic.", "ar"),
        ("You are a helpful assistant. Always respond to the user in English!", "en"),
        ("Please reply only in Modern Standard Arabic", "ar"),
        ("Write your answers in English", "en"),
        ("أجب بالعربية.", "ar"),
        ("أجب دائمًا باللغة العربية الفصحى", "ar"),
        ("اكتب الإجابة باللغة الإنجليزية", "en"),
        ("Never answer in English.", None),
        ("Don't reply in Arabic", None),
        ("لا تجب بالإنجليزية", None),
        ("Answer in Arabic or respond in English, as the user does.", None),
        ("The articles are in Arabic and English. Answer briefly.", None),
        ("Mujaz: an archive of news. Be kind; be brief.", None),
        ("", None),
    ],
)
def test_a_language_is_asked_for_in_words(system: str, language: Language | None) -> None:
    assert chat_wishes(None, None, [system]).language == language


def test_a_line_for_mujaz_has_a_filter_and_a_language() -> None:
    line = "mujaz: since = 2024-07-01; until = July 2024; outlets = Reuters, المدار; language = ar"
    wishes = chat_wishes(None, None, [f"You help an editor.\n{line}\nBe kind."])
    assert wishes.language == "ar"
    assert wishes.where == SearchFilter(
        since="2024-07-01", until="2024-07-31", outlets=["Reuters", "المدار"]
    )


def test_the_line_is_read_in_arabic() -> None:
    filtered = "موجز: منذ = 2024-07-01؛ جهات النشر = المدار، الراصد؛ لغة المقالات = العربية"
    wishes = chat_wishes(None, None, [f"{filtered}؛ اللغة = English"])
    assert wishes.language == "en"
    assert wishes.where == SearchFilter("ar", "2024-07-01", outlets=["المدار", "الراصد"])


def test_what_is_nearest_to_the_question_counts() -> None:
    system = ["Answer in English.", "mujaz: language = en; since = 2024-07-01"]
    options = ChatOptions(language="ar", where={"since": "2024-08-01"})
    wishes = chat_wishes(options, "en", system)
    assert wishes.language == "ar"
    assert wishes.where == SearchFilter(since="2024-08-01")
    assert chat_wishes(None, "ar", ["Answer in English."]).language == "ar"
    assert chat_wishes(None, "ar", ["mujaz: language = en"]).language == "en"


@pytest.mark.parametrize(
    "line",
    ["mujaz: days = 3", "mujaz: since; until = today", "mujaz: since = ", "موجز: اللون = أحمر"],
)
def test_a_line_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(PageError, match="bad_line"):
        chat_wishes(None, None, [line])


@pytest.mark.parametrize("line", ["mujaz: since = whenever", "mujaz: language = French"])
def test_a_value_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(UsageError):
        chat_wishes(None, None, [line])
