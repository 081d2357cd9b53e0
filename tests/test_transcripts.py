"""Conversations as specifications: every transcript is played through the coach, each step through JSON."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.coach.scenes import Screen
from bot.content import load
from bot.ids import ids
from bot.ports import Member, Roster
from dialogs.document import Act, Button, Buttons, Form
from dialogs.people import Identity, Team
from dialogs.plain import to_text
from dialogs.session import Session
from tests.fakes.store import FakeStore

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.yaml"))
LIBRARY = load()[0]


def values(given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """A transcript's values as the engine takes them: one or several."""
    return {key: tuple(value) if isinstance(value, list) else (value,) for key, value in given.items()}


def read(path: Path) -> dict[str, Any]:
    """A transcript, every scalar a text."""
    script: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    return script


class Conversation:
    """A rep talking to the coach, on a store that keeps everything as JSON."""

    def __init__(self, script: Mapping[str, Any]) -> None:
        """The script's zone and first instant set the stage."""
        self.clock = FixedClock(datetime.fromisoformat(script["now"]))
        self.ids = ids(self.clock, seed=1)
        self.store = FakeStore(self.ids)
        self.zone = script["zone"]
        self.keys = 0
        self.sessions: set[int] = set()
        self.screen: Screen
        self.coach = self.restarted()

    def restarted(self) -> Coach:
        """A coach with nothing in its head."""
        return Coach(self.store, LIBRARY, self.clock, self.ids)

    async def settle(self) -> None:
        """The rep joins a team."""
        identity = Identity(platform="web", workspace="test", user="rep")
        team = Team(
            id=0, name="Team", platform="web", workspace="test", channel="", country="DE", zone=self.zone
        )
        member = Member(
            name="Rep", email="rep@example.com", role="rep", team="Team", identity=identity, zone=self.zone
        )
        await self.store.apply(Roster(members=(member,), teams=(team,)), self.clock.now())
        rep = await self.store.known_as(identity)
        assert rep is not None
        self.rep = rep

    def key(self) -> str:
        """What a platform would repeat."""
        self.keys += 1
        return f"key-{self.keys}"

    @property
    def form(self) -> Form | None:
        """The form on the screen."""
        return self.screen.document.form

    @property
    def session(self) -> str:
        """The session on the screen."""
        return str(self.screen.session)

    async def step(self, turn: Mapping[str, Any], script: Mapping[str, Any]) -> None:
        """What the rep does in one turn."""
        page = self.form.page if self.form else ""
        if "wait" in turn:
            self.clock.instant += timedelta(minutes=int(turn["wait"]))
        if "restart" in turn:
            self.coach = self.restarted()
        if "begin" in turn or "say" in turn:
            text = turn["say"] if "say" in turn else f"/{turn['begin']['flow']} {turn['begin']['deal']}"
            self.screen = await self.coach.say(self.rep, text, self.key())
        if "answer" in turn:
            given = turn["answer"]
            named = await self.named(values(given["values"]))
            on = given.get("page", page)
            self.screen = await self.coach.submit(self.rep, self.session, on, named, self.key())
        if "close" in turn:
            typed = values(turn["close"]["values"])
            await self.coach.close(self.rep, self.session, turn["close"].get("page", page), typed, self.key())
        if "choose" in turn:
            assert self.form is not None
            chosen = values(turn["choose"]["values"])
            self.screen = await self.coach.flows.choose(self.rep, self.form.ref, chosen, self.key())
        if "press_button" in turn:
            button = next(each for each in self.buttons if each.label == turn["press_button"])
            self.screen = await self.coach.press(self.rep, button.act, button.ref, self.key())
        pressed = turn.get("press") or next((act for act in ("keep", "resume") if act in turn), None)
        if pressed:
            self.screen = await self.coach.press(self.rep, Act(pressed), self.session, self.key())
        await self.through_json()

    async def named(self, given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Conditions may be given in their own words."""
        if "glasses" not in given or self.form is None:
            return given
        field = next(field for field in self.form.fields if field.id == "glasses")
        called = {option.label: option.id for option in field.options}
        return given | {"glasses": tuple(called.get(value, value) for value in given["glasses"])}

    async def through_json(self) -> None:
        """The session on the screen survives being written down and read back."""
        if self.screen.session is not None:
            self.sessions.add(self.screen.session)
            session = await self.store.session(self.screen.session)
            assert session is not None
            assert Session.from_dict(json.loads(json.dumps(session.to_dict()))) == session

    async def check(self, turn: Mapping[str, Any]) -> None:
        """What the rep sees, and what is kept."""
        text = to_text(self.screen.document)
        fields = {field.id: field for field in self.form.fields} if self.form else {}
        if "shows" in turn:
            assert self.shows() == turn["shows"]
        for part in turn.get("says", ()):
            assert part in text
        for part in turn.get("not_says", ()):
            assert part not in text
        for question in turn.get("asks", ()):
            assert question in fields
        for question in turn.get("not_asks", ()):
            assert question not in fields
        for question, wanted in values(turn.get("prefilled", {})).items():
            assert fields[question].values == wanted
        wrong = {name: field.problem for name, field in fields.items() if field.problem}
        assert set(wrong) == set(turn.get("problems", {}))
        for question, part in turn.get("problems", {}).items():
            assert part in wrong[question]
        for label in turn.get("buttons", ()):
            assert label in [button.label for button in self.buttons]
        for question, wanted in turn.get("offers", {}).items():
            assert [option.label for option in fields[question].options] == wanted
        await self.check_kept(turn)

    @property
    def buttons(self) -> list[Button]:
        """What can be pressed on the screen."""
        blocks = self.screen.document.blocks
        return [button for block in blocks if isinstance(block, Buttons) for button in block.items]

    def shows(self) -> str:
        """The page on the screen: a form's, or the verdict."""
        if self.form:
            return self.form.page
        return "verdict" if self.screen.session is not None else self.screen.document.title

    async def check_kept(self, turn: Mapping[str, Any]) -> None:
        """What stands in the store."""
        session = await self.store.session(self.screen.session) if self.screen.session else None
        for question, wanted in values(turn.get("answers", {})).items():
            assert session is not None
            assert session.answers[question] == wanted
        if "pushed" in turn:
            assert session is not None
            assert session.push_back is not None
            assert session.push_back.ground == turn["pushed"]
        if "deliveries" in turn:
            assert sorted(each.kind for each in await self.store.deliveries()) == sorted(turn["deliveries"])
        if "sessions" in turn:
            assert len(self.sessions) == int(turn["sessions"])


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
async def test_the_conversation_goes_as_written(path: Path) -> None:
    script = read(path)
    talk = Conversation(script)
    await talk.settle()
    talk.screen = await talk.coach.say(talk.rep, f"/{script['flow']} {script['deal']}", talk.key())
    for turn in script["turns"]:
        await talk.step(turn, script)
        await talk.check(turn)


def test_there_are_enough_conversations() -> None:
    assert len(TRANSCRIPTS) >= 25
