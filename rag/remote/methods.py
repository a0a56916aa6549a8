"""What may be asked of a library in another process, and of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.records import Permission


@dataclass(frozen=True, slots=True)
class Method:
    """A method that can be called from another process, and what its caller must be allowed.

    `change` is the name under which a call is noted in the audit log, None for one that changes
    nothing. With `is_whole` its articles have their whole texts; else those have what is shown of
    them. `takes_place` says that it costs as much as a question.
    """

    permission: Permission
    change: str | None = None
    is_whole: bool = False
    takes_place: bool = False


_READ, _ADMIN = Method("read"), Method("admin")
_ASKED = Method("read", takes_place=True)

METHODS: Mapping[str, Method] = {
    "articles": _READ,
    "article": Method("read", is_whole=True),
    "versions": Method("read", is_whole=True),
    "stories": _READ,
    "story_of": _READ,
    "summaries": _READ,
    "story_page": _READ,
    "stories_by_day": _READ,
    "story": _READ,
    "feeds": _READ,
    "count": _READ,
    "totals": _READ,
    "article_page": _READ,
    "vectors_made": _READ,
    "words_owed": _READ,
    "moving_to": _READ,
    "word_aid": _READ,
    "unknown_words": _READ,
    "search": _ASKED,
    "ask": _ASKED,
    "stream": _ASKED,
    "brief": _ASKED,
    "stream_brief": _ASKED,
    "index": Method("write", "articles.add"),
    "index_each": Method("write", "articles.add"),
    "add": Method("write", "articles.add"),
    "catch_up": Method("write"),
    "group_stories": Method("write"),
    "remove": Method("write", "articles.remove"),
    "restore": Method("write", "articles.restore"),
    "watch": Method("write", "feeds.add"),
    "unwatch": Method("write", "feeds.remove"),
    "rewatch": Method("write", "feeds.add"),
    "read_feeds": Method("write", "feeds.read"),
    "add_person": Method("admin", "users.add"),
    "remove_person": Method("admin", "users.remove"),
    "story_count": _READ,
    "unready": _ADMIN,
    "setup": _ADMIN,
    "check": _ADMIN,
    "repair": Method("admin", "library.repair"),
    "conversations.rated": _ADMIN,
    "conversations.turns_before": _ADMIN,
    "people.any": _ADMIN,
    "people.accounts": _ADMIN,
    "people.set_permission": Method("admin", "users.permission"),
    "people.set_password": Method("admin", "users.password"),
    "people.new_token": Method("admin", "users.token"),
    "people.tokens": _ADMIN,
    "people.revoke": Method("admin", "users.revoke"),
    "people.note": _ADMIN,
    "people.audit": _ADMIN,
}
"""By the names of the methods of `rag.service.Service`, and behind a point those of the people and
of what readers keep. A method that is not here is for the process that has the library open."""
