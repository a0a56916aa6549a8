"""Runs of the evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from ui.api.v1.interface import Interface
from ui.api.v1.reply_shapes import RunList, RunReply, RunState, RunSummary, SuiteList
from ui.api.v1.request_bodies import RunBody
from ui.evaluation.planning import check_cost, planned_run
from ui.evaluation.run_shelf import KeptRun, RunShelf
from ui.evaluation.suite_choices import choices
from ui.guard.permission import needs
from ui.guard.refusal import PageError
from ui.jobs.job import Job
from ui.person import person_of

TAG = "evaluation"


def mount(app: FastAPI, shared: Interface) -> None:
    """Add the routes."""
    _mount_reading(app, shared)
    _mount_running(app, shared)


def _mount_reading(app: FastAPI, shared: Interface) -> None:
    desk = shared.desk

    @app.get("/eval/suites", tags=[TAG], operation_id="list_suites", summary="List suites")
    def suites() -> SuiteList:
        found = choices(desk.settings.folder)
        return {"items": [{"name": one.name, "own": one.own} for one in found]}

    @app.get("/eval/runs", tags=[TAG], operation_id="list_runs", summary="List runs")
    def runs(request: Request) -> RunList:
        kept = RunShelf(desk.settings.folder).all()
        names = {one.name for one in kept}
        waiting = [one for one in shared.runs.running(person_of(request)) if one not in names]
        found = [_summary(name, None, shared.runs.find(name)) for name in waiting]
        found += [_summary(one.name, one, shared.runs.find(one.name)) for one in kept]
        return {"items": found}

    @app.get(
        "/eval/runs/{name}", tags=[TAG], operation_id="read_run", summary="Follow or read a run"
    )
    def read(name: str) -> RunReply:
        kept = next((one for one in RunShelf(desk.settings.folder).all() if one.name == name), None)
        job = shared.runs.find(name)
        if kept is None and job is None:
            raise PageError("page.gone", status=404)
        return {
            **_summary(name, kept, job),
            "about": dict(kept.about) if kept else {},
            "scores": kept.scores if kept else None,
        }


def _mount_running(app: FastAPI, shared: Interface) -> None:
    desk = shared.desk

    @app.post(
        "/eval/runs",
        status_code=202,
        tags=[TAG],
        operation_id="start_run",
        summary="Start a run",
        description="A run goes on when nobody looks; one is at work at a time.",
        dependencies=[needs("admin")],
    )
    async def start(request: Request, response: Response, body: RunBody) -> RunSummary:
        if not body.agreed:
            check_cost(desk)
        is_own = body.articles == "own"
        planned = await run_in_threadpool(
            partial(planned_run, desk, body.suite, own=is_own, limit=body.limit)
        )
        job = shared.runs.start(planned, person_of(request))
        await shared.note(request, "runs.start", [job.name])
        response.headers["location"] = f"/v1/eval/runs/{job.name}"
        return _summary(job.name, None, job)

    @app.delete(
        "/eval/runs/{name}",
        status_code=204,
        response_class=Response,
        tags=[TAG],
        operation_id="stop_run",
        summary="Stop a run",
        description="What was asked until then is kept.",
        dependencies=[needs("admin")],
    )
    async def stop(request: Request, name: str) -> None:
        job = shared.runs.find(name)
        if job is None or job.done:
            kept = await run_in_threadpool(RunShelf(desk.settings.folder).all)
            known = job is not None or name in [one.name for one in kept]
            raise (
                PageError("api.run_ended", status=409)
                if known
                else PageError("page.gone", status=404)
            )
        job.stop.set()
        await shared.note(request, "runs.stop", [name])


def _summary(name: str, kept: KeptRun | None, job: Job | None) -> RunSummary:
    about: Mapping[str, Any] = kept.about if kept else {}
    state = job.state if job else {}
    phase = str(state.get("phase") or _ended(kept))
    return {
        "name": name,
        "state": cast(RunState, phase),
        "done": int(state.get("done", 0)),
        "total": int(state.get("total", 0)),
        "fault": state.get("text") or None,
        "suite": about.get("suite"),
        "started": about.get("started"),
    }


def _ended(kept: KeptRun | None) -> RunState:
    """Return the state of a run that is not under way."""
    if kept is None or kept.damaged:
        return "failed"
    return "done" if kept.finished and kept.scores is not None else "stopped"
