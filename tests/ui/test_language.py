from __future__ import annotations

import pytest

from ui.language import page_language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ar", "ar"),
        ("ar-EG,ar;q=0.9,en;q=0.8", "ar"),
        ("en-GB,en;q=0.9,ar;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,ar;q=0.5", "ar"),
        ("de, en;q=0.2, ar;q=0.3", "ar"),
        ("ar;q=0", "en"),
        ("ar;q=x, en", "en"),
        ("*", "en"),
        ("ar" * 5000, "en"),
    ],
)
def test_the_first_visit_is_in_the_language_that_the_browser_prefers(
    accepted: str, language: str
) -> None:
    assert page_language({"accept-language": accepted}) == language


@pytest.mark.parametrize(
    ("cookie", "language"),
    [
        ("mujaz_language=ar", "ar"),
        ("a=b; mujaz_language=en; c=d", "en"),
        ("mujaz_language=fr", "ar"),
        ("mujaz_language=", "ar"),
        (";;;=", "ar"),
    ],
)
def test_what_was_chosen_stands_above_the_browser(cookie: str, language: str) -> None:
    assert page_language({"cookie": cookie, "accept-language": "ar"}) == language
