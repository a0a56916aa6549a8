"""Articles are cut and spelt the same in any number of processes, also where one of these dies."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from rag.ingest.chunking import Chunker
from rag.llm.tokens import EstimatedTokenCounter
from rag.protocols import Spelling
from rag.text import spelling_processes
from rag.text.analyzer import Analyzer, shipped_analyzer
from rag.text.spelling_processes import Speller

TEXTS = [
    f"الوزير رقم {at} قال إن 25 000 جندي في اليابان. Minister {at} of Japan" for at in range(400)
]
TITLE = "A visit\n"
CUT = Chunker(EstimatedTokenCounter(), max_tokens=20).cut
PASSAGES = [TITLE + text[start:end] for text in TEXTS for start, end in CUT(text)]
SPELT = [shipped_analyzer().spell(passage) for passage in PASSAGES]
ENOUGH = 5_000


@pytest.fixture(autouse=True)
def _short_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling_processes, "_A_JOB", 1_000)


@pytest.fixture(scope="module")
def two() -> Iterator[Speller]:
    speller = Speller(shipped_analyzer(), processes=2, enough=ENOUGH)
    yield speller
    speller.close()
    assert not speller.processes()


def foresee(speller: Speller, texts: Iterable[str], before: str = TITLE) -> None:
    for text in texts:
        speller.foresee(before, text, CUT)


def stored(speller: Speller, texts: Iterable[str]) -> list[Spelling]:
    """Return how the passages of articles are spelt, as the ingester and then the index ask."""
    cuts = speller.cuts(texts)
    assert all(CUT(text) == cut for text, cut in cuts.items())
    return speller.spell([TITLE + text[start:end] for text in texts for start, end in CUT(text)])


def test_articles_have_several_passages() -> None:
    assert len(PASSAGES) == 2 * len(TEXTS)


def test_one_process_spells_by_itself() -> None:
    speller = Speller(shipped_analyzer(), processes=1, enough=1)
    foresee(speller, TEXTS)
    assert not speller.is_preparing(TEXTS)
    assert speller.cuts(TEXTS) == {}
    assert speller.spell(PASSAGES) == SPELT
    assert not speller.processes()


def test_a_process_that_may_have_no_more_threads_spells_by_itself() -> None:
    usual = threading.stack_size(1 << 47)  # no address space has room for such a thread
    try:
        speller = Speller(shipped_analyzer(), processes=2, enough=1)
        foresee(speller, TEXTS)
        assert not speller.is_preparing(TEXTS)
        assert stored(speller, TEXTS) == SPELT
    finally:
        threading.stack_size(usual)
    assert not speller.processes()


def test_few_texts_start_no_process() -> None:
    speller = Speller(shipped_analyzer(), processes=2, enough=100_000)
    foresee(speller, TEXTS)
    assert not speller.is_preparing(TEXTS)
    assert stored(speller, TEXTS) == SPELT
    assert not speller.processes()


def test_what_was_foreseen_is_the_same_as_what_was_not(two: Speller) -> None:
    foresee(two, TEXTS[:350])
    foresee(two, ["never asked for"] * 3)
    assert stored(two, TEXTS[100:] + TEXTS[:100]) == SPELT[200:] + SPELT[:200]
    assert two.spell(PASSAGES) == SPELT
    assert two.spell([]) == []
    assert two.cuts([]) == {}
    assert not two.is_preparing([])


def test_passages_that_many_articles_have_are_spelt_for_each(two: Speller) -> None:
    again = [f"{text} {TEXTS[0]}" for text in TEXTS[:50]]
    foresee(two, again)
    spelt = stored(two, again)
    passages = [TITLE + text[start:end] for text in again for start, end in CUT(text)]
    assert spelt == list(map(shipped_analyzer().spell, passages))


def test_another_process_does_what_was_foreseen(two: Speller) -> None:
    foresee(two, TEXTS)
    while two.is_preparing(TEXTS):
        pass
    assert stored(two, TEXTS) == SPELT
    assert not two.is_preparing(TEXTS)


def test_articles_that_were_cut_and_are_not_indexed_are_forgotten(
    two: Speller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spelling_processes, "_MOST_SPELT", 5)
    foresee(two, TEXTS)
    assert len(two.cuts(TEXTS)) == len(TEXTS)
    assert len(two._spelt) == 5
    assert two.spell(PASSAGES) == SPELT


def test_articles_for_two_chunkers_are_cut_by_each(two: Speller) -> None:
    other = Chunker(EstimatedTokenCounter(), max_tokens=200)
    foresee(two, TEXTS[:2])
    for text in TEXTS[1:3]:
        two.foresee(TITLE, text, other.cut)
    started = time.monotonic()
    assert two.cuts(TEXTS[:3]) == {
        TEXTS[0]: CUT(TEXTS[0]),
        **{text: other.cut(text) for text in TEXTS[1:3]},
    }
    assert time.monotonic() - started < 10  # nobody waits for what nobody has begun


def test_a_long_article_is_cut_in_its_own_process(
    two: Speller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spelling_processes, "_LONGEST", len(TEXTS[200]) - 1)
    foresee(two, TEXTS)
    assert set(two.cuts(TEXTS)) == {text for text in TEXTS if len(text) < len(TEXTS[200])}
    assert two.spell(PASSAGES) == SPELT


def _is_done_without(speller: Speller, caplog: pytest.LogCaptureFixture) -> None:
    """All is done, now and once more, though the other process does nothing; it is given up."""
    with caplog.at_level(logging.WARNING):
        assert stored(speller, TEXTS) == SPELT
        foresee(speller, TEXTS)
        assert stored(speller, TEXTS) == SPELT
        while speller.processes():
            pass
    assert "this one does its work" in caplog.text


def test_a_process_that_is_killed_loses_nothing(caplog: pytest.LogCaptureFixture) -> None:
    speller = Speller(shipped_analyzer(), processes=2, enough=ENOUGH)
    try:
        foresee(speller, TEXTS)
        while not (started := speller.processes()):
            pass
        os.kill(started[0], signal.SIGKILL)
        _is_done_without(speller, caplog)
    finally:
        speller.close()


def test_a_process_that_is_stopped_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    speller = Speller(shipped_analyzer(), processes=2, enough=ENOUGH, patience=0.5)
    try:
        foresee(speller, TEXTS)
        while speller.is_preparing(TEXTS[:1]):  # it is at work
            pass
        (started,) = speller.processes()
        os.kill(started, signal.SIGSTOP)
        foresee(speller, [f"{text}." for text in TEXTS])
        _is_done_without(speller, caplog)
    finally:
        speller.close()


def test_no_process_outlives_the_one_that_started_it() -> None:
    code = (
        "from rag.text.analyzer import shipped_analyzer\n"
        "from rag.text.spelling_processes import Speller\n"
        "speller = Speller(shipped_analyzer(), processes=2, enough=10)\n"
        "speller.expect(10**9)\n"
        "while not speller.processes(): pass\n"
        "print(*speller.processes(), flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        started = int(parent.stdout.readline())
        assert _runs(started)
        parent.kill()
    while _runs(started):
        pass


def _runs(process: int) -> bool:
    """Tell whether a process is there and not only its remains."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


def test_a_closed_speller_spells_by_itself() -> None:
    speller = Speller(shipped_analyzer(), processes=2, enough=ENOUGH)
    foresee(speller, TEXTS)
    speller.close()
    assert speller.cuts(TEXTS) == {}
    assert speller.spell(PASSAGES) == SPELT
    foresee(speller, TEXTS)
    assert stored(speller, TEXTS) == SPELT
    assert not speller.processes()


def test_a_users_words_are_known_in_every_process() -> None:
    from rag.text.crosslingual.glossary import GlossaryEntry

    analyzer = Analyzer([GlossaryEntry(("quarkfish",), ("كواركة",))])
    texts = [f"quarkfish {at} quarkfish" for at in range(200)]
    speller = Speller(analyzer, processes=2, enough=10)
    try:
        foresee(speller, texts, before="")
        while speller.is_preparing(texts[:100]):
            pass
        assert len(speller.cuts(texts)) == len(texts)
        assert speller.spell(texts) == list(map(analyzer.spell, texts))
    finally:
        speller.close()


def test_a_script_without_a_guard_may_use_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('begins')\n"
        "from rag.ingest.chunking import Chunker\n"
        "from rag.llm.tokens import EstimatedTokenCounter\n"
        "from rag.text.analyzer import shipped_analyzer\n"
        "from rag.text.spelling_processes import Speller\n"
        "speller = Speller(shipped_analyzer(), processes=2, enough=10)\n"
        "cut = Chunker(EstimatedTokenCounter(), max_tokens=200).cut\n"
        "texts = [f'word {at} ' * 100 for at in range(100)]\n"
        "for text in texts: speller.foresee('', text, cut)\n"
        "while speller.is_preparing(texts[:50]): pass\n"
        "print(len(speller.cuts(texts)), len(speller.processes()))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)
    assert (done.stdout.split(), done.stderr) == (["begins", "100", "1"], "")


def test_articles_foreseen_long_ago_are_cut_anew_beside_many_that_were_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spelling_processes, "_MOST_FORESEEN", 10_000)
    speller = Speller(shipped_analyzer(), processes=2, enough=100_000)
    foresee(speller, TEXTS)
    assert set(speller.cuts(TEXTS)) < set(TEXTS)
    assert speller.spell(PASSAGES) == SPELT
    assert not speller._waiting
    assert not speller._foreseen_size
