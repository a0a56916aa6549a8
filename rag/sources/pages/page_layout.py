"""Makes plain paragraphs of the ways in which old and home-made pages lay out a text.

Extractors look for `<p>`. Many Arabic sites have their text between `<br>` in a table's cell, a
`<span>` or a `<font>`, and a caption elsewhere in a `<p>` is then taken for the article.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_HOLDERS = "article body center div dd fieldset form main section td th"
_OWN = 60  # characters of text in a block itself, outside its own blocks, to be made paragraphs
_FEWEST_IN_ROW = 2  # blocks of such length
_CELL = 200  # characters of a table's cell; one of figures or names has fewer
_ITEM = 100  # characters of a list's items, all of them, that are paragraphs and no list
_TABLE = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")


def lay_out_plainly(tree: Any) -> None:
    """Change layout tables into blocks, and runs of text between `<br>` into paragraphs.

    A page whose most text in one block is paragraphs already keeps its runs: they are captions.
    """
    _name_blocks(tree)
    if _most_in_runs(tree) > _most_in_paragraphs(tree):
        _wrap_all_runs(tree)


def _name_blocks(tree: Any) -> None:
    """Rename what is a block or a paragraph by its content, whatever its element says."""
    for table in list(tree.iter("table")):
        if _is_layout(table):
            _to_blocks(table)
    for label in list(tree.iter("label", "legend")):
        if _own_length(label) >= _CELL:  # ASP.NET has a label for what a server writes
            label.tag = "div"
    for span in list(tree.iter("span")):
        _part_from_next(span)
    _name_plain_blocks(tree)


def _name_plain_blocks(tree: Any) -> None:
    """Make paragraphs of the `<div>`s without a name that stand in a row, short ones with long.

    Editors write a paragraph so; extractors leave out the short ones between them.
    """
    rows: dict[Any, list[Any]] = defaultdict(list)
    for block in tree.iter("div"):
        is_named = block.get("class") or block.get("id")
        if not is_named and _own_length(block) and _is_one_line(block):
            rows[block.getparent()].append(block)
    for blocks in rows.values():
        if sum(_own_length(block) >= _OWN for block in blocks) >= _FEWEST_IN_ROW:
            for block in blocks:
                block.tag = "p"


def _wrap_all_runs(tree: Any) -> None:
    """Make paragraphs of all runs of text, and of long items of lists."""
    for element in list(tree.iter("center", "font", "span")):
        if element.tag == "center" or _has_lines(element):
            element.tag = "div"
    for items in list(tree.iter("ul", "ol")):
        _lists_of_paragraphs(items)
    for element in list(tree.iter(*_HOLDERS.split())):
        if _own_length(element) >= _OWN:
            _wrap_runs(element)


def _is_layout(table: Any) -> bool:
    """Tell whether a table holds a page and not figures.

    It has a table or paragraphs in it, a cell of long text, or one column of text.
    """
    if table.find(".//table") is not None or table.find(".//p") is not None:
        return True
    lengths = [len("".join(cell.itertext())) for cell in table.iter("td", "th")]
    if max(lengths, default=0) >= _CELL:
        return True
    return all(len(row) == 1 for row in table.iter("tr")) and max(lengths, default=0) >= _OWN


def _to_blocks(table: Any) -> None:
    """Make the rows and cells of one table plain blocks; tables within it are left."""
    waiting = [table]
    while waiting:
        element = waiting.pop()
        element.tag = "div"
        waiting += [child for child in element if child.tag in _TABLE and child.tag != "table"]


def _part_from_next(span: Any) -> None:
    """Make a long `<span>` that another follows at once a paragraph, as styles commonly do."""
    following = span.getnext()
    if (
        following is not None
        and following.tag == "span"
        and not (span.tail or "").strip()
        and span.getparent().tag in _HOLDERS.split()
        and min(_own_length(span), _own_length(following)) >= _OWN
    ):
        span.tag = "p"


def _most_in_runs(tree: Any) -> int:
    """Return the length of the longest text that stands in one block itself."""
    return max(map(_own_length, tree.iter(*_HOLDERS.split(), "center", "font", "span")), default=0)


def _most_in_paragraphs(tree: Any) -> int:
    """Return the length of the longest row of paragraphs in one block."""
    lengths: Counter[Any] = Counter()
    for paragraph in tree.iter("p"):
        lengths[paragraph.getparent()] += len("".join(paragraph.itertext()).strip())
    return max(lengths.values(), default=0)


def _has_lines(element: Any) -> bool:
    """Tell whether an inline element holds lines of text that `<br>` parts."""
    return element.find("br") is not None and _own_length(element) >= _OWN


def _lists_of_paragraphs(items: Any) -> None:
    """Make a list whose items are all long a row of paragraphs."""
    children = list(items)
    if children and all(
        child.tag == "li" and len("".join(child.itertext())) >= _ITEM for child in children
    ):
        items.tag = "div"
        for child in children:
            child.tag = "p" if _is_inline(child) else "div"


def _is_inline(element: Any) -> bool:
    return all(inner.tag in _INLINE or inner.tag == "br" for inner in element.iterdescendants())


def _is_one_line(element: Any) -> bool:
    return all(inner.tag in _INLINE for inner in element.iterdescendants())


def _own_length(element: Any) -> int:
    """Return how many characters stand in an element itself, outside the elements in it."""
    texts = [element.text, *(child.tail for child in element)]
    return sum(len(text.strip()) for text in texts if text)


def _wrap_runs(element: Any) -> None:
    """Put each run of text and inline elements into a paragraph of its own."""
    parts = list(_parts(element))
    element.text = None
    for child in list(element):
        element.remove(child)
    run = None
    for part in parts:
        if not isinstance(part, str) and part.tag not in _INLINE:
            run = None
            if part.tag != "br":
                element.append(part)
            continue
        if run is None:
            run = element.makeelement("p")
            element.append(run)
        _add(run, part)
    for paragraph in element.findall("p"):
        if not len(paragraph) and not (paragraph.text or "").strip() and not paragraph.attrib:
            element.remove(paragraph)


def _parts(element: Any) -> Iterator[Any]:
    """Yield the texts and children of an element in their order, children without what follows."""
    if element.text:
        yield element.text
    for child in list(element):
        tail, child.tail = child.tail, None
        yield child
        if tail:
            yield tail


def _add(run: Any, part: Any) -> None:
    """Add text or an element at the end of a paragraph."""
    if not isinstance(part, str):
        run.append(part)
    elif len(run):
        run[-1].tail = (run[-1].tail or "") + part
    else:
        run.text = (run.text or "") + part
