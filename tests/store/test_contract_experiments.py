"""What bot.ports.experiments promises, held against both stores."""

from typing import Any

import pytest

from bot.ports import Store
from bot.ports.week import Digest
from bot.sending.outbox import Kind, State
from dialogs.digest.facts import Trial
from dialogs.digest.reach import reps_reach
from dialogs.measures.facts import week_of
from dialogs.measures.rates import Rate
from dialogs.people import Person
from tests.store.making import HOUR, NOW, delivery, number, some_deal, somebody
from tests.store.weekly import SINCE, UNTIL, WEEK, carrying, digest, reflect, weigh


async def written(store: Store, rep: Person, judges: Trial, **said: Any) -> Digest:
    """A digest that tells that one to its end, and waits to be sent."""
    judging = digest(rep, judges=judges.id, **said)
    await store.put_digests([judging], carrying(judging))
    return judging


async def settled(store: Store, key: str, state: State) -> None:
    (found,) = await store.keyed([key])
    await store.settle(found.id, state, NOW)


async def test_the_one_in_whose_place_another_is_taken_stays_and_says_when_it_ended(store: Store):
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    assert await store.trial(inge.id) is None
    first, second, his = [
        Trial(number(), rep.id, experiment, NOW + at * HOUR)
        for rep, experiment, at in ((inge, "wait", 0), (inge, "ask", 1), (ole, "wait", 0))
    ]
    await store.put_trial(first)
    await store.put_trial(his)
    await store.put_trial(second, ends=first.id)
    assert await store.trial(inge.id) == second
    ended = first._replace(ended=second.taken)
    assert await store.trials(inge.id) == (second, ended)
    assert await store.trials(ole.id) == (his,)
    own = await store.rep_facts(inge.id, NOW - WEEK, UNTIL)
    assert own
    assert own.private.trials == (ended, second)
    (facts,) = await store.team_facts([inge.team or 0], SINCE, UNTIL)
    assert set(facts.private.trials) == {ended, second, his}


async def test_what_is_nobody_s_or_another_s_or_ended_before_is_not_ended(store: Store):
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    first, his = Trial(number(), inge.id, "wait", NOW), Trial(number(), ole.id, "wait", NOW)
    await store.put_trial(first)
    await store.put_trial(his)
    taken = [Trial(number(), inge.id, "ask", NOW + at * HOUR) for at in (1, 2, 3, 4)]
    for each, ends in zip(taken, (first.id, first.id, his.id, 4711), strict=True):
        await store.put_trial(each, ends=ends)
    assert await store.trials(inge.id) == (*reversed(taken), first._replace(ended=taken[0].taken))
    assert await store.trials(ole.id) == (his,)


async def test_of_two_taken_in_the_same_moment_the_first_is_kept(store: Store):
    inge = await somebody(store)
    first, second = Trial(number(), inge.id, "wait", NOW), Trial(number(), inge.id, "wait", NOW)
    card = delivery("card:7", kind=Kind.CARD, person=inge.id)
    assert await store.put_trial(first, last=0)
    assert not await store.put_trial(second, [card], last=0)
    assert await store.trials(inge.id) == (first,)
    assert not await store.deliveries()
    third = second._replace(taken=NOW + HOUR)
    assert not await store.put_trial(third, ends=first.id, last=second.id)
    assert await store.put_trial(third, ends=first.id, last=first.id)
    assert await store.trials(inge.id) == (third, first._replace(ended=third.taken))


async def test_a_forgotten_reps_experiments_are_gone(store: Store):
    inge = await somebody(store)
    await store.put_trial(Trial(number(), inge.id, "wait", NOW))
    await store.forget(inge.id, NOW)
    assert await store.trial(inge.id) is None


async def test_what_was_seen_before_an_experiment_is_kept_with_it(store: Store):
    inge = await somebody(store)
    for taken in (
        Trial(number(), inge.id, "wait", NOW, Rate(3, 8)),
        Trial(number(), inge.id, "ask", NOW + HOUR, Rate(0, 0)),
        Trial(number(), inge.id, "count", NOW + 2 * HOUR),
    ):
        await store.put_trial(taken)
        assert await store.trial(inge.id) == taken


async def test_the_digest_that_judges_an_experiment_does_so_when_it_is_sent(store: Store):
    inge = await somebody(store)
    first, other = Trial(number(), inge.id, "wait", NOW), Trial(number(), inge.id, "ask", NOW + 2 * HOUR)
    await store.put_trial(first)
    judging = await written(store, inge, first, at=NOW + HOUR)
    await store.put_trial(other)
    assert await store.trials(inge.id) == (other, first)
    await settled(store, judging.key, State.SENT)
    judged = first._replace(judged=judging.period)
    assert await store.trials(inge.id) == (other, judged)
    await settled(store, judging.key, State.SENT)
    assert await store.trials(inge.id) == (other, judged)
    kept = await store.digest(judging.key)
    assert kept
    assert kept.judges == first.id


@pytest.mark.parametrize("state", [State.SKIPPED, State.FAILED, State.PARKED, State.WAITING])
async def test_a_digest_that_did_not_arrive_judges_nothing_and_the_next_one_does(store: Store, state: State):
    inge = await somebody(store)
    first = Trial(number(), inge.id, "wait", NOW)
    await store.put_trial(first)
    lost = await written(store, inge, first, at=NOW + HOUR)
    await settled(store, lost.key, state)
    assert await store.trials(inge.id) == (first,)
    arrives = await written(store, inge, first, at=NOW + WEEK, period="2026-W03")
    await settled(store, arrives.key, State.SENT)
    judged = first._replace(judged="2026-W03")
    assert await store.trials(inge.id) == (judged,)
    await settled(store, lost.key, State.SENT)  # the admin's word, weeks later
    assert await store.trials(inge.id) == (judged,)


async def test_a_digest_whose_key_is_known_judges_nothing(store: Store):
    inge = await somebody(store)
    first, other = Trial(number(), inge.id, "wait", NOW), Trial(number(), inge.id, "ask", NOW + HOUR)
    await store.put_trial(first)
    await store.put_trial(other)
    judging = await written(store, inge, first)
    await written(store, inge, other, at=NOW + 3 * HOUR)
    await settled(store, judging.key, State.SENT)
    assert await store.trials(inge.id) == (other, first._replace(judged=judging.period))


async def test_what_was_judged_meanwhile_is_not_ended(store: Store):
    inge = await somebody(store)
    first, other = Trial(number(), inge.id, "wait", NOW), Trial(number(), inge.id, "ask", NOW + HOUR)
    await store.put_trial(first)
    judging = await written(store, inge, first)
    await settled(store, judging.key, State.SENT)
    await store.put_trial(other, ends=first.id)
    assert await store.trials(inge.id) == (other, first._replace(judged=judging.period))


async def test_what_follows_an_experiment_goes_out_with_it(store: Store):
    inge = await somebody(store)
    card = delivery("card:7", kind=Kind.CARD, person=inge.id)
    await store.put_trial(Trial(number(), inge.id, "wait", NOW), [card])
    assert [each.key for each in await store.deliveries()] == ["card:7"]


@pytest.mark.parametrize("state", ["untold", "judged", "ended"])
async def test_digests_look_back_to_where_an_experiment_was_taken_that_none_has_told_to_its_end(
    store: Store, state: str
):
    inge, deal = await somebody(store), await some_deal(store)
    at = NOW - 6 * WEEK
    await reflect(store, inge, deal, at, "share")
    await weigh(store, inge, deal, at)
    taken = Trial(number(), inge.id, "wait", at - HOUR)
    judged, ended = taken._replace(judged="2025-W50"), taken._replace(ended=at + WEEK)
    await store.put_trial({"untold": taken, "judged": judged, "ended": ended}[state])
    week = week_of(NOW, "Europe/Berlin")
    (facts,) = await store.team_facts([inge.team or 0], SINCE, UNTIL, reps_reach(week, "Europe/Berlin"))
    seen = (len(facts.calls), len(facts.private.checks), len(facts.deals))
    assert seen == ((1, 1, 1) if state == "untold" else (0, 0, 0))
