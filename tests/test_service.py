from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.embedding.use import UseEmbedder
from rag.errors import FingerprintError, LibraryLockedError, UsageError
from rag.records import AnswerFinished, PassagesFound, SearchFilter, SentenceFinished, TextWritten
from rag.service import Service
from rag.settings import Settings
from tests.openai_server import OpenAIServer

TALKS = (
    "The ministers met in Tokyo on Sunday. Japan hosts 54,000 American troops. "
    "The new command will be led by a three-star general."
)
CANAL = (
    "The container ship Ever Given blocked the Suez Canal for six days. "
    "It was refloated on 29 March 2021. Tugs and dredgers took part."
)
ARABIC = (
    "أعلنت الهيئة تعويم السفينة الجانحة في قناة السويس. "
    "وقال رئيس الهيئة أسامة ربيع إن 422 سفينة كانت تنتظر العبور. وبدأت حركة الملاحة مساء الاثنين."
)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "talks.md").write_text(
        "---\ntitle: Talks in Tokyo\npublished_at: 2024-07-28\noutlet: Wire\nlanguage: en\n---\n"
        + TALKS
    )
    (folder / "canal.txt").write_text(CANAL)
    (folder / "qanat.txt").write_text(ARABIC)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(home=tmp_path / "home")


@pytest.fixture
def service(settings: Settings, news: Path) -> Iterator[Service]:
    with Service.open(settings) as opened:
        opened.index([news])
        yield opened


def test_the_first_index_adds_and_the_second_changes_nothing(
    settings: Settings, news: Path
) -> None:
    with Service.open(settings) as service:
        first, second = service.index([news]), service.index([news])
    assert (first.added, first.failed) == (3, 0)
    assert (second.added, second.updated, second.unchanged) == (0, 0, 3)


def test_a_changed_file_is_found_by_its_new_words_only(service: Service, news: Path) -> None:
    (news / "canal.txt").write_text("A lighthouse was painted blue in Alexandria.")
    report = service.index([news])
    assert (report.updated, report.unchanged) == (1, 2)
    assert service.search("lighthouse painted")[0].article.id == "canal"
    assert all("dredgers" not in passage.chunk.text for passage in service.search("dredgers"))
    assert service.check().sound


def test_one_bad_file_does_not_stop_the_others(service: Service, news: Path) -> None:
    (news / "broken.txt").write_bytes(b"\x00\x01\x02\x03" * 200)
    (news / "empty.txt").write_text("")
    (news / "more.txt").write_text("A comet was seen over Aswan.")
    report = service.index([news, news / "absent.txt"])
    assert report.added == 1
    assert {Path(failure.source).name for failure in report.failures} == {
        "broken.txt",
        "empty.txt",
        "absent.txt",
    }


def test_a_search_finds_the_article_and_its_exact_slice(service: Service) -> None:
    best = service.search("How many troops does Japan host?")[0]
    assert best.article.id == "talks"
    assert best.article.text[best.chunk.start : best.chunk.end] == best.chunk.text


def test_a_search_is_narrowed_by_each_filter(service: Service) -> None:
    question = "السفينة Suez Tokyo"
    for where, expected in [
        (SearchFilter(language="ar"), {"qanat"}),
        (SearchFilter(outlet="Wire"), {"talks"}),
        (SearchFilter(outlets=["Wire", "Ledger"]), {"talks"}),
        (SearchFilter(outlets=["Ledger"]), set()),
        (SearchFilter(articles=["qanat", "none"]), {"qanat"}),
        (SearchFilter(articles=["qanat", "talks"], outlet="Wire"), {"talks"}),
        (SearchFilter(articles=["none"]), set()),
        (SearchFilter(since=date(2024, 1, 1)), {"talks"}),
        (SearchFilter(until=date(2023, 12, 31)), set()),
    ]:
        found = {passage.article.id for passage in service.search(question, where=where)}
        assert found == expected, where


def test_an_answer_is_only_of_the_chosen_articles(service: Service) -> None:
    question = "How many American troops does Japan host?"
    assert service.ask(question, where=SearchFilter(articles="talks")).outcome == "answered"
    elsewhere = service.ask(question, where=SearchFilter(articles=["qanat"]))
    assert elsewhere.outcome != "answered"
    assert {passage.article.id for passage in elsewhere.passages} <= {"qanat"}
    assert elsewhere.searched is not None
    assert elsewhere.searched.articles == 1


@pytest.mark.parametrize(
    "given",
    [{"outlets": 7}, {"articles": [7]}, {"outlets": b"x"}, {"articles": map(str, range(5001))}],
)
def test_a_filter_of_something_else_is_refused(service: Service, given: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        service.search("Tokyo", where=given)  # type: ignore[arg-type]


def test_near_copies_share_one_place(service: Service, news: Path) -> None:
    (news / "copy.txt").write_text(TALKS + " More soon.")
    service.index([news])
    found = [passage.article.id for passage in service.search("American troops in Japan")]
    assert len({"talks", "copy"} & set(found)) == 1


@pytest.mark.parametrize(
    ("question", "article_id", "quote"),
    [
        (
            "How many American troops does Japan host?",
            "talks",
            "Japan hosts 54,000 American troops.",
        ),
        (
            "كم سفينة كانت تنتظر العبور؟",
            "qanat",
            "وقال رئيس الهيئة أسامة ربيع إن 422 سفينة كانت تنتظر العبور.",
        ),
    ],
)
def test_an_answer_cites_the_sentence_that_holds_it(
    service: Service, question: str, article_id: str, quote: str
) -> None:
    answer = service.ask(question)
    assert not answer.abstained
    citation = answer.sentences[0].citations[0]
    assert (citation.article.id, citation.quote) == (article_id, quote)
    article = service.article(article_id)
    assert article is not None
    assert article.text[citation.start : citation.end] == quote


def test_a_stream_brings_passages_then_text_then_sentences_then_the_answer(
    service: Service,
) -> None:
    kinds = [type(event) for event in service.stream("When was the Ever Given refloated?")]
    assert kinds[0] is PassagesFound
    assert kinds[-1] is AnswerFinished
    assert kinds.index(TextWritten) < kinds.index(SentenceFinished)
    assert kinds.count(AnswerFinished) == 1


def test_a_question_about_nothing_in_the_archive_is_refused_with_a_reason(
    service: Service,
) -> None:
    answer = service.ask("What is the best recipe for chocolate cake?")
    assert answer.abstained
    assert answer.sentences == ()
    assert answer.reason


def test_an_empty_library_refuses_and_says_so(settings: Settings) -> None:
    with Service.open(settings) as service:
        answer = service.ask("من فاز؟")
        assert answer.abstained
        assert "المكتبة فارغة" in (answer.reason or "")


@pytest.mark.parametrize("question", ["", "   ", "x" * 2_001])
def test_a_question_that_cannot_be_asked_is_a_usage_error(service: Service, question: str) -> None:
    with pytest.raises(UsageError):
        service.ask(question)


def test_removed_articles_are_found_no_more(service: Service) -> None:
    assert service.remove(["talks", "nobody"]) == ["nobody"]
    assert service.article("talks") is None
    assert all(passage.article.id != "talks" for passage in service.search("Tokyo troops"))
    assert service.check().sound


def test_a_second_opener_is_refused(service: Service, settings: Settings) -> None:
    with pytest.raises(LibraryLockedError, match=str(os.getpid())):
        Service.open(settings)


def test_a_library_of_an_older_builtin_embedder_is_embedded_anew(
    settings: Settings, service: Service
) -> None:
    before = service.check()
    service.close()
    catalog = sqlite3.connect(settings.folder / "catalog.sqlite")
    with catalog:
        catalog.execute("UPDATE meta SET value = 'builtin:1:64' WHERE key = 'embedder'")
    catalog.close()
    with Service.open(settings) as opened:
        assert opened.search("Who blocked the Suez Canal?")[0].article.id == "canal"
        assert opened.check() == replace(before, owed_vectors=before.chunks, moving=True)
        assert opened.catch_up() == 0
        assert opened.check() == before
        assert before.sound


def test_another_embedder_is_refused_with_the_command_that_reembeds(
    settings: Settings, news: Path, openai_server: OpenAIServer
) -> None:
    with Service.open(settings) as service:
        service.index([news])
    other = Settings.load(
        home=settings.home,
        embedder="openai:text-embedding-3-small",
        openai_api_key="sk-test",
        openai_base_url=openai_server.base_url,
    )
    with pytest.raises(FingerprintError, match="mujaz doctor --reembed"):
        Service.open(other)
    with Service.open(other, reembed=True) as service:
        service.repair()
        assert service.check().sound
        assert service.search("Suez")[0].article.id == "canal"


@pytest.mark.parametrize("part", ["words", "vectors"])
def test_a_lost_index_is_made_again_on_opening(settings: Settings, news: Path, part: str) -> None:
    import shutil

    with Service.open(settings) as service:
        service.index([news])
    for path in news.iterdir():
        path.unlink()
    shutil.rmtree(settings.folder / part)
    with Service.open(settings) as service:
        assert service.search("Suez")[0].article.id == "canal"
        health = service.check()
        assert health.sound
        assert health.owed_vectors == (health.chunks if part == "vectors" else 0)
        assert service.catch_up() == 0
        assert service.check() == replace(health, owed_vectors=0)


def test_a_broken_index_is_told_and_repaired_without_the_sources(
    settings: Settings, news: Path
) -> None:
    with Service.open(settings) as service:
        service.index([news])
    for path in news.iterdir():
        path.unlink()
    (settings.folder / "words" / "meta.json").write_text("{")
    with Service.open(settings) as service:
        assert service.check().unreadable
        service.repair()
        assert service.check().sound
        assert service.search("Suez")[0].article.id == "canal"


KILLED = """
import sys
from pathlib import Path
from rag.ingest import batches, ingester as ingest
from rag.service import Service
from rag.settings import Settings
batches._ARTICLES_A_BATCH = 5
real = ingest.settle_words
def settle(catalog, index):
    real(catalog, index)
    if catalog.article_count():
        print(catalog.article_count(), flush=True)
ingest.settle_words = settle
with Service.open(Settings.load(home=sys.argv[1])) as service:
    service.index([sys.argv[2]])
"""


@pytest.mark.parametrize("after", [1, 3, 6])
def test_killed_while_indexing_the_library_keeps_what_it_acknowledged_and_heals(
    tmp_path: Path, after: int
) -> None:
    lines = [
        json.dumps({"id": f"n{number}", "text": f"Report {number} on the harbour. " + CANAL})
        for number in range(60)
    ]
    source = tmp_path / "news.jsonl"
    source.write_text("\n".join(lines))
    home = tmp_path / "home"
    command = [sys.executable, "-c", KILLED, str(home), str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = 0
        for _ in range(after):
            acknowledged = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    with Service.open(Settings.load(home=home)) as service:
        assert service.count() >= acknowledged > 0
        assert service.search("harbour report")
        assert service.check().sound
        assert service.catch_up() == 0
        assert service.check().owed_vectors == 0
        assert service.index([source]).failed == 0
        assert service.count() == 60


def test_vectors_in_a_chroma_server(settings: Settings, news: Path, chroma_server: str) -> None:
    remote = Settings.load(home=settings.home, chroma_url=chroma_server)
    with Service.open(remote) as service:
        service.index([news])
        assert service.check().sound
        assert service.search("Suez")[0].article.id == "canal"
        assert not (settings.folder / "vectors").exists()
        service.repair()
        assert service.check().sound


def test_the_embedder_says_what_it_is(service: Service) -> None:
    assert service.check().embedder == UseEmbedder().fingerprint


def test_unknown_words_are_those_that_the_glossary_lacks(service: Service, news: Path) -> None:
    (news / "zorblax.txt").write_text("The zorblax spoke. A zorblax left.")
    service.index([news])
    assert ("zorblax", 2) in service.unknown_words(limit=20)["en"]
    assert len(service.unknown_words(limit=1)["ar"]) <= 1


def test_a_changed_glossary_rebuilds_the_word_index_by_itself(
    settings: Settings, news: Path, tmp_path: Path
) -> None:
    (news / "zorblax.txt").write_text("The zorblax spoke at length.")
    own = tmp_path / "own.tsv"
    own.write_text("zorblax\tسمندع\n", encoding="utf-8")

    def score(service: Service) -> float:
        where = SearchFilter(language="en")
        hits = service.search("ماذا قال السمندع؟", where=where)
        return max((hit.score for hit in hits if hit.article.id == "zorblax"), default=0.0)

    with Service.open(settings) as service:
        service.index([news])
        before = score(service)
    with Service.open(settings.model_copy(update={"glossary": own})) as service:
        assert score(service) > before
        assert service.check().sound
    with Service.open(settings) as service:
        assert score(service) == pytest.approx(before)


@pytest.mark.parametrize("gap", [" ", "\u00a0", "\u202f", "\u2009"])
def test_numbers_in_groups_of_three_are_answered_and_briefed(
    settings: Settings, tmp_path: Path, gap: str
) -> None:
    march = tmp_path / "march.txt"
    march.write_text(
        f"More than 1{gap}500{gap}000 people marched in Algiers on Friday. The police said "
        f"that 25{gap}000 of them had come from other cities, at a cost of $53, 193, 914."
    )
    with Service.open(settings) as service:
        service.index([march])
        answer = service.ask(f"Did 1{gap}500{gap}000 people march in Algiers?")
        brief = service.brief("march in Algiers")
    assert answer.sentences[0].text.startswith("More than 1 500 000 people")
    assert brief.points[0].en is not None
