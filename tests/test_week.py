"""The week through the real coach: digests written once and sent as written, and what people ask for."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.content import load
from bot.ids import ids
from bot.ports import Member, Roster, Store
from bot.sending.outbox import Delivery, Kind, State
from bot.store.store import SqliteStore
from dialogs.cadence import Due, due
from dialogs.digest.facts import Request
from dialogs.document import Act, Buttons, Document
from dialogs.errors import NoTeam, NotThere
from dialogs.people import Identity, Person, Preferences, Team
from dialogs.plain import to_text
from tests.dialogs.house import CHECK, REFLECTION
from tests.fakes.store import FakeStore

LIBRARY = load()[0]
WORDS = LIBRARY.words
EXPERIMENTS = tuple(LIBRARY.experiments)
MONDAY = datetime(2027, 3, 1, 8, tzinfo=UTC)
"""Nine in the morning in Berlin, in the week 2027-W09."""

WEDNESDAY, FRIDAY = MONDAY + timedelta(days=2), datetime(2027, 3, 5, 15, 5, tzinfo=UTC)
"""The second is five past four in Berlin: the reps' digests are due."""

NEXT_MONDAY = datetime(2027, 3, 8, 7, 35, tzinfo=UTC)
"""Five past half past eight in Berlin: the manager's digest is due."""

HANSE = Team(
    id=0, name="Hanse", platform="web", workspace="test", channel="c", country="DE", zone="Europe/Berlin"
)
ROLES = {"ana": "rep", "ben": "rep", "mia": "manager", "abel": "admin"}


class House:
    """A team with a coach, on a clock that stands still until somebody moves it."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.store, self.clock = store, clock
        self.coach = Coach(store, LIBRARY, clock, ids(clock, seed=2))
        self.keys = 0
        self.sent: dict[str, Document] = {}

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    async def called(self, name: str) -> Person:
        person = await self.store.with_email(f"{name}@hanse.example")
        assert person
        return person

    async def say(self, name: str, text: str) -> Document:
        return (await self.coach.say(await self.called(name), text, self.key())).document

    async def press(self, name: str, act: Act, ref: str = "") -> Document:
        return (await self.coach.press(await self.called(name), act, ref, self.key())).document

    async def fill(self, name: str, flow: str, deal: str, **answers: tuple[str, ...]) -> None:
        """A session submitted; nine minutes go by."""
        rep = await self.called(name)
        screen = await self.coach.flows.begin(rep, flow, deal, self.key())
        assert screen.document.form
        given = (CHECK if flow == "precall" else REFLECTION) | answers
        await self.coach.submit(rep, str(screen.session), screen.document.form.page, given, self.key())
        self.clock.instant += timedelta(minutes=9)

    async def dues(self) -> tuple[Due, ...]:
        now = self.clock.now()
        schedule = await self.store.schedule(now - timedelta(days=35))
        return due(now, schedule.teams, schedule.people, schedule.sent, lambda _country, _day: False)

    async def tick(self) -> None:
        await self.coach.weeks.write(await self.dues(), self.clock.now())

    async def digests(self, *states: State) -> list[Delivery]:
        kinds = {Kind.REP_DIGEST, Kind.MANAGER_DIGEST}
        return [each for each in await self.store.deliveries(*states) if each.kind in kinds]

    async def carry(self, became: State = State.SENT) -> None:
        """What the courier does, on a platform that takes everything, or nothing."""
        for delivery in await self.store.claim(self.clock.now(), 100):
            document = await self.coach.compose(delivery)
            if document is not None and became is State.SENT:
                self.sent[delivery.key] = document
            await self.store.settle(delivery.id, became if document else State.SKIPPED, self.clock.now())

    async def week(self) -> None:
        """Ana calls Acme and Bolt, Ben calls Bolt; then it is Friday."""
        self.clock.instant = WEDNESDAY
        await self.fill("ana", "precall", "Acme")
        await self.fill("ana", "postcall", "Acme")
        await self.fill("ana", "postcall", "Bolt", agreed=("nothing",))
        await self.fill("ben", "postcall", "Bolt", agreed=("trial",))
        self.clock.instant = FRIDAY


@pytest.fixture(params=["sqlite", "fake"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    clock = FixedClock(MONDAY - timedelta(days=60))
    make = ids(clock, seed=1)
    store: Store
    async with await SqliteStore.open(tmp_path / "kairos.db", make) as real:
        store = real if request.param == "sqlite" else FakeStore(make)
        members = [
            Member(
                name=name.title(),
                email=f"{name}@hanse.example",
                role=role,
                team="Hanse",
                identity=Identity(platform="web", workspace="test", user=name),
                zone="Europe/Berlin",
            )
            for name, role in ROLES.items()
        ]
        await store.apply(Roster(members=tuple(members), teams=(HANSE,)), clock.now())
        clock.instant = MONDAY
        yield House(store, clock)


def buttons(document: Document) -> set[tuple[Act, str]]:
    rows = (block for block in document.blocks if isinstance(block, Buttons))
    return {(button.act, button.ref) for row in rows for button in row.items}


async def test_a_weeks_digests_are_written_once_however_often_the_clock_ticks(house):
    await house.week()
    for _ in range(3):
        await house.tick()
    ana, ben, mia = [await house.called(name) for name in ("ana", "ben", "mia")]
    waiting = {each.key: each for each in await house.digests(State.WAITING)}
    assert set(waiting) == {f"rep-digest:{rep.id}:2027-W09" for rep in (ana, ben)}
    mine = waiting[f"rep-digest:{ana.id}:2027-W09"]
    assert mine.payload == {"digest": mine.key, "period": "2027-W09"}
    assert (mine.person, mine.team, mine.due <= house.clock.now() < mine.until) == (ana.id, ana.team, True)
    house.clock.instant = NEXT_MONDAY
    for _ in range(2):
        await house.tick()
    managers = [each for each in await house.digests(State.WAITING) if each.kind is Kind.MANAGER_DIGEST]
    assert [each.key for each in managers] == [f"manager-digest:{mia.id}:2027-W09"]


async def test_a_digest_is_sent_as_it_was_written_whatever_happened_since(house):
    await house.week()
    await house.tick()
    ana = await house.called("ana")
    key = f"rep-digest:{ana.id}:2027-W09"
    written = await house.store.digest(key)
    await house.fill("ana", "postcall", "Cargo")
    await house.carry()
    assert house.sent[key] == written.document
    assert (written.person, written.period, written.at) == (ana.id, "2027-W09", FRIDAY)


async def test_a_silent_week_sends_nothing_and_the_outbox_says_why(house):
    house.clock.instant = FRIDAY
    await house.tick()
    house.clock.instant = NEXT_MONDAY
    await house.tick()
    found = await house.digests()
    assert {each.kind for each in found} == {Kind.REP_DIGEST, Kind.MANAGER_DIGEST}
    assert {(each.state, each.why) for each in found if each.period == "2027-W09"} == {
        (State.SKIPPED, "nothing happened")
    }
    await house.tick()
    assert await house.digests() == found


async def test_what_is_not_to_be_sent_is_recorded_with_the_reason(house):
    await house.week()
    ben = await house.called("ben")
    await house.store.put_preferences(ben.id, Preferences(quiet=True))
    await house.tick()
    skipped = [each.why for each in await house.digests(State.SKIPPED) if each.person == ben.id]
    assert set(skipped) == {"quiet"}
    assert await house.store.digest(f"rep-digest:{ben.id}:2027-W09") is None


async def test_teams_in_other_zones_are_told_of_their_own_week(house):
    """On a Monday at half past eight in Auckland it is Sunday in Berlin."""
    zone, now = "Pacific/Auckland", datetime(2027, 3, 7, 19, 35, tzinfo=UTC)
    members = [
        Member(
            name=name.title(),
            email=f"{name}@hanse.example",
            role=role,
            team="Tasman",
            identity=Identity(platform="web", workspace="test", user=name),
            zone=zone,
        )
        for name, role in {"tui": "rep", "moa": "manager"}.items()
    ]
    team = HANSE.model_copy(update={"name": "Tasman", "country": "NZ", "zone": zone})
    await house.store.apply(Roster(members=tuple(members), teams=(team,)), MONDAY - timedelta(days=60))
    house.clock.instant = MONDAY - timedelta(days=1, hours=-6)  # Monday, three in the morning in Auckland
    await house.fill("tui", "postcall", "Kea")
    await house.week()
    await house.tick()
    house.clock.instant = now
    await house.tick()
    tui, moa, ana = [await house.called(name) for name in ("tui", "moa", "ana")]
    digest = await house.store.digest(f"manager-digest:{moa.id}:2027-W09")
    assert set(digest.parts) == {tui.id}
    assert "Tasman" in digest.document.title
    assert {each.person for each in await house.digests(State.WAITING)} >= {tui.id, moa.id, ana.id}


async def test_whoever_else_needs_the_loop_gets_a_turn_after_each_team(house):
    turns, done = 0, False

    async def somebody_else() -> None:
        nonlocal turns
        while not done:
            turns += 1
            await asyncio.sleep(0)

    await house.week()
    other = asyncio.create_task(somebody_else())
    await house.tick()
    done = True
    await other
    assert turns >= 1  # the fake store itself waits for nothing, so these are the writer's own pauses


async def test_a_private_figure_needs_as_many_reps_as_the_settings_say(house):
    await house.week()
    assert "not shown for fewer than 5" in to_text(await house.say("mia", "/coach team"))
    house.coach = Coach(house.store, LIBRARY, house.clock, ids(house.clock, seed=3), min_group=2)
    assert "not shown for fewer than 5" not in to_text(await house.say("mia", "/coach team"))


async def test_shared_shows_to_the_letter_what_the_manager_was_sent(house):
    await house.week()
    house.clock.instant = NEXT_MONDAY
    await house.tick()
    ana, mia = await house.called("ana"), await house.called("mia")
    digest = await house.store.digest(f"manager-digest:{mia.id}:2027-W09")
    before = to_text(await house.say("ana", "/coach shared"))
    assert WORDS.say("shared.empty") in before  # written, but nobody got it yet
    await house.carry()
    page = await house.say("ana", "/coach shared")
    part = digest.parts[ana.id]
    start = page.blocks.index(part.blocks[0])
    assert page.blocks[start : start + len(part.blocks)] == part.blocks
    whole = to_text(house.sent[digest.key])
    for line in to_text(part).splitlines()[2:]:
        assert line in whole
    assert "Mia read this in the digest sent on Mon 8 March" in to_text(page)


async def test_whom_a_sent_digest_names_finds_that_in_their_access_log_once(house):
    await house.week()
    house.clock.instant = NEXT_MONDAY
    await house.tick()
    ana, mia = await house.called("ana"), await house.called("mia")
    assert await house.store.accesses(ana.id) == ()
    await house.carry()
    await house.carry()
    (seen,) = await house.store.accesses(ana.id)
    assert (seen.manager, seen.what, seen.name) == (mia.id, "access.digest", "2027-W09")
    assert seen.at == NEXT_MONDAY
    said = to_text(await house.say("ana", "/coach shared"))
    assert "Mon 8 March, 08:35 | Mia | got the team's digest of the week from Mon 1 March" in said


async def test_a_digest_that_never_arrived_was_read_by_nobody(house):
    await house.week()
    house.clock.instant = NEXT_MONDAY
    await house.tick()
    await house.carry(State.FAILED)
    ana = await house.called("ana")
    assert await house.store.accesses(ana.id) == ()
    assert await house.store.parts(ana.id) == ()


async def test_a_rep_reads_their_own_week_whenever_they_like(house):
    await house.week()
    house.clock.instant = WEDNESDAY + timedelta(hours=2)
    page = await house.say("ana", "/coach week")
    assert page == await house.press("ana", Act.WEEK)
    assert "one check, 2 reflections" in to_text(page)
    assert (Act.TAKE, EXPERIMENTS[0]) in buttons(page) or any(act is Act.TAKE for act, _ in buttons(page))


async def test_a_week_with_nothing_in_it_says_what_to_do(house):
    page = await house.say("ana", "/coach week")
    assert page.summary == WORDS.say("week.nothing")
    assert (Act.BEGIN, "precall") in buttons(page)


@pytest.mark.parametrize("name", ["mia", "abel"])
async def test_a_manager_reads_the_teams_week_and_whoever_it_names_can_see_that(house, name):
    await house.week()
    page = await house.say(name, "/coach team")
    assert "Ana" in to_text(page)
    ana, reader = await house.called("ana"), await house.called(name)
    assert page == await house.press(name, Act.TEAM)
    seen = await house.store.accesses(ana.id)
    assert {(each.manager, each.what, each.name) for each in seen} == {(reader.id, "access.team", "2027-W09")}


async def test_a_rep_is_kindly_refused_the_teams_week_typed_or_pressed(house):
    await house.week()
    for page in (await house.say("ben", "/coach team"), await house.press("ben", Act.TEAM)):
        assert page.summary == WORDS.say("team.refused")
        assert "Ana" not in to_text(page)
        assert buttons(page) == {(Act.WEEK, ""), (Act.SHARED, "")}
    ana = await house.called("ana")
    assert await house.store.accesses(ana.id) == ()


async def test_the_week_that_a_manager_opened_is_read_to_the_letter_by_whom_it_names(house):
    await house.week()
    opened = await house.say("mia", "/coach team")
    house.clock.instant += timedelta(days=1)
    await house.say("mia", "/coach team")  # the same page again
    page = await house.say("ana", "/coach shared")
    said = to_text(page)
    assert said.count("Mia opened the team's week and read this, first on") == 1
    ana = await house.called("ana")
    (part,) = await house.store.parts(ana.id)
    start = page.blocks.index(part.document.blocks[0])
    assert page.blocks[start : start + len(part.document.blocks)] == part.document.blocks
    for line in to_text(part.document).splitlines()[2:]:
        assert line in to_text(opened)
    await house.fill("ana", "postcall", "Cobalt")
    await house.say("mia", "/coach team")  # another one
    assert to_text(await house.say("ana", "/coach shared")).count("Mia opened the team's week") == 2


async def test_whoever_left_the_team_still_reads_what_was_told_of_them(house):
    await house.week()
    await house.say("mia", "/coach team")
    ana = await house.called("ana")
    await house.store.put_member(ana.id, None, ana.role, house.clock.now())
    said = to_text(await house.say("ana", "/coach shared"))
    assert "Mia opened the team's week" in said
    assert "You are in no team now" in said


async def test_somebody_who_was_never_in_a_team_hears_plainly_that_nothing_is_told_of_them(house):
    ana = await house.called("ana")
    await house.store.put_member(ana.id, None, ana.role, house.clock.now())
    page = await house.say("ana", "/coach shared")
    assert page.summary == WORDS.say("shared.empty")
    assert WORDS.say("shared.no-team") in to_text(page)


async def test_a_silent_teams_week_names_nobody(house):
    assert (await house.say("mia", "/coach team")).summary == WORDS.say("team.nothing")
    ana = await house.called("ana")
    assert await house.store.accesses(ana.id) == ()


async def test_a_manager_who_opens_a_deal_stands_in_the_log_of_those_who_reflected_on_it(house):
    await house.week()
    for name in ("mia", "ana"):
        await house.say(name, "/coach deal Bolt")
    ana, ben, mia = [await house.called(name) for name in ("ana", "ben", "mia")]
    for rep in (ana, ben):
        (seen,) = await house.store.accesses(rep.id)
        assert (seen.manager, seen.what, seen.name) == (mia.id, "access.deal", "Bolt")
    house.clock.instant += timedelta(minutes=1)
    deal = await house.store.deal_named(mia.team, "Acme")
    await house.press("mia", Act.DEAL, str(deal.id))
    assert [each.name for each in await house.store.accesses(ana.id)] == ["Acme", "Bolt"]
    assert "Mia | opened your deal Acme" in to_text(await house.say("ana", "/coach shared"))


async def test_a_managers_own_deal_is_no_look_at_anybody(house):
    await house.fill("mia", "postcall", "Delta")
    await house.say("mia", "/coach deal Delta")
    mia = await house.called("mia")
    assert await house.store.accesses(mia.id) == ()


async def test_shared_shows_what_rep_and_manager_wrote_to_each_other(house):
    ana, ben, mia = [await house.called(name) for name in ("ana", "ben", "mia")]
    asked = Request(id=71, rep=ana.id, team=ana.team, at=MONDAY, asked=True, text="Was I too fast?")
    other = Request(id=72, rep=ben.id, team=ben.team, at=MONDAY, asked=True, text="What of Bolt?")
    for request in (asked, other):
        await house.store.put_request(request, f"request-{request.id}")
    house.clock.instant += timedelta(hours=1)
    waits = to_text(await house.say("ana", "/coach shared"))
    assert WORDS.say("shared.waits") in waits
    await house.store.answer_request(71, mia.id, "A little. Wait after the price.", house.clock.now())
    house.clock.instant += timedelta(hours=1)
    said = to_text(await house.say("ana", "/coach shared"))
    assert "“Was I too fast?” (you, Mon 1 March)" in said
    assert "“A little. Wait after the price.” (Mia, Mon 1 March)" in said
    assert "What of Bolt?" not in said


async def test_where_nothing_was_shared_the_page_says_so(house):
    page = await house.press("ana", Act.SHARED)
    assert page.summary == WORDS.say("shared.empty")


async def test_nobody_reads_that_page_about_somebody_else_and_it_says_so(house):
    page = to_text(await house.say("mia", "/coach shared Ana"))
    assert WORDS.say("shared.own-alone", name="Ana") in page
    assert WORDS.say("shared.own-alone", name="all") not in to_text(
        await house.say("mia", "/coach shared all")
    )


async def test_an_experiment_is_taken_once_and_the_page_says_until_when(house):
    first, second = EXPERIMENTS[:2]
    page = await house.press("ana", Act.TAKE, first)
    assert LIBRARY.experiments[first].label in to_text(page)
    assert "Fri 5 March" in page.summary
    ana = await house.called("ana")
    taken = await house.store.trial(ana.id)
    assert (taken.rep, taken.experiment, taken.taken) == (ana.id, first, MONDAY)
    house.clock.instant += timedelta(minutes=1)
    await house.press("ana", Act.TAKE, first)
    assert await house.store.trial(ana.id) == taken
    await house.press("ana", Act.TAKE, f"{second}/ends/{taken.id}")
    assert (await house.store.trial(ana.id)).experiment == second


async def test_an_experiment_taken_from_the_digest_is_told_of_in_the_next_one(house):
    house.clock.instant = FRIDAY
    assert "Fri 12 March" in (await house.press("ana", Act.TAKE, EXPERIMENTS[0])).summary


async def test_an_experiment_is_swapped_for_another_one(house):
    page = await house.press("ana", Act.SWAP, EXPERIMENTS[0])
    ((_, other),) = [each for each in buttons(page) if each[0] is Act.TAKE]
    assert other in set(EXPERIMENTS[1:])
    assert LIBRARY.experiments[other].label in to_text(page)
    ana = await house.called("ana")
    assert await house.store.trial(ana.id) is None


@pytest.mark.parametrize("act", [Act.TAKE, Act.SWAP])
async def test_an_experiment_that_is_none_cannot_be_had(house, act):
    with pytest.raises(NotThere):
        await house.press("ana", act, "dance")


@pytest.mark.parametrize(("name", "word"), [("ana", "week"), ("mia", "team"), ("abel", "team")])
async def test_whoever_is_in_no_team_is_told_so(house, name, word):
    person = (await house.called(name)).model_copy(update={"team": None})
    with pytest.raises(NoTeam):
        await house.coach.say(person, f"/coach {word}", house.key())


async def test_a_digest_whose_text_is_gone_is_not_sent(house):
    delivery = Delivery(
        id=1, kind=Kind.REP_DIGEST, key="rep-digest:1:2027-W09", person=1, team=1, due=FRIDAY, until=FRIDAY
    )
    assert await house.coach.compose(delivery) is None
