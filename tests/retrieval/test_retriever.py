"""What a search takes for evidence, in libraries of one article, of few, and of hundreds."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from eval.bench.bench_library import EMBEDDER, add_texts
from eval.bench.made_up_news import generate
from eval.bench.public_sets import Text
from rag.service import Service
from rag.settings import Settings

ANSWERED = [
    "COP28",
    "مودي",
    "who is modi",
    "how many us troops are in japan",
    "وماذا عن قناة السويس؟",
    "earthquake turkey",
    "كم دولارا كلفت المهمه الهنديه للقمر",
    "Why is Chandryaan landing there?",
]
REFUSED = [
    "متى؟",
    "xyzzy",
    "Who was Napoleon?",
    "What is the capital of Peru?",
    "ما عاصمة بيرو؟",
    "متى توفي ابن خلدون؟",
    "Which opera did Verdi compose last?",
    "طريقة عمل الكنافة بالجبن",
]


def samples(pattern: str = "*.md") -> list[str]:
    folder = Path(str(files("seeds")))
    return sorted(map(str, folder.glob(pattern)))


def is_answered(service: Service, question: str) -> bool:
    return any(passage.relevant for passage in service.search(question, limit=6))


@pytest.fixture(scope="module", params=[0, 400])
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The sample articles, alone and among made-up ones."""
    home = tmp_path_factory.mktemp("library")
    made_up = generate(request.param, seed=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(EMBEDDER, "builtin")
        add_texts(
            home, [Text(f"made-{at}", one.language, one.text) for at, one in enumerate(made_up)]
        )
    with Service.open(Settings.load(home=home, embedder="builtin")) as service:
        service.index(samples())
        yield service


@pytest.mark.parametrize("question", ANSWERED)
def test_what_the_library_treats_is_evidence(library: Service, question: str) -> None:
    assert is_answered(library, question)


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_library_does_not_treat_has_no_evidence(library: Service, question: str) -> None:
    assert not is_answered(library, question)


def test_one_article_answers_what_it_treats_and_nothing_else(tmp_path: Path) -> None:
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as service:
        service.index(samples("07-*.en.md"))
        for question in ("ever given", "what about the canal", "كم سفينة انتظرت في القناة؟"):
            assert is_answered(service, question), question
        for question in (*REFUSED[:-1], "COP28", "Who won the World Cup?", "من فاز بكأس العالم؟"):
            assert not is_answered(service, question), question


def test_the_other_language_is_evidence_where_it_names_the_same_things(tmp_path: Path) -> None:
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as service:
        service.index(samples("*.ar.md"))
        for question in ("How many ships waited at the Suez Canal?", "World Cup final", "Modi"):
            assert is_answered(service, question), question
        for question in ("Who was Napoleon?", "Which opera did Verdi compose last?"):
            assert not is_answered(service, question), question


def test_coverage_is_told_between_none_and_all(library: Service) -> None:
    found = library.search("How many US troops are in Japan?", limit=6)
    assert all(0.0 <= passage.coverage <= 1.0 for passage in found)
    assert max(passage.coverage for passage in found) > 0.9


def _index(home: Path, **texts: str) -> Service:
    """A library of articles given as id=text."""
    folder = home / "news"
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    service = Service.open(Settings.load(home=home / "home", embedder="builtin"))
    service.index([folder])
    return service


SHIPS = "The grounded ship was refloated in the Suez Canal on {} March. Tugs pulled at its bow."


def test_one_language_does_not_drown_the_other(tmp_path: Path) -> None:
    english = {f"en{day}": SHIPS.format(day) for day in range(10, 30)}
    arabic = "أعلنت الهيئة تعويم السفينة الجانحة في قناة السويس في شهر مارس."
    with _index(tmp_path, ar=arabic, **english) as service:
        found = service.search("Which ship was refloated in the Suez Canal in March?", limit=6)
    assert len(found) == 6
    assert found[0].article.language == "en"
    assert "ar" in [passage.article.id for passage in found]
    assert [passage.score for passage in found] == sorted(
        (passage.score for passage in found), reverse=True
    )


def test_the_language_that_names_clearly_more_leads(tmp_path: Path) -> None:
    texts = {
        "en": "The minister visited a school in Cairo.",
        "ar": "خسرت قناة السويس نحو 7 مليارات دولار من إيراداتها في عام 2024.",
    }
    with _index(tmp_path, **texts) as service:
        found = service.search("How many dollars of revenue did the Suez Canal lose?", limit=3)
    assert found[0].article.id == "ar"


def test_what_is_not_relevant_in_the_other_language_comes_last(tmp_path: Path) -> None:
    english = {f"en{day}": SHIPS.format(day) for day in range(10, 20)}
    with _index(tmp_path, ar="رحبت السفينة بضيوفها في ميناء بيروت.", **english) as service:
        found = service.search("Which ship was refloated in the Suez Canal in March?", limit=6)
    assert [passage.article.language for passage in found] == ["en"] * 5 + ["ar"]


def test_a_single_place_goes_to_the_best(tmp_path: Path) -> None:
    with _index(tmp_path, en=SHIPS.format(9), ar="تعويم السفينة في قناة السويس.") as service:
        (found,) = service.search("Which ship was refloated in the Suez Canal?", limit=1)
    assert found.article.id == "en"


def test_what_is_likelier_to_answer_comes_before_what_has_more_of_the_words(tmp_path: Path) -> None:
    texts = {
        "duqm": "Ships waited at the port of Duqm, where a sandstorm closed the harbour. The ships "
        "that waited for the port were told that ships would wait for days.",
        "aden": "At Aden 30 ships waited on Monday, said the harbour master, who counted them from "
        "his tower above the town and wrote their names in a book that he keeps.",
        "market": "The market of Aden sells fish and spices, and is open until noon.",
    }
    with _index(tmp_path, **texts) as service:
        found = service.search("How many ships waited at the port of Aden?")
    assert [passage.article.id for passage in found] == ["aden", "duqm", "market"]
    assert sorted((passage.score for passage in found), reverse=True) == [
        passage.score for passage in found
    ]
