"""The tuned numbers of what is asked of a chat model, each with the reason for its value.

They cannot be measured offline, because they depend on the model. `mujaz eval run` measures answers
of the model that is set (MUJAZ_MODEL) on questions of your own or of the shipped suite.
"""

from __future__ import annotations

PASSAGE_TOKENS = 6000
"""Tokens of all passages in a prompt at most. More passages cost more and answer no better."""

WINDOW = 8192
"""Tokens that a model of unknown window is taken to read and write, which few models fall below."""

ANSWER_TOKENS = 1000
"""Tokens kept free for the answer, several times what an answer of a few sentences takes; in a
window of fewer than 4,000 tokens a quarter of it is kept free."""

MOST_CORRECTION = 4.0
"""The greatest factor by which a server's count of tokens is believed to exceed ours. The poorest
tokenizers make four times as many tokens of Arabic as the one that is counted with."""

STALL_SECONDS = 45.0
"""The longest silence within a reply, in seconds: long enough for a model that pauses to reason,
short enough for a reader who waits for a connection that is lost."""

TIMES_SAID = 3
"""How often the same sentence stops a model. A second time happens in a summing-up; a model that
says it a third time says it for ever."""

MOST_STALE_SENTENCES = 4
"""Sentences in a row without a new word after which a model is stopped. An answer has one to four
sentences, and each names something; loops of five sentences and more are seen in weak models."""

MOST_STALE_CHARACTERS = 400
"""The same in characters, for a loop without a full stop: about sixty words, none of them new."""

MOST_VARIED_SENTENCES = 5
"""Sentences in a row after which a model is stopped if each only varies an earlier one, by a number
or a name. A list of an answer or a brief seldom has so many items of one form and such length."""

LEAST_VARIED_WORDS = 8
"""Different words of a sentence from which on it can be a variant: "Gold rose 5 per cent in 2020"
may stand beside the same of other years."""

SHARED_WITH_VARIANT = 0.75
"""The share of the words of two sentences that are in both (Jaccard) from which on one is a variant
of the other: one or two changed in a sentence of twelve."""
