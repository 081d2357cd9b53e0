"""Writes a conversation down as tests/transcripts/ has it, so that it can be played again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.chat.answers import GLASSES
from bot.coach.scenes import Screen
from dialogs.document import Act, Button, Form
from dialogs.frozen import Values
from dialogs.plain import to_text

ALONE = (Act.KEEP, Act.RESUME)
"""Buttons that a transcript writes as a turn of their own."""


class Transcript:
    """One conversation, turn by turn."""

    def __init__(self, about: str, flow: str, deal: str, zone: str, now: datetime) -> None:
        """``now`` is when it began."""
        local = now.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
        self._head = {"about": about, "flow": flow, "deal": deal, "zone": zone, "now": local}
        self.turns: list[dict[str, Any]] = []

    def answered(self, form: Form, values: Mapping[str, Values], screen: Screen) -> None:
        """A page was submitted, and this came of it."""
        self.turns.append({"answer": _page(form, values), **_seen(screen)})

    def pressed(self, act: Act, screen: Screen) -> None:
        """A button was pressed, and this came of it."""
        turn: dict[str, Any] = {act.value: True} if act in ALONE else {"press": act.value}
        self.turns.append({**turn, **_seen(screen)})

    def pressed_button(self, button: Button, screen: Screen) -> None:
        """A button was pressed that stands on the page itself, and this came of it."""
        self.turns.append({"press_button": button.label, **_seen(screen)})

    def closed(self, form: Form, values: Mapping[str, Values]) -> None:
        """The form was closed half-way."""
        self.turns.append({"close": _page(form, values)})

    def text(self) -> str:
        """The whole as YAML."""
        return yaml.safe_dump(
            {**self._head, "turns": self.turns}, sort_keys=False, allow_unicode=True, width=1000
        )


def _page(form: Form, values: Mapping[str, Values]) -> dict[str, Any]:
    """What was answered. Conditions by their words: their ids are others the next time."""
    called = {
        option.id: option.label
        for field in form.fields
        for option in field.options
        if option.id.isdecimal() and field.id == GLASSES
    }
    plain = {key: [called.get(each, each) for each in value] for key, value in values.items()}
    return {
        "page": form.page,
        "values": {key: each[0] if len(each) == 1 else each for key, each in plain.items() if each},
    }


def _seen(screen: Screen) -> dict[str, Any]:
    document = screen.document
    seen: dict[str, Any] = {"shows": document.form.page if document.form else "verdict"}
    if document.summary in to_text(document):
        seen["says"] = [document.summary]
    return seen
