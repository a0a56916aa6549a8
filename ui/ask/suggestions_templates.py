"""Questions that an article answers, made of its own sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.records import Article, Headline, Language
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.display import line
from rag.text.news.boilerplate import boilerplate_spans, stands_in
from rag.text.news.prompt_injection import without_injections
from ui.ask.suggestions_arabic import arabic_questions
from ui.ask.suggestions_english import english_questions
from ui.ask.suggestions_kinds import Made, QuestionKind
from ui.words import say

SENTENCES = 40
"""Sentences of an article that are read: what comes later is seldom its news."""

LONGEST = 110
"""Characters of a question; a longer one is not read before it is clicked."""

_DATELINE = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ .'’/-]{2,30}(?:,\s[A-Z][\w .]{2,20})?\s?(?:\([^)]{2,30}\))?\s?(?:[-–—]|:)\s+"
    r"|[\u0621-\u064a ()/]{2,40}?(?:\([^)]{2,30}\)|-\s[\u0621-\u064a ]{2,20})\s?[-–—:]\s+"
)


@dataclass(frozen=True, slots=True)
class AskableQuestion:
    """A question with the article and the place of the sentence that it was made of."""

    text: str
    kind: QuestionKind
    language: Language
    article_id: str
    start: int
    end: int


def questions_of(article: Article) -> Iterator[AskableQuestion]:
    """Yield the questions that the sentences of an article answer, in the order of its text."""
    text = article.text
    around = boilerplate_spans(text)
    for start, end in without_injections(text, split_sentences(text))[:SENTENCES]:
        if stands_in(around, start, end):
            continue
        sentence = line(text[start:end])
        sentence = sentence[match.end() :] if (match := _DATELINE.match(sentence)) else sentence
        for kind, question in _forms(sentence, article):
            if len(question) <= LONGEST:
                yield AskableQuestion(question, kind, article.language, article.id, start, end)


def question_of_headline(headline: Headline, article_id: str) -> AskableQuestion:
    """Return the question what is known about a headline, which stands in it as a quotation."""
    title = re.sub(r"[“”«»\"]", "", line(headline.text)).rstrip(" .!?؟")
    text = say("ask.suggest_known", headline.language, title=title)
    return AskableQuestion(text, "known", headline.language, article_id, 0, 0)


def _forms(sentence: str, article: Article) -> Iterator[Made]:
    if article.language == "ar":
        return arabic_questions(sentence)
    return english_questions(sentence, article.text)
