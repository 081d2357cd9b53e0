"""Texts as Slack takes them: never too long, never empty, never alive when a person typed them."""

import html
import json
import re
from typing import Any

from pydantic_core import to_json

from dialogs.document import Document
from dialogs.plain import SIGNS, to_text

Json = dict[str, Any]
"""A JSON object, as it goes to Slack or comes from it."""

SECTION, HEADER, MESSAGE = 3000, 150, 4000
"""The longest text of a paragraph, of a heading, and of a message that can still be edited."""

NOTHING = "–"
"""Stands where Slack refuses an empty text."""

UTF_16 = "utf-16-le"
ELLIPSIS = "…"
OPEN_ENTITY = re.compile(r"&[a-z]*$")


def encoded(data: Json) -> bytes:
    """A JSON object as it goes over the line. Half a character, which UTF-8 cannot hold, goes escaped."""
    try:
        return to_json(data)  # three times as fast as what the standard library does
    except ValueError:
        return json.dumps(data).encode()


def length(text: str) -> int:
    """How long Slack thinks a text is: it counts in UTF-16, where an emoji is two."""
    return len(text.encode(UTF_16, "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """The text, with an ellipsis where it is too long."""
    if 2 * len(text) <= most or length(text) <= most:
        return text
    units = text.encode(UTF_16, "surrogatepass")[: 2 * (most - 1)]
    return units.decode(UTF_16, "ignore") + ELLIPSIS


def plain(text: str, most: int = SECTION) -> Json:
    """A text object that shows every sign as it was typed."""
    return {"type": "plain_text", "text": cut(text.strip(), most) or NOTHING, "emoji": False}


def escaped(text: str, most: int) -> str:
    """A text for where Slack reads markup: nothing in it links or pings. Cut last, never inside an entity."""
    safe = html.escape(text, quote=False)
    if length(safe) <= most:
        return safe
    return OPEN_ENTITY.sub("", cut(safe, most).removesuffix(ELLIPSIS)) + ELLIPSIS


def whole(document: Document) -> str:
    """All that a document says, the point first and once: for notifications, and for those who listen."""
    point = {f"{sign}{document.summary}" for sign in SIGNS.values() if document.summary}
    said = (line for line in to_text(document).split("\n") if line not in point)
    return escaped("\n".join([document.summary, *said]).strip(), MESSAGE) or NOTHING
