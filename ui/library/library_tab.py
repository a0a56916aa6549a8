"""The tab of the library, as Gradio draws it. Importing this module imports Gradio."""

from __future__ import annotations

from ui.widgets import drawn

_WRITE = ' data-needs="write"'
_PARTS = (("stories", ""), ("list_articles", ""), ("add", _WRITE), ("upkeep", ""))


def _field(name: str, control: str) -> str:
    return f'<label class="field is-{name}"><span>%{{library.{name}}}</span>{control}</label>'


_NAV = "".join(
    f'<button type="button" data-show="{name}" aria-pressed="false"{needed}>'
    f"%{{library.{name}}}</button>"
    for name, needed in _PARTS
)

_FILTERS = (
    _field("search", '<input type="search" name="search" maxlength="300" autocomplete="off">')
    + _field(
        "language",
        '<select name="language"><option value="">%{library.any}</option>'
        '<option value="ar">%{library.ar}</option>'
        '<option value="en">%{library.en}</option></select>',
    )
    + _field("outlet", '<select name="outlet"><option value="">%{library.any}</option></select>')
    + _field("since", '<input type="date" name="since">')
    + _field("until", '<input type="date" name="until">')
    + _field(
        "size",
        '<select name="least"><option value="">%{library.any_size}</option>'
        '<option value="2">%{library.size_2}</option>'
        '<option value="5">%{library.size_5}</option></select>',
    )
    + '<button type="button" class="plain" data-do="reset" hidden>%{library.reset}</button>'
)

_CHOSEN = (
    '<p role="status"></p>'
    '<button type="button" class="plain main" data-do="ask-chosen">%{library.ask_chosen}</button>'
    '<button type="button" class="plain" data-do="brief-chosen">%{library.brief_chosen}</button>'
    '<button type="button" class="plain" data-do="remove-chosen" data-needs="write">'
    "%{library.remove_chosen}</button>"
    '<button type="button" class="plain" data-do="clear-chosen">%{library.clear_chosen}</button>'
)

_MARKUP = (
    f'<nav class="parts" aria-label="%{{library.parts}}">{_NAV}</nav>'
    '<section id="shelf">'
    '<section class="figures" aria-label="%{library.figures}"></section>'
    f'<form class="filters" role="search" aria-label="%{{library.filters}}">{_FILTERS}</form>'
    '<div class="list" aria-live="polite" aria-busy="true"></div>'
    f'<div class="chosen" role="group" aria-label="%{{library.chosen_bar}}" hidden>{_CHOSEN}</div>'
    "</section>"
    '<section id="intake" aria-label="%{library.add}" hidden></section>'
    '<section id="upkeep" aria-label="%{library.upkeep}" hidden></section>'
)


def build_library_tab() -> None:
    """Build the tab where it stands: its four parts, of which a script shows one."""
    drawn("library/library.js", elem_id="library", markup=_MARKUP)
