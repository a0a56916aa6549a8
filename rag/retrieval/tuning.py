"""The tuned numbers of retrieval, each with what it does and why it has its value.

`make bench ARGS=retrieval` measures the ranking, `make eval` does on the shipped suite. They are
round figures, chosen on ARCD's questions, with and without their articles in the library, and on
hand-written questions over the sample articles. What is refused is fitted instead
(`rag/retrieval/relevance/weights.tsv`). The weights of vectors belong to the embedders
(`rag/embedding`), those of the word index to `rag/store/fusion.py`.
"""

from __future__ import annotations

# How much of a question stands in a text (coverage.py)

LATER = 0.3
"""The last word of a question weighs so much more than the first, because questions end with what
they are about."""

UNSEEN = 100
"""Chunks of other texts that are imagined beside a library. In a small one every word is rare."""

LEAST_LIKENESS = 0.3
"""Two words whose 4-grams have a smaller Dice coefficient are not alike."""

HARDLY = 0.2
"""The coverage below which likeness is not computed. It takes as long as everything else, and could
not make such a text evidence."""

SAME_CONCEPT, SAME_NAME, ONE_LETTER_OFF = 0.9, 0.9, 0.8
"""What a word counts for where the text has a synonym of the glossary, another spelling of a
foreign name, or a word that differs in one letter. Each is less sure than the word itself."""

LONG_ENOUGH = 5
"""Letters of the longer of two stems that may differ in one letter. Short words that do are two
words more often than one with a slip."""

# The ranking and the mix of languages (retriever.py)

SPARE = 2
"""Candidates that are fetched for each place, so that near-copies can be dropped."""

SHINGLE, ALIKE_STEMS, SAME_SHINGLES = 3, 0.75, 0.8
"""Two passages are near-copies when their shingles of so many words have a Jaccard index of at
least the last number. They are not compared when that of their stems is below the second."""

JUDGED = 5
"""Passages of each language that are judged, at two milliseconds each in a large library. What is
fitted was fitted with so many."""

ODDS_POWER = 0.1
"""The power of the odds that a passage answers by which its score is multiplied. Without it (0) the
right passage is the first for .66 of MLQA's questions instead of .68, for .50 of the natural ones
(dev half) instead of .54 and for .22 of those on 24,000 articles of ANT instead of .26; MRR@10 on
the half of ARCD that nothing is fitted on is .828 instead of .833. Between .1 and .2 nothing
differs by more than .01."""

LOOKED_AT = 3
"""Passages of the question's language that are looked at before the other language may lead."""

FOLLOWING = 0.4
"""The share of the places that is for the language that follows. Of ten passages, six and four
hold a sentence that answers .94 of the natural questions over the samples; four and two .87."""

# Reranking by a chat model (reranking.py)

RERANKED = 20
"""Candidates that are shown to the model: three for each of the six passages that an answer is
written from."""

SHOWN_LENGTH = 500
"""Characters of a candidate that are shown, about its first three sentences. Not tuned."""

# The day that a question names (question_day.py). Not measured: the shipped suites have few such
# questions. They are small, so that the day decides only between passages that are nearly as good.

DAY_SHARE = 0.25
"""The part of its score that a passage of the day gains."""

DAYS_LATER = 3
"""So many days after an event papers still report on it."""

LONGEST_PERIOD = 31
"""Days; a longer span, such as a year, is no day of publication."""
