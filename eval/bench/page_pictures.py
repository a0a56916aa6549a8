"""Takes pictures of every tab of the page: both languages, light and dark, desktop and phone.

`make pictures` puts them into build/pictures. They are there to be looked at.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from eval.bench.page_load import served

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
_WAIT = 30_000  # milliseconds for anything to show
_ASKED = {
    "ar": "كم سفينة كانت تنتظر عند تعويم إيفر غيفن؟",
    "en": "How many US troops are in Japan?",
}
_SHOWN = {
    "briefs": "#brief-choices .narrowing summary",
    "library": "#shelf .story",
    "evaluation": "#evaluation form",
    "list_articles": "#shelf .rows",
    "add": "#intake .drop",
    "upkeep": "#upkeep .health",
}
"""What stands in a tab, or a part of the library, once it is drawn."""
_TOPIC = "Ever Given in the Suez Canal"


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at the page."""

    language: str
    theme: str
    size: str

    @property
    def name(self) -> str:
        return f"{self.language}-{self.theme}-{self.size}"


def _take(browser: Browser, home: Path, folder: Path) -> None:
    with served(home) as (address, _):
        for look in looks():
            for name, page in _walk(browser, address, look):
                page.screenshot(path=folder / f"{look.name}-{name}.png")


def looks() -> list[Look]:
    """Return every way to look at the page."""
    return [Look(*one) for one in product(("ar", "en"), ("light", "dark"), _SIZES)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures into the folder named; return the exit code."""
    parser = argparse.ArgumentParser(description="Take pictures of the page.")
    parser.add_argument("folder", nargs="?", default="build/pictures", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mujaz-pictures-") as home, _browser() as browser:
        _take(browser, Path(home), folder)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


@contextmanager
def _browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--headless", "--no-sandbox"]
        )
        yield browser
        browser.close()


def _walk(browser: Browser, address: str, look: Look) -> Iterator[tuple[str, Page]]:
    """Yield the page where there is something to see, with a name for the picture."""
    width, height = _SIZES[look.size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="ar" if look.language == "ar" else "en-GB",
        color_scheme="dark" if look.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(_WAIT)
    page.goto(address)
    page.locator("#question textarea").wait_for()
    page.wait_for_load_state("networkidle")
    yield "1-welcome", page
    yield from _asked(page, look)
    for number, tab in enumerate(("briefs", "library", "evaluation"), start=4):
        page.locator(f"#tabs [role=tab][data-tab-id={tab}]").click()
        page.locator(_SHOWN[tab]).first.wait_for()
        page.wait_for_load_state("networkidle")
        yield f"{number}-{tab}", page
        for name in {"briefs": _made, "library": _parts}.get(tab, _nothing_more)(page):
            yield f"{number}-{tab}-{name}", page
    context.close()


def _made(page: Page) -> Iterator[str]:
    page.fill("#topic textarea", _TOPIC)
    page.click("#make")
    page.locator("#brief-sheet .points a.cite").first.wait_for()
    page.locator("#brief-sheet .result").evaluate("made => made.scrollIntoView()")
    yield "made"


def _parts(page: Page) -> Iterator[str]:
    """Show the parts of the library after its first."""
    for part in ("list_articles", "add", "upkeep"):
        page.locator(f"#library [data-show={part}]").click()
        page.locator(_SHOWN[part]).first.wait_for()
        page.wait_for_load_state("networkidle")
        yield part


def _nothing_more(page: Page) -> Iterator[str]:
    yield from ()


def _asked(page: Page, look: Look) -> Iterator[tuple[str, Page]]:
    page.fill("#question textarea", _ASKED[look.language])
    page.press("#question textarea", "Enter")
    page.locator("#conversation .answer a.cite").first.wait_for()
    page.wait_for_load_state("networkidle")
    yield "2-answer", page
    page.locator("#conversation .answer a.cite").first.click()
    page.locator("#panel mark").first.wait_for()
    yield "3-source", page
    page.keyboard.press("Escape")


if __name__ == "__main__":
    raise SystemExit(main())
