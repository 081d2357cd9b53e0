"""The nudge after a call: asked once, not where it is answered already, and less where it is ignored."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.clock import FixedClock
from bot.coach.after_turns import AfterTurns
from bot.coach.scenes import Scenes
from bot.content import load
from bot.errors import NotWanted
from bot.ids import ids
from bot.sending.calendar import day_off
from bot.sending.outbox import Delivery, Kind, State
from dialogs.cadence import DaysOff
from dialogs.document import Document
from dialogs.session import Session, Status
from tests.fakes.store import FakeStore
from tests.store.making import change, session, some_deal, somebody, submitted

LIBRARY, _ = load()  # its issues are the content linter's business
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


class World:
    """A rep who takes a check each day, and lets the nudges pass or not."""

    def __init__(self, days_off: DaysOff = day_off) -> None:
        self.clock = FixedClock(MONDAY)
        self.ids = ids(self.clock, seed=1)
        self.store = FakeStore(self.ids)
        self.after_turns = AfterTurns(self.store, Scenes(self.store, LIBRARY), self.clock, days_off)

    async def checked(self) -> Session:
        """A check, whose call is over in an hour."""
        rep, deal = await somebody(self.store), await some_deal(self.store)
        now = self.clock.now()
        flow = LIBRARY.flows["precall"]
        return session(
            rep,
            deal,
            id=self.ids(),
            digest=flow.digest,
            version=flow.version,
            began=now,
            shown=now,
            submitted=now,
            status=Status.SUBMITTED,
            turn=1,
            ends=now + HOUR,
        )

    async def called(self, *, answers: bool = False) -> Document | str | None:
        """A check, the call, and its nudge: the page, None, or why it is left out."""
        check = await self.checked()
        nudge = Delivery(
            id=self.ids(),
            kind=Kind.NUDGE,
            key=f"nudge:{check.id}",
            person=check.rep,
            team=None,
            due=check.ends + HOUR if check.ends else self.clock.now(),
            until=self.clock.now() + timedelta(hours=20),
            payload={"session": str(check.id)},
        )
        flow_text = LIBRARY.flows["precall"].model_dump_json(by_alias=True)
        await self.store.save(change(check, deliveries=(nudge,), flow_text=flow_text, at=check.began))
        self.clock.instant += 2 * HOUR
        (claimed,) = await self.store.claim(self.clock.now())
        said: Document | str | None
        try:
            said = await self.after_turns.nudge(claimed)
        except NotWanted as reason:
            said = reason.what
            await self.store.settle(claimed.id, State.SKIPPED, self.clock.now(), reason.what)
        else:
            await self.store.settle(claimed.id, State.SENT if said else State.SKIPPED, self.clock.now())
        if answers:
            await self.reflected()
        self.clock.instant += timedelta(hours=22)
        return said

    async def reflected(self) -> None:
        rep, deal = await somebody(self.store), await some_deal(self.store)
        now = self.clock.now()
        await self.store.save(change(submitted(rep, deal, {"agreed": ("introduce",)}, now, id=self.ids())))


@pytest.fixture
def world() -> World:
    return World()


def says_less(page: Document | str | None) -> bool:
    assert isinstance(page, Document)
    return LIBRARY.words.say("nudge.less") in page.summary


async def test_a_rep_who_answers_is_asked_after_each_call(world: World):
    for _ in range(6):
        assert not says_less(await world.called(answers=True))


async def test_who_ignores_two_is_asked_after_every_second_call_and_told_so_once(world: World):
    first, second = await world.called(), await world.called()
    assert not says_less(first)
    assert not says_less(second)
    assert await world.called() == "spared"
    assert says_less(await world.called())
    assert await world.called() == "spared"
    assert not says_less(await world.called())


async def test_over_holidays_a_nudge_is_waited_for_until_a_working_day_is_over():
    def a_week_off(_country: str, day: date) -> bool:
        return MONDAY.date() < day < date(2026, 3, 9)

    world = World(a_week_off)
    for _ in range(5):
        assert not says_less(await world.called())


async def test_an_answer_brings_the_questions_back(world: World):
    for answers in (False, False, False, True):
        await world.called(answers=answers)
    assert not says_less(await world.called(answers=True))
    assert not says_less(await world.called())


async def test_who_reflected_by_themselves_is_neither_asked_nor_spared(world: World):
    check = await world.checked()
    flow_text = LIBRARY.flows["precall"].model_dump_json(by_alias=True)
    await world.store.save(change(check, flow_text=flow_text, at=check.began))
    world.clock.instant += HOUR
    await world.reflected()
    nudge = Delivery(
        id=world.ids(),
        kind=Kind.NUDGE,
        key=f"nudge:{check.id}",
        person=check.rep,
        team=None,
        due=world.clock.now(),
        until=world.clock.now() + HOUR,
        payload={"session": str(check.id)},
    )
    assert await world.after_turns.nudge(nudge) is None
