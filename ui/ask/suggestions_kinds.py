"""What a question that was made of a sentence asks for."""

from __future__ import annotations

from typing import Literal

QuestionKind = Literal["figure", "event", "known", "saying"]
"""How many; what, when or why something was done; what is known; what somebody said."""

Made = tuple[QuestionKind, str]
