"""Makes PDFs of articles with the programs that this machine has."""

from __future__ import annotations

import html
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from eval.bench.visual_pdf import PAGE, DrawnLine, to_pdf, turned, visual, width, wrapped
from rag.records import Language

_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed: a title and paragraphs."""

    language: Language
    title: str
    paragraphs: tuple[str, ...]


def make_typst(article: Printed, path: Path) -> None:
    """Print justified text with typst, hyphenated where it is English."""
    import typst

    def quoted(text: str) -> str:
        return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    source = path.with_suffix(".typ")
    source.write_text(
        f'#set text(lang: "{article.language}", '
        'font: ("Libertinus Serif", "IBM Plex Sans Arabic"))\n'
        '#set par(justify: true)\n#set page(width: 14cm, height: 20cm, numbering: "1")\n'
        f'#text(size: 20pt, weight: "bold")[{quoted(article.title)}]\n\n'
        + "\n\n".join(map(quoted, article.paragraphs)),
        encoding="utf-8",
    )
    fonts = Path(__file__).parent / "fonts"
    typst.compile(str(source), output=str(path), font_paths=[str(fonts)])


def make_chromium(article: Printed, path: Path) -> None:
    """Print a web page with a headless browser, with its headers and footers."""
    page = _html(article, path)
    browser = _browser()
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={path}", page],
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip


def make_libreoffice(article: Printed, path: Path) -> None:
    """Print a Word document with LibreOffice."""
    document = _docx(article, path)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{path.parent}/office", "--headless",
         "--convert-to", "pdf", "--outdir", str(path.parent), str(document)],
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip
    document.with_suffix(".pdf").replace(path)


def make_weasyprint(article: Printed, path: Path) -> None:
    """Print a web page with WeasyPrint, which sets type with Pango."""
    import_module("weasyprint").HTML(filename=_html(article, path)).write_pdf(str(path))


def make_reportlab(article: Printed, path: Path) -> None:
    """Draw lines with ReportLab, Arabic shaped and turned round by arabic_reshaper and bidi."""
    reshape = import_module("arabic_reshaper").reshape
    made = import_module("reportlab.pdfbase.ttfonts").TTFont
    font = subprocess.run(
        ["fc-match", "-f", "%{file}", "DejaVu Sans:lang=ar"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    import_module("reportlab.pdfbase.pdfmetrics").registerFont(made("Body", font))
    canvas = import_module("reportlab.pdfgen.canvas").Canvas(str(path), pagesize=PAGE)
    y = PAGE[1] - 50
    for number, paragraph in enumerate((article.title, *article.paragraphs)):
        size = 16 if number == 0 else 10
        for line in wrapped(paragraph, most=int(640 / size)):
            canvas.setFont("Body", size)
            if article.language == "ar":
                canvas.drawRightString(PAGE[0] - 30, y, turned(reshape(line), base="R"))
            else:
                canvas.drawString(30, y, line)
            y -= 1.4 * size
            if y < 50:
                canvas.showPage()
                y = PAGE[1] - 50
        y -= 8
    canvas.save()


def make_visual(article: Printed, path: Path) -> None:
    """Draw lines from left to right in presentation forms."""
    _draw(article, path, shapes=True)


def make_plain_visual(article: Printed, path: Path) -> None:
    """Draw lines from left to right in plain letters."""
    _draw(article, path, shapes=False)


def make_groff(article: Printed, path: Path) -> None:
    """Print justified and hyphenated text with groff."""
    lines = [".pl 20c", ".ll 11c", ".ps 16", f"\\&{article.title}", ".ps 10"]
    for paragraph in article.paragraphs:
        lines += [".sp", f"\\&{paragraph}"]
    made = subprocess.run(
        ["groff", "-K", "utf8", "-T", "pdf"], input="\n".join(lines).encode(),
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip
    path.write_bytes(made.stdout)


def make_xelatex(article: Printed, path: Path) -> None:
    """Print with XeLaTeX and polyglossia."""
    arabic = article.language == "ar"
    clean = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"})
    source = path.with_suffix(".tex")
    source.write_text(
        "\\documentclass{article}\\usepackage{fontspec}\\usepackage{polyglossia}"
        + ("\\setmainlanguage{arabic}\\newfontfamily\\arabicfont[Script=Arabic]{Amiri}" if arabic
           else "\\setmainlanguage{english}")
        + f"\\begin{{document}}\\section*{{{article.title.translate(clean)}}}\n"
        + "\n\n".join(one.translate(clean) for one in article.paragraphs)
        + "\n\\end{document}",
        encoding="utf-8",
    )  # fmt: skip
    subprocess.run(
        ["xelatex", "-interaction=batchmode", f"-output-directory={path.parent}", str(source)],
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip


def _draw(article: Printed, path: Path, *, shapes: bool) -> None:
    arabic = article.language == "ar"
    pages: list[list[DrawnLine]] = [[]]
    y = PAGE[1] - 50
    for number, paragraph in enumerate((article.title, *article.paragraphs)):
        size = 16.0 if number == 0 else 10.0
        for line in wrapped(paragraph, most=int(640 / size)):
            if y < 50:
                pages.append([])
                y = PAGE[1] - 50
            text = visual(line, shapes=shapes) if arabic else line
            x = PAGE[0] - 30 - width(text, size) if arabic else 30
            pages[-1].append(DrawnLine(text, x, y, size))
            y -= 1.4 * size
        y -= 8
    path.write_bytes(to_pdf(pages))


def _html(article: Printed, path: Path) -> str:
    page = path.with_suffix(".html")
    body = "".join(f"<p>{html.escape(one)}</p>" for one in article.paragraphs)
    direction = "rtl" if article.language == "ar" else "ltr"
    page.write_text(
        f'<html lang="{article.language}" dir="{direction}"><meta charset="utf-8">'
        f"<title>{html.escape(article.title)}</title>"
        f"<body><h1>{html.escape(article.title)}</h1>{body}",
        encoding="utf-8",
    )
    return str(page)


def _docx(article: Printed, path: Path) -> Path:
    """Write a Word document whose paragraphs run in the direction of the language."""
    from docx import Document
    from docx.oxml import OxmlElement

    document = Document()
    for number, text in enumerate((article.title, *article.paragraphs)):
        paragraph = document.add_paragraph(style="Heading 1" if number == 0 else None)
        run = paragraph.add_run(text)
        if article.language == "ar":
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
    made = path.with_suffix(".docx")
    document.save(str(made))
    return made


def _browser() -> str:
    """Return the path of a Chromium; "" where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    return ""


Producer = Callable[[Printed, Path], None]

PRODUCERS: Mapping[str, tuple[Producer, Callable[[], bool], tuple[Language, ...]]] = {
    "typst": (make_typst, lambda: True, ("ar", "en")),
    "Chromium": (make_chromium, lambda: bool(_browser()), ("ar", "en")),
    "LibreOffice": (make_libreoffice, lambda: bool(shutil.which("soffice")), ("ar", "en")),
    "WeasyPrint": (make_weasyprint, lambda: find_spec("weasyprint") is not None, ("ar", "en")),
    "ReportLab": (
        make_reportlab,
        lambda: find_spec("reportlab") is not None and find_spec("arabic_reshaper") is not None,
        ("ar", "en"),
    ),
    "XeLaTeX": (make_xelatex, lambda: bool(shutil.which("xelatex")), ("ar", "en")),
    "groff": (make_groff, lambda: bool(shutil.which("gropdf")), ("en",)),
    "visual order, shapes": (make_visual, lambda: True, ("ar", "en")),
    "visual order, letters": (make_plain_visual, lambda: True, ("ar",)),
}
"""By name: what makes a PDF, whether this machine has it, and the languages that it can set."""
