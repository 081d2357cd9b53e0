"""Document -> Block Kit, as plain dicts. What Slack would refuse cannot come out of here.

Rich blocks (tables, charts, alerts) are new, and not every workspace takes them: whoever sends them can send
the plain ones instead.
"""

import json
from collections.abc import Iterable
from enum import StrEnum

from bot.slack import figures, rich
from bot.slack.text import HEADER, Json, length, plain, whole
from dialogs.document import (
    Act,
    Aside,
    Block,
    Button,
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


class Surface(StrEnum):
    """Where blocks stand."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


MOST_BLOCKS = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
MOST_BUTTONS, MOST_CHARTS, MOST_TABLES = 25, 2, 1
LABEL = 75
CARD_BODY, CARD_BUTTONS = 200, 2

NEW = ("alert", "card", "table", "data_visualization")
"""The kinds of blocks that a workspace may not know yet."""

ALERTS = {Tone.GOOD: "success", Tone.CARE: "warning", Tone.PROBLEM: "error"}

PREFIX = "kairos"
"""How the ids of our buttons begin."""


class Writer:
    """Writes blocks, one after another, and keeps count of what there may be only so many of."""

    def __init__(self, words: Words, surface: Surface, *, new: bool = True) -> None:
        """``new``: whether the new kinds of blocks may be used where the surface takes them."""
        self._words = words
        self._surface = surface
        self._new = new
        self._buttons = self._charts = self._tables = 0
        self.blocks: list[Json] = []

    def card(self, document: Document) -> bool:
        """Write a short message as one card, if it is one: a sentence and a way to go on."""
        match document.blocks:
            case (Text(tone=Tone.PLAIN, text=text), Buttons(items=items)):
                short = length(text) <= CARD_BODY and len(items) <= CARD_BUTTONS
            case _:
                return False
        if not (short and document.title and self._may_be_new):
            return False
        said = {"title": plain(document.title, HEADER), "body": plain(text, CARD_BODY)}
        self.blocks.append({"type": "card", **said, "actions": [self._button(each) for each in items]})
        return True

    def write(self, blocks: Iterable[Block]) -> None:
        """Add these blocks."""
        for block in blocks:
            self.blocks += self._write(block)

    def heading(self, text: str) -> Json:
        """A heading."""
        return {"type": "header", "text": plain(text, HEADER)}

    def buttons(self, items: tuple[Button, ...]) -> list[Json]:
        """Rows of buttons."""
        rows = [items[n : n + MOST_BUTTONS] for n in range(0, len(items), MOST_BUTTONS)]
        return [{"type": "actions", "elements": [self._button(each) for each in row]} for row in rows]

    def done(self) -> list[Json]:
        """All blocks; what is more than the surface takes is left out, and it says so."""
        most = MOST_BLOCKS[self._surface]
        if len(self.blocks) <= most:
            return self.blocks or [{"type": "section", "text": plain("")}]
        return [*self.blocks[: most - 1], _muted(self._words.say("slack.cut"))]

    def _write(self, block: Block) -> list[Json]:
        match block:
            case Heading():
                return [self.heading(block.text)]
            case Text():
                return [self._text(block)]
            case Buttons():
                return self.buttons(block.items)
            case Aside():
                inside = [each for inner in block.blocks for each in self._write(inner)]
                return [{"type": "divider"}, self.heading(block.title), *inside, {"type": "divider"}]
            case Form():
                return []  # a form needs a page of its own: bot/slack/modal.py
            case _:
                return self._shown(block)

    def _shown(self, block: Quote | Facts | Glasses | Table | Chart) -> list[Json]:
        match block:
            case Quote():
                return [rich.quote(block)]
            case Facts():
                return [rich.facts(block)] if block.items else []
            case Glasses():
                return [rich.glasses(block, self._words)]
            case Table():
                return self._table(block)
            case Chart():
                return self._chart(block)

    def _text(self, said: Text) -> Json:
        if said.tone is Tone.MUTED:
            return _muted(said.text)
        if said.tone is Tone.PLAIN:
            return {"type": "section", "text": plain(said.text)}
        if self._new and self._surface is Surface.MODAL:
            return {"type": "alert", "text": plain(said.text), "level": ALERTS[said.tone]}
        return rich.bold(SIGNS[said.tone] + said.text)

    def _table(self, said: Table) -> list[Json]:
        own = figures.table(said) if self._may_be_new and self._tables < MOST_TABLES else None
        if own is None:
            return [rich.table(said)]
        self._tables += 1
        return [rich.bold(said.title), own]

    def _chart(self, said: Chart) -> list[Json]:
        own = figures.chart(said) if self._may_be_new and self._charts < MOST_CHARTS else None
        if own is None:
            return [figures.bars(said)]
        self._charts += 1
        return [own, _muted(said.summary)]

    @property
    def _may_be_new(self) -> bool:
        return self._new and self._surface is Surface.MESSAGE

    def _button(self, button: Button) -> Json:
        self._buttons += 1
        made: Json = {
            "type": "button",
            "text": plain(button.label, LABEL),
            "action_id": f"{PREFIX}:{button.act}:{self._buttons}",
        }
        if button.ref:
            made["value"] = button.ref
        if button.act is Act.FORGET and button.ref:
            return made | {"style": "danger", "confirm": self._sure()}
        return made | ({"style": "primary"} if button.main else {})

    def _sure(self) -> Json:
        say = self._words.say
        return {
            "title": plain(say("slack.forget-sure"), 100),
            "text": plain(say("slack.forget-means"), 300),
            "confirm": plain(say("slack.forget-yes"), 30),
            "deny": plain(say("slack.forget-no"), 30),
            "style": "danger",
        }


def message(document: Document, words: Words, *, new: bool = True) -> Json:
    """A document as a message: its blocks, and the whole of it as text."""
    writer = Writer(words, Surface.MESSAGE, new=new)
    if not writer.card(document):
        if document.title:
            writer.blocks.append(writer.heading(document.title))
        writer.write(document.blocks)
    return {"text": whole(document), "blocks": writer.done()}


def home(document: Document, words: Words) -> Json:
    """A document as a person's Home."""
    writer = Writer(words, Surface.HOME)
    writer.blocks.append(writer.heading(document.title))
    writer.write(document.blocks)
    return {"type": "home", "blocks": writer.done()}


def uses_new(blocks: list[Json]) -> bool:
    """Whether any of these blocks is of a new kind."""
    return any(block["type"] in NEW for block in blocks)


def metadata(**values: str) -> str:
    """A small note that Slack gives back as it is."""
    return json.dumps(values, separators=(",", ":"))


def _muted(text: str) -> Json:
    return {"type": "context", "elements": [plain(text)]}
