from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.tracing.exporting import export_spans, exporter_of

ROOT = Path(__file__).parents[2]
ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4317"}


@pytest.mark.parametrize(
    ("environment", "exporter"),
    [
        ({}, None),
        ({"OTEL_SERVICE_NAME": "desk"}, None),
        (ENDPOINT, "otlp_proto_grpc"),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4317"}, "otlp_proto_grpc"),
        (ENDPOINT | {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}, "otlp_proto_http"),
        (ENDPOINT | {"OTEL_TRACES_EXPORTER": "none"}, None),
        (ENDPOINT | {"OTEL_SDK_DISABLED": "true"}, None),
        ({"OTEL_TRACES_EXPORTER": "console"}, "console"),
    ],
)
def test_the_variables_of_opentelemetry_say_where_spans_go(
    environment: dict[str, str], exporter: str | None
) -> None:
    assert exporter_of(environment) == exporter


def test_a_protocol_that_is_none_is_told() -> None:
    with pytest.raises(SettingsError, match=r"OTEL_EXPORTER_OTLP_PROTOCOL is 'carrier'"):
        exporter_of(ENDPOINT | {"OTEL_EXPORTER_OTLP_PROTOCOL": "carrier"})


def test_a_package_that_is_missing_is_told_with_its_name() -> None:
    asked = ENDPOINT | {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}
    with pytest.raises(SettingsError, match="pip install opentelemetry-exporter-otlp-proto-http"):
        export_spans(asked)


def test_without_variables_the_sdk_is_not_even_imported() -> None:
    assert _run("export_spans({}); print('opentelemetry.sdk' in sys.modules)") == "False\n"


def test_spans_are_sent_under_the_name_of_the_service() -> None:
    told = _run(
        "export_spans(os.environ); OpenStep('search').end()", OTEL_TRACES_EXPORTER="console"
    )
    span = json.loads(told)
    assert span["name"] == "mujaz.search"
    assert span["resource"]["attributes"]["service.name"] == "mujaz"


def _run(code: str, **environment: str) -> str:
    before = (
        "import os, sys; from rag.tracing.exporting import export_spans; "
        "from rag.tracing.steps import OpenStep; "
    )
    done = subprocess.run(
        [sys.executable, "-c", before + code],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
