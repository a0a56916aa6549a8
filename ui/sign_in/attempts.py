"""Passwords that are tried: a few at one time, and not too many for a name or from an address."""

from __future__ import annotations

import asyncio
import math
from ipaddress import ip_address

from starlette.requests import HTTPConnection

from rag.people.people_store import PeopleStore
from rag.people.person_names import fold_name
from rag.records import Person
from ui.guard.buckets import TokenBuckets
from ui.guard.refusal import PageError
from ui.sign_in.tuning import (
    ADDRESS_SECONDS,
    ADDRESS_TRIES,
    AT_ONCE,
    IN_LINE,
    NAME_SECONDS,
    NAME_TRIES,
    PAUSE,
)


class TooManyTriesError(Exception):
    """A try that is not looked at. `wait` is how many seconds to wait for the next one."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = math.ceil(wait)


class SignInAttempts:
    """The tries at one server, used within its event loop."""

    def __init__(self, *, pause: float = PAUSE) -> None:
        self._pause = pause
        self._names = TokenBuckets(burst=NAME_TRIES, per_second=1 / NAME_SECONDS)
        self._addresses = TokenBuckets(burst=ADDRESS_TRIES, per_second=1 / ADDRESS_SECONDS)
        self._at_work = asyncio.Semaphore(AT_ONCE)
        self._in_line = 0

    async def person(
        self, people: PeopleStore, name: str, password: str, address: str
    ) -> Person | None:
        """Return who has that name and password; None, after a pause, if nobody has.

        Raises `TooManyTriesError`, also for a password that is right, so that nobody learns which
        one is; `PageError` where too many wait.
        """
        if self._in_line >= IN_LINE:
            raise PageError("page.busy", status=503)
        folded = fold_name(name)
        self._take(folded, address)
        self._in_line += 1
        try:
            async with self._at_work:
                person = await asyncio.to_thread(people.by_password, name, password)
        finally:
            self._in_line -= 1
        if person is None:
            await asyncio.sleep(self._pause)
            return None
        self._names.give_back(folded)
        self._addresses.give_back(address)
        return person

    def _take(self, name: str, address: str) -> None:
        """Count a try before it is made, so that a hundred at once are a hundred."""
        if wait := self._addresses.take(address):
            raise TooManyTriesError(wait)
        if wait := self._names.take(name):
            self._addresses.give_back(address)
            raise TooManyTriesError(wait)


def address_of(asked: HTTPConnection) -> str:
    """Return the address that a request comes from.

    A proxy on this machine is believed, as far as it says who has called it: the last address of
    `X-Forwarded-For`, which it has added itself.
    """
    peer = asked.client.host if asked.client else ""
    said = asked.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(said)) if ip_address(peer).is_loopback else peer
    except ValueError:
        return peer
