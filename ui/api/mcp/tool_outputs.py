"""What the tools return for programs, and its JSON schemas.

The fields are those that the command line prints (`rag.records.as_json`), without what only our own
page needs: a model pays for every character.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.exports.json_export import brief_json
from rag.records import Answer, Article, Brief, Passage, Story
from rag.records.as_json import answer_json, article_json, passage_json, story_json
from rag.text.display import whole
from ui.api.mcp.tool_texts import MOST_IDS

_OURS = ("usage", "seconds", "writer")


def sendable(value: Any) -> Any:
    """Return an object in which no text holds half a character, which JSON in UTF-8 cannot."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [sendable(one) for one in value]
    if isinstance(value, dict):
        return {name: sendable(one) for name, one in value.items()}
    return value


def search_output(passages: Sequence[Passage]) -> dict[str, Any]:
    """Return the passages of a search, best first."""
    return {"passages": [{**passage_json(one), "url": one.article.url} for one in passages]}


def answer_output(answer: Answer) -> dict[str, Any]:
    """Return an answer; `answered` tells whether there is one."""
    left_out = (*_OURS, "passages", "abstained")
    given = {name: one for name, one in answer_json(answer).items() if name not in left_out}
    return {"answered": not answer.abstained, **given}


def brief_output(brief: Brief) -> dict[str, Any]:
    """Return a brief."""
    return {name: one for name, one in brief_json(brief).items() if name not in _OURS}


def page_output(
    article: Article, text: str, *, offset: int, following: int | None
) -> dict[str, Any]:
    """Return a page of an article."""
    given = {name: one for name, one in article_json(article).items() if name != "id"}
    return {
        "article_id": article.id,
        **given,
        "text": text,
        "offset": offset,
        "length": len(article.text),
        "next_offset": following,
    }


def stories_output(stories: Sequence[Story]) -> dict[str, Any]:
    """Return stories, newest first, of each the first articles and how many there are."""
    return {
        "stories": [
            {
                **story_json(one),
                "article_ids": list(one.article_ids[:MOST_IDS]),
                "articles": len(one.article_ids),
            }
            for one in stories
        ]
    }


def _object(description: str | None = None, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has all of these; others may follow in later versions."""
    told = {"description": description} if description else {}
    return {"type": "object", **told, "properties": properties, "required": list(properties)}


def _list(of: dict[str, Any], description: str | None = None) -> dict[str, Any]:
    told = {"description": description} if description else {}
    return {"type": "array", **told, "items": of}


def _maybe(kind: str, description: str | None = None) -> dict[str, Any]:
    told = {"description": description} if description else {}
    return {"type": [kind, "null"], **told}


_TEXT = {"type": "string"}
_COUNT = {"type": "integer"}
_LANGUAGE = {"enum": ["ar", "en"]}
_DAY = _maybe("string", "An ISO date.")

_CITATION = _object(
    number={"type": "integer", "description": "That of the source, from 1."},
    article_id=_TEXT,
    title=_TEXT,
    outlet=_maybe("string"),
    published_at=_DAY,
    start=_COUNT,
    end=_COUNT,
    page=_maybe("integer"),
    quote={"type": "string", "description": "The cited sentence, word for word."},
)
_SENTENCE = _object(
    text=_TEXT,
    verdict=_maybe(
        "string",
        "quoted, supported, check, unsupported, contradicted or unverified, by the cited source.",
    ),
    reasons=_list(_TEXT),
    citations=_list(_CITATION),
)
_UNFOUND = {
    "type": "integer",
    "description": "Passages of the archive that no search finds yet: their index is being made.",
}

SEARCH_SCHEMA = _object(
    passages=_list(
        _object(
            article_id=_TEXT,
            title=_TEXT,
            language=_LANGUAGE,
            outlet=_maybe("string"),
            published_at=_DAY,
            url=_maybe("string"),
            score={"type": "number"},
            outcome={"enum": ["answered", "may_help", "absent"]},
            start=_COUNT,
            end=_COUNT,
            text=_TEXT,
        ),
        "Best first.",
    ),
    not_found_yet=_UNFOUND,
)
ANSWER_SCHEMA = _object(
    answered={"type": "boolean", "description": "False where the archive holds no answer."},
    question=_TEXT,
    language=_LANGUAGE,
    outcome={"enum": ["answered", "may_help", "absent"]},
    incomplete={"type": "boolean"},
    reason=_maybe("string", "Why there is no answer, or what to know of it."),
    fault=_maybe("string", "What was wrong with the model that should have written it."),
    text=_TEXT,
    sentences=_list(_SENTENCE, "The answer, sentence by sentence."),
    withheld=_list(_SENTENCE, "Sentences that failed the check; do not use them."),
    excerpts=_list(_CITATION, "Sentences that may help, and are no answer."),
    not_found_yet=_UNFOUND,
)
BRIEF_SCHEMA = _object(
    topic=_TEXT,
    as_of=_DAY,
    languages=_list(_LANGUAGE),
    abstained={"type": "boolean", "description": "True where there is nothing to tell."},
    incomplete={"type": "boolean"},
    reason=_maybe("string"),
    headline={"type": "object"},
    points=_list(
        _object(id=_TEXT, ar=_maybe("object"), en=_maybe("object"), citations=_list(_CITATION))
    ),
    key_facts=_list({"type": "object"}),
    updates=_list({"type": "object"}),
    disagreements=_list({"type": "object"}),
    sources=_list(_object(article_id=_TEXT, title=_TEXT, language=_LANGUAGE)),
    not_found_yet=_UNFOUND,
)
PAGE_SCHEMA = _object(
    article_id=_TEXT,
    title=_TEXT,
    language=_LANGUAGE,
    published_at=_DAY,
    outlet=_maybe("string"),
    url=_maybe("string"),
    source=_TEXT,
    text={"type": "string", "description": "This page of the article, word for word."},
    offset=_COUNT,
    length={"type": "integer", "description": "Characters of the whole article."},
    next_offset=_maybe("integer", "Where the next page begins; null at the end."),
)
STORIES_SCHEMA = _object(
    stories=_list(
        _object(
            number=_COUNT,
            title=_TEXT,
            headlines=_list({"type": "object"}),
            first_day=_DAY,
            last_day=_DAY,
            outlets=_list(_TEXT),
            languages=_list(_LANGUAGE),
            article_ids=_list(_TEXT, f"The first {MOST_IDS}, oldest first."),
            articles={"type": "integer", "description": "How many articles tell it."},
        ),
        "Newest first.",
    )
)
