"""Sends the spans to where OpenTelemetry's own variables say, with the SDK that the operator has
installed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any

from opentelemetry import trace

from rag.errors import SettingsError

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_OTLP = {"grpc": "otlp_proto_grpc", "http/protobuf": "otlp_proto_http"}
_PACKAGES = {
    "otlp_proto_grpc": "opentelemetry-exporter-otlp-proto-grpc",
    "otlp_proto_http": "opentelemetry-exporter-otlp-proto-http",
    "console": "opentelemetry-sdk",
}


def export_spans(environment: Mapping[str, str]) -> str | None:
    """Have the spans of this process sent as the variables of an environment say (`OTEL_…`).

    Returns the name of the exporter, None where no variable asks for one; the SDK is not imported
    then. Call it once, where a program starts. Raises `SettingsError` for a package that is not
    installed, and for what an exporter does not take.
    """
    name = exporter_of(environment)
    if name is None:
        return None
    try:
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        from rag.tracing.own_spans import OwnSpans
    except ImportError:
        raise _missing("opentelemetry-sdk") from None
    exporter = _exporter(name)
    resource = Resource.create()  # reads OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
    if str(resource.attributes.get(SERVICE_NAME, "")).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: "mujaz"}))
    provider = OwnSpans(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return name


def _exporter(name: str) -> Any:
    package = _PACKAGES.get(name, f"a package with the exporter {name}")
    found = next(iter(entry_points(group="opentelemetry_traces_exporter", name=name)), None)
    if found is None:
        raise _missing(package)
    try:
        return found.load()()
    except ImportError:
        raise _missing(package) from None
    except ValueError:
        problem = f"the exporter {name!r} does not take its variables; see those named OTEL_…"
    raise SettingsError(problem)  # here, for the other error's text can hold a key


def _missing(package: str) -> SettingsError:
    return SettingsError(
        "the variables OTEL_… ask for spans to be sent, which needs a package that is not "
        f"installed: pip install {package}"
    )


def exporter_of(environment: Mapping[str, str]) -> str | None:
    """Return the exporter that the variables ask for, by the name under which its package offers
    it; None for none. Raises `SettingsError` for a protocol that is none."""
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return None
    is_addressed = any(environment.get(name, "").strip() for name in _ENDPOINTS)
    asked = environment.get("OTEL_TRACES_EXPORTER", "").strip() or ("otlp" if is_addressed else "")
    if asked in ("", "none"):
        return None
    if asked != "otlp":
        return asked
    given = (environment.get(name, "").strip() for name in _PROTOCOLS)
    protocol = next(filter(None, given), "grpc")
    if protocol not in _OTLP:
        raise SettingsError(
            f"OTEL_EXPORTER_OTLP_PROTOCOL is {protocol!r}; it is one of: {', '.join(_OTLP)}"
        )
    return _OTLP[protocol]
