"""`mujaz.connect`: a library that a server has open, used by programs with a token."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mujaz as door
from mujaz import RemoteLibrary
from tests.mujaz.servers import begun, mujaz, samples, serving

QUESTION = "How many US troops are in Japan?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library with a server, and people."""
    folder = samples(tmp_path_factory.mktemp("served") / "home")
    with serving(folder):
        yield folder


@pytest.fixture(scope="module")
def url(home: Path) -> str:
    return str(json.loads((home / "server.json").read_text())["url"])


def token(home: Path, name: str, permission: str) -> str:
    assert mujaz(home, "user", "add", name, "--program", "--permission", permission).stdout
    return mujaz(home, "user", "token", name).stdout.strip()


@pytest.fixture(scope="module")
def writer(home: Path, url: str) -> Iterator[RemoteLibrary]:
    with door.connect(url, token(home, "writing", "write")) as library:
        yield library


@pytest.fixture(scope="module")
def reader(home: Path, url: str) -> Iterator[RemoteLibrary]:
    with door.connect(url, token(home, "reading", "read")) as library:
        yield library


def test_all_that_is_asked_is_answered(reader: RemoteLibrary) -> None:
    assert reader.count() == 24
    assert len(reader.articles()) == 24
    answer = reader.ask(QUESTION)
    assert "54,000" in answer.text
    quote = answer.sentences[0].citations[0]
    whole = reader.article(quote.article.id)
    assert whole is not None
    assert whole.text[quote.start : quote.end] == quote.quote
    assert [version.article for version in reader.versions(whole.id)] == [whole]
    assert reader.article("nobody") is None
    assert reader.totals().articles == 24
    assert reader.article_page(search="Suez")[1] > 0
    story = reader.story_of(whole.id)
    assert story is not None
    assert reader.story(story.number) == story
    assert story in [one for one, _ in reader.stories_by_day(limit=100)]
    assert reader.word_aid("الجيش")[0].lemmas
    assert reader.brief("US–Japan talks", length="short", languages=["en"]).points
    assert reader.feeds() == []


def test_answers_are_streamed_and_left(reader: RemoteLibrary) -> None:
    events = list(reader.stream(QUESTION))
    assert isinstance(events[0], door.PassagesFound)
    assert isinstance(events[-1], door.AnswerFinished)
    stream = reader.stream(QUESTION)
    next(stream)
    stream.close()
    steps = list(reader.stream_brief("Japan", length="short"))
    assert isinstance(steps[-1], door.BriefFinished)

    async def draw() -> list[Any]:
        left = reader.astream(QUESTION)
        await anext(left)
        await left.aclose()
        return [event async for event in reader.astream(QUESTION)]

    assert isinstance(asyncio.run(draw())[-1], door.AnswerFinished)


def test_langchain_is_given_the_library_elsewhere(reader: RemoteLibrary) -> None:
    found = reader.retriever.invoke("Suez Canal")
    assert found
    assert found[0].metadata["article_id"]
    assert "54,000" in reader.chain.invoke(QUESTION)["answer"].text
    assert reader.brief_chain.invoke({"topic": "Japan", "length": "short"})["brief"].points


def test_files_of_this_machine_are_sent(writer: RemoteLibrary, tmp_path: Path) -> None:
    (tmp_path / "news" / "deep").mkdir(parents=True)
    (tmp_path / "news" / "sea.txt").write_text("A ship sank off the coast on Monday. All lived.")
    (tmp_path / "news" / "deep" / "sun.txt").write_text("The sun shone on Tuesday over Amman.")
    (tmp_path / "news" / "bad.pdf").write_text("no PDF")
    (tmp_path / "news" / "picture.png").write_text("no text")
    told: list[door.IndexProgress] = []
    report = writer.index([tmp_path / "news", tmp_path / "nowhere.txt"], told.append)
    assert (report.added, report.failed) == (2, 3)
    assert told[-1].done == 3
    assert {one.source for one in writer.articles()} >= {"news/sea.txt", "news/deep/sun.txt"}
    large = door.Draft(text="Rain fell on Haifa. " * 60_000, id="large")
    assert writer.add([large, {"text": "Snow fell on Amman on Friday.", "id": "snow"}]).added == 2
    assert writer.remove(["sea", "sun", "large", "snow", "nobody"])[-1] == "nobody"
    assert writer.restore("snow") == []
    writer.remove("snow")


def test_a_file_that_cannot_be_opened_keeps_no_other_from_being_sent(
    writer: RemoteLibrary, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "b.txt").write_text("The dam at Kirel was opened on Monday by two ministers.")
    report = writer.index(tmp_path, stories=False)
    assert report.added == 1
    assert [failure.source for failure in report.failures] == [str(tmp_path / "a.txt")]


def test_only_the_owner_names_files_of_the_server(writer: RemoteLibrary, home: Path) -> None:
    with pytest.raises(door.UsageError, match="only the owner"):
        writer._index([str(home / "catalog.sqlite")], None, vectors=True)
    with pytest.raises(door.UsageError):
        writer.index_each([(home / "catalog.sqlite", "a.txt")])


def test_what_a_token_does_not_allow_is_refused(
    reader: RemoteLibrary, writer: RemoteLibrary, url: str
) -> None:
    with pytest.raises(door.UsageError, match="refused"):
        reader.remove("01-us-japan-talks.en")
    with pytest.raises(door.UsageError, match="refused"):
        writer.check()
    with pytest.raises(door.UsageError, match="refused") as refused:
        door.connect(url, "mujaz_wrong")
    assert "mujaz_wrong" not in str(refused.value)


def test_changes_are_written_down_and_nothing_else(
    writer: RemoteLibrary, home: Path, tmp_path: Path
) -> None:
    writer.add({"text": "Hail fell on Jaffa on Sunday.", "id": "hail"})
    writer.remove("hail")
    before = _noted(home)
    assert ("writing", "articles.remove", "hail") in before
    writer.remove("hail")
    writer.remove(["hail", "rain"])
    writer.index(tmp_path / "nothing.txt")
    assert _noted(home) == before


def _noted(home: Path) -> list[tuple[str, str, str]]:
    told = json.loads(mujaz(home, "audit", "--json").stdout)
    return [(one["person"], one["action"], one["subject"]) for one in told]


def test_errors_are_of_the_same_class_with_the_same_fields(
    writer: RemoteLibrary, tmp_path: Path
) -> None:
    with door.open(tmp_path / "library") as here:
        for library in (here, writer):
            with pytest.raises(door.SourceError) as failed:
                library.watch("http://127.0.0.1:9/feed")
            assert failed.value.source == "http://127.0.0.1:9/feed"
            assert getattr(failed.value, "private", None) is True
            for wrong in (7, " ", None):
                with pytest.raises(door.UsageError):
                    library.ask(wrong)  # type: ignore[arg-type]
            with pytest.raises(door.UsageError):
                library.add([7])  # type: ignore[list-item]


def test_ctrl_c_stops_what_the_server_does_and_loses_nothing(home: Path, url: str) -> None:
    # More than twice as many as are kept at one time: some are left when the signal comes.
    lines = [json.dumps({"id": f"n{at}", "text": f"Report {at} on Suez."}) for at in range(4000)]
    news = home.parent / "news.jsonl"
    news.write_text("\n".join(lines))
    owner = json.loads((home / "server.json").read_text())["token"]
    with door.connect(url, owner) as library:
        before = library.count()
        indexing = begun(home, "index", news)
        while library.count() == before:
            assert indexing.poll() is None
        indexing.send_signal(signal.SIGINT)
        _, said = indexing.communicate(timeout=60)
        assert (indexing.returncode, said) == (130, "mujaz: stopped\n")
        report = library.index(news, vectors=False)  # which waits for what was begun
        assert 0 < report.added < 4000
        assert report.added + report.unchanged == 4000
        assert library.remove([f"n{at}" for at in range(4000)]) == []


def test_many_terminals_ask_at_once(home: Path) -> None:
    asking = [begun(home, "ask", QUESTION) for _ in range(4)]
    told = {one.communicate(timeout=120)[0] for one in asking}
    assert len(told) == 1
    assert "54,000" in told.pop()


def test_a_server_that_is_killed_leaves_the_library_to_others(tmp_path: Path, home: Path) -> None:
    other = tmp_path / "home"
    with serving(other) as server:
        assert mujaz(other, "list").returncode == 0
        server.kill()
        server.wait()
        assert (other / "server.json").exists()
        assert mujaz(other, "list").returncode == 0
    with serving(other):
        assert mujaz(other, "doctor").returncode == 0
    assert not (other / "server.json").exists()
