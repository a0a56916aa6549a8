"""Reads Rich Text files (.rtf).

striprtf and its like do not know hidden and deleted text, text boxes, footnotes, characters outside
the first plane, or Arabic in a font that is not marked as Arabic; hence a reader of our own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rag.errors import SourceError
from rag.sources.office.document_title import document_title
from rag.sources.office.rtf_state import NO_TEXT, RtfGroup, RtfTable
from rag.sources.office.rtf_words import (
    CHARACTERS,
    PARAGRAPH_ENDS,
    SILENT_GROUPS,
    STARRED_GROUPS,
    RtfToken,
    code_page,
    font_code_page,
    rtf_tokens,
)
from rag.sources.office.text_flow import TextFlow
from rag.sources.stated_fields import Stated, StatedFields

_DEEPEST = 1_000  # groups within each other; Word makes some 20
_ARABIC_LANGUAGE = 0x01  # the primary language of \lang1025, \lang3073 and the other Arabic ones
_TITLE_LINES = 5  # among the first lines a heading is the document's, later a section's
# LibreOffice writes a piece for each 5 bytes, so that these make a text of 150,000 words; they are
# read in 2 seconds.
_MOST_PIECES = 1_000_000
_TOO_MANY = (
    f"it has more than {_MOST_PIECES:,} marks; open it in a word processor and save its "
    "text as .txt"
)
_CUT_OFF = "the file ends in the middle; it was read as far as it goes"


def read_rich_text(data: bytes, *, source: str, max_bytes: int) -> StatedFields:
    """Return the text of a Rich Text file and its title.

    Hidden and deleted text, headers, footers, comments, pictures and the codes of fields are left
    out; footnotes follow the text. A file that ends in the middle is read as far as it goes.
    """
    reading = _RichTextReading(TextFlow(source=source, max_bytes=max_bytes), source)
    for count, token in enumerate(rtf_tokens(data)):
        if count > _MOST_PIECES:
            raise SourceError(source, _TOO_MANY)
        reading.take(token)
        if reading.is_over:
            break
    text = reading.text()
    title = document_title(reading.info_title, reading.headings)
    notes = () if reading.is_over else (_CUT_OFF,)
    return StatedFields(text, "ascii", Stated(title=title), notes)


class _RichTextReading:
    """Follows a Rich Text file, and writes its text into a flow."""

    def __init__(self, flow: TextFlow, source: str) -> None:
        self._flow = flow
        self._source = source
        self.is_over = False
        self.info_title = ""
        self._code_page = "cp1252"
        self._default_font: int | None = None
        self._fonts: dict[int, str | None] = {}
        self._styles: dict[int, str] = {}
        self._numbered = 0  # the font or style that its table is at
        self._group = RtfGroup()
        self._begins = True  # nothing came in the group yet,
        self._is_starred = False  # or nothing but \*
        self._outer: list[RtfGroup] = []
        self._skipped = 0  # characters to pass over after a \u
        self._bytes = bytearray()
        self._bytes_in = ""
        self._table = RtfTable()
        self._nested = RtfTable()
        self._headings: dict[str, list[str]] = {"title": [], "heading 1": []}

    @property
    def headings(self) -> list[str]:
        """Return what the styles call the title, then the headings at the beginning."""
        return self._headings["title"] + self._headings["heading 1"]

    def take(self, token: RtfToken) -> None:
        """Take the next piece of the file."""
        if token.brace == "{":
            self._open()
        elif token.brace:
            self._shut()
        elif token.word:
            self._word(token.word, token.number)
        elif self._skipped and token.is_escaped:
            self._skipped -= 1
        else:
            data = token.data[self._skipped :]
            self._skipped = max(0, self._skipped - len(token.data))
            self._characters(data)

    def text(self) -> str:
        """Return the text of the whole file."""
        self._end_paragraph()
        for table in (self._nested, self._table):
            self._flow.add_lines(table.end_row())
        return self._flow.text()

    def _open(self) -> None:
        self._skipped = 0
        self._flush()
        if len(self._outer) >= _DEEPEST:
            raise SourceError(
                self._source,
                f"its groups are nested deeper than {_DEEPEST:,}; open it in a word processor "
                "and save it again",
            )
        self._outer.append(self._group)
        if self._group.kind in ("note", "box"):
            self._group = replace(self._group, kind="")
        self._begins, self._is_starred = True, False

    def _shut(self) -> None:
        self._skipped = 0
        self._flush()
        if self._group.kind == "note":
            self._flow.end_note()
        elif self._group.kind == "box":
            self._flow.end_text_box()
        self._group = self._outer.pop() if self._outer else self._group
        self._begins = False
        self.is_over = not self._outer

    def _word(self, word: str, number: int | None) -> None:
        if self._skipped and word in CHARACTERS:
            self._skipped -= 1
            return
        self._skipped = 0
        if word == "*":
            self._is_starred = True
            return
        is_of_group = self._begins and self._begin_group(word)
        self._begins = False
        if is_of_group or self._group.kind in ("silent", "both"):
            return
        if word in _ACTIONS:
            _ACTIONS[word](self, number)
        elif word in PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in CHARACTERS:
            self._write(CHARACTERS[word])

    def _begin_group(self, word: str) -> bool:
        """Take the first word of a group; tell whether it says what kind of group it is."""
        kind = _GROUP_KINDS.get(word)
        if self._group.kind == "silent" or (word == "ud") != (self._group.kind == "both"):
            kind = self._group.kind if self._group.kind in NO_TEXT else "silent"
        elif kind is None:
            is_unknown = self._is_starred and word not in STARRED_GROUPS
            if not is_unknown and word not in SILENT_GROUPS:
                return False
            kind = "silent"
        if kind in ("note", "box"):
            self._flow.begin_block()
        self._group = replace(self._group, kind=kind)
        return True

    def _characters(self, data: bytes) -> None:
        self._begins = False
        if self._group.kind in ("silent", "both"):
            return
        page = self._page()
        if page != self._bytes_in:
            self._flush()
            self._bytes_in = page
        self._bytes += data

    def _page(self) -> str:
        """Return the code page of the current font.

        Fonts that name none are read in the file's, where Arabic stands in such a font too: many
        programs that write Arabic leave out the charset of the font.
        """
        font = self._default_font if self._group.font is None else self._group.font
        page = self._fonts.get(font) if font is not None else None
        if page:
            return page
        is_western = self._code_page == "cp1252"
        return "cp1256" if is_western and self._group.is_arabic else self._code_page

    def _flush(self) -> None:
        """Write the bytes that wait for the rest of their characters."""
        if self._bytes:
            text = self._bytes.decode(self._bytes_in or self._code_page, "replace")
            self._bytes.clear()
            self._write_now(text)

    def _write(self, text: str) -> None:
        self._flush()
        self._write_now(text)

    def _write_now(self, text: str) -> None:
        group = self._group
        if group.kind == "title":
            self.info_title += text[:1000]
        elif group.kind == "styles":
            self._styles[self._numbered] = self._styles.get(self._numbered, "") + text[:200]
        elif group.kind not in NO_TEXT and not (group.is_hidden or group.is_deleted):
            self._flow.write(text)

    def _end_paragraph(self) -> None:
        self._flush()
        if self._group.kind in NO_TEXT:
            return
        flow = self._flow
        if self._group.in_table and not flow.is_inner:
            self._table.lines += flow.take_paragraph()
            return
        is_first = flow.line_count < _TITLE_LINES
        text = flow.end_paragraph()
        name = self._styles.get(self._group.style, "").split(";")[0].strip().lower()
        if text and not flow.is_inner and (name == "title" or (name == "heading 1" and is_first)):
            self._headings[name].append(text)

    # What control words do; each takes the number after the word.

    def _set_code_page(self, number: int | None) -> None:
        self._code_page = code_page(number) or self._code_page

    def _set_default_font(self, number: int | None) -> None:
        self._default_font = number

    def _set_font(self, number: int | None) -> None:
        if self._group.kind == "fonts":
            self._numbered = number or 0
        elif number != self._group.font:
            self._change(font=number)

    def _set_font_charset(self, number: int | None) -> None:
        self._fonts[self._numbered] = font_code_page(number)

    def _set_font_page(self, number: int | None) -> None:
        self._fonts[self._numbered] = code_page(number)

    def _set_style(self, number: int | None) -> None:
        if self._group.kind == "styles":
            self._numbered = number or 0
            self._styles[self._numbered] = ""
        else:
            self._group = replace(self._group, style=number or 0)

    def _set_hidden(self, number: int | None) -> None:
        self._change(is_hidden=number != 0)

    def _set_deleted(self, number: int | None) -> None:
        self._change(is_deleted=number != 0)

    def _set_language(self, number: int | None) -> None:
        if number and number & 0x3FF == _ARABIC_LANGUAGE:
            self._change(is_arabic=True)

    def _set_right_to_left(self, number: int | None) -> None:
        self._change(is_arabic=number != 0)

    def _set_left_to_right(self, _number: int | None) -> None:
        self._change(is_arabic=False)

    def _set_plain(self, _number: int | None) -> None:
        self._change(is_hidden=False, is_deleted=False, font=None, is_arabic=False)

    def _set_paragraph_plain(self, _number: int | None) -> None:
        self._group = replace(self._group, style=0, in_table=False)

    def _change(self, **properties: object) -> None:
        self._flush()
        self._group = replace(self._group, **properties)  # type: ignore[arg-type]

    def _set_skipped(self, number: int | None) -> None:
        self._group = replace(self._group, skipped_after_unicode=max(0, number or 0))

    def _write_unicode(self, number: int | None) -> None:
        if number is not None:
            code = number + 0x10000 if number < 0 else number
            self._write(chr(code) if 0 <= code <= 0x10FFFF else "\ufffd")
        self._skipped = self._group.skipped_after_unicode

    def _take_note_mark(self, _number: int | None) -> None:
        if self._bytes == b" ":  # LibreOffice writes a space before each mark of a note
            self._bytes.clear()

    def _set_in_table(self, number: int | None) -> None:
        self._group = replace(self._group, in_table=number != 0)

    def _end_cell(self, _number: int | None) -> None:
        self._group = replace(self._group, in_table=True)
        self._end_paragraph()
        self._table.end_cell()

    def _end_row(self, _number: int | None) -> None:
        self._flush()
        self._flow.add_lines(self._table.end_row())

    def _end_nested_cell(self, _number: int | None) -> None:
        self._flush()
        self._nested.lines += self._flow.take_paragraph()
        self._nested.end_cell()

    def _end_nested_row(self, _number: int | None) -> None:
        self._table.lines += self._nested.end_row()


_GROUP_KINDS = {
    "fonttbl": "fonts",
    "stylesheet": "styles",
    "title": "title",
    "footnote": "note",
    "shptxt": "box",
    "upr": "both",  # {\upr{as bytes}{\*\ud{as Unicode}}}: only the second is read
    "ud": "",
}
_ACTIONS: dict[str, Callable[[_RichTextReading, int | None], None]] = {
    name: getattr(_RichTextReading, f"_{method}")
    for name, method in {
        "ansicpg": "set_code_page",
        "deff": "set_default_font",
        "f": "set_font",
        "fcharset": "set_font_charset",
        "cpg": "set_font_page",
        "s": "set_style",
        "v": "set_hidden",
        "deleted": "set_deleted",
        "mvf": "set_deleted",
        "lang": "set_language",
        "rtlch": "set_right_to_left",
        "ltrch": "set_left_to_right",
        "plain": "set_plain",
        "pard": "set_paragraph_plain",
        "uc": "set_skipped",
        "u": "write_unicode",
        "chftn": "take_note_mark",
        "intbl": "set_in_table",
        "cell": "end_cell",
        "row": "end_row",
        "nestcell": "end_nested_cell",
        "nestrow": "end_nested_row",
    }.items()
}
