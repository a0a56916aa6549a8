"""Public formats become suites whose gold stands in the articles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.cases import QACase, SuiteError, read_cases
from eval.importing import FORMATS, import_set
from eval.run_scoring import score
from eval.suite import open_suite
from eval.suite_run import run
from rag.settings import Settings

ARABIC = "افتُتح الجسر القديم عام 1897. وبلغت كلفته 40 ألف درهم. ثم أُغلق بعد الفيضان."
ENGLISH = "The old bridge opened in 1897. It cost 40 thousand dirhams. The flood closed it."


def squad(context: str, *entries: tuple[str, str, str], title: str = "Bridge_(old)") -> Any:
    qas = [
        {
            "id": id_,
            "question": question,
            "answers": [{"text": answer, "answer_start": context.find(answer)}] if answer else [],
            **({} if answer else {"is_impossible": True}),
        }
        for id_, question, answer in entries
    ]
    return {"data": [{"title": title, "paragraphs": [{"context": context, "qas": qas}]}]}


def write(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def write_lines(path: Path, records: Sequence[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


def questions(folder: Path) -> dict[str, QACase]:
    return {case.id: case for case in read_cases(folder) if isinstance(case, QACase)}


def articles(folder: Path) -> dict[str, str]:
    lines = (folder / "corpus" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["id"]: record["text"] for record in map(json.loads, lines)}


@pytest.mark.parametrize("format_", ["squad", "squad2", "arcd", "mlqa"])
def test_a_squad_file_becomes_articles_and_cases(tmp_path: Path, format_: str) -> None:
    file = write(
        tmp_path / "in.json",
        squad(
            ARABIC,
            ("q1", "كم بلغت كلفة الجسر؟", "40 ألف درهم"),
            ("q2", "When did the bridge open?", "1897"),
            ("q3", "من صمم الجسر؟", ""),
            ("q4", "من رآه؟", "لا أحد"),
        ),
    )
    (made,) = import_set(format_, [file], tmp_path / "out").values()
    cases = questions(tmp_path / "out")
    assert list(cases) == ["q1", "q2", "q3"]
    assert made.left_out == {"its answer does not stand in the paragraph": 1}
    assert [one.quote for one in cases["q1"].gold] == ["وبلغت كلفته 40 ألف درهم."]
    assert cases["q1"].answer_type == "number"
    assert (cases["q2"].language, cases["q2"].tags) == ("en", ("cross-lingual",))
    assert cases["q3"].unanswerable == "near_miss"
    (article,) = articles(tmp_path / "out").values()
    assert article == ARABIC


def test_an_import_runs_end_to_end(tmp_path: Path) -> None:
    file = write(tmp_path / "in.json", squad(ARABIC, ("q1", "كم بلغت كلفة الجسر؟", "40 ألف درهم")))
    import_set("arcd", [file], tmp_path / "out")
    run(open_suite(tmp_path / "out"), Settings.load(), tmp_path / "run")
    (case,) = score(tmp_path / "run").cases
    assert case.passed
    assert case.metrics["answer.gold_shown"] == 1


def test_parallel_files_become_two_suites_asked_in_both_languages(tmp_path: Path) -> None:
    arabic = [("q1", "كم كلّف الجسر؟", "40 ألف درهم"), ("q2", "متى افتتح؟", "1897")]
    write(tmp_path / "in" / "ar.json", squad(ARABIC, *arabic))
    write(tmp_path / "in" / "en.json", squad(ENGLISH, ("q1", "What did it cost?", "40 thousand")))
    made = import_set("xquad", [tmp_path / "in"], tmp_path / "out")
    assert [folder.name for folder in made] == ["over-ar", "over-en"]
    over = questions(tmp_path / "out" / "over-ar")
    assert list(over) == ["q1.ar", "q1.en"]
    assert {case.pair_id for case in over.values()} == {"q1"}
    assert over["q1.en"].question == "What did it cost?"
    assert over["q1.en"].answers == ("40 ألف درهم", "40 thousand")
    assert over["q1.en"].tags == ("cross-lingual",)
    assert over["q1.en"].gold == over["q1.ar"].gold
    (text,) = articles(tmp_path / "out" / "over-en").values()
    assert text == ENGLISH
    with pytest.raises(SuiteError, match="one in Arabic and one in English"):
        import_set("xquad", [tmp_path / "in" / "ar.json"], tmp_path / "again")


def test_questions_of_several_files_that_share_an_id_are_pairs(tmp_path: Path) -> None:
    write(tmp_path / "in" / "1.json", squad(ARABIC, ("q1", "كم كلّف الجسر؟", "40 ألف درهم")))
    write(tmp_path / "in" / "2.json", squad(ARABIC, ("q1", "What did it cost?", "40 ألف درهم")))
    import_set("mlqa", [tmp_path / "in"], tmp_path / "out")
    cases = questions(tmp_path / "out")
    assert list(cases) == ["q1.ar-ar", "q1.en-ar"]
    assert {case.pair_id for case in cases.values()} == {"q1"}
    assert len(articles(tmp_path / "out")) == 1


def test_beir_knows_articles_and_no_answers(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_lines(
        folder / "corpus.jsonl",
        [
            {"_id": "d1", "title": "Bridge", "text": ENGLISH},
            {"_id": "d2", "title": "", "text": "Cranes nest in the marsh."},
        ],
    )
    asked = [{"_id": "q1", "text": "old bridge opening"}, {"_id": "q2", "text": "nothing"}]
    write_lines(folder / "queries.jsonl", asked)
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\n")
    import_set("beir", [folder], tmp_path / "out")
    case = questions(tmp_path / "out")["q1"]
    assert [one.article for one in case.gold] == ["d1"]
    run(open_suite(tmp_path / "out"), Settings.load(), tmp_path / "run")
    (scored,) = score(tmp_path / "run").cases
    assert scored.metrics["retrieval.ndcg_at_10"] == 1
    assert scored.metrics["answer.f1"] is None


def test_a_ragas_sample_becomes_a_case(tmp_path: Path) -> None:
    file = write_lines(
        tmp_path / "in.jsonl",
        [
            {
                "user_input": "What did the bridge cost?",
                "reference": "40 thousand dirhams",
                "reference_contexts": [ENGLISH],
                "retrieved_contexts": [ENGLISH, "Cranes nest in the marsh."],
            },
            {"user_input": "And?", "reference": None},
        ],
    )
    (made,) = import_set("ragas", [file], tmp_path / "out").values()
    (case,) = questions(tmp_path / "out").values()
    assert [one.quote for one in case.gold] == ["It cost 40 thousand dirhams."]
    assert len(articles(tmp_path / "out")) == 2
    assert made.left_out.total() == 1


@pytest.mark.parametrize(
    ("format_", "content", "told"),
    [
        ("squad", "{", "not valid JSON"),
        ("squad", "[]", "'data' is not a list"),
        ("squad", '{"data": [{"paragraphs": [{"qas": []}]}]}', r"paragraphs\.0: field 'context'"),
        ("ragas", "x", "line 1: it is not a JSON object"),
        ("ragas", "{}", "line 1: field 'user_input' is missing"),
        ("squad", '{"data": []}', "no case that can be used"),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, format_: str, content: str, told: str) -> None:
    file = tmp_path / "in.json"
    file.write_text(content)
    with pytest.raises(SuiteError, match=told):
        import_set(format_, [file], tmp_path / "out")


def test_every_format_says_when_nothing_is_there(tmp_path: Path) -> None:
    for format_ in FORMATS:
        with pytest.raises(SuiteError):
            import_set(format_, [tmp_path / "gone"], tmp_path / "out")
