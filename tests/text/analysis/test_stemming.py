from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import normalize
from rag.text.analysis.plurals import root_form
from rag.text.analysis.stemming import is_arabic, stem


@pytest.mark.parametrize(
    "forms",
    [
        "وزير الوزير والوزير للوزير بالوزير وزيرها وزيرهم ووزير",
        "مهندس المهندسون مهندسين والمهندسات مهندسة",
        "وزراء الوزراء ووزراء",
        "كتاب الكتاب وكتاب بالكتاب",
        "وكالة الوكالة ووكالة",
        "مدينة المدينة مدينته بمدينتهم",
        "negotiate negotiated negotiating negotiates",
        "troops troop",
    ],
)
def test_forms_of_a_word_share_a_stem(forms: str) -> None:
    stems = {stem(normalize(form)) for form in forms.split()}
    assert len(stems) == 1


@pytest.mark.parametrize("word", ["ماء", "يد", "بلد", "54000", "3.5", "мир", "東京", "x"])
def test_short_words_numbers_and_other_scripts_are_left_whole(word: str) -> None:
    assert stem(normalize(word)) == normalize(word)


def test_arabic_is_told_by_the_first_letter() -> None:
    assert is_arabic("غزه")
    assert not is_arabic("gaza")
    assert not is_arabic("")


@given(st.text(alphabet="ابتوفلكسيهنمءabcdefgs", min_size=1, max_size=12))
def test_a_stem_is_never_empty_and_never_longer(word: str) -> None:
    """But for a broken plural, which has the stem of its singular."""
    assert stem(word)
    assert len(stem(word)) <= len(root_form(word) or word)


def test_threads_do_not_mix_their_words() -> None:
    words = [f"{start}ations" for start in ("negoti", "rel", "n", "quot", "imit", "cre")] * 200
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stem, words))
    stem.cache_clear()
    assert together == [stem(word) for word in words]
