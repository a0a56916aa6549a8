"""The telemetry of FastAPI is off: it tells of addresses with what readers typed into them, and of
exceptions with their texts. What is told instead is in `rag.tracing` and `ui.api.operators`."""

from __future__ import annotations

from typing import Any

OFF: Any = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""The argument `telemetry` of every `FastAPI`."""
