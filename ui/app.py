"""The web application: static files, the routes of the tabs, the doors for programs, the page."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount

from ui.api import doors
from ui.guard.authentication import Authentication
from ui.guard.closing import closing_of
from ui.guard.handed_over import KnownClients
from ui.guard.refusal import explain_refusals
from ui.guard.security import LOOPBACK, Guard
from ui.guard.telemetry import OFF
from ui.guard.whole_bodies import WholeBodies
from ui.static_files import STATIC

if TYPE_CHECKING:
    from rag.service import Service
    from ui.handover.colleagues import Colleagues

ASSETS = "/desk/static"

_SHEETS = (
    "base",
    "core/content",
    "ask/ask",
    "ask/list",
    "briefs/briefs",
    "library/library",
    "library/intake",
    "evaluation/evaluation",
    "panel/panel",
)

_HEAD = (
    "".join(f'<link rel="stylesheet" href="{ASSETS}/{sheet}.css">' for sheet in _SHEETS)
    + f'<script type="module" src="{ASSETS}/core/page.js"></script>'
    '<meta name="robots" content="noindex">'
)

_ENVIRONMENT = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def build_app(
    desk: Service,
    *,
    hosts: Collection[str] = LOOPBACK,
    owner_token: str | None = None,
    is_open: bool = True,
    colleagues: Colleagues | None = None,
) -> FastAPI:
    """Build the web application of `desk`, whose pages ask nothing of any other machine.

    `hosts` are the names under which it may be asked for. Whoever has `owner_token` is the owner of
    the server; `is_open` lets everybody in as long as no user was made. `colleagues` are the
    workers of a server that has several. Takes some seconds the first time, because it imports
    Gradio.
    """

    async def build() -> FastAPI:
        return _with_page(
            build_routes(
                desk,
                hosts=hosts,
                owner_token=owner_token,
                is_open=is_open,
                colleagues=colleagues,
            )
        )

    # Where no event loop runs, Gradio opens one for each of its locks and leaves it open.
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, build()).result()


def build_routes(
    desk: Service,
    *,
    hosts: Collection[str] = LOOPBACK,
    owner_token: str | None = None,
    is_open: bool = True,
    colleagues: Colleagues | None = None,
) -> FastAPI:
    """Build the application without the page itself, and so without Gradio.

    The rest is as for `build_app`.
    """
    app = FastAPI(title="Mujaz", docs_url=None, redoc_url=None, openapi_url=None, telemetry=OFF)
    app.add_middleware(WholeBodies)  # the last one added is the first one asked
    if colleagues is not None:
        from ui.handover.handing_over import Handover

        app.add_middleware(Handover, colleagues=colleagues, closing=closing_of(app))
    app.add_middleware(
        Authentication, people=lambda: desk.people, owner_token=owner_token, is_open=is_open
    )
    app.add_middleware(Guard, hosts=hosts, closing=closing_of(app))
    app.mount(ASSETS, GZipMiddleware(StaticFiles(directory=STATIC)), name="static")
    explain_refusals(app)
    _mount_rooms(app, desk)
    doors.mount(app, desk)
    if colleagues is not None:
        app.add_middleware(KnownClients)
    return app


def _with_page(app: FastAPI) -> FastAPI:
    """Add the page to the routes."""
    os.environ.update(_ENVIRONMENT)  # Gradio has no other switch for these
    import gradio as gr

    from ui.guard.door import Door
    from ui.page import build_page, theme

    page = build_page()
    # Else Gradio takes it for a page that is still being written, and copies any file of this
    # machine that an event names.
    page.has_launched = True
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None, "telemetry": OFF},
        theme=theme(),
        head=_HEAD,
        favicon_path=str(STATIC / "mark.svg"),
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        allowed_paths=[],
        max_file_size="1kb",  # files come by a route of the library's tab
    )
    gradio = app.routes[-1]
    assert isinstance(gradio, Mount)  # what `mount_gradio_app` puts there
    gradio.app = Door(gradio.app)
    return app


def _mount_rooms(app: FastAPI, desk: Service) -> None:
    """Add the routes of every tab, all under `/desk/`."""
    from ui.ask import ask_routes, conversation_list_routes, filter_routes, suggestions_routes
    from ui.briefs import brief_routes
    from ui.evaluation import evaluation_routes
    from ui.jobs.event_stream import EACH, Streams
    from ui.library import library_routes
    from ui.panel import panel_routes
    from ui.sign_in import sign_in_routes

    streams = Streams(each=EACH)
    ask_routes.mount(app, desk, streams)
    conversation_list_routes.mount(app, desk)
    filter_routes.mount(app, desk)
    suggestions_routes.mount(app, desk)
    brief_routes.mount(app, desk, streams)
    library_routes.mount(app, desk, streams)
    evaluation_routes.mount(app, desk, streams)
    panel_routes.mount(app, desk)
    sign_in_routes.mount(app, desk)
