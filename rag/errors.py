"""Every error that Mujaz raises on purpose.

MujazError
├── UsageError             the request itself is wrong (exit code 2)
│   └── SettingsError      a setting is unknown, missing or invalid
├── SourceError            one source could not be read; the others still can
│   └── FetchError         a link could not be fetched
├── LibraryError           the library on disk cannot be used as asked
│   ├── LibraryLockedError another process owns it
│   ├── FingerprintError   it was built with another embedder or format
│   ├── DamagedLibraryError  what lies on disk is not what was written there
│   ├── ArchiveError       a file of a whole library is damaged, or of a later version
│   ├── DiskError          the disk is full, or may not be written
│   └── ServerError        the server of a library cannot be asked, or ended too early
├── EmbeddingError         the embedder failed or returned something unusable
├── ModelError             the chat model failed or returned something unusable
└── BaseModelError         the reader's language model is another file, or cut
                           (`rag.reading.base_model`)

A message says what went wrong, which thing, and what to do. Refusing to answer is a value
(`Answer.abstained`), never an exception. A vendor's exceptions are translated where the vendor
is called; their text is not copied, because it can hold keys and article text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.records import Usage


class MujazError(Exception):
    """The root of all errors that a user can do something about."""


class UsageError(MujazError):
    """The request itself is wrong."""


class SettingsError(UsageError):
    """A setting is unknown, missing or invalid."""


class SourceError(MujazError):
    """One source could not be read."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class FetchError(SourceError):
    """A link could not be fetched; `source` is the link that was asked for.

    `status` is the HTTP status, where that is the reason. `retryable` tells whether the same link
    may work later, and `wait` after how many seconds at the earliest, where the server says so.
    `private` tells that it leads to a machine that is none of the public internet's.
    """

    def __init__(
        self,
        source: str,
        reason: str,
        *,
        status: int | None = None,
        retryable: bool = False,
        wait: float | None = None,
        private: bool = False,
    ) -> None:
        super().__init__(source, reason)
        self.status = status
        self.retryable = retryable
        self.wait = wait
        self.private = private

    def about(self, source: str, way: str = "") -> FetchError:
        """Return the same error about another link, from which `way` led to this one."""
        return FetchError(
            source,
            way + self.reason,
            status=self.status,
            retryable=self.retryable,
            wait=self.wait,
            private=self.private,
        )


class LibraryError(MujazError):
    """The library on disk cannot be used as asked."""


class LibraryLockedError(LibraryError):
    """Another process owns the library."""


class FingerprintError(LibraryError):
    """The library was built with another embedder or format."""


class DamagedLibraryError(LibraryError):
    """What lies on disk is not what was written there."""


class ArchiveError(LibraryError):
    """A file of a whole library is damaged, or of a later version."""


class DiskError(LibraryError):
    """The disk is full, or may not be written."""


class ServerError(LibraryError):
    """The server of a library cannot be asked, or ended before it had answered."""


class EmbeddingError(MujazError):
    """The embedder failed or returned something unusable."""


class ModelError(MujazError):
    """The chat model failed or returned something unusable.

    `retryable` tells whether asking again may help; `usage` is what was spent until then, None
    where that is not known.
    """

    def __init__(
        self, message: str, *, retryable: bool = False, usage: Usage | None = None
    ) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.usage = usage
