"""The published schema is that of the code, and a fault is named where it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from eval.cases import SuiteError, json_schema, read_cases

WHOLE: Mapping[str, object] = {
    "kind": "qa",
    "id": "q1",
    "language": "en",
    "question": "Who?",
    "answers": ["Ada"],
    "gold": [{"article": "a", "quote": "It was Ada."}],
}


def test_the_published_schema_is_that_of_the_code() -> None:
    published = files("eval").joinpath("suites", "case.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == json_schema()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"language": "fr"}, "language"),
        ({"answers": []}, "answers and gold"),
        ({"gold": [{"article": "a", "quote": ""}]}, r"gold\.0\.quote"),
        ({"turns": [{"question": "x"}]}, "standalone"),
        ({"colour": "red"}, "colour"),
        ({"id": "q0"}, "id: 'q0' is that of .*line 1 already"),
        ({"kind": "poem"}, "kind"),
    ],
)
def test_a_fault_is_named_with_its_line_and_field(
    tmp_path: Path, change: Mapping[str, object], told: str
) -> None:
    file = tmp_path / "cases.jsonl"
    lines = [json.dumps({**WHOLE, "id": "q0"}), "", json.dumps({**WHOLE, **change})]
    file.write_text("\n".join(lines))
    with pytest.raises(SuiteError, match=rf"line 3.*{told}"):
        list(read_cases(tmp_path))
