from __future__ import annotations

import pytest

from tests.briefs.scripted import (
    ARABIC,
    ENGLISH,
    Script,
    draft_of,
    prompts,
    task_on,
    versions_of,
)
from tests.openai_server import OpenAIServer


def _without(number: int, reply: str) -> str:
    return "\n".join(line for line in reply.splitlines() if not line.startswith(f"{number}."))


@pytest.mark.parametrize(
    "first",
    [
        ENGLISH,  # in the other language
        _without(2, ARABIC),
        ARABIC + " وأضاف حداد أن المدارس ستبقى مغلقة وأن الفرق وصلت من تركيا إلى الإقليم" * 3,
        "# زلزال\n1. زلزال في كرسان.\n2. أغلقت المدارس.\n3. وصلت فرق.",  # too short
    ],
)
def test_a_side_with_a_fault_is_written_again_once(openai_server: OpenAIServer, first: str) -> None:
    script = Script(write_ar=first, again_ar=ARABIC)
    draft = draft_of(openai_server, script)
    assert script.asked.count("again_ar") == 1
    assert versions_of(draft, "ar") == [line[3:] for line in ARABIC.splitlines()[1:]]
    (asked,) = prompts(openai_server, "again_ar")
    assert "every point from 1 to\n3" in asked
    assert first.splitlines()[1] in asked
    assert draft.missing_languages == ()


def test_a_side_that_is_right_is_not_asked_for_again(openai_server: OpenAIServer) -> None:
    script = Script()
    draft_of(openai_server, script)
    assert not [kind for kind in script.asked if kind.startswith("again")]


@pytest.mark.parametrize("again", [ENGLISH, "NO_ANSWER", "No."])
def test_a_side_in_the_other_language_twice_is_missing(
    openai_server: OpenAIServer, again: str
) -> None:
    draft = draft_of(openai_server, Script(write_ar=ENGLISH, again_ar=again))
    assert [one.language for one in draft.missing_languages] == ["ar"]
    assert len(versions_of(draft, "en")) == 3
    assert [one.language for one in draft.headlines] == ["en"]
    assert not draft.incomplete


def test_a_point_left_out_twice_is_told_as_the_fact_in_its_language_alone(
    openai_server: OpenAIServer,
) -> None:
    script = Script(write_ar=_without(2, ARABIC), write_en=_without(2, ENGLISH))
    second = draft_of(openai_server, script).points[1]
    assert second.ar is None
    assert second.en is not None
    assert second.en.text == "The mayor Nadim Haddad said schools would stay closed for a week."


def test_the_better_of_two_tries_counts(openai_server: OpenAIServer) -> None:
    script = Script(write_ar=_without(3, ARABIC), again_ar=_without(2, _without(3, ARABIC)))
    assert len(versions_of(draft_of(openai_server, script), "ar")) == 2


def test_no_more_words_are_asked_for_than_the_sources_hold(openai_server: OpenAIServer) -> None:
    script = Script()
    draft_of(openai_server, script, task_on(words=1_000, languages=("en",)))
    assert "about 15 words a point" in prompts(openai_server, "write_en")[0]


@pytest.mark.parametrize(("window", "shown"), [(32_000, True), (260, False)])
def test_sources_are_shown_as_far_as_there_is_room(
    openai_server: OpenAIServer, window: int, shown: bool
) -> None:
    draft_of(openai_server, Script(), task_on(languages=("en",)), window=window)
    (asked,) = prompts(openai_server, "write_en")
    assert ("Source ‹" in asked) is shown
    assert "Fact: An earthquake struck Karsan" in asked
