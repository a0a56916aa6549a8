"""What the tab of questions asks of the server."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response

from rag.records import Exchange, Turn
from rag.service import Service
from ui.ask import conversation_html, exchange_html, export_routes
from ui.ask.answer_copy import copied
from ui.ask.answer_jobs import AnswerJobs
from ui.ask.ask_bodies import QuestionBody, RatingBody, TypedBody
from ui.ask.chat import MAX_QUESTION, reader_language, turns
from ui.ask.filter_reading import search_filter_of
from ui.ask.welcome import welcome
from ui.guard.closing import at_end
from ui.guard.refusal import PageError
from ui.jobs.event_stream import Streams, once
from ui.language import page_language
from ui.person import person_of


def mount(app: FastAPI, desk: Service, streams: Streams) -> None:
    """Add the routes of the tab."""
    answers = AnswerJobs(desk)
    at_end(app, answers.close, answers.work)
    _mount_conversations(app, desk, answers)
    _mount_questions(app, desk, answers, streams)
    _mount_answers(app, desk)
    export_routes.mount(app, desk)


def _mount_conversations(app: FastAPI, desk: Service, answers: AnswerJobs) -> None:
    @app.get("/desk/ask/welcome")
    def greet(request: Request) -> HTMLResponse:
        return _fragment(welcome(desk, page_language(request.headers)))

    @app.get("/desk/ask/conversations/{conversation_id}")
    def show(request: Request, conversation_id: str, whole: bool = False) -> HTMLResponse:
        person = person_of(request)
        conversation = desk.conversations.get(person, conversation_id)
        if conversation is None:
            raise PageError("page.gone", status=404)
        shown = conversation_html.conversation(
            conversation,
            page_language(request.headers),
            under_way=lambda one: answers.under_way(one, person),
            whole=whole,
        )
        return _fragment(shown)

    @app.get("/desk/ask/drafts/{place}")
    def typed(request: Request, place: str) -> dict[str, str]:
        return {"text": desk.conversations.draft(person_of(request), place)}

    @app.post("/desk/ask/drafts", status_code=204)
    def keep_typed(request: Request, body: TypedBody) -> Response:
        desk.conversations.put_draft(person_of(request), body.place, body.text)
        return Response(status_code=204)


def _mount_questions(app: FastAPI, desk: Service, answers: AnswerJobs, streams: Streams) -> None:
    @app.post("/desk/ask/questions")
    async def ask(request: Request, body: QuestionBody) -> dict[str, str]:
        question = _checked(body.question)
        person = person_of(request)
        where = await run_in_threadpool(search_filter_of, body.where, desk)
        store = desk.conversations
        conversation_id = body.conversation or (await run_in_threadpool(store.begin, person)).id

        def stored() -> tuple[Exchange, Sequence[Turn]] | None:
            exchange = store.ask(
                person,
                conversation_id,
                question,
                where=where,
                language=body.language,
                instead_of=body.instead_of,
            )
            conversation = store.get(person, conversation_id)
            if exchange is None or conversation is None:
                return None
            return exchange, turns(conversation.exchanges[:-1])

        page = page_language(request.headers)
        exchange = await answers.begin(person, conversation_id, stored, page)
        return {"conversation": conversation_id, "exchange": exchange.id}

    @app.get("/desk/ask/answers/{exchange_id}/events")
    async def events(request: Request, exchange_id: str) -> Response:
        person = person_of(request)
        job = answers.get(exchange_id, person)
        if job is not None:
            return streams.response(job.follow())
        exchange = await run_in_threadpool(_exchange, desk, request, exchange_id)
        return streams.response(once(exchange_html.state(exchange, page_language(request.headers))))

    @app.post("/desk/ask/answers/{exchange_id}/stop", status_code=204)
    async def stop(request: Request, exchange_id: str) -> Response:
        job = answers.get(exchange_id, person_of(request))
        if job is not None:
            job.stop.set()
        return Response(status_code=204)


def _mount_answers(app: FastAPI, desk: Service) -> None:
    @app.post("/desk/ask/answers/{exchange_id}/rating", status_code=204)
    def rate(request: Request, exchange_id: str, body: RatingBody) -> Response:
        person = person_of(request)
        if not desk.conversations.rate(person, exchange_id, body.rating, body.comment.strip()):
            raise PageError("page.gone", status=404)
        return Response(status_code=204)

    @app.get("/desk/ask/answers/{exchange_id}/copy")
    def copy(request: Request, exchange_id: str) -> JSONResponse:
        exchange = _exchange(desk, request, exchange_id)
        if exchange.answer is None:
            raise PageError("page.gone", status=404)
        return JSONResponse(copied(exchange.answer, reader_language(exchange)))


def _exchange(desk: Service, request: Request, exchange_id: str) -> Exchange:
    exchange = desk.conversations.exchange(person_of(request), exchange_id)
    if exchange is None:
        raise PageError("page.gone", status=404)
    return exchange


def _checked(question: str) -> str:
    question = question.strip()
    if not question:
        raise PageError("page.bad")
    if len(question) > MAX_QUESTION:
        raise PageError("too_long")
    return question


def _fragment(html: str) -> HTMLResponse:
    return HTMLResponse(html, headers={"cache-control": "no-store"})
