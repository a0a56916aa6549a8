"""The hand-written pairs are whole and measured as their table says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eval.bench.__main__ import MISSED, main
from eval.bench.pair_checking import CheckedPair, check_pairs, figures, table
from eval.bench.pair_checking import main as print_wrong
from eval.bench.pair_files import (
    CELLS,
    HALVES,
    HEADER,
    LEAST,
    Cell,
    Half,
    MinimalPair,
    PairFileError,
    faults,
    load_pairs,
)
from rag.records import Verdict
from rag.text.analysis.languages import detect_language

KINDS = (
    "modality denial failing condition order opposite bounds ordinals people places organisations"
    " offices units relative_days weekdays number_forms ranges not_counts quotations"
)


def test_the_pairs_are_enough_and_none_is_there_twice() -> None:
    assert faults(load_pairs()) == []


def test_the_kinds_are_those_of_the_issue() -> None:
    assert {pair.kind for pair in load_pairs()} <= {*KINDS.split()}


def test_claims_and_sources_are_in_the_languages_of_their_cell() -> None:
    wrong = [
        text
        for pair in load_pairs()
        for text, language in (
            (pair.source, pair.source_language),
            (pair.true_claim, pair.claim_language),
            (pair.false_claim, pair.claim_language),
        )
        if detect_language(text) != language or text != " ".join(text.split())
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["cell\tsource", "ar\t\ta\tb\tc"], "first line"),
        ([HEADER, "fr\t\ta\tb\tc"], "line 2: no cell 'fr'"),
        ([HEADER, "ar\t\ta\tb\tc", "ar\t\ta\t \tc"], "line 3: a field is empty"),
        ([HEADER, "ar\tyesterday\ta\tb\tc"], "yesterday"),
        ([HEADER, "ar\t\ta\tb"], "line 2"),
        ([HEADER, "ar\t\ta\tb\tc\td"], "line 2"),
        ([HEADER, "ar\t\ta\tb\tb"], "the same"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, lines: list[str], message: str) -> None:
    _write(tmp_path, "dev", lines)
    with pytest.raises(PairFileError, match=message):
        load_pairs(tmp_path)


def test_a_pair_is_read_with_its_half_kind_and_day(tmp_path: Path) -> None:
    _write(tmp_path, "test", [HEADER, 'ar-en\t2024-05-01\tShe said "no".\tقالت لا.\tقالت نعم.'])
    (pair,) = load_pairs(tmp_path)
    assert pair == MinimalPair(
        "test", "order", "ar-en", date(2024, 5, 1), 'She said "no".', "قالت لا.", "قالت نعم."
    )
    assert (pair.claim_language, pair.source_language) == ("ar", "en")


def _write(folder: Path, half: Half, lines: list[str]) -> None:
    """Write a file of pairs of the kind `order`."""
    (folder / half).mkdir()
    (folder / half / "order.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_pairs_as_a_whole_must_be_enough_and_different() -> None:
    enough = list(_made_up())
    assert faults(enough) == []
    assert faults([*enough, enough[0]])[0].startswith("twice")
    assert faults([*enough, replace(enough[0], half="test", false_claim="never")]) == [
        f"in both halves: {enough[0].source}"
    ]
    assert faults(enough[1:]) == [f"order: {LEAST - 1} pairs ar, fewer than {LEAST}"]
    only_dev = [pair for pair in enough if (pair.half, pair.cell) != ("test", "en-ar")]
    assert f"order: {LEAST - 3} pairs across, fewer than {LEAST}" in faults(only_dev)
    assert "order: no pair en-ar in test" in faults(only_dev)


def _made_up() -> Iterator[MinimalPair]:
    """Yield just as many pairs as a kind needs."""
    for half in HALVES:
        for cell in CELLS:
            needed = LEAST // 4 if "-" in cell else LEAST // 2
            for number in range(needed):
                source = f"{half} {cell} {number}"
                yield MinimalPair(half, "order", cell, None, source, "yes", "no")


def test_shares_are_counted_by_cell_and_kind() -> None:
    checked = [
        _checked("ar", "supported", "contradicted"),
        _checked("ar", "contradicted", "supported"),
        _checked("en-ar", "check", "unsupported"),
        _checked("en-ar", "supported", "check"),
    ]
    found = {figure.name: figure for figure in figures("dev", checked)}

    total = found["dev, all kinds: wrong supported"]
    assert (total.measured, total.hits, total.of, total.met) == (0.25, 1, 4, False)
    assert total.cells()[1] == "0.250 (1 of 4)"
    assert found["dev, all kinds: right contradicted"].measured == 0.25
    assert found["dev, all kinds: right supported"].measured == 0.5
    assert found["dev, all kinds, ar: wrong supported"].measured == 0.5
    single = found["dev, order, en-ar: right supported"]
    assert (single.measured, single.listed, single.met) == (0.5, False, None)
    *_, last = table("dev", checked).splitlines()
    assert " ".join(last.split()) == "all kinds 1 1 1 /2 0 0 0 /0 0 0 0 /0 0 0 1 /2 1 1 2 /4"


def _checked(cell: Cell, on_true: str, on_false: str) -> CheckedPair:
    """Return a pair with verdicts of these statuses."""
    verdicts = (Verdict(on_true), Verdict(on_false))  # type: ignore[arg-type]
    return CheckedPair(MinimalPair("dev", "order", cell, None, "a", "b", "c"), *verdicts)


def test_a_claim_is_checked_against_its_source_and_the_day_of_publication() -> None:
    source = "The ferry service to the island of Naxos resumed on Tuesday after the storm."
    pair = MinimalPair(
        "dev",
        "order",
        "en",
        date(2024, 5, 1),
        source,
        "The ferry service to the island of Naxos resumed, it was reported on 1 May 2024.",
        "The ferry service to the island of Naxos resumed, it was reported on 7 May 2024.",
    )
    (checked,) = check_pairs([pair])
    assert checked.on_true.status == "supported"
    assert checked.on_false.status in ("unsupported", "contradicted")


def test_the_section_prints_a_table_of_each_half(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["pairs"]) in (0, MISSED)
    printed = capsys.readouterr().out
    assert all(f"{half}: false claims supported" in printed for half in HALVES)
    assert "test, all kinds: wrong supported" in printed
    assert "test, modality, ar: wrong supported" not in printed


def test_single_verdicts_are_printed_of_one_half_alone(capsys: pytest.CaptureFixture[str]) -> None:
    print_wrong(["order"])
    printed = capsys.readouterr().out
    kept = [pair.source for pair in load_pairs() if pair.half == "test"]
    assert not any(source in printed for source in kept)
    assert not any(line.startswith("modality") for line in printed.splitlines())
