"""`python -m eval.bench.fitting`: fit the weights of `rag.retrieval.relevance` and measure them.

The first run asks some 19,000 questions twice, without an encoder and with one, and takes an hour,
mostly for the vectors of 24,000 articles. What it found stays in the folder of --work, where a
second run takes seconds. Delete the files *.examples.pickle there after a change to the features,
and *.hits.pickle as well after one to the search.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from eval.bench.fitting import near_misses, questions
from eval.bench.fitting.examples import Example
from eval.bench.fitting.fit import fit, is_fitted_on, write
from eval.bench.fitting.library_questions import (
    LIBRARIES,
    Case,
    kept_examples,
    load_or_gather,
    stamp_of,
)
from eval.bench.fitting.measure import risk_coverage, table
from eval.bench.fitting.pool import load_group
from eval.bench.fitting.questions import Posed
from eval.bench.fitting.tiny_libraries import gather_tiny
from eval.bench.harness import render
from eval.report.plots import risk_by_coverage
from rag.embedding.embedders import open_embedder
from rag.retrieval.relevance.logistic import Kind, Model, models

_NOTES = (
    "The weights of the models that judge whether a passage answers a question; `make fit` writes "
    "them.",
    "Fitted on ARCD's train part, half of the suite's stories, and the dev halves of the natural "
    "questions and of those on the ANT corpus; each also in libraries of 1 to 10 articles. Near "
    "misses are made from these or written over the samples (eval/bench/fitting/near_misses.py).",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, write the weights unless told not to, and print what they refuse."""
    options = _parser().parse_args(arguments)
    work = Path(options.work)
    work.mkdir(parents=True, exist_ok=True)
    chosen = options.libraries or (*LIBRARIES, "tiny")
    plain, encoded = (
        _examples(chosen, Path(options.data), work, embedder)
        for embedder in ("builtin", options.embedder)
    )
    fitted = models()
    if not options.measure:
        fitted = fit(filter(is_fitted_on, plain), filter(is_fitted_on, encoded))
        path = files("rag.retrieval.relevance").joinpath("weights.tsv")
        Path(str(path)).write_text(write(fitted, _NOTES), encoding="utf-8")
    for name, examples in (("by words alone", plain), ("with an encoder", encoded)):
        encoder = examples is encoded
        rows = list(table(examples, fitted, encoder=encoder))
        print(render(f"relevance, {name}", rows), end="\n\n")
    _draw(encoded, dict(fitted), work / "risk-coverage.html", encoder=True)
    return 0


def _examples(names: Sequence[str], data: Path, work: Path, embedder: str) -> list[Example]:
    opened = open_embedder(embedder, api_key=None, base_url=None, cache_path=work / "cache")
    plans = plan(data)
    found = []
    for name in names:
        if name == "tiny":
            path = work / f"tiny.{stamp_of(opened)}.examples.pickle"
            found += kept_examples(
                path, lambda: list(gather_tiny(_small(data), data, work, opened))
            )
        else:
            found += load_or_gather(name, plans[name], data, work, opened)
    return found


def _small(data: Path) -> list[Posed]:
    """Return the questions for tiny libraries: all that may be fitted on."""
    posed = [*questions.news(), *questions.natural(), *questions.ant(), *questions.arcd(data)[::2]]
    return [one for one in posed if one.part == "fit"]


def plan(data: Path) -> dict[str, list[Case]]:
    """Return the questions that each library is asked."""
    sets = [questions.arcd(data), questions.mlqa(data), questions.kaif(data)]
    arcd, mlqa, kaif = sets
    suite, own = questions.news(), questions.ant()
    natural = [one for one in questions.natural() if one.set == "natural"]
    near = [one for one in questions.natural() if one.set == "natural-near"]
    stories = [*suite, *natural]
    answered = [one for one in stories if one.gold]
    absent = [*(one for one in stories if not one.gold), *near]
    texts = _texts(data)
    written = near_misses.written()
    missed = near_misses.swapped(stories, texts)
    swapped = near_misses.swapped(arcd, texts)
    subjects = near_misses.subjects_swapped(arcd)
    some = [*arcd[::2], *mlqa[::2], *kaif[::4]]
    return {
        "samples": [
            *_both(answered),
            *_absent([*absent, *arcd[::4], *mlqa[::4], *own]),
            *_absent([*written, *missed]),
        ],
        **{
            f"samples-{language}": [
                *_both([one for one in answered if _told_in(one, language)]),
                *_absent([*absent, *own]),
                *_absent([*written, *missed[::2]]),
            ]
            for language in ("ar", "en")
        },
        "english": [
            *_both([one for one in answered if _told_in(one, "en")]),
            *_absent([*absent, *own, *arcd[::4], *mlqa[::4]]),
        ],
        "arcd": [
            *_present(arcd),
            *_without(arcd[::2]),
            *_absent([*own, *answered[::2]]),
            *_absent(swapped),
            *_without(subjects),
        ],
        "mlqa": [*_present(mlqa), *_without(mlqa[::2])],
        "kaif": [*_present(kaif[::2]), *_without(kaif[::4])],
        "ant": [*_present(own), *_absent([*answered, *some])],
        "big": _present([*own, *(one for one in answered if _told_in(one, "ar")), *some]),
    }


def _texts(data: Path) -> dict[str, str]:
    """Return the articles that near misses are made from, by id."""
    groups = ("samples-ar", "samples-en", "arcd")
    loaded = (article for group in groups for article, _ in load_group(group, data))
    return {article.id: f"{article.title} {article.text}" for article in loaded}


def _told_in(posed: Posed, language: str) -> bool:
    return any(article.endswith(f".{language}") for article in posed.gold)


def _present(posed: Sequence[Posed]) -> list[Case]:
    return [Case(one, frozenset(), answerable=True) for one in posed]


def _without(posed: Sequence[Posed]) -> list[Case]:
    return [Case(one, one.family, answerable=False) for one in posed]


def _absent(posed: Sequence[Posed]) -> list[Case]:
    return [Case(one, frozenset(), answerable=False) for one in posed]


def _both(posed: Sequence[Posed]) -> list[Case]:
    return [*_present(posed), *_without(posed)]


def _draw(
    examples: Sequence[Example], fitted: dict[Kind, Model], path: Path, *, encoder: bool
) -> None:
    """Draw the risk of an answer over coverage for the large archive and the samples."""
    lines = {}
    for name, language in (("ant", "ar"), ("ant", "en"), ("samples", "ar"), ("samples", "en")):
        chosen = [one for one in examples if one.library == name and one.posed.language == language]
        kept = [one for one in chosen if one.answerable]
        absent = [one for one in chosen if not one.answerable]
        if kept and absent:
            points = risk_coverage(kept, absent, fitted, encoder=encoder)
            lines[f"{name} {language}"] = points
    css = files("eval.report").joinpath("page.css").read_text(encoding="utf-8")
    page = f"<!doctype html><meta charset=utf-8><style>{css}</style>{risk_by_coverage(lines)}"
    path.write_text(page, encoding="utf-8")
    print(f"risk over coverage is drawn in {path}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.fitting", description=__doc__)
    parser.add_argument("--data", required=True, metavar="DIR", help="the public question sets")
    parser.add_argument("--work", default="build/fit", metavar="DIR", help="what is kept")
    parser.add_argument("--embedder", default="use", help="whose vectors; default: use")
    parser.add_argument("--measure", action="store_true", help="measure, write no weights")
    parser.add_argument("libraries", nargs="*", metavar="LIBRARY", help="default: all")
    return parser


if __name__ == "__main__":
    sys.exit(main())
