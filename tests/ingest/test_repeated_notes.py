"""What is to be said of each article of a file is told a few times, then counted."""

from __future__ import annotations

import json
from pathlib import Path

from rag.service import Service
from rag.settings import Settings


def test_the_same_note_on_hundreds_of_articles_of_a_file_is_told_once(tmp_path: Path) -> None:
    days = ("03/05/2018", "04/06/2019", "1445-07-15")
    records = [
        {"text": f"Port number {at} was closed on Sunday.", "date": days[at % 3]}
        for at in range(90)
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(records))
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as library:
        report = library.index([path])
    assert report.added == 90
    rest = [one.reason for one in report.notes if one.source == str(path)]
    assert len(report.notes) == 8
    assert "57 more articles alike: its date '03/05/2018' may be 3 May or 5 March" in rest[0]
    assert "27 more articles alike: its date '1445-07-15' is of another calendar" in rest[1]
    told = [one for one in report.notes if one.source.startswith(f"{path}, article ")]
    assert len(told) == 6


def test_every_file_says_it_for_itself(tmp_path: Path) -> None:
    for at in range(5):
        (tmp_path / f"{at}.md").write_text(f"---\ndate: 03/05/2018\n---\nPort {at} was closed.\n")
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as library:
        assert len(library.index([tmp_path / f"{at}.md" for at in range(5)]).notes) == 5
