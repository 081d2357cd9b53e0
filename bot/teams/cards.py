"""Document -> Adaptive Card 1.5, as plain dicts. What Teams would refuse, or drop, cannot come out of here.

The actions of a card carry a key that is the same for the same card, so that pressing twice counts once.
"""

import hashlib
import json

from bot.teams import figures
from bot.teams.cards_actions import Actions, rows, unfold
from bot.teams.fields import inputs
from bot.teams.text import Json, clean, heading, said, size, unslashed
from dialogs.document import (
    Aside,
    Block,
    Buttons,
    Chart,
    Document,
    Facts,
    Form,
    Glasses,
    Heading,
    Quote,
    Table,
    Text,
    Tone,
)
from dialogs.plain import SIGNS
from dialogs.words import Words

VERSION = "1.5"
"""What Teams takes from bots."""

CARD = "application/vnd.microsoft.card.adaptive"
"""The kind of attachment that a card is."""

MOST_BYTES = 80_000
"""The largest message that surely arrives, as Teams counts."""

ROOM = 4_000
"""Bytes of a message that are kept free for what stands around the card."""

SUMMARY = 300
"""The longest summary of a message."""

FOLDED = "folded_away"
"""The id of what is folded; no field is called so, for theirs have no underscore."""

GROUNDS = {Tone.GOOD: "good", Tone.CARE: "warning", Tone.PROBLEM: "attention"}
"""The ground on which a text of that tone stands: coloured letters are hard to read."""


def card(document: Document, words: Words, *, dialog: bool = False, key: str = "") -> Json:
    """A document as a card; in a dialog its title is the dialog's own, so the card has none.

    ``key`` names this showing of it, and begins the key of each action; without one, the text does.
    """
    actions = Actions(key or _digest(document), dialog=dialog)
    parts = [_written(block, words, actions) for block in document.blocks]
    if document.title and not dialog:
        parts.insert(0, [heading(document.title, "Large")])
    return {
        "type": "AdaptiveCard",
        "version": VERSION,
        **({} if dialog else {"msteams": {"width": "full"}}),  # before the body: clients missed it behind
        "fallbackText": clean(document.summary or document.title, SUMMARY),
        "body": _fitting(parts, words),
    }


def message(document: Document, words: Words, *, key: str = "") -> Json:
    """A document as an activity that can be sent; its summary is what the notification says."""
    return {
        "type": "message",
        "summary": clean(unslashed(document.summary or document.title), SUMMARY),
        "attachments": [{"contentType": CARD, "content": card(document, words, key=key)}],
    }


def _digest(document: Document) -> str:
    return hashlib.sha256(json.dumps(document.model_dump()).encode()).hexdigest()[:16]


def _written(block: Block, words: Words, actions: Actions) -> list[Json]:  # noqa: PLR0911  one for each kind
    match block:
        case Heading():
            return [figures.section(block.text)]
        case Text():
            return [_text(block)]
        case Quote():
            return [_quote(block)]
        case Buttons():
            return rows([actions.button(each) for each in block.items])
        case Aside():
            inside = [element for inner in block.blocks for element in _written(inner, words, actions)]
            return [_set_apart([heading(block.title), *inside])]
        case Form():
            return _form(block, words, actions)
        case _:
            return _figure(block, words)


def _figure(block: Facts | Glasses | Table | Chart, words: Words) -> list[Json]:
    match block:
        case Facts():
            return figures.facts(block)
        case Glasses():
            return figures.glasses(block, words)
        case Table():
            return figures.table(block, words)
        case Chart():
            return figures.chart(block)


def _text(block: Text) -> Json:
    text = unslashed(block.text)
    if block.tone in GROUNDS:
        return _set_apart([said(SIGNS[block.tone] + text, weight="Bolder")], GROUNDS[block.tone])
    return said(text, isSubtle=True) if block.tone is Tone.MUTED else said(text)


def _quote(block: Quote) -> Json:
    source = [said(block.source, isSubtle=True, size="Small")] if block.source else []
    return _set_apart([said(block.text, italic=True), *source])


def _set_apart(items: list[Json], style: str = "emphasis") -> Json:
    return {"type": "Container", "style": style, "items": items}


def _form(form: Form, words: Words, actions: Actions) -> list[Json]:
    """What is asked first, what is folded away under its button, and the ways out."""
    elements = inputs(form, words, folded=False)
    folded = inputs(form, words, folded=True)
    if folded:
        elements += rows([unfold(form.more or words.say("form.more"), FOLDED)])
        elements.append({"type": "Container", "id": FOLDED, "isVisible": False, "items": folded})
    return elements + rows([actions.submit(form), *(actions.button(other) for other in form.others)])


def _fitting(parts: list[list[Json]], words: Words) -> list[Json]:
    """As many parts as fit, from the top; where something is left out, it says so."""
    room = MOST_BYTES - ROOM
    body: list[Json] = []
    for part in parts:
        room -= size(part)
        if room < 0:
            return [*body, said(words.say("teams.cut"), isSubtle=True)]
        body += part
    return body or [said("")]
