import pytest

from rag.text.analysis.future_verbs import is_future_verb


@pytest.mark.parametrize("word", ["ستوسع", "سيبدا", "وسيتم", "فستغلق", "سنواصل", "سيطرح", "سنتخذ"])
def test_verbs_behind_the_letter_of_the_future(word: str) -> None:
    assert is_future_verb(word)


@pytest.mark.parametrize(
    "word",
    [
        *("سياره", "سته", "ستين", "سياسه", "سيناء", "سنغافوره", "سنتين", "سنتيمتر", "سندات"),
        *("وسيله", "سينما", "سيطره", "ستوكهولم", "ستراتيجي", "سنوات", "سيده", "سوق"),
    ],
)
def test_nouns_and_names_that_begin_alike(word: str) -> None:
    assert not is_future_verb(word)
