"""A provider of tracers for our own spans. Importing this module imports OpenTelemetry's SDK."""

from __future__ import annotations

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import NoOpTracer, Tracer
from opentelemetry.util.types import Attributes

from rag.tracing.steps import TRACER


class OwnSpans(TracerProvider):
    """Makes no span but ours: those of other packages can hold texts of questions and errors. What
    is inside of such a span belongs to ours around it."""

    def get_tracer(
        self,
        instrumenting_module_name: str,
        instrumenting_library_version: str | None = None,
        schema_url: str | None = None,
        attributes: Attributes = None,
    ) -> Tracer:
        """Return a tracer that makes spans, or one that makes none."""
        if instrumenting_module_name != TRACER:
            return NoOpTracer()
        return super().get_tracer(
            instrumenting_module_name, instrumenting_library_version, schema_url, attributes
        )
