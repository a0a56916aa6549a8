from __future__ import annotations

import random

import pytest

from eval.bench import corruptions
from rag.records import Language

CLAIM = "The minister of Japan said on 28 July that 54000 troops will stay."


def _rnd() -> random.Random:
    return random.Random(5)


def test_one_number_is_another_that_the_passage_does_not_have() -> None:
    changed = corruptions.change_number(_rnd(), CLAIM, CLAIM)
    assert changed is not None
    differing = [
        (one, two) for one, two in zip(CLAIM.split(), changed.split(), strict=True) if one != two
    ]
    assert len(differing) == 1
    assert differing[0][1] not in ("28", "54000")


def test_a_number_is_borrowed_from_the_passage() -> None:
    borrowed = corruptions.borrow_number(_rnd(), "It has 12 seats.", "It has 12 seats of 300.")
    assert borrowed == "It has 300 seats."


def test_only_words_of_quotations_are_misquoted() -> None:
    claim = "قال «نحن هنا ولن نرحل أبدا» ومضى."
    changed = corruptions.misquote(_rnd(), claim, ["بيت"])
    assert changed is not None
    assert changed.startswith("قال «")
    assert changed.endswith("» ومضى.")
    assert "بيت" in changed


@pytest.mark.parametrize(
    ("claim", "denied", "language"),
    [
        ("The troops will stay.", "The troops will not stay.", "en"),
        ("الجيش يغادر المدينة.", "الجيش لا يغادر المدينة.", "ar"),
    ],
)
def test_a_negation_is_put_in_and_taken_out(claim: str, denied: str, language: Language) -> None:
    assert corruptions.negate(_rnd(), claim, language) == denied
    assert corruptions.affirm(_rnd(), denied, language) == claim


def test_a_name_is_swapped_for_another() -> None:
    assert corruptions.names(CLAIM, "en") == ["Japan"]
    swapped = corruptions.swap_name(_rnd(), CLAIM, ["Japan", "Peru"], "en")
    assert swapped == CLAIM.replace("Japan", "Peru")


def test_there_is_nothing_to_change_in_a_plain_claim() -> None:
    plain = "nothing here"
    assert corruptions.change_number(_rnd(), plain, plain) is None
    assert corruptions.borrow_number(_rnd(), plain, "1 2 3") is None
    assert corruptions.misquote(_rnd(), plain, ["word"]) is None
    assert corruptions.negate(_rnd(), plain, "en") is None
    assert corruptions.affirm(_rnd(), plain, "en") is None
    assert corruptions.swap_name(_rnd(), plain, ["Peru"], "en") is None


def test_words_are_left_out_in_order() -> None:
    left = corruptions.drop_words(_rnd(), CLAIM, 0.5).split()
    rest = iter(CLAIM.split())
    assert 0 < len(left) < len(CLAIM.split())
    assert all(word in rest for word in left)
