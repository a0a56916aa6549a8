"""The one settings object, built once at the entry point and handed down in parts."""

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
_PRICE = re.compile(r"[0-9]+(\.[0-9]+)?/[0-9]+(\.[0-9]+)?")


class Settings(BaseSettings):
    """Read from, in falling order: arguments, `MUJAZ_*` variables, `.env`, `mujaz.toml`.

    Use `Settings.load()`, which turns every mistake into a `SettingsError`.
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
        default="builtin",
        description="`builtin` (nothing to download) or `openai:MODEL` (OpenAI or compatible).",
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
    chunk_tokens: int = Field(
        default=256,
        ge=32,
        le=2048,
        description="Most tokens in a chunk (a longer sentence is cut).",
    )
    max_file_mb: int = Field(default=20, ge=1, le=1000, description="A larger file is refused.")
    glossary: Path | None = Field(
        default=None,
        description="A file of your own words on top of the glossary (docs/glossary.md).",
    )
    passages: int = Field(default=6, ge=1, le=20, description="Passages handed to the writer.")
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

    @classmethod
    def load(cls, **overrides: Any) -> Settings:
        """Read the settings. Raises `SettingsError` naming the setting and the mend."""
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
        """`home` with `~` resolved, absolute."""
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
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)


def _refuse_unknown_variables() -> None:
    """pydantic-settings ignores a misspelt variable; a user would believe that it works."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(
            f"unknown setting {', '.join(unknown)}; the settings are {', '.join(sorted(known))}"
        )


def _explain(error: ValidationError) -> str:
    """One line per mistake; values are left out, since a misplaced key could be among them."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in problem["loc"])
        lines.append(f"setting {name!r}: {problem['msg']}")
    return "; ".join(lines)
