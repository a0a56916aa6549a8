"""Replies in JSON of ASCII alone."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import JSONResponse


class PlainJSON(JSONResponse):
    """A reply whose text can be anything that an article holds, half a pair of surrogates too."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()
