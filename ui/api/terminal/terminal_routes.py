"""The methods of a library, called from another process."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from rag.errors import MujazError, UsageError
from rag.records import Person
from rag.remote.methods import METHODS, Method
from rag.remote.wire import CALLS, FILES, HELLO, STOPS, as_error, line_of
from rag.service import Service
from rag.store.server_file import PROTOCOL
from rag.web.links import is_link
from ui.api.terminal.arguments import method_of, read_arguments, read_file, takes
from ui.api.terminal.calls import Call, OpenCalls, drawn
from ui.api.terminal.changes import noted
from ui.api.terminal.received_files import ReceivedFiles
from ui.guard.closing import at_end
from ui.guard.permission import needs
from ui.guard.places import Places
from ui.guard.refusal import PageError
from ui.jobs.watched_stream import WatchedStream
from ui.language import page_language
from ui.person import asker, person_of
from ui.words import say

_ALIVE = b"{}\n"

_STREAMS = {"ask": "astream", "stream": "astream", "brief": "astream_brief"}
_STREAMS["stream_brief"] = "astream_brief"
"""The methods that are drawn from a stream, and which."""


def mount(app: FastAPI, desk: Service, places: Places) -> None:
    """Add the routes, all under `/library`."""
    door = _Door(desk, places)
    at_end(app, door.calls.close)
    for name, method in METHODS.items():
        app.add_api_route(
            f"{CALLS}{name}",
            partial(door.call, name, method),
            methods=["POST"],
            dependencies=[needs(method.permission)],
            response_model=None,
        )

    @app.get(HELLO, dependencies=[needs("read")])
    async def hello(request: Request) -> dict[str, Any]:
        person = asker(request)
        return {
            "version": version("mujaz"),
            "protocol": PROTOCOL,
            "person": person.name,
            "permission": person.permission,
            "is_owner": person.is_owner,
            "passages": desk.settings.passages,
        }

    @app.post(f"{STOPS}/{{call}}", dependencies=[needs("read")])
    async def stop(request: Request, call: str) -> dict[str, Any]:
        door.calls.stop(call, person_of(request))
        return {}

    @app.post(FILES, dependencies=[needs("read")])
    async def take_file(
        request: Request, name: Annotated[str, Query(max_length=2_000)]
    ) -> dict[str, Any]:
        return {"file": await door.files.receive(request, name)}


class _Door:
    """Calls methods of one library."""

    def __init__(self, desk: Service, places: Places) -> None:
        self.calls = OpenCalls()
        self.files = ReceivedFiles(desk.uploads.with_name("calls"))
        self._desk = desk
        self._places = places

    async def call(self, name: str, method: Method, request: Request) -> Response:
        """Answer a call with the lines of its work."""
        try:
            asked = json.loads(await request.body())
            call, wants_progress = asked["call"], asked["progress"] is True
            fits = isinstance(call, str) and len(call) <= 40
        except (ValueError, KeyError, TypeError, RecursionError):
            fits = False
        if not fits:
            raise PageError("page.bad", status=400)
        person, language = asker(request), page_language(request.headers)
        lines = self._lines(name, method, asked, person, wants_progress=wants_progress)
        return WatchedStream(_explained(lines, language), "application/x-ndjson", alive=_ALIVE)

    async def _lines(
        self,
        name: str,
        method: Method,
        asked: dict[str, Any],
        person: Person,
        *,
        wants_progress: bool,
    ) -> AsyncGenerator[bytes]:
        async with self.calls.begin(asked["call"], person.name) as call:
            if asked.get("stopped") is True:
                call.end()
            place = self._places.of(person.name) if method.takes_place else nullcontext()
            async with place, self._arguments(name, asked, person) as given:
                if name in _STREAMS:
                    start = getattr(self._desk, _STREAMS[name])
                    lines = drawn(call, start(**given), only_last=name in ("ask", "brief"))
                else:
                    called = partial(method_of(self._desk, name), **given)
                    work = noted(called, self._desk, person, method, name, given)
                    lines = self._worked(call, name, work, wants_progress, method)
                async for line in lines:
                    yield line

    def _worked(
        self, call: Call, name: str, work: Callable[..., Any], wants_progress: bool, method: Method
    ) -> AsyncGenerator[bytes]:
        taken = takes(name)
        tells = "progress" in taken and (wants_progress or "stop" not in taken)
        stops = "stop" in taken
        return self.calls.worked(call, work, tells=tells, stops=stops, is_whole=method.is_whole)

    @asynccontextmanager
    async def _arguments(
        self, name: str, asked: dict[str, Any], person: Person
    ) -> AsyncGenerator[dict[str, Any]]:
        """Lend the arguments of a call, and remove the files that they came in afterwards."""
        used: list[str] = []
        try:
            written = asked.get("arguments")
            if "file" in asked:
                used.append(str(asked["file"]))
                path = self.files.path(used[0], person.name)
                written = await run_in_threadpool(read_file, path)
            given = read_arguments(name, written)
            if not person.is_owner:
                given = self._without_paths(name, given, person.name, used)
            yield given
        finally:
            for number in used:
                await self.files.forget(number, person.name)

    def _without_paths(
        self, name: str, given: dict[str, Any], person: str, used: list[str]
    ) -> dict[str, Any]:
        """Put the files that somebody sent where their ids stand in a call. Raises `UsageError`
        where it names a path of this machine, which is for the owner of the server alone."""
        if name == "people.note":
            raise UsageError("only the owner of the server may add to its audit log")
        if name == "index":
            sources = given.get("sources")
            named = [sources] if isinstance(sources, str) else sources
            if not isinstance(named, list) or not all(
                isinstance(one, str) and is_link(one) for one in named
            ):
                raise UsageError("only the owner of the server may name files of its machine")
        if name == "index_each":
            numbers = [(str(path), shown) for path, shown in given.get("files", ())]
            used += [number for number, _ in numbers]
            files = [(self.files.path(number, person), shown) for number, shown in numbers]
            return {**given, "files": files}
        return given


async def _explained(lines: AsyncGenerator[bytes], language: Any) -> AsyncGenerator[bytes]:
    """Yield the lines, and one that says why there are no more where something was refused."""
    try:
        async for line in lines:
            yield line
    except PageError as refusal:
        text = say(refusal.name, language, **refusal.values)
        yield line_of("error", {"is": "UsageError", "message": text, "fields": {}})
    except MujazError as error:  # of a library, too, whose people or conversations are damaged
        yield line_of("error", as_error(error))
    finally:
        await lines.aclose()
