"""The benchmarks read their data, make their articles and print their figures as they say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.bench.__main__ import LEFT_OUT, SECTIONS, main
from eval.bench.answer_quality import is_right
from eval.bench.bench_library import EMBEDDER, embedder_name, settings
from eval.bench.crash_recovery import kill_rounds
from eval.bench.fitting.questions import Posed
from eval.bench.harness import Measurement, render
from eval.bench.indexing import in_stages
from eval.bench.made_up_news import generate
from eval.bench.public_sets import DataMissingError, load_arcd, load_ntrex, pieces
from rag.records import Article, Chunk, Citation, Evidence, Passage, Sentence
from rag.settings import Settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder shaped like the public sets, with made-up texts."""
    first = {"context": "النهر طويل.", "qas": [_asked("ما الطويل؟", "النهر")]}
    second = {"context": "الجبل عال.", "qas": [_asked("ما العالي؟", "الجبل")]}
    (tmp_path / "arcd").mkdir()
    for name, paragraphs in (("train", [first, second]), ("test", [first])):
        squad = {"data": [{"title": "أرض", "paragraphs": paragraphs}]}
        (tmp_path / "arcd" / f"arcd-{name}.json").write_text(json.dumps(squad), encoding="utf-8")
    ntrex = tmp_path / "ntrex"
    ntrex.mkdir()
    (ntrex / "newstest2019.ar.txt").write_text("واحد\nاثنان\nثلاثة\n", encoding="utf-8")
    (ntrex / "newstest2019.en.txt").write_text(
        f"One\nTwo\n{' '.join(['three'] * 150)}\n", encoding="utf-8"
    )
    (ntrex / "document_ids.tsv").write_text("a.1\na.1\nb.2\n", encoding="utf-8")
    return tmp_path


def _asked(question: str, answer: str) -> dict[str, object]:
    return {"id": "1", "question": question, "answers": [{"text": answer, "answer_start": 0}]}


def test_a_paragraph_that_stands_twice_is_one_and_keeps_its_questions(data: Path) -> None:
    arcd = load_arcd(data)

    assert [text.text for text in arcd.paragraphs] == ["النهر طويل.", "الجبل عال."]
    assert [asked.paragraph for asked in arcd.questions] == ["arcd-000", "arcd-001", "arcd-000"]
    assert arcd.questions[0].answers == ("النهر",)


def test_parallel_lines_are_gathered_by_document(data: Path) -> None:
    one, two = load_ntrex(data)

    assert (one.name, one.ar, one.en) == ("a.1", ("واحد", "اثنان"), ("One", "Two"))
    assert two.text("ar").text == "ثلاثة"


def test_pieces_cut_a_document_without_losing_a_word(data: Path) -> None:
    cut = pieces(load_ntrex(data), "en")

    assert [len(piece.text.split()) for piece in cut] == [2, 110, 40]
    assert len({piece.name for piece in cut}) == 3


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_missing_data_says_where_it_comes_from(folder: Path | None) -> None:
    with pytest.raises(DataMissingError, match="SOQAL"):
        load_arcd(folder)


def test_a_section_without_data_is_left_out_with_its_own_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["retrieval", "cross", "--data", ""]) == LEFT_OUT
    assert "retrieval: left out" in capsys.readouterr().out


def test_an_unknown_section_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(["retreival"])
    assert refusal.value.code == 2
    told = capsys.readouterr().err
    assert all(name in told for name in SECTIONS)


def test_what_is_measured_is_the_embedder_that_mujaz_comes_with_or_the_one_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(EMBEDDER, raising=False)
    monkeypatch.delenv("MUJAZ_EMBEDDER", raising=False)
    assert settings(tmp_path).embedder == Settings.load(home=tmp_path).embedder
    monkeypatch.setenv(EMBEDDER, "")  # so that it is as before when the test is over
    main(["retrieval", "--data", ""])
    assert embedder_name() == Settings.load(home=tmp_path).embedder
    main(["retrieval", "--data", "", "--embedder", "builtin"])
    assert (embedder_name(), settings(tmp_path).embedder) == ("builtin", "builtin")


@pytest.mark.parametrize(
    ("article", "text", "right"),
    [
        ("kaif:a", "ينمو النخل في الواحات لأن ماءها قريب.", True),
        ("kaif:a", "لأن ماءها قريب.", True),
        ("kaif:a", "ماءها قريب.", True),
        ("kaif:a", "النخل طويل.", False),
        ("kaif:b", "لأن ماءها قريب.", False),
    ],
)
def test_a_sentence_is_right_by_its_article_and_a_part_of_an_answer_too(
    article: str, text: str, right: bool
) -> None:
    passage = Passage(
        Chunk("1", article, 0, len(text), text), Article(article, text, "", "ar", source=""), 1.0
    )
    cited = Citation(Evidence(1, passage), 0, len(text))
    quotes = ("لأن ماءها قريب",)
    posed = Posed("1", "kaif", "held", "ar", "لماذا؟", frozenset({"kaif:a"}), quotes=quotes)

    assert is_right(Sentence(text, (cited,)), posed) == right
    assert not is_right(Sentence(text, ()), posed)


def test_made_up_articles_are_the_same_for_a_seed_and_differ_between_seeds() -> None:
    assert list(generate(6, seed=7)) == list(generate(6, seed=7))
    assert not {item.text for item in generate(6, seed=7)} & {
        item.text for item in generate(6, seed=8)
    }


def test_made_up_articles_are_of_both_languages_and_about_400_words() -> None:
    items = list(generate(60, seed=1))

    lengths = [len(item.text.split()) for item in items]
    assert 380 < sum(lengths) / len(lengths) < 420
    assert {item.language for item in items} == {"ar", "en"}
    assert json.loads(items[0].as_line())["text"] == items[0].text


def test_made_up_words_are_many_and_rare_ones_prevail() -> None:
    words = [word for item in generate(800, seed=1) for word in item.text.split()]
    forms = set(words)

    assert len(forms) > 20_000
    assert words.count("the") > 40 * len(words) / len(forms)


def test_a_figure_tells_whether_its_target_is_met() -> None:
    assert Measurement("a", 0.8, at_least=0.8).met is True
    assert Measurement("a", 0.3, at_most=0.2).met is False
    assert Measurement("a", 0.3).met is None


def test_the_table_lines_up() -> None:
    lines = render(
        "speed", [Measurement("short", 1.0), Measurement("a longer one", 20, at_most=3)]
    ).split("\n")

    assert lines[0] == "speed"
    assert lines[-1].endswith("NO")
    assert lines[2].index("measured") + len("measured") == lines[4].index("1.000") + len("1.000")


def test_the_stages_of_indexing_are_measured_apart(tmp_path: Path) -> None:
    run = in_stages(tmp_path, articles=10)
    assert run.articles == 10 <= run.passages
    assert run.words > 0
    assert run.vectors > 0
    assert 0 < run.memory[0] <= run.memory[1]


@pytest.mark.parametrize("embedders", [("builtin",), ("use", "builtin")])
def test_nothing_acknowledged_is_lost_when_a_process_is_killed(
    tmp_path: Path, embedders: Sequence[str]
) -> None:
    trial = kill_rounds(tmp_path, rounds=3, seed=11, longest=1.2, embedders=embedders)

    assert (trial.rounds, trial.wrong, trial.unsound) == (3, [], [])
