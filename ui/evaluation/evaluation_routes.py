"""What the tab of evaluation asks of the server."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from rag.records import Language
from rag.service import Service
from ui.evaluation import case_html, home_html, run_changes_html, run_html
from ui.evaluation.case_html import CaseFilter, CaseView
from ui.evaluation.planning import check_cost, planned_run
from ui.evaluation.prediction_html import cited_articles
from ui.evaluation.rated_suite import RATED, rated_file
from ui.evaluation.run_jobs import PlannedRun, RunJobs, run_jobs_of
from ui.evaluation.run_shelf import KeptRun, RunShelf, compared, scored
from ui.evaluation.suite_choices import choices
from ui.guard.refusal import PageError
from ui.jobs.event_stream import Streams, once
from ui.language import page_language
from ui.person import person_of

ROOM = "/desk/evaluation"

SliceName = Literal["language", "kind", "direction", "answer_type"]


class RunRequest(BaseModel):
    """A run to be started. `agreed` says that its cost was shown and is accepted."""

    suite: str = Field(max_length=200)
    articles: Literal["own", "library"] = "own"
    limit: int | None = Field(default=None, ge=1, le=100_000)
    agreed: bool = False


class EvaluationRoom:
    """What the routes share: the runs on the disk, those under way, and the desk."""

    def __init__(self, desk: Service, jobs: RunJobs) -> None:
        self.desk = desk
        self.jobs = jobs

    @property
    def shelf(self) -> RunShelf:
        return RunShelf(self.desk.settings.folder)

    def planned(self, wanted: RunRequest) -> PlannedRun:
        """Open what is to be run. Raises `PageError`, `SuiteError`."""
        is_own = wanted.articles == "own"
        return planned_run(self.desk, wanted.suite, own=is_own, limit=wanted.limit)

    def home(self, language: Language, running: list[str]) -> str:
        folder = self.desk.settings.folder
        return home_html.home(
            self.shelf.all(),
            choices(folder),
            self.desk.conversations.rated(None, "down"),
            language=language,
            running=running,
            library=str(folder),
        )

    def case(self, run: KeptRun, case_id: str, against: str | None) -> CaseView:
        """Return a case in full. Raises `PageError` if the run does not have it."""
        score = next((one for one in run.scores.cases if one.id == case_id), None) if (
            run.scores
        ) else None  # fmt: skip
        case = run.cases().get(case_id)
        if score is None or case is None:
            raise PageError("page.gone", status=404)
        prediction = run.predictions().get(case_id)
        before = self.shelf.get(against).predictions().get(case_id) if against else None
        cited = cited_articles(prediction) if prediction else set()
        closed = any(self.desk.article(one) is None for one in cited)
        return CaseView(case, score, prediction, before, closed)


def mount(app: FastAPI, desk: Service, streams: Streams) -> None:
    """Add the routes of the tab."""
    room = EvaluationRoom(desk, run_jobs_of(app, desk))
    _mount_views(app, room)
    _mount_runs(app, room, streams)


def _mount_views(app: FastAPI, room: EvaluationRoom) -> None:
    """Add what shows runs that are there."""

    @app.get(f"{ROOM}/home", response_class=HTMLResponse)
    async def home(request: Request) -> str:
        language, running = page_language(request.headers), room.jobs.running(person_of(request))
        return await run_in_threadpool(room.home, language, running)

    @app.get(f"{ROOM}/runs/{{name}}", response_class=HTMLResponse)
    def run_head(request: Request, name: str) -> str:
        language, run = page_language(request.headers), room.shelf.get(name)
        others = [one for one in scored(room.shelf.all()) if one.name != name]
        return run_html.page(run, others, language)

    @app.get(f"{ROOM}/runs/{{name}}/scores", response_class=HTMLResponse)
    def run_scores(request: Request, name: str, by: SliceName = "language") -> str:
        return run_html.scores(room.shelf.get(name), by, page_language(request.headers))

    @app.get(f"{ROOM}/runs/{{name}}/comparison", response_class=HTMLResponse)
    def comparison(request: Request, name: str, against: str) -> str:
        before, after = room.shelf.get(against), room.shelf.get(name)
        found = compared(before, after)
        if found is None:
            raise PageError("evaluation.unscored", status=409)
        return run_changes_html.comparison(before, after, found, page_language(request.headers))

    @app.get(f"{ROOM}/runs/{{name}}/cases", response_class=HTMLResponse)
    def cases(
        request: Request,
        name: str,
        result: Literal["", "failed", "right"] = "",
        language: Literal["", "ar", "en", "brief"] = "",
        kind: Annotated[str, Query(max_length=100)] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> str:
        wanted = CaseFilter(result, language, kind, page)
        return case_html.listed(room.shelf.get(name), wanted, page_language(request.headers))

    @app.get(f"{ROOM}/runs/{{name}}/case", response_class=HTMLResponse)
    def one_case(
        request: Request,
        name: str,
        case_id: Annotated[str, Query(alias="id", max_length=400)],
        against: str | None = None,
    ) -> str:
        view = room.case(room.shelf.get(name), case_id, against)
        return case_html.whole(view, page_language(request.headers))

    @app.get(f"{ROOM}/ratings.jsonl")
    def ratings() -> Response:
        content = rated_file(room.desk.conversations.rated(None, "down"))
        named = {"content-disposition": f'attachment; filename="{RATED}.jsonl"'}
        return Response(content, media_type="application/x-ndjson", headers=named)


def _mount_runs(app: FastAPI, room: EvaluationRoom, streams: Streams) -> None:
    """Add what starts, follows, stops and deletes runs."""

    @app.get(f"{ROOM}/estimate", response_class=HTMLResponse)
    def cost(
        request: Request,
        suite: Annotated[str, Query(max_length=200)],
        articles: Literal["own", "library"] = "own",
        limit: Annotated[int | None, Query(ge=1, le=100_000)] = None,
    ) -> str:
        planned = room.planned(RunRequest(suite=suite, articles=articles, limit=limit))
        found, model = room.jobs.cost(planned), room.desk.settings.model
        return home_html.estimated(found, model, page_language(request.headers))

    @app.post(f"{ROOM}/runs", status_code=201)
    async def start(request: Request, wanted: RunRequest) -> dict[str, str]:
        if not wanted.agreed:
            check_cost(room.desk)
        planned = await run_in_threadpool(room.planned, wanted)
        return {"run": room.jobs.start(planned, person_of(request)).name}

    @app.get(f"{ROOM}/runs/{{name}}/events")
    async def follow(request: Request, name: str) -> Response:
        job = room.jobs.get(name, person_of(request))
        if job is None:
            return streams.response(once({"phase": "done", "done": 0, "total": 0, "text": ""}))
        return streams.response(job.follow())

    @app.post(f"{ROOM}/runs/{{name}}/stop", status_code=204)
    async def stop(request: Request, name: str) -> Response:
        job = room.jobs.get(name, person_of(request))
        if job is None:
            raise PageError("page.gone", status=404)
        job.stop.set()
        return Response(status_code=204)

    @app.delete(f"{ROOM}/runs/{{name}}", status_code=204)
    async def remove(request: Request, name: str) -> Response:
        if name in room.jobs.running(person_of(request)):
            raise PageError("evaluation.in_use", status=409)
        await run_in_threadpool(room.shelf.remove, name)
        return Response(status_code=204)
