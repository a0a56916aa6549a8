"""A library that a server has open, with the methods of one that is open here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rag.errors import ServerError, UsageError
from rag.records import (
    Draft,
    FeedAddition,
    IndexProgress,
    IngestReport,
    Language,
    Permission,
    PersonAddition,
    SearchFilter,
    WatchedFeed,
)
from rag.remote.calling import Caller
from rag.remote.connection import Connection
from rag.remote.remote_people import RemoteConversations, RemotePeople
from rag.remote.remote_reader import RemoteReader
from rag.remote.wire import HELLO
from rag.store.server_file import PROTOCOL, ServerAddress

if TYPE_CHECKING:
    from threading import Event

    from rag.ingest.ingester import Progress
    from rag.ingest.watching import PageFetcher
    from rag.requests import Drafts
    from rag.store.health import Health
    from rag.store.library_setup import LibrarySetup
    from rag.store.readiness import LibraryPart
    from rag.web.fetcher import Fetcher

NOT_REMOTE: Mapping[str, str] = {
    "open": "it is `mujaz.connect`, with an address and a token",
    "settings": "they hold keys, and are those of the server",
    "embed": "vectors are asked for at /v1/embeddings",
    "do_some": "it is the work of `mujaz serve` and `mujaz work`, which have the library open",
    "read_due_feeds": "it is the work of `mujaz serve` and `mujaz work`, as `do_some`",
    "uploads": "it is a folder of the machine that the server runs on",
}
"""What a library elsewhere does not have of `rag.service.Service`, and why.

Its `conversations` have what `mujaz eval from-ratings` reads, and its `people` all but signing in.
"""


class RemoteLibrary(RemoteReader):
    """A library that a server has open. Safe to use from many threads.

    The methods are those of `rag.service.Service`, and are described there. Each may also raise
    `ServerError`, and `UsageError` for what the token does not allow.
    """

    def __init__(self, url: str, token: str, *, server: ServerAddress | None = None) -> None:
        """Connect to a server; `server` is what its file says, for its owner.

        Raises `UsageError`, `ServerError`.
        """
        self._connection = Connection(url, token)
        super().__init__(Caller(self._connection))
        self._closed = False
        self._is_owner = server is not None
        if server is None:
            self._greet()
        else:
            self._connection.open()
            self._check(server.protocol, server.version)
            self._limit = server.settings.get("passages")

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return self._connection.url

    def close(self) -> None:
        """Close the connections; the library stays open where it is."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _greet(self) -> None:
        """Ask the server who it is, and for whom it takes the token's holder."""
        hello = self._connection.get(HELLO)
        self._check(hello.get("protocol"), str(hello.get("version")))
        self._is_owner = hello.get("is_owner") is True
        self._limit = hello.get("passages")

    def _check(self, protocol: object, version: str) -> None:
        """Raise `ServerError` for a server that another Mujaz started."""
        if protocol != PROTOCOL:
            from importlib.metadata import version as version_of

            raise ServerError(
                f"the server at {self.url} is Mujaz {version}, and this is {version_of('mujaz')}: "
                "they do not understand each other; start the server anew, or use the same version"
            )

    def _passages(self) -> int:
        return self._limit if isinstance(self._limit, int) else 10

    # --- articles and their vectors ---

    def index(
        self,
        sources: str | Path | Sequence[str | Path],
        progress: Callable[[IndexProgress], None] | None = None,
        *,
        vectors: bool = True,
        stories: bool = True,
        fetch: bool | Fetcher = False,
    ) -> IngestReport:
        """Read files, folders and links into the library, one path or many.

        Paths are those of this machine. To a server elsewhere, or of another user, the files that
        can be read are sent.
        """
        from rag.remote.sources import absolute

        _refuse(None if isinstance(fetch, bool) else fetch, "fetcher")
        given = {"vectors": vectors, "stories": stories}
        if not self._is_owner:
            return self._send(sources, progress, fetch=fetch is True, **given)
        return self._index(absolute(sources), progress, fetch=fetch is True, **given)

    def _index(
        self, sources: Sequence[str], progress: Callable[[IndexProgress], None] | None, **given: Any
    ) -> IngestReport:
        return self._caller.call(
            IngestReport,
            "index",
            progress=progress,
            told=tuple[IndexProgress],
            sources=sources,
            **given,
        )

    def _send(
        self,
        sources: str | Path | Sequence[str | Path],
        progress: Callable[[IndexProgress], None] | None,
        *,
        fetch: bool,
        **given: Any,
    ) -> IngestReport:
        """Send the files to a server that may not see them, and have them read there."""
        from rag.remote.sources import SentFiles, joined
        from rag.requests import paths
        from rag.web.links import is_link

        named = paths(sources)
        links = [one for one in named if isinstance(one, str) and is_link(one)]
        sent = SentFiles(self._connection, [one for one in named if one not in links])
        found = sent.found
        reports = [IngestReport(failures=tuple(found.failures), notes=tuple(found.notes))]
        done = 0
        for lot in sent.lots():
            reports += self._caller.call(list[IngestReport], "index_each", files=lot, **given)
            done += len(lot)
            if progress is not None:
                size, total = sum(found.sizes[:done]), sum(found.sizes)
                progress(IndexProgress(done, len(found.files) + len(links), size, total))
        reports.insert(
            1, IngestReport(failures=tuple(sent.unsent))
        )  # the last one tells of vectors
        if links:
            reports.append(self._index(links, None, fetch=fetch, **given))
        return replace(joined(reports), unread=tuple(found.unread))

    def index_each(
        self,
        files: Sequence[tuple[Path, str]],
        progress: Callable[[int, IndexProgress], None] | None = None,
        *,
        vectors: bool = True,
        stories: bool = True,
    ) -> list[IngestReport]:
        """Read files that lie elsewhere than under their own names; return a report for each.

        Only the owner of the server may name files in this way.
        """
        return self._caller.call(
            list[IngestReport],
            "index_each",
            progress=progress,
            told=tuple[int, IndexProgress],
            files=[(path.absolute(), name) for path, name in files],
            vectors=vectors,
            stories=stories,
        )

    def add(self, drafts: Drafts, *, vectors: bool = True) -> IngestReport:
        """Put articles from memory into the library, one or many."""
        from rag.requests import many

        chosen = many(drafts, (Draft, str, Mapping), "articles")
        given = [asdict(one) if isinstance(one, Draft) else one for one in chosen]
        return self._caller.call(IngestReport, "add", drafts=given, vectors=vectors)

    def catch_up(self, progress: Progress | None = None, *, stop: Event | None = None) -> int:
        """Make the vectors that the library owes, until `stop` is set; return how many are left."""
        return self._caller.call(
            int, "catch_up", progress=progress, told=tuple[int, int], stop=stop
        )

    def group_stories(self, progress: Progress | None = None, *, stop: Event | None = None) -> int:
        """Put the articles that are in no story yet into stories; return how many are left."""
        return self._caller.call(
            int, "group_stories", progress=progress, told=tuple[int, int], stop=stop
        )

    def remove(self, article_ids: str | Sequence[str]) -> list[str]:
        """Remove articles, one id or many; return the ids for which there was none."""
        return self._caller.call(list[str], "remove", article_ids=_texts(article_ids))

    def restore(self, article_ids: str | Sequence[str], *, vectors: bool = True) -> list[str]:
        """Bring removed articles back; return the ids of those that cannot be brought back."""
        given = _texts(article_ids)
        return self._caller.call(list[str], "restore", article_ids=given, vectors=vectors)

    # --- feeds ---

    def watch(
        self,
        url: str,
        *,
        outlet: str | None = None,
        language: Language | None = None,
        fetcher: PageFetcher | None = None,
    ) -> FeedAddition:
        """Watch the feed at an address, or the one that the page there names."""
        _refuse(fetcher, "fetcher")
        given = SearchFilter(outlet=outlet, language=language)  # which checks them
        return self._caller.call(
            FeedAddition, "watch", url=url, outlet=given.outlet, language=given.language
        )

    def unwatch(self, urls: str | Sequence[str]) -> list[str]:
        """Watch feeds no longer, one address or many; return those that are not watched."""
        from rag.requests import many

        return self._caller.call(list[str], "unwatch", urls=many(urls, str, "addresses"))

    def rewatch(self, feed: WatchedFeed) -> None:
        """Watch a feed again that was watched before, with all that was known of it."""
        self._caller.maybe(type(None), "rewatch", feed=feed)

    def read_feeds(
        self,
        progress: Progress | None = None,
        *,
        limit: int | None = None,
        stop: Event | None = None,
        vectors: bool = True,
        fetcher: PageFetcher | None = None,
        urls: Sequence[str] | None = None,
    ) -> IngestReport:
        """Read the watched feeds, all or those at some `urls`, and their entries' pages."""
        from rag.requests import many

        _refuse(fetcher, "fetcher")
        return self._caller.call(
            IngestReport,
            "read_feeds",
            progress=progress,
            told=tuple[int, int],
            stop=stop,
            limit=limit,
            vectors=vectors,
            urls=None if urls is None else many(urls, str, "addresses"),
        )

    # --- what readers keep ---

    @property
    def conversations(self) -> RemoteConversations:
        """Return what can be read of the conversations of the library's readers."""
        return RemoteConversations(self._caller)

    @property
    def people(self) -> RemotePeople:
        """Return who may ask, as far as that can be looked at and changed from elsewhere."""
        return RemotePeople(self._caller)

    def add_person(
        self, name: str, permission: Permission, password: str | None = None
    ) -> PersonAddition:
        """Add somebody who may ask: a person, or without a password a program."""
        given: dict[str, Any] = {"permission": permission, "password": password}
        return self._caller.call(PersonAddition, "add_person", name=name, **given)

    def remove_person(self, name: str) -> bool:
        """Remove a person or program, and all that they keep; False if there is nobody of the
        name."""
        return self._caller.call(bool, "remove_person", name=name)

    # --- health ---

    def unready(self) -> tuple[LibraryPart, ...]:
        """Return the parts of the library without which no question can be answered now, or no
        article taken."""
        from rag.store.readiness import LibraryPart

        return self._caller.call(tuple[LibraryPart, ...], "unready")

    def story_count(self) -> int:
        """Return how many stories the articles are in."""
        return self._caller.call(int, "story_count")

    def setup(self) -> LibrarySetup:
        """Return what the library takes up on the disk, and what it works with."""
        from rag.store.library_setup import LibrarySetup

        return self._caller.call(LibrarySetup, "setup")

    def check(self) -> Health:
        """Read all of the catalog and the indexes, and compare them chunk by chunk."""
        from rag.store.health import Health

        return self._caller.call(Health, "check")

    def repair(self, progress: Progress | None = None, *, stop: Event | None = None) -> int:
        """Build both indexes anew from the catalog; return how many vectors are left."""
        return self._caller.call(int, "repair", progress=progress, told=tuple[int, int], stop=stop)


def _texts(given: object) -> tuple[Any, ...]:
    from rag.requests import many

    return many(given, str, "article ids")


def _refuse(given: object, what: str) -> None:
    """Raise `UsageError` for what cannot be sent to a server."""
    if given is not None:
        raise UsageError(f"a library elsewhere takes no {what}; the server uses its own")
