from __future__ import annotations

import sys
from collections import Counter

import pytest

from eval.bench.torture import HINT, Outcome, as_rows, main, questions
from rag.records import Sentence, Verdict

SOUND = Sentence("Japan hosts 54,000 soldiers.", verdict=Verdict("supported"), placed=True)
DOUBTED = Sentence("Elvis sang.", verdict=Verdict("unsupported"))


def test_twenty_questions_are_half_in_each_language() -> None:
    asked = list(questions(20))
    assert Counter(language for language, _ in asked) == {"ar": 10, "en": 10}
    assert len(set(asked)) == 20


def test_the_table_gives_shares_of_answers_and_of_what_the_model_wrote() -> None:
    head, row = as_rows(
        [
            Outcome("en", "its own", False, False, [SOUND, DOUBTED], 2.0, 30),
            Outcome("en", "quoted instead", True, False, [DOUBTED, DOUBTED], 4.0, 70),
        ]
    )
    cells = dict(zip(head.split(), row.split()[1:], strict=True))
    assert (cells["asked"], cells["own"], cells["quoted"]) == ("2", "0.50", "0.50")
    assert (cells["stopped"], cells["cited"], cells["placed"]) == ("0.50", "0.25", "1.00")
    assert (cells["s"], cells["slowest"], cells["tokens"]) == ("2.0", "4.0", "100")


def test_without_the_wheel_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    assert main([]) == 2
    assert HINT in capsys.readouterr().err
