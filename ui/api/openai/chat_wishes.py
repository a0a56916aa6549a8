"""What a client wishes of an answer: by fields of its request, by the name of the model, and in its
system messages.

An archive can honour a language and a filter. Nothing that a system message says reaches a chat
model: it could only make the model write what its sources do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.errors import UsageError
from rag.records import Language, SearchFilter
from rag.requests import search_filter
from ui.api.openai.openai_bodies import ChatOptions
from ui.guard.refusal import PageError

_LINE = re.compile(r"^\s*(?:mujaz|مُوجَز|موجز)\s*:(.*)$", re.IGNORECASE | re.MULTILINE)
"""Such as `mujaz: since = last week; outlets = Harbour Wire, Reuters; language = ar`."""

_NAMES = {
    "since": "since",
    "منذ": "since",
    "until": "until",
    "حتى": "until",
    "outlet": "outlets",
    "outlets": "outlets",
    "جهات النشر": "outlets",
    "articles": "articles",
    "المقالات": "articles",
    "articles in": "articles in",
    "لغة المقالات": "articles in",
    "language": "language",
    "اللغة": "language",
}
_LANGUAGES: dict[str, Language] = {
    "ar": "ar",
    "arabic": "ar",
    "العربية": "ar",
    "en": "en",
    "english": "en",
    "الإنجليزية": "en",
    "الانجليزية": "en",
}
_IN_ENGLISH = re.compile(
    r"\b(?:answer|respond|reply|write|speak|communicate)\b"
    r"(?: \w+){0,4}? in (?:\w+ ){0,2}?(?P<language>arabic|english)\b",
    re.IGNORECASE,
)
"""Such as `Always answer the user in Arabic`."""

_IN_ARABIC = re.compile(
    r"(?<!\w)(?:أجب|اجب|أجيبي|أجيبوا|تجب|جاوب|رُدّ|رد|ردّ|اكتب|تكتب|تحدث|تحدّث)"
    r"(?: \S+){0,3}? (?:باللغة |ب)(?P<language>العربية|الإنجليزية|الانجليزية)",
)
"""Such as `أجب دائمًا باللغة العربية`."""

_NOT = re.compile(
    r"(?:\b(?:not|never)|n['’]t|(?<!\w)لا)(?: (?:ever|always|only))? $", re.IGNORECASE
)
"""What stands before a wish and turns it round, such as `Don't `."""


@dataclass(frozen=True, slots=True)
class ChatWishes:
    """What is wished of an answer: its language (None: that of the question), a filter, a list of
    sources, and Markdown."""

    language: Language | None = None
    where: SearchFilter | None = None
    sources: bool = True
    markdown: bool = True


def chat_wishes(
    options: ChatOptions | None, model: Language | None, system: Sequence[str]
) -> ChatWishes:
    """Return what is wished. The request's own field comes first, then a line of a system message
    that begins with `mujaz:`, then the language of the model's name, then one that a system message
    asks for in words.

    Raises `PageError` for such a line that cannot be read, `UsageError` for a filter that is none.
    """
    options = options or ChatOptions()
    lines = _lines(system)
    language = options.language or _language(lines.pop("language", None)) or model
    where = search_filter({**_filter(lines), **(options.where or {})})
    return ChatWishes(
        language=language or _asked_for(system),
        where=where,
        sources=options.sources,
        markdown=options.format == "markdown",
    )


def _lines(system: Iterable[str]) -> dict[str, str]:
    """Return what the lines for Mujaz say, by the names of the fields; a later one counts."""
    found: dict[str, str] = {}
    for text in system:
        for line in _LINE.findall(text):
            # Without a value it is no such line but prose: "Mujaz: an archive of news".
            for part in filter(str.strip, re.split("[;؛]", line) if "=" in line else ()):
                name, equals, value = part.partition("=")
                field = _NAMES.get(" ".join(name.split()).lower())
                if field is None or not equals or not value.strip():
                    raise PageError("openai.bad_line", status=400, line=part.strip()[:80])
                found[field] = value.strip()
    return found


def _filter(lines: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {name: lines[name] for name in ("since", "until") if name in lines}
    for name in ("outlets", "articles"):
        if name in lines:
            made[name] = [one.strip() for one in re.split("[,،]", lines[name]) if one.strip()]
    if "articles in" in lines:
        made["language"] = _language(lines["articles in"])
    return made


def _language(given: str | None) -> Language | None:
    if given is None:
        return None
    found = _LANGUAGES.get(given.lower())
    if found is None:
        raise UsageError(f"the language {given[:80]!r} is none of: ar, en")
    return found


def _asked_for(system: Iterable[str]) -> Language | None:
    """Return the language that system messages ask for in words; None where they ask for none, or
    for both."""
    asked = {
        _LANGUAGES[match["language"].lower()]
        for text in (" ".join(one.split()) for one in system)
        for pattern in (_IN_ENGLISH, _IN_ARABIC)
        for match in pattern.finditer(text)
        if not _NOT.search(text[: match.start()])
    }
    return asked.pop() if len(asked) == 1 else None
