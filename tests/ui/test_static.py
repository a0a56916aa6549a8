from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from ui.words import for_scripts

STATIC = Path(__file__).parents[2] / "ui" / "static"
CSS = (STATIC / "core" / "tokens.css").read_text(encoding="utf-8")
SCRIPTS = sorted(STATIC.rglob("*.js"))
TEXT_ON_GROUND = (
    *(("ink", "page"), ("ink", "sheet"), ("ink", "tint"), ("quiet", "page"), ("quiet", "sheet")),
    *(("quiet", "warn-tint"), ("ink", "warn-tint"), ("ink", "bad-tint"), ("warn", "warn-tint")),
    *(("bad", "bad-tint"), ("bad", "page"), ("accent-strong", "tint"), ("on-accent", "accent")),
    *(("on-accent", "accent-strong"), ("on-mark", "mark")),
    *(("page", "quiet"), ("page", "warn"), ("page", "bad")),
)


def _palettes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r"^:root[^{]*\{([^}]*)\}", CSS, re.MULTILINE)
    light, dark = (dict(re.findall(r"--mz-([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return {"light": light, "dark": dark}


def _luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_told_from_its_ground(mode: str, text: str, ground: str) -> None:
    colours = _palettes()[mode]
    low, high = sorted((_luminance(colours[text]), _luminance(colours[ground])))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_both_palettes_name_the_same_colours() -> None:
    for one, other in pairwise(_palettes().values()):
        assert one.keys() == other.keys()


def test_every_file_that_the_stylesheet_names_is_here_with_the_licence_of_the_fonts() -> None:
    names = re.findall(r"url\('([^')]+)'\)", CSS)
    assert len(names) >= 6
    assert all((STATIC / "core" / name).is_file() for name in names)
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_set_text_or_what_the_server_wrote_and_name_no_other_host(script: Path) -> None:
    code = script.read_text(encoding="utf-8")
    for means in ("outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http:", "https:"):
        assert means not in code
    if script.name != "dom.js":  # `parse`, which is given the server's fragments
        assert "innerHTML" not in code


def test_every_string_that_a_script_says_is_in_the_table() -> None:
    known = for_scripts("en")
    for script in SCRIPTS:
        for name in re.findall(r"\bsay\('([^']+)'", script.read_text(encoding="utf-8")):
            assert name in known, (script.name, name)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_small(script: Path) -> None:
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 250
