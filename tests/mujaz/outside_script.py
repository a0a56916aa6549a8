"""What a user's own script may look like: run as such, and type-checked with the project."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import mujaz

with mujaz.open(Path("library")) as library:
    report: mujaz.IngestReport = library.index("news")
    library.add(mujaz.Draft(text="Japan hosts 54,000 American troops.", id="talks"))
    where = mujaz.SearchFilter(since="2024-01-01", until=date(2024, 12, 31))
    passages: list[mujaz.Passage] = library.search("troops", limit=3, where=where)
    answer: mujaz.Answer = library.ask("How many American troops does Japan host?")
    for sentence in answer.sentences:
        print(sentence.text, sentence.citations[0].quote)
    for event in library.stream("How many American troops does Japan host?"):
        if isinstance(event, mujaz.SentenceFinished):
            print(event.sentence.text)
    brief: mujaz.Brief = library.brief("American troops", length="short")
    verdict: mujaz.Verdict = mujaz.check_claim("Japan hosts troops.", answer.text)
    print(report.added, len(passages), len(brief.points), verdict.status)
