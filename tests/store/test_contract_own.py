"""What bot.ports.Store promises, held against both stores: what is a person's own, and who leaves."""

from datetime import date

from bot.ports import Roster, Shown, Store
from bot.sending.outbox import Kind, State
from dialogs.effects import AddCondition, FillGlasses, NameStep, Remember
from dialogs.flow import Memory
from dialogs.pages.own import Week
from dialogs.people import Identity, Preferences
from dialogs.session import Status
from tests.store.making import HOUR, NOW, change, delivery, member, session, some_deal, somebody, submitted

ANA = Identity(platform="slack", workspace="T1", user="U1")


async def test_somebody_unknown_joins_the_workspaces_own_team(store: Store):
    """The second from the same workspace is in the same team."""
    ana = await store.join(ANA, "Ana", "Europe/Madrid", "Harbour", NOW)
    ben = await store.join(ANA.model_copy(update={"user": "U2"}), "Ben", "UTC", "Harbour", NOW)
    assert (ana.name, ana.zone, ana.team) == ("Ana", "Europe/Madrid", ben.team)
    assert [team.name for team in await store.teams()] == ["Harbour"]
    assert await store.known_as(ANA) == ana


async def test_two_workspaces_of_one_name_have_a_team_each(store: Store):
    """Whoever comes second is let in all the same, and finds that team again."""
    here = await store.join(ANA, "Ana", "UTC", "Harbour", NOW)
    elsewhere = ANA.model_copy(update={"workspace": "T2"})
    others = [
        await store.join(elsewhere.model_copy(update={"user": user}), user, "UTC", "harbour", NOW)
        for user in ("U1", "U2")
    ]
    assert here.team not in {other.team for other in others}
    assert len({other.team for other in others}) == 1
    assert [team.name for team in await store.teams()] == ["Harbour", "harbour (slack)"]


async def test_joining_again_follows_the_platforms_zone(store: Store):
    """Name and zone are the newest, and it is the same person."""
    ana = await store.join(ANA, "Ana", "Europe/Madrid", "Harbour", NOW)
    again = await store.join(ANA, "Ana María", "Europe/Lisbon", "Harbour", NOW)
    assert (again.id, again.name, again.zone) == (ana.id, "Ana María", "Europe/Lisbon")


async def test_a_zone_of_ones_own_stays(store: Store):
    """The platform's zone does not undo a choice."""
    ana = await store.join(ANA, "Ana", "Europe/Madrid", "Harbour", NOW)
    await store.put_preferences(ana.id, Preferences(zone="Asia/Tokyo"))
    again = await store.join(ANA, "Ana", "Europe/Lisbon", "Harbour", NOW)
    assert again.zone == "Asia/Tokyo"


async def test_a_roster_names_somebody_who_came_alone(store: Store):
    """One person, one history: the e-mail is added, the id stays."""
    ana = await store.join(ANA, "ana", "Europe/Madrid", "Harbour", NOW)
    row = member("Ana").model_copy(update={"identity": ANA})
    await store.apply(Roster(members=(row,)), NOW)
    named = await store.with_email(row.email)
    assert named
    assert (named.id, named.name) == (ana.id, "Ana")
    assert await store.known_as(ANA) == named


async def test_an_account_that_left_is_not_written_to(store: Store):
    """It comes back when it joins again."""
    ana = await store.join(ANA, "Ana", "UTC", "Harbour", NOW)
    await store.leave(ANA, NOW)
    assert await store.identities(ana.id) == ()
    await store.join(ANA, "Ana", "UTC", "Harbour", NOW)
    assert await store.identities(ana.id) == (ANA,)


async def test_what_waits_for_a_workspace_that_left_is_skipped(store: Store):
    """Somebody on another platform too still gets theirs."""
    ana = await store.join(ANA, "Ana", "UTC", "Harbour", NOW)
    inge = await somebody(store, "Inge")
    both = member("Inge", user="U9").model_copy(update={"identity": ANA.model_copy(update={"user": "U9"})})
    await store.apply(Roster(members=(member("Inge"), both)), NOW)
    await store.enqueue([delivery("a", person=ana.id), delivery("b", person=inge.id)])
    await store.workspace_left("slack", "T1", NOW)
    states = {each.key: each.state for each in await store.deliveries()}
    assert states == {f"welcome:{ana.id}": State.SKIPPED, "a": State.SKIPPED, "b": State.WAITING}
    assert await store.identities(ana.id) == ()
    await store.workspace_joined("slack", "T1")
    assert await store.identities(ana.id) == (ANA,)


async def test_preferences_are_kept(store: Store):
    """Nothing said is the default."""
    inge = await somebody(store)
    assert await store.preferences(inge.id) == Preferences()
    chosen = Preferences(zone="Asia/Tokyo", quiet=True, away_until=date(2026, 2, 1))
    await store.put_preferences(inge.id, chosen)
    assert await store.preferences(inge.id) == chosen
    changed = await store.person(inge.id)
    assert changed
    assert changed.zone == "Asia/Tokyo"
    await store.put_preferences(inge.id, Preferences())
    assert await store.preferences(inge.id) == Preferences()


async def test_where_a_delivery_stands_is_kept(store: Store):
    """The newest place counts."""
    assert await store.shown("card:1") is None
    for message in ("1.0", "2.0"):
        await store.put_shown("card:1", Shown(place="D1", message=message))
    assert await store.shown("card:1") == Shown(place="D1", message="2.0")


async def test_an_export_holds_every_session_of_ones_own(store: Store):
    """The newest first, with the deal's name, open ones too; nobody else's."""
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    deal = await some_deal(store)
    old = submitted(inge, deal, {"learning": ("wait",)})
    new = session(inge, deal, began=NOW + HOUR, shown=NOW + HOUR, draft={"know": ("person",)})
    for each in (old, new, submitted(ole, deal, {"learning": ("his",)})):
        await store.save(change(each))
    kept = await store.export(inge.id)
    assert [(each.session, each.deal) for each in kept] == [(new, deal.name), (old, deal.name)]


async def test_forgetting_leaves_counts_without_a_person(store: Store):
    """Texts, answers, drafts and memory are gone at once; the team's deal keeps what its calls came to."""
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    deal = await some_deal(store)
    reflection = submitted(inge, deal, {"agreed": ("share",), "signals": ("commits",), "learning": ("wait",)})
    step = NameStep(what="share", theirs=True)
    memory = Remember(question="difference", values=("two days",), memory=Memory.REP)
    effects = (step, memory, AddCondition(text="Own servers"), FillGlasses(fill=frozenset({"watch-my-back"})))
    await store.save(change(reflection, *effects, deliveries=(delivery("card", person=inge.id),)))
    await store.save(change(session(inge, deal, draft={"know": ("person",)})))
    hers = submitted(ole, deal, {"learning": ("his own",)}, at=NOW - HOUR)
    await store.save(change(hers))
    await store.put_shown("card", Shown(place="D1", message="1.0"))

    await store.forget(inge.id, NOW)

    assert await store.shown("card") is None
    assert await store.person(0) is await store.with_email("nobody@kairos.invalid") is None

    assert await store.export(inge.id) == ()
    assert await store.open_sessions(inge.id) == ()
    assert await store.deliveries() == ()
    kept = await store.session(reflection.id)
    assert kept
    assert (kept.rep, dict(kept.answers)) == (0, {"agreed": ("share",), "signals": ("commits",)})
    background = await store.background(inge.id, deal.id)
    assert background
    assert (background.memory, background.learning) == ({}, "")
    assert background.deal.glasses == (1, 2)
    assert background.deal.effort == (1, 1)
    assert await store.session(hers.id) == hers


async def test_a_week_is_counted_from_its_first_instant(store: Store):
    """What was submitted before, or not yet, does not count."""
    inge, deal = await somebody(store), await some_deal(store)
    assert await store.week(inge.id, NOW) == Week()
    for each in (
        submitted(inge, deal, {}),
        submitted(inge, deal, {}, flow="precall", status=Status.SUBMITTED),
        submitted(inge, deal, {}, at=NOW - HOUR),
        session(inge, deal),
    ):
        await store.save(change(each))
    assert await store.week(inge.id, NOW) == Week(checks=1, reflections=1)


async def test_the_next_nudge_is_the_earliest_that_waits(store: Store):
    """Other kinds, other people and those that are over do not count."""
    inge = await somebody(store)
    assert await store.next_nudge(inge.id, NOW) is None
    await store.enqueue(
        [
            delivery("late", person=inge.id, due=NOW + 2 * HOUR, until=NOW + 3 * HOUR),
            delivery("soon", person=inge.id, due=NOW + HOUR, until=NOW + 3 * HOUR),
            delivery("over", person=inge.id, due=NOW - HOUR, until=NOW - HOUR),
            delivery("card", kind=Kind.CARD, person=inge.id),
        ]
    )
    assert await store.next_nudge(inge.id, NOW) == NOW + HOUR
