"""Writes answers with a chat model; the one module of this room that knows LangChain and OpenAI."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from prompts.loader import load_prompt
from rag.errors import ModelError, SettingsError
from rag.protocols import TokenCounter, WriterEvent, WriterReport, WritingTask
from rag.records import Evidence, Language, Usage
from rag.text.language import detect_language
from rag.writers.chat import Chat, ChatModel, End, Messages
from rag.writers.composition import Composition
from rag.writers.faults import QUOTA_CODES, ChatFault, as_error
from rag.writers.gate import NO_ANSWER
from rag.writers.notices import NoticeKey, notice
from rag.writers.passages import fit, lay_out

if TYPE_CHECKING:
    import httpx2
    from langchain_core.language_models import BaseChatModel

PASSAGE_TOKENS = 6000
LONGEST_WAIT = 10.0  # seconds; a server that asks for more patience is not asked again
LONGEST_ANSWER = 6000  # characters; a model that runs on is cut there

_LANGUAGES: dict[Language, str] = {"ar": "Arabic (العربية الفصحى)", "en": "English"}


class ModelWriter:
    """A `Writer` that asks a chat model.

    `timeout` bounds a whole answer in seconds. Failures before the first text are `ModelError`s
    in the language of the task; later ones end the answer as incomplete.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        name: str,
        counter: TokenCounter,
        timeout: float = 120.0,
        passage_tokens: int = PASSAGE_TOKENS,
    ) -> None:
        self.name = name
        self._chat = Chat(model)
        self._counter = counter
        self._timeout = timeout
        self._passage_tokens = passage_tokens

    async def astream(self, task: WritingTask) -> AsyncGenerator[WriterEvent]:
        """Text pieces, finished sentences and at last the report; closing it hangs up."""
        evidence = fit(task.evidence, counter=self._counter, budget=self._passage_tokens)
        if not evidence:
            yield _abstention(task, Usage())
            return
        deadline = asyncio.get_running_loop().time() + self._timeout
        evidence, piece, rest = await self._open(task, evidence, deadline)
        reply = Composition(evidence)
        last: str | End | ChatFault = piece
        async with aclosing(rest):
            while isinstance(last, str) and len(reply.text) < LONGEST_ANSWER:
                for event in reply.feed(last):
                    yield event
                last = await _next(rest)
        for event in reply.close():
            yield event
        yield self._report(task, reply, last)

    async def _open(
        self, task: WritingTask, evidence: tuple[Evidence, ...], deadline: float
    ) -> tuple[tuple[Evidence, ...], str | End, AsyncGenerator[str | End]]:
        """Send the prompt; once more with half of the evidence when it was too much."""
        try:
            try:
                return evidence, *await self._chat.open(_prompt(task, evidence), deadline=deadline)
            except ChatFault as fault:
                if fault.kind != "model_overflow" or len(evidence) < 2:
                    raise
            evidence = evidence[: (len(evidence) + 1) // 2]
            return evidence, *await self._chat.open(_prompt(task, evidence), deadline=deadline)
        except ChatFault as fault:
            raise as_error(fault.kind, task.language, model=self.name) from None

    def _report(
        self, task: WritingTask, reply: Composition, last: str | End | ChatFault
    ) -> WriterReport:
        usage = last.usage if isinstance(last, End) else Usage(calls=1)
        if reply.refused:
            return _abstention(task, usage)
        if not reply.text:
            raise self._nothing(task, last) from None
        written_in = detect_language(reply.text, default=task.language)
        shortfall = _shortfall(last)
        return WriterReport(
            usage,
            incomplete=shortfall is not None,
            reason=notice(shortfall, task.language) if shortfall else None,
            language=written_in if written_in != task.language else None,
        )

    def _nothing(self, task: WritingTask, last: str | End | ChatFault) -> ModelError:
        """The error for a reply without a word."""
        if isinstance(last, ChatFault):
            return as_error(last.kind, task.language, model=self.name)
        if isinstance(last, End) and last.finish == "filtered":
            return ModelError(notice("filtered", task.language))
        return as_error("model_reply", task.language, model=self.name)


def open_chat_model(
    name: str, *, api_key: str | None, base_url: str | None, timeout: float
) -> BaseChatModel:
    """The LangChain chat model of `provider:name`.

    `api_key` and `base_url` are for `openai`, which is also how any compatible server is
    reached; another provider needs its LangChain package and reads its own variables. `timeout`
    is that of a whole answer, in seconds. Raises `SettingsError`.
    """
    provider, _, model = name.partition(":")
    if not provider or not model:
        raise SettingsError(
            f"the model {name!r} must be given as provider:name, for example openai:gpt-5-mini"
        )
    options: dict[str, Any] = {"temperature": 0.0, "max_retries": 1}
    if provider == "openai":
        options |= _openai_options(api_key, base_url, timeout)
    from langchain.chat_models import init_chat_model

    try:
        opened: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        raise SettingsError(_missing_package(name, error)) from None
    except ValueError:
        raise SettingsError(
            f"the model {name!r} could not be set up: check the provider's name, "
            "and the variables that its LangChain package asks for (a key, an address)"
        ) from None
    return opened


def _prompt(task: WritingTask, evidence: tuple[Evidence, ...]) -> Messages:
    prompt = load_prompt("answer").render(
        language=_LANGUAGES[task.language],
        no_answer=NO_ANSWER,
        passages=lay_out(evidence),
        question=task.standalone,
    )
    return prompt.messages


async def _next(rest: AsyncGenerator[str | End]) -> str | End | ChatFault:
    try:
        return await anext(rest)
    except ChatFault as fault:
        return fault


def _abstention(task: WritingTask, usage: Usage) -> WriterReport:
    return WriterReport(usage, abstained=True, reason=notice("no_answer", task.language))


def _shortfall(last: str | End | ChatFault) -> NoticeKey | None:
    """What is told of an answer that ended like this; None for a whole one."""
    if isinstance(last, ChatFault):
        return "incomplete_time" if last.kind == "model_slow" else "incomplete_cut"
    if isinstance(last, str) or last.finish == "length":
        return "incomplete_length"
    if last.finish == "filtered":
        return "filtered"
    return "incomplete_cut" if last.finish is None else None


def _missing_package(name: str, error: ImportError) -> str:
    module = getattr(error.__cause__, "name", None) or error.name or "langchain-…"
    package = module.partition(".")[0].replace("_", "-")
    return f"the model {name!r} needs a package that is not installed: pip install {package}"


def _openai_options(api_key: str | None, base_url: str | None, timeout: float) -> dict[str, Any]:
    """What `ChatOpenAI` is told; its own defaults wait for ever and route by model name."""
    if not api_key and not base_url:
        raise SettingsError(
            "an openai model needs OPENAI_API_KEY; "
            "for a compatible server of your own, set OPENAI_BASE_URL"
        )
    if base_url and not _is_address(base_url):
        raise SettingsError("OPENAI_BASE_URL must look like http://127.0.0.1:8000/v1")
    import httpx2
    import openai

    bounds = httpx2.Timeout(connect=5.0, read=max(60.0, timeout / 2), write=30.0, pool=5.0)
    client = openai.DefaultAsyncHttpxClient(
        timeout=bounds,
        # A kept connection belongs to one event loop, and a model may be used from several.
        limits=httpx2.Limits(max_keepalive_connections=0),
        event_hooks={"response": [_forbid_hopeless_retries]},
    )
    return {
        "api_key": api_key or "none",  # servers without keys ignore it; the SDK insists on one
        "base_url": base_url,
        "timeout": bounds,
        "http_async_client": client,
        "stream_usage": True,
        "stream_chunk_timeout": None,  # `chat` bounds that wait, whoever the provider is
        "use_responses_api": False,
    }


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port out of range, a bracket left open
        return False


async def _forbid_hopeless_retries(response: httpx2.Response) -> None:
    """Tell the SDK not to retry where it would keep a reader waiting, or in vain."""
    if response.is_success:
        return
    hopeless = _wait(response.headers.get("retry-after")) > LONGEST_WAIT
    if response.status_code == 429 and not hopeless:
        await response.aread()
        hopeless = any(code.encode() in response.content for code in QUOTA_CODES)
    if hopeless:
        response.headers["x-should-retry"] = "false"  # the SDK obeys this header of OpenAI's


def _wait(retry_after: str | None) -> float:
    """The seconds that a `Retry-After` header asks for; 0 when it cannot be read."""
    if retry_after is None:
        return 0.0
    try:
        return float(retry_after)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()
