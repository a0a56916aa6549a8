"""`mujaz mcp` as a process, asked by the real client, over a real library."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from mujaz.cli.mcp_command import mcp
from rag.service import Service
from rag.settings import Settings
from tests.ui.api.mcp.calls import text_of, told
from ui.api.mcp.archive_tools import TOOLS
from ui.api.mcp.mcp_door import PATH

ROOT = Path(__file__).parents[4]
ASKED = "How many US troops are in Japan?"
MUJAZ = [sys.executable, "-m", "mujaz", "mcp"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("mcp") / "library"
    settings = Settings.load(home=home, embedder="builtin")
    seeds = sorted((ROOT / "seeds").glob("0[17]-*.md"))
    with Service.open(settings) as library:
        assert library.index(seeds).added == 4
    return {
        "MUJAZ_HOME": str(home),
        "MUJAZ_EMBEDDER": "builtin",
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ["PATH"],
    }


def example(kind: str, number: int = 0) -> str:
    """An example of the page for the docs."""
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    found: str = re.findall(rf"```{kind}\n(.*?)\n```", page, re.DOTALL)[number]
    return found


def test_the_docs_name_the_tools_and_the_settings_can_be_read() -> None:
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [tool.name for tool in TOOLS]
    desktop, editor, server = (json.loads(example("json", number)) for number in range(3))
    assert desktop["mcpServers"] == editor["servers"]
    assert desktop["mcpServers"]["mujaz"]["args"] == ["mcp"]
    assert server["servers"]["mujaz"]["url"].endswith(PATH)
    assert "mcpServers" in (mcp.help or "")
    compile(example("python"), "docs/mcp.md", "exec")


def test_both_languages_are_answered_over_stdio(
    environment: dict[str, str], tmp_path: Path
) -> None:
    started = StdioServerParameters(command=MUJAZ[0], args=MUJAZ[1:], env=environment, cwd=tmp_path)

    async def run() -> None:
        async with Client(started) as client:
            shown = await client.call_tool("ask", {"question": ASKED})
            assert text_of(shown) == example("text")
            for question in (
                "How many US troops are in Japan?",
                "كم عدد العسكريين الأمريكيين في اليابان؟",
            ):
                answer = told(await client.call_tool("ask", {"question": question}))
                assert answer["answered"]
                cited = {
                    one["article_id"] for each in answer["sentences"] for one in each["citations"]
                }
                assert cited <= {"01-us-japan-talks.ar", "01-us-japan-talks.en"}
            asked = await client.call_tool("ask", {"question": "Who won the chess title in 1951?"})
            assert text_of(asked).startswith("THE ARCHIVE HAS NO ANSWER")
            brief = told(
                await client.call_tool("brief", {"topic": "قناة السويس", "length": "short"})
            )
            assert brief["points"]
            found = await client.call_tool("search", {"query": "Ever Given"})
            assert "07-ever-given" in text_of(found)
            page = told(await client.call_tool("read_article", {"article_id": "07-ever-given.ar"}))
            assert page["language"] == "ar"
            assert len(told(await client.call_tool("stories", {}))["stories"]) == 2
            wrong = await client.call_tool("search", {"query": "x", "limit": 1_000})
            assert wrong.is_error

    asyncio.run(run())


@pytest.fixture
def process(environment: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        MUJAZ,
        env=environment,
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as started:
        yield started
        started.kill()


def say(process: subprocess.Popen[bytes], method: str, **params: Any) -> dict[str, Any]:
    """What the process writes in reply."""
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()
    reply: dict[str, Any] = json.loads(process.stdout.readline())
    return reply


def greet(process: subprocess.Popen[bytes]) -> None:
    reply = say(
        process,
        "initialize",
        protocolVersion="2025-06-18",
        capabilities={},
        clientInfo={"name": "test", "version": "1"},
    )
    assert reply["result"]["serverInfo"]["name"] == "mujaz"


def test_it_ends_with_its_input_and_has_written_messages_only(
    process: subprocess.Popen[bytes],
) -> None:
    greet(process)
    assert process.stdin
    process.stdin.write(b"no message\n\xff\n")
    process.stdin.flush()
    assert "result" in say(process, "tools/list")
    out, err = process.communicate(timeout=30)
    assert (out, err) == (b"", b"")
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("told_by", "code", "said"),
    [(signal.SIGINT, 130, b"mujaz: stopped\n"), (signal.SIGTERM, 0, b"")],
)
def test_it_ends_when_it_is_told_to_while_its_input_is_open(
    process: subprocess.Popen[bytes], told_by: signal.Signals, code: int, said: bytes
) -> None:
    greet(process)
    process.send_signal(told_by)
    assert process.wait(timeout=30) == code
    assert process.stderr
    assert process.stderr.read() == said


def test_the_command_line_does_not_import_the_sdk(environment: dict[str, str]) -> None:
    script = "import sys, mujaz.cli; sys.exit(any(n.split('.')[0] == 'mcp' for n in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], env=environment).returncode == 0
