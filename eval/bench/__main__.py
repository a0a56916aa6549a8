"""`python -m eval.bench`: run the sections asked for, print their tables.

Exit codes: 0 all targets met; 1 some missed; 3 a section was left out for want of data.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from eval.bench.bench_library import EMBEDDER, shipped_embedder
from eval.bench.harness import Context, Measurement, render
from eval.bench.public_sets import DataMissingError

MET, MISSED, LEFT_OUT = 0, 1, 3

Section = Callable[[Context], Iterator[Measurement]]

SECTIONS: Mapping[str, tuple[str, str]] = {
    "retrieval": ("eval.bench.answer_quality:retrieval", "finding Arabic paragraphs (1 min)"),
    "cross": ("eval.bench.other_language:cross", "finding and aligning the other language (1 min)"),
    "encoder": ("eval.bench.encoder:encoder", "the sentence encoder's speed (1 min)"),
    "stories": (
        "eval.bench.story_questions:stories",
        "asking in one language, answered in the other (20 s)",
    ),
    "grouping": (
        "eval.bench.story_grouping:grouping",
        "putting articles of one event together (6 min)",
    ),
    "claims": ("eval.bench.claim_checking:claims", "telling true claims from false ones (1 min)"),
    "entailment": (
        "eval.bench.entailment:entailment",
        "what follows from a text and what does not, by public sets (1 min)",
    ),
    "pairs": (
        "eval.bench.pair_checking:pairs",
        "claims that differ in one thing, by kind (20 s)",
    ),
    "abstention": (
        "eval.bench.abstention:abstention",
        "refusing what the library does not answer (2 min)",
    ),
    "answers": ("eval.bench.answer_quality:answers", "sentences shown without a model (4 min)"),
    "followups": (
        "eval.bench.followup_quality:followups",
        "questions that lean on earlier ones (1 min)",
    ),
    "keyfacts": (
        "eval.bench.key_fact_quality:key_fact_quality",
        "who, where, when and how many (5 s)",
    ),
    "briefs": ("eval.bench.brief_quality:briefs", "briefs without a model (1 min)"),
    "facts": (
        "eval.bench.same_facts:facts",
        "sentences that tell the same fact, and what only one outlet reports (20 s)",
    ),
    "figures": (
        "eval.bench.figure_histories:figure_histories",
        "updates and disagreements of figures, by hand-made cases (5 s)",
    ),
    "pages": ("eval.bench.page_reading:pages", "the article of a web page, by public sets (30 s)"),
    "pdf": (
        "eval.bench.pdf_reading:pdf",
        "reading PDFs by the programs that made them (3 min)",
    ),
    "indexing": ("eval.bench.indexing:indexing", "articles a second, and disk (5 min)"),
    "commands": ("eval.bench.response_times:commands", "how soon the command line answers (1 min)"),
    "costs": ("eval.bench.service_times:costs", "what an article and a question cost (3 min)"),
    "scaling": ("eval.bench.scaling:scaling", "what large archives need, simulated (1 min)"),
    "latency": ("eval.bench.response_times:latency", "search among 100,000 chunks (15 min)"),
}
SOAK: Mapping[str, tuple[str, str]] = {
    "kill": ("eval.bench.crash_recovery:soak", "kill -9 while indexing, over and over (10 min)"),
    "damaged": ("eval.bench.damaged_files:soak", "reading 1,000 damaged files (5 min)"),
    "page": ("eval.bench.page_load:soak", "fifty readers of the page at once, its memory (5 min)"),
    "http": (
        "eval.bench.interface_fuzz:soak",
        "whatever the description of /v1 allows and does not allow (15 min)",
    ),
    "api_load": (
        "eval.bench.interface_load:soak",
        "200 questions of programs at once, and programs that go or do not read (3 min)",
    ),
    "cluster": (
        "eval.bench.cluster.cluster_soak:soak",
        "kill -9 of two servers and three workers, over and over (8 min)",
    ),
    "large": (
        "eval.bench.search_growth:soak",
        "search among 1,000,000 chunks beside 10,000 (90 min, 5 GB of disk)",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sections named in `arguments`, or all of them; return the exit code."""
    options = _parser().parse_args(arguments)
    sections = SOAK if options.soak else SECTIONS
    unknown = [name for name in options.sections if name not in sections]
    if unknown:
        _parser().error(f"no section {', '.join(unknown)}; there are {', '.join(sections)}")
    data = Path(options.data).resolve() if options.data else None
    report = Path(options.json).resolve() if options.json else None
    _shut_out_settings()
    os.environ[EMBEDDER] = options.embedder
    with tempfile.TemporaryDirectory(prefix="mujaz-bench-") as work, contextlib.chdir(work):
        context = Context(data, Path(work), options.seconds)
        results, code = _run(options.sections or list(sections), sections, context)
    if report:
        report.write_text(json.dumps(results, ensure_ascii=False, indent=2), encoding="utf-8")
    return code


def _run(
    names: Sequence[str], sections: Mapping[str, tuple[str, str]], context: Context
) -> tuple[dict[str, object], int]:
    """Run sections one after the other; return their figures and the exit code."""
    results: dict[str, object] = {}
    missed = left_out = False
    for name in names:
        place, says = sections[name]
        print(f"… {name}: {says}", file=sys.stderr, flush=True)
        started = time.perf_counter()
        figures: list[Measurement] = []
        try:
            for figure in _load(place)(replace(context, work=context.work / name)):
                figures.append(figure)  # those before an error are kept
        except DataMissingError as error:
            what = "partly left out" if figures else "left out"
            print(f"{name}: {what}, no data. {error}\n", flush=True)
            left_out = True
        if not figures:
            results[name] = None
            continue
        print(render(f"{name} ({time.perf_counter() - started:.0f} s)", figures), flush=True)
        print(flush=True)
        results[name] = [figure.as_json() for figure in figures]
        missed |= any(figure.met is False for figure in figures)
    return results, MISSED if missed else LEFT_OUT if left_out else MET


def _load(place: str) -> Section:
    """Import the function of a section."""
    module, _, name = place.partition(":")
    section: Section = getattr(import_module(module), name)
    return section


def _shut_out_settings() -> None:
    """Remove Mujaz's settings and keys from the environment, to measure it without any.

    Settings files are not found because the benchmarks run in a folder of their own.
    """
    for name in list(os.environ):
        if name.startswith(("MUJAZ_", "OPENAI_")):
            del os.environ[name]


def _parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    lines = [f"  {name:<10} {says}" for name, (_, says) in {**SECTIONS, **SOAK}.items()]
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench",
        description="Measure Mujaz beside other methods. Sections (the last seven with --soak):\n"
        + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="which to run; default: all")
    parser.add_argument("--data", metavar="DIR", help="the folder of the public sets")
    parser.add_argument(
        "--embedder",
        default=shipped_embedder(),
        help="whose vectors libraries hold: %(default)s (as Mujaz comes) or builtin (words alone)",
    )
    parser.add_argument("--json", metavar="FILE", help="write the figures there as well")
    parser.add_argument(
        "--seconds", type=float, metavar="N", help="how long the trial of a cluster lasts (300)"
    )
    parser.add_argument("--soak", action="store_true", help="run the slow trials instead")
    return parser


if __name__ == "__main__":
    sys.exit(main())
