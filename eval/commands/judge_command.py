"""`mujaz eval judge`."""

from __future__ import annotations

from pathlib import Path

import click

from eval.commands.command_base import reports_errors, say


@click.command()
@click.argument("run", type=click.Path(file_okay=False, path_type=Path))
@click.option("--model", metavar="NAME", help="The judge, instead of MUJAZ_MODEL.")
@reports_errors
def judge(run: Path, model: str | None) -> None:
    """Ask a chat model for a second opinion on a scored run, and show how far it agrees.

    It judges whether each sentence stands on its sources, whether each answer is right and whether
    each brief tells its key facts. What it said is kept in RUN/judge.jsonl and not paid for again.
    The figures become metrics `judge.…`; they gate nothing by themselves.

    \b
    Example:
      mujaz eval judge runs/today --model openai:gpt-5-mini
    """
    from eval.judge.judging import as_lines
    from eval.judge.judging import judge as judged
    from rag.errors import UsageError
    from rag.llm.chat_models import open_model
    from rag.settings import Settings

    settings = Settings.load(**({"model": model} if model else {}))
    key = settings.openai_api_key
    opened = open_model(
        settings.model,
        api_key=key.get_secret_value() if key else None,
        base_url=settings.openai_base_url,
        timeout=settings.model_timeout,
        window=settings.model_window,
        price=settings.model_price,
    )
    if opened is None:
        raise UsageError("name a model to judge with: --model, or MUJAZ_MODEL")
    for line in as_lines(judged(run, opened)):
        say(line)
