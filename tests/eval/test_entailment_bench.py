"""The entailment benchmark reads its sets, changes one thing, and names the sets it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.bench.__main__ import LEFT_OUT, MISSED, main
from eval.bench.entailment import entailment
from eval.bench.entailment_sets import EntailmentPair, load_ans, load_rte, load_xnli, spread
from eval.bench.harness import Context
from eval.bench.public_sets import DataMissingError
from eval.bench.single_changes import change_kinds, change_once
from rag.records import Language

RTE_1 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE entailment-corpus SYSTEM "rte.dtd">
<entailment-corpus challenge="1">
<pair id="1" value="TRUE" task="IR">
\t<t>The dam, built in
 1987, holds fish &amp; water.</t>
\t<h>The dam holds fish &amp; water.</h>
</pair>
<pair id="2" value="FALSE" task="IR"><t>The dam holds water.</t><h>Ships sank.</h></pair>
</entailment-corpus>
"""
RTE_2 = """<?xml version="1.0" encoding="UTF-8"?>
<entailment-corpus challenge="2">
<pair id="1" entailment="YES" task="IE"><t>The mill is shut.</t><h>The mill is shut.</h></pair>
<pair id="2" entailment="NO" task="IE"><t>The bridge is closed.</t><h>Apples are ripe.</h></pair>
</entailment-corpus>
"""
XNLI = (
    "The mill burned down.\tThe mill burned down.\tentailment\n"
    'The mill "burned".\tGrain is cheap.\tneutral\n'
    "The mill burned down.\tNothing happened at sea.\tcontradiction\n"
)
ANS = (
    "s1,s2,stance\n"
    '"إغلاق الجسر, وفتح الميناء","إغلاق الجسر, وفتح الميناء",agree\n'
    "إغلاق الجسر,موسم الزيتون يبدأ,disagree\n"
    "إغلاق الجسر,إغلاق الجسر,agree\n"
    "إغلاق الجسر,سباق الدراجات ينطلق,disagree\n"
    "إغلاق الجسر,من بنى الجسر؟,other\n"
)
TICO = (
    "Wikipedia_1:1\tThe virus spread from China to 14 countries in March.\t"
    "انتشر الفيروس من الصين إلى 14 دولة في مارس.\n"
    "Wikipedia_1:2\tSchools may close for 20 days.\tقد تغلق المدارس لمدة 20 يوما.\n"
    "CMU_1:1\tdo you have a cough\tهل تعاني من السعال\n"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder shaped like the public sets, with made-up pairs."""
    texts = {
        "rte/rte1_dev.xml": RTE_1,
        "rte/rte1_test.xml": RTE_1,
        "rte/rte2_dev.xml": RTE_2,
        "rte/rte2_test.xml": RTE_2,
        "xnli_en/dev-en.tsv": XNLI,
        "ans/stance_train.csv": ANS,
        "tico19/en-ar.tsv": TICO,
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_both_forms_of_rte_give_the_same_labels(data: Path) -> None:
    first = load_rte(data, "rte1_dev")

    assert first[0] == EntailmentPair(
        "The dam, built in 1987, holds fish & water.", "The dam holds fish & water.", "yes"
    )
    assert [pair.label for pair in first] == ["yes", "no"]
    assert [pair.label for pair in load_rte(data, "rte2_dev")] == ["yes", "no"]


def test_quotation_marks_of_xnli_are_part_of_the_text(data: Path) -> None:
    assert [pair.label for pair in load_xnli(data)] == ["entailment", "neutral", "contradiction"]
    assert load_xnli(data)[1].source == 'The mill "burned".'


def test_the_second_headline_of_ans_is_the_claim(data: Path) -> None:
    pairs = load_ans(data)

    assert pairs[0].source == "إغلاق الجسر, وفتح الميناء"
    assert pairs[1] == EntailmentPair("إغلاق الجسر", "موسم الزيتون يبدأ", "disagree")


@pytest.mark.parametrize(
    ("most", "kept"), [(0, []), (1, [0]), (3, [0, 3, 6]), (10, list(range(10)))]
)
def test_a_sample_is_spread_over_the_whole_set(most: int, kept: list[int]) -> None:
    assert spread(list(range(10)), most) == kept


@pytest.mark.parametrize(
    ("kind", "language", "claim", "changed"),
    [
        ("name", "en", "It came from China.", "It came from India."),
        ("name", "ar", "وصل من الصين وبالصين انتشر", "وصل من الهند وبالهند انتشر"),
        ("name", "en", "From China to India.", None),
        ("unit", "en", "It took 14 days.", "It took 14 weeks."),
        ("unit", "ar", "استغرق 14 يوما", "استغرق 14 أسبوعا"),
        ("day", "ar", "في مارس 2020", "في سبتمبر 2020"),
        ("modality", "en", "Schools may close in May.", "Schools will close in May."),
        ("modality", "en", "They should not travel.", None),
        ("modality", "ar", "لا يمكن علاجه", None),
        ("modality", "ar", "يمكن علاجه", "لا يمكن علاجه"),
        ("verb", "en", "The doctors' laboratory-confirmed cases.", None),
        ("verb", "ar", "أعلنت الوزارة", "نفت الوزارة"),
        ("verb", "ar", "بانخفاض الأسعار", "بارتفاع الأسعار"),
    ],
)
def test_one_thing_is_exchanged(
    kind: str, language: Language, claim: str, changed: str | None
) -> None:
    assert change_once(kind, claim, language) == changed


def test_the_kinds_are_those_of_the_table() -> None:
    assert change_kinds() == ("name", "unit", "day", "modality", "verb")


def test_every_set_is_measured_and_the_time_told(data: Path) -> None:
    figures = {one.name: one for one in entailment(Context(data, data))}

    assert figures["rte2_test: yes: supported"].measured == 1.0
    assert figures["rte2_test: no: supported"].measured == 0.0
    assert figures["XNLI en: entailment: supported"].measured == 1.0
    assert figures["ANS, s2 by s1, first half: paraphrase: supported"].measured == 1.0
    assert figures["ANS, s1 by s2, second half: corrupted: supported"].met is True
    assert figures["TICO-19, claim ar, source en: neighbouring sentence: supported"].measured == 0
    assert any(name.startswith("TICO-19, claim en, source ar: modality") for name in figures)
    assert figures["check_claim, across"].measured > 0


def test_sets_without_files_are_named_and_the_others_still_measured(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "ans" / "stance_train.csv").unlink()
    for path in (data / "rte").iterdir():
        path.unlink()

    code = main(["entailment", "--data", str(data)])

    printed = capsys.readouterr().out
    assert code in (LEFT_OUT, MISSED)
    assert "entailment: partly left out, no data. (sets without data: rte, ans)" in printed
    assert "latynt/ans" in printed
    assert "XNLI en: neutral: supported" in printed


def test_without_any_set_the_section_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["entailment", "--data", ""]) == LEFT_OUT
    assert "entailment: left out" in capsys.readouterr().out
    figures: Iterator[object] = entailment(Context(None, Path()))
    with pytest.raises(DataMissingError, match="rte, xnli_en, ans, tico19"):
        next(figures)
