"""Slack as a channel: what becomes of a message when Slack is busy, silent, hangs up, or knows nobody."""

import logging
from datetime import timedelta

import pytest

from bot.coach.asking import changed
from bot.ports.week import Digest
from bot.sending.outbox import Delivery, Kind, State
from dialogs.digest.facts import Request
from dialogs.document import Document, Text
from tests.slack.standin.faults import FOREVER
from tests.slack.world import GOOD_CHECK, World, kairos

CARD = "Right earned"


async def test_a_message_carries_all_it_says_as_text_and_neither_links_nor_unfurls():
    async with kairos() as world:
        await world.checked()
        await world.ana.sees_message(CARD)
        sent = world.slack.calls("chat.postMessage")[0].args
        assert sent["channel"] == "U1"
        assert (sent["parse"], sent["unfurl_links"], sent["unfurl_media"]) == ("none", False, False)
        assert sent["metadata"]["event_payload"] == {"delivery": f"card:{world.store.sessions[0].id}"}
        assert "5 of 5 grounds full" in sent["text"]


async def test_a_busy_slack_is_left_alone_and_then_gets_each_message_once():
    async with kairos() as world:
        world.slack.faults.ratelimit("chat.postMessage", 3600)
        await world.ana.close(await world.checked("Acme"))
        await world.slack.called("chat.postMessage")
        await world.ana.close(await world.checked("Bolt"))
        for _ in range(3):
            await world.later(seconds=30)
        assert len(world.slack.calls("chat.postMessage")) == 1
        assert {one.state for one in world.store.everything if one.kind == "card"} == {State.WAITING}
        assert "pause" in next(one.why for one in world.store.everything if one.kind == "card")


async def test_after_the_pause_it_arrives_once():
    async with kairos() as world:
        world.slack.faults.ratelimit("chat.postMessage", 60)
        await world.checked()
        await world.slack.until(lambda: any(one.why for one in world.store.everything) or None, "a pause")
        await world.later(seconds=59)
        assert not world.ana.dm
        await world.later(seconds=10)  # the pause, and what the dice add to it
        assert len(world.ana.dm) == 1


@pytest.mark.parametrize(
    ("error", "plainly"),
    [
        ("channel_not_found", "knows nobody"),
        ("account_inactive", "deactivated"),
        ("user_not_found", "knows nobody"),
        ("messages_tab_disabled", "messages tab"),
        ("cannot_dm_bot", "bot"),
        ("is_archived", "archived"),
        ("token_revoked", "removed"),
        ("invalid_auth", "SLACK_BOT_TOKEN"),
        ("missing_scope", "scope"),
        ("some_new_error", "some_new_error"),
    ],
)
async def test_a_no_for_good_is_settled_in_plain_words_and_not_tried_again(error, plainly):
    async with kairos() as world:
        world.slack.faults.refuse("chat.postMessage", error, FOREVER)
        await world.checked()
        settled = await world.settled("card")
        assert settled.state is State.FAILED
        assert plainly in settled.why
        await world.later(seconds=30)
        assert len(world.slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("how", ["hang", "accepted", "dropped", "500", "fatal_error"])
async def test_when_nobody_can_tell_it_is_parked_and_never_sent_twice(how):
    async with kairos(patience=0.3) as world:
        faults = world.slack.faults
        {
            "hang": lambda: faults.hang("chat.postMessage"),
            "accepted": lambda: faults.drop("chat.postMessage", accepted=True),
            "dropped": lambda: faults.drop("chat.postMessage"),
            "500": lambda: faults.fail("chat.postMessage"),
            "fatal_error": lambda: faults.refuse("chat.postMessage", "fatal_error"),
        }[how]()
        await world.checked()
        assert (await world.settled("card")).state is State.PARKED
        faults.clear()
        await world.later(seconds=30)
        assert len(world.slack.calls("chat.postMessage")) == 1
        assert len(world.ana.dm) == (how == "accepted")


async def test_a_slack_that_cannot_be_reached_is_tried_again():
    async with kairos() as world:
        await world.ana.command("/precall", "Acme")
        form = await world.ana.sees_modal()
        await world.slack.server.close()
        await world.ana.submit(form, GOOD_CHECK)
        waiting = await world.slack.until(
            lambda: next((one for one in world.store.everything if one.attempts and one.why), None), "a try"
        )
        assert waiting.state is State.WAITING
        assert "cannot be reached" in waiting.why


async def test_a_changed_card_is_changed_where_it_stands_and_posted_anew_where_it_is_gone():
    async with kairos() as world:
        ana = world.ana
        form = await world.checked()
        first = await ana.sees_message(CARD)
        first.deleted = True
        await ana.submit(form, {"Which barrier will you watch?": "Impatience"})
        again = await ana.sees_message("Your plan")
        assert again.ts != first.ts
        assert len(ana.dm) == 1


async def test_a_digest_that_stands_nowhere_any_more_is_not_posted_anew_when_it_changes():
    async with kairos() as world:
        ana, now = await world.person(), world.clock.now()
        page = Document(title="", summary="", blocks=(Text(text="Your week, made up"),))
        key = f"rep-digest:{ana.id}:2026-W10"
        wrote = Digest(
            key=key,
            kind="rep-digest",
            person=ana.id,
            team=ana.team or 0,
            period="2026-W10",
            at=now,
            document=page,
        )
        sent = Delivery(
            id=world.house.ids(), kind=Kind.REP_DIGEST, key=key, person=ana.id, team=ana.team,
            due=now, until=now + timedelta(hours=8),
        )  # fmt: skip
        await world.store.put_digests([wrote], [sent])
        await world.later(seconds=1)
        shown = await world.ana.sees_message("Your week, made up")
        shown.deleted = True
        note = Request(7, ana.id, ana.team or 0, now, asked=False, text="x", manager=ana.id)
        await world.store.put_request(note, "key", changed([sent], now))
        await world.later(seconds=1)
        (kept,) = await world.store.keyed([key])
        assert kept.state is State.SENT
        assert kept.payload
        assert not [one for one in world.ana.dm if "Your week, made up" in str(one.blocks)]


async def test_new_blocks_are_left_out_where_slack_does_not_know_them():
    async with kairos() as world:
        world.slack.workspace.rich_blocks = False
        await world.checked()
        await world.ana.sees_message(CARD)


@pytest.mark.parametrize("how", ["hang", "accepted", "dropped", "500"])
async def test_where_the_app_may_look_back_a_message_in_doubt_is_looked_for_and_stands_there_once(how):
    async with kairos(look_back=True, patience=0.3) as world:
        faults = world.slack.faults
        {
            "hang": lambda: faults.hang("chat.postMessage"),
            "accepted": lambda: faults.drop("chat.postMessage", accepted=True),
            "dropped": lambda: faults.drop("chat.postMessage"),
            "500": lambda: faults.fail("chat.postMessage"),
        }[how]()
        await world.checked()
        doubtful = await world.slack.until(
            lambda: next((one for one in world.store.everything if one.unsure), None), "a doubt"
        )
        assert doubtful.state is State.WAITING
        faults.clear()
        await world.later(seconds=30)
        assert (await world.settled("card")).state is State.SENT
        assert len(world.ana.dm) == 1
        assert not world.slack.workspace.duplicates
        assert not (await world.settled("card")).unsure


async def test_where_the_app_turns_out_not_to_be_allowed_to_look_it_is_parked():
    async with kairos(look_back=True, patience=0.3) as world:
        world.slack.faults.drop("chat.postMessage", accepted=True)
        world.slack.faults.refuse("conversations.history", "missing_scope")
        await world.checked()
        await world.slack.until(lambda: any(one.unsure for one in world.store.everything) or None, "a doubt")
        await world.later(seconds=30)
        assert (await world.settled("card")).state is State.PARKED
        assert len(world.ana.dm) == 1


async def test_what_the_admin_sends_again_is_sent_without_a_look():
    async with kairos(patience=0.3) as world:
        world.slack.faults.drop("chat.postMessage")
        await world.checked()
        parked = await world.settled("card")
        assert parked.state is State.PARKED
        now = world.clock.now()
        assert await world.store.send_again(parked.id, now, now + timedelta(days=1))
        await world.later(seconds=30)
        assert (await world.settled("card")).state is State.SENT
        assert len(world.ana.dm) == 1


async def test_a_tip_goes_to_the_teams_channel():
    async with kairos() as world:
        await _tip(world, "C1")
        world.slack.add_channel("C1", "sales")
        await world.later(seconds=1)
        assert world.slack.calls("chat.postMessage")[-1].args["channel"] == "C1"
        assert (await world.settled("tip")).state is State.SENT


@pytest.mark.parametrize(
    ("scope", "became"),
    [("channels:history", State.SENT), ("im:history", State.PARKED), ("", State.PARKED)],
)
async def test_a_tip_in_doubt_is_looked_for_where_channels_may_be_read_and_parked_elsewhere(scope, became):
    async with kairos(scope=scope, patience=0.3) as world:
        world.slack.add_channel("C1", "sales")
        await _tip(world, "C1")
        world.slack.faults.drop("chat.postMessage", accepted=True)
        await world.later(seconds=1)
        await world.later(seconds=30)
        assert (await world.settled("tip")).state is became
        assert len(world.slack.calls("chat.postMessage")) == 1


async def test_a_team_without_a_channel_is_told_to_the_admin():
    async with kairos() as world:
        await _tip(world, "")
        await world.later(seconds=1)
        settled = await world.settled("tip")
        assert settled.state is State.FAILED
        assert "the team Standin has no channel" in settled.why


async def test_a_sent_message_whose_place_cannot_be_kept_counts_as_sent(caplog):
    caplog.set_level(logging.WARNING)
    async with kairos() as world:
        world.store.refusals["put_shown"] = 1
        await world.checked()
        assert (await world.settled("card")).state is State.SENT
        assert "was not kept" in caplog.text


async def _tip(world: World, channel: str) -> None:
    """A tip that is due to Ana's team, which has this channel."""
    (team,) = await world.store.teams()
    now = world.clock.now()
    await world.store.put_team(team.model_copy(update={"channel": channel}), now)
    tip = Delivery(
        id=1,
        kind=Kind.TIP,
        key=f"tip:{team.id}:2026-03-10",
        person=None,
        team=team.id,
        due=now,
        until=now + timedelta(hours=8),
        payload={"period": "2026-03-10"},
    )
    await world.store.enqueue([tip])
