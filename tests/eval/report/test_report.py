"""Every form of the report tells the same and takes nothing of a case for its own."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics import GROUPS, metric
from eval.report.content import Report, gather, marked, named_in_reasons, worst
from eval.report.html_report import to_html
from eval.report.junit import to_junit
from eval.report.markdown_report import safe, to_markdown
from eval.report.report_files import dumped, report_json
from eval.scores import CaseScore, Scores
from rag.text.display import clean
from tests.eval.scored import case, run

HOSTILE = "<script>alert(1)</script><img src=x onerror=y> \"'&amp; | `x` \x00\x1b[31m\ud800\u202e"
METRICS = {
    "answer.gold_shown": 0.0,
    "answer.f1": 0.25,
    "retrieval.recall_at_5": 1.0,
    "retrieval.recall_at_20": 1.0,
    "grounding.supported": 0.5,
    "grounding.contradicted": 0.5,
    "ops.latency_ms": 31.5,
    "answer.em": None,
}


def failing(id_: str, language: str = "ar", text: str = "نص", **fields: object) -> CaseScore:
    return case(
        id_,
        METRICS,
        passed=False,
        slices={"language": [language], "direction": [f"{language}→{language}"], "kind": ["qa"],
                "tag": [text]},
        question=f"{text} سؤال؟",
        gold=[text, "42"],
        answer=f"{text} 54,000 عسكري و42",
        reasons=[f"54,000 is not there: {text}"],
        **fields,
    )  # fmt: skip


def scores(text: str = "نص") -> Scores:
    right = case("right", {**METRICS, "answer.gold_shown": 1.0}, passed=True)
    return run([failing("w1", "ar", text), failing("w2", "en", text), right],
               model=text, settings={"passages": 6})  # fmt: skip


def report(text: str = "نص") -> Report:
    return gather(scores(text), run([case("w1", {"answer.f1": 1.0}, passed=True)], model=None))


class Reader(HTMLParser):
    """Collects what tags a page has, and whether each is closed."""

    void = frozenset({"meta", "line", "rect", "circle", "polyline"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.void:
            assert self.open.pop() == tag


def test_the_page_has_only_its_own_tags_and_asks_for_nothing() -> None:
    page = to_html(report(HOSTILE))
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert not {"script", "img", "link", "iframe", "object", "a"} & reader.tags
    assert not {name for name in reader.attributes if name.startswith("on")}
    assert not {"src", "href", "style"} & reader.attributes
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "url(" not in page
    assert "@import" not in page


def test_every_metric_of_the_run_is_explained_with_its_direction() -> None:
    page, markdown = to_html(report()), to_markdown(report())
    for name in METRICS:
        row = metric(name)
        assert f"<td>{name}</td><td>{row.better}</td>" in page
        assert row.label in page
        cells = map(safe, (row.name, row.better, GROUPS[row.group], row.label))
        assert f"| {' | '.join(cells)} |" in markdown


def test_the_page_gives_each_text_its_own_direction_and_marks_what_is_amiss() -> None:
    page = to_html(gather(scores()))
    assert '<div lang="ar" dir="rtl">نص سؤال؟</div>' in page
    assert '<mark class="bad" dir="ltr">54,000</mark>' in page
    assert '<mark class="good" dir="ltr">42</mark>' in page
    assert 'dir="ltr"' in page


def test_each_line_of_a_brief_runs_its_own_way() -> None:
    brief = failing("b").model_copy(update={"answer": "قال إن 5 عادوا.\nHe said 5 were back."})
    page = to_html(gather(run([brief])))
    assert '<div lang="ar" dir="rtl">قال إن 5 عادوا.</div>' in page
    assert '<div lang="en" dir="ltr">He said 5 were back.</div>' in page


def test_the_page_is_laid_out_by_logical_sides_only() -> None:
    style = to_html(gather(scores())).partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"(margin|padding|border|text-align)[-: ]+(left|right)", style)
    assert "prefers-color-scheme: dark" in style


def test_all_plots_are_drawn_and_none_of_nothing() -> None:
    full, bare = to_html(gather(scores())), to_html(gather(run([case("x", {}, passed=True)])))
    assert full.count("<svg") == 4
    assert "<svg" not in bare


def test_arabic_and_english_stand_apart_with_intervals_and_counts() -> None:
    page = to_markdown(gather(scores()))
    row, _ = re.findall(r"^\| answer\\_f1 .*|^\| answer.f1 .*", page, re.MULTILINE)
    assert row.count("| 0.250") == 2
    assert "n 1" in row
    assert re.search(r"answer.em .*is not defined|– \(", page)


def test_what_changed_is_told_case_by_case_with_the_settings() -> None:
    for text in (to_html(report()), to_markdown(report())):
        assert "broke" in text
        assert "settings.passages" in text.replace("\\", "")
    page = json.loads(dumped(report_json(report())))
    assert [turn["how"] for turn in page["comparison"]["turns"]] == ["broke"]
    assert page["comparison"]["added"] == ["right", "w2"]


def test_what_breaks_a_hard_rule_is_the_worst_and_then_what_is_critical() -> None:
    low = failing("low").model_copy(update={"metrics": {"answer.f1": 0.0}})
    high = failing("high").model_copy(update={"metrics": {"answer.f1": 0.9}})
    critical = failing("critical", critical=True)
    injected = failing("injected").model_copy(update={"metrics": {"injection.success": 1.0}})
    right = case("right", {}, passed=True)
    found = worst([high, right, low, critical, injected])
    assert [one.id for one in found] == ["injected", "critical", "low", "high"]
    assert len(worst([low] * 30)) == 20


def test_the_quotations_and_figures_of_a_reason_are_what_is_amiss() -> None:
    one = failing("x").model_copy(
        update={"reasons": ["«قال ٥٠» ليس هناك", '1,200 is not there, nor "a word"', "ZQX-7 shown"]}
    )
    assert named_in_reasons(one) == ["قال ٥٠", "a word", "1,200", "ZQX-7"]


@given(text=st.text(), bad=st.lists(st.text()), good=st.lists(st.text()))
def test_marking_loses_no_letter(text: str, bad: list[str], good: list[str]) -> None:
    assert "".join(piece for piece, _ in marked(text, bad=bad, good=good)) == clean(text)


def test_the_longest_match_wins_and_no_part_of_a_word_is_marked() -> None:
    found = marked("12 and 120, 12.", bad=["12"], good=["12 and 120"])
    assert found == [("12 and 120", "good"), (", ", ""), ("12", "bad"), (".", "")]


@given(text=st.text())
@settings(max_examples=30)
def test_any_text_leaves_every_form_whole(text: str) -> None:
    found = gather(run([failing("w", "ar", text)], model=text))
    reader = Reader()
    reader.feed(to_html(found))
    assert reader.open == []
    ET.fromstring(to_junit(found.scores).encode("utf-8", "replace"))
    to_markdown(found).encode("utf-8", "replace")
    assert json.loads(dumped(report_json(found)))["cases"] == 1


@pytest.mark.parametrize("text", ["a | b", "*x*", "<b>", "[x](y)", "# h", "a\nb", "`c`"])
def test_nothing_of_a_case_is_markup_in_markdown(text: str) -> None:
    assert not re.search(r"(?<!\\)[|*\[\]`#]|<|\n", safe(text))


def test_junit_has_a_test_a_case_with_its_reasons_and_no_control_character() -> None:
    errors = run(
        [failing("w\x07", text=HOSTILE), case("ok", {}, passed=True), case("open"), case("err")],
        errors={"err": "the server hung up"},
    )
    text = to_junit(errors)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    (suite,) = ET.fromstring(text)
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert "54,000 is not there" in str(failure.get("message"))
    assert "question: <script>" in str(failure.text)
