"""A team's channel is called by its name, wherever Teams told it; its id is shown to nobody."""

import pytest

from dialogs.people import Team
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.state import Message, Place
from tests.teams.world import WORDS, World, choices, inputs, kairos, says

UNNAMED = WORDS.say("setup.channel-unnamed")


async def used(world: World, *, first: bool = False) -> tuple[Team, Place]:
    """A channel that the manager has made the team's."""
    team = await world.enrolled(manager=world.ana)
    sales = world.teams.add_channel("sales talk", world.ana, first=first)
    await world.ana.says("use this channel", sales)
    await world.ana.sees("From now on I post", sales)
    return team, sales


async def page(world: World, user: TeamsUser | None = None) -> Message:
    """The setup's page, as it is now."""
    reader = user or world.ana
    before = len(reader.chat)
    await reader.says("setup")
    card = await world.teams.until(lambda: reader.chat[-1] if len(reader.chat) > before else None, "setup")
    assert "19:" not in says(card.card)
    return card


async def test_the_setup_calls_the_channel_by_its_name():
    async with kairos() as world:
        await used(world)
        assert "sales talk" in says((await page(world)).card)


async def test_the_first_channel_of_a_team_has_the_name_that_teams_leaves_to_us():
    async with kairos() as world:
        await used(world, first=True)
        assert WORDS.say("teams.general") in says((await page(world)).card)


async def test_a_new_name_is_learnt_and_a_later_message_does_not_lose_it():
    async with kairos() as world:
        _, sales = await used(world)
        await world.ana.renames(sales, "closing talk")
        await world.ana.says("help", sales)
        await world.ana.sees("Here others read along", sales)
        shown = says((await page(world)).card)
        assert "closing talk" in shown
        assert "sales talk" not in shown


@pytest.mark.parametrize(
    "trouble", [(403, "BotNotInConversationRoster"), (404, "NotFound"), (429, ""), (502, "")]
)
async def test_where_teams_does_not_say_the_channel_is_the_teams_all_the_same(trouble):
    async with kairos() as world:
        team = await world.enrolled(manager=world.ana)
        sales = world.teams.add_channel("sales talk", world.ana)
        world.teams.faults.answer(*trouble)
        await world.ana.says("use this channel", sales)
        await world.ana.sees("From now on I post the tips of North here", sales)
        kept = await world.store.team(team.id)
        assert kept
        assert kept.channel == sales.id
        assert UNNAMED in says((await page(world)).card)


async def test_a_channel_of_the_roster_that_nobody_named_is_not_shown_as_its_id():
    async with kairos() as world:
        team = await world.enrolled(manager=world.ana)
        named = team.model_copy(update={"channel": "19:x@thread.tacv2"})
        await world.store.put_team(named, world.clock.now())
        assert UNNAMED in says((await page(world)).card)


async def test_in_the_form_the_channel_is_kept_or_given_up_and_never_typed():
    async with kairos() as world:
        team, sales = await used(world)
        form = await opened(world)
        assert choices(form.card, "channel") == ["sales talk", WORDS.say("setup.channel-none")]
        assert WORDS.say("setup.channel-from-within") in says(form.card)
        await world.ana.presses(form, "Save", {"country": "DE"})
        kept = await world.store.team(team.id)
        assert kept
        assert (kept.channel, kept.country) == (sales.id, "DE")
        again = await opened(world)
        await world.ana.presses(again, "Save", {"channel": WORDS.say("setup.channel-none")})
        given_up = await world.store.team(team.id)
        assert given_up
        assert given_up.channel == ""
        assert WORDS.say("setup.no-channel") in says((await page(world)).card)


async def test_a_form_from_before_the_channel_was_chosen_does_not_take_it_away():
    async with kairos() as world:
        team = await world.enrolled(manager=world.ana)
        form = await opened(world)
        assert "channel" not in inputs(form.card)
        sales = world.teams.add_channel("sales talk", world.ana)
        await world.ana.says("use this channel", sales)
        await world.ana.sees("From now on I post", sales)
        await world.ana.presses(form, "Save", {"country": "DE"})
        kept = await world.store.team(team.id)
        assert kept
        assert (kept.channel, kept.country) == (sales.id, "DE")


async def opened(world: World) -> Message:
    """The form of the team's place, from the setup's page."""
    card = await page(world)
    before = len(world.ana.chat)
    await world.ana.presses(card, "Channel and place")
    return await world.teams.until(
        lambda: (
            next((each for each in world.ana.chat if "zone" in inputs(each.card)), None)
            if len(world.ana.chat) >= before
            else None
        ),
        "the form",
    )
