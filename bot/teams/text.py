"""Texts as Teams takes them: never too long, never broken, never alive when a person typed them.

A TextBlock reads Markdown, and its escapes show on phones. A RichTextBlock reads none: all that a person may
have typed stands in one, and a TextBlock is used only where it would show the text just as it is.
"""

import json
import re
from typing import Any

Json = dict[str, Any]
"""A JSON object, as it goes to Teams or comes from it."""

LONGEST = 4000
"""The longest text that is shown in one piece."""

NOTHING = "–"
"""Stands where there would be an empty text, which older clients refuse."""

UTF_16 = "utf-16-le"
ELLIPSIS = "…"

FORMULA = re.compile(r"\{\{(?=\s*(?:DATE|TIME)\()")
"""How a date begins that a card would write out by itself."""

UNSEEN = "\u200b"
"""Takes no room, and keeps two braces from meaning something."""

ALIVE = re.compile(
    r"""
    [\\`*_\[\]<>\n] | ~~ | &(?=\#|\w+;)     # emphasis, links, mentions, entities; line ends, which get lost
    | ^\s*(?:[-+=\#|]|\d+[.)])              # lists, headings, rules, tables
    | https?:// | www\.                     # links that make themselves
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What Markdown may take for its own."""


SLASHED = re.compile(r"(?<!\S)/(?=(?:coach|precall|postcall)\b)")
"""A command as other platforms have it."""


def unslashed(text: str) -> str:
    """Our own words with commands as one writes them here: a slash opens Teams' own menu."""
    return SLASHED.sub("", text)


def size(card: object) -> int:
    """How many bytes Teams counts: two for each sign of the JSON, written out as plainly as it can be."""
    return 2 * len(json.dumps(card))


def length(text: str) -> int:
    """How long a text is in UTF-16, where an emoji is two."""
    return len(text.encode(UTF_16, "surrogatepass")) // 2


def clean(text: str, most: int = LONGEST) -> str:
    """The text as it can be sent: whole signs only, cut with an ellipsis where it is too long."""
    whole = text.encode(UTF_16, "surrogatepass").decode(UTF_16, "replace")
    shown = FORMULA.sub("{" + UNSEEN + "{", whole.strip())
    if length(shown) > most:
        units = shown.encode(UTF_16)[: 2 * (most - 1)]
        shown = units.decode(UTF_16, "ignore") + ELLIPSIS
    return shown or NOTHING


def is_plain(text: str) -> bool:
    """Whether a text looks the same where Markdown is read."""
    return ALIVE.search(text) is None


def run(text: str, **style: object) -> Json:
    """Some words of a paragraph. ``style`` in Teams' own words: weight, color, isSubtle, italic."""
    return {"type": "TextRun", "text": text, **style}


def paragraph(*runs: Json, **more: object) -> Json:
    """A paragraph: it wraps, and shows every sign as it was typed."""
    return {"type": "RichTextBlock", "inlines": list(runs), **more}


def said(text: str, **style: object) -> Json:
    """A paragraph in one style."""
    return paragraph(run(clean(text), **style))


def heading(text: str, size: str = "Medium") -> Json:
    """A heading, known as one to screen readers where the text is plain enough to stand in a TextBlock."""
    shown = " ".join(clean(text).split())
    look = {"size": size, "weight": "Bolder"}
    if is_plain(shown):
        return {"type": "TextBlock", "text": shown, "wrap": True, "style": "heading", **look}
    return paragraph(run(shown, **look))
