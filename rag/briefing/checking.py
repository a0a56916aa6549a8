"""Checks what a chat model writes for a brief, and has it written again once where it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.briefing.calls import Calls
from rag.briefing.claims import Claim, one_line
from rag.briefing.points import FAILS, checked
from rag.briefing.prompting import mend_prompt
from rag.records import Language, Version
from rag.text.language import detect_language


class Checker:
    """Gives what was written its verdict. `rarity` as in `check_claim`."""

    def __init__(self, calls: Calls, rarity: Callable[[str], float]) -> None:
        self._calls = calls
        self._rarity = rarity

    def version(self, text: str, claim: Claim, language: Language) -> Version:
        """A text that rests on what a claim cites, under its verdict."""
        return checked(text, claim.citations, language=language, rarity=self._rarity)

    async def passed(self, text: str, claim: Claim, language: Language) -> Version:
        """The same; where the text fails, what the model makes of it in a second try."""
        first = self.version(text, claim, language)
        if first.verdict.status not in FAILS:
            return first
        again = await self.mended(first, claim, fact=claim.text, reasons=first.verdict.reasons)
        return again or first

    async def mended(
        self, side: Version, claim: Claim, *, fact: str, reasons: Sequence[str]
    ) -> Version | None:
        """The side written again, for `reasons`, to tell `fact`; None where nothing came, or in
        another language."""
        prompt = mend_prompt(side.text, claim, fact=fact, reasons=reasons, language=side.language)
        text = one_line(await self._calls.ask(prompt) or "")
        if not text or detect_language(text, default=side.language) != side.language:
            return None
        return self.version(text, claim, side.language)
