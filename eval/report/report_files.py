"""Writes reports into files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.cases import SuiteError
from eval.gating import GateReport, as_lines
from eval.report.comparison_report import as_json as comparison_json
from eval.report.content import Report


def report_json(report: Report) -> dict[str, Any]:
    """Return a report as plain objects; the cases themselves are in `scores.json`."""
    found = report.comparison
    return {
        "schema_version": 1,
        "run": dict(report.scores.run),
        "cases": len(report.scores.cases),
        "headlines": [asdict(one) for one in report.headlines],
        "targets": [asdict(one) for one in report.targets],
        "gaps": [asdict(one) for one in report.gaps],
        "slices": [{**asdict(row), "slice": dict(row.slice)} for row in report.slices],
        "worst": [case.model_dump() for case in report.worst],
        "comparison": found and comparison_json(found),
    }


def gate_json(report: GateReport) -> dict[str, Any]:
    """Return a gate report as plain objects."""
    return {
        "schema_version": 1,
        "exit_code": report.exit_code,
        "outcomes": [asdict(one) for one in report.outcomes],
        "incomplete": list(report.gaps),
    }


def write_gate(report: GateReport, folder: Path) -> None:
    """Write `gate.txt` and `gate.json`. Raises `SuiteError`."""
    write(folder / "gate.txt", "\n".join(as_lines(report, cases=100)) + "\n")
    write(folder / "gate.json", dumped(gate_json(report)))


def dumped(value: Mapping[str, Any]) -> str:
    """Return JSON in which lone surrogates are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def write(file: Path, text: str) -> None:
    """Write a file and make its folder if there is none. Raises `SuiteError`."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise SuiteError(f"{file} cannot be written ({error.strerror})") from None
