"""The web application: health check, static files, and the page over everything else."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.routing import Mount

from ui.security import LOOPBACK, Guard

if TYPE_CHECKING:
    from ui.desk import Desk

ASSETS = "/mujaz-static"

_HEAD = (
    f'<link rel="stylesheet" href="{ASSETS}/mujaz.css">'
    f'<script src="{ASSETS}/page.js" defer></script>'
    f'<script src="{ASSETS}/verdicts.js" defer></script>'
    '<meta name="robots" content="noindex">'
)

_ENVIRONMENT = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Else a table of statistics that nobody sees is built with pandas after every answer.
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
}


def build_app(desk: Desk, *, hosts: Collection[str] = LOOPBACK) -> FastAPI:
    """Build the web application of `desk`, whose pages ask nothing of any other machine.

    `hosts` are the names under which it may be asked for. Takes some seconds the first time,
    because it imports Gradio.
    """

    async def build() -> FastAPI:
        return _build(desk, hosts)

    # Where no event loop runs, Gradio opens one for each of its locks and leaves it open.
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, build()).result()


def _build(desk: Desk, hosts: Collection[str]) -> FastAPI:
    os.environ.update(_ENVIRONMENT)  # Gradio has no other switch for these
    import gradio as gr

    from ui import downloads, panel
    from ui.door import Door
    from ui.page import build_page, theme
    from ui.sessions import bound
    from ui.tabs import Tabs
    from ui.widgets import STATIC

    app = FastAPI(title="Mujaz", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard, hosts=hosts)
    app.mount(ASSETS, StaticFiles(directory=STATIC), name="static")

    @app.get("/healthz")
    def healthz() -> dict[str, str | int]:
        return {"status": "ok", "articles": desk.count()}

    briefs, tabs = downloads.Downloads(), Tabs()
    downloads.mount(app, briefs)
    panel.mount(app, desk)
    page = build_page(desk, briefs, tabs)
    # Else Gradio takes it for a page that is still being written, and copies any file of this
    # machine that an event names.
    page.has_launched = True
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
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
        max_file_size="1kb",  # the page takes no files
    )
    gradio = app.routes[-1]
    assert isinstance(gradio, Mount)  # what `mount_gradio_app` puts there
    bound(gradio.app, page, tabs)
    gradio.app = Door(gradio.app, page, tabs=tabs)
    return app
