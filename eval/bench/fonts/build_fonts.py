"""Builds the Arabic fonts of the PDFs: `python -m eval.bench.fonts.build_fonts`.

It starts from IBM Plex Sans Arabic beside this file, as IBM publishes it; the results go into
rag/exports/fonts. As the licence demands of a changed font, they have a name of
their own. fontTools is needed (`pip install fonttools`); nothing else of the project uses it.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont

from eval.bench.fonts.arabic_font import one_glyph_a_character

_FROM = Path(__file__).parent
_TO = _FROM.parents[2] / "rag" / "exports" / "fonts"
_NAMES = (1, 3, 4, 6, 16)  # family, identity, full name, PostScript name, typographic family
_VERSION = 5


def build(source: Path, target: Path) -> None:
    """Write the changed font under its own name."""
    font = TTFont(source, recalcTimestamp=False)
    one_glyph_a_character(font)
    names = font["name"]
    for record in list(names.names):
        if record.nameID in _NAMES:
            text = record.toUnicode().replace("IBM Plex Sans Arabic", "Mujaz Sans Arabic")
            record.string = text.replace("IBMPlexSansArabic", "MujazSansArabic")
        elif record.nameID == _VERSION:
            record.string = f"{record.toUnicode()}; changed for Mujaz: one glyph a character"
    font.save(target)


def main() -> None:
    """Build both weights."""
    for weight in ("Regular", "Bold"):
        source = _FROM / f"IBMPlexSansArabic-{weight}.ttf"
        build(source, _TO / f"MujazSansArabic-{weight}.ttf")


if __name__ == "__main__":
    main()
