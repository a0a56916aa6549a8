"""Tokens follow SQuAD's script, stems Light10 and Snowball, the language Unicode's scripts."""

from __future__ import annotations

import re
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.normalization import light_stem, main_language, tokens
from eval.text_overlap import exact, f1

WORDS = ["the", "a", "an", "bank", "Rate", "minister's", "BBC", "theatre", "another", "2019", "7"]
TEXT = st.lists(st.sampled_from(WORDS))


def squad_normalize(answer: str) -> str:
    """Normalise an answer as SQuAD's official `evaluate-v1.1.py` does."""
    lowered = answer.lower()
    bare = "".join(one for one in lowered if one not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


@given(
    st.lists(st.sampled_from(WORDS)), st.lists(st.sampled_from(WORDS)), st.sampled_from(".,;:!?")
)
def test_english_tokens_are_those_of_squad(ours: list[str], theirs: list[str], stop: str) -> None:
    one, other = f"{stop} ".join(ours) + stop, " ".join(theirs)
    # SQuAD leaves minister's as ministers; ours is the word without its ending.
    assert tokens(one) == squad_normalize(one.replace("'s", "")).split()
    same = squad_normalize(one.replace("'s", "")) == squad_normalize(other.replace("'s", ""))
    assert exact(one, other) == (same and bool(tokens(other)))


@pytest.mark.parametrize(
    ("answer", "right", "score"),
    [  # precision and recall worked out by hand, as in Rajpurkar et al. (2016)
        ("Denver Broncos", "the Denver Broncos", 1.0),
        ("Broncos", "Denver Broncos", 2 / 3),
        ("in the city of Denver", "Denver", 2 * (1 / 4 * 1) / (1 / 4 + 1)),
        ("Carolina", "Denver", 0.0),
    ],
)
def test_f1_is_that_of_squad(answer: str, right: str, score: float) -> None:
    assert f1(answer, right) == pytest.approx(score)


# Light10 (Larkey, Ballesteros and Connell, 2007), table 2; ة is written ه in folded text.
LIGHT10_PREFIXES = ["ال", "وال", "بال", "كال", "فال", "لل", "و"]
LIGHT10_SUFFIXES = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"]


@pytest.mark.parametrize("prefix", ["", *LIGHT10_PREFIXES])
@pytest.mark.parametrize("suffix", ["", *LIGHT10_SUFFIXES])
@pytest.mark.parametrize("stem", ["مدرس", "خرطم", "جمهر"])
def test_the_affixes_of_light10_go(prefix: str, suffix: str, stem: str) -> None:
    assert light_stem(prefix + stem + suffix) == stem


@pytest.mark.parametrize(
    ("word", "stem"),
    [  # the sample vocabulary of snowballstem.org/algorithms/english/stemmer.html
        *[("consign", "consign"), ("consigned", "consign"), ("consigning", "consign")],
        *[("consist", "consist"), ("consistency", "consist"), ("consistently", "consist")],
        *[("consolation", "consol"), ("consoled", "consol"), ("conspiracy", "conspiraci")],
        *[("knaves", "knave"), ("knightly", "knight"), ("knitted", "knit"), ("knots", "knot")],
    ],
)
def test_english_stems_are_those_of_snowball(word: str, stem: str) -> None:
    assert light_stem(word) == stem


@given(st.text(min_size=1))
def test_a_text_of_one_script_is_of_the_language_that_unicode_names(text: str) -> None:
    names = {unicodedata.name(one, "").split(" ")[0] for one in text if one.isalpha()}
    if names == {"LATIN"}:
        assert main_language(text) == "en"
    if names == {"ARABIC"} and all("\u0620" <= one <= "\u06d3" for one in text if one.isalpha()):
        assert main_language(text) == "ar"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("42", "en"),
        ("وقّعت شركة Airbus عقدا مع Boeing", "ar"),
        ("The word قناة means canal", "en"),
        ("تفاصيل: https://www.example.org/a/very/long/address", "ar"),
    ],
)
def test_a_mixed_text_is_of_the_language_with_more_letters(text: str, language: str) -> None:
    assert main_language(text) == language
