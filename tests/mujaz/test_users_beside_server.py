"""People are looked after through a running server as they are without one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from mujaz.cli import main
from rag.records import Person
from rag.service import Service
from rag.settings import Settings
from tests.mujaz.servers import serving

SECRET = "correct horse battery\n"
ADD_HUDA = ("user", "add", "huda", "--permission", "admin", "--password-stdin")

# Each with what is typed; what it prints must not depend on whether a server has the library.
COMMANDS: tuple[tuple[tuple[str, ...], str | None], ...] = (
    (("user", "list"), None),
    (("audit",), None),
    (ADD_HUDA, SECRET),
    (("user", "add", "bot", "--program", "--permission", "write"), None),
    (("user", "add", "BOT", "--program"), None),
    (("user", "add", "sami", "--password-stdin"), "short\n"),
    (("user", "token", "bot", "--label", "ليلي"), None),
    (("user", "token", "bot", "--permission", "admin"), None),
    (("user", "token", "--list"), None),
    (("user", "token", "--revoke", "0123456789ab"), None),
    (("user", "permission", "bot", "read"), None),
    (("user", "permission", "huda", "read"), None),
    (("user", "password", "huda", "--password-stdin"), "another password\n"),
    (("user", "password", "nobody", "--password-stdin"), "another password\n"),
    (("user", "list"), None),
    (("user", "remove", "huda", "nobody"), None),
    (("user", "remove", "huda", "bot"), None),
    (("user", "list", "--json"), None),
    (("audit",), None),
)


def told(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str, str]]:
    """What all commands have told, without what is another each time."""
    monkeypatch.setenv("MUJAZ_HOME", str(home))
    results = [CliRunner().invoke(main, words, input=typed) for words, typed in COMMANDS]
    return [(one.exit_code, _steady(one.stdout), _steady(one.stderr)) for one in results]


def _steady(text: str) -> str:
    text = re.sub(r"mujaz_[\w-]{43}", "mujaz_…", text)
    text = re.sub(r"^[0-9a-f]{12} ", "ID ", text, flags=re.MULTILINE)
    return re.sub(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", "MOMENT", text)


def test_the_same_is_printed_and_kept_with_a_server_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = told(tmp_path / "alone", monkeypatch)
    with serving(tmp_path / "served"):
        beside = told(tmp_path / "served", monkeypatch)
        added = CliRunner().invoke(main, ADD_HUDA, input=SECRET)
        made = CliRunner().invoke(main, ("user", "token", "huda"))
    for (words, _), one, other in zip(COMMANDS, alone, beside, strict=True):
        assert other == one, words
    assert [code for code, _, _ in beside[-3:]] == [0, 0, 0]
    assert beside[-1][1].count("\n") == 7  # each change once

    assert (added.exit_code, made.exit_code) == (0, 0), added.stderr + made.stderr
    with Service.open(Settings.load()) as library:
        assert library.people.by_password("huda", SECRET.strip()) == Person("huda", "admin")
        assert library.people.by_token(made.stdout.strip()) == Person("huda", "admin")
