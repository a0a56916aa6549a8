"""Two libraries with different glossaries, open at once in one process, know nothing of each other.

Both hold the same articles on a zorblax. To the one it is a سمندع, to the other a قنبوط.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path
from threading import Barrier

import pytest

from rag.records import Answer, Brief, Passage, SearchFilter
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from tests.factories import with_model
from tests.openai_server import OpenAIServer

NEWS = {
    "zorblax": "The zorblax spoke at length on Sunday. Its voice was heard in every street.",
    "harbour": "The old harbour was closed for repairs. Two boats had sunk there in a storm.",
    "bridge": "Officials opened a new bridge over the river. It had taken three years to build.",
}
LATER = "A second zorblax was seen near the lighthouse. Fishermen took photographs of it."
OWN, OTHERS = "ما هو السمندع؟", "ما هو القنبوط؟"
ROUNDS = 20


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in NEWS.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], Service]]:
    """Opens the library `one` (سمندع) or `other` (قنبوط)."""
    for name, word in (("one", "سمندع"), ("other", "قنبوط")):
        (tmp_path / f"{name}.tsv").write_text(f"zorblax\t{word}\n", encoding="utf-8")
    with ExitStack() as libraries:
        yield lambda name: libraries.enter_context(Service.open(settings_of(tmp_path, name)))


@pytest.fixture
def one(opened: Callable[[str], Service], news: Path) -> Service:
    service = opened("one")
    service.index(news)
    return service


@pytest.fixture
def other(one: Service, opened: Callable[[str], Service], news: Path) -> Service:
    service = opened("other")
    service.index(news)
    return service


def settings_of(folder: Path, name: str) -> Settings:
    return Settings.load(home=folder / name, glossary=folder / f"{name}.tsv")


def known(service: Service, question: str) -> set[str]:
    """The articles with an answer to a question, by what the library takes its words to mean."""
    return {one.article.id for one in service.search(question) if one.relevant}


def told(service: Service, question: str) -> str:
    """The text of an answer; empty where the library knows none."""
    answer = service.ask(question)
    assert answer.abstained == (not answer.sentences)
    return " ".join(sentence.text for sentence in answer.sentences)


def test_each_library_finds_by_its_own_words_only(one: Service, other: Service) -> None:
    assert known(one, OWN) == known(other, OTHERS) == {"zorblax"}
    assert known(one, OTHERS) == known(other, OWN) == set()


def test_opening_a_library_changes_nothing_in_another(
    one: Service, opened: Callable[[str], Service], news: Path
) -> None:
    def seen() -> tuple[list[list[Passage]], list[Answer], Brief]:
        questions = (OWN, OTHERS, "What did the zorblax say?")
        return (
            [one.search(question) for question in questions],
            [replace(one.ask(question), seconds=0.0) for question in questions],
            replace(one.brief("السمندع"), seconds=0.0),
        )

    before = seen()
    other = opened("other")
    assert seen() == before
    other.index(news)
    assert known(other, OTHERS) == {"zorblax"}
    assert seen() == before


def test_what_is_indexed_while_another_library_is_open_has_the_keys_of_its_own(
    one: Service, other: Service, news: Path, tmp_path: Path
) -> None:
    (news / "later.txt").write_text(LATER)
    assert known(other, OTHERS) == {"zorblax"}
    assert one.index(news).added == 1
    assert other.index(news).added == 1
    assert known(one, OWN) == known(other, OTHERS) == {"zorblax", "later"}
    assert known(one, OTHERS) == known(other, OWN) == set()
    assert one.check().sound
    assert other.check().sound

    one.close()
    written = words_on_disk(tmp_path / "one")
    with Service.open(settings_of(tmp_path, "one")) as again:
        assert known(again, OWN) == {"zorblax", "later"}
        assert known(again, OTHERS) == set()
        assert again.check().sound
    assert words_on_disk(tmp_path / "one") == written, "it was indexed anew"


def words_on_disk(folder: Path) -> tuple[str | None, dict[str, bytes]]:
    """The stamp of the word index, and what its files hold."""
    catalog = Catalog(folder / "catalog.sqlite")
    stamp = catalog.meta("words")
    catalog.close()
    files = sorted((folder / "words").glob("*.*"))
    assert files
    return stamp, {file.name: file.read_bytes() for file in files if file.suffix != ".lock"}


def test_the_stamps_tell_the_glossaries_apart(one: Service, other: Service, tmp_path: Path) -> None:
    one.close()
    other.close()
    stamps = {words_on_disk(tmp_path / name)[0] for name in ("one", "other")}
    assert len(stamps) == 2
    assert None not in stamps


def test_answers_come_by_the_own_glossary(one: Service, other: Service) -> None:
    assert "The zorblax spoke at length on Sunday." in told(one, OWN)
    assert "The zorblax spoke at length on Sunday." in told(other, OTHERS)
    assert told(one, OTHERS) == told(other, OWN) == ""


def test_briefs_gather_by_the_own_glossary(one: Service, other: Service) -> None:
    english = SearchFilter(language="en")

    def cited(service: Service, topic: str) -> list[str]:
        return [article.id for article in service.brief(topic, where=english).sources]

    assert cited(one, "السمندع") == cited(other, "القنبوط") == ["zorblax"]
    assert cited(one, "القنبوط") == cited(other, "السمندع") == []


def test_what_a_model_writes_is_checked_by_the_own_glossary(
    opened: Callable[[str], Service], news: Path, tmp_path: Path, openai_server: OpenAIServer
) -> None:
    claim = "تحدث السمندع مطولا يوم الأحد."
    openai_server.reply(f"{claim} [1]")
    scores = {}
    with ExitStack() as libraries:
        services = {
            name: libraries.enter_context(
                Service.open(
                    with_model(tmp_path / f"{name}-model", openai_server).model_copy(
                        # A reader knows no invented animal.
                        update={
                            "glossary": settings_of(tmp_path, name).glossary,
                            "reader": "none",
                        }
                    )
                )
            )
            for name in ("one", "other")
        }
        for name, service in services.items():
            service.index(news / "zorblax.txt")
            (sentence,) = service.ask("What did the zorblax say?", language="ar").sentences
            assert sentence.verdict is not None
            scores[name] = sentence.verdict.score
    assert scores["one"] > scores["other"]


def test_the_word_aid_and_the_unknown_words_come_from_the_own_glossary(
    one: Service, other: Service
) -> None:
    def aid(service: Service) -> dict[str, tuple[str, ...]]:
        return {gloss.text: gloss.lemmas for gloss in service.word_aid("The zorblax spoke.")}

    assert aid(one)["zorblax"] == ("سمندع",)
    assert aid(other)["zorblax"] == ("قنبوط",)
    assert aid(one)["spoke"] == aid(other)["spoke"]
    assert "zorblax" not in dict(one.unknown_words()["en"])


def test_without_a_glossary_of_its_own_a_library_has_the_shipped_words(
    one: Service, news: Path, tmp_path: Path
) -> None:
    with Service.open(Settings.load(home=tmp_path / "plain")) as plain:
        plain.index(news)
        assert known(plain, OWN) == set()
        assert "zorblax" in dict(plain.unknown_words()["en"])
        assert "zorblax" not in [gloss.text for gloss in plain.word_aid("The zorblax spoke.")]
    assert known(one, OWN) == {"zorblax"}


def test_two_threads_ask_two_libraries_at_once(one: Service, other: Service) -> None:
    together = Barrier(2)

    def ask(service: Service, own: str, others: str) -> set[tuple[bool, str, str, str, str]]:
        together.wait(30)
        return {
            (
                "The zorblax spoke at length on Sunday." in told(service, own),
                told(service, others),
                " ".join(known(service, own)),
                " ".join(chain.from_iterable(aid.lemmas for aid in service.word_aid("zorblax"))),
                " ".join(article.id for article in service.brief(own).sources),
            )
            for _ in range(ROUNDS)
        }

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask, one, OWN, OTHERS)
        second = threads.submit(ask, other, OTHERS, OWN)
        assert first.result(300) == {(True, "", "zorblax", "سمندع", "zorblax")}
        assert second.result(300) == {(True, "", "zorblax", "قنبوط", "zorblax")}


def test_two_threads_index_two_libraries_at_once(
    opened: Callable[[str], Service], news: Path
) -> None:
    together = Barrier(2)

    def index(name: str) -> Service:
        service = opened(name)
        together.wait(30)
        service.index(news)
        return service

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(index, ("one", "other"))
    assert known(one, OWN) == known(other, OTHERS) == {"zorblax"}
    assert known(one, OTHERS) == known(other, OWN) == set()
    assert one.check().sound
    assert other.check().sound
