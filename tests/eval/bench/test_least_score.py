from __future__ import annotations

from eval.bench.entailment_sets import EntailmentPair
from eval.bench.fitting.least_score import LEAST, scored, table

SOURCE = "A bakery owner in the north was told that the army would open the roads."


def test_a_claim_is_supported_up_to_its_score() -> None:
    copy = scored(EntailmentPair(SOURCE, SOURCE, "yes"))
    assert (copy.true, copy.supported) == (True, (True,) * len(LEAST))
    mixed = scored(EntailmentPair(SOURCE, "Roads told the north of a bakery army.", "no"))
    assert not mixed.true
    assert mixed.supported == tuple(sorted(mixed.supported, reverse=True))
    assert mixed.supported[0] != mixed.supported[-1]


def test_the_table_has_a_line_for_each_score_and_marks_the_chosen_one() -> None:
    claims = [
        scored(EntailmentPair(SOURCE, SOURCE, "agree")),
        scored(EntailmentPair(SOURCE, "The striker scored.", "disagree")),
        scored(EntailmentPair("", "Nothing to check against.", "disagree")),
    ]
    lines = list(table(claims))
    assert lines[0] == "0.00  true 1.000  false 0.000"
    assert [line for line in lines if line.endswith("chosen")] == [
        "0.60  true 1.000  false 0.000  <- chosen"
    ]
