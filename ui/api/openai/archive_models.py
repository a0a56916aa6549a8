"""The models that clients can choose: the archive, in one language or the question's, and the
embedder."""

from __future__ import annotations

import time
from typing import Any

from rag.records import Language
from rag.service import Service
from ui.guard.refusal import PageError

CHAT_MODELS: dict[str, Language | None] = {"mujaz": None, "mujaz-ar": "ar", "mujaz-en": "en"}
"""By name: the language of its answers, None for that of the question."""


class ArchiveModels:
    """The models of one library."""

    def __init__(self, desk: Service) -> None:
        self.embedder = desk.settings.embedder
        self._created = int(time.time())

    @property
    def costs(self) -> bool:
        """Tell whether the embedder is a server's, which may have its price."""
        return self.embedder.startswith("openai:")

    def all(self) -> list[dict[str, Any]]:
        """Return all models as OpenAI lists them."""
        return [self._told(name) for name in (*CHAT_MODELS, self.embedder)]

    def get(self, name: str) -> dict[str, Any]:
        """Return one model. Raises `PageError` for any other name."""
        if name not in (*CHAT_MODELS, self.embedder):
            raise unknown_model(name)
        return self._told(name)

    def _told(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": self._created, "owned_by": "mujaz"}


def answer_language(name: str) -> Language | None:
    """Return the language of the answers of a chat model. Raises `PageError` for other models."""
    if name not in CHAT_MODELS:
        raise unknown_model(name)
    return CHAT_MODELS[name]


def unknown_model(name: str) -> PageError:
    """Return the refusal of a model that does not exist."""
    return PageError("openai.model_not_found", status=404, param="model", model=name[:80])
