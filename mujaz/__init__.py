"""Mujaz: question answering and bilingual briefs over an Arabic and English news archive.

    import mujaz

    with mujaz.open("library") as library:
        library.index("news/")
        answer = library.ask("How many US troops are in Japan?")

docs/python.md shows the rest. Every public name stands in `__all__`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mujaz import _rooms  # noqa: F401 (first: it explains why the next import fails, if it does)
from rag.errors import (
    ArchiveError,
    DamagedLibraryError,
    DiskError,
    EmbeddingError,
    FingerprintError,
    LibraryError,
    LibraryLockedError,
    ModelError,
    MujazError,
    ServerError,
    SettingsError,
    SourceError,
    UsageError,
)
from rag.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    Article,
    ArticleSummary,
    ArticleVersion,
    Brief,
    BriefEvent,
    BriefFinished,
    BriefProgress,
    Chunk,
    Citation,
    Claim,
    Disagreement,
    Draft,
    Dropped,
    Evidence,
    Failure,
    FeedAddition,
    Headline,
    IndexProgress,
    IngestReport,
    IntentKind,
    KeyFact,
    Language,
    MissingLanguage,
    Outcome,
    Passage,
    PassagesFound,
    Point,
    Scope,
    SearchFilter,
    Sentence,
    SentenceFinished,
    Status,
    Story,
    StorySection,
    TextWritten,
    Turn,
    UnreadFiles,
    Update,
    Usage,
    Verdict,
    Version,
    WatchedFeed,
)

if TYPE_CHECKING:
    from rag.grounding.claim_check import check_claim
    from rag.remote.remote_library import RemoteLibrary
    from rag.service import Service
    from rag.settings import Settings
    from rag.store.health import Health

__all__ = [
    "Answer",
    "AnswerEvent",
    "AnswerFinished",
    "ArchiveError",
    "Article",
    "ArticleSummary",
    "ArticleVersion",
    "Brief",
    "BriefEvent",
    "BriefFinished",
    "BriefProgress",
    "Chunk",
    "Citation",
    "Claim",
    "DamagedLibraryError",
    "Disagreement",
    "DiskError",
    "Draft",
    "Dropped",
    "EmbeddingError",
    "Evidence",
    "Failure",
    "FeedAddition",
    "FingerprintError",
    "Headline",
    "Health",
    "IndexProgress",
    "IngestReport",
    "IntentKind",
    "KeyFact",
    "Language",
    "LibraryError",
    "LibraryLockedError",
    "MissingLanguage",
    "ModelError",
    "MujazError",
    "Outcome",
    "Passage",
    "PassagesFound",
    "Point",
    "RemoteLibrary",
    "Scope",
    "SearchFilter",
    "Sentence",
    "SentenceFinished",
    "ServerError",
    "Service",
    "Settings",
    "SettingsError",
    "SourceError",
    "Status",
    "Story",
    "StorySection",
    "TextWritten",
    "Turn",
    "UnreadFiles",
    "Update",
    "Usage",
    "UsageError",
    "Verdict",
    "Version",
    "WatchedFeed",
    "check_claim",
    "connect",
    "open",
]


# What takes long to load is loaded when it is first used: `mujaz --help` needs none of it.
_LATE = {
    "Health": "rag.store.health",
    "RemoteLibrary": "rag.remote.remote_library",
    "Service": "rag.service",
    "Settings": "rag.settings",
    "check_claim": "rag.grounding.claim_check",
}


def __getattr__(name: str) -> Any:
    """Load a public name of `_LATE`.

    Raises `AttributeError` for any other.
    """
    if name not in _LATE:
        raise AttributeError(f"module 'mujaz' has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)


def open(  # noqa: A001
    home: str | Path | None = None, *, background: bool = False, **settings: Any
) -> Service:
    """Open the library in the folder `home`, making it if there is none.

    Without `home` it is the one of the settings (MUJAZ_HOME). `settings` are those of
    docs/settings.md by their names in lower case, for example `model="openai:gpt-5-mini"`; they
    go before the environment and the settings file. With `background` a thread makes the vectors
    of new articles, and no call waits for them; words find the articles meanwhile. Close the
    library, or use it in a `with` block: until then no other process can open it. Raises
    `SettingsError`, `LibraryError`.
    """
    from rag.service import Service
    from rag.settings import Settings

    given = settings if home is None else {"home": Path(home), **settings}
    return Service.open(Settings.load(**given), background=background)


def connect(url: str, token: str) -> RemoteLibrary:
    """Connect to the library that a server has open: `mujaz serve`, on this machine or another.

    `url` is the server's address, such as "https://desk.example", and `token` one that
    `mujaz user token` made. What is returned has the methods of what `open` returns. Close it, or
    use it in a `with` block. Raises `UsageError`, as for a token that is not known, `ServerError`.
    """
    from rag.remote.remote_library import RemoteLibrary

    return RemoteLibrary(url, token)
