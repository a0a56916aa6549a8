"""The page on HTTP: its commands are run against a real server and print what the page says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.service import Service
from rag.settings import Settings
from tests.ui.conftest import served

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")

# Commands, and the part of their reply that may be shown after them.
_EXAMPLE = re.compile(r"```sh\n(.*?)```\n(?:\n```json\n(.*?)```\n)?", re.DOTALL)
_ROUTE = re.compile(r"\$URL(/v1[\w/.]*)|`(?:GET|POST|DELETE) (/v1[\w/]*)")
# Every command must succeed. What picks a value out of a reply needs no program of its own here.
_SHELL = f"""
set -euo pipefail
curl() {{ command curl --fail-with-body --silent --show-error --max-time 60 "$@"; }}
jq() {{ '{shutil.which("python3")}' -c '
import json, re, sys
value = json.load(sys.stdin)
for name in re.findall(r"[a-z]+|\\d+", sys.argv[2]):
    value = value[int(name) if name.isdigit() else name]
print(value)' "$@"; }}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from ui.app import build_routes

    home = tmp_path_factory.mktemp("library")
    with Service.open(Settings.load(home=home, embedder="builtin")) as desk:
        desk.index(ROOT / "seeds")
        with served(build_routes(desk)) as url:
            yield url


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_of_the_page_do_what_it_says(address: str, tmp_path: Path) -> None:
    examples = _EXAMPLE.findall(TEXT)
    assert len(examples) >= 15
    for command, shown in examples:
        done = subprocess.run(
            ["bash", "-c", _SHELL + command],
            cwd=tmp_path,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "URL": address, "TOKEN": "none"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        if shown:
            assert_part(json.loads(shown), json.loads(done.stdout))
    assert (tmp_path / "cop28.pdf").read_bytes().startswith(b"%PDF")
    described = json.loads((tmp_path / "openapi.json").read_text(encoding="utf-8"))
    assert_named(described["paths"])


def assert_part(part: dict[str, Any], whole: dict[str, Any]) -> None:
    """See that what the page shows of a reply is in it."""
    assert {name: whole[name] for name in part} == part


def assert_named(paths: dict[str, Any]) -> None:
    """See that every route stands on the page."""
    named = {"".join(found) for found in _ROUTE.findall(TEXT)}
    for path in paths:
        if path.startswith(("/chat", "/models", "/embeddings")):
            continue
        stem = f"/v1{path.partition('/{')[0]}"
        assert any(name == stem or name.startswith(f"{stem}/") for name in named), path
