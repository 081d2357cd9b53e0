"""What care for people's data asks of a store: exports, ages, an admin's overview. Both stores."""

from datetime import timedelta

from bot.ports import Store
from bot.ports.care import TERMINAL, Enrolled, LeftOver
from bot.sending.outbox import Kind, State
from dialogs.digest.facts import Trial
from dialogs.effects import AddCondition, FillGlasses, NameStep, Remember
from dialogs.flow import Memory
from dialogs.people import Preferences, Role
from tests.store.making import HOUR, NOW, change, delivery, session, some_deal, somebody, submitted
from tests.store.weekly import DAY, WEEK, carrying, digest, reflect, request, weigh

KEEP = 13 * WEEK
OLD = NOW - KEEP - HOUR


async def test_exchanges_are_those_of_both_sides_the_newest_first(store: Store):
    inge, ole = await somebody(store), await somebody(store, "Ole")
    mona = await somebody(store, "Mona", role="manager")
    asked, note = request(inge, NOW - DAY), request(inge, NOW, asked=False, manager=mona.id)
    for n, each in enumerate((asked, note, request(ole))):
        await store.put_request(each, f"k{n}")
    await store.answer_request(asked.id, mona.id, "With a number.", NOW)
    assert [each.id for each in await store.exchanges(inge.id)] == [note.id, asked.id]
    assert [each.answer for each in await store.exchanges(mona.id)] == ["", "With a number."]
    await store.forget(inge.id, NOW)
    assert await store.exchanges(inge.id) == await store.exchanges(mona.id) == ()


async def test_trials_are_all_that_a_rep_took(store: Store):
    inge = await somebody(store)
    first, second = Trial(1, inge.id, "wait", NOW), Trial(2, inge.id, "count", NOW + DAY)
    await store.put_trial(first)
    written = digest(inge, at=NOW + HOUR)
    await store.put_digests([written], [delivery(written.key, Kind.REP_DIGEST, person=inge.id)])
    await store.put_trial(second)
    assert await store.trials(inge.id) == (second, first)


async def test_an_overview_counts_people_and_what_is_left_over(store: Store):
    inge, mona = await somebody(store), await somebody(store, "Mona", role="manager")
    await somebody(store, "Ole", team="Elbe")
    lost = [delivery(f"k{n}", person=inge.id) for n in range(3)]
    tip = delivery("tip", Kind.TIP, person=None, team=mona.team)
    old = delivery("old", person=inge.id)
    await store.enqueue([*lost, tip, old])
    await store.claim(NOW)
    await store.settle(old.id, State.FAILED, NOW - WEEK - HOUR)
    for each in (*lost[:2], tip):
        await store.settle(each.id, State.FAILED, NOW)
    await store.settle(lost[2].id, State.PARKED, NOW)
    seen = await store.overview(NOW - WEEK)
    elbe = next(team.id for team in await store.teams() if team.name == "Elbe")
    assert set(seen.enrolled) == {
        Enrolled(inge.team, Role.REP, 1),
        Enrolled(mona.team, Role.MANAGER, 1),
        Enrolled(elbe, Role.REP, 1),
    }
    assert set(seen.left_over) == {
        LeftOver(inge.team, State.FAILED, 3),
        LeftOver(inge.team, State.PARKED, 1),
    }
    assert seen.digests is None
    await store.put_digests([written := digest(inge)], carrying(written))
    assert (await store.overview(NOW)).digests == NOW


async def test_nobody_is_no_member_of_anything(store: Store):
    """Once somebody was forgotten, their sessions are nobody's; nobody is not counted."""
    inge = await somebody(store)
    await store.forget(inge.id, NOW)
    assert (await store.overview(NOW)).enrolled == (Enrolled(inge.team, Role.REP, 1),)


async def test_what_is_not_over_is_counted_by_state(store: Store):
    one, two = delivery("one"), delivery("two", due=NOW + DAY)
    await store.enqueue([one, two])
    await store.claim(NOW)
    counted = await store.unsettled()
    assert counted == {State.WAITING: 1, State.CLAIMED: 1, State.FAILED: 0, State.PARKED: 0}


async def test_without_an_age_what_reps_wrote_stays(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    written = await reflect(store, inge, deal, OLD, learning="wait")
    await store.tidy(NOW)
    assert await store.session(written.id) == written


async def test_older_than_the_age_texts_and_answers_go_and_deal_facts_stay(store: Store):
    inge, mona = await somebody(store), await somebody(store, "Mona", role="manager")
    deal = await some_deal(store)
    answers = {
        "agreed": ("share",),
        "signals": ("commits",),
        "learning": ("wait",),
        "barrier": ("impatience",),
    }
    effects = (
        NameStep(what="share", theirs=True),
        Remember(question="difference", values=("two days",), memory=Memory.REP),
        AddCondition(text="Own servers"),
        FillGlasses(fill=frozenset({"watch-my-back"})),
    )
    old = submitted(inge, deal, answers, at=OLD)
    await store.save(change(old, *effects))
    left = session(inge, deal, began=OLD, shown=OLD, draft={"know": ("person",)})
    await store.save(change(left))
    asked = request(inge, OLD)
    await store.put_request(asked, "k")
    await store.put_trial(Trial(1, inge.id, "wait", OLD))

    await store.tidy(NOW, KEEP)

    kept, begun = await store.session(old.id), await store.session(left.id)
    assert kept
    assert begun
    assert (kept.rep, dict(kept.answers)) == (inge.id, {"agreed": ("share",), "signals": ("commits",)})
    assert (begun.status.value, dict(begun.draft)) == ("let-go", {})
    background = await store.background(inge.id, deal.id)
    assert background
    assert (background.memory, background.learning, background.barriers) == ({}, "", {})
    assert background.deal.glasses == (1, 2)
    assert background.deal.effort == (1, 1)
    assert await store.exchanges(inge.id) == await store.exchanges(mona.id) == ()
    assert await store.trials(inge.id) == ()
    (facts,) = await store.team_facts((deal.team,), OLD - DAY, NOW)
    assert [call.outcome.value for call in facts.calls] == ["advance"]
    assert facts.private.reflections == ()


async def test_what_is_younger_than_the_age_stays(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    young = OLD + timedelta(hours=2)
    weighed, written = (
        await weigh(store, inge, deal, young),
        await reflect(store, inge, deal, young, learning="wait"),
    )
    asked, trial = request(inge, young), Trial(1, inge.id, "wait", young)
    await store.put_request(asked, "k")
    await store.put_trial(trial)
    await store.tidy(NOW, KEEP)
    assert await store.session(weighed.id) == weighed
    assert await store.session(written.id) == written
    assert await store.exchanges(inge.id) == (asked,)
    assert await store.trials(inge.id) == (trial,)
    (facts,) = await store.team_facts((deal.team,), young - DAY, NOW)
    assert len(facts.private.reflections) == len(facts.private.checks) == 1


async def test_what_a_check_expected_goes_with_it(store: Store):
    """A younger reflection, held against it, stays, and knows of it no more."""
    inge, deal = await somebody(store), await some_deal(store)
    old = await weigh(store, inge, deal, OLD, chance="80")
    young = await weigh(store, inge, deal, OLD + timedelta(hours=2), chance="20")
    for check in (old, young):
        await reflect(store, inge, deal, OLD + timedelta(hours=3), check=check.id, barrier="impatience")
    await store.tidy(NOW, KEEP)
    (facts,) = await store.team_facts((deal.team,), OLD - DAY, NOW)
    found = {(each.barrier, each.chance, each.all_five) for each in facts.private.reflections}
    assert found == {("impatience", None, None), ("impatience", 20, True)}


async def test_what_is_missing_is_named(store: Store):
    """A team without a channel, one without anybody, somebody whose account is gone."""
    inge = await somebody(store, zone="Europe/Berlin")
    await somebody(store, "Mona", role="manager", team="Elbe")
    await store.put_preferences(inge.id, Preferences(zone="Europe/Oslo"))
    elbe = next(team for team in await store.teams() if team.name == "Elbe")
    await store.put_team(elbe.model_copy(update={"channel": "C1"}), NOW)
    await somebody(store, "Lea", team="Local", platform=TERMINAL)  # lacks neither channel nor manager
    seen = await store.frail()
    assert (seen.no_channel, seen.no_manager, seen.no_people) == (("Hanse",), ("Hanse",), ())
    assert seen.zones["Europe/Oslo"] == (inge.email,)
    assert seen.no_identity == ()
    await store.put_member(inge.id, None, Role.REP, NOW)
    await store.leave((await store.identities(inge.id))[0], NOW)
    seen = await store.frail()
    assert (seen.no_people, seen.no_identity) == (("Hanse",), (inge.email,))
