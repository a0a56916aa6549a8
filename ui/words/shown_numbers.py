"""Figures as a reader of the page is told them, by Unicode's CLDR."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency, format_decimal, format_percent

from rag.records import Language

_CENTS = Decimal("0.1")


def decimal(value: float, language: Language, *, places: int = 1) -> str:
    """Return a number with so many digits behind its point."""
    return format_decimal(value, f"#,##0.{'0' * places}", locale=language)


def percent(share: float, language: Language) -> str:
    """Return a share (0 to 1) in hundredths, such as `38%`."""
    return format_percent(share, locale=language)


def dollars(amount: Decimal) -> str:
    """Return an amount of US dollars, such as `$0.0012`; a tenth and more in whole cents."""
    digits = "0.00" if amount >= _CENTS else "0.0000"
    return format_currency(amount, "USD", f"¤#,##{digits}", locale="en", currency_digits=False)
