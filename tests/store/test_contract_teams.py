"""What bot.ports.teams promises, held against both stores."""

from datetime import date, timedelta

import pytest

from bot.errors import StoreError
from bot.ports import Roster, Store
from bot.sending.outbox import Kind, State
from dialogs.people import Role, Team
from dialogs.tips import Given, Wishes
from tests.store.making import HOUR, NOW, delivery, member, somebody

MONDAY = date(2026, 1, 5)
DAY = timedelta(days=1)


async def test_a_team_is_changed_where_it_stands(store: Store):
    team = await _team(store)
    said = {"name": "Hansa", "channel": "C1", "country": "NO", "zone": "Europe/Oslo", "tip_time": "08:15"}
    changed = team.model_copy(update=said)
    await store.put_team(changed, NOW)
    assert await store.team(team.id) == changed
    assert await store.teams() == (changed,)
    row = member("Ole", team="HANSA")
    await store.apply(Roster(members=(row,)), NOW)
    ole = await store.with_email(row.email)
    assert ole
    assert ole.team == team.id


async def test_a_team_that_is_not_there_cannot_be_changed(store: Store):
    team = await _team(store)
    with pytest.raises(StoreError):
        await store.put_team(team.model_copy(update={"id": 1}), NOW)
    assert await store.team(1) is None


async def test_a_member_is_put_into_a_team_and_told(store: Store):
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole", team="Fjord")
    await store.put_member(inge.id, ole.team, Role.MANAGER, NOW, [delivery("told", person=inge.id)])
    moved = await store.person(inge.id)
    assert moved == inge.model_copy(update={"team": ole.team, "role": Role.MANAGER})
    assert [each.key for each in await store.deliveries()] == ["told"]
    await store.put_member(inge.id, None, Role.REP, NOW)
    alone = await store.person(inge.id)
    assert alone
    assert (alone.team, alone.role) == (None, Role.REP)


async def test_nobody_is_put_nowhere(store: Store):
    """Nor is anybody told."""
    inge = await somebody(store)
    for person, team in ((1, inge.team), (inge.id, 1)):
        with pytest.raises(StoreError):
            await store.put_member(person, team, Role.REP, NOW, [delivery("told")])
    assert await store.person(inge.id) == inge
    assert await store.deliveries() == ()


async def test_a_teams_wishes_are_kept(store: Store):
    team = await _team(store)
    assert await store.wishes(team.id) == Wishes()
    themes = ("kairos", "shared-power")
    chosen = Wishes(order=themes, pinned="kairos", skipped=frozenset({"a", "b"}), follow_gaps=True)
    for wishes in (chosen, Wishes()):
        await store.put_wishes(team.id, wishes)
        assert await store.wishes(team.id) == wishes


async def test_wishes_of_no_team_are_not_kept(store: Store):
    with pytest.raises(StoreError):
        await store.put_wishes(1, Wishes())
    with pytest.raises(StoreError):
        await store.pause_tips(1, MONDAY)


async def test_a_pause_is_no_wish(store: Store):
    """Each stays when the other is set."""
    team, wishes = await _team(store), Wishes(pinned="kairos")
    await store.pause_tips(team.id, MONDAY)
    await store.put_wishes(team.id, wishes)
    assert await store.tips_paused(team.id) == MONDAY
    assert [entry.paused_until for entry in (await store.schedule(NOW)).teams] == [MONDAY]
    await store.pause_tips(team.id, None)
    assert await store.tips_paused(team.id) is None
    assert [entry.paused_until for entry in (await store.schedule(NOW)).teams] == [None]
    assert await store.wishes(team.id) == wishes


async def test_a_day_has_one_tip(store: Store):
    team = await _team(store)
    for tip, day in (("late", MONDAY + DAY), ("early", MONDAY), ("second", MONDAY), ("old", MONDAY - DAY)):
        await store.give(team.id, tip, day)
    await store.give(team.id + 1, "another team's", MONDAY)
    assert await store.given(team.id, MONDAY) == (
        Given(tip="early", day=MONDAY),
        Given(tip="late", day=MONDAY + DAY),
    )


async def test_a_person_counts_once_with_their_last_word(store: Store):
    team = await _team(store)
    assert await store.pressed(team.id, "wait") == {True: 0, False: 0}
    for person, wanted in ((1, True), (2, True), (2, True), (3, True), (3, False)):
        await store.press_tip(team.id, "wait", person, wanted=wanted)
    await store.press_tip(team.id, "ask", 1, wanted=True)
    await store.press_tip(team.id + 1, "wait", 1, wanted=True)
    assert await store.pressed(team.id, "wait") == {True: 2, False: 1}


async def test_three_not_for_us_retire_a_tip(store: Store):
    """Of the team's own people; one who thinks again counts no longer."""
    team = await _team(store)
    for person in (1, 2, 3):
        assert (await store.wishes(team.id)).retired == frozenset()
        await store.press_tip(team.id, "wait", person, wanted=False)
        await store.press_tip(team.id + 1, "ask", person, wanted=False)
    assert (await store.wishes(team.id)).retired == {"wait"}
    await store.press_tip(team.id, "wait", 3, wanted=True)
    assert (await store.wishes(team.id)).retired == frozenset()


async def test_a_press_edits_the_tip_where_it_stands(store: Store):
    team = await _team(store)
    tip = delivery("tip", kind=Kind.TIP, person=None, team=team.id)
    await store.enqueue([tip])
    await store.settle(tip.id, State.SENT, NOW)
    again = delivery("tip", kind=Kind.TIP, person=None, team=team.id, due=NOW + HOUR, until=NOW + 2 * HOUR)
    await store.press_tip(team.id, "wait", 1, wanted=True, deliveries=[again])
    assert [(each.state, each.due) for each in await store.deliveries()] == [(State.WAITING, NOW + HOUR)]


async def test_a_team_is_set_up_by_its_managers_and_by_its_workspaces_admins(store: Store):
    await somebody(store, "Inge")
    mia = await somebody(store, "Mia", role="manager")
    await somebody(store, "Tom", role="manager", team="Fjord")
    ada = await somebody(store, "Ada", role="admin", team="Fjord")
    await somebody(store, "Eva", role="admin", team="Elsewhere", platform="teams")
    team = next(team for team in await store.teams() if team.name == "Hanse")
    assert await store.leaders(team) == (ada, mia)


async def test_a_forgotten_persons_press_counts_on(store: Store):
    """Without a person: it can be counted, and never found again."""
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    for person in (inge, ole):
        await store.press_tip(inge.team or 0, "wait", person.id, wanted=False)
        await store.forget(person.id, NOW)
    await store.press_tip(inge.team or 0, "wait", inge.id, wanted=True)
    assert await store.pressed(inge.team or 0, "wait") == {True: 1, False: 2}


async def _team(store: Store) -> Team:
    await somebody(store)
    (team,) = await store.teams()
    return team
