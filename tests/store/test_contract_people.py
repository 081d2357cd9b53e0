"""What bot.ports.Store promises, held against the real store and the fake: rosters."""

import asyncio

import pytest

from bot.errors import RosterError
from bot.ports import Roster, Store
from dialogs.people import Identity, Role, Team
from tests.store.making import NOW, member, somebody

HANSE = Team(
    id=12, name="Hanse", platform="slack", workspace="W1", channel="C1", country="DE", zone="Europe/Berlin"
)
NOTHING = {
    "teams_added": 0,
    "teams_changed": 0,
    "people_added": 0,
    "people_changed": 0,
    "identities_added": 0,
    "identities_moved": 0,
}


async def test_a_roster_is_applied(store: Store):
    """Its people are found by id, by identity, by e-mail and by team."""
    row = member("Inge", role="manager", zone="Europe/Oslo")
    counts = await store.apply(Roster(members=(row,), teams=(HANSE,)), NOW)
    assert counts == NOTHING | {"teams_added": 1, "people_added": 1, "identities_added": 1}
    inge = await store.with_email("INGE@hanse.example ")
    assert inge
    assert (inge.name, inge.email, inge.role, inge.zone) == (row.name, row.email, Role.MANAGER, "Europe/Oslo")
    assert inge.team == HANSE.id
    assert await store.teams() == (HANSE,)
    assert await store.person(inge.id) == inge
    assert await store.known_as(row.identity) == inge
    assert await store.identities(inge.id) == (row.identity,)
    assert await store.people(HANSE.id) == (inge,)


async def test_nobody_is_none(store: Store):
    """Who is not known is None, or an empty list."""
    assert await store.person(1) is None
    assert await store.with_email("nobody@hanse.example") is None
    assert await store.known_as(Identity(platform="slack", workspace="W1", user="U1")) is None
    assert await store.identities(1) == ()
    assert await store.people(1) == ()
    assert await store.teams() == ()


async def test_a_roster_applied_again_changes_nothing(store: Store):
    """Idempotent: the second time there is nothing to count."""
    roster = Roster(members=(member("Inge"), member("Ole")), teams=(HANSE,))
    await store.apply(roster, NOW)
    before = [await store.people(HANSE.id), await store.teams()]
    assert await store.apply(roster, NOW) == NOTHING
    assert [await store.people(HANSE.id), await store.teams()] == before


async def test_one_person_on_two_platforms_is_one_person(store: Store):
    """The e-mail joins them, case aside; the last row has the last word."""
    here = member("Inge", zone="Europe/Oslo")
    there = member("Inge B.", email="Inge@Hanse.example", platform="teams")
    counts = await store.apply(Roster(members=(here, there)), NOW)
    assert counts == NOTHING | {"teams_added": 1, "people_added": 1, "identities_added": 2}
    inge = await store.known_as(here.identity)
    assert inge
    assert await store.known_as(there.identity) == inge
    assert (inge.name, inge.zone) == ("Inge B.", "Europe/Oslo")
    assert await store.identities(inge.id) == (here.identity, there.identity)
    assert await store.apply(Roster(members=(here, there)), NOW) == NOTHING


async def test_an_identity_moves_with_its_email(store: Store):
    """Who has that account now is who the roster says."""
    inge, ole = await somebody(store), await somebody(store, "Ole")
    moved = member("Ole", user="U-Inge")
    counts = await store.apply(Roster(members=(moved,)), NOW)
    assert counts == NOTHING | {"identities_moved": 1}
    assert await store.known_as(moved.identity) == ole
    assert await store.identities(inge.id) == ()
    assert await store.person(inge.id) == inge


async def test_what_the_roster_says_anew_is_changed(store: Store):
    """Name, role, team and zone follow; the id stays. No zone said leaves the known one."""
    before = await somebody(store, zone="Europe/Oslo")
    counts = await store.apply(Roster(members=(member("Inge", role="admin", team="Elbe"),)), NOW)
    assert counts == NOTHING | {"teams_added": 1, "people_changed": 1}
    after = await store.person(before.id)
    elbe = next(team for team in await store.teams() if team.name == "Elbe")
    assert after == before.model_copy(update={"role": Role.ADMIN, "team": elbe.id})


async def test_a_team_is_known_by_its_name(store: Store):
    """Its id stays; its channel, zone and times follow the roster."""
    await store.apply(Roster(members=(), teams=(HANSE,)), NOW)
    said = HANSE.model_copy(update={"id": 99, "name": "HANSE", "channel": "C2", "tip_time": "08:15"})
    assert await store.apply(Roster(members=(), teams=(said,)), NOW) == NOTHING | {"teams_changed": 1}
    assert await store.teams() == (said.model_copy(update={"id": 12}),)


async def test_a_team_that_nobody_described_begins_with_its_first_member(store: Store):
    """A list of people is enough to begin with; a later description completes it."""
    await store.apply(Roster(members=(member("Inge", zone="Europe/Oslo"), member("Ole"))), NOW)
    (team,) = await store.teams()
    assert (team.name, team.platform, team.workspace, team.zone) == ("Hanse", "slack", "W1", "Europe/Oslo")
    await store.apply(Roster(members=(), teams=(HANSE.model_copy(update={"id": 0}),)), NOW)
    assert await store.teams() == (HANSE.model_copy(update={"id": team.id}),)
    assert [person.name for person in await store.people(team.id)] == ["Inge", "Ole"]


async def test_without_a_zone_the_teams_counts(store: Store):
    """And without a team UTC."""
    await store.apply(Roster(members=(member("Inge"), member("Ole", team="")), teams=(HANSE,)), NOW)
    inge, ole = await store.with_email("inge@hanse.example"), await store.with_email("ole@hanse.example")
    assert inge
    assert ole
    assert (inge.zone, inge.team) == ("Europe/Berlin", HANSE.id)
    assert (ole.zone, ole.team) == ("UTC", None)


async def test_who_is_not_in_the_roster_stays(store: Store):
    """A short list removes nobody."""
    inge = await somebody(store)
    await somebody(store, "Ole")
    assert await store.with_email("inge@hanse.example") == inge


async def test_people_and_teams_come_by_name(store: Store):
    """In the order a reader looks for."""
    for name, team in (("Zoe", "Hanse"), ("Ada", "Hanse"), ("Bo", "Elbe")):
        await somebody(store, name, team=team)
    elbe, hanse = await store.teams()
    assert (elbe.name, hanse.name) == ("Elbe", "Hanse")
    assert [person.name for person in await store.people(hanse.id)] == ["Ada", "Zoe"]


async def test_a_role_that_is_none_changes_nothing(store: Store):
    """The roster is applied as one, or not at all."""
    with pytest.raises(RosterError):
        await store.apply(Roster(members=(member("Inge"), member("Ole", role="boss")), teams=(HANSE,)), NOW)
    assert await store.teams() == ()
    assert await store.with_email("inge@hanse.example") is None


async def test_one_roster_applied_by_ten_at_once_is_applied_once(store: Store):
    """Nobody is made twice."""
    roster = Roster(members=tuple(member(name) for name in ("Inge", "Ole", "Zoe")), teams=(HANSE,))
    counts = await asyncio.gather(*(store.apply(roster, NOW) for _ in range(10)))
    assert sum(count["people_added"] for count in counts) == 3
    assert len(await store.people(HANSE.id)) == 3
