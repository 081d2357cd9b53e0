"""What bot.ports.week promises, held against both stores: the facts that digests are made from."""

from datetime import date

from bot.ports import Roster, Store
from bot.ports.week import LEARNINGS
from dialogs.deal import Outcome
from dialogs.digest.facts import Learning, Reach, TeamFacts, Trial
from dialogs.effects import AddCondition, FillGlasses, KeepGrounds
from dialogs.flow import Ground
from dialogs.measures.facts import CallFact, CheckFact, FeedbackFact, ReflectionFact
from dialogs.measures.rates import Rate
from dialogs.people import Person
from dialogs.session import Session
from tests.fakes.week import reached
from tests.store.making import HOUR, NOW, change, member, number, session, some_deal, somebody
from tests.store.weekly import ALL, DAY, SINCE, UNTIL, WEEK, reflect, request, steps, weigh

DUE = date(2026, 2, 1)


async def test_a_reflection_becomes_a_fact_of_the_team_and_one_of_the_rep(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    check = await weigh(store, inge, deal, NOW - 3 * HOUR)
    said = await reflect(
        store, inge, deal, NOW, "introduce", "share",
        ours=1, check=check.id, barrier="impatience", plan="kept", lens="early", learning="wait",
    )  # fmt: skip
    facts = await _of_team(store, inge)
    team = deal.team
    assert facts.people == {inge.id: inge}
    assert facts.calls == (CallFact(inge.id, team, deal.id, NOW, Outcome.ADVANCE, 2, 1),)
    assert facts.private.reflections == (
        ReflectionFact(
            rep=inge.id,
            team=team,
            deal=deal.id,
            at=NOW,
            outcome=Outcome.ADVANCE,
            check_at=NOW - 3 * HOUR,
            chance=70,
            all_five=True,
            barrier="impatience",
            plan="kept",
            theme="kairos",
            lens="early",
        ),
    )
    assert facts.private.checks == (CheckFact(inge.id, team, deal.id, NOW - 3 * HOUR, frozenset(ALL)),)
    assert facts.private.learnings == (Learning(inge.id, deal.name, NOW, "wait", session=said.id),)


async def test_what_was_not_answered_is_empty(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    await reflect(store, inge, deal, NOW, "no", theme="")
    facts = await _of_team(store, inge)
    assert facts.calls == (CallFact(inge.id, deal.team, deal.id, NOW, Outcome.NO_SALE, 0, 0),)
    assert facts.private.reflections == (ReflectionFact(inge.id, deal.team, deal.id, NOW, Outcome.NO_SALE),)
    assert facts.private.learnings == ()


async def test_only_what_was_submitted_in_that_time_is_a_fact(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    for at in (SINCE - HOUR, SINCE, UNTIL - HOUR, UNTIL):
        await reflect(store, inge, deal, at)
        await weigh(store, inge, deal, at)
    await store.save(change(session(inge, deal, flow="postcall")))
    facts = await _of_team(store, inge)
    inside = [SINCE, UNTIL - HOUR]
    assert [call.at for call in facts.calls] == inside
    assert [each.at for each in facts.private.reflections] == inside
    assert [check.at for check in facts.private.checks] == inside


async def test_the_same_reps_last_check_of_the_deal_within_48_hours_covers_a_reflection(store: Store):
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    deal, other = await some_deal(store), await some_deal(store, "Fjord Foods")
    await weigh(store, inge, deal, NOW - 48 * HOUR)
    await weigh(store, ole, deal, NOW - HOUR)
    await weigh(store, inge, other, NOW - HOUR)
    await reflect(store, inge, deal, NOW)
    await reflect(store, inge, deal, NOW + HOUR)
    await weigh(store, inge, deal, NOW + 2 * HOUR)
    await reflect(store, inge, deal, NOW + 2 * HOUR)
    facts = await _of_team(store, inge)
    covered = [each.check_at for each in facts.private.reflections]
    assert covered == [NOW - 48 * HOUR, None, NOW + 2 * HOUR]


async def test_an_edit_rewrites_the_facts_and_keeps_their_instant(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    check = await weigh(store, inge, deal, NOW - HOUR, full=(Ground.KNOW,))
    reflection = await reflect(store, inge, deal, NOW, "share", check=check.id, barrier="impatience")
    await _edit(store, check, KeepGrounds(full=frozenset(ALL)), answers={"chance": ("40",)})
    await _edit(store, reflection, *steps(("sign",)), answers={"agreed": ("sign",), "barrier": ("none",)})
    facts = await _of_team(store, inge)
    assert facts.calls == (CallFact(inge.id, deal.team, deal.id, NOW, Outcome.ORDER, 1, 0),)
    (own,) = facts.private.reflections
    assert (own.at, own.outcome, own.barrier) == (NOW, Outcome.ORDER, "none")
    assert (own.check_at, own.chance, own.all_five) == (NOW - HOUR, 40, True)
    assert [check.full for check in facts.private.checks] == [frozenset(ALL)]


async def test_a_check_that_is_edited_after_its_reflection_still_says_what_was_expected(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    check = await weigh(store, inge, deal, NOW - HOUR, full=(Ground.KNOW,))
    other = await weigh(store, inge, deal, NOW - HOUR, full=(Ground.PROOF,))
    for held_against in (check, other):
        await reflect(store, inge, deal, NOW, check=held_against.id)
    await _edit(store, check, KeepGrounds(full=frozenset(ALL)), answers={"chance": ("40",)})
    for facts in (await _of_team(store, inge), await store.rep_facts(inge.id, SINCE, UNTIL)):
        assert facts
        expected = {(each.chance, each.all_five) for each in facts.private.reflections}
        assert expected == {(40, True), (70, False)}


async def test_a_turn_that_says_nothing_of_the_grounds_leaves_them(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    check = await weigh(store, inge, deal, full=(Ground.KNOW, Ground.PROOF))
    await _edit(store, check, answers=dict(check.answers))
    facts = await _of_team(store, inge)
    assert [check.full for check in facts.private.checks] == [frozenset({Ground.KNOW, Ground.PROOF})]


async def test_a_check_whose_grounds_nobody_kept_is_no_check_fact(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    old = await weigh(store, inge, deal, NOW - HOUR, full=None)
    await reflect(store, inge, deal, check=old.id)
    facts = await _of_team(store, inge)
    assert facts.private.checks == ()
    (own,) = facts.private.reflections
    assert (own.check_at, own.chance, own.all_five) == (NOW - HOUR, 70, None)


async def test_a_check_older_than_these_weeks_still_says_what_was_expected(store: Store):
    """It covers nothing, and is no fact of these weeks."""
    inge, deal = await somebody(store), await some_deal(store)
    old = await weigh(store, inge, deal, SINCE - HOUR, chance="30")
    await reflect(store, inge, deal, NOW, check=old.id)
    for facts in (await _of_team(store, inge), await store.rep_facts(inge.id, SINCE, UNTIL)):
        assert facts
        assert [(each.check_at, each.chance, each.all_five) for each in facts.private.reflections] == [
            (None, 30, True)
        ]
        assert facts.private.checks == ()


async def test_a_deal_is_told_as_it_stands(store: Store):
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    deal, other = await some_deal(store), await some_deal(store, "Fjord Foods")
    await reflect(store, inge, deal, NOW, "trial", "introduce", due=DUE)
    await reflect(store, ole, deal, NOW + HOUR, signals=("commits", "leans-in"))
    for text in ("Own servers", "By June"):
        await store.save(change(session(inge, deal), AddCondition(text=text)))
    stored = await store.deal(deal.id)
    assert stored
    await store.save(
        change(session(inge, deal), FillGlasses(fill=frozenset(each.key for each in stored.conditions)))
    )
    await reflect(store, inge, other, NOW)
    facts = await _of_team(store, inge)
    told = {each.id: each for each in facts.deals}
    assert list(told) == [deal.id, other.id]
    whole = told[deal.id]
    assert (whole.team, whole.name, whole.rep, whole.at) == (deal.team, deal.name, ole.id, NOW + HOUR)
    assert (whole.full, whole.known, whole.watched) == (3, 3, True)
    assert (whole.kairos, whole.stuck, whole.won) == (True, False, False)
    assert (whole.step, whole.due) == ("trial", DUE)
    bare = told[other.id]
    assert (bare.full, bare.known, bare.watched, bare.kairos, bare.step, bare.due) == (
        0, 1, False, False, "", None,
    )  # fmt: skip


async def test_what_a_deal_came_to_before_these_weeks_still_tells(store: Store):
    """An order long ago, a step long ago, and two reflections long ago that make the third one stuck."""
    inge = await somebody(store)
    won, open_, stuck = [await some_deal(store, name) for name in ("Won", "Open", "Stuck")]
    before = SINCE - DAY
    await reflect(store, inge, won, before, "sign")
    await reflect(store, inge, open_, before, "share", due=DUE)
    for deal in (won, open_, stuck):
        for days in (3, 2):
            await reflect(store, inge, deal, before - days * DAY)
        await reflect(store, inge, deal, NOW)
    await reflect(store, inge, stuck, before)
    facts = await _of_team(store, inge)
    told = {deal.name: (deal.won, deal.stuck, deal.step, deal.due) for deal in facts.deals}
    assert told == {
        "Won": (True, False, "sign", None),
        "Open": (False, False, "share", DUE),
        "Stuck": (False, True, "", None),
    }


async def test_each_deal_is_told_as_the_deal_tells_itself(store: Store):
    """Kairos, stuck, won and the next step, over every history of four calls."""
    inge = await somebody(store)
    histories = [[("nothing", "share", "sign")[n // 3**call % 3] for call in range(4)] for n in range(3**4)]
    for history in histories:
        deal = await some_deal(store, "-".join(history))
        for call, agreed in enumerate(history):
            at = NOW + call * HOUR if call > 1 else SINCE - (4 - call) * DAY
            await reflect(store, inge, deal, at, agreed, signals=("commits",) if call % 2 else ("none",))
    facts = await _of_team(store, inge)
    assert len(facts.deals) == len(histories)
    for told in facts.deals:
        itself = await store.deal(told.id)
        assert itself is not None
        assert (told.kairos, told.stuck, told.won) == (itself.kairos, itself.stuck, itself.won)
        assert told.step == (itself.next_step.what if itself.next_step else "")


async def test_teams_come_in_the_order_they_were_named_each_with_its_own(store: Store):
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole", team="Fjord")
    assert inge.team
    assert ole.team
    theirs = await store.open_deal(ole.team, "Fjord Foods", NOW)
    await reflect(store, inge, await some_deal(store))
    await reflect(store, ole, theirs)
    await weigh(store, ole, theirs)
    fjord, hanse = await store.team_facts([ole.team, 0, inge.team, ole.team], SINCE, UNTIL)
    assert (fjord.team.name, hanse.team.name) == ("Fjord", "Hanse")
    assert {call.rep for call in fjord.calls} == {check.rep for check in fjord.private.checks} == {ole.id}
    assert {call.rep for call in hanse.calls} == {inge.id}
    assert (list(fjord.people), list(hanse.people)) == ([ole.id], [inge.id])
    assert await store.team_facts([], SINCE, UNTIL) == ()


async def test_who_changed_teams_leaves_the_facts_with_the_deals(store: Store):
    inge = await somebody(store)
    assert inge.team
    await reflect(store, inge, await some_deal(store))
    await store.apply(Roster(members=(member("Inge", team="Fjord"),)), NOW)
    hanse = next(team for team in await store.teams() if team.id == inge.team)
    (facts,) = await store.team_facts([hanse.id], SINCE, UNTIL)
    assert (facts.people, [call.rep for call in facts.calls]) == ({}, [inge.id])
    own = await store.rep_facts(inge.id, SINCE, UNTIL)
    assert own
    assert own.team.name == "Fjord"
    assert (own.calls, own.deals, own.private.reflections) == ((), (), ())


async def test_a_reps_facts_are_theirs_alone(store: Store):
    """Others' calls still tell where the deal stands."""
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    deal, others = await some_deal(store), await some_deal(store, "Fjord Foods")
    await reflect(store, inge, deal, NOW, learning="wait")
    await weigh(store, inge, deal)
    for rep_deal in (deal, others):
        await reflect(store, ole, rep_deal, NOW + HOUR, "sign", learning="his own")
        await weigh(store, ole, rep_deal)
    await store.put_request(request(ole), "his")
    await store.put_request(request(inge), "hers")
    await store.put_trial(Trial(number(), ole.id, "wait", NOW))
    await store.put_trial(Trial(number(), inge.id, "ask", NOW))
    facts = await store.rep_facts(inge.id, SINCE, UNTIL)
    assert facts
    private = facts.private
    everything = (
        facts.calls, facts.requests, facts.feedback,
        private.reflections, private.checks, private.learnings, private.trials,
    )  # fmt: skip
    assert [[each.rep for each in some] for some in everything] == [[inge.id]] * 7
    assert list(facts.people) == [inge.id]
    assert [(each.id, each.rep, each.won) for each in facts.deals] == [(deal.id, ole.id, True)]


async def test_somebody_in_no_team_has_no_facts(store: Store):
    loner = await somebody(store, "Loner", team="")
    assert await store.rep_facts(loner.id, SINCE, UNTIL) is None
    assert await store.rep_facts(1, SINCE, UNTIL) is None


async def test_learnings_reach_back_five_weeks(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    for at in (UNTIL - LEARNINGS - HOUR, UNTIL - LEARNINGS, NOW):
        await reflect(store, inge, deal, at, learning="wait")
    for facts in (await _of_team(store, inge), await store.rep_facts(inge.id, SINCE, UNTIL)):
        assert facts
        assert [each.at for each in facts.private.learnings] == [UNTIL - LEARNINGS, NOW]


async def test_exchanges_begun_in_that_time_and_all_that_wait(store: Store):
    inge = await somebody(store)
    long_ago = SINCE - WEEK
    waiting, answered = request(inge, long_ago), request(inge, long_ago + HOUR)
    note = request(inge, asked=False, manager=9, text="Well prepared.")
    later = request(inge, UNTIL + HOUR, asked=False, manager=9)
    for each in (waiting, answered, note, later):
        await store.put_request(each, f"key-{each.id}")
    await store.answer_request(answered.id, 9, "Begin with their goal.", NOW)
    for facts in (await _of_team(store, inge), await store.rep_facts(inge.id, SINCE, UNTIL)):
        assert facts
        assert facts.requests == (waiting, note)
        assert facts.feedback == tuple(
            FeedbackFact(inge.id, inge.team or 0, each.at, each.asked, None) for each in (waiting, note)
        )


async def test_a_trial_counts_when_it_was_taken(store: Store):
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    for rep, at in ((inge, SINCE - HOUR), (ole, NOW)):
        await store.put_trial(Trial(number(), rep.id, "wait", at))
    facts = await _of_team(store, inge)
    assert [(trial.rep, trial.taken) for trial in facts.private.trials] == [(ole.id, NOW)]


async def test_forgetting_leaves_the_teams_facts_without_a_person(store: Store):
    inge, ole, deal = await somebody(store, "Inge"), await somebody(store, "Ole"), await some_deal(store)
    for rep in (inge, ole):
        check = await weigh(store, rep, deal, NOW - HOUR)
        await reflect(store, rep, deal, NOW, "share", check=check.id, learning="wait", barrier="impatience")
        await store.put_trial(Trial(number(), rep.id, "wait", NOW))
    await store.forget(inge.id, NOW)
    facts = await _of_team(store, ole)
    assert sorted((call.rep, call.outcome, call.theirs) for call in facts.calls) == [
        (0, Outcome.ADVANCE, 1),
        (ole.id, Outcome.ADVANCE, 1),
    ]
    assert {each.rep for some in facts.private for each in some} == {ole.id}
    assert [(each.step, each.stuck) for each in facts.deals] == [("share", False)]
    own = await store.rep_facts(inge.id, SINCE, UNTIL)
    assert own
    assert (own.calls, own.deals, set(own.private)) == ((), (), {()})


async def _of_team(store: Store, member: Person) -> TeamFacts:
    (facts,) = await store.team_facts([member.team or 0], SINCE, UNTIL)
    return facts


async def _edit(store: Store, written: Session, *effects, answers):
    edited = written.model_copy(update={"turn": written.turn + 1, "answers": answers})
    await store.save(change(edited, *effects, base=written.turn, at=NOW + HOUR))


async def test_the_newest_learning_of_each_rep_may_be_all_that_is_wanted(store: Store):
    """It may stand behind reflections that brought none; one of another team's deal is that team's."""
    inge, ole, ada = [await somebody(store, name) for name in ("Inge", "Ole", "Ada")]
    uwe = await somebody(store, "Uwe", team="Elbe")
    assert uwe.team
    deal, other = await some_deal(store), await store.open_deal(uwe.team, "Fjord Foods", NOW)
    for hours, rep, text in (
        (5, inge, "ask"),
        (4, inge, "wait"),
        (3, inge, ""),
        (2, inge, " "),
        (4, ole, "listen"),
    ):
        await reflect(store, rep, deal, NOW - hours * HOUR, learning=text)
    await reflect(store, ada, deal, NOW)
    await reflect(store, ole, other, NOW - HOUR, learning="elsewhere")
    await reflect(store, inge, deal, NOW + DAY, learning="too late")
    window = (SINCE, SINCE, SINCE, SINCE, SINCE, NOW + HOUR)
    found = await store.team_facts([deal.team, other.team], SINCE, UNTIL, Reach(*window, all_learnings=False))
    texts = [{(each.rep, each.text) for each in facts.private.learnings} for facts in found]
    assert texts == [{(inge.id, "wait"), (ole.id, "listen")}, {(ole.id, "elsewhere")}]


async def test_of_weeks_before_the_calls_only_their_advance_rate_may_be_wanted(store: Store):
    inge, deal = await somebody(store), await some_deal(store)
    begins = tuple(NOW - weeks * WEEK for weeks in (4, 3, 2, 1))
    for at, step in (
        (begins[0] - HOUR, "share"),
        (begins[0], "share"),
        (begins[1] - HOUR, "nothing"),
        (begins[1], "sign"),
        (begins[3] - HOUR, "no"),
        (begins[3], "share"),
    ):
        await reflect(store, inge, deal, at, step)
    reach = Reach(begins[3], SINCE, SINCE, SINCE, SINCE, UNTIL, weeks=begins[:3])
    (facts,) = await store.team_facts([deal.team], SINCE, UNTIL, reach)
    assert [each.at for each in facts.calls] == [begins[3]]
    assert dict(facts.weeks) == {begins[0]: Rate(1, 2), begins[1]: Rate(1, 1), begins[2]: Rate(0, 1)}


async def test_a_reach_leaves_out_what_is_older_and_nothing_else(store: Store):
    inge = await somebody(store)
    for weeks in range(4):
        deal = await some_deal(store, f"Deal {weeks}")
        for at in (NOW - weeks * WEEK, NOW - weeks * WEEK - HOUR):
            await weigh(store, inge, deal, at)
            await reflect(store, inge, deal, at, "share", learning="wait", barrier="impatience")
    whole = await _of_team(store, inge)
    begins = [NOW - weeks * WEEK for weeks in range(4)]
    for n in range(4):
        calls, reflections, checks, deals = begins[n:] + begins[:n]
        reach = Reach(
            calls,
            reflections,
            checks,
            deals,
            begins[2],
            begins[0],
            all_learnings=bool(n % 2),
            promises=bool(n % 3),
        )
        assert inge.team
        (facts,) = await store.team_facts([inge.team], SINCE, UNTIL, reach)
        assert facts == reached(whole, reach)
        assert facts != whole
