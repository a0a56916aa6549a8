"""Whether articles of one event are put together, on pairs labelled by hand.

The pairs are in suites/story-pairs.jsonl by the ids of their articles: news of 2018 from three
outlets (ANT), the documents of NTREX, all of one weekend, in both languages, and the samples. 426
of them, marked "fit", chose the numbers of rag/stories/tuning.py; 143 of ANT, drawn and labelled
later
and seen by nobody who chose, are for reporting.
Pairs were labelled by their titles and openings, by this rule: two articles are of one story if
they tell of one event, its announcement, course, toll, consequences or reactions to it (a match
with its preview and what is said of it, an operation at one place while it goes on, one transfer,
visit or trial); another incident of the same kind, another match of a round or another day's prices
is another story. Most pairs of ANT are near neighbours by words or by the encoder, so that the hard
cases are many; 36 of 340 and 14 of 157 were left out because they could be seen either way.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from eval.bench.harness import Context, Measurement
from eval.bench.public_sets import files_of, load_ntrex
from rag.embedding.use import UseEmbedder
from rag.ingest.chunking import Chunker
from rag.ingest.storing import store
from rag.llm.tokens import open_token_counter
from rag.records import Failure, FileNote, SourceArticle
from rag.sources.file_reading import read_source
from rag.sources.memory import read_draft
from rag.store.catalog import Catalog
from rag.stories.keeping import StoryKeeper
from rag.text.analyzer import shipped_analyzer

_DAY_OF_NTREX = date(2018, 9, 30)
_MOST_BYTES = 10_000_000
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class StoryPair:
    """Two articles of a set, whether they are of one story, and the half that they are in."""

    set: str
    one: str
    other: str
    same: bool
    half: str


def grouping(context: Context) -> Iterator[Measurement]:
    """Measure the pairs that are rightly told to be of one story or not, with the encoder and
    without, and how large the largest stories are."""
    pairs = _pairs()
    ant, ntrex = list(_ant(context.data)), list(_ntrex(context.data))
    sets = {"ant": ant, "ntrex": ntrex, "samples": list(_samples())}
    for name, encoder in (("with the encoder", UseEmbedder(threads=1)), ("by words alone", None)):
        numbers: dict[tuple[str, str], int] = {}
        for key, drafts in sets.items():
            path = context.folder(f"{key}-{encoder is None}") / "catalog.sqlite"
            found = _grouped(path, drafts, encoder)
            numbers.update({(key, article): story for article, story in found.items()})
        for half in ("fit", "report"):
            yield from _scores(
                [one for one in pairs if one.half == half], numbers, f"{name}, {half}"
            )
        sizes = Counter(story for (key, _), story in numbers.items() if key == "ant")
        for place, (_, size) in enumerate(sizes.most_common(10), start=1):
            what = f"{name}: articles of the largest story of a year, {place}"
            yield Measurement(what, size, digits=0, listed=place == 1)


def _scores(
    pairs: Sequence[StoryPair], numbers: dict[tuple[str, str], int], name: str
) -> Iterator[Measurement]:
    for which in ("all", *sorted({one.set for one in pairs})):
        some = [one for one in pairs if which in ("all", one.set)]
        told = [numbers[one.set, one.one] == numbers[one.set, one.other] for one in some]
        right = sum(1 for one, same in zip(some, told, strict=True) if same and one.same)
        labelled = sum(one.same for one in some)
        target = 0.9 if which == "all" and name.endswith("encoder, report") else None
        yield Measurement(
            f"{name}, {which}: F1 of {len(some)} pairs",
            2 * right / max(1, sum(told) + labelled),
            at_least=target,
        )
        yield Measurement(f"{name}, {which}: precision", right / max(1, sum(told)), listed=False)
        yield Measurement(f"{name}, {which}: recall", right / max(1, labelled), listed=False)


def _pairs() -> list[StoryPair]:
    text = (files("eval.bench") / "suites" / "story-pairs.jsonl").read_text(encoding="utf-8")
    return [StoryPair(**json.loads(line)) for line in text.splitlines()]


def _ant(data: Path | None) -> Iterator[SourceArticle]:
    (path,) = files_of(data, ("ant/ant-2018.jsonl.gz",))
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            yield from _draft(json.loads(line), number)


def _ntrex(data: Path | None) -> Iterator[SourceArticle]:
    for number, document in enumerate(load_ntrex(data), start=1):
        for language in ("ar", "en"):
            title, *rest = document.ar if language == "ar" else document.en
            entry = {
                "id": f"{document.name}.{language}",
                "title": title,
                "text": "\n".join(rest) or title,
                "language": language,
                "published_at": _DAY_OF_NTREX.isoformat(),
                "outlet": document.name.split(".")[0],
            }
            yield from _draft(entry, number)


def _samples() -> Iterator[SourceArticle]:
    for path in sorted(Path(str(files("seeds"))).glob("*.md")):
        yield from _accepted(read_source(path, max_bytes=_MOST_BYTES))


def _draft(entry: dict[str, str], number: int) -> Iterator[SourceArticle]:
    return _accepted([read_draft(entry, number=number)])


def _accepted(
    read: Sequence[SourceArticle | Failure] | Iterator[SourceArticle | Failure | FileNote],
) -> Iterator[SourceArticle]:
    return (one for one in read if isinstance(one, SourceArticle))


def _grouped(
    path: Path, drafts: Sequence[SourceArticle], encoder: UseEmbedder | None
) -> dict[str, int]:
    """Put articles into a catalog and into stories; return the story of each by its id."""
    catalog = Catalog(path)
    chunker = Chunker(open_token_counter(), max_tokens=100_000)
    ids = []
    for start in range(0, len(drafts), _BATCH):
        with catalog.transaction():
            ids += [
                (draft.key or "", store(catalog, chunker, draft).id)
                for draft in drafts[start : start + _BATCH]
            ]
    keeper = StoryKeeper(catalog, shipped_analyzer(), encoder)
    while keeper.owed():
        keeper.step()
    stories = catalog.story_numbers([stored for _, stored in ids])
    catalog.close()
    return {key: stories[stored] for key, stored in ids}
