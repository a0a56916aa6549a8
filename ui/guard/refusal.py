"""Requests that are not answered, and how each door says so."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import JSONResponse

from rag.errors import LibraryError, MujazError
from ui.guard.openai_error import OpenAIError, openai_error, openai_headers, openai_status
from ui.guard.problem import FieldFault, Problem, field_faults, kind_of, problem
from ui.language import page_language
from ui.person import known_asker
from ui.words import say

RETRY_AFTER = "5"
"""Seconds after which what was refused for want of room may be asked again."""

_log = logging.getLogger(__name__)

_OPENAI = ("/v1/chat", "/v1/models", "/v1/embeddings")
_PROGRAMS = ("/v1", "/mcp", "/library", "/healthz", "/readyz", "/metrics")


class PageError(Exception):
    """A request that is not done, told in the language of the page.

    `name` is that of a string of the page's table, `values` what is put into it. `param` is the
    field of the request that is wrong, for clients of OpenAI's protocol.
    """

    def __init__(
        self, name: str, *, status: int = 422, param: str | None = None, **values: object
    ) -> None:
        super().__init__(name)
        self.name = name
        self.status = status
        self.param = param
        self.values = values

    def response(self, asked: HTTPConnection, *, close: bool = False) -> JSONResponse:
        """Return the refusal of a request.

        `close` closes the connection, because the rest of a refused body may still be on its way.
        """
        text = say(self.name, page_language(asked.headers), **self.values)
        code = code_of(self.name)
        return told(asked, text, self.status, code=code, param=self.param, close=close)


def explain_refusals(app: FastAPI) -> None:
    """Answer what is refused, and what fails, with one sentence that says why."""

    @app.exception_handler(PageError)
    async def refused(request: Request, error: PageError) -> JSONResponse:
        return error.response(request)

    app.exception_handler(MujazError)(_failed)

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
        if not is_for_programs(request.scope["path"]):
            return PageError("page.bad").response(request)
        language = page_language(request.headers)
        faults = field_faults(error.errors(), language)
        return told(request, say("api.invalid", language), 422, code="invalid", errors=faults)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> JSONResponse:
        status = error.status_code
        if status == 400 and _has_problems(request):
            status = 422  # what FastAPI could not take for JSON, as it is nested too deep
        name = "page.nothing" if status in (404, 405) else "page.bad"
        response = PageError(name, status=status).response(request)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(UnicodeEncodeError)
    async def unwritable(request: Request, error: UnicodeEncodeError) -> JSONResponse:
        # Half a pair of surrogates, which JSON can hold: no text, and nowhere to be found.
        return PageError("page.bad").response(request)

    @app.exception_handler(ClientDisconnect)
    async def left(request: Request, error: ClientDisconnect) -> JSONResponse:
        return PageError("page.busy", status=503).response(request)  # which nobody reads

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        return PageError("fault", status=500).response(request)  # it goes to the log too


async def _failed(request: Request, error: MujazError) -> JSONResponse:
    """Say what has failed; of a library that cannot be read the log is told, too."""
    if isinstance(error, LibraryError):
        _log.error("%s", error)
        if known_asker(request) is None:  # a stranger, who is told of no folder
            return PageError("sign_in.unavailable", status=503).response(request)
    status, code = kind_of(error) if is_for_programs(request.scope["path"]) else (422, "failed")
    return told(request, str(error), status, code=code)


def is_for_programs(path: str) -> bool:
    """Tell whether a path is that of a door for programs, and not of the page."""
    return path.startswith(_PROGRAMS)


def code_of(name: str) -> str:
    """Return what programs know a refusal by: the name of its string without the room."""
    return name.rpartition(".")[2]


def told(
    asked: HTTPConnection,
    text: str,
    status: int,
    *,
    code: str,
    param: str | None = None,
    close: bool = False,
    errors: Iterable[FieldFault] = (),
    more: Mapping[str, object] | None = None,
) -> JSONResponse:
    """Return a refusal as the door at which it was asked for has them: OpenAI's errors, problem
    details (RFC 9457) with what `more` there is for other programs, one sentence for the page."""
    headers = {"cache-control": "no-store", **({"connection": "close"} if close else {})}
    if status in (429, 503):
        headers["retry-after"] = RETRY_AFTER
    path = asked.scope["path"]
    if path.startswith(_OPENAI):
        error = openai_error(text, status, code, param=param, errors=errors)
        return JSONResponse(error, openai_status(status), headers | openai_headers(code))
    if is_for_programs(path):
        language = page_language(asked.headers)
        details = {**problem(text, status, code, language, errors), **(more or {})}
        headers["content-language"] = language
        return JSONResponse(details, status, headers, media_type="application/problem+json")
    return JSONResponse({"detail": text}, status, headers)


def problem_of(error: BaseException, asked: HTTPConnection) -> Problem:
    """Return the details of what ended a stream after it had begun."""
    return problem(*_told_of(error, asked), page_language(asked.headers))


def openai_error_of(error: BaseException, asked: HTTPConnection) -> OpenAIError:
    """Return what ended a stream after it had begun, for clients of OpenAI's protocol."""
    return openai_error(*_told_of(error, asked))


def _told_of(error: BaseException, asked: HTTPConnection) -> tuple[str, int, str]:
    """Return what is said of an error, its status, and what programs know it by."""
    language = page_language(asked.headers)
    if isinstance(error, PageError):
        return say(error.name, language, **error.values), error.status, code_of(error.name)
    if isinstance(error, MujazError):
        return str(error), *kind_of(error)
    return say("fault", language), 500, "fault"


def error_event(asked: HTTPConnection, error: PageError) -> bytes:
    """Return a refusal as an event of a program's stream that has begun; of a page's, nothing."""
    path = asked.scope["path"]
    body = bytes(error.response(asked).body)
    if path.startswith(_OPENAI):
        return b"data: " + body + b"\n\n"
    return b"event: error\ndata: " + body + b"\n\n" if path.startswith("/v1") else b""


def _has_problems(asked: HTTPConnection) -> bool:
    """Tell whether refusals are problem details here."""
    path: str = asked.scope["path"]
    return is_for_programs(path) and not path.startswith(_OPENAI)
