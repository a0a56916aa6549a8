"""The commands `mujaz user …`, which say who may use the page and the HTTP interface."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

import click

from mujaz.cli.common import DONE, REFUSED, library, print_json, reports_errors, say
from mujaz.cli.typed_passwords import typed_password
from rag.errors import UsageError
from rag.people.person_names import OWNER, checked_name, fold_name
from rag.records import Account, Permission, PersonAddition, TokenSummary
from rag.text.display import line, whole

if TYPE_CHECKING:
    from mujaz.cli.common import AnyLibrary

_PERMISSIONS = click.Choice(get_args(Permission))
_PASSWORD = click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="Read the password from standard input."
)


_NOBODY_LEFT = "nobody is left; whoever reaches the page may do all again"


@click.group()
def user() -> None:
    """Say who may use the page and the HTTP interface of this library, and what they may do.

    Until somebody is added, whoever reaches the page may do all; from then on all must sign in.
    Programs are let in by tokens.

    \b
    Example:
      mujaz user add huda --permission admin
      mujaz user token huda --label "Open WebUI" --permission read
      mujaz user list
    """


@user.command()
@click.argument("name")
@click.option(
    "--permission",
    type=_PERMISSIONS,
    default="read",
    show_default=True,
    help="What they may do: ask and read; also change articles; also look after the library.",
)
@click.option("--program", is_flag=True, help="Without a password: it is let in by tokens only.")
@_PASSWORD
@reports_errors
def add(name: str, permission: Permission, program: bool, from_stdin: bool) -> None:
    """Add a person, whose password is asked for twice, or a program.

    The first person takes over the conversations and briefs that were kept until then.

    \b
    Example:
      mujaz user add huda --permission admin
      mujaz user add open-webui --program
      printf %s "$PASSWORD" | mujaz user add sami --password-stdin
    """
    if program and from_stdin:
        raise UsageError("a program has no password; give --program or --password-stdin")
    known = checked_name(name)
    password = None if program else typed_password(known, from_stdin=from_stdin)
    with library() as service:
        added = service.add_person(known, permission, password)
        service.people.note(OWNER, "users.add", f"{known} ({permission})")
        accounts = service.people.accounts()
    say(f"added: {known} ({permission})")
    _say_taken_over(added)
    if program:
        say(f"it is let in by a token, which is made with: mujaz user token {known}", err=True)
    _say_what_holds(accounts)


def _say_what_holds(accounts: Sequence[Account]) -> None:
    """Say what has changed for everybody, and what is still to be done."""
    if len(accounts) == 1:
        say("from now on everybody has to sign in, also on pages that are open", err=True)
    people = [one for one in accounts if one.has_password]
    if not people:
        say("nobody can sign in yet: mujaz user add NAME --permission admin", err=True)
    elif not any(one.permission == "admin" for one in people):
        say("nobody with a password is admin yet: mujaz user permission NAME admin", err=True)


def _say_taken_over(added: PersonAddition) -> None:
    counts = ((added.conversations, "conversation"), (added.briefs, "brief"))
    parts = [f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts if count]
    if parts:
        say(f"{' and '.join(parts)} kept without sign-in until now: {added.account.name} has them")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@reports_errors
def list_users(as_json: bool) -> None:
    """List the people and programs, with what they may do.

    \b
    Example:
      mujaz user list
    """
    with library() as service:
        accounts = service.people.accounts()
        tokens = Counter(token.person for token in service.people.tokens())
    if as_json:
        from rag.records.people_json import account_json

        print_json([account_json(account) for account in accounts])
        return
    for account in accounts:
        _print_account(account, tokens[account.name])
    if not accounts:
        say("nobody was added; whoever reaches the page may do all", err=True)


def _print_account(account: Account, tokens: int) -> None:
    known = [
        account.permission,
        "" if account.has_password else "program",
        f"since {account.created_at:%Y-%m-%d}",
        f"{tokens} token{'' if tokens == 1 else 's'}" if tokens else "",
    ]
    say(f"{account.name}  {' · '.join(filter(None, known))}")


@user.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@reports_errors
def remove(names: Sequence[str]) -> None:
    """Remove people or programs, with their sessions, tokens, conversations, ratings and briefs.

    The articles that they added stay.

    \b
    Example:
      mujaz user remove sami open-webui
    """
    failed = 0
    with library() as service:
        for name in _admins_last(service, names):
            try:
                removed = service.remove_person(name)
            except UsageError as error:
                failed += _said_to_fail(str(error))
                continue
            if removed:
                service.people.note(OWNER, "users.remove", name)
            else:
                failed += _said_to_fail(_nobody(name))
        accounts = service.people.accounts()
    say(f"{len(names) - failed} removed")
    if not accounts and failed < len(names):
        say(_NOBODY_LEFT, err=True)
    sys.exit(REFUSED if failed else DONE)


def _admins_last(service: AnyLibrary, names: Sequence[str]) -> list[str]:
    """Return the names in an order in which all can go: the last admin cannot before others."""
    accounts = service.people.accounts()
    admins = {fold_name(one.name) for one in accounts if one.permission == "admin"}
    return sorted(map(whole, names), key=lambda name: fold_name(name) in admins)


def _said_to_fail(reason: str) -> int:
    say(f"failed: {line(reason)}", err=True)
    return 1


@user.command()
@click.argument("name")
@click.argument("permission", type=_PERMISSIONS)
@reports_errors
def permission(name: str, permission: Permission) -> None:
    """Change what a person or program may do, from their next request on.

    \b
    Example:
      mujaz user permission sami write
    """
    with library() as service:
        _need(service.people.set_permission(name, permission), name)
        service.people.note(OWNER, "users.permission", f"{name} ({permission})")
    say(f"changed: {line(name)} ({permission})")


@user.command()
@click.argument("name")
@_PASSWORD
@reports_errors
def password(name: str, from_stdin: bool) -> None:
    """Give a person another password, which is asked for twice. They must sign in anew everywhere.

    Their tokens stay.

    \b
    Example:
      mujaz user password huda
    """
    typed = typed_password(line(name), from_stdin=from_stdin)
    with library() as service:
        programs = {
            fold_name(one.name) for one in service.people.accounts() if not one.has_password
        }
        _need(service.people.set_password(name, typed), name)
        service.people.note(OWNER, "users.password", name)
    say(f"changed: {line(name)}")
    if fold_name(name) in programs:
        say("it was a program, and can now sign in on the page like a person", err=True)


@user.command()
@click.argument("name", required=False)
@click.option("--label", default="", help="What it is for.")
@click.option("--permission", type=_PERMISSIONS, help="Less than the person may do.")
@click.option("--list", "listed", is_flag=True, help="List the tokens, of NAME or of all.")
@click.option("--revoke", metavar="ID", help="End the token of this id (see --list).")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@reports_errors
def token(
    name: str | None,
    label: str,
    permission: Permission | None,
    listed: bool,
    revoke: str | None,
    as_json: bool,
) -> None:
    """Make a token for a program that asks in the name of a person, or list or end tokens.

    The token is printed once and cannot be shown again. It allows what the person may do, or less
    with --permission, and ends with the person.

    \b
    Example:
      mujaz user token huda --label "Open WebUI" --permission read
      mujaz user token --list
      mujaz user token --revoke 3f9a0c5e71d2
    """
    making = bool(label or permission)
    if (listed or revoke is not None) and (making or (listed and revoke is not None)):
        raise UsageError("make, list or end tokens: one at a time")
    if as_json and not listed:
        raise UsageError("--json prints the list; give it with --list")
    if revoke is not None:
        if name is not None:
            raise UsageError("a token is ended by its id alone")
        _revoke(revoke)
    elif listed:
        _list_tokens(name, as_json=as_json)
    elif name is None:
        raise UsageError("for whom? give a NAME, or --list, or --revoke ID")
    else:
        _make_token(name, label, permission)


def _make_token(name: str, label: str, permission: Permission | None) -> None:
    with library() as service:
        secret = service.people.new_token(name, label, permission)
        service.people.note(OWNER, "users.token", f"{name} {label}")
    say(secret)
    say("it is not shown again: keep it where only its program can read it", err=True)


def _revoke(token_id: str) -> None:
    with library() as service:
        if not service.people.revoke(token_id):
            raise UsageError(
                f"no token has the id {line(token_id)!r}; see: mujaz user token --list"
            )
        service.people.note(OWNER, "users.revoke", token_id)
    say(f"ended: {line(token_id)}")


def _list_tokens(name: str | None, *, as_json: bool) -> None:
    with library() as service:
        tokens = service.people.tokens(name)
    if as_json:
        from rag.records.people_json import token_json

        print_json([token_json(one) for one in tokens])
        return
    for one in tokens:
        _print_token(one)
    if not tokens:
        say("no token; one is made with: mujaz user token NAME", err=True)


def _print_token(token: TokenSummary) -> None:
    used = f"used {token.used_at:%Y-%m-%d %H:%M} UTC" if token.used_at else "never used"
    known = [token.person, token.label, token.permission, f"made {token.created_at:%Y-%m-%d}", used]
    say(f"{token.id}  {' · '.join(filter(None, known))}")


def _need(found: bool, name: str) -> None:
    if not found:
        raise UsageError(_nobody(name))


def _nobody(name: str) -> str:
    return f"nobody is called {line(name)!r}; see: mujaz user list"
