"""The page on OpenAI's protocol: its code runs and prints what its comments say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ui.api.openai.archive_models import CHAT_MODELS
from ui.api.openai.chat_wishes import chat_wishes
from ui.api.openai.openai_bodies import LONGEST_TEXT, MOST_TEXTS, ChatOptions

PAGE = Path(__file__).parents[4] / "docs" / "openai.md"
TEXT = PAGE.read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:7860/v1"

_PRINTED = re.compile(r"# → (.*)")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_the_code_of_the_page_runs(samples_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks("python"):
        assert ADDRESS in block or "client" in names
        exec(compile(block.replace(ADDRESS, samples_url), str(PAGE), "exec"), names)
        printed = capsys.readouterr().out
        for line in _PRINTED.findall(block):
            assert line in printed
    names["client"].close()


def test_the_lines_of_a_system_message_can_be_read() -> None:
    (lines,) = [block for block in blocks("text") if block.startswith("mujaz:")]
    wishes = [chat_wishes(None, None, [line]) for line in lines.splitlines()]
    assert [one.language for one in wishes] == ["ar", "ar"]
    assert all(one.where is not None and len(one.where.outlets) == 2 for one in wishes)


def test_every_option_and_model_is_on_the_page() -> None:
    for name in (*ChatOptions.model_fields, *CHAT_MODELS):
        assert f"| `{name}` |" in TEXT
    assert f"up to {MOST_TEXTS} texts of up to {LONGEST_TEXT:,} characters" in TEXT
    (settings,) = map(yaml.safe_load, blocks("yaml"))
    (endpoint,) = settings["endpoints"]["custom"]
    assert endpoint["models"]["default"] == list(CHAT_MODELS)
