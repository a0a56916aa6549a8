"""Checks what a model wrote for a claim, and has it write again once what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rag.briefs.model.brief_prompts import mend_prompt
from rag.briefs.model.model_calls import Calls
from rag.briefs.model.model_reply import DraftClaim, one_line
from rag.briefs.model.point_rules import PointRules
from rag.briefs.points import checked_version
from rag.grounding.placing import place
from rag.grounding.verdicts import verify
from rag.records import Citation, Evidence, Language, Sentence, Version
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class CheckedPoint:
    """A text with the verdict on what its sources say; `broken` are the rules that it breaks."""

    side: Version
    broken: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Tell whether the text may not be told like this."""
        return self.side.verdict.failed or bool(self.broken)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why it may not be told."""
        return (*(self.side.verdict.reasons if self.side.verdict.failed else ()), *self.broken)


class Checker:
    """Checks what was written for a claim against the passages that the claim cites.

    `rarity` and `analyzer` are as in `check_claim`; `evidence` is as in `verify`; `rules` are those
    of the story.
    """

    def __init__(
        self,
        calls: Calls,
        rarity: Callable[[str], float],
        analyzer: Analyzer,
        evidence: Sequence[Evidence],
        rules: PointRules,
    ) -> None:
        self.analyzer = analyzer
        self.rules = rules
        self._calls = calls
        self._rarity = rarity
        self._evidence = evidence

    def version(self, text: str, claim: DraftClaim, language: Language) -> Version:
        """Return a text with its verdict, checked against what a claim cites."""
        return checked_version(
            text,
            claim.citations,
            placed=claim.placed,
            language=language,
            rarity=self._rarity,
            analyzer=self.analyzer,
            evidence=self._evidence,
        )

    def placed(self, text: str, evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
        """Return what a text without a marker rests on: the passage that supports it, or none."""
        check = partial(
            verify, language=detect_language(text), rarity=self._rarity, analyzer=self.analyzer
        )
        return place(Sentence(text), evidence, check=check, analyzer=self.analyzer).citations

    async def passed(self, text: str, claim: DraftClaim, language: Language) -> CheckedPoint:
        """Return a text as it was checked; one that fails is written again once by the model.

        All that is wrong with it is told in one call. Where nothing is, none is made.
        """
        first = self._checked(text, claim, language)
        if not first.failed:
            return first
        again = await self.mended(first.side, claim, fact=claim.text, reasons=first.reasons)
        return again or first

    async def mended(
        self, side: Version, claim: DraftClaim, *, fact: str, reasons: Sequence[str]
    ) -> CheckedPoint | None:
        """Have a version written again, for `reasons`, so that it tells `fact`.

        Returns None where the model wrote nothing, or in another language.
        """
        prompt = mend_prompt(side.text, claim, fact=fact, reasons=reasons, language=side.language)
        text = one_line(await self._calls.ask(prompt) or "")
        if not text or detect_language(text, default=side.language) != side.language:
            return None
        return self._checked(text, claim, side.language)

    def _checked(self, text: str, claim: DraftClaim, language: Language) -> CheckedPoint:
        return CheckedPoint(
            self.version(text, claim, language), self.rules.broken(text, claim, language)
        )
