"""The page over a canned desk, served for the whole run, and a browser to look at it with."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.ui.desk import CannedDesk

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser

    from tests.ui.browser import Tab
    from ui.desk_server import DeskServer


@pytest.fixture(scope="session")
def desk() -> CannedDesk:
    return CannedDesk()


@pytest.fixture(scope="session")
def app(desk: CannedDesk) -> FastAPI:
    from ui.app import build_app

    return build_app(desk)


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """Where the page is served on loopback."""
    with served(app) as url:
        yield url


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """An application on a free port of loopback; the value is its address."""
    with running(app) as (url, _):
        yield url


@contextmanager
def running(app: FastAPI, *, grace: float = 0.0) -> Iterator[tuple[str, DeskServer]]:
    """The same with the server itself, which gives answers `grace` seconds to end."""
    from ui.desk_server import DeskServer
    from ui.server import configuration, listener

    sock = listener("127.0.0.1", 0)
    server = DeskServer(app, configuration(app, grace=1), grace=grace)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}", server
    finally:
        server.should_exit = True
        thread.join()
        sock.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module: as long as it is open, nothing else can use an event loop here."""
    from playwright.sync_api import sync_playwright

    from tests.ui.browser import launch

    with sync_playwright() as playwright, launch(playwright) as chromium:
        yield chromium


@pytest.fixture(scope="module")
def _open_page(browser: Browser, address: str) -> Iterator[Tab]:
    """Opening the page takes a second or two; it is opened once and begun anew for each test."""
    from tests.ui.browser import open_tab

    with open_tab(browser, address) as opened:
        yield opened


@pytest.fixture
def tab(_open_page: Tab) -> Iterator[Tab]:
    """The page without a conversation. After each test: nothing was asked of another host, and
    nothing went wrong in the page."""
    _open_page.begin_anew()
    yield _open_page
    assert _open_page.foreign == []
    assert _open_page.faults == []
