from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rag.records import Language, Person
from ui.guard.head import dressed, label
from ui.words import TEXTS, for_scripts, say

PAGE = (
    '<!doctype html><html\n\tlang="en"\n\tstyle="margin: 0;"><head><title>Gradio</title>'
    '<meta property="og:image" content="https://x.example/a.png"><link rel="manifest" href="m">'
    '<meta name="twitter:title" content="Gradio" /></head>'
    f'<body><script>window.c = {{"label": "{label("page.ask")}"}};</script></body></html>'
)


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_the_page_is_in_one_language_with_its_direction(language: Language, direction: str) -> None:
    html = dressed(PAGE, language)
    began = f'<html lang="{language}" dir="{direction}" data-may="admin" style="margin: 0;">'
    assert began in html.replace("\n\t", " ")
    shown = re.search(r"window\.c = (\{[^;]*\});", html)
    assert shown is not None
    assert json.loads(shown[1])["label"] == say("page.ask", language)
    assert html.count("<title>") == 1
    assert "%{" not in html


def test_colours_come_before_anything_is_painted() -> None:
    head, _, _ = dressed(PAGE, "en").partition("</head>")
    assert "/desk/static/core/theme.js" in head
    assert "/desk/static/core/tokens.css" in head


def test_the_card_of_gradio_gives_way_to_ours() -> None:
    html = dressed(PAGE, "en")
    assert "x.example" not in html
    assert "manifest" not in html
    assert "twitter" not in html
    assert html.count('property="og:title"') == 1


def test_scripts_are_given_their_strings_and_nothing_can_end_the_script() -> None:
    html = dressed(PAGE, "ar")
    given = re.search(r"window\.mujaz = (\{.*?\});</script>", html)
    assert given is not None
    assert json.loads(given[1]) == {
        "language": "ar",
        "words": for_scripts("ar"),
        "person": {"name": None, "permission": "admin"},
    }


def test_the_page_knows_who_has_signed_in_and_what_they_may_do() -> None:
    html = dressed(PAGE, "ar", Person("سارة</script>", "read"))
    assert 'data-may="read"' in html
    given = re.search(r"window\.mujaz = (\{.*?\});</script>", html)
    assert given is not None
    assert json.loads(given[1])["person"] == {"name": "سارة</script>", "permission": "read"}
    assert "<" not in given[1]


def test_a_label_without_a_string_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        dressed(f"<html><head></head>{label('page.nonsense')}", "en")


def test_the_table_has_every_string_in_both_languages() -> None:
    for name, texts in TEXTS.items():
        assert texts["ar"].strip(), name
        assert texts["en"].strip(), name
        assert not set("<>&") & set(texts["ar"] + texts["en"]), name
        places = [set(re.findall(r"\{(\w+)\}", text)) for text in texts.values() if text != "-"]
        if not re.search(r"\.(zero|one|two|few|many|other)$", name):
            assert places[0] == places[-1], name


def test_the_arabic_of_the_table_is_arabic_and_the_english_is_not() -> None:
    arabic = re.compile(r"[\u0620-\u064a]")
    for name, texts in TEXTS.items():
        # Markdown, PDF and their like have one name in both.
        if name != "page.language":  # the switch names the other language in that language
            said = re.sub(r"\{\w+\}", "", texts["ar"])
            assert arabic.search(said) or texts["ar"] == texts["en"], name
            assert not arabic.search(re.sub(r"«[^»]*»", "", texts["en"])), name


def test_what_depends_on_a_number_has_the_forms_of_its_language() -> None:
    counted = {name.rpartition(".")[0] for name in TEXTS if name.endswith(".other")}
    for name in counted:
        for form in ("one", "two", "few", "many"):
            if f"{name}.{form}" in TEXTS:
                continue
            assert form != "few", f"{name} lacks the Arabic plural"


def test_every_string_of_the_table_is_said_somewhere() -> None:
    root = Path(__file__).parents[2]
    files = [path for room in ("ui", "rag", "eval") for path in (root / room).rglob("*.py")]
    scripts = "".join(path.read_text() for path in (root / "ui" / "static").rglob("*.js"))
    code = "".join(path.read_text() for path in files)
    words = set(re.findall(r"[\"'%{]([\w.-]+)[\"'}]", code + scripts))
    patterns = [
        re.compile(re.sub(r"\\\{.*?\\\}", "([\\\\w.-]+)", re.escape(name)))
        for name in (
            *re.findall(r'f"([a-z_]+\.[^"<]*\{[^"<]*)"', code),
            *re.findall(r"f'([a-z_]+\.[^'<]*\{[^'<]*)'", code),
            *(f"js.{name.replace('$', '')}" for name in re.findall(r"say\(`([^`]*)`", scripts)),
        )
    ]
    for name in TEXTS:
        said = re.sub(r"\.(zero|one|two|few|many|other)$", "", name)
        if {said, said.removeprefix("js.")} & words or said.startswith("evaluation.tag."):
            continue  # a tag is of the cases, which are data
        fitting = filter(None, (pattern.fullmatch(said) for pattern in patterns))
        # A number that is put in, such as a status, need not be written as text.
        parts = ([one for one in match.groups() if not one.isdecimal()] for match in fitting)
        assert any(map(words.issuperset, parts)), name
