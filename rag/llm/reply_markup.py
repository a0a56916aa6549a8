"""Takes the plain tags of HTML and XML out of a reply: <p>, <b>, <br>, <sentence>, <الإجابة>."""

from __future__ import annotations

import re

_WITHIN = "b|i|em|strong|u|s|mark|small|big|span|font|bdi|bdo|code|q|sup|sub"
_APART = (
    r"p|br|hr|div|li|ul|ol|dl|dt|dd|h[1-6]|table|thead|tbody|tr|td|th|blockquote|pre|section|article|"
    r"header|footer|body|html|sentences?|output|result|reply|text|content|point|item|fact|claim|"
    r"summary|paragraph|statement|line|(?:ال)?(?:إجابة|اجابة|جواب|رد|جملة|نص|فقرة|نقطة|ملخص)"
)
# Tags of any other name, such as <img>, are no layout, and stay for readers to see.
_TAG = re.compile(
    rf"</?(?:(?P<within>{_WITHIN})|{_APART})(?:\s[\w-]{{1,20}}=[\"'][\w -]{{0,60}}[\"'])?\s?/?>",
    re.IGNORECASE,
)


def without_tags(text: str) -> str:
    """Return a text without tags of layout; where one ends a line or a paragraph, a line ends."""
    return _TAG.sub(lambda tag: "" if tag["within"] else "\n", text) if "<" in text else text
