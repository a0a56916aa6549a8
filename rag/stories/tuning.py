"""The numbers by which articles are put together.

They were chosen on the half "fit" of eval/bench/suites/story-pairs.jsonl; measure with
`python -m eval.bench grouping`.
"""

from __future__ import annotations

VERSION = 3
"""Of all that decides what is put together; when it changes, stories are made anew."""

# --- what an article is compared by ---

TITLE_COUNTS = 2
"""How often a word of the title counts."""

STEMMED_WORDS = 120
"""Words of the opening whose stems are compared. With 60 words or with all of the text fewer pairs
of news are told apart (area under the curve .832, .842; with 120 .849)."""

KEYED_WORDS = 70
"""Words of the opening whose keys are compared; finding keys takes three times as long as stems."""

ENCODED_WORDS = 80
"""Words of the opening that are encoded. Of 25, 40, 80 and 300 words the area under the curve is
.724, .733, .786 and .793."""

STEADY = 4.0
"""How much a word loses that is as frequent at other times: 0 takes no account of the days. With
4, .01 to .02 more F1 of pairs than with 0."""

UNSEEN = 300
"""Articles of other events that a library is taken to hold beside its own: of three articles, what
two have in common would else be no rarity."""

LEAST_HELD = 7_000
"""Articles that a library is taken to hold at least, where vectors speak too: as many as are
compared in the set that the weights were fitted on. In a library of 25 articles the words of an
event that six of them tell would else be common, and its follow-ups stay apart. By words alone too
much would be alike."""

SAMPLED = 2_000
"""Articles by which it is known how frequent words are at other times."""

# --- how alike two articles are ---

SAME_WITH_VECTOR = (4.2, 2.3, 6.5, -1.1, -4.5)
"""The weights of words, keys, vectors, the logarithm of 1 + days between, and a constant, in one
language: those of a logistic regression."""

SAME_WITHOUT = (5.8, 3.4, 0.0, -1.1, -1.5)
"""The same where there is no encoder."""

ACROSS_WITH_VECTOR = (0.0, 8.0, 8.0, -0.7, -3.8)
"""The same across languages, rounded towards fewer pairs: they were fitted on translations, which
are easy."""

ACROSS_WITHOUT = (0.0, 14.0, 0.0, -1.0, -1.3)

WINDOW = 14
"""Days beyond which two articles are not compared. A story goes on longer by those in between."""

UNKNOWN_GAP = 3.0
"""Days that lie between two articles where that is not known."""

LOWEST_LOGIT = -3.0
"""What an article is like at least: the members of a story that tell something else count alike."""

# --- what makes a story ---

CLOSEST = 3
"""Members of a story that a new article must be like. With one, topics grow into giant stories;
with all, the later articles of a long story do not find it (F1 .80 instead of .88, fitted half)."""

COHESION = 0.3
"""The part that the likeness to all members has."""

WHOLE = 0.5
"""The part that the likeness to the story as a whole has, to the sum of its members' words and
keys; of n members, 1 - 1/n of it. Follow-ups in other words share with the whole what they share
with no member, which raises recall; with all of it giant stories grow."""

LEAST_MEMBERS = 0.2
"""How well an article must fit the members of a story for the whole to speak for it, too. With 0
the arrests of one weekend (NTREX) are one story: precision there is .81 instead of .86."""

LIKE_WHOLE = (4.0, 3.0, -1.6, 0.6)
"""The weights of words, keys, the logarithm of 1 + days to the nearest members, and a constant."""

GROWTH = 0.3
"""What a story asks more for each time that it has grown by e: something of it is like anything.
Tried on the 400 nearest of each article of ANT: with .2 stories of 270 articles grow, with .6 none
of over 90, but F1 is .06 lower."""

JOIN = 0.4
"""How well an article must fit a story. From .3 to .5 F1 of the fitted pairs is the same within
.01; with .8 recall falls by .04."""

MERGE = 0.8
"""How well two stories must fit each other to become one."""

LEAST_LOGIT = 0.0
"""How alike a member must be for its story to be looked at."""

MOST_ASKED = 12
"""Members of a story that are asked whether another story fits it."""

# --- which of the articles that somebody chose are of one topic ---

RELATED = -1.5
"""How alike two articles of one language must be, as if three days lay between them. Of the pairs
of one story in ANT 98 in 100 are more alike, of two articles at random fewer than 1 in 100, with
the encoder and without."""

RELATED_ACROSS = -0.5
"""The same across languages: all pairs of an article and its translation (NTREX, the samples) are
more alike, of others 1 in 100."""

# --- how much at once ---

ARTICLES_A_STEP = 512
"""About a second: nobody waits longer for the library."""

DAYS_A_STEP = 7
MOST_COMPARED = 6_000
"""Articles that those of a step are compared with: 7 + 2 · 14 days of 170 articles."""

MOST_UNDATED = 1_000
