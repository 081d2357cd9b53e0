"""What Slack tells unasked: moves, departures, removals; each heard once."""

import pytest

from bot.sending.outbox import State
from tests.slack.standin.workspace import TEAM
from tests.slack.world import ANA, kairos

BOTH = pytest.mark.parametrize("way", ["http", "socket"])


@BOTH
async def test_a_move_to_another_zone_is_followed(way):
    async with kairos(way) as world:
        await world.slack.change_user("U1", tz="Asia/Tokyo")
        assert (await world.person()).zone == "Asia/Tokyo"
        await world.ana.sees_home("Asia/Tokyo")


async def test_of_strangers_nothing_is_kept():
    async with kairos(ana=False) as world:
        await world.slack.change_user("U1", tz="Asia/Tokyo")
        assert await world.store.known_as(ANA) is None


async def test_whoever_left_is_written_to_no_more():
    async with kairos() as world:
        await world.ana.close(await world.checked())
        await world.ana.sees_message("Right earned")
        await world.slack.change_user("U1", deleted=True)
        posted = len(world.slack.calls("chat.postMessage"))
        await world.later(minutes=56)
        assert len(world.slack.calls("chat.postMessage")) == posted


@BOTH
@pytest.mark.parametrize("how", ["uninstall", "revoke_tokens"])
async def test_a_removed_app_stops_at_once(way, how):
    async with kairos(way) as world:
        await world.ana.close(await world.checked())
        await world.settled("card")
        await getattr(world.slack, how)()
        posted = len(world.slack.calls("chat.postMessage"))
        await world.later(minutes=56)
        assert len(world.slack.calls("chat.postMessage")) == posted
        assert not [one for one in world.store.everything if one.state is State.WAITING]


async def test_the_same_event_three_times_is_heard_once():
    async with kairos() as world:
        await world.slack.event("app_home_opened", 3, user="U1", tab="home", channel="D1")
        await world.ana.sees_home()
        await world.slack.event("app_home_opened", user="U1", tab="home", channel="D1")
        await world.slack.called("views.publish", 2)
        assert len(world.slack.calls("views.publish")) == 2


async def test_tokens_of_people_say_nothing_about_the_bot():
    async with kairos() as world:
        await world.slack.event("tokens_revoked", tokens={"oauth": ["U1"], "bot": []})
        await world.ana.close(await world.checked())
        assert (await world.settled("card")).state is State.SENT


async def test_an_event_that_could_not_be_kept_is_heard_when_slack_sends_it_again():
    async with kairos() as world:
        world.store.refusals["join"] = 4
        [refused, *_] = await world.slack.change_user("U1", tz="Asia/Tokyo")
        assert refused.status == 500
        assert (await world.person()).zone == "Europe/Lisbon"
        await world.slack.change_user("U1", tz="Asia/Tokyo")
        assert (await world.person()).zone == "Asia/Tokyo"
        assert all("status 500" in one for one in world.slack.forgive())


async def test_an_event_that_fails_once_is_heard_at_the_second_try():
    async with kairos() as world:
        world.store.refusals["join"] = 1
        acks = await world.slack.change_user("U1", tz="Asia/Tokyo")
        assert [ack.status for ack in acks] == [500, 200]
        assert (await world.person()).zone == "Asia/Tokyo"
        world.slack.forgive()


async def test_an_event_nobody_asked_for_is_taken_and_forgotten():
    async with kairos() as world:
        world.slack.manifest = None
        acks = await world.slack.event("reaction_added", user="U1", team=TEAM)
        assert [ack.status for ack in acks] == [200]
