"""How many questions are suggested, and how long they are looked for.

A suggestion is worth showing if a click on it ends in an answer; tests/ui/test_ask_beside.py asks
those of the sample articles.
"""

from __future__ import annotations

from rag.records import Language

SUGGESTED = 3
"""Questions in a language, and after an answer."""

STORIES = 24
"""Newest stories that are looked through; most give a question at once."""

ENOUGH_STORIES = 12
"""Stories after which what is known of them is offered, where no better questions were found."""

SUGGESTING_SECONDS = 4.0
"""For the questions of a language, which are asked for once and beside the page. A search takes
some hundredths of a second, on a busy machine some tenths."""

FOLLOW_UP_SECONDS = 1.0
"""Some tenths of a second of work, beside the page; more where many are answered at once."""

KEPT_FOLLOW_UPS = 256
"""Answers whose follow-ups are remembered."""

FRESH_SECONDS = 10.0
"""For which nobody looks whether the library has changed."""

ARTICLES_READ = 3
"""Of a story; later ones mostly say the same."""

QUESTIONS_TRIED = 3
"""Questions of one story that are searched for."""

LEAST_WORDS: dict[Language, int] = {"ar": 5, "en": 6}
"""Of a question that stands alone: `What did Lee say?` says too little of what it is about."""

LIKELY = 0.8
"""Least probability of the best passage, from 0 to 1; a question below it may be refused when its
wording is read."""

MOST_SAYINGS = 2
"""Questions on what somebody said, in a language; a third is offered where there is no other."""
