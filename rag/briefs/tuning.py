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

MOST_FOUND = 60
"""Stories of days or an outlet that are looked at: the others have one article each, or nearly."""

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

MAIN_EVENT = 0.5
"""The share of the words that the most central title has in common with the others, from which on a
title tells the main event: the newest of these is the headline. A title of a side story shares the
name of the place at most."""

STORY_RELEVANCE = 0.78
"""A story gets a section if its best article is at least this share as relevant as the best of all.
Of the topics in brief-topics.jsonl the nearest wrong story has .75, the farthest right one .80."""

LEAST_SHARE = 0.3
"""The share of a topic that a story must name at all: .25 is all of it, but in no title or opening.
A story of another event that only mentions the topic is no answer."""

# The choice of sentences (candidates.py, concepts.py, program.py, order.py). A word of the articles
# is worth 1 on average. Fitted on every other one of 108 clusters of the ANT corpus (ROUGE-2
# of 100 words against the article of another outlet) and of the sample stories (key facts).

CANDIDATES = 50
"""Sentences of each language that are considered, the best ones: all of one or two articles. The
time of the comparison grows with the square of their number."""

LEAST_ARTICLES = ((3, 1), (8, 2), (1_000, 3))
"""Of at most so many articles (first), a concept must be in so many (second) to count. Gillick and
Favre ask for three of ten; what only one of many articles has is no part of the common story."""

LEAD_WEIGHT = 1.0
"""What a concept counts more in an article that opens with it, half of it at the second sentence.
Values from 0 to 3 differ little, because `LEAD_WORTH` says the same of whole sentences."""

LEAD_WORTH = 30.0
"""What the first sentence of an article is worth beside its concepts, half of it the second: about
as much as a sentence. Without it and `TITLED` the clusters lose 8 percent, with twice as much 3."""

TITLED = 10.0
"""What a sentence with all stems of its article's title is worth: the title tells the main fact."""

ATTRIBUTED = 1.0
"""What naming a source is worth: it decides between sentences that are worth about the same."""

OUTDATED = 100.0
"""What a sentence loses whose main figure a newer article replaced: it is told only where there is
nothing else."""

ALSO_TOLD = 15.0
"""What a sentence is worth for being told by the other language too, times how sure that is: what
both articles tell is what matters."""

BOTH_LANGUAGES = 25.0
"""What a fact is worth more that both languages tell in the brief: about a sentence, so that both
columns tell the same wherever they can. What both articles tell is also what matters."""

TOGETHER = 0.46
"""From here on an Arabic and an English sentence that are told both are one point. A little less
sure than `SAME` will do, as neither is left out for it; what contradicts itself is below."""

SHORTEST = 5
"""Words of a sentence at least, but for a lead: what is shorter hardly tells a fact. With 9, as is
usual for English, sample stories lose facts, because Arabic says as much in fewer words."""

TITLE_ALIKE = 0.9
"""The share of a sentence's stems that its title has, where the sentence is the title repeated."""

LENGTH_SLACK = 0.15
"""The share by which a brief may be shorter or longer than asked, as docs/briefs.md promises."""

OVER, SHORT = 0.7, 1.0
"""What a word costs that is more than asked for, or missing, within the slack: a good sentence may
be longer than there is room for, a poor one may not."""

BEYOND, TOO_LONG = 100.0, 200.0
"""What a word costs that is missing, or too much, beyond the slack: more than any sentence brings.
Too short is better than too long, where no sentence fits."""

IN_A_ROW = 45
"""A brief of one article in fewer words is its beginning, the lead alone where the second sentence
does not fit: of 257 pages the outlets' own summaries are closer to these than to the lead with any
other sentence, or with one that is too long (ROUGE-1 F at 30 words .464; the lead alone .451)."""

IN_A_ROW_ALONE = 105
"""The same for a brief of one article and no other: at 60 words of 60 pages, chosen sentences have
ROUGE-1 F .358, the first that fit .443."""

GAP, MOST_NODES = 1e-3, 2_000
"""The search ends within a thousandth of the best, or after so many nodes. It is not the clock that
ends it, so that the same articles always give the same brief."""

MOST_SOLVING = 20.0
"""Seconds after which the search is given up: a hundred times what twenty articles take."""

FEWEST_POINTS = 3
"""Points of a brief at least, where it has room for as many: with fewer it is no overview."""

MOST_POINTS = 12
"""Points of a brief at most: a longer list is no longer read as a list."""

# Where articles disagree (comparison.py, counted_figures.py)

SAME_MATTER, SAME_MATTER_WITHIN = 0.14, 0.5
"""The least overlap of the words around two figures that are about the same thing, across languages
and within one; twice that for percentages, which are given for many things. All disagreements so
found in the sample stories are right."""

NEAR_DAYS = 45
"""Days between articles of one story at most: later articles report later figures."""

MOST_TIMES, MOST_GROWTH = 3, 10
"""Figures of one thing in two articles differ by no greater factor; the count of the dead and the
like, which starts low, by no greater one from one time to another."""

MOST_APART = 2
"""Figures that two outlets give of one thing on one day differ by no greater factor; beyond it they
are of a part and the whole."""

MOST_QUAKE = Decimal("0.5")
"""How far apart the magnitudes that agencies give of one earthquake are, at most."""

SAME_EVENT_WITHIN, SAME_COUNT_WITHIN, SAME_EVENT_ACROSS = 0.3, 0.2, 0.12
"""The least overlap of the titles and sentences of two figures of the dead, the injured and the
like that are of one event, within a language and across; the second is for a count that is said to
have risen or fallen, and so to go on. Below them figures of different attacks in
the ANT articles of 2018 were put together."""

SAME_DISASTER = 0.02
"""That overlap across languages for two figures of an earthquake, a flood or the like in the same
countries: a country seldom has two within weeks. The sentences of the sample story on the Turkish
earthquake (33,000 and 50,000 dead) share .04."""

CLOSE_FIGURES, CLOSE_SHARE, CLOSE_DIGITS = 0.25, Decimal("0.02"), 3
"""Figures of three digits of the same unit that are within two percent of each other (422 and 425
ships) are hardly so by chance: a quarter of the similarity is enough for them."""

SAME_WORDS = 0.75
"""The share of the words beside two percentages that both have: exports of tea and of coffee share
three of five."""

BACKGROUND_DAYS = 30
"""A figure whose sentence only names days farther back is of another event."""

LOOSE_BOUND = Decimal("1.25")
"""More than $30 billion may be $37 billion, but is not $40 billion: whoever says "more than" of a
sum of money rounds. A count of people that is "at least" 30 may become anything."""

ROUNDED, ABOUT = Decimal("0.05"), Decimal("0.1")
"""The share by which a figure may differ from what it is rounded to, and from one that is called
"about" so much, without contradiction."""

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

# Whether two sentences tell the same fact (likeness/, same_fact.py)

BACKGROUND = 50
"""Texts without a word that are added where its rarity is computed: with few texts every word would
be rare, or none."""

BESIDE_A_FIGURE = 3
"""Words on either side of a figure that may tell what it counts."""

ROUGH = Decimal("0.15")
"""The share by which a figure may differ from one that is called a round figure or a bound: more
than 700 million, 792 million."""

LEAST_ROUNDED = 10_000
"""Smaller whole numbers are exact, unless they are called round: 2025 is not 2030 rounded."""

MOST_NUMBERS = 2
"""Shared numbers that count: with two, sentences of one story tell the same."""

WORTH_A_LOOK = 0.2
"""From here on figures and names of two sentences are compared by rules; it takes 30 µs a pair."""

CONTRADICTED = 0.45
"""Factor on sentences with other figures or names: none of them tells the same fact."""

OPENINGS_ALIKE, SAME_DAYS = (6.0, 2.0), 2
"""How many times likelier the leads of an Arabic and an English article of a story tell the same,
and a lead and a second sentence, if the articles are at most so many days apart: from a score of
.14 and of .33 on they are taken for the same. Of the twelve sample stories nine have leads that
tell the same or a part of it; of 132 pairs of leads of different stories two have .14. The values
were chosen on all of them."""

MAY_TELL, MAY_MEAN, MAY_TELL_WITHIN = 0.02, 0.22, 0.03
"""From here on a sentence may tell what another one says: in the other language by the score of
`same_fact` or by the cosine, within a language by the score. "Only this outlet" must be right: of
3,994 sentences of NTREX, which the translation tells, 3 are below; of 105 sentences that made-up
outlets retell (eval/bench/suites/retold-sentences.tsv) none is, and 73 of 102 that none retells."""

LEAST_QUOTED, QUOTED_SHARE, SAME_QUOTATION = 3, 0.2, 0.35
"""Quoted words of a sentence, and their share of its words, from which its quotation is compared;
and the least cosine of two quotations that are the same. In the sample stories those that are have
.57 to .74, others of one speaker .11 and .13."""

USUAL_VALUES, USUAL_SHARE, USUAL_MEANING = 10, 0.08, 0.2
"""The mean shares and cosines of sentences of one story that tell different things, on the sample
stories, and how many such values are added to a list's own before its mean is taken."""

LEAST_TOLD = 5
"""Different content words of what a point cites, from which it may be said that one outlet alone
reports it: "Few expect many more." is nothing to report."""

# Sentences that stand alone (sentences/)

LONG_QUOTATION = 8
"""Words from which on something in quotation marks is what somebody said, not a name or a term.
Of the shorter ones in the labelled sentences nearly all are names."""

OPENING_WORDS = 9
"""Words of a clause in which an Arabic verb of speech has its subject, if it has one."""

ANTECEDENT_WORDS = 7
"""Words before "this plan" or هذه الخطة from which on it is taken to mean something in the same
sentence."""

FEWEST_WORDS, SHORT_SENTENCE, HEADING_WORDS = 3, 5, 20
"""What has fewer words than the first is no sentence. Longer than the second with a full stop, or
than the third without one, it is no heading, so that its verb need not be known."""

SOURCE_WORDS = 12
"""Words of a sentence that only names a source (وفقا لوكالة الأنباء) at most."""

READ_CHARACTERS = 30_000
"""Characters of an article that a brief reads: 5,000 words, more than news reports have. Twenty
such articles take 13 seconds of one core; without a bound twenty of 300,000 take minutes."""

LONGEST_SENTENCE = 120
"""Words of a sentence that are told at most: a text without full stops would be one sentence of
thousands. Of 19,055 sentences of ANT 7 are longer."""

MOST_NEEDED = 2
"""Sentences that may have to be told before another one: with more the point is no longer short."""

LONGEST_QUOTATION = 90
"""Words of sentences that are taken together because a quotation begins in the first and ends in
the last. A longer one fills a brief."""

KEY_PERSON_SHARE = 0.34
"""Of the mentions of the person most told, who is told less often is no key fact unless the first
point names them. It is a third, not tuned: one mention beside three is in passing."""
