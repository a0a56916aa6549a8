"""Splits Arabic and English text into sentences, as offsets.

A line end ends a sentence, unless the text is hard-wrapped. Within a line a sentence ends after
`.`, `!`, `?`, `؟` or an ellipsis, and the quotes and brackets that close there, unless the text
around shows otherwise: an abbreviation, an initial, a list number, a next word in lower case. `؛`,
`:` and `،` never end a sentence, because what follows them depends on what precedes. Quotations are
split like other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rag.text.analysis.lower_case import capitalized

_STOPS = ".!?؟…"
_QUOTES = "\"'“”‘’«»‹›„"
_SHUT = "»”)\\]"
_OPEN = "«“(\\["
_DASHES = "–—−\\-"
_BULLETS = "•⁃▪●◦‣"
_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # bidi marks often follow Arabic stops
_ARABIC = "\u0621-\u064a\u066e-\u06d3"
_LINE_END = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"

_BREAK = re.compile(rf"[{_LINE_END}]\s*")
_BLANK_LINE = re.compile(rf"(?>\r\n|[{_LINE_END}])[^\S{_LINE_END}]*[{_LINE_END}]")
_WRAPPED_ON = re.compile(r"(?![a-z][.)]\s)[a-z'’-]+(?:[\s,;]|\.\s|\Z)")
_STOPPED = re.compile(rf"[{_STOPS}:][{_QUOTES})\]{_UNSEEN}\s]*\Z")

_BULLET = re.compile(rf"[{_BULLETS}](?<=\s.)")
_LABEL = re.compile(r"(?<!\S)(\d{1,3}|[a-z])(?:\.\)|[.)])(?=\s)")

# The stop and what closes with it: `.`, `?!`, `. . .`, `."`, `.)`, `.[12]`; `.` before و in
# المنطقة.وأضاف.
_STOP = re.compile(
    rf"([{_STOPS}](?<![{_STOPS}]{{2}})(?:(?<=\.)(?:\s\.){{2,}}|[{_STOPS}]*+))"
    # Arabic is often typed without the space after the stop. No sign may be read in two ways, or
    # a row of » would take for ever.
    rf"(?:((?:\[\d{{1,3}}\]|\s?[{_SHUT}]|(?![{_SHUT}])[{_QUOTES}{_UNSEEN}])*)(?=\s|\Z)"
    rf"|[{_SHUT}]*(?=[{_OPEN}]?[{_ARABIC}]))"
)
_LETTER = re.compile(r"[^\W_]")
_LEAD = re.compile(rf"[\s{_QUOTES}{_OPEN}{_DASHES}{_BULLETS}{_UNSEEN}*_]*")
_FOLLOWING = re.compile(r"[\w\u064b-\u0652\u0670]*")
_QUOTE = re.compile(rf"[{_QUOTES}]")
_DASH = re.compile(rf"[{_DASHES}]")
_BEFORE_TOKEN = "\"'“”‘’«»‹›„([{،؛,;:/–—-" + _BULLETS
_LIST_LABEL = re.compile(rf"\d{{1,3}}|[ivxIVX]{{1,4}}|[A-Za-z{_ARABIC}]")
_LATIN_DOTTED = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}")
_ARABIC_DOTTED = re.compile(rf"(?:[{_ARABIC}]\.)+[{_ARABIC}]")
_ARABIC_WORD = re.compile(rf"[{_ARABIC}]")
_SPELLED = re.compile(rf"(?<!\S)(?!و)[{_ARABIC}]\Z")
# Mr. John Smith said, Smith added.
_NAMED_SPEAKER = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,3}(?:said|says|asked|asks|added|told|reported|replied|wrote|shouted)\b"
)


def _words(text: str) -> frozenset[str]:
    """Return the words of a table."""
    return frozenset(text.split())


# Before a name: the stop after them ends nothing.
_TITLES = _words(
    "mr mrs ms mx messrs dr drs prof profs gen lt col sgt capt cpl maj cmdr cdr adm brig pvt sen"
    " sens rep reps gov govs pres hon rev msgr amb supt insp det atty"
)
_MID_SENTENCE = _words("vs v viz cf ca approx e.g i.e")
_BEFORE_NUMBER = _words("no nos p pp vol vols art arts fig figs sec sect ch chap para op tel n° nº")
# These end a sentence only where a word follows that seldom begins a name.
_SHORTENED = _words(
    "co inc ltd corp bros jr sr st mt ft ave blvd rd dept univ assn al jan feb mar apr jun jul aug"
    " sep sept oct nov dec mon tue tues wed thu thur thurs fri ala ariz calif colo conn fla ga ill"
    " kan ky md mich minn mont neb nev okla ore pa tenn tex va vt wis wyo"
)
_STARTERS = _words(
    "A After All Although An And Another As At Before Both But By Did Do Does During Each Earlier"
    " Even Every For From Had Has Have He Her Here His How However I If In Is It Its Last Later"
    " Many Meanwhile More Most My Neither No Nor Not Now On Once One Only Or Our She Since So Some"
    " Still Such That The Their Then There These They This Those Though Through To Two Under Until"
    " Was We Were What When Where Whether Which While Who Why With Yes Yet You Your"
)
_TIMES = _words("a.m p.m")
_AFTER_TIME = _words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June"
    " July August September October November December GMT UTC BST CET EST EDT ET CST CDT PST PDT PT"
    " Eastern Central Pacific"
)
_WORDS_OF_AN_OPENING = 4  # "At 5 a.m. Mr. Smith …" has not ended

_ARABIC_TITLES = _words("أ.د ا.د أ.م.د ا.م.د أ.م م.د د.م")
_ARABIC_SHORT_TITLES = _words("ود وم وأ")
_ARABIC_BEFORE_NUMBER = _words("مج جـ صص")
# After a quotation that ends in a stop of its own, these carry the sentence on …
_ARABIC_ATTRIBUTION = _words("قائلا قائلًا قائلة حسب حسبما بحسب وفق وفقا وفقًا")
# … and these do so after a question or an exclamation.
_ARABIC_SPEECH = _words(
    "قال قالت قالوا يقول تقول سأل سألت تساءل تساءلت أجاب أجابت رد ردت هتف هتفت صرخ كتب كتبت ثم كما"
)

_LONGEST_ABBREVIATION = max(
    map(
        len,
        _TITLES
        | _MID_SENTENCE
        | _BEFORE_NUMBER
        | _SHORTENED
        | _ARABIC_SHORT_TITLES
        | _ARABIC_BEFORE_NUMBER,
    )
)
"""Letters; what is longer and has no stop within is a word."""

# Not tuned: columns at which mail and plain-text archives are wrapped.
_NARROWEST, _WIDEST = 40, 120
# Not tuned: so few lines may be full by chance; the rest allows for the last lines of paragraphs.
_WRAPPED_LINES = 4
_WRAPPED_SHARE = 0.8


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return half-open spans of the sentences of `text`, in order, without white space around.

    Together they contain every character that is not white space. `[]` for a blank text. A
    lower-case word continues a sentence, unless the whole text has no capitals.
    """
    return list(iter_sentences(text))


def iter_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield what `split_sentences` returns, for who needs the first ones only."""
    text = capitalized(text)
    for start, end in _blocks(text):
        for first, last in _items(text, start, end):
            yield from _sentences(text, first, last)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between line ends; hard-wrapped lines are joined."""
    width = _wrap_width(text)
    start = line = 0
    for gap in _BREAK.finditer(text):
        if not _is_wrap(text, line, gap, width):
            yield start, gap.start()
            start = gap.end()
        line = gap.end()
    yield start, len(text)


def _wrap_width(text: str) -> int | None:
    """Return the column at which the text is hard-wrapped; None if it is not.

    A line was wrapped if the next line's first word would not have fitted on it.
    """
    lines = [line.strip() for line in text.splitlines()]
    width = max(map(len, lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    pairs = [(line, after) for line, after in pairwise(lines) if line and after]
    full = sum(len(line) + 1 + len(after.split(None, 1)[0]) > width for line, after in pairs)
    return width if full >= max(_WRAPPED_LINES, _WRAPPED_SHARE * len(pairs)) else None


def _is_wrap(text: str, line: int, gap: re.Match[str], width: int | None) -> bool:
    """Return whether the line end `gap`, of the line from `line` on, is inside a paragraph."""
    if _BLANK_LINE.match(gap[0]):
        return False
    length = len(text[line : gap.start()].rstrip())
    if width is not None:
        first = text[gap.end() : gap.end() + width].split(None, 1)
        return bool(first) and length + 1 + len(first[0]) > width
    return (
        _NARROWEST <= length <= _WIDEST
        and _WRAPPED_ON.match(text, gap.end()) is not None
        and not _STOPPED.search(text[line : gap.start()])
    )


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the items of a list that was written in one line; otherwise the line as it is."""
    cuts = [match.start() for match in _BULLET.finditer(text, start + 1, end)]
    label = _LABEL.match(text, start, end)
    if label:
        expected = _rank(label[1]) + 1
        for match in _LABEL.finditer(text, label.end(), end):
            if _rank(match[1]) == expected:
                cuts.append(match.start())
                expected += 1
    return pairwise([start, *sorted(cuts), end])


def _rank(label: str) -> int:
    """Return the place of a list label in its order: 2 for "2", the code of a letter."""
    return int(label) if label.isdigit() else ord(label)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the trimmed sentences of one line.

    A piece without a letter or digit is joined to the one before.
    """
    before: tuple[int, int] | None = None
    for first, last in pairwise([start, *_cuts(text, start, end), end]):
        piece = text[first:last]
        body = piece.lstrip()
        if not body:
            continue
        first = last - len(body)
        last = first + len(body.rstrip())
        if before is not None:
            if _LETTER.search(body):
                yield before
            else:
                first = before[0]
        before = first, last
    if before is not None:
        yield before


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the offsets where one sentence ends and another one follows."""
    worded, seen = False, start
    for stop in _STOP.finditer(text, start, end):
        worded = worded or _LETTER.search(text, seen, stop.start()) is not None
        seen = stop.end()
        if worded and seen < end and _ends(text, start, stop, end):
            yield seen
            start, worded = seen, False


def _ends(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    """Return whether the sentence that begins at `start` ends with `stop`."""
    mark, shut, at = stop[1], stop[2], stop.start()
    lead = _LEAD.match(text, stop.end(), end)
    skipped = lead.end() if lead else stop.end()
    word = _FOLLOWING.match(text, skipped, end)
    following = word[0] if word else ""
    bracketed = at > start and text[at - 1] in "(["
    if bracketed or _continues(following):
        return False
    token = _token_before(text, start, at)
    if shut is None:
        return _ends_unspaced(
            mark, token, following, text[skipped + len(following) : skipped + len(following) + 1]
        )
    if mark != "." or _QUOTE.search(shut):
        return _ends_strongly(mark, shut, following, text, skipped)
    if _DASH.search(text, stop.end(), skipped):
        following = "–"
    return not _is_abbreviated(text, start, at, token, skipped, following)


def _continues(following: str) -> bool:
    """Return whether a lower-case word behind a stop, or a bracket before it, goes on with it."""
    return following[:1].islower() and not following[1:2].isupper()


def _token_before(text: str, start: int, at: int) -> str:
    """Return the word that touches the stop, "" if a space, quote or bracket is between."""
    window = text[max(start, at - 32) : at]
    if not window or window[-1].isspace() or window[-1] in _BEFORE_TOKEN + ")]":
        return ""
    return window.split()[-1].lstrip(_BEFORE_TOKEN)


def _ends_unspaced(mark: str, token: str, following: str, after: str) -> bool:
    """Return whether a stop before an Arabic letter ends: in `المنطقة.وأضاف`, not in `أ.ف.ب`."""
    if len(following) < 2 or after == ".":
        return False
    if mark != ".":
        return any(character in mark for character in "!?؟")
    return "." not in token and len(token) != 1 and token not in _ARABIC_SHORT_TITLES


def _ends_strongly(mark: str, shut: str, following: str, text: str, skipped: int) -> bool:
    """Return whether `!`, `?`, `؟`, an ellipsis or a stop inside a quotation ends the sentence."""
    if mark != "." and not any(character in mark for character in "!?؟"):
        return _ellipsis_ends(mark, following)
    if not _QUOTE.search(shut):
        return True
    if following in _ARABIC_ATTRIBUTION:
        return False
    if mark == ".":
        return True
    return following not in _ARABIC_SPEECH and not _NAMED_SPEAKER.match(text, skipped)


def _ellipsis_ends(mark: str, following: str) -> bool:
    """Return whether an ellipsis is more than a pause: a fourth stop or a capital follows it."""
    dots = mark.count(".") + 3 * mark.count("…")
    return dots > 3 or not following or (following[0].isupper() and following != "I")


def _is_abbreviated(
    text: str, start: int, at: int, token: str, skipped: int, following: str
) -> bool:
    """Return whether the full stop at `at` belongs to `token` and does not end the sentence."""
    if not token or (len(token) > _LONGEST_ABBREVIATION and "." not in token):
        return False
    if _is_list_label(text, start, at, token):
        return True
    spelled_on = len(following) == 1 and text[skipped + 1 : skipped + 2] == "."
    if _ARABIC_WORD.match(token[-1]):
        return _is_arabic_abbreviation(
            text[max(start, at - 16) : at], token, following, spelled_on=spelled_on
        )
    if token.casefold() in _TIMES:
        opening = at - start < 40 and text.count(" ", start, at) < _WORDS_OF_AN_OPENING
        return opening or following in _AFTER_TIME or following == "–"
    return _is_latin_abbreviation(token, following, spelled_on=spelled_on)


def _is_list_label(text: str, start: int, at: int, token: str) -> bool:
    """Return whether the token is the number or letter of a list item at the line's beginning."""
    lead = _LEAD.match(text, start, at)
    return bool(lead and lead.end() + len(token) == at and _LIST_LABEL.fullmatch(token))


def _is_fixed_abbreviation(name: str, token: str) -> bool:
    """Return whether a token is an abbreviation after which a sentence never ends."""
    return name in _MID_SENTENCE or (name in _TITLES and token[0].isupper())


def _is_shortened(name: str, token: str) -> bool:
    """Return whether a token is an abbreviation that may end a sentence: Inc., Jan., U.S."""
    return name in _SHORTENED or _LATIN_DOTTED.fullmatch(token) is not None


def _begins_sentence(following: str) -> bool:
    """Return whether a word mostly begins a sentence: "However", or "and" (و) in Arabic."""
    return following in _STARTERS or following.startswith("و")


def _is_latin_abbreviation(token: str, following: str, *, spelled_on: bool) -> bool:
    """Return whether a full stop behind a Latin token does not end the sentence."""
    name = token.casefold()
    if _is_fixed_abbreviation(name, token):
        return True
    if name in _BEFORE_NUMBER and token != "P":
        return following[:1].isdigit()
    starts = _begins_sentence(following)
    if len(token) == 1 and token.isalpha():
        return spelled_on or not (starts or following[:1].isdigit())
    return _is_shortened(name, token) and (spelled_on or not starts)


def _is_arabic_abbreviation(before: str, token: str, following: str, *, spelled_on: bool) -> bool:
    """Return whether a full stop behind an Arabic token, with which `before` ends, ends nothing."""
    if token in _ARABIC_BEFORE_NUMBER:
        return following[:1].isdigit()
    if _ARABIC_DOTTED.fullmatch(token):
        return spelled_on or token.removeprefix("و") in _ARABIC_TITLES
    if len(token) > 1:
        return token in _ARABIC_SHORT_TITLES
    # `2020 م.` is a unit and `أ ف ب.` a name; any other single letter is a title.
    rest = before[:-1].rstrip()
    return not (rest[-1:].isdigit() or _SPELLED.search(rest))
