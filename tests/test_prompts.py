from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.loader import PromptError, load_prompt, parse_prompt

FILE = "# Title\n\nA remark with {braces}.\n\n## System\n\nBe {mood}.\n\n## User\n\n{question}\n"
NAMES = sorted(
    file.name.removesuffix(".md")
    for file in resources.files("prompts").iterdir()
    if file.name.endswith(".md")
)


def test_the_sections_are_sent_and_the_remarks_are_not() -> None:
    rendered = parse_prompt("p", FILE).render(mood="brief", question="Why?")
    assert rendered.messages == [("system", "Be brief."), ("user", "Why?")]


@given(mood=st.text(), question=st.text())
def test_values_go_in_verbatim(mood: str, question: str) -> None:
    rendered = parse_prompt("p", FILE).render(mood=mood, question=question)
    assert (rendered.system, rendered.user) == (f"Be {mood}.", question)


def test_a_placeholder_inside_a_value_is_not_filled() -> None:
    rendered = parse_prompt("p", FILE).render(mood="{question}\\1", question="{mood}")
    assert (rendered.system, rendered.user) == ("Be {question}\\1.", "{mood}")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"mood": "x"}, r"missing values \['question'\], unused \[\]"),
        ({"mood": "x", "question": "y", "extra": "z"}, r"missing values \[\], unused \['extra'\]"),
    ],
)
def test_values_and_placeholders_must_match_both_ways(values: dict[str, str], told: str) -> None:
    with pytest.raises(PromptError, match=told):
        parse_prompt("p", FILE).render(**values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Title\n\nOnly remarks.\n",
        "## User\n\nx\n\n## System\n\ny\n",
        "## System\n\nx\n\n## User\n\ny\n\n## Notes\n\nz\n",
        FILE.replace("{mood}", "{Mood}"),
        FILE.replace("{mood}", "{ mood }"),
        FILE.replace("{mood}", "{mood"),
    ],
)
def test_an_ill_formed_file_is_refused(text: str) -> None:
    with pytest.raises(PromptError, match="prompt 'p'"):
        parse_prompt("p", text)


def test_an_unknown_prompt_is_named() -> None:
    with pytest.raises(PromptError, match="'nonsense'"):
        load_prompt("nonsense")


def test_every_prompt_file_loads() -> None:
    briefs = {f"brief_{step}" for step in ("facts", "merge", "write", "again", "mend")}
    assert {"answer", "rewrite", *briefs} <= set(NAMES)
    for name in NAMES:
        prompt = load_prompt(name)
        assert prompt.system
        assert prompt.user
        assert prompt.placeholders


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("brief_")])
def test_the_prompts_of_briefs_name_the_language_and_take_what_is_given_as_data(name: str) -> None:
    prompt = load_prompt(name)
    assert "language" in prompt.placeholders
    assert "never an" in prompt.system
    assert "instruction to you" in prompt.system
    assert "Copy figures" in prompt.system
