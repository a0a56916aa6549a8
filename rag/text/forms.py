"""Other forms of an Arabic stem, for looking it up in a list of words: what the light stemmer,
made for search within Arabic, leaves apart."""

from __future__ import annotations

from collections.abc import Iterator

# The accusative's alef, verb endings and objects, the construct plural: كبيرا, غادروا, غادرت,
# أخبرني, موظفو.
_ENDINGS = ("وا", "نا", "تم", "ا", "ت", "ن", "و")
_SHORTEST = 3
# I, we, you and she go; a list has he goes.
_PERSONS = ("ت", "ن", "ا")


def forms(stem: str) -> Iterator[str]:
    """The forms under which a list may have an Arabic stem that it does not have as it stands;
    the likelier first. None for a short one."""
    bare = [
        stem.removesuffix(ending)
        for ending in _ENDINGS
        if stem.endswith(ending) and len(stem) >= len(ending) + _SHORTEST
    ]
    for form in (stem, *bare):
        if form is not stem:
            yield form
        if form.startswith(_PERSONS) and len(form) > _SHORTEST:
            yield f"ي{form[1:]}"
