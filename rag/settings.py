"""The settings object, built once where a program starts, and passed on in parts."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import SettingsError

PREFIX = "MUJAZ_"
TOML_FILE = "mujaz.toml"
OF_COMMANDS = {"MUJAZ_MOVE_TO", "MUJAZ_MOVE_MILVUS"}
"""Variables that stand for an option of one command (`mujaz.cli.moving_commands`)."""

# A product, as robots.txt names it, and what else a site may want to know.
_USER_AGENT = re.compile(r"[A-Za-z][\w.-]*(?:/[\w.-]+)?(?: [ -~]{1,200})?", re.ASCII)
_PRICE = re.compile(r"[0-9]+(\.[0-9]+)?/[0-9]+(\.[0-9]+)?")


class Settings(BaseSettings):
    """The settings, read from arguments, `MUJAZ_*` variables, `.env` and `mujaz.toml`.

    Where several of them set a value, the first in this order counts. Use `Settings.load()`, which
    turns every mistake into a `SettingsError`.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        toml_file=TOML_FILE,
        extra="forbid",
        frozen=True,
        populate_by_name=True,
    )

    home: Path = Field(default=Path("~/.mujaz"), description="The folder that holds the library.")
    embedder: str = Field(
        default="use",
        description="`builtin` (words only), `use` (a multilingual encoder that comes along) or "
        "`openai:MODEL` (OpenAI or compatible).",
    )
    embedder_query_prefix: str = Field(
        default="",
        description="What an `openai:` embedder wants before a question, such as `query: `.",
    )
    embedder_passage_prefix: str = Field(
        default="",
        description="What an `openai:` embedder wants before a passage, such as `passage: `.",
    )
    reader: Literal["e5", "none"] = Field(
        default="e5",
        description="`e5`: a small model that comes along reads the likeliest sentences beside the "
        "question, where the embedder is not `builtin`; `none`: it does not.",
    )
    model: str | None = Field(
        default=None,
        description="The chat model that writes, `provider:name`; unset: sentences are extracted.",
    )
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias="OPENAI_API_KEY",
        description="Key of the OpenAI-compatible server.",
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias="OPENAI_BASE_URL",
        description="Address of the OpenAI-compatible server.",
    )
    chroma_url: str | None = Field(
        default=None,
        description="A Chroma server for the vectors; unset: they lie in the library's folder.",
    )
    milvus_url: SecretStr | None = Field(
        default=None,
        description="A Milvus server for words and vectors, `http://name:password@host:19530`; "
        "unset: they lie in the library's folder.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL database for the catalog, `postgresql://user:password@host/name` "
        "(docs/scaling.md); unset: files in the library's folder.",
    )
    chunk_tokens: int = Field(
        default=256,
        ge=32,
        le=2048,
        description="Most tokens in a chunk (a longer sentence is cut).",
    )
    max_file_mb: int = Field(
        default=20,
        ge=1,
        le=1000,
        description="A larger file is refused; one of a format with pictures, if it is 5 times as "
        "large.",
    )
    proxy: SecretStr | None = Field(
        default=None,
        description="The proxy through which links are fetched, `http://proxy.example:3128`.",
    )
    user_agent: str | None = Field(
        default=None,
        description="The name under which links are fetched, best with a way to reach you: "
        "`desk/1.0 (+mailto:…)`; unset: mujaz and its version.",
    )
    glossary: Path | None = Field(
        default=None,
        description="A file of your own words on top of the glossary (docs/glossary.md).",
    )
    passages: int = Field(default=10, ge=1, le=20, description="Passages handed to the writer.")
    reranker: Literal["none", "model"] = Field(
        default="none",
        description="`model`: the chat model puts the passages found into order, one more call "
        "for each question.",
    )
    model_timeout: float = Field(
        default=120.0,
        gt=0,
        le=3600,
        description="Seconds after which an answer that is still being written is cut.",
    )
    model_window: int | None = Field(
        default=None,
        ge=1024,
        le=100_000_000,
        description="Tokens that the model takes; unset: as LangChain knows it, otherwise 8192.",
    )
    model_price: str | None = Field(
        default=None,
        description="Dollars per million tokens read and written, `0.25/2.00`; unset: "
        "the cost is what the server reports.",
    )

    @field_validator("model_price")
    @classmethod
    def _is_price(cls, value: str | None) -> str | None:
        if value is not None and not _PRICE.fullmatch(value):
            raise ValueError("must be dollars per million tokens read and written, like 0.25/2.00")
        return value

    @field_validator("user_agent")
    @classmethod
    def _is_user_agent(cls, value: str | None) -> str | None:
        if value is not None and not _USER_AGENT.fullmatch(value):
            raise ValueError("must be a name and a version, like desk/1.0 (+mailto:it@desk.org)")
        return value

    @field_validator("chroma_url", "milvus_url", "database_url", mode="before")
    @classmethod
    def _unset_where_empty(cls, value: object) -> object:
        """Take an empty address, as `MUJAZ_MILVUS_URL=` in a file of variables, for none."""
        return value or None

    @classmethod
    def load(cls, **overrides: Any) -> Settings:
        """Read the settings; `overrides` count before all other sources, unless they are None.

        Raises `SettingsError`, which names the setting and says how to correct it.
        """
        _refuse_unknown_variables()
        given = {name: value for name, value in overrides.items() if value is not None}
        try:
            return cls(**given)
        except ValidationError as error:
            problem = _explain(error)
        except tomllib.TOMLDecodeError as error:
            problem = f"{TOML_FILE} is not valid TOML: {error}"
        raise SettingsError(problem)  # here, for the other error's text holds the values

    @property
    def folder(self) -> Path:
        """Return `home` as an absolute path, with `~` resolved."""
        return self.home.expanduser().absolute()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources of settings, the strongest first; pydantic calls this."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)


def told_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings that decide what a library answers, for whoever asks it from another
    process: all but the folder, keys, and addresses, which may hold passwords."""
    addresses = {"openai_base_url", "chroma_url", "milvus_url", "database_url", "proxy"}
    hidden = {"home", "openai_api_key", *addresses}
    return settings.model_dump(mode="json", exclude=hidden)


def _refuse_unknown_variables() -> None:
    """Raise `SettingsError` for an unknown `MUJAZ_*` variable.

    pydantic-settings ignores a misspelt variable, and a user would believe that it works.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    fit = known | OF_COMMANDS
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in fit)
    if unknown:
        raise SettingsError(
            f"unknown setting {', '.join(unknown)}; the settings are {', '.join(sorted(known))}"
        )


def _explain(error: ValidationError) -> str:
    """Return one line for each mistake, without the values: a misplaced key could be among them."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in problem["loc"])
        lines.append(f"setting {name!r}: {problem['msg']}")
    return "; ".join(lines)
