"""The tuned numbers of the check, each with what it does and why it has its value.

`make bench ARGS=claims` measures the verdicts: how many true claims are contradicted, and how many
changed ones are caught, within a language and across languages. `make bench ARGS=cross` measures
which sentence is found for a claim in the other language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from rag.records import Status

# The cited sentence (cited_sentence.py)

STEMS, GRAMS, KEYS = 1.0, 0.4, 0.5
"""Weights of shared stems, 4-grams and keys within a language: the best of the weights tried."""

NUMBERS = 0.4
"""Weight of the share of the claim's numbers that a sentence has. A figure of the claim must be in
the sentence shown, where any sentence has it; with more weight, a number that two sentences share
would count more than their words."""

NAME_NOT_FOUND, FOUND_AMONG_SEVERAL = 0.5, 0.7
"""Factors across languages: on what is taken for a name and is not found, because it may be a word
that the glossary lacks; and on a word of several concepts that is found, because another of them
may be meant. They were the best of those tried, by `make bench ARGS=cross`."""

# The sentences that a claim repeats (alignment.py)

NEAR_COPY = 0.7
"""A claim is a near-copy when at least this share of its words is in a stretch, in order. A changed
word is then an exchange, and no longer a free paraphrase."""

FEWEST_WORDS = 4
"""A claim of fewer words is no near-copy: a few words agree with many sentences by chance."""

FURTHER_SENTENCE, FURTHER_SENTENCE_SHARE = 5.0, 0.2
"""Shared words by which a further sentence of a stretch must improve the fit: this many, or this
share of the claim's words if that is more. Any sentence shares a few words with any claim."""

WHOLE_CLAIM = 3.0
"""The factor on the fit of a stretch in which the claim stands as it is, so that it always wins."""

# What the source says otherwise (other_values.py)

ABOUT = 0.5
"""The share of a claim's content words that a sentence must have for another figure in it to be
said of the same thing."""

COUNTED_BEFORE, COUNTED_AFTER = 2, 3
"""Words before and behind a figure among which its unit, or what it counts, is looked for. More
words would reach what the next figure counts."""

SURELY = 2
"""Words that two figures share in their neighbourhood from which both count the same thing, even
where the source has another verb: American troops."""

SAME_QUOTATION = 0.6
"""The share of a quotation's words that a sentence must have in order to be the same saying in
other words, and not another one."""

# Verdicts within a language (comparison_within.py, substitutions.py)

COPY = 0.9
"""The share of its words by which a sentence must align that is said to be copied. The remaining
tenth is tolerance for words that are split differently."""

PARTLY, LITTLE = 0.7, 0.5
"""Shares of a claim's content below which part of it, and most of it, counts as missing."""

LEAST_SCORE = 0.6
"""The score below which nothing is supported, though no single thing is wrong: some of the claim's
words are missing, or they are scattered over the sentence. It was chosen on the development parts
of RTE-1 and RTE-2 and the first half of ANS, as the highest that leaves half of the true claims of
each supported; `python -m eval.bench.fitting.least_score` prints the shares for other values, there
and on the other halves."""

BESIDE = 80
"""Characters before and behind a fact that say what it is about: about a clause."""

SHORT = 3
"""Up to this many words may be left out and still change what is said around them."""

WIDEST_EXCHANGE = 4
"""A slot of more words is no exchange of one expression for another, but another sentence."""

SAME_MATTER = 0.5
"""The share of a claim's content words that a stretch must have to be on the same matter, so that
its only day or unit stands in place of another in the claim. Not tuned: most of the words."""

HEADLINE = 0.8
"""Where more than this share of the content words have capitals, as in headlines, capitals mark no
names."""

# Verdicts across languages (comparison_across.py)

FOUND, NOT_FOUND = math.log(6), math.log(4 / 9)
"""Log likelihood ratios of a unit that is found and of one that is not. A unit is found in about
.6 of the sentences that say the same and in about .1 of others, so these are .6 / .1 and .4 / .9.
"""

OWN_SHARE = 0.3
"""Weight of what the sentence says and the claim leaves out: a claim may well be shorter."""

LEAST_WEIGHT = 2.0
"""A claim whose units weigh less fits too many sentences to be checked by them."""

SUPPORTED, DOUBTFUL, UNSUPPORTED = 2.0, -1.0, -3.0
"""Log odds from which a claim is supported, below which it is too thin to be checked, and below
which it is unsupported. Between the first two it is to be looked at."""

STEEPNESS = 3
"""The divisor of the log odds in the score, because units are not independent of each other."""

# Verdicts on single citations (passage_checks.py)

ADDS = 0.1
"""By how much a passage must raise the score of another one, where it does not better its verdict,
to count as needed beside it. Stray words that two texts share raise it by a few hundredths."""

MOST_TRIED = 8
"""Passages among which one that supports a sentence is looked for, where those cited do not. An
answer has about as many; of the hundreds of a brief, one that supports it shares most with it."""

# The score of a verdict (claim_check.py)

SCORE_LEFT: Mapping[Status, float] = {
    "contradicted": 0.35,
    "unsupported": 0.8,
    "unverified": 1.0,
    "check": 0.8,
    "supported": 1.0,
    "quoted": 1.0,
}
"""The factor by which each finding lowers the score. A contradiction lowers it most, because the
missing words that lead to the other findings lower the score already."""

LEAST_PLACED_WORDS = 4
"""Words that a sentence without a citation needs so that its source is looked for. Shorter ones
("He said so.") are in some passage or other by chance."""

MOST_TRIED = 8
"""Passages that a sentence without a citation is checked against at most; an answer has six."""

FACT_ABSENT = 0.35
"""The factor for a figure, date or quotation that is not in the source: such a claim is as little
to be relied on as one that the source contradicts."""
