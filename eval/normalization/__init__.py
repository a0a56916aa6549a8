"""How the metrics read a text: folded letters, tokens, light stems, values and scripts.

Everything that turns a text into what is compared for a score lives in this package, and nothing
in it imports the product: a change of `rag.text` must not move the scale that the change is
measured with. `tests/eval/normalization` holds the package to published rules and freezes its
output. Raise `VERSION` with every change of that output, and accept a new baseline with it: scores
of different versions cannot be compared.
"""

from eval.normalization.letter_folding import fold_letters
from eval.normalization.light_stems import light_stem
from eval.normalization.script_detection import main_language
from eval.normalization.stated_values import StatedValue, stated_values, unmatched_values
from eval.normalization.token_matching import contains, stems, tokens

VERSION = 1

__all__ = [
    "VERSION",
    "StatedValue",
    "contains",
    "fold_letters",
    "light_stem",
    "main_language",
    "stated_values",
    "stems",
    "tokens",
    "unmatched_values",
]
