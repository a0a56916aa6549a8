from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray

from mujaz.cli import MujazCommands, main
from rag.exports import FORMATS
from rag.records import StoredChunk
from rag.store.local_index import LocalIndex
from rag.stories import keeping, profile
from rag.stories.profile import Profile
from tests.openai_server import API_KEY, Fault, OpenAIServer
from tests.sources.pdf.made import set_in_lines

MUJAZ = str(Path(sys.executable).with_name("mujaz"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "talks.txt").write_text("Ministers met in Tokyo. Japan hosts 54,000 American troops.")
    (folder / "qanat.txt").write_text("عادت الملاحة في قناة السويس. وانتظرت 422 سفينة دورها.")
    return folder


def mujaz(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def printed(result: Result) -> Any:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return json.loads(result.stdout)


def test_index_prints_its_report_and_exits_with_0(news: Path) -> None:
    result = mujaz("index", news)
    assert result.exit_code == 0
    assert result.stdout == "2 added, 0 updated, 0 unchanged, 0 failed\n"


def test_vectors_can_be_stopped_and_follow_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C comes while the first of two steps is embedded."""
    lines = [json.dumps({"id": f"n{at}", "text": f"Report {at} on Suez."}) for at in range(300)]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    monkeypatch.setenv("MUJAZ_EMBEDDER", "use")
    real = LocalIndex.embed

    def interrupted(self: LocalIndex, chunks: Sequence[StoredChunk]) -> NDArray[np.float32]:
        os.kill(os.getpid(), signal.SIGINT)
        return real(self, chunks)

    with monkeypatch.context() as patched:
        patched.setattr(LocalIndex, "embed", interrupted)
        result = mujaz("index", tmp_path / "news.jsonl")
    assert (result.exit_code, result.stdout) == (0, "300 added, 0 updated, 0 unchanged, 0 failed\n")
    assert result.stderr.count("\n") == 1
    assert "44 vectors are still to be made" in result.stderr
    search = mujaz("search", "Suez")
    assert (search.exit_code, "44 vectors are still to be made" in search.stderr) == (0, True)
    doctor = mujaz("doctor")
    assert (doctor.exit_code, doctor.stdout.splitlines()[-1]) == (0, "sound")
    assert "44 vectors are still to be made" in doctor.stdout
    assert printed(mujaz("doctor", "--json"))["owed_vectors"] == 44
    assert "still to be made" not in mujaz("doctor", "--repair").stdout
    assert printed(mujaz("index", tmp_path / "news.jsonl", "--json"))["vectors_owed"] == 0


def test_ctrl_c_while_a_command_is_loaded_is_told_as_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "interrupted_command.py").write_text("raise KeyboardInterrupt")
    monkeypatch.syspath_prepend(tmp_path)
    commands = MujazCommands("mujaz", places={"move": "interrupted_command:move"})
    result = CliRunner().invoke(commands, ["move"])
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "mujaz: stopped\n"


@pytest.mark.parametrize("times", [1, 2])
def test_stories_can_be_stopped_and_follow_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Ctrl-C, and then another, comes while the articles are made ready to be grouped."""
    lines = [json.dumps({"id": f"n{at}", "text": f"Report {at} on Suez."}) for at in range(30)]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    monkeypatch.setenv("MUJAZ_EMBEDDER", "use")
    real = profile.profiles

    def interrupted(*given: Any) -> list[Profile]:
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGINT)
        return real(*given)

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "profiles", interrupted)
        result = mujaz("index", tmp_path / "news.jsonl")
    assert result.exit_code == (0 if times == 1 else 130)
    assert result.stdout == "30 added, 0 updated, 0 unchanged, 0 failed\n"
    assert "30 vectors are still to be made" in result.stderr
    assert "30 articles are still to be put into stories" in result.stderr
    doctor = mujaz("doctor")
    assert (doctor.exit_code, doctor.stdout.splitlines()[-1]) == (0, "sound")
    assert mujaz("index", tmp_path / "news.jsonl").stderr == ""
    assert "no story" not in mujaz("doctor").stdout


def test_doctor_counts_former_versions_and_show_counts_pages(news: Path) -> None:
    import typst

    source = news / "harbour.typ"
    source.write_text("The harbour was closed on Sunday.\n#pagebreak()\nIt opens on Tuesday.")
    typst.compile(source, output=news / "harbour.pdf")
    source.unlink()
    mujaz("index", news)
    assert "former" not in mujaz("doctor").stdout
    (news / "harbour.txt").write_text("The lock of the harbour was opened on Friday.")
    mujaz("index", news)
    (news / "harbour.txt").write_text("The lock of the harbour was opened on Saturday.")
    mujaz("index", news)
    assert mujaz("doctor").stdout.splitlines()[0].endswith(", 1 former version")
    pages = [mujaz("show", one["id"]).stdout for one in printed(mujaz("list", "--json"))]
    assert sum(" · 2 pages" in shown for shown in pages) == 1


@pytest.mark.parametrize("flag", ["", "--json"])
def test_what_is_in_is_told_where_the_embedding_server_fails(
    news: Path, monkeypatch: pytest.MonkeyPatch, openai_server: OpenAIServer, flag: str
) -> None:
    monkeypatch.setenv("MUJAZ_EMBEDDER", "openai:text-embedding-3-small")
    monkeypatch.setenv("OPENAI_API_KEY", API_KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.base_url)
    openai_server.fault(Fault.UNAUTHORIZED)
    result = mujaz(*filter(None, ("index", str(news), flag)))
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("mujaz: ")
    if flag:
        assert (printed(result)["added"], printed(result)["vectors_owed"]) == (2, 2)
    else:
        assert result.stdout.startswith("2 added")
        assert "2 vectors are still to be made" in result.stderr


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("ask", "How many American troops does Japan host?"), "54,000"),
        (("ask", "كم سفينة انتظرت دورها؟", "--json"), "422"),
        (("brief", "American troops in Japan", "--in", "en"), "54,000"),
        (("brief", "American troops in Japan", "--json"), "54,000"),
    ],
)
def test_where_the_model_fails_what_is_quoted_is_printed_and_the_fault_is_on_stderr(
    news: Path,
    monkeypatch: pytest.MonkeyPatch,
    openai_server: OpenAIServer,
    command: Sequence[str],
    told: str,
) -> None:
    mujaz("index", news)
    monkeypatch.setenv("MUJAZ_MODEL", "openai:scripted")
    monkeypatch.setenv("OPENAI_API_KEY", API_KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.base_url)
    openai_server.fault(Fault.UNAUTHORIZED)
    result = mujaz(*command)
    assert result.exit_code == 0
    assert told in result.stdout
    assert result.stderr.startswith("mujaz: ")
    assert "OPENAI_API_KEY" in result.stderr
    assert API_KEY not in result.output
    if "--json" in command:
        made = printed(result)
        assert made["writer"] == "extractive"
        assert made["fault"] in result.stderr


def test_a_refused_file_is_named_and_the_exit_code_is_1(news: Path) -> None:
    (news / "bad.txt").write_bytes(bytes(range(256)) * 4)
    result = mujaz("index", news, "--json")
    report = printed(result)
    assert result.exit_code == 1
    assert (report["added"], report["failed"]) == (2, 1)
    assert report["failures"][0]["source"].endswith("bad.txt")


def test_of_very_many_refused_files_the_first_are_named_and_the_others_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.ingest.ingester._REMARKS_KEPT", 3)
    for number in range(10):
        (tmp_path / f"empty{number}.txt").write_text("")
    result = mujaz("index", tmp_path)
    assert result.exit_code == 1
    assert result.stdout == "0 added, 0 updated, 0 unchanged, 10 failed\n"
    assert len(result.stderr.splitlines()) == 4
    assert "7 more" in result.stderr.splitlines()[-1]
    report = printed(mujaz("index", tmp_path, "--json"))
    assert (report["failed"], len(report["failures"]), report["failures_left_off"]) == (10, 3, 7)


def test_a_link_is_fetched_and_refused_with_its_reason(news: Path) -> None:
    """The command fetches for real: a link into this machine gets no further than the check."""
    result = mujaz("index", "http://127.0.0.1/story", news / "talks.txt")
    assert (result.exit_code, result.stdout) == (1, "1 added, 0 updated, 0 unchanged, 1 failed\n")
    assert "failed: http://127.0.0.1/story: 127.0.0.1 is not a public address" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PROXY", "socks5://s3cret@127.0.0.1:1"), ("USER_AGENT", "a\r\nCookie: b")]
)
def test_a_setting_for_links_that_cannot_be_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"MUJAZ_{name}", value)
    result = mujaz("index", "https://news.example/story")
    assert result.exit_code == 2
    assert name.lower() in result.stderr.lower()
    assert value not in result.stderr
    assert "s3cret" not in result.stderr


def test_files_of_a_kind_that_is_not_read_are_counted_and_named(news: Path) -> None:
    (news / "clip.mp4").write_bytes(b"x")
    result = mujaz("index", news)
    assert result.exit_code == 1
    assert result.stdout == "2 added, 0 updated, 0 unchanged, 1 failed\n"
    assert f"not read: 1 .mp4 file: {news / 'clip.mp4'}\n" in result.stderr
    report = printed(mujaz("index", news, "--json"))
    assert report["unread"] == [
        {"extension": ".mp4", "count": 1, "names": [str(news / "clip.mp4")]}
    ]


def test_a_text_that_stands_under_another_title_is_named_as_the_same(tmp_path: Path) -> None:
    text = "The bridge of Mosul was opened on Sunday.\nIt is 648 metres long."
    lines = [{"id": one, "title": f"Title {one}", "text": text} for one in "ab"]
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, lines)))
    result = mujaz("index", tmp_path / "news.jsonl")
    assert (result.exit_code, result.stdout) == (0, "1 added, 0 updated, 1 unchanged, 0 failed\n")
    assert "news.jsonl, line 2: its text stands already in the library as 'a'" in result.stderr


def test_index_without_anything_to_index_is_a_usage_error() -> None:
    result = mujaz("index")
    assert result.exit_code == 2
    assert "--samples" in result.stderr


def test_ask_prints_one_object_with_exact_quotes(news: Path) -> None:
    mujaz("index", news)
    answer = printed(mujaz("ask", "How many American troops does Japan host?", "--json"))
    assert set(answer) >= {
        "question",
        "language",
        "abstained",
        "reason",
        "text",
        "sentences",
        "passages",
        "writer",
        "usage",
        "seconds",
    }
    citation = answer["sentences"][0]["citations"][0]
    assert set(citation) >= {
        "number",
        "article_id",
        "title",
        "source",
        "published_at",
        "start",
        "end",
        "quote",
    }
    text = (news / "talks.txt").read_text()
    assert citation["quote"] == text[citation["start"] : citation["end"]]
    assert citation["quote"] == "Japan hosts 54,000 American troops."
    passage = answer["passages"][0]
    assert passage["text"] == text[passage["start"] : passage["end"]]
    assert {"chunk_id", "article_id", "title", "language", "score"} <= set(passage)


def test_ask_in_arabic_shows_the_sentence_and_its_source(news: Path) -> None:
    mujaz("index", news)
    result = mujaz("ask", "كم سفينة انتظرت دورها؟")
    assert "وانتظرت 422 سفينة دورها. [1]" in result.stdout
    assert "(qanat)" in result.stdout


@pytest.mark.parametrize(
    ("lines", "question", "source"),
    [
        (["The harbour opened in May.", "Japan hosts 54,000 American troops."],
         "How many American troops does Japan host?", ", p. 2 (paper)"),
        (["فُتح الميناء في مايو.", "انتظرت 422 سفينة دورها في قناة السويس."],
         "كم سفينة انتظرت دورها؟", "، ص 2 (paper)"),
    ],
)  # fmt: skip
def test_ask_names_the_page_of_a_pdf(
    news: Path, lines: list[str], question: str, source: str
) -> None:
    for path in news.iterdir():
        path.unlink()
    to_left = "ص" in source
    (news / "paper.pdf").write_bytes(set_in_lines([[one] for one in lines], to_left=to_left))
    assert mujaz("index", news).exit_code == 0
    assert source.replace("،", ",") in mujaz("ask", question).stdout
    citation = printed(mujaz("ask", question, "--json"))["sentences"][0]["citations"][0]
    assert (citation["quote"], citation["page"]) == (lines[1], 2)


@pytest.mark.parametrize(
    ("said", "printed_line"),
    [("thanks", "You are welcome. Ask whenever you like."), ("صباح الخير", "أهلًا بك.")],
)
def test_a_courtesy_prints_one_line(news: Path, said: str, printed_line: str) -> None:
    mujaz("index", news)
    result = mujaz("ask", said)
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert line.startswith(printed_line)


def test_a_wish_for_news_prints_each_article_with_a_sentence(news: Path) -> None:
    (news / "day.md").write_text("---\npublished_at: 2024-07-28\n---\nA ferry sank off the island.")
    mujaz("index", news)
    shown = mujaz("ask", "What happened in July 2024?").stdout.splitlines()
    assert shown[0] == "1 article published in July 2024:"
    assert shown[1].endswith("2024-07-28 (day)")
    assert shown[2].strip() == "A ferry sank off the island."
    assert mujaz("ask", "ماذا حدث عام 1999؟").stdout.startswith("لا يوجد في الأرشيف أي مقال")


def test_an_abstention_is_no_error(news: Path) -> None:
    mujaz("index", news)
    result = mujaz("ask", "Which opera did Verdi compose last?")
    assert result.exit_code == 0
    assert result.stdout.strip()
    assert "[1]" not in result.stdout


def test_search_prints_as_many_passages_as_asked_for(news: Path) -> None:
    mujaz("index", news)
    found = printed(mujaz("search", "قناة السويس Tokyo", "-k", "1", "--json"))["passages"]
    assert len(found) == 1


def test_search_and_ask_take_filters(news: Path) -> None:
    mujaz("index", news)
    found = printed(mujaz("search", "قناة Tokyo", "--language", "ar", "--json"))["passages"]
    assert {passage["language"] for passage in found} == {"ar"}
    assert mujaz("ask", "Tokyo", "--since", "soon").exit_code == 2


def test_list_and_remove(news: Path) -> None:
    mujaz("index", news)
    assert [article["id"] for article in printed(mujaz("list", "--json"))] == ["qanat", "talks"]
    result = mujaz("remove", "talks", "nobody")
    assert result.exit_code == 1
    assert "nobody" in result.stderr
    assert [article["id"] for article in printed(mujaz("list", "--json"))] == ["qanat"]


def test_list_takes_filters(tmp_path: Path) -> None:
    news = [
        {"id": "en", "date": "2024-07-28", "outlet": "Wire", "text": "The ship floated again."},
        {"id": "ar", "date": "2024-08-01", "outlet": "الوكالة", "text": "عامت السفينة من جديد."},
        {"id": "undated", "outlet": "Wire", "text": "The dam is full of water this year."},
    ]
    (tmp_path / "n.jsonl").write_text("\n".join(map(json.dumps, news)))
    mujaz("index", tmp_path / "n.jsonl")

    def listed(*words: str) -> set[str]:
        return {one["id"] for one in printed(mujaz("list", "--json", *words))}

    assert listed() == {"en", "ar", "undated"}
    assert listed("--since", "تموز 2024") == {"en", "ar"}
    assert listed("--outlet", "الوكالة") == {"ar"}
    assert listed("--outlet", "الوكالة", "--outlet", "Wire") == {"en", "ar", "undated"}
    found = printed(mujaz("search", "ship السفينة", "--json", "--outlet", "x", "--outlet", "Wire"))
    assert {passage["outlet"] for passage in found["passages"]} == {"Wire"}
    assert listed("--since", "July 2024", "--until", "July 2024") == {"en"}
    assert listed("--outlet", "Wire") == {"en", "undated"}
    assert listed("--language", "ar") == {"ar"}
    result = mujaz("list", "--until", "2020")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "none of the 3 articles" in result.stderr


def test_doctor_finds_a_library_sound(news: Path) -> None:
    mujaz("index", news)
    result = mujaz("doctor", "--json")
    assert result.exit_code == 0
    assert printed(result)["sound"] is True


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("MUJAZ_CHUNK_TOKEN", "9", "MUJAZ_CHUNK_TOKENS"),
        ("MUJAZ_CHUNK_TOKENS", "many", "chunk_tokens"),
        ("MUJAZ_EMBEDDER", "magic", "magic"),
        ("MUJAZ_CHROMA_URL", "nonsense", "http://"),
        ("MUJAZ_MILVUS_URL", "nonsense", "http://host:19530"),
    ],
)
def test_a_wrong_setting_is_named_without_a_traceback(
    news: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    result = mujaz("index", news)
    assert result.exit_code == 2
    assert told in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_host_that_is_no_name_is_told_before_anything_is_served() -> None:
    result = mujaz("serve", "--port", "0", "--allow-host", "http://desk.example")
    assert result.exit_code == 2
    assert "'http://desk.example' is not the name of a host" in result.stderr
    assert result.stdout == ""


def test_a_home_that_cannot_be_made_is_told(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUJAZ_HOME", str(news / "talks.txt" / "home"))
    result = mujaz("list")
    assert result.exit_code == 2
    assert "MUJAZ_HOME" in result.stderr


def test_the_samples_can_be_indexed_and_asked() -> None:
    assert mujaz("index", "--samples").exit_code == 0
    articles = printed(mujaz("list", "--json"))
    assert len(articles) >= 24
    assert {article["language"] for article in articles} == {"ar", "en"}
    answer = printed(mujaz("ask", "How many US troops are in Japan?", "--json"))
    assert any("54,000" in sentence["text"] for sentence in answer["sentences"])


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['mujaz', '--help']\n"
        "from mujaz.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'chromadb', 'gradio', 'openai', 'langchain_core', 'numpy', 'pydantic'}\n"
        "sys.exit(sorted(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_cold_command_prints_plain_json_and_no_progress_in_a_pipe(news: Path, home: Path) -> None:
    done = subprocess.run(
        [MUJAZ, "index", str(news), "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "MUJAZ_HOME": str(home)},
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["added"] == 2
    assert done.stderr == ""


def test_doctor_shows_the_words_that_the_glossary_lacks(news: Path) -> None:
    (news / "zorblax.txt").write_text("The zorblax spoke. A zorblax left.")
    mujaz("index", news)
    assert ["zorblax", 2] in printed(mujaz("doctor", "--glossary", "--json"))["unknown_words"]["en"]
    assert "en       2  zorblax" in mujaz("doctor", "--glossary").stdout


def test_a_broken_line_of_the_own_glossary_is_named(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "own.tsv").write_text("war\n")
    monkeypatch.setenv("MUJAZ_GLOSSARY", str(news / "own.tsv"))
    result = mujaz("list")
    assert result.exit_code == 2
    assert "own.tsv, line 1" in result.stderr


STORY = {
    "ar": "أعلنت هيئة قناة السويس تعويم السفينة الجانحة يوم الاثنين. "
    "وانتظرت 422 سفينة دورها للعبور. "
    "وقال رئيس الهيئة أسامة ربيع إن الخسائر بلغت 15 مليون دولار في اليوم. "
    "ويجري خبراء تحقيقا في أسباب الحادث.",
    "en": "The Suez Canal Authority said the grounded ship was refloated on Monday. "
    "Some 422 ships waited their turn to cross. "
    "The authority's chairman, Osama Rabie, put the losses at $15 million a day. "
    "Experts are investigating the causes of the accident.",
}


@pytest.fixture
def story(tmp_path: Path) -> Path:
    folder = tmp_path / "story"
    folder.mkdir()
    for language, text in STORY.items():
        (folder / f"{language}.txt").write_text(text)
    mujaz("index", folder)
    return folder


def test_ask_prints_a_verdict_for_every_sentence(story: Path) -> None:
    answer = printed(mujaz("ask", "How many ships waited their turn?", "--json"))
    assert [one["verdict"] for one in answer["sentences"]] == ["quoted"] * len(answer["sentences"])
    assert all(one["reasons"] == [] for one in answer["sentences"])


def test_a_refusal_says_what_was_searched_and_what_is_nearest(story: Path) -> None:
    result = mujaz("ask", "Which opera did Verdi compose last?")
    assert result.exit_code == 0
    assert "2 articles" in result.stdout
    answer = printed(mujaz("ask", "Which opera did Verdi compose last?", "--json"))
    assert answer["searched"] == {"articles": 2, "since": None, "until": None}


def test_a_quoted_sentence_says_so_in_the_language_of_the_question(news: Path) -> None:
    mujaz("index", news)
    english = mujaz("ask", "How many American troops does Japan host?").stdout
    assert 'Japan hosts 54,000 American troops. [1]\n    " Quoted from the article\n' in english
    assert "منقول من المقال" in mujaz("ask", "كم سفينة انتظرت دورها؟").stdout


def test_what_may_help_is_printed_apart_and_never_as_an_answer(
    news: Path, monkeypatch: pytest.MonkeyPatch, openai_server: OpenAIServer
) -> None:
    mujaz("index", news)
    for name, value in (
        ("MUJAZ_MODEL", "openai:test"),
        ("OPENAI_API_KEY", API_KEY),
        ("OPENAI_BASE_URL", openai_server.base_url),
    ):
        monkeypatch.setenv(name, value)
    openai_server.reply("NO_ANSWER")
    result = mujaz("ask", "How many American troops does Japan pay for?")
    assert result.exit_code == 0
    before, _, after = result.stdout.partition("These passages may help:\n")
    assert "54,000" not in before
    assert after.splitlines()[1].strip() == "Japan hosts 54,000 American troops."
    assert "[1]" not in result.stdout
    assert "Quoted" not in result.stdout


def test_brief_prints_both_languages_as_one_object(story: Path) -> None:
    brief = printed(mujaz("brief", "the ship in the Suez Canal", "--json"))
    assert set(brief) >= {
        *("topic", "as_of", "writer", "points", "disagreements", "dropped"),
        *("missing_languages", "sources", "usage", "seconds"),
    }
    first = brief["points"][0]
    assert first["ar"]["text"].startswith("أعلنت")
    assert first["en"]["text"].startswith("The Suez Canal Authority")
    assert first["en"]["verdict"] == "quoted"
    assert {one["article_id"] for one in first["citations"]} == {"ar", "en"}


@pytest.mark.parametrize(
    ("ending", "begins"),
    [("md", b"#"), ("html", b"<!"), ("docx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")],
)
def test_brief_writes_the_format_of_the_file(
    story: Path, tmp_path: Path, ending: str, begins: bytes
) -> None:
    file = tmp_path / f"brief.{ending}"
    result = mujaz("brief", "--article", "ar", "--article", "en", "-o", file)
    assert result.exit_code == 0
    assert file.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        ((), "--article"),
        (("--article", "gone"), "mujaz list"),
        (("ship", "--length", "endless"), "short"),
        (("ship", "--length", "5"), "30"),
        (("ship", "-o", "/no/such/folder/brief.md"), "there is no folder /no/such/folder"),
    ],
)
def test_a_brief_that_cannot_be_made_says_how_to_mend_it(
    story: Path, words: tuple[str, ...], mend: str
) -> None:
    result = mujaz("brief", *words)
    assert result.exit_code == 2
    assert mend in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("ending", [".rtf", ".txt", ".DOC", ".md~"])
def test_a_file_of_an_unknown_format_is_refused_by_name_before_anything_is_written(
    story: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"out{ending}"
    result = mujaz("brief", "ship", "-o", file)
    assert result.exit_code == 2
    assert ending in result.stderr
    assert all(f".{name}" in result.stderr for name in FORMATS)
    assert not file.exists()


def test_characters_that_a_pdf_cannot_show_are_told(tmp_path: Path) -> None:
    source, file = tmp_path / "s.txt", tmp_path / "brief.pdf"
    source.write_text("Port opens\n\nThe port of ሀ opened its second quay on Sunday in 中国.\n")
    mujaz("index", source)
    result = mujaz("brief", "--article", "s", "--in", "en", "-o", file)
    assert result.exit_code == 0
    assert "U+1200 Ethiopic syllable ha" in result.stderr
    assert "U+4E2D" not in result.stderr
    other = mujaz("brief", "--article", "s", "--in", "en", "-o", tmp_path / "brief.docx")
    assert "U+1200" not in other.stderr


def test_a_named_format_outweighs_the_ending_of_the_file(story: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.text"
    assert mujaz("brief", "--article", "en", "--format", "md", "-o", file).exit_code == 0
    assert file.read_text(encoding="utf-8").startswith(("#", "<div"))


def test_a_file_called_minus_is_the_screen(story: Path) -> None:
    result = mujaz("brief", "ship", "-o", "-")
    assert result.exit_code == 0
    assert result.stdout.startswith(("#", "<div"))
    assert not Path("-").exists()


def test_a_brief_of_nothing_says_so_and_exits_with_1(story: Path) -> None:
    result = mujaz("brief", "chocolate cake", "--json")
    brief = printed(result)
    assert result.exit_code == 1
    assert (brief["abstained"], brief["points"]) == (True, [])
    assert "none is about “chocolate cake”" in brief["reason"]
    assert brief["reason"] in result.stderr


@pytest.mark.parametrize("ending", FORMATS)
def test_no_file_is_written_for_a_brief_of_nothing(
    story: Path, tmp_path: Path, ending: str
) -> None:
    result = mujaz("brief", "كعكة الشوكولاتة", "-o", tmp_path / f"brief.{ending}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "«كعكة الشوكولاتة»" in result.stderr
    assert not list(tmp_path.glob("brief.*"))


def test_a_brief_in_the_language_of_no_article_says_which_there_is(story: Path) -> None:
    result = mujaz("brief", "--article", "ar", "--in", "en")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Found 1 article, in Arabic only" in result.stderr


@pytest.mark.parametrize(("locale", "told"), [("ar_JO.UTF-8", "لا مقالات"), ("C", "no articles")])
def test_without_a_topic_the_locale_says_whose_language_it_is(
    story: Path, monkeypatch: pytest.MonkeyPatch, locale: str, told: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert told in mujaz("brief", "--outlet", "x").stderr


@pytest.mark.parametrize("length", ["قصير", "60 words", "٦٠ كلمة", "short"])
def test_a_length_may_be_in_words(story: Path, length: str) -> None:
    assert printed(mujaz("brief", "ship", "--length", length, "--json"))["words"] == 60


@pytest.mark.parametrize("command", ["search", "ask", "brief"])
def test_days_may_be_in_words_in_every_command(tmp_path: Path, command: str) -> None:
    says = "The ship was refloated on {}."
    news = [
        {"id": day, "date": day, "title": f"Ship {day}", "text": says.format(day)}
        for day in ("2024-06-30", "2024-07-28", "2024-08-01")
    ]
    (tmp_path / "n.jsonl").write_text("\n".join(map(json.dumps, news)))
    mujaz("index", tmp_path / "n.jsonl")
    for since, until in [("July 2024", "تموز 2024"), ("2024-07", "٣١ يوليو ٢٠٢٤")]:
        result = mujaz(command, "ship refloated", "--since", since, "--until", until, "--json")
        assert "2024-07-28" in result.stdout
        assert "2024-06-30" not in result.stdout
        assert "2024-08-01" not in result.stdout
    for since, until, told in [("soon", "2024", "'soon'"), ("2025", "2024", "swap")]:
        result = mujaz(command, "ship", "--since", since, "--until", until)
        assert (result.exit_code, result.stdout) == (2, "")
        assert told in result.stderr


def test_into_a_folder_a_brief_goes_under_the_name_of_its_story(
    story: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "briefs"
    folder.mkdir()
    for _ in range(2):
        result = mujaz("brief", "the grounded ship", "--format", "html", "-o", f"{folder}/")
        assert result.exit_code == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["the-grounded-ship-2.html", "the-grounded-ship.html"]
    assert mujaz("brief", "السفينة الجانحة", "-o", folder).exit_code == 0
    assert (folder / "السفينة-الجانحة.md").exists()


def test_a_folder_that_is_not_there_is_told(story: Path, tmp_path: Path) -> None:
    result = mujaz("brief", "ship", "-o", f"{tmp_path}/none/")
    assert result.exit_code == 2
    assert "no folder" in result.stderr
    refused = mujaz("brief", "ship", "--format", "rtf")
    assert refused.exit_code == 2
    assert all(name in refused.stderr for name in FORMATS)
