"""Words of Arabic and English too common to search for."""

from __future__ import annotations

from rag.text.analysis.folding import normalize

_ARABIC = """
في من إلى على عن مع حتى منذ خلال بين عند لدى لدي نحو حول ضد دون بدون عبر قبل بعد فوق تحت أمام وراء
خلف داخل خارج ضمن حسب وفق وفقا إثر أثناء رغم سوى غير مثل مذ إزاء تجاه لأجل بسبب منها منه منهم منهما
منك مني منا إليه إليها إليهم إليك إلينا إلي عليه عليها عليهم عليك علينا عنه عنها عنهم فيه فيها فيهم
فيهما فينا به بها بهم بهما بك بنا بي له لها لهم لهما لك لنا لي معه معها معهم معنا بينهم بينها
بينهما بينه عنده عندها لديه لديها لديهم لدينا هو هي هم هن هما أنا نحن أنت أنتم أنتن أنتما إياه
إياها إياهم هذا هذه هذان هذين هاتان هاتين هؤلاء ذلك تلك ذاك أولئك هنا هناك هنالك كذلك لذلك بذلك ذا
لذا هكذا الذي التي اللذان اللذين اللتان اللتين الذين اللاتي اللواتي بأن بأنه بأنها بأنهم لهذا لهذه
بهذا بهذه لهؤلاء ما ماذا متى أين كيف كم هل لماذا أي أية أيا أيهما لم لن لا ليس ليست ليسوا لست لسنا
إن أن إنه أنه إنها أنها إنهم أنهم أنهما إننا أننا إني أني لأن لأنه لأنها لأنهم لكن لكنه لكنها لكنهم
كأن كأنه كأنها ليت لعل إذا إذ لو لولا لوما كلما كما بما مما فيما عما ربما إنما أنما طالما حيث حيثما
حين حينما عندما بينما لما قد لقد سوف ثم أو أم أما إما بل كي لكي إلا ألا أيضا فقط كان كانت كانوا
كانا كنت كنا يكون تكون يكونوا يكن تكن أكون نكون كن كون وكان بات أصبح أصبحت ظل ظلت كل كلا كلتا بعض
بعضها بعضهم جميع كافة عدة أحد إحدى نفس نفسه نفسها ذات و ف ب ل ك س أ يا نعم جدا
"""
_ENGLISH = """
a about above after again against all almost along already also although always am among an and
another any anyone anything are aren't around as at away be became because become been before being
below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't
done down during each either else every few for from further get gets getting
go goes going gone got had hadn't has hasn't have haven't having he he'd he'll he's hence her here
here's hers herself him himself his how how's however i i'd i'll i'm i've if in into is isn't it
it'd it'll it's its itself just least less let let's like made make many may me might mine more
moreover most much must my myself neither never no nobody none nor not nothing now of off often on
once one only onto or other others otherwise our ours ourselves out over own per perhaps quite
rather really same she she'd she'll she's should shouldn't since so some someone something still
such than that that's the their theirs them themselves then there there's therefore these they
they'd they'll they're they've this those though through throughout thus to together too toward
towards under unless until up upon very was wasn't we we'd we'll we're we've were weren't what
what's when when's whenever where where's whereas wherever whether which while who who's whoever
whom whose why why's will with within without won't would wouldn't yes yet you you'd you'll you're
you've your yours yourself yourselves s t d ll m re ve
"""
# Words that he'll, she'd and the like become without their apostrophe: Shell is a company.
_NOT_COMMON = frozenset(["hell", "shell", "shed", "wed", "ill"])
STOPWORDS = (
    frozenset(normalize(word).replace("'", "") for word in f"{_ARABIC} {_ENGLISH}".split())
    - _NOT_COMMON
)
"""Normalised words, spelt as `words` of rag.text.analyzer gives them."""


def is_stopword(word: str) -> bool:
    """Return whether a normalised word is too common to search for, also behind و or ف."""
    return word in STOPWORDS or (len(word) > 2 and word[0] in "وف" and word[1:] in STOPWORDS)
