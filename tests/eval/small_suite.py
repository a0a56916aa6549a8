"""A suite of a few cases on two articles, written where a test wants it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

ARTICLES = {
    "canal-ar": "أعلنت هيئة القناة تعويم السفينة الجانحة يوم الاثنين. وانتظرت 422 سفينة دورها "
    "للعبور. وقال رئيس الهيئة إن الخسائر بلغت 15 مليون دولار في اليوم.",
    "ferry-en": "The ferry to Corrick sailed again on Monday. The refit cost 2.3 million crowns. "
    "A choir of eleven children sang on the pier.",
}
CASES: tuple[Mapping[str, object], ...] = (
    {
        "kind": "qa",
        "id": "ar-ships",
        "language": "ar",
        "question": "كم سفينة انتظرت دورها للعبور؟",
        "answers": ["٤٢٢ سفينة", "422"],
        "answer_type": "number",
        "must_include": [["422"], ["سفينة"]],
        "gold": [{"article": "canal-ar", "quote": "وانتظرت 422 سفينة دورها للعبور."}],
        "pair_id": "ships",
        "critical": True,
    },
    {
        "kind": "qa",
        "id": "en-ships",
        "language": "en",
        "question": "How many ships waited for their turn to cross the canal?",
        "answers": ["422"],
        "answer_type": "number",
        "gold": [{"article": "canal-ar", "quote": "وانتظرت 422 سفينة دورها للعبور."}],
        "pair_id": "ships",
    },
    {
        "kind": "qa",
        "id": "en-refit",
        "language": "en",
        "question": "What did the refit of the ferry cost?",
        "answers": ["2.3 million crowns"],
        "must_not_include": ["eleven"],
        "gold": [{"article": "ferry-en", "quote": "The refit cost 2.3 million crowns."}],
    },
    {
        "kind": "qa",
        "id": "en-verdi",
        "language": "en",
        "question": "Which opera did Verdi compose last?",
        "unanswerable": "off_topic",
    },
    {
        "kind": "brief",
        "id": "brief-canal",
        "story": "canal",
        "topic": {"ar": "السفينة في القناة", "en": "the ship in the canal"},
        "articles": ["canal-ar", "ferry-en"],
        "words": 40,
        "key_facts": [
            {"id": "1", "weight": 3, "ar": ["422 سفينة"], "en": ["2.3 million crowns"]},
            {"id": "2", "weight": 1, "ar": ["كوكب زحل"], "en": []},
        ],
    },
)


def write_suite(folder: Path, *cases: Mapping[str, object]) -> Path:
    """Write the articles, and the cases given or all of them; hands back the folder."""
    (folder / "corpus").mkdir(parents=True)
    for name, text in ARTICLES.items():
        (folder / "corpus" / f"{name}.txt").write_text(text, encoding="utf-8")
    lines = [json.dumps(case, ensure_ascii=False) + "\n" for case in cases or CASES]
    (folder / "cases.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder
