"""Keys that are equal for a name in Arabic and in Latin script.

A key holds the consonants of the name, and of its vowels as many as a short name needs.
"""

from __future__ import annotations

import re

from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.stopwords import is_stopword

# Sounds: consonants in small letters, p with b, v with f, z with s, j with g, ch with sh (x);
# A, W and Y are the vowels that Arabic writes, E is one that it mostly leaves out.
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("تطث", "t"),
        **dict.fromkeys("جغ", "g"),
        **dict.fromkeys("قك", "k"),
        **dict.fromkeys("خحه", "h"),
        **dict.fromkeys("دضذظ", "d"),
        **dict.fromkeys("زسص", "s"),
        **dict(zip("برشفلمناوي", "brxflmnAWY", strict=True)),
    }
)
# In this order. A rule is tried only on a word that has its letters: most words have few of them.
_ENGLISH = [
    (letters, None if letters == pattern else re.compile(pattern), sound)
    for letters, pattern, sound in [
        ("kn", r"^kn", "n"),
        ("wr", r"^wr", "r"),
        ("ps", r"^ps", "s"),
        ("x", r"^x", "s"),
        ("", r"^[aeiou]+", "A"),
        ("wh", r"wh", "w"),
        ("mb", r"mb$", "m"),
        ("j", r"(?<=[bmn])j", "y"),
        ("ch", r"t?ch|sch", "X"),
        ("sh", r"sh", "X"),
        ("ph", r"ph", "f"),
        ("v", r"v", "f"),
        ("th", r"th", "t"),
        ("kh", r"kh", "H"),
        ("dh", r"dh", "d"),
        ("gh", r"(?<=[aeiou])gh(?=[tse]|$)", ""),
        ("gh", r"gh", "g"),
        ("zh", r"zh", "g"),
        ("j", r"j", "g"),
        ("ck", r"ck", "k"),
        ("q", r"q", "k"),
        ("x", r"x", "ks"),
        ("z", r"z", "s"),
        ("c", r"c(?=[eiy])", "s"),
        ("c", r"c", "k"),
        ("h", r"h(?![aeiouyA])", ""),
        ("p", r"p", "b"),
        ("", r"(.)\1+", r"\1"),
    ]
]
_LETTERS = str.maketrans("aouwiyeXH", "AWWWYYExh")
_NO_SOUND = re.compile("[^a-zAWY]")
_VOWELS = re.compile("[AWYE]+")
_NO_VOWELS = dict.fromkeys(map(ord, "AWYE"))
_DOUBLE = re.compile(r"(.)\1+")
_ARTICLES = ("ال", "بال", "لل", "كال")


def name_keys(word: str) -> tuple[str, ...]:
    """Return the keys of one normalised word, as if it were a name.

    Returns none for a stopword and for other scripts. `k:` keys stand for the whole name: all its
    consonants and, the fewer they are, the more of its vowels. `e:` keys are its first and last
    three consonants, for spellings that differ.
    """
    if len(word) < 3 or is_stopword(word):
        return ()
    if is_arabic(word):
        sounds = [arabic_sound(spelling) for spelling in bare_spellings(word)]
    elif word.isascii() and word.isalpha():
        sounds = [english_sound(word)]
        if "ch" in word:
            sounds.append(english_sound(word.replace("ch", "k")))
    else:
        return ()
    consonants = {sound: _consonants(sound) for sound in sounds}
    found = dict.fromkeys(filter(None, map(_key, consonants, consonants.values())))
    return (*found, *_ends(consonants[sounds[0]]))


def bare_spellings(word: str) -> list[str]:
    """Return `word` as it is and without the clitics that may precede a name."""
    bare = word[1:] if word[0] in "وف" and len(word) > 3 else word
    for article in _ARTICLES:
        if bare.startswith(article) and len(bare) >= len(article) + 3:
            # A long word may be a name that begins so: ألكسندر.
            return [bare[len(article) :], *([bare] if article == "ال" and len(bare) > 6 else [])]
    spellings = [word, bare]
    if bare[0] in "بلك" and len(bare) > 3:
        spellings.append(bare[1:])
    return spellings


def arabic_sound(word: str) -> str:
    """Return the sounds of an Arabic word."""
    if len(word) > 3 and word.endswith("ه"):
        word = word[:-1] + "ا"
    sound = word.replace("تش", "ش").translate(_ARABIC)
    return sound if sound.isascii() and sound.isalpha() else _NO_SOUND.sub("", sound)


def english_sound(word: str) -> str:
    """Return the sounds of an English word."""
    for letters, pattern, sound in _ENGLISH:
        if letters in word:
            word = word.replace(letters, sound) if pattern is None else pattern.sub(sound, word)
    return word.translate(_LETTERS)


def _consonants(sound: str) -> str:
    """Return a sound without its vowels and with double consonants once."""
    bare = sound.translate(_NO_VOWELS)
    return _DOUBLE.sub(r"\1", bare) if _DOUBLE.search(bare) else bare


def _key(sound: str, consonants: str) -> str:
    """Return the `k:` key of a sound by its consonants, "" for fewer than two."""
    opening = "A" if sound.startswith("A") else ""
    closing = "A" if sound.endswith(("A", "W", "Y", "EE")) else ""
    if len(consonants) < 2:
        return ""
    if len(consonants) == 2:
        return "k:" + _shape(sound)
    if len(consonants) == 3:
        return f"k:{opening}{consonants}{closing}"
    return "k:" + (opening if len(consonants) == 4 else "") + consonants


def _shape(sound: str) -> str:
    """Return the sound with each run of vowels reduced to the one that Arabic would write."""
    return _VOWELS.sub(_vowel, re.sub("[AWYE]?E$", "", sound))


def _vowel(run: re.Match[str]) -> str:
    """Return the vowel that Arabic would write for a run of vowels, or none."""
    vowels = run.group()
    if run.start() == 0 and vowels[0] == "A":
        return "A"
    if "Y" in vowels or "EE" in vowels or "EA" in vowels:
        return "Y"
    return "W" if "W" in vowels else "A" if "A" in vowels else ""


def _ends(consonants: str) -> list[str]:
    """Return the `e:` keys of at least four consonants."""
    return [f"e:_{consonants[:3]}", f"e:{consonants[-3:]}_"] if len(consonants) > 3 else []
