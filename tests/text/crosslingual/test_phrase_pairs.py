"""The first two words of phrases."""

from __future__ import annotations

from rag.text.crosslingual.phrase_pairs import PhrasePairs

PAIRS = PhrasePairs(["world", "world cup", "world cup final", "prime minister", "premier league"])


def test_the_longest_phrase_of_two_words_is_told() -> None:
    assert PAIRS.longest(["world", "cup", "match"]) == 3
    assert PAIRS.longest(["prime", "minister"]) == 2
    assert PAIRS.longest(["world", "war"]) == PAIRS.longest(["world"]) == 0


def test_what_may_follow_a_word_is_what_follows_either_of_its_forms() -> None:
    assert set(PAIRS.followers("prime", "premier")) == {"minister", "league"}
    assert set(PAIRS.followers("world", "world")) == {"cup"}
    assert not PAIRS.followers("cup", "final")
