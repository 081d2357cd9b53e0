"""The same rep on four ways in: the coach itself, Teams' cards, Slack's modals, the playground's HTTP."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Protocol

from aiohttp import ClientSession

from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.coach.use_cases import Sent
from bot.ids import ids
from bot.ports import Store
from dialogs.document import Act, Document
from dialogs.flow import Kind
from dialogs.people import Identity, Person, Preferences
from tests.fakes.store import FakeStore
from tests.slack.standin.state import View
from tests.slack.world import LIBRARY, WORDS
from tests.slack.world import World as SlackWorld
from tests.slack.world import kairos as slack_kairos
from tests.teams.standin.state import Message
from tests.teams.world import World as TeamsWorld
from tests.teams.world import forms, inputs
from tests.teams.world import kairos as teams_kairos
from tests.web.conftest import Client, opened

Given = Mapping[str, tuple[str, ...]]
"""What is filled in, by question. Whatever else stands in a form is emptied, where a person can empty it."""

LABELS = {"keep": "keep-mine", "anew": "begin-anew", "reopen": "edit", "plan": "another-plan"}
"""What the buttons are called, by what they do."""

NAMES = frozenset({"/precall", "/postcall", "/coach"})
"""The commands that Slack knows."""


class Talk(Protocol):
    """A rep talking to Kairos somewhere."""

    store: Store
    person: Person

    async def begins(self, now: datetime) -> None:
        """The script's first instant."""

    async def waits(self, minutes: int) -> None:
        """Time passes."""

    async def says(self, text: str) -> None:
        """A command."""

    async def fills(self, given: Given) -> None:
        """The form in front, sent."""

    async def presses(self, act: str) -> None:
        """A button on the page in front."""

    async def closes(self, given: Given) -> None:
        """The form in front, filled in and closed unsent."""


class Direct:
    """No channel at all: what the others are held against."""

    def __init__(self, coach: Coach, store: Store, clock: FixedClock, person: Person) -> None:
        self._coach, self._clock, self.person = coach, clock, person
        self.store: Store = store
        self._keys = 0
        self._page: Document
        self._session = ""

    async def begins(self, now: datetime) -> None:
        self._clock.instant = now

    async def waits(self, minutes: int) -> None:
        self._clock.instant += timedelta(minutes=minutes)

    async def says(self, text: str) -> None:
        await self._see(await self._coach.say(self.person, text, self._key()))

    async def fills(self, given: Given) -> None:
        form = self._page.form
        assert form
        sent = Sent(act=form.act, ref=form.ref, page=form.page, values=self._values(given))
        await self._see(await self._coach.fill(self.person, sent, self._key()))

    async def presses(self, act: str) -> None:
        await self._see(await self._coach.press(self.person, Act(act), self._session, self._key()))

    async def closes(self, given: Given) -> None:
        form = self._page.form
        assert form
        await self._coach.close(self.person, form.ref, form.page, self._values(given), self._key())

    def _values(self, given: Given) -> dict[str, tuple[str, ...]]:
        form = self._page.form
        assert form
        left = {each.id: each.values if each.kind is Kind.CHOICE else () for each in form.fields}
        assert set(given) <= set(left)
        return left | dict(given)

    async def _see(self, screen: Any) -> None:
        self._page, self._session = screen.document, str(screen.session)

    def _key(self) -> str:
        self._keys += 1
        return f"key {self._keys}"


class InTeams:
    """Cards in Ana's own chat."""

    def __init__(self, world: TeamsWorld, person: Person) -> None:
        self._world, self.person = world, person
        self.store: Store = world.store
        self._card: Message

    async def begins(self, now: datetime) -> None:
        self._world.clock.instant = now

    async def waits(self, minutes: int) -> None:
        await self._world.later(minutes=minutes)

    async def says(self, text: str) -> None:
        ana = self._world.ana
        before = len(ana.chat)
        await ana.says(text)
        await self._world.teams.until(lambda: len(ana.chat) > before, "an answer")
        self._card = ana.chat[-1]

    async def fills(self, given: Given) -> None:
        fields = inputs(self._card.card)
        left: dict[str, object] = {name: () for name, each in fields.items() if each.get("isMultiSelect")}
        left |= {name: "" for name, each in fields.items() if each["type"] != "Input.ChoiceSet"}
        assert set(given) <= set(fields)
        (submit,) = forms(self._card.card)
        await self._press(submit, left | dict(given))

    async def presses(self, act: str) -> None:
        await self._press(WORDS.say(f"button.{LABELS[act]}"), {})

    async def closes(self, given: Given) -> None:
        raise NotImplementedError("nobody tells the bot")

    async def _press(self, title: str, values: Mapping[str, object]) -> None:
        card, edits = self._card, self._card.edits
        answer = await self._world.ana.presses(card, title, values)
        assert answer.body["type"].endswith("card.adaptive")
        await self._world.teams.until(lambda: card.edits > edits, "the next page")


class InSlack:
    """Modals."""

    def __init__(self, world: SlackWorld, person: Person) -> None:
        self._world, self.person = world, person
        self.store: Store = world.store

    async def begins(self, now: datetime) -> None:
        self._world.clock.instant = now

    async def waits(self, minutes: int) -> None:
        await self._world.later(minutes=minutes)

    async def says(self, text: str) -> None:
        ana = self._world.ana
        while ana.modal:
            await ana.close(ana.modal)
        first, _, rest = text.partition(" ")
        name = f"/{first.lower().lstrip('/')}"
        known = name in NAMES
        await ana.command(name if known else "/coach", rest if known else text)
        if self._world.house.coach.opens(text):
            await self._world.slack.until(lambda: ana.modal, "a modal")

    async def fills(self, given: Given) -> None:
        modal = self._modal
        await self._world.ana.submit(modal, self._entered(modal, given))

    async def presses(self, act: str) -> None:
        ana, label = self._world.ana, WORDS.say(f"button.{LABELS[act]}")
        modal = ana.modal
        if modal is None:  # it was closed: the card in the chat has the same buttons
            await ana.press(await ana.sees_message(label), label)
            await ana.sees_modal()
            return
        before = str(modal.body)
        await ana.press(modal, label)
        await self._world.slack.until(lambda: str(self._modal.body) != before, "the next page")

    async def closes(self, given: Given) -> None:
        modal = self._modal
        await self._world.ana.fill(modal, self._entered(modal, given))
        await self._world.ana.close(modal)

    @property
    def _modal(self) -> View:
        modal = self._world.ana.modal
        assert modal
        return modal

    def _entered(self, modal: View, given: Given) -> dict[str, Any]:
        entered: dict[str, Any] = {}
        left = dict(given)
        for block in modal.blocks:
            if block["type"] != "input":
                continue
            element, kind = block["element"], block["element"]["type"]
            wish = left.pop(element["action_id"], None)
            if wish is not None:
                entered[block["block_id"]] = list(wish) if kind in SEVERAL else wish[0]
            elif kind not in ONE:
                entered[block["block_id"]] = None
        assert not left
        return entered


SEVERAL = {"checkboxes", "multi_static_select"}
ONE = {"radio_buttons", "static_select"}


class InThePlayground:
    """The HTTP that the playground's page speaks."""

    def __init__(self, client: Client, person: Person) -> None:
        self._client, self.person = client, person
        self.store: Store = client.world.house.store
        self._keys = 0
        self._form = Form("")
        self._chat = ""

    async def begins(self, now: datetime) -> None:
        assert self._client.world.clock.move_to(now)

    async def waits(self, minutes: int) -> None:
        clock = self._client.world.clock
        clock.move_to(clock.now() + timedelta(minutes=minutes))

    async def says(self, text: str) -> None:
        await self._act("say", text=text)

    async def fills(self, given: Given) -> None:
        await self._act("submit", **self._form.carried, values=self._values(given))

    async def presses(self, act: str) -> None:
        in_front = self._form.refs or Form(self._chat).refs  # a closed page's card stands in the chat
        await self._act("press", act=act, ref=in_front[act])

    async def closes(self, given: Given) -> None:
        await self._act("close", **self._form.carried, values=self._values(given))

    def _values(self, given: Given) -> dict[str, list[str]]:
        assert set(given) <= set(self._form.fields)
        return self._form.fields | {name: list(values) for name, values in given.items()}

    async def _act(self, path: str, **body: object) -> None:
        self._keys += 1
        answer = await self._client.act(path, "Ana", self._keys, **body)
        self._form = Form((answer["sheet"] or {}).get("html", ""))
        self._chat = "".join(post["html"] for post in answer["look"]["places"]["rep"]["posts"])


class Form(HTMLParser):
    """The form of a page as a browser reads it: what it carries, and the choices that stand in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.carried: dict[str, str] = {}
        self.fields: dict[str, list[str]] = {}
        self.refs: dict[str, str] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if "data-form" in has:
            self.carried = {name: has[f"data-{name}"] for name in ("act", "ref", "page")}
        if "data-press" in has:
            self.refs[has["data-act"]] = has["data-ref"]
        if "data-field" in has:
            self.fields[has["data-field"]] = []
        if tag == "select":
            self._select = has["name"]
        if tag == "option" and "selected" in has:
            self.fields[self._select] = [has["value"]]
        if tag == "input" and has.get("type") == "radio" and "checked" in has:
            self.fields[has["name"]] = [has["value"]]


@asynccontextmanager
async def directly(_folder: Path) -> AsyncIterator[Talk]:
    clock = FixedClock(datetime(2026, 3, 10, 10).astimezone())
    make = ids(clock, seed=1)
    store = FakeStore(make)
    ana = Identity(platform="web", workspace="test", user="ana")
    person = await store.join(ana, "Ana", "UTC", "Test", clock.now())
    yield Direct(Coach(store, LIBRARY, clock, make), store, clock, person)


@asynccontextmanager
async def in_teams(_folder: Path) -> AsyncIterator[Talk]:
    async with teams_kairos() as world:
        yield InTeams(world, await world.person())


@asynccontextmanager
async def in_slack(_folder: Path) -> AsyncIterator[Talk]:
    async with slack_kairos() as world:
        yield InSlack(world, await world.person())


@asynccontextmanager
async def in_the_playground(folder: Path) -> AsyncIterator[Talk]:
    async with opened(folder, LIBRARY) as world, ClientSession() as session:
        yield InThePlayground(Client(world, session), world.people["Ana"])


async def at_home(talk: Talk, zone: str, now: datetime) -> None:
    """The rep lives in the script's zone, at its hour."""
    await talk.store.put_preferences(talk.person.id, Preferences(zone=zone))
    person = await talk.store.person(talk.person.id)
    assert person
    talk.person = person
    await talk.begins(now)


Way = Callable[[Path], AbstractAsyncContextManager[Talk]]

CHANNELS: Mapping[str, Way] = {"teams": in_teams, "slack": in_slack, "web": in_the_playground}
