"""Questions that the page offers: from the newest stories, and after an answer from its sources.

Each has been searched for before it is offered, without a model, so that a click ends in an answer.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.records import Answer, Article, Exchange, Language, Passage, SearchFilter, Story
from rag.service import Service
from rag.text.analyzer import normal_words
from ui.ask import tuning
from ui.ask.suggestions_kinds import QuestionKind
from ui.ask.suggestions_templates import AskableQuestion, question_of_headline, questions_of

_ORDER: tuple[QuestionKind, ...] = ("figure", "event", "saying", "known")


@dataclass(frozen=True, slots=True)
class Suggested:
    """A question that the library answers. `about` is the headline of its story."""

    question: str
    language: Language
    about: str = ""


class Suggestions:
    """The suggested questions of one library, found when first wanted; safe for many threads."""

    def __init__(self, desk: Service) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._finding = threading.Lock()  # many readers wait for one search, and not for another
        self._looked = -tuning.FRESH_SECONDS
        self._state: tuple[int, tuple[Story, ...]] = (0, ())
        self._newest: dict[Language, tuple[Suggested, ...]] = {}
        self._after: OrderedDict[tuple[str, Language], tuple[Suggested, ...]] = OrderedDict()

    def newest(self, language: Language, *, fresh: bool = False) -> tuple[Suggested, ...]:
        """Return questions in a language on the newest stories that have an article in it.

        `fresh` looks at once whether the library has changed.
        """
        self._look(fresh=fresh)
        with self._finding:
            with self._lock:
                (_, stories), known = self._state, self._newest
            found = known.get(language) or _of_stories(self._desk, stories, language)
            if found:  # none may have been found for want of time, as while vectors are being made
                # A change of the library meanwhile has put another mapping in the place of this.
                known[language] = found
            return found

    def after(self, exchange: Exchange, language: Language) -> tuple[Suggested, ...]:
        """Return what can be asked after an answer; nothing after none."""
        answer = exchange.answer
        if answer is None:
            return ()
        self._look()
        with self._lock:
            after, known = self._after, self._after.get((exchange.id, language))
        if known is None:
            known = follow_ups(answer, self._desk, language, where=exchange.where)
            with self._lock:
                if known:  # none may have been found for want of time
                    after[exchange.id, language] = known
                while len(after) > tuning.KEPT_FOLLOW_UPS:
                    after.popitem(last=False)
        return known

    def _look(self, *, fresh: bool = False) -> None:
        """Look at the newest stories; forget all questions where the library has changed."""
        with self._lock:
            now = time.monotonic()
            if not fresh and now - self._looked < tuning.FRESH_SECONDS:
                return
            self._looked = now
        count, stories = self._desk.count(), tuple(self._desk.story_page(limit=tuning.STORIES))
        with self._lock:
            if count and not stories:  # they are being made: look again the next time
                self._looked = -tuning.FRESH_SECONDS
            if (count, stories) != self._state:
                self._state, self._newest, self._after = (count, stories), {}, OrderedDict()


def follow_ups(
    answer: Answer,
    desk: Service,
    language: Language,
    *,
    where: SearchFilter | None = None,
) -> tuple[Suggested, ...]:
    """Return two or three questions on what the cited articles say besides, in a language.

    `where` is what the conversation is narrowed to. Empty where the articles, and those of their
    stories, have nothing in that language, and for an answer without sources.
    """
    until = time.monotonic() + tuning.FOLLOW_UP_SECONDS
    cited = [one for sentence in answer.sentences for one in sentence.citations]
    ids = list(dict.fromkeys(one.article.id for one in cited))
    if not ids:
        return ()
    stories = _stories_of(desk, ids)
    ids += [one for story in stories for one in story.article_ids if one not in ids]
    told = [(one.article.id, one.start, one.end) for one in cited]
    asked = set(normal_words(answer.question))
    candidates = [
        question
        for article in _articles(desk, ids, language)
        for question in questions_of(article)
        if not any(_overlaps(question, *place) for place in told)
    ]
    candidates += [
        question_of_headline(headline, story.article_ids[0])
        for story in stories
        for headline in story.headlines
        if headline.language == language and answer.intent is None
    ]
    candidates = [one for one in candidates if not asked.issuperset(normal_words(one.text))]
    found: list[AskableQuestion] = []
    for question in _mixed(candidates):
        if len(found) == tuning.SUGGESTED or time.monotonic() > until:
            break
        if _is_other(question, found) and _answered(desk, question, ids, where=where):
            found.append(question)
    return tuple(Suggested(one.text, one.language) for one in found)


def _stories_of(desk: Service, ids: Sequence[str]) -> list[Story]:
    found = filter(None, map(desk.story_of, ids))
    return list({story.number: story for story in found}.values())


def _of_stories(
    desk: Service, stories: Sequence[Story], language: Language
) -> tuple[Suggested, ...]:
    """Return a question each on some stories, those that several articles tell before others."""
    desk.search("?", limit=1, model=False)  # opens the index, which takes seconds
    until = time.monotonic() + tuning.SUGGESTING_SECONDS
    found: list[Suggested] = []
    spare: list[Suggested] = []
    sayings = 0
    by_size = sorted(stories, key=lambda one: -min(len(one.article_ids), tuning.ARTICLES_READ))
    for place, story in enumerate(by_size):
        enough = place >= tuning.ENOUGH_STORIES and len(found) + len(spare) >= tuning.SUGGESTED
        if enough or len(found) == tuning.SUGGESTED or time.monotonic() > until:
            break
        about = next((one for one in story.headlines if one.language == language), None)
        if about is None:
            continue
        question = _of_story(desk, story, language)
        if question is None:
            continue
        suggested = Suggested(question.text, language, about.text)
        if question.kind == "known" or (
            question.kind == "saying" and sayings >= tuning.MOST_SAYINGS
        ):
            spare.append(suggested)
        else:
            sayings += question.kind == "saying"
            found.append(suggested)
    return tuple([*found, *spare][: tuning.SUGGESTED])


def _of_story(desk: Service, story: Story, language: Language) -> AskableQuestion | None:
    """Return the best question on a story; on what is known of it where its text gives none."""
    articles = list(_articles(desk, story.article_ids, language))
    telling = [
        question
        for article in articles
        for question in questions_of(article)
        if len(question.text.split()) >= tuning.LEAST_WORDS[language]
    ]
    telling.sort(key=lambda one: _ORDER.index(one.kind))
    headlines = [one for one in story.headlines if one.language == language]
    news = [question_of_headline(one, articles[0].id) for one in headlines if articles]
    for question in [*telling[: tuning.QUESTIONS_TRIED], *news]:
        if _answered(desk, question, story.article_ids):
            return question
    return None


def _articles(desk: Service, ids: Iterable[str], language: Language) -> Iterator[Article]:
    """Yield the first articles of these that are in a language."""
    left = tuning.ARTICLES_READ
    for article_id in ids:
        article = desk.article(article_id) if left else None
        if article is not None and article.language == language:
            left -= 1
            yield article


def _answered(
    desk: Service,
    question: AskableQuestion,
    ids: Sequence[str],
    *,
    where: SearchFilter | None = None,
) -> bool:
    """Tell whether a question is answered from the articles that it is about, and from the sentence
    that it was made of."""
    passages = desk.search(question.text, limit=6, where=where, model=False)
    if not passages or not passages[0].relevant or passages[0].article.id not in ids:
        return False
    if question.kind == "known":
        return True
    own = any(one.relevant and _holds(one, question) for one in passages)
    return own and max(one.probability for one in passages) >= tuning.LIKELY


def _holds(passage: Passage, question: AskableQuestion) -> bool:
    chunk = passage.chunk
    same = chunk.article_id == question.article_id
    return same and chunk.start <= question.start < chunk.end


def _overlaps(question: AskableQuestion, article_id: str, start: int, end: int) -> bool:
    return question.article_id == article_id and question.start < end and start < question.end


def _mixed(questions: Sequence[AskableQuestion]) -> Iterator[AskableQuestion]:
    """Yield the questions by turns of their kinds, else three might ask what people said."""
    kinds = [[one for one in questions if one.kind == kind] for kind in _ORDER]
    for turn in range(max(map(len, kinds), default=0)):
        yield from (some[turn] for some in kinds if turn < len(some))


def _is_other(question: AskableQuestion, found: Sequence[AskableQuestion]) -> bool:
    """Tell whether a question is neither on the sentence of another nor in nearly its words."""
    own = set(normal_words(question.text))
    return not any(
        (one.article_id, one.start) == (question.article_id, question.start)
        or own <= set(normal_words(one.text))
        for one in found
    )
