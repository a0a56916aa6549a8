"""Writes the cases as JUnit XML, which continuous integration shows as tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from eval.scores import CaseScore, Scores
from rag.text.display import clean

# What XML 1.0 has no place for, not even escaped.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(scores: Scores) -> str:
    """Return one test a case: failed with its reasons, an error if it failed to run, else passed.

    A case without a verdict is skipped.
    """
    failed_to_run = scores.errors
    suite = ET.Element("testsuite", name="mujaz eval")
    counts = {"tests": len(scores.cases), "failures": 0, "errors": 0, "skipped": 0}
    for case in scores.cases:
        kind = _add(suite, case, failed_to_run)
        if kind:
            counts[kind] += 1
    for name, count in counts.items():
        suite.set(name, str(count))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(suite: ET.Element, case: CaseScore, errors: Mapping[str, object]) -> str | None:
    """Add the test of a case; return what it counts as, None if it passed."""
    groups = [value for name in ("kind", "language") for value in case.slices.get(name, ())]
    test = ET.SubElement(
        suite,
        "testcase",
        classname=_fit(".".join(["mujaz", *groups])),
        name=_fit(case.id),
        time=f"{(case.metrics.get('ops.latency_ms') or 0) / 1000:.3f}",
    )
    if case.id in errors:
        ET.SubElement(test, "error", message=_fit(str(errors[case.id])))
        return "errors"
    if case.passed is None:
        ET.SubElement(test, "skipped")
        return "skipped"
    if case.passed:
        return None
    reasons = "; ".join(case.reasons) or "wrong"
    failure = ET.SubElement(test, "failure", message=_fit(reasons))
    failure.text = _fit(
        "\n".join(
            [f"question: {case.question}", *(f"gold: {one}" for one in case.gold),
             f"answer: {case.answer}"]
        )
    )  # fmt: skip
    return "failures"


def _fit(text: str) -> str:
    """Remove the characters that XML cannot hold."""
    return _UNFIT.sub("", clean(text))
