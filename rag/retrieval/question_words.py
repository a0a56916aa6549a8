"""Words that make a question and say nothing of what it asks about, beyond the stopwords."""

from __future__ import annotations

from rag.text.analysis.folding import normalize

# Asking words as they are typed with what follows or goes before, and slips in relative words.
_JOINED = """
ماهو ماهي ماهم ماهما ماكان ماكانت مالذي ماالذي ماهية منهو منهي منهم ممن عمن لمن بمن فيم فيما
بم لم مم عم علام إلام اللذي اللتي الذى التى كتى ال
"""
_ASKING = "ماذا متى أين كيف لماذا كم من أي أية"
# What asks, points and joins in the dialects: who, what, why, when, where, how, how much, that, of,
# this, will, still, because.
_DIALECTS = """
مين منو منهو شكون شو شنو شنهو شنهي ايش وش ويش اش اشنو شنية ليش ليه علاش لشو ليهش عليش شعجب امتى
إمتى ايمتى فوقاش وقتاش وين فين وينه كيفاش شلون ازاي إزاي كيفن شحال قديش قداش اديش بكام كام جم
شكد شقد بقديش
اللي الي الياي ياللي ديال ديالو ديالها ديالهم تبع بتاع بتاعة بتاعت بتوع تاع متاع ده دي دا دول
هاد هادا هادي هاي هيدا هيدي هاذا هذي هيك كده كدا رح غادي غادية حيكون عم لسا لسه لسة عشان علشان مشان
منشان كمان برضو برضه واش ع
"""
_CLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
_TOLD = """
اذكر اذكري حدد حددي وضح اشرح اشرحي هات اعط اعطي أعطني اعطني أخبرني اخبرني أخبرنا اخبرنا
حدثني حدثنا عرفني لخص قل بحسب وفق ووفق باسم
according describe exactly explain give happen list mention name please say show summarise summarize
tell
"""
_WORDS = frozenset(
    [normalize(word) for word in f"{_JOINED} {_DIALECTS} {_TOLD}".split()]
    + [normalize(clitic + word) for word in _ASKING.split() for clitic in _CLITICS]
)


def is_asking(word: str) -> bool:
    """Tell whether a normalised word only asks or tells what to do."""
    return word in _WORDS
