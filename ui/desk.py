"""What the page asks of the library behind it: what each of its rooms does."""

from __future__ import annotations

from typing import Protocol

from ui.ask.ask_desk import AskDesk
from ui.ask.filter_desk import FilterDesk
from ui.ask.suggestions import SuggestionsDesk
from ui.briefs.brief_desk import BriefDesk
from ui.evaluation.evaluation_desk import EvaluationDesk
from ui.library.intake_desk import IntakeDesk
from ui.library.library_desk import LibraryDesk
from ui.library.upkeep_desk import UpkeepDesk
from ui.panel.panel_desk import PanelDesk


class Desk(
    AskDesk,
    FilterDesk,
    SuggestionsDesk,
    BriefDesk,
    PanelDesk,
    LibraryDesk,
    IntakeDesk,
    UpkeepDesk,
    EvaluationDesk,
    Protocol,
):
    """All of it; a `rag.service.Service` is one."""
