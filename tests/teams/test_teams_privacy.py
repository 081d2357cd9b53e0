"""Where others read along: it speaks when it is spoken to, and shows nobody's answers."""

import logging
from datetime import UTC, datetime

import pytest

from dialogs.document import Act
from tests.slack.world import GOOD_CHECK, REFLECTION
from tests.teams.standin.state import Json, Place
from tests.teams.world import WORDS, World, a_card, buttons, kairos, says

SECRETS = {
    "What changes for them because of you, and by how much?": "kestrel: the close takes 2 days, not 6",
    "The one question that will make them think": "What would a plover do to your Monday by spring?",
}
PLANTED = ("kestrel", "plover", "after naming the price")

PRIVATE = [act.value for act in Act if act not in {Act.TRYING, Act.NOT_FOR_US}]


def in_public(world: World, place: Place) -> str:
    """All that anybody could read there."""
    return "".join(one.text for one in world.teams.service.messages if one.place == place.id)


async def opened(world: World, place: Place, said: str) -> None:
    """Ana mentions Kairos there and opens what it offers."""
    before = len(world.ana.reads(place))
    await world.ana.says(said, place)
    offers = await world.teams.until(lambda: world.ana.reads(place)[before:], "an offer")
    await world.ana.presses(offers[0], "Open it")


def there(place: Place, world: World) -> Json:
    """What Teams says of a dialog that was opened there: the place it was opened from."""
    return {key: world.teams.last[key] for key in ("conversation", "channelData")}


@pytest.mark.parametrize("kind", ["channel", "group"])
async def test_unless_it_is_mentioned_it_says_nothing(kind):
    async with kairos() as world:
        bilal = world.teams.add_person("Bilal Haddad")
        place = world.teams.add_channel("s", bilal) if kind == "channel" else world.teams.add_group(bilal)
        before = len(world.teams.service.calls)
        for said in ("precall Acme", "deals", "use this channel"):
            await world.ana.says("", place, text=said, entities=[])
        await world.ana.says("deals")
        await world.ana.sees("No deals yet")
        assert len(world.teams.service.calls) == before + 1
        assert world.ana.reads(place) == []
        assert not world.store.sessions


@pytest.mark.parametrize("kind", ["channel", "group"])
async def test_a_whole_flow_begun_where_others_read_shows_them_nothing(kind, caplog):
    async with kairos() as world:
        bilal = world.teams.add_person("Bilal Haddad")
        place = world.teams.add_channel("s", bilal) if kind == "channel" else world.teams.add_group(bilal)
        with caplog.at_level(logging.DEBUG):
            await opened(world, place, "precall Acme")
            where = there(place, world)
            await world.ana.submits({**GOOD_CHECK, **SECRETS}, "Check", **where)
            assert "kestrel" in says(world.dialog.card)
            assert "kestrel" in (await world.ana.sees("kestrel")).text
            await opened(world, place, "postcall Acme")
            await world.ana.submits(REFLECTION, "Done", **where)
            await opened(world, place, "export")
        assert not any(secret in in_public(world, place) for secret in PLANTED)
        assert not any(secret in caplog.text for secret in PLANTED)
        assert len(world.ana.reads(place)) == 3
        assert all(one.place == world.ana.place.id for one in world.ana.chat)
        assert bilal.chat == []


async def test_what_somebody_asked_for_opens_for_nobody_else():
    async with kairos() as world:
        bilal = world.teams.add_person("Bilal Haddad")
        sales = world.teams.add_channel("sales", world.ana, bilal)
        await world.ana.says("quiet", sales)
        offer = await world.ana.sees("Here others read along", sales)
        await bilal.presses(offer, "Open it")
        assert bilal.dialog
        assert "What I can do" in bilal.dialog.title
        somebody = await world.person(bilal)
        assert not (await world.store.preferences(somebody.id)).quiet
        await world.ana.presses(offer, "Open it")
        assert (await world.store.preferences((await world.person()).id)).quiet


async def test_a_question_offered_in_a_channel_is_asked_once_however_often_it_is_opened():
    async with kairos() as world:
        mia = world.teams.add_person("Mia Lang")
        sales = world.teams.add_channel("sales", world.ana, mia)
        team = await world.enrolled(rep=world.ana, manager=mia)
        await world.ana.says("ask Was I too fast?", sales)
        offer = await world.ana.sees("Here others read along", sales)
        for _ in range(3):
            await world.ana.presses(offer, "Open it")
        assert len(await world.store.requests(team.id)) == 1


@pytest.mark.parametrize("kind", ["Action.Execute", "Action.Submit"])
@pytest.mark.parametrize("act", PRIVATE)
async def test_no_button_does_anything_private_where_others_read(kind, act):
    async with kairos() as world:
        card = await world.form()
        sales = world.teams.add_channel("sales", world.ana)
        session = str(world.store.sessions[0].id)
        for page in ("", "check"):
            ours = {"act": act, "ref": session, "page": page, "key": "k:1"}
            data = {"kairos": ours | {"fields": {"difference": "text"}}, "difference": "kestrel"}
            button = {"type": kind, "title": "Do it", "verb": act, "data": data}
            before = len(world.teams.service.calls)
            saves = world.store.saves
            answer = await world.ana.presses(a_card(button, place=sales.id), "Do it")
            assert answer.status == 200
            assert len(world.teams.service.calls) == before
            assert world.store.saves == saves
        told = [WORDS.say("teams.own-chat")] * 2 if kind == "Action.Execute" else []
        assert world.ana.toasts == told
        assert buttons(card.card) == ["Check"]


async def test_in_a_group_a_tip_may_be_pressed_and_says_only_counts():
    async with kairos() as world:
        bilal = world.teams.add_person("Bilal Haddad")
        await world.enrolled(manager=world.ana, rep=bilal)
        await world.ana.says("tip")
        tip = await world.ana.sees("Trying it today")
        group = world.teams.add_group(world.ana, bilal)
        shown = a_card(*actions(tip.card), place=group.id)
        await bilal.presses(shown, "Trying it today")
        await world.ana.presses(shown, "Not for us")
        assert bilal.toasts[0].startswith("Counted, without your name.")
        assert "Bilal" not in world.ana.toasts[0]
        assert world.ana.reads(group) == []


async def test_what_goes_wrong_in_a_channel_is_said_only_to_who_pressed():
    async with kairos() as world:
        sales = world.teams.add_channel("sales", world.ana)
        await world.ana.says("precall Acme", sales)
        offer = await world.ana.sees("Here others read along", sales)
        world.store.full = True
        await world.ana.presses(offer, "Open it")
        assert "It could not be saved" in says(world.dialog.card)
        world.store.full = False
        await world.ana.presses(offer, "Open it")
        world.store.full = True
        await world.ana.submits({**GOOD_CHECK, **SECRETS}, "Check", **there(sales, world))
        assert "It could not be saved" in says(world.dialog.card)
        assert "kestrel" in str(world.dialog.card)
        assert len(world.ana.reads(sales)) == 1


# ---------------------------------------------------------------------------------------- use this channel


@pytest.mark.parametrize("said", ["use this channel", "Use this channel!", "/use  this channel."])
async def test_a_manager_makes_a_channel_the_teams_own(said):
    async with kairos() as world:
        sales = world.teams.add_channel("sales", world.ana)
        team = await world.enrolled(manager=world.ana)
        await world.ana.says(said, sales, thread="77")
        word = await world.ana.sees("From now on I post the tips of North here", sales)
        assert word.thread == "77"
        changed = await world.store.team(team.id)
        assert changed
        assert changed == team.model_copy(update={"channel": sales.id})
        world.clock.instant = datetime(2026, 3, 11, 9, 1, tzinfo=UTC)
        await world.later(seconds=1)
        await world.ana.sees("Tip of the day", sales)


async def test_nobody_else_does():
    async with kairos() as world:
        mia = world.teams.add_person("Mia Lang")
        sales = world.teams.add_channel("sales", world.ana, mia)
        team = await world.enrolled(rep=world.ana, manager=mia)
        await world.ana.says("use this channel", sales)
        await world.ana.sees("Only a manager or an admin of your team", sales)
        assert await world.store.team(team.id) == team


async def test_a_team_at_home_elsewhere_gets_no_channel_here():
    async with kairos() as world:
        sales = world.teams.add_channel("sales", world.ana)
        team = await world.enrolled(manager=world.ana)
        moved = team.model_copy(update={"platform": "slack", "workspace": "T1", "channel": "C1"})
        await world.store.put_team(moved, world.clock.now())
        await world.ana.says("use this channel", sales)
        await world.ana.sees("I do not know your team in Teams", sales)
        assert await world.store.team(team.id) == moved


async def test_a_group_chat_is_no_channel_for_tips():
    async with kairos() as world:
        group = world.teams.add_group(world.ana)
        team = await world.enrolled(manager=world.ana)
        await world.ana.says("use this channel", group)
        await world.ana.sees("Here others read along", group)
        assert await world.store.team(team.id) == team


def actions(card: Json) -> list[Json]:
    """The buttons of a card, as they stand on it."""
    return [each for row in card["body"] if row["type"] == "ActionSet" for each in row["actions"]]
