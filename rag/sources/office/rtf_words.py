"""Knows the control words of Rich Text Format that matter for a text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

# A control word with its number and the space that ends it, a character by its byte, a control
# sign, a brace, or text. For example: \par, \u1593 , \'c7, \~, {, plain words
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)"
)

CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "~": "\u00a0",
    "_": "-",
    "{": "{",
    "}": "}",
    "\\": "\\",
}
"""The characters that control words and signs stand for."""

PARAGRAPH_ENDS = frozenset({"par", "sect", "page", "column", "softpage", "\n", "\r"})
"""The words and signs that end a paragraph."""

# Groups that are no text of the page: tables of fonts and styles, headers, comments, pictures,
# embedded objects, codes of fields, marks of lists and indexes, data of drawings, copies for older
# programs. What is not listed and is marked with \* is left out too.
_SILENT = """
    annotation atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart
    aftncn aftnsep aftnsepc ftncn ftnsep ftnsepc author background bkmkend bkmkstart category
    colortbl comment company creatim datafield datastore do doccomm docvar fchars ffdeftext
    ffentrymcr ffexitmcr ffformat ffhelptext ffl ffname ffstattext file filetbl fldinst fldtype
    fname fontemb fontfile footer footerf footerl footerr formfield generator gridtbl header
    headerf headerl headerr hlinkbase keycode keywords latentstyles lchars levelnumbers leveltext
    lfolevel list listlevel listname listoverride listoverridetable listpicture liststylename
    listtable listtext mailmerge manager nextfile nonesttables nonshppict objalias objclass
    objdata objname objsect objtime oldcprops oldpprops oldsprops oldtprops operator panose
    password passwordhash pgp pgptbl pict picprop pn pnseclvl pntext pntxta pntxtb printim
    private propname protend protstart revtbl revtim rsidtbl rxe shppict shprslt sn sp staticval
    subject sv svb tc template themedata txe userprops wgrffmtfilter windowcaption
    writereservation writereservhash xe xform xmlattrname xmlattrvalue xmlclose xmlname xmlnstbl
    xmlopen
"""
SILENT_GROUPS = frozenset(_SILENT.split())
"""The words that begin a group without text of the page."""

STARRED_GROUPS = frozenset({"shpinst", "ud", "moveto", "nesttableprops"})
"""The groups marked with \\* that hold text nevertheless."""

_FONT_CODE_PAGES = {
    77: "mac_roman", 84: "mac_arabic", 128: "cp932", 129: "cp949", 130: "cp1361", 134: "cp936",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    179: "cp1256", 180: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip

_OTHER_CODE_PAGES = {65001: "utf-8", 10000: "mac_roman", 10004: "mac_arabic", 708: "iso8859-6"}


class RtfToken(NamedTuple):
    """A piece of a Rich Text file: one of its fields is set.

    `word` is a control word or sign, with `number` where one follows it.
    """

    word: str = ""
    number: int | None = None
    brace: str = ""
    data: bytes = b""
    is_escaped: bool = False  # `data` is one byte, written as \'hh


def rtf_tokens(data: bytes) -> Iterator[RtfToken]:
    """Yield the pieces of a Rich Text file; the bytes after `\\bin` are skipped."""
    at = 0
    while match := _TOKEN.search(data, at):
        at = match.end()
        word, number, escaped, sign, brace, text = match.groups()
        if word:
            amount = int(number) if number else None
            if word == b"bin":
                at += max(0, amount or 0)
            yield RtfToken(word.decode("ascii"), amount)
        elif escaped:
            yield RtfToken("", None, "", bytes([int(escaped, 16)]), True)
        elif sign:
            yield RtfToken(word=sign.decode("latin-1"))
        elif brace:
            yield RtfToken("", None, brace.decode("ascii"))
        else:
            yield RtfToken("", None, "", text)


def font_code_page(charset: int | None) -> str | None:
    """Return the code page of a font's charset number, or None for that of the whole file."""
    return _FONT_CODE_PAGES.get(charset) if charset is not None else None


def code_page(number: int | None) -> str | None:
    """Return the name of a Windows code page that Python knows, or None."""
    if number in _OTHER_CODE_PAGES:
        return _OTHER_CODE_PAGES[number]
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return None
