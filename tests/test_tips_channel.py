"""The team's tip of the day: chosen as it is sent, counted without names, or given to one who asks."""

from datetime import date, timedelta

import pytest

from bot.coach.scenes import Screen
from bot.coach.tips import gaps
from bot.sending.outbox import State
from dialogs.deal import Outcome
from dialogs.digest.facts import Private
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere
from dialogs.flow import Ground
from dialogs.measures.facts import CheckFact, ReflectionFact
from dialogs.theme import Tip
from dialogs.tips import Gaps
from tests.teamwork import LIBRARY, TUESDAY_TEN, Work, at_work, buttons, text, tip_delivery

DAY = date(2026, 3, 10)  # a Tuesday


async def sent(work: Work, day: date = DAY) -> str:
    """The team's tip of that day goes out; what stands in the channel."""
    await work.store.enqueue((tip_delivery(work, await work.team(), day.isoformat()),))
    await work.courier.round()
    return work.wall.text("C1")


async def given(work: Work) -> Tip:
    """The tip that the team got last."""
    last = (await work.store.given((await work.team()).id, DAY))[-1]
    return next(tip for theme in LIBRARY.themes.values() for tip in theme.tips if tip.id == last.tip)


async def pressed(work: Work, name: str, act: Act, tip: Tip) -> Screen:
    return await work.presses(name, act, f"{(await work.team()).id}/{tip.id}")


async def test_the_channel_gets_the_question_the_idea_and_one_thing_to_try(tmp_path):
    async with at_work(tmp_path) as work:
        said = await sent(work)
        tip = await given(work)
        for part in (tip.ask, tip.idea, tip.try_, "[Trying it today] [Not for us]"):
            assert part in said
        assert said.index(tip.ask) < said.index(tip.idea)


async def test_a_number_comes_with_its_source(tmp_path):
    sourced = next(tip for theme in LIBRARY.themes.values() for tip in theme.tips if tip.source)
    async with at_work(tmp_path) as work:
        await work.store.give((await work.team()).id, sourced.id, DAY)
        assert f"Source: {sourced.source}" in await sent(work)


async def test_a_day_has_one_tip_and_the_next_day_another(tmp_path):
    async with at_work(tmp_path) as work:
        await sent(work)
        first = await given(work)
        await sent(work)
        assert await given(work) == first
        work.clock.instant += timedelta(days=1)
        await sent(work, DAY + timedelta(days=1))
        assert await given(work) != first


async def test_a_team_that_wants_no_tips_gets_none_and_has_had_none(tmp_path):
    async with at_work(tmp_path) as work:
        team = await work.team()
        await work.store.pause_tips(team.id, DAY)
        assert await sent(work) == ""
        assert await work.store.given(team.id, DAY) == ()
        assert [each.state for each in await work.store.deliveries()] == [State.SKIPPED]


async def test_the_last_day_of_a_pause_is_the_last_without_a_tip(tmp_path):
    async with at_work(tmp_path) as work:
        await work.store.pause_tips((await work.team()).id, DAY - timedelta(days=1))
        assert "Trying it today" in await sent(work)


async def test_counts_show_in_the_channel_where_the_tip_stands_and_name_nobody(tmp_path):
    async with at_work(tmp_path) as work:
        await sent(work)
        tip = await given(work)
        assert "You are the first" in text(await pressed(work, "Ana", Act.TRYING, tip))
        assert "2 of you try it" in text(await pressed(work, "Ben", Act.TRYING, tip))
        await pressed(work, "Cleo", Act.NOT_FOR_US, tip)
        await work.delivers()
        said = work.wall.text("C1")
        assert "2 of you try it today. One of you says: not for us." in said
        assert len(work.wall.stands) == 1
        assert not [name for name in ("Ana", "Ben", "Cleo") if name in said]


async def test_a_person_counts_once_with_their_last_word(tmp_path):
    async with at_work(tmp_path) as work:
        await sent(work)
        tip = await given(work)
        for act in (Act.TRYING, Act.TRYING, Act.NOT_FOR_US):
            await pressed(work, "Ana", act, tip)
        team = (await work.team()).id
        assert await work.store.pressed(team, tip.id) == {True: 0, False: 1}


async def test_three_people_retire_a_tip_and_one_person_three_times_does_not(tmp_path):
    async with at_work(tmp_path) as work:
        await sent(work)
        tip, team = await given(work), (await work.team()).id
        for _ in range(3):
            assert "1 of 3" in text(await pressed(work, "Ana", Act.NOT_FOR_US, tip))
        assert (await work.store.wishes(team)).retired == frozenset()
        await pressed(work, "Ben", Act.NOT_FOR_US, tip)
        assert "does not get this tip again" in text(await pressed(work, "Cleo", Act.NOT_FOR_US, tip))
        assert (await work.store.wishes(team)).retired == {tip.id}
        south = (await work.team("South")).id
        assert (await work.store.wishes(south)).retired == frozenset()


async def test_only_the_teams_own_people_are_counted(tmp_path):
    async with at_work(tmp_path) as work:
        await sent(work)
        tip, team = await given(work), (await work.team()).id
        assert "another team's" in text(await pressed(work, "Sol", Act.NOT_FOR_US, tip))
        assert await work.store.pressed(team, tip.id) == {True: 0, False: 0}


@pytest.mark.parametrize("ref", ["", "1/earn-the-right-1", "x/earn-the-right-1", "{team}/nothing", "{team}"])
async def test_a_made_up_tip_is_not_there(tmp_path, ref):
    async with at_work(tmp_path) as work:
        team = (await work.team()).id
        with pytest.raises(NotThere):
            await work.presses("Ana", Act.TRYING, ref.format(team=team))


async def test_whoever_asks_for_a_tip_gets_the_teams_next_one_and_it_stays_the_teams(tmp_path):
    async with at_work(tmp_path) as work:
        mine = text(await work.says("Ana", "/coach tip"))
        assert await work.store.given((await work.team()).id, DAY) == ()
        await sent(work)
        tip = await given(work)
        assert tip.ask in mine
        assert tip.ask in text(await work.says("Ben", "/coach tip"))


async def test_a_press_on_a_tip_that_the_team_has_not_had_shows_nothing_in_the_channel(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.says("Ana", "/coach tip")
        trying = buttons(screen.document)[0]
        assert "first to try" in text(await work.presses("Ana", trying.act, trying.ref))
        await work.delivers()
        assert work.wall.stands == {}


async def test_there_is_a_word_for_it_when_no_tip_is_left(tmp_path):
    async with at_work(tmp_path) as work:
        team = (await work.team()).id
        every = [tip.id for theme in LIBRARY.themes.values() for tip in theme.tips]
        for back, tip in enumerate(every, 1):
            await work.store.give(team, tip, DAY - timedelta(days=back))
        assert "no tip left" in text(await work.says("Ana", "/coach tip"))
        assert await sent(work) == ""


async def test_somebody_in_no_team_has_no_tip(tmp_path):
    async with at_work(tmp_path) as work:
        ana = await work.who("Ana")
        await work.store.put_member(ana.id, None, ana.role, work.clock.now())
        with pytest.raises(NoTeam):
            await work.says("Ana", "/coach tip")


def check(rep: int, *full: Ground) -> CheckFact:
    return CheckFact(rep=rep, team=1, deal=1, at=TUESDAY_TEN, full=frozenset(full))


def reflection(rep: int, barrier: str) -> ReflectionFact:
    return ReflectionFact(rep=rep, team=1, deal=1, at=TUESDAY_TEN, outcome=Outcome.ADVANCE, barrier=barrier)


def test_gaps_are_the_shares_of_empty_grounds_and_of_barriers():
    private = Private(
        checks=(check(1, Ground.KNOW, Ground.PROOF), check(2, *set(Ground) - {Ground.QUESTION})),
        reflections=(reflection(1, "impatience"), reflection(2, "none"), reflection(2, "none")),
    )
    found = gaps(private, 2)
    assert found.checks == 2
    assert found.empty == {Ground.QUESTION: 2, Ground.DIFFERENCE: 1, Ground.ADVANCE: 1}
    assert found.reflections == 3
    assert found.barriers == {"impatience": 1}
    assert found.ranked(2) == ("question", "advance", "difference", "impatience")


def test_what_too_few_reps_answered_chooses_no_theme():
    private = Private(
        checks=(check(1), check(1), check(2)),
        reflections=tuple(reflection(rep, "impatience") for rep in range(5)),
    )
    assert gaps(private, 5).ranked(5) == ("impatience",)
    assert gaps(private, 6) == Gaps(reps=5)
    assert gaps(private, 6).ranked(6) == ()


async def test_a_team_that_follows_its_gaps_gets_the_theme_that_helps(tmp_path):
    people = {f"R{number}": ("rep", "North") for number in range(5)}
    async with at_work(tmp_path, people) as work:
        team = await work.team()
        work.clock.instant -= timedelta(days=7)
        for name in people:
            form = await work.says(name, "/postcall Acme")
            await work.fills(name, form, agreed="nothing", barrier="impatience")
        work.clock.instant += timedelta(days=7)
        wishes = await work.store.wishes(team.id)
        await work.store.put_wishes(team.id, wishes.model_copy(update={"follow_gaps": True}))
        said = await sent(work)
        assert f"Tip of the day: {LIBRARY.themes[LIBRARY.gaps['impatience']].title}" in said
