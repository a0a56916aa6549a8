"""The command `mujaz mcp`, through which assistants use the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from mujaz.cli.common import library, reports_errors

if TYPE_CHECKING:
    from rag.service import Service


@click.command()
@reports_errors
def mcp() -> None:
    """Let an assistant use the library: a server of the Model Context Protocol over stdio.

    An assistant starts this command by itself and talks to it over its standard input and output;
    it ends when the input ends. The tools are search, ask, brief, read_article and stories; none
    changes the library. Assistants on other machines use /mcp of a server: mujaz serve.

    \b
    Example of claude_desktop_config.json, and of mcp.json of other programs:
      {
        "mcpServers": {
          "mujaz": {
            "command": "mujaz",
            "args": ["mcp"],
            "env": {"MUJAZ_HOME": "/home/me/library"}
          }
        }
      }

    \b
    Examples:
      mujaz mcp
      claude mcp add mujaz --env MUJAZ_HOME=/home/me/library -- mujaz mcp
    """
    with library() as service:
        from ui.api.mcp.stdio_door import serve_stdio

        # The tools call what a library elsewhere has too.
        serve_stdio(cast("Service", service))
