"""Requests that the page does not answer, and how it says so."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from rag.errors import MujazError
from ui.language import page_language
from ui.words import say


class PageError(Exception):
    """A request of the page that is not done, told in the page's language.

    `name` is that of a string of the page's table, `values` what is put into it.
    """

    def __init__(self, name: str, *, status: int = 422, **values: object) -> None:
        super().__init__(name)
        self.name = name
        self.status = status
        self.values = values

    def response(self, headers: Mapping[str, str], *, close: bool = False) -> JSONResponse:
        """Return the refusal of a request with these headers.

        `close` closes the connection, because the rest of a refused body may still be on its way.
        """
        text = say(self.name, page_language(headers), **self.values)
        return _told(text, self.status, {"connection": "close"} if close else {})


def explain_refusals(app: FastAPI) -> None:
    """Answer what is refused, and what fails, with one sentence that the page shows."""

    @app.exception_handler(PageError)
    async def refused(request: Request, error: PageError) -> JSONResponse:
        return error.response(request.headers)

    @app.exception_handler(MujazError)
    async def failed(request: Request, error: MujazError) -> JSONResponse:
        return _told(str(error), 422)

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
        return PageError("page.bad").response(request.headers)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> JSONResponse:
        name = "page.nothing" if error.status_code in (404, 405) else "page.bad"
        return PageError(name, status=error.status_code).response(request.headers)

    @app.exception_handler(UnicodeEncodeError)
    async def unwritable(request: Request, error: UnicodeEncodeError) -> JSONResponse:
        # Half a pair of surrogates, which JSON can hold: no text, and nowhere to be found.
        return PageError("page.bad").response(request.headers)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        return PageError("fault", status=500).response(request.headers)  # it goes to the log too


def _told(text: str, status: int, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        {"detail": text}, status, headers={"cache-control": "no-store", **(headers or {})}
    )
