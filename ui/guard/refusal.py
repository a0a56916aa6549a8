"""Requests that the page does not answer, and how it says so."""

from __future__ import annotations

from starlette.responses import JSONResponse

from rag.errors import UsageError


class RequestError(UsageError):
    """A request that is answered with an HTTP status and one sentence, and goes no further."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status

    def response(self) -> JSONResponse:
        """Return the refusal as a response that closes the connection.

        It closes it because the rest of a refused body may still be on its way.
        """
        return JSONResponse(
            {"detail": str(self)}, status_code=self.status, headers={"connection": "close"}
        )


class PageError(Exception):
    """A request of the page that is not done, told in the page's language.

    `name` is that of a string of the page's table, `values` what is put into it.
    """

    def __init__(self, name: str, *, status: int = 422, **values: object) -> None:
        super().__init__(name)
        self.name = name
        self.status = status
        self.values = values
