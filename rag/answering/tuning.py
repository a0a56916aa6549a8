"""The tuned numbers of answers without a model, each with what it does and why it has its value.

`make bench ARGS=answers` measures how often the sentences shown hold the answer, `make bench
ARGS=followups` which words of earlier questions help, `make eval` both on the shipped suite. They
are round figures chosen on these; where no measurement is named, none was made of the number alone.
"""

from __future__ import annotations

# The choice of sentences (extractive_answer.py)

SENTENCES = 3
"""Sentences of an answer at most."""

PASSAGE_SHARE = 0.5
"""The weight of the passage's rank beside the coverage of the question by the sentence."""

CUE_SHARE = 0.2
"""What a date or a number in the sentence is worth where the question asks when or how many."""

TITLE_SHARE = 0.5
"""The share of the coverage that is measured under the article's title, which names what the
sentence need not repeat."""

CAPTION = 0.2
"""What a photo's caption, a byline or the like loses. It repeats the words of the story."""

LEAST_SHARE = 0.5
"""The share of the best score below which a sentence is left out."""

SAME_WORDS = 0.8
"""The share of the words of the shorter of two sentences that makes one a repetition."""

ENOUGH_OF_OTHER = 0.5
"""The coverage from which a sentence in the other language is shown as well."""

# What may help where nothing is answered (excerpts.py)

EXCERPTS = 3
"""Sentences shown at most, as many as of an answer: more would be a list of search results."""

# What asks no fact of the articles (intent_answers.py). Not measured: choices of what to show.

LISTED = 6
"""Articles of a list at most; more would not fit on a screen."""

COUNTED = 30
"""Passages searched to count the articles on a subject."""

ON_SUBJECT = 0.5
"""The share of a subject that title and first sentence must name for that sentence to be shown."""

DAYS_AFTER = 3
"""So many days after an event articles on it are still looked for, where none is of its day."""

OUTLETS_NAMED = 12
"""Outlets named at most where it is asked what there is."""

# Follow-up questions (followups.py)

CARRIED = (2, 1)
"""So many of the rarest words of the question before, and of the one before that."""

STRONG = 2.3
"""A question whose words are together as rare as so many words of no text needs no help."""

WHOLE_STEMS, WHOLE_COVERAGE = 5, 0.85
"""Nor does a question of so many content words of which one passage has so much."""

FEW = 4
"""Passages that hold a word which tells what a question is about."""

BROUGHT_UP = 0.2
"""The share of the carried words that a passage has which they bring up."""
