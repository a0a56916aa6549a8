"""Opens the chat model that the settings name, of any provider that LangChain knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import SettingsError
from rag.llm.metering import Price
from rag.servers import hush

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True, slots=True)
class OpenModel:
    """A chat model, opened once for everything that is written with it.

    `timeout` bounds a reply, in seconds. `window` is the number of tokens that the model reads and
    writes at most, or None where it is not known.
    """

    chat: BaseChatModel
    name: str
    timeout: float
    window: int | None
    price: Price | None


def open_model(
    name: str | None,
    *,
    api_key: str | None,
    base_url: str | None,
    timeout: float,
    window: int | None = None,
    price: str | None = None,
) -> OpenModel | None:
    """Open the chat model that the settings name; None where they name none.

    `window` and `price` are those of the settings. Raises `SettingsError` for a model that cannot
    be opened.
    """
    if name is None:
        return None
    chat = open_chat_model(name, api_key=api_key, base_url=base_url, timeout=timeout)
    known = window or (chat.profile or {}).get("max_input_tokens")
    return OpenModel(chat, name, timeout, known, None if price is None else Price.parse(price))


def open_chat_model(
    name: str, *, api_key: str | None, base_url: str | None, timeout: float
) -> BaseChatModel:
    """Return the LangChain chat model of `provider:name`.

    `api_key` and `base_url` are for `openai`, which is also how any compatible server is reached;
    another provider needs its LangChain package and reads its own variables. `timeout` bounds a
    whole answer, in seconds. Raises `SettingsError` for a model that cannot be opened.
    """
    provider, _, model = name.partition(":")
    if not provider or not model:
        raise SettingsError(
            f"the model {name!r} must be given as provider:name, for example openai:gpt-5-mini"
        )
    if provider == "openai":
        from rag.llm.openai_chat import open_openai_model

        return open_openai_model(model, api_key=api_key, base_url=base_url, timeout=timeout)
    from langchain.chat_models import init_chat_model

    try:
        opened: BaseChatModel = init_chat_model(
            model, model_provider=provider, temperature=0.0, max_retries=1
        )
    except ImportError as error:
        problem = _missing_package(name, error)
    except ValueError:
        problem = (
            f"the model {name!r} could not be set up: check the provider's name, "
            "and the variables that its LangChain package asks for (a key, an address)"
        )
    else:
        hush()
        return opened
    raise SettingsError(problem)  # here, for the other error's text can hold a key


def _missing_package(name: str, error: ImportError) -> str:
    module = getattr(error.__cause__, "name", None) or error.name or "langchain-…"
    package = module.partition(".")[0].replace("_", "-")
    return f"the model {name!r} needs a package that is not installed: pip install {package}"
