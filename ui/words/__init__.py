"""Every string of the page, in both languages, in one table: the `.tsv` files beside this module.

A row is a name, the Arabic and the English. A text may have places for values: `{count}`. What
depends on a number has a row for each form that its language has by CLDR, such as
`articles.one`, `articles.two`, `articles.few`, `articles.many` and `articles.other`; a form that
one language does not have is `-`. Names that begin with `js.` are sent to the scripts of the page.
"""

from ui.words.phrases import (
    articles,
    borne_out,
    passages,
    progress,
    searched,
    vectors,
    words_owed,
)
from ui.words.table import TEXTS, counted, for_scripts, say

__all__ = [
    "TEXTS",
    "articles",
    "borne_out",
    "counted",
    "for_scripts",
    "passages",
    "progress",
    "say",
    "searched",
    "vectors",
    "words_owed",
]
