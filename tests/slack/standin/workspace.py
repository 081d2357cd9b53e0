"""The workspace: what is in it, what happened in it, and the rules that concern more than one part."""

import asyncio
import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from tests.slack.standin.state import (
    Ack,
    Call,
    Channel,
    Json,
    Message,
    Person,
    Refused,
    ResponseUrl,
    Token,
    Trigger,
    View,
    VirtualClock,
)
from tests.slack.standin.validator import elements_of, every_block
from tests.slack.standin.wording import leaks, share_said

TEAM, DOMAIN, APP, BOT, BOT_USER = "T0STANDIN", "standin", "A0STANDIN", "B0STANDIN", "U0KAIROS"
BOT_TOKEN, APP_TOKEN = "xoxb-standin", "xapp-standin"
SCOPES = ("chat:write", "commands", "im:write", "users:read")
Found = TypeVar("Found")


class Workspace:
    """All state of the stand-in. Tests read it freely and set up people and channels."""

    def __init__(self, clock: VirtualClock, scopes: Iterator[str] | tuple[str, ...] = SCOPES) -> None:
        self.clock = clock
        self.people: dict[str, Person] = {
            BOT_USER: Person(BOT_USER, "kairos", "Kairos", is_bot=True),
            "USLACKBOT": Person("USLACKBOT", "slackbot", "Slackbot"),
        }
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.tokens = {
            BOT_TOKEN: Token("bot", set(scopes)),
            APP_TOKEN: Token("app", {"connections:write"}),
        }
        self.messages_tab = True
        self.rich_blocks = True
        self.text_share = 0.5
        self.planted: set[str] = set()
        self.calls: list[Call] = []
        self.acks: list[Ack] = []
        self.violations: list[str] = []
        self.duplicates: list[Message] = []
        self._last_id = 0
        self._changed = asyncio.Event()

    def new_id(self, prefix: str) -> str:
        """An id that Slack might have given."""
        self._last_id += 1
        return f"{prefix}{self._last_id:08X}"

    def violate(self, where: str, *problems: str) -> None:
        """Write down what Slack would refuse, drop silently or frown at."""
        self.violations += [f"{where}: {problem}" for problem in problems]
        self.changed()

    def changed(self) -> None:
        """Wake whoever waits for something to happen."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, condition: Callable[[], Found | None], what: str, within: float) -> Found:
        """Wait until something is there. ``within`` is real seconds and only bounds a failing test."""
        try:
            async with asyncio.timeout(within):
                while not (found := condition()):
                    await self._changed.wait()
        except TimeoutError:
            recent = "\n".join(f"  {call.method} {call.answer}"[:300] for call in self.calls[-6:])
            raise AssertionError(f"no {what} within {within} s; the last calls:\n{recent}") from None
        return found

    def dm(self, user: str, *, make: bool = True) -> Channel | None:
        """The direct message between the app and that person."""
        found = next((one for one in self.channels.values() if one.dm_with == user), None)
        if found is None and make:
            found = Channel(self.new_id("D"), "directmessage", members={user, BOT_USER}, dm_with=user)
            self.channels[found.id] = found
        return found

    def trigger(self, user: str, inside: str = "") -> str:
        """Issue a trigger_id; ``inside`` is the view it was issued in."""
        trigger_id = f"{self.new_id('1')}.{int(self.clock.now())}.standin"
        self.triggers[trigger_id] = Trigger(user, self.clock.now(), inside)
        return trigger_id

    def spend(self, trigger_id: str) -> Trigger:
        """Use a trigger_id up, if it still is any good."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.clock.now() - trigger.issued > 3:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def view(self, view_id: str) -> View | None:
        """An open modal or a Home, by its id."""
        return next((one for one in self.views() if one.id == view_id), None)

    def views(self) -> Iterator[View]:
        """All that is open."""
        yield from self.homes.values()
        for stack in self.stacks.values():
            yield from stack

    def check_words(self, where: str, text: str, payload: Any) -> None:
        """Record markup that leaked and a fallback text that says too little."""
        self.violate(where, *leaks(text, payload, self.planted))
        share = share_said(text, payload)
        if payload and share < self.text_share:
            self.violate(
                where, f"the top-level text carries {share:.0%} of what the blocks say: {text[:60]!r}"
            )

    def filled_in(self, blocks: list[Json]) -> list[Json]:
        """The blocks as Slack gives them back: with all ids and text flags."""
        blocks = _flagged(copy.deepcopy(blocks))
        for block in every_block(blocks):
            block.setdefault("block_id", self.new_id("b"))
            for element in elements_of(block):
                element.setdefault("action_id", self.new_id("a"))
        return blocks


def _flagged(value: Any) -> Any:
    if isinstance(value, list):
        return [_flagged(one) for one in value]
    if isinstance(value, dict):
        value = {key: _flagged(one) for key, one in value.items()}
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        if value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
    return value
