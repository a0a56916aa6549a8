"""Reads a request for a chat completion as a question to the archive."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import AnswerRequest, Language
from rag.requests import answer_request
from rag.text.analysis.languages import detect_language
from ui.api.openai.answer_text import AnswerText
from ui.api.openai.archive_models import answer_language
from ui.api.openai.chat_messages import read_messages
from ui.api.openai.chat_wishes import ChatWishes, chat_wishes
from ui.api.openai.client_tasks import client_task
from ui.api.openai.completion import Completion
from ui.api.openai.openai_bodies import ChatBody
from ui.guard.refusal import PageError


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question to the archive, and the shape in which it is answered.

    `said` is the reply to what is no question but a request of a chat program's own.
    """

    request: AnswerRequest
    wishes: ChatWishes
    completion: Completion
    said: str | None = None

    @property
    def reader(self) -> Language:
        """Return the language of whoever reads the answer."""
        return self.request.language or detect_language(self.request.question)

    def text(self) -> AnswerText:
        """Return what writes the text of the answer."""
        wishes = self.wishes
        return AnswerText(self.reader, sources=wishes.sources, markdown=wishes.markdown)


def chat_question(body: ChatBody) -> ChatQuestion:
    """Return the question of a request. Raises `PageError` or `UsageError` for one that cannot be
    answered."""
    language = answer_language(body.model)
    read = read_messages(body.messages)
    counted = body.stream_options is not None and bool(body.stream_options.include_usage)
    completion = Completion(body.model, counted=counted)
    said = client_task(read.question)
    if said is not None:
        return ChatQuestion(AnswerRequest(read.question), ChatWishes(), completion, said)
    _refuse_impossible(body)
    wishes = chat_wishes(body.mujaz, language, read.system)
    request = answer_request(
        read.question, history=read.history, where=wishes.where, language=wishes.language
    )
    return ChatQuestion(request, wishes, completion)


def _refuse_impossible(body: ChatBody) -> None:
    """Refuse what a client would rely on and not get."""
    asked = {
        "n": body.n not in (None, 1),
        "tool_choice": body.tool_choice not in (None, "auto", "none"),
        "function_call": body.function_call not in (None, "auto", "none"),
        "response_format": (body.response_format or {}).get("type", "text") != "text",
        "logprobs": bool(body.logprobs),
        "modalities": any(one != "text" for one in body.modalities or ()),
    }
    for name, impossible in asked.items():
        if impossible:
            raise PageError("openai.unsupported", status=400, param=name, field=name)
