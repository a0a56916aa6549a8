"""The command `mujaz audit`, which tells who changed what."""

from __future__ import annotations

import click

from mujaz.cli.common import library, print_json, reports_errors, say
from rag.text.display import line


@click.command()
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many."
)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@reports_errors
def audit(limit: int, as_json: bool) -> None:
    """Tell who changed the library through its server, and its people; the newest first.

    \b
    Example:
      mujaz audit --limit 20
    """
    with library() as service:
        entries = service.people.audit(limit=limit)
    if as_json:
        from rag.records.people_json import audit_entry_json

        print_json([audit_entry_json(entry) for entry in entries])
        return
    for entry in entries:
        known = f"{entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.person}  {entry.action}"
        say(f"{known}  {line(entry.subject)}".rstrip())
    if not entries:
        say("no change was noted yet", err=True)
