"""The commands `mujaz user …` and `mujaz audit`."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mujaz.cli import main
from rag.records import Person
from rag.service import Service
from rag.settings import Settings

SECRET = "correct horse battery"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MUJAZ_EMBEDDER", "builtin")


def mujaz(*words: str, typed: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, words, input=typed)


def printed(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def add(name: str, permission: str = "read") -> Result:
    return mujaz(
        "user", "add", name, "--permission", permission, "--password-stdin", typed=f"{SECRET}\n"
    )


def test_a_person_is_added_listed_changed_and_removed() -> None:
    assert mujaz("user", "list").stderr == "nobody was added; whoever reaches the page may do all\n"
    added = add("هدى", "admin")
    assert (added.exit_code, added.stdout) == (0, "added: هدى (admin)\n")
    assert added.stderr == "from now on everybody has to sign in, also on pages that are open\n"
    assert add("Sami").stderr == ""
    (huda, sami) = reversed(printed(mujaz("user", "list", "--json")))
    assert (huda["name"], huda["permission"], huda["has_password"]) == ("هدى", "admin", True)
    assert (sami["name"], sami["permission"]) == ("Sami", "read")
    assert mujaz("user", "permission", "sami", "write").stdout == "changed: sami (write)\n"
    assert "Sami  write · since 20" in mujaz("user", "list").stdout
    removed = mujaz("user", "remove", "هدى", "SAMI")  # the last admin goes last
    assert (removed.exit_code, removed.stdout) == (0, "2 removed\n")
    assert removed.stderr == "nobody is left; whoever reaches the page may do all again\n"
    assert printed(mujaz("user", "list", "--json")) == []


def test_the_first_person_takes_over_what_was_kept() -> None:
    with Service.open(Settings.load()) as library:
        for _ in range(2):
            begun = library.conversations.begin("reader")
            library.conversations.ask("reader", begun.id, "Why?")
        library.conversations.keep_brief("reader", library.brief("Suez"), title="t")
    told = "2 conversations and 1 brief kept without sign-in until now: huda has them\n"
    assert add("huda", "admin").stdout == f"added: huda (admin)\n{told}"
    assert add("sami").stdout == "added: sami (read)\n"


def test_a_program_is_told_how_it_is_let_in() -> None:
    added = mujaz("user", "add", "open-webui", "--program")
    assert added.stdout == "added: open-webui (read)\n"
    assert "mujaz user token open-webui" in added.stderr
    assert "nobody can sign in yet: mujaz user add NAME --permission admin" in added.stderr
    assert "nobody with a password is admin yet: mujaz user permission" in add("sami").stderr
    assert "open-webui  read · program · since" in mujaz("user", "list").stdout
    changed = mujaz("user", "password", "Open-WebUI", "--password-stdin", typed=SECRET)
    assert "can now sign in" in changed.stderr


def test_the_last_admin_stays_while_there_are_others() -> None:
    add("huda", "admin")
    add("sami")
    removed = mujaz("user", "remove", "huda", "nobody")
    assert (removed.exit_code, removed.stdout) == (1, "0 removed\n")
    assert "failed: 'huda' is the last admin with a password" in removed.stderr
    assert "failed: nobody is called 'nobody'" in removed.stderr
    demoted = mujaz("user", "permission", "huda", "read")
    assert (demoted.exit_code, "last admin" in demoted.stderr) == (2, True)


def test_a_token_is_shown_once_listed_and_ended() -> None:
    mujaz("user", "add", "bot", "--program", "--permission", "write")
    made = mujaz("user", "token", "bot", "--label", "nightly", "--permission", "read")
    secret = made.stdout.strip()
    assert (made.exit_code, secret.startswith("mujaz_"), secret.count("\n")) == (0, True, 0)
    with Service.open(Settings.load()) as library:
        assert library.people.by_token(secret) == Person("bot", "read")
    listed = mujaz("user", "token", "bot", "--list")
    assert "bot · nightly · read · made 20" in listed.stdout
    assert secret not in listed.stdout
    (one,) = printed(mujaz("user", "token", "--list", "--json"))
    assert (one["person"], one["label"], one["permission"]) == ("bot", "nightly", "read")
    assert one["used_at"] is not None
    ended = mujaz("user", "token", "--revoke", one["id"])
    assert (ended.exit_code, ended.stdout) == (0, f"ended: {one['id']}\n")
    assert "no token; one is made with" in mujaz("user", "token", "--list").stderr
    with Service.open(Settings.load()) as library:
        assert library.people.by_token(secret) is None


def test_another_password_takes_the_place_of_the_first() -> None:
    add("huda")
    with Service.open(Settings.load()) as library:
        session = library.people.begin_session("huda")
    changed = mujaz("user", "password", "huda", "--password-stdin", typed="another password\r\n")
    assert (changed.exit_code, changed.stdout) == (0, "changed: huda\n")
    with Service.open(Settings.load()) as library:
        assert library.people.by_session(session) is None
        assert library.people.by_password("huda", "another password") is not None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("add", "owner", "--program"), "choose another"),
        (("add", "a b", "--program"), "letters, digits"),
        (("add", "huda"), "--password-stdin"),
        (("add", "huda", "--program", "--password-stdin"), "a program has no password"),
        (("add", "huda", "--password-stdin"), "at least 10 characters"),
        (("add", "known", "--program"), "'known' was added already"),
        (("permission", "nobody", "read"), "nobody is called 'nobody'"),
        (("permission", "known", "root"), "'root' is not one of"),
        (("password", "known"), "--password-stdin"),
        (("token",), "for whom?"),
        (("token", "nobody"), "nobody is called 'nobody'"),
        (("token", "known", "--permission", "admin"), "cannot allow admin"),
        (("token", "known", "--json"), "give it with --list"),
        (("token", "--list", "--revoke", "x"), "one at a time"),
        (("token", "--list", "--label", "x"), "one at a time"),
        (("token", "known", "--revoke", "x"), "by its id alone"),
        (("token", "--revoke", "\x1b[31m"), "no token has the id '[31m'"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(
    words: tuple[str, ...], reason: str
) -> None:
    mujaz("user", "add", "known", "--program")
    result = mujaz("user", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert "\x1b" not in result.stderr


def test_a_password_that_is_no_text_is_refused() -> None:
    result = mujaz("user", "add", "huda", "--password-stdin", typed=b"\xff\xfe 0123456789\n")
    assert (result.exit_code, "not UTF-8" in result.stderr) == (2, True)


def test_changes_of_people_are_told_newest_first() -> None:
    assert "no change was noted yet" in mujaz("audit").stderr
    add("huda", "admin")
    mujaz("user", "token", "huda", "--label", "Open WebUI")
    mujaz("user", "password", "huda", "--password-stdin", typed="another password\n")
    mujaz("user", "remove", "huda")
    entries = printed(mujaz("audit", "--json"))
    assert [(one["person"], one["action"], one["subject"]) for one in entries] == [
        ("owner", "users.remove", "huda"),
        ("owner", "users.password", "huda"),
        ("owner", "users.token", "huda Open WebUI"),
        ("owner", "users.add", "huda (admin)"),
    ]
    newest = mujaz("audit", "--limit", "1").stdout
    assert newest.endswith(" UTC  owner  users.remove  huda\n")
    assert newest.count("\n") == 1


def on_a_terminal(*words: str, answers: tuple[str, ...]) -> tuple[int, str]:
    """Run the command on a terminal, answering each question; return what was shown there."""
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mujaz", *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as command:
        os.close(terminal)
        shown = ""
        for question, answer in zip(("Password of huda: ", "again: ") * 2, answers, strict=False):
            before = len(shown)
            while question not in shown[before:]:
                shown += os.read(controller, 4096).decode()
            os.write(controller, answer.encode())
        with suppress(OSError):  # which is how Linux tells that the other side is closed
            while chunk := os.read(controller, 4096):
                shown += chunk.decode()
    os.close(controller)
    return command.returncode, shown


def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown() -> None:
    typed = (f"{SECRET}\n", "another\n", f"{SECRET}\n", f"{SECRET}\n")
    code, shown = on_a_terminal("user", "add", "huda", answers=typed)
    assert code == 0, shown
    assert "do not match" in shown
    assert "added: huda (read)" in shown
    assert SECRET not in shown
    with Service.open(Settings.load()) as library:
        assert library.people.by_password("huda", SECRET) is not None


def test_whoever_leaves_at_the_question_adds_nobody() -> None:
    code, shown = on_a_terminal("user", "add", "huda", answers=("\x04",))  # Ctrl-D
    assert (code, "mujaz: stopped" in shown) == (130, True), shown
    assert printed(mujaz("user", "list", "--json")) == []
