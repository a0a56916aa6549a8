"""Signing in and out."""

from __future__ import annotations

import re

from fastapi import FastAPI, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from rag.people.person_names import fold_name
from rag.records import Person
from rag.service import Service
from ui.guard.refusal import PageError
from ui.guard.session_cookie import give_session, session_of, take_session
from ui.language import page_language
from ui.person import ANYBODY, asker, known_asker
from ui.sign_in.attempts import SignInAttempts, TooManyTriesError, address_of
from ui.sign_in.sign_in_html import nobody_page, sign_in_page, signed_in_page

_OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]*", re.ASCII)
AGAIN = "/sign-in?done=1"
"""Where one gets to who signs in beside a page whose session has ended."""


class _Secrets(BaseModel):
    name: str = Field(max_length=300)
    password: str = Field(max_length=1_000)


def mount(app: FastAPI, desk: Service) -> None:
    """Add the routes."""
    _mount_page(app, desk)
    _mount_sessions(app, desk)

    @app.get("/desk/person")
    def who(request: Request) -> dict[str, str | bool]:
        person = asker(request)
        return {
            "name": person.name,
            "permission": person.permission,
            "signed_in": person != ANYBODY,
        }


def _mount_page(app: FastAPI, desk: Service) -> None:
    @app.get("/sign-in")
    def page(request: Request, next: str = "/", done: bool = False) -> Response:  # noqa: A002
        language, person = page_language(request.headers), known_asker(request)
        following = own_path(next)
        if person is not None:
            again = done and person != ANYBODY
            return _shown(signed_in_page(language)) if again else _to(following)
        if not any(account.has_password for account in desk.people.accounts()):
            return _shown(nobody_page(language))
        return _shown(sign_in_page(language, following=AGAIN if done else following))


def _mount_sessions(app: FastAPI, desk: Service) -> None:
    attempts = SignInAttempts()

    @app.post("/desk/sign-in")
    async def sign_in(request: Request, given: _Secrets) -> Response:
        name, address = given.name.strip(), address_of(request)
        try:
            person = await attempts.person(desk.people, name, given.password, address)
        except TooManyTriesError as error:
            response = PageError("sign_in.too_often", status=429).response(request)
            response.headers["retry-after"] = str(error.wait)
            return response
        if person is None:
            await run_in_threadpool(_note_failure, desk, name, address)
            raise PageError("sign_in.wrong", status=401)
        secret = await run_in_threadpool(_begin, desk, person, session_of(request), address)
        reply = JSONResponse({"name": person.name}, headers={"cache-control": "no-store"})
        give_session(reply, request, secret)
        return reply

    @app.post("/desk/sign-out", status_code=204)
    def sign_out(request: Request) -> Response:
        secret = session_of(request)
        if secret is not None and asker(request) != ANYBODY:
            desk.people.end_session(secret)
            desk.people.note(asker(request).name, "session.end", address_of(request))
        reply = Response(status_code=204)
        take_session(reply, request)
        return reply


def own_path(wanted: str) -> str:
    """Return a path of this site; whatever leads elsewhere, or to this page, is `/`."""
    if not _OWN_PATH.fullmatch(wanted) or wanted.startswith(("/sign-in", "/desk/")):
        return "/"
    return wanted


def _begin(desk: Service, person: Person, former: str | None, address: str) -> str:
    """End the session that the browser had, and begin another."""
    if former is not None:
        desk.people.end_session(former)
    secret = desk.people.begin_session(person.name)
    desk.people.note(person.name, "session.begin", address)
    return secret


def _note_failure(desk: Service, name: str, address: str) -> None:
    """Note who could not sign in; a name that nobody has may be a password typed into its place."""
    folded = fold_name(name)
    known = [one.name for one in desk.people.accounts() if fold_name(one.name) == folded]
    desk.people.note(known[0] if known else "", "session.refused", address)


def _shown(html: str) -> HTMLResponse:
    headers = {"cache-control": "no-store", "vary": "cookie, accept-language"}
    return HTMLResponse(html, headers=headers)


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, {"cache-control": "no-store"})
