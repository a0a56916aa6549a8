from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.extractive.program import ChoosableSentence, CoverageProgram, choose
from rag.briefs.tuning import LENGTH_SLACK

BOTH_WAYS = pytest.mark.parametrize("seconds", [20.0, 0.0], ids=["solver", "no time"])


def sentence(
    length: int, concepts: str = "", worth: float = 0.0, **more: object
) -> ChoosableSentence:
    """A candidate whose concepts are the letters of a word."""
    return ChoosableSentence("en", length, frozenset(concepts), worth, **more)  # type: ignore[arg-type]


def program(
    candidates: Sequence[ChoosableSentence],
    words: int,
    *,
    weight: float = 20.0,
    twins: dict[tuple[int, int], float] | None = None,
    clashes: Sequence[tuple[int, int]] = (),
) -> CoverageProgram:
    weights = {name: weight for one in candidates for name in one.concepts}
    languages = {one.language: words for one in candidates}
    return CoverageProgram(candidates, weights, languages, twins or {}, clashes)


@BOTH_WAYS
def test_what_another_sentence_tells_already_is_worth_nothing(seconds: float) -> None:
    candidates = [sentence(20, "abc"), sentence(20, "ab"), sentence(20, "de"), sentence(20, "f")]
    assert choose(program(candidates, 60), seconds=seconds) == [0, 2, 3]


def test_the_best_set_is_found_where_the_best_sentence_is_no_part_of_it() -> None:
    candidates = [sentence(40, "abcd"), sentence(30, "abe"), sentence(30, "cdf")]
    assert choose(program(candidates, 60)) == [1, 2]


@BOTH_WAYS
def test_what_is_kept_is_told_though_it_is_longer_than_the_brief(seconds: float) -> None:
    candidates = [sentence(40, "", kept=True), sentence(9, "abcdef")]
    assert choose(program(candidates, 10), seconds=seconds) == [0]


@BOTH_WAYS
def test_a_sentence_comes_with_those_it_needs_or_not_at_all(seconds: float) -> None:
    candidates = [sentence(15), sentence(15, "abcd", needs=(0,)), sentence(30, "ef")]
    assert choose(program(candidates, 30), seconds=seconds) == [0, 1]
    assert choose(program([sentence(40), *candidates[1:]], 30), seconds=seconds) == [2]


@BOTH_WAYS
def test_of_two_that_clash_one_is_told(seconds: float) -> None:
    candidates = [sentence(20, "abc"), sentence(20, "def"), sentence(20, "g")]
    asked = program(candidates, 40, clashes=[(0, 1)])
    assert choose(asked, seconds=seconds) in ([0, 2], [1, 2])


def test_what_both_languages_tell_is_preferred() -> None:
    english = [ChoosableSentence("en", 20, frozenset({f"en{at}"})) for at in range(3)]
    arabic = [ChoosableSentence("ar", 20, frozenset({f"ar{at}"})) for at in range(3)]
    asked = program([*english, *arabic], 20, twins={(2, 4): 5.0})
    assert choose(asked) == [2, 4]


def test_nothing_to_choose_from_gives_nothing() -> None:
    assert choose(program([], 60)) == []


LENGTHS = st.lists(st.integers(6, 30), min_size=8, max_size=25)


@given(LENGTHS, st.integers(60, 120))
def test_the_length_is_kept_where_it_can_be(lengths: list[int], words: int) -> None:
    candidates = [sentence(n, chr(97 + at), worth=at % 5) for at, n in enumerate(lengths)]
    total = sum(lengths[at] for at in choose(program(candidates, words)))
    assert total <= words * (1 + LENGTH_SLACK) + 1
    if sum(lengths) > words * 1.5:
        assert total >= words * (1 - LENGTH_SLACK)


@given(LENGTHS, st.integers(60, 120))
def test_the_same_program_has_the_same_choice(lengths: list[int], words: int) -> None:
    candidates = [sentence(n, chr(97 + at % 7)) for at, n in enumerate(lengths)]
    assert choose(program(candidates, words)) == choose(program(candidates, words))


@given(LENGTHS, st.integers(60, 120))
def test_without_time_a_brief_is_no_longer_than_asked(lengths: list[int], words: int) -> None:
    candidates = [sentence(n, chr(97 + at)) for at, n in enumerate(lengths)]
    assert 0 < sum(lengths[at] for at in choose(program(candidates, words), seconds=0)) <= words


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    choose(program([sentence(20, "abc"), sentence(20, "d")], 20))
    assert capfd.readouterr() == ("", "")
