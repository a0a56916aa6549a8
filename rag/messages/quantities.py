"""Numbers of things in words, in both languages, with the form of the noun that goes with them."""

from __future__ import annotations

from rag.records import Language


def articles(count: int, language: Language) -> str:
    """Return a number of articles in words, such as `24 articles`.

    The Arabic takes the form that goes with the number.
    """
    return counted(
        count, language, ("article", "articles"), ("مقال واحد", "مقالان", "مقالات", "مقالًا")
    )


def counted(
    count: int, language: Language, english: tuple[str, str], arabic: tuple[str, str, str, str]
) -> str:
    """Return a number with its noun, in the form that goes with it.

    `english` are the forms for one and for more; `arabic` those for one, for two, for three to ten
    and for eleven to 99, the first two with their number.
    """
    if language == "en":
        return f"{count:,} {english[0] if count == 1 else english[1]}"
    if count in {1, 2}:
        return arabic[count - 1]
    return f"{count:,} {arabic[2] if 3 <= count % 100 <= 10 else _many(count, arabic)}"


def _many(count: int, arabic: tuple[str, str, str, str]) -> str:
    """Return the form of an Arabic noun after a number that ends in 00, 01, 02 or 11 to 99.

    After whole hundreds Arabic takes the singular, after 11 to 99 its accusative.
    """
    singular = arabic[0].split()[0]
    return singular if count % 100 in {0, 1, 2} else arabic[3]
