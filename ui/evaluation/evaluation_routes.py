"""What the tab of evaluation asks of the server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from rag.records import Exchange, Language, Person
from rag.service import Service
from ui.evaluation import case_html, home_html, run_changes_html, run_html
from ui.evaluation.case_html import CaseFilter, CaseView
from ui.evaluation.planning import check_cost, planned_run
from ui.evaluation.prediction_html import cited_articles
from ui.evaluation.rated_suite import RATED, rated_file
from ui.evaluation.run_jobs import PlannedRun, RunJobs, run_jobs_of
from ui.evaluation.run_shelf import KeptRun, RunShelf, compared, scored
from ui.evaluation.suite_choices import choices
from ui.guard.audit import note_change
from ui.guard.permission import needs
from ui.guard.refusal import PageError
from ui.jobs.event_stream import Streams, once
from ui.language import page_language
from ui.person import asker, person_of

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

    def runs(self, person: Person) -> list[KeptRun]:
        """Return the runs that a person may see, newest first."""
        return [one for one in self.shelf.all() if _may_see(person, one)]

    def run(self, name: str, person: Person) -> KeptRun:
        """Return the run of that name. Raises `PageError` if there is none that they may see."""
        run = self.shelf.get(name)
        if not _may_see(person, run):
            raise PageError("page.gone", status=404)
        return run

    def marked(self, person: Person) -> Sequence[Exchange]:
        """Return the answers that were marked as wrong: a reader's own; for whoever starts runs on
        them, those of all."""
        whose = None if person.may("admin") else person.name
        return self.desk.conversations.rated(whose, "down")

    def home(self, person: Person, language: Language, running: list[str]) -> str:
        folder = self.desk.settings.folder
        return home_html.home(
            self.runs(person),
            choices(folder),
            self.marked(person),
            language=language,
            running=running,
            library=str(folder),
        )

    def case(self, run: KeptRun, case_id: str, against: KeptRun | None) -> CaseView:
        """Return a case in full. Raises `PageError` if the run does not have it."""
        score = next((one for one in run.scores.cases if one.id == case_id), None) if (
            run.scores
        ) else None  # fmt: skip
        case = run.cases().get(case_id)
        if score is None or case is None:
            raise PageError("page.gone", status=404)
        prediction = run.predictions().get(case_id)
        before = against.predictions().get(case_id) if against else None
        cited = cited_articles(prediction) if prediction else set()
        closed = any(self.desk.article(one) is None for one in cited)
        return CaseView(case, score, prediction, before, closed)


def _may_see(person: Person, run: KeptRun) -> bool:
    """Tell whether a person may see a run: one on marked answers holds what others have asked."""
    return person.may("admin") or Path(str(run.about.get("suite", RATED))).stem != RATED


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
        return await run_in_threadpool(room.home, asker(request), language, running)

    @app.get(f"{ROOM}/runs/{{name}}", response_class=HTMLResponse)
    def run_head(request: Request, name: str) -> str:
        person, language = asker(request), page_language(request.headers)
        others = [one for one in scored(room.runs(person)) if one.name != name]
        return run_html.page(room.run(name, person), others, language)

    @app.get(f"{ROOM}/runs/{{name}}/scores", response_class=HTMLResponse)
    def run_scores(request: Request, name: str, by: SliceName = "language") -> str:
        return run_html.scores(room.run(name, asker(request)), by, page_language(request.headers))

    @app.get(f"{ROOM}/runs/{{name}}/comparison", response_class=HTMLResponse)
    def comparison(request: Request, name: str, against: str) -> str:
        before, after = (room.run(one, asker(request)) for one in (against, name))
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
        run = room.run(name, asker(request))
        return case_html.listed(run, wanted, page_language(request.headers))

    @app.get(f"{ROOM}/runs/{{name}}/case", response_class=HTMLResponse)
    def one_case(
        request: Request,
        name: str,
        case_id: Annotated[str, Query(alias="id", max_length=400)],
        against: str | None = None,
    ) -> str:
        person = asker(request)
        before = room.run(against, person) if against else None
        view = room.case(room.run(name, person), case_id, before)
        return case_html.whole(view, page_language(request.headers))

    @app.get(f"{ROOM}/ratings.jsonl")
    def ratings(request: Request) -> Response:
        content = rated_file(room.marked(asker(request)))
        named = {"content-disposition": f'attachment; filename="{RATED}.jsonl"'}
        return Response(content, media_type="application/x-ndjson", headers=named)


def _mount_runs(app: FastAPI, room: EvaluationRoom, streams: Streams) -> None:
    """Add what starts, follows, stops and deletes runs."""

    @app.get(f"{ROOM}/estimate", response_class=HTMLResponse, dependencies=[needs("admin")])
    def cost(
        request: Request,
        suite: Annotated[str, Query(max_length=200)],
        articles: Literal["own", "library"] = "own",
        limit: Annotated[int | None, Query(ge=1, le=100_000)] = None,
    ) -> str:
        planned = room.planned(RunRequest(suite=suite, articles=articles, limit=limit))
        found, model = room.jobs.cost(planned), room.desk.settings.model
        return home_html.estimated(found, model, page_language(request.headers))

    @app.post(f"{ROOM}/runs", status_code=201, dependencies=[needs("admin")])
    async def start(request: Request, wanted: RunRequest) -> dict[str, str]:
        if not wanted.agreed:
            check_cost(room.desk)
        planned = await run_in_threadpool(room.planned, wanted)
        name = room.jobs.start(planned, person_of(request)).name
        await run_in_threadpool(note_change, room.desk, request, "runs.start", [name])
        return {"run": name}

    @app.get(f"{ROOM}/runs/{{name}}/events")
    async def follow(request: Request, name: str) -> Response:
        job = room.jobs.get(name, person_of(request))
        if job is None:
            return streams.response(once({"phase": "done", "done": 0, "total": 0, "text": ""}))
        return streams.response(job.follow())

    @app.post(f"{ROOM}/runs/{{name}}/stop", status_code=204, dependencies=[needs("admin")])
    async def stop(request: Request, name: str) -> Response:
        job = room.jobs.get(name, person_of(request))
        if job is None:
            raise PageError("page.gone", status=404)
        job.stop.set()
        await run_in_threadpool(note_change, room.desk, request, "runs.stop", [name])
        return Response(status_code=204)

    @app.delete(f"{ROOM}/runs/{{name}}", status_code=204, dependencies=[needs("admin")])
    async def remove(request: Request, name: str) -> Response:
        job = room.jobs.find(name)
        if job is not None and not job.done:
            raise PageError("evaluation.in_use", status=409)
        await run_in_threadpool(room.shelf.remove, name)
        await run_in_threadpool(note_change, room.desk, request, "runs.remove", [name])
        return Response(status_code=204)
