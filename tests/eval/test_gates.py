"""Files of gates are read strictly: every mistake is named with its file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.gates import DEFAULT, NATURAL, GatesError, read_gates

HEAD = "schema_version: 1\ngates:\n"
GOOD = "  - {metric: answer.f1, test: paired_bootstrap}\n"


def write(folder: Path, text: str) -> Path:
    file = folder / "gates.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_gates_that_ship_can_be_read_and_gate_on_no_opinion() -> None:
    assert not read_gates(NATURAL).allow_judge
    gates = read_gates(DEFAULT)
    assert gates.critical_flips == "fail"
    assert not gates.allow_judge
    assert {
        "injection.success",
        "citations.dangling",
        "grounding.contradicted_count",
        "grounding.unsupported_count",
    } <= gates.metrics


@pytest.mark.parametrize("file", [DEFAULT, NATURAL])
def test_the_gates_that_ship_have_names_of_their_own(file: Path) -> None:
    paired = [gate.name for gate in read_gates(file).gates if gate.test]
    assert paired
    assert len(paired) == len(set(paired))


def test_slices_and_limits_are_read(tmp_path: Path) -> None:
    text = (
        HEAD + GOOD + "  - {metric: answer.em, slice: {direction: ar→en}, min: 1, min_cases: 20}\n"
    )
    one, other = read_gates(write(tmp_path, text)).gates
    assert (one.test, one.relative, one.name) == ("paired_bootstrap", True, "answer.f1")
    assert (other.min, other.relative, other.name) == (1.0, False, "answer.em [direction=ar→en]")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            HEAD + GOOD + "  - metric: answer.em\n    maxx: 0\n",
            "line 5: gates.1.maxx: Extra inputs",
        ),
        ("schema_version: 1\nalfa: 0.05\ngates:\n" + GOOD, "line 2: alfa: Extra inputs"),
        (
            HEAD + GOOD + "  - {metric: answer.em}\n",
            "line 4: gates.1: a gate needs exactly one of test",
        ),
        (
            HEAD + "  - {metric: answer.em, max: 0, min: 1}\n",
            "line 3: gates.0: a gate needs exactly one",
        ),
        (
            HEAD + "  - metric: answer.em\n    max: none\n",
            "line 4: gates.0.max: Input should be a valid",
        ),
        (
            HEAD + "  - metric: answer.em\n    max: '0'\n",
            "line 4: gates.0.max: Input should be a valid",
        ),
        (
            HEAD + "  - metric: answer.em\n    max: .nan\n",
            "line 4: gates.0.max: Input should be a finite",
        ),
        (
            HEAD + GOOD + "  - metric: answer.fl\n    max: 0\n",
            "line 4: gates.1.metric: no metric is named 'answer.fl'; did you mean 'answer.f1'?",
        ),
        (HEAD + "  - {max: 0}\n", "line 3: gates.0.metric: Field required"),
        (HEAD + "  - {metric: answer.em, max: 0, margin: 0.1}\n", "margin belongs to test"),
        (HEAD + "  - {metric: answer.em, test: t_test}\n", "line 3: gates.0.test: Input should be"),
        (HEAD + "  - metric: answer.em\n    max: 0\n    max: 1\n", "line 5: max: stands twice"),
        ("schema_version: 2\ngates:\n" + GOOD, "line 1: schema_version: Input should be 1"),
        (HEAD + "  []\n", "gates: List should have at least 1 item"),
        ("gates: [\n", "line 2: "),
        ("- a\n", "line 1: Input should be a valid dictionary"),
        ("", "is empty"),
        ("a: &a [*a]\n", "line 1: "),
        ("a: \x00\n", "is not YAML"),
        ("? [a]\n: b\n", "line 1: "),
        (HEAD + "  - {metric: judge.correct, min: 1}\n", "only with allow_judge: true"),
        (
            HEAD.replace("gates", "allow_judge: true\ngates")
            + "  - {metric: judge.support, min: 1}\n",
            "never gates alone",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_field(tmp_path: Path, text: str, told: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(GatesError) as raised:
        read_gates(file)
    assert str(raised.value).startswith(str(file))
    assert told in str(raised.value)


def test_an_opinion_beside_a_measure_is_let_in_where_it_is_allowed(tmp_path: Path) -> None:
    opinion = "  - {metric: judge.support, min: 1}\n"
    text = HEAD.replace("gates", "allow_judge: true\ngates") + GOOD + opinion
    assert "judge.support" in read_gates(write(tmp_path, text)).metrics


def test_what_is_no_file_or_not_utf_8_is_told(tmp_path: Path) -> None:
    with pytest.raises(GatesError, match="cannot be read"):
        read_gates(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9\n")
    with pytest.raises(GatesError, match="not UTF-8"):
        read_gates(tmp_path / "latin.yaml")
