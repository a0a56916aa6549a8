"""The key facts stand in the sample articles, and briefs are measured as they say."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from eval.bench.baselines import lead, lexrank
from eval.bench.brief_quality import LANGUAGES, key_fact_recall, load_stories, load_topics
from eval.bench.hit_measures import holds
from eval.cases import BriefCase
from eval.scoring.brief_scoring import fact_variants
from rag.records import Language
from rag.sources.markdown.markdown_text import read_markdown
from rag.text.analysis.languages import detect_language

STORIES = load_stories()
EVERY_STORY = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)


def article(story: BriefCase, language: Language) -> str:
    name = next(name for name in story.articles if name.endswith(f".{language}"))
    file = f"{name}.md"
    return read_markdown(files("seeds").joinpath(file).read_bytes(), source=file).text


def test_every_sample_article_belongs_to_one_story() -> None:
    there = {file.name for file in files("seeds").iterdir() if file.name.endswith(".md")}
    assert Counter(f"{name}.md" for story in STORIES for name in story.articles) == Counter(there)


@EVERY_STORY
def test_a_story_has_six_to_ten_key_facts_each_with_its_own_id(story: BriefCase) -> None:
    assert 6 <= len(story.key_facts) <= 10
    assert len({fact.id for fact in story.key_facts}) == len(story.key_facts)
    assert (detect_language(story.topic.ar), detect_language(story.topic.en)) == ("ar", "en")


@EVERY_STORY
def test_a_key_fact_stands_in_the_article_of_each_language_that_has_it(story: BriefCase) -> None:
    for fact in story.key_facts:
        assert fact.ar or fact.en, fact.id
        for language in LANGUAGES:
            told = fact_variants(fact, language)
            assert not told or holds(article(story, language), told), (fact.id, language)


@EVERY_STORY
def test_an_article_tells_all_its_key_facts_and_nothing_none(story: BriefCase) -> None:
    for language in LANGUAGES:
        assert key_fact_recall(story, language, article(story, language)) == 1
        assert key_fact_recall(story, language, "") == 0


def test_topics_name_stories_that_there_are() -> None:
    names = {story.story for story in STORIES}
    topics = load_topics()
    assert len({topic.id for topic in topics}) == len(topics)
    for topic in topics:
        assert topic.stories
        assert {*topic.stories, *topic.may} <= names, topic.id
        assert detect_language(topic.topic) == topic.language or topic.topic.isascii(), topic.id
    told = Counter((story, one.language) for one in topics for story in one.stories)
    assert all(told[name, language] >= 2 for name in names for language in LANGUAGES)


TEXT = (
    "The river flooded the old town on Monday. The flood in the old town closed the bridge. "
    "Cats slept. The bridge in the old town stays closed after the flood."
)


def test_the_lead_is_the_first_sentences_that_go_in() -> None:
    assert lead(TEXT, 8) == "The river flooded the old town on Monday."
    assert lead(TEXT, 17).endswith("bridge.")
    assert lead(TEXT, 2) == lead("", 60) == ""


def test_lexrank_takes_the_most_central_sentences_that_go_in() -> None:
    assert lexrank(TEXT, 10) == "The flood in the old town closed the bridge."
    assert lexrank("", 60) == ""
