"""Rebuilds IBM Plex Sans Arabic so that in a PDF every glyph stands for exactly one character.

Programs that read PDFs turn the glyphs of a right-to-left line around and so reverse a ligature,
which stands for several characters; and they move marks that are drawn higher or lower than their
letter out of its word. Here each ligature becomes a row of glyphs, one a character, of which the
first draws the whole ligature. A mark becomes a glyph that is drawn in its place for the letter
before it, so that nothing is moved when text is set. The pages look as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from eval.bench.fonts.font_tables import pairs_of, records_of

# The places of these lookups in IBM Plex Sans Arabic 1.1.
_MARK_LIGATURES, _LETTER_LIGATURES = 4, 25
_MARKS_ON_LETTERS, _MARKS_ON_LIGATURES, _MARKS_ON_MARKS = 7, 8, 10
_KERNING = 0
_KERNING_FLAG = 1  # from right to left, a mark between two letters parts them
_GAP = 50  # thousandths: programs take a gap of a tenth of the font size for a space
_FIRST_OF_MARKS = ("uni0651", "uni0654", "uni0655")  # HarfBuzz puts these before the vowels
_SINGLE_MARKS = (*(f"uni{code:04X}" for code in range(0x64B, 0x658)), "uni0670")
_STACKED = {"uni0670": ("uni064E", "uni0651064E")}  # a mark, and what it may stand upon
_GRID = 10  # thousandths of the font size: places nearer than this are one
_LETTER_FLAG = 9  # from right to left, marks between the letters do not matter


_Place = tuple[int, int]


@dataclass
class _Additions:
    """Collects the rules for single substitution that a rule in context applies."""

    lookups: list[str] = field(default_factory=list)

    def single(self, old: str, new: str) -> str:
        """Add a substitution of one glyph and return its name."""
        name = f"s{len(self.lookups)}"
        self.lookups.append(f"lookup {name} {{ sub {old} by {new}; }} {name};")
        return name

    def several(self, pairs: dict[str, str]) -> str:
        """Add a substitution of several glyphs and return its name."""
        name = f"s{len(self.lookups)}"
        rules = " ".join(f"sub {old} by {new};" for old, new in pairs.items())
        self.lookups.append(f"lookup {name} {{ {rules} }} {name};")
        return name


def one_glyph_a_character(font: TTFont) -> None:
    """Change the font in place."""
    builder = _ArabicFont(font)
    marks = builder.split_marks()
    letters = builder.split_letters()
    spaced = builder.space_letters()
    placed = builder.place_marks()
    builder.replace(marks, letters, spaced, placed)
    builder.kern_parts()


class _ArabicFont:
    def __init__(self, font: TTFont) -> None:
        self.font = font
        self.glyphs = font.getGlyphSet()
        self.order: list[str] = list(font.getGlyphOrder())
        self.rules = _Additions()
        self.substitutions = font["GSUB"].table
        self.positions = font["GPOS"].table.LookupList.Lookup
        self.mark_ligatures: set[str] = set()
        self.parts: dict[str, tuple[str, str]] = {}  # the first and the last part of a ligature
        self.wider: dict[str, tuple[str, int]] = {}  # the letter, and how much wider it is
        # the anchors of glyphs that stand for a part of a ligature: class of marks -> place
        self.part_anchors: dict[str, dict[int, _Place]] = {}

    def split_marks(self) -> list[str]:
        """Turn each ligature of marks into itself and an empty glyph without width."""
        rules = []
        for parts, ligature in self._ligatures(_MARK_LIGATURES):
            if parts[0] not in _FIRST_OF_MARKS or len(parts) != 2:
                continue
            empty = f"{parts[1]}.empty"
            if empty not in self.order:
                self._add(empty, None, 0, mark=True)
            self.mark_ligatures.add(ligature)
            first = self.rules.single(parts[0], ligature)
            second = self.rules.single(parts[1], empty)
            rules.append(f"sub {parts[0]}' lookup {first} {parts[1]}' lookup {second};")
        return rules

    def split_letters(self) -> list[str]:
        """Turn each ligature of letters into one glyph a letter; the first draws it all."""
        rules = []
        for parts, ligature in self._ligatures(_LETTER_LIGATURES):
            width, _ = self.font["hmtx"].metrics[ligature]
            edges = [round(width * place / len(parts)) for place in range(len(parts), -1, -1)]
            context = []
            for place, part in enumerate(parts):
                name = f"{ligature}.part{place + 1}"
                origin = edges[place + 1]
                drawn = (ligature, -origin, 0) if place == 0 else None
                self._add(name, drawn, edges[place] - origin, mark=False)
                self._inherit_anchors(name, ligature, place, origin)
                context.append(f"{part}' lookup {self.rules.single(part, name)}")
            self.parts[ligature] = (f"{ligature}.part1", f"{ligature}.part{len(parts)}")
            rules.append(f"sub {' '.join(context)};")
        return rules

    def space_letters(self) -> list[str]:
        """Make each letter that kerning moves far from the next one a wider glyph of its own.

        A gap within a word would be read as a space between two words.
        """
        wider: dict[tuple[str, int], list[str]] = defaultdict(list)
        for (first, second), gap in self._gaps().items():
            first = self.parts[first][1] if first in self.parts else first
            wider[first, gap].append(second)
            if second in self.parts:
                wider[first, gap].append(self.parts[second][0])
        rules = []
        for (first, gap), seconds in wider.items():
            name = f"{first}.wider{gap}"
            width, _ = self.font["hmtx"].metrics[first]
            self._add(name, (first, gap, 0), width + gap, mark=False)
            self.wider[name] = (first, gap)
            rule = self.rules.single(first, name)
            rules.append(f"sub {first}' lookup {rule} [{' '.join(seconds)}];")
        return rules

    def _gaps(self) -> dict[tuple[str, str], int]:
        """Return the pairs of letters with a gap, and take them out of the kerning."""
        gaps: dict[tuple[str, str], int] = {}
        for table in self.positions[_KERNING].SubTable:
            found = list(pairs_of(table))
            for pair, value in found:
                if value.XAdvance >= _GAP:
                    gaps.setdefault(pair, value.XAdvance)
            for _, value in found:
                if value.XAdvance >= _GAP:
                    value.XAdvance = value.XPlacement = 0
        return gaps

    def kern_parts(self) -> None:
        """Give the parts of ligatures, and wider letters, the kerning of the whole.

        A letter with a mark is not kerned, because its mark would not be moved with it.
        """
        lookup = self.positions[_KERNING]
        lookup.LookupFlag = _KERNING_FLAG
        after = [(whole, start) for whole, (start, _) in self.parts.items()]
        after += [(whole, name) for name, (whole, _) in self.wider.items()]
        for table in lookup.SubTable:
            if table.Format == 1:
                self._kern_pairs(table, after)
            else:
                self._kern_classes(table, after)

    def _kern_pairs(self, table: Any, after: list[tuple[str, str]]) -> None:
        for pairs in table.PairSet:
            by_name = {record.SecondGlyph: record for record in pairs.PairValueRecord}
            for whole, name in after:
                if whole in by_name:
                    added = copy(by_name[whole])
                    added.SecondGlyph = name
                    pairs.PairValueRecord.append(added)
            pairs.PairValueRecord.sort(key=lambda one: self.order.index(one.SecondGlyph))
            pairs.PairValueCount = len(pairs.PairValueRecord)
        sets = dict(zip(table.Coverage.glyphs, table.PairSet, strict=True))
        sets |= {self.parts[name][1]: pairs for name, pairs in sets.items() if name in self.parts}
        table.Coverage.glyphs = sorted(sets, key=self.order.index)
        table.PairSet = [sets[name] for name in table.Coverage.glyphs]
        table.PairSetCount = len(table.PairSet)

    def _kern_classes(self, table: Any, after: list[tuple[str, str]]) -> None:
        first, second = table.ClassDef1.classDefs, table.ClassDef2.classDefs
        second |= {name: second[whole] for whole, name in after if whole in second}
        for whole, (_, end) in self.parts.items():
            if whole in table.Coverage.glyphs:
                table.Coverage.glyphs.append(end)
                first[end] = first.get(whole, 0)

    def place_marks(self) -> list[str]:
        """Draw marks in their place for each letter, and for a mark under them."""
        rules: list[str] = []
        marks = self._placed_marks()
        classes = {name: kind for name, (kind, _) in marks.items()}
        for (kind, place), letters in sorted(self._letters_by_place().items()):
            here = {name: anchor for name, (k, anchor) in marks.items() if k == kind}
            if not here:
                continue
            pairs = {
                name: self._moved(name, place[0] - x, place[1] - y) for name, (x, y) in here.items()
            }
            on_letter = self.rules.several(pairs)
            bases = f"[{' '.join(letters)}]"
            rules += self._stacked(bases, place, here)
            rules.append(f"sub {bases} [{' '.join(pairs)}]' lookup {on_letter};")
            others = [name for name, other in classes.items() if other != kind]
            empties = [name for name in self.order if name.endswith(".empty")]
            between = f"[{' '.join(others + self._moved_of(others) + empties)}]"
            rules.append(f"sub {bases} {between} [{' '.join(pairs)}]' lookup {on_letter};")
        return rules

    def replace(
        self, marks: list[str], letters: list[str], spaced: list[str], placed: list[str]
    ) -> None:
        """Put the rules in the places of the old ones; what widens and places is behind all."""
        self.font.setGlyphOrder(self.order)
        scratch = _scratch(self.order)
        lookups = "\n".join(
            [
                *self.rules.lookups,
                _lookup("marks", 0, marks),
                _lookup("letters", _LETTER_FLAG, letters),
                _lookup("spaced", _LETTER_FLAG, spaced),
                _lookup("placed", 0, placed),
                "feature rlig {",
                *(f"lookup {name};" for name in ("marks", "letters", "spaced", "placed")),
                "} rlig;",
            ]
        )
        addOpenTypeFeaturesFromString(scratch, lookups, tables=["GSUB"])
        self._take_over(scratch["GSUB"].table.LookupList.Lookup)

    def _take_over(self, new: list[Any]) -> None:
        """Append the new lookups, and let the old features use them."""
        table = self.substitutions
        old = table.LookupList.Lookup
        *singles, marks, letters, spaced, placed = new
        start = len(old)
        for lookup in (marks, letters, spaced, placed):
            for rule in lookup.SubTable:
                for record in records_of(rule):
                    record.LookupListIndex += start
        old += singles
        old += [spaced, placed]
        old[_MARK_LIGATURES], old[_LETTER_LIGATURES] = marks, letters
        table.LookupList.LookupCount = len(old)
        for record in table.FeatureList.FeatureRecord:
            if record.FeatureTag == "calt":
                record.Feature.LookupListIndex += [len(old) - 2, len(old) - 1]
                record.Feature.LookupCount += 2

    def _ligatures(self, index: int) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield the parts and the glyph of each ligature, the longest first."""
        found = [
            ((first, *one.Component), one.LigGlyph)
            for table in self.substitutions.LookupList.Lookup[index].SubTable
            for first, ligatures in table.ligatures.items()
            for one in ligatures
        ]
        yield from sorted(found, key=lambda one: (-len(one[0]), one[0]))

    def _add(
        self, name: str, drawn: tuple[str, int, int] | None, width: int, *, mark: bool
    ) -> None:
        pen = TTGlyphPen(None)
        if drawn:
            glyph, x, y = drawn
            self.glyphs[glyph].draw(_Decomposing(pen, (1, 0, 0, 1, x, y), self.glyphs))
        self.font["glyf"].glyphs[name] = made = pen.glyph()
        made.recalcBounds(self.font["glyf"])
        self.font["hmtx"].metrics[name] = (width, getattr(made, "xMin", 0))
        self.font["GDEF"].table.GlyphClassDef.classDefs[name] = 3 if mark else 1
        self.order.append(name)

    def _inherit_anchors(self, name: str, ligature: str, place: int, origin: int) -> None:
        table = self.positions[_MARKS_ON_LIGATURES].SubTable[0]
        if ligature not in table.LigatureCoverage.glyphs:
            return
        attach = table.LigatureArray.LigatureAttach[table.LigatureCoverage.glyphs.index(ligature)]
        anchors = attach.ComponentRecord[place].LigatureAnchor
        self.part_anchors[name] = {
            self._letter_class(kind): (anchor.XCoordinate - origin, anchor.YCoordinate)
            for kind, anchor in enumerate(anchors)
            if anchor
        }

    def _letter_class(self, ligature_class: int) -> int:
        """Return the class of marks on letters that has the marks of a class on ligatures."""
        letters = self.positions[_MARKS_ON_LETTERS].SubTable[0]
        ligatures = self.positions[_MARKS_ON_LIGATURES].SubTable[0]
        mark = next(
            name
            for name, record in zip(
                ligatures.MarkCoverage.glyphs, ligatures.MarkArray.MarkRecord, strict=True
            )
            if record.Class == ligature_class and name in letters.MarkCoverage.glyphs
        )
        place = letters.MarkCoverage.glyphs.index(mark)
        return int(letters.MarkArray.MarkRecord[place].Class)

    def _placed_marks(self) -> dict[str, tuple[int, _Place]]:
        """Return the class and the anchor of each mark that is drawn in its place."""
        table = self.positions[_MARKS_ON_LETTERS].SubTable[0]
        wanted = {*_SINGLE_MARKS, *self.mark_ligatures}
        return {
            name: (record.Class, (record.MarkAnchor.XCoordinate, record.MarkAnchor.YCoordinate))
            for name, record in zip(
                table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True
            )
            if name in wanted
        }

    def _letters_by_place(self) -> dict[tuple[int, _Place], list[str]]:
        table = self.positions[_MARKS_ON_LETTERS].SubTable[0]
        found: dict[tuple[int, _Place], list[str]] = defaultdict(list)
        for name, record in zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True):
            for kind, anchor in enumerate(record.BaseAnchor):
                if anchor:
                    place = _rounded(anchor.XCoordinate, anchor.YCoordinate)
                    found[kind, place].append(name)
        for name, anchors in self.part_anchors.items():
            for kind, (x, y) in anchors.items():
                found[kind, _rounded(x, y)].append(name)
        for (kind, (x, y)), names in list(found.items()):
            for name, (letter, gap) in self.wider.items():
                if letter in names:
                    found[kind, _rounded(x + gap, y)].append(name)
        return found

    def _stacked(self, bases: str, place: _Place, here: dict[str, _Place]) -> Iterator[str]:
        """Yield the rules for a mark that stands upon another one."""
        table = self.positions[_MARKS_ON_MARKS].SubTable[0]
        for upper, lowers in _STACKED.items():
            for lower in (name for name in lowers if name in here):
                under = table.Mark2Array.Mark2Record[table.Mark2Coverage.glyphs.index(lower)]
                above = table.Mark1Array.MarkRecord[table.Mark1Coverage.glyphs.index(upper)]
                anchor, own = under.Mark2Anchor[0], above.MarkAnchor
                x = place[0] - here[lower][0] + anchor.XCoordinate - own.XCoordinate
                y = place[1] - here[lower][1] + anchor.YCoordinate - own.YCoordinate
                rule = self.rules.single(upper, self._moved(upper, x, y))
                moved = self._moved(lower, place[0] - here[lower][0], place[1] - here[lower][1])
                empty = [n for n in ("uni064E.empty",) if n in self.order and lower != "uni064E"]
                yield f"sub {bases} {' '.join([moved, *empty])} {upper}' lookup {rule};"

    def _moved(self, mark: str, x: int, y: int) -> str:
        name = f"{mark}.at{x}_{y}".replace("-", "m")
        if name not in self.font["glyf"].glyphs:
            self._add(name, (mark, x, y), 0, mark=True)
        return name

    def _moved_of(self, marks: list[str]) -> list[str]:
        prefixes = tuple(f"{mark}.at" for mark in marks)
        return [name for name in self.order if name.startswith(prefixes)]


class _Decomposing(TransformPen):  # type: ignore[misc]
    """Draws composite glyphs as outlines, so that no glyph depends on another one."""

    def __init__(self, pen: Any, matrix: tuple[int, ...], glyphs: Any) -> None:
        super().__init__(pen, matrix)
        self._glyphs = glyphs

    def addComponent(self, name: str, transformation: Any, **_: Any) -> None:  # noqa: N802
        """Draw the part of a composite glyph."""
        outer = self._transformation.transform(transformation)
        self._glyphs[name].draw(_Decomposing(self._outPen, outer, self._glyphs))


def _rounded(x: int, y: int) -> _Place:
    return round(x / _GRID) * _GRID, round(y / _GRID) * _GRID


def _lookup(name: str, flag: int, rules: list[str]) -> str:
    body = "\n".join(rules)
    return f"lookup {name} {{ lookupflag {flag};\n{body}\n}} {name};"


def _scratch(order: list[str]) -> TTFont:
    font = TTFont()
    font.setGlyphOrder(order)
    return font
