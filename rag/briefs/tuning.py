"""The tuned numbers of briefs, each with what it does and why it has its value.

`make bench ARGS=briefs` measures briefs of the sample stories without a model: the key facts that
they tell beside two baselines, their length, the share of points in both languages, and the
articles that a topic finds. `mujaz eval run` and `mujaz eval score` measure those of a chat model.
"""

from __future__ import annotations

from decimal import Decimal

# Stories and articles of a brief (brief.py, found_stories.py)

MOST_ARTICLES = 20
"""Articles of a brief at most; a reader is told how many were left out."""

MOST_STORIES = 6
"""Stories of a brief at most: a longer page of sections is no longer an overview."""

LEAST_WORDS = 50
"""Words that a story needs in each language: a lead and one more sentence. A short brief (60 words)
tells one story, a medium one three."""

MOST_TITLES = 5
"""Stories without room that a reader is told by their titles."""

SEARCHED_PASSAGES = 60
"""Passages searched in each language for the articles of a topic. Three times the most articles,
because a long article fills several places."""

OPENING_WEIGHT = 0.75
"""How much of an article's relevance comes from its title and first sentences; the rest comes from
its best passage. An article on a topic names it at once; one that only mentions it, further down.
"""

OPENING_SENTENCES = 2
"""Sentences that count as an article's opening: a news lead is one or two sentences long."""

LEAST_RELEVANCE = 0.7
"""An article is used if it is at least this share as relevant as the best one in its language.
Lower values bring articles of other stories in; higher ones lose the story's second article."""

# Facts that sentences of both languages tell (extractive_brief.py)

SAME_FACT = 0.27
"""The least overlap (`grounding.cited_sentence.overlaps`, across languages) of two sentences that
tell the same fact. Of the pairs so made on the sample stories nine in ten are right."""

SAME_EVENT = 0.15
"""The least overlap of two sentences that open their articles and have no better match. It is lower
than `SAME_FACT`, because openings of articles on one story both tell its main event."""

BOTH_LANGUAGES = 2.0
"""What is added to the score of a fact that both languages tell: as much as the first place in an
article is worth (`PLACE`), so that the two columns of a brief tell the same wherever they can."""

CANDIDATES = 40
"""Sentences of each language that are considered, the best ones. The time of the choice grows with
the square of their number; a brief of 350 words needs about fifteen."""

MOST_POINTS = 12
"""Points of a brief at most: a longer list is no longer read as a list."""

# The choice of sentences (selection.py)

PLACE, CENTRALITY, TOPIC = 2.0, 0.5, 0.25
"""Weights of a sentence's score: its place in the article (halved at the second sentence), its
centrality among all sentences, and its similarity to the topic. The place weighs most, because news
tells the main thing first: briefs must find at least the key facts that the leads alone find."""

BM25_SATURATION, BM25_LENGTH = 1.2, 0.75
"""The usual k1 and b of BM25 (Robertson and Zaragoza 2009), for the links between sentences."""

DAMPING, ROUNDS = 0.85, 50
"""The usual damping of PageRank (Brin and Page 1998), and rounds after which ranks stand still."""

FEWEST_POINTS = 3
"""Points of a brief at least: with fewer it is no overview."""

LENGTH_SLACK = 0.15
"""The share by which a brief may be shorter or longer than asked, as docs/briefs.md promises."""

SAME_SENTENCE = 0.5
"""The cosine above which two sentences of a language say the same, so that one is enough."""

VARIETY = 0.25
"""What the similarity to another chosen sentence costs: enough to prefer the new of two sentences
of about equal score, too little to leave out a much better one."""

NEW_SOURCE = 0.3
"""What a source that is not quoted yet is worth: less than the step from the third place in an
article to the second (`PLACE` / 6), so that it decides between sentences of about equal score."""

OUTSIDE = 30.0
"""What it costs to miss a bound: the length, for each whole share beyond the slack; the number of
points, for each missing third. It is so much that no single fact can pay for it."""

JUST_OUTSIDE = 0.1
"""Added to every missed bound of the length, so that a better fact cannot buy a length that is out
of bounds by a word."""

CLIMBS = 4
"""Hill climbs that start from one of the best facts, besides the one from nothing. That one alone
gets stuck without the leads, which are long."""

# Where articles disagree (comparison.py, counted_figures.py)

SAME_MATTER, SAME_MATTER_WITHIN = 0.14, 0.5
"""The least overlap of the words around two figures that are about the same thing, across languages
and within one; twice that for percentages, which are given for many things. All disagreements so
found in the sample stories are right."""

MAY_TELL, MAY_TELL_WITHIN = 0.14, 0.7
"""The overlap, across languages and within one, from which another outlet may report a fact too.
It is lower than what makes two sentences the same, because "only this outlet" must be right."""

NEAR_DAYS = 45
"""Days between articles of one story at most: later articles report later figures."""

MOST_TIMES = 3
"""Figures of one thing, at two times or in two articles, differ by no greater factor."""

ALWAYS_ROUNDED, ROUNDED = Decimal("0.005"), Decimal("0.05")
"""The share by which two figures may differ without contradiction: half a percent as for the check
of claims, and five percent where one is called a round figure or a bound."""

LEAST_COUNT = 10
"""Smaller whole numbers are not compared: they count too many different things in an article."""

WORDS_BESIDE = 3
"""Content words on either side of a figure that may be what it counts."""

# Briefs of a chat model (gathering.py, model_brief.py, points.py)

PASSAGE_LENGTH = 1_500
"""Characters of a passage that a model reads, about: a few paragraphs, so that a citation is found
in it quickly and its sentences still explain each other."""

WORDS_A_POINT = 30
"""Words of a point: one or two sentences. The number of points follows from the length asked for.
"""

MOST_OVER = 1.15
"""How much longer than asked a brief may be: the same slack as `LENGTH_SLACK`."""

SOURCES_A_POINT = (3, 1, 0)
"""Sources shown with each point when it is written, tried in this order until the prompt fits."""

READING_SHARE = 0.5
"""The share of a brief's time that reading may take; the rest is for writing and checking."""
