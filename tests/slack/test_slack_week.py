"""A team's week in Slack: questions and answers, the tip of the day, the setup; over HTTP and by socket."""

from datetime import timedelta

import pytest

from bot.sending.outbox import Delivery, Kind
from dialogs.people import Identity, Person, Role
from tests.slack.standin.driver import SlackUser
from tests.slack.standin.workspace import TEAM
from tests.slack.world import World, kairos

BOTH = pytest.mark.parametrize("way", ["http", "socket"])
QUESTION = "Which question would you have dropped?"
ANSWER = "The second one: it was about us.\nDrop it."


async def mia(world: World, role: Role = Role.MANAGER) -> SlackUser:
    """The manager of Ana's team."""
    world.slack.add_person("U2", "mia", real_name="Mia Lund", tz="Europe/Oslo")
    person = await somebody(world)
    await world.store.put_member(person.id, person.team, role, world.clock.now())
    world.store.without_deliveries()
    return world.slack.user("U2")


async def somebody(world: World) -> Person:
    identity = Identity(platform="slack", workspace=TEAM, user="U2")
    return await world.store.join(identity, "Mia Lund", "Europe/Oslo", "Standin", world.clock.now())


async def tip(world: World) -> None:
    """The team's tip of the day goes out into its channel."""
    (team,) = await world.store.teams()
    now = world.clock.now()
    world.slack.add_channel("C1", "sales")
    await world.store.put_team(team.model_copy(update={"channel": "C1"}), now)
    due = Delivery(
        id=world.house.ids(),
        kind=Kind.TIP,
        key=f"tip:{team.id}:2026-03-10",
        person=None,
        team=team.id,
        due=now,
        until=now + timedelta(hours=8),
    )
    await world.store.enqueue([due])
    await world.later(seconds=1)


@BOTH
async def test_a_question_is_asked_answered_and_its_message_changes_where_it_stands(way):
    async with kairos(way) as world:
        ana, boss = world.ana, await mia(world)
        await ana.command("/coach", "ask")
        form = await ana.sees_modal("Ask my manager")
        await ana.submit(form, {"Your question": QUESTION})
        assert "on its way to Mia Lund" in str(form.body)
        await ana.close(form)
        await world.later(seconds=1)
        asked = await boss.sees_message(QUESTION)
        await boss.press(asked, "Answer")
        reply = await boss.sees_modal("Answer")
        assert QUESTION in str(reply.body)
        await boss.submit(reply, {"Your answer": ANSWER})
        assert "You answered" in str(reply.body)
        await world.later(seconds=1)
        answer = await ana.sees_message("Drop it.")
        assert "Mia Lund answers" in str(answer.blocks)
        changed = await boss.sees_message("You answered")
        assert changed.ts == asked.ts
        assert "Answer" not in [
            element["text"]["text"]
            for block in changed.blocks
            for element in block.get("elements", [])
            if element.get("type") == "button"
        ]


@BOTH
async def test_a_note_is_replied_to_and_its_message_changes_where_it_stands(way):
    async with kairos(way) as world:
        ana, boss = world.ana, await mia(world)
        rep = await world.person()
        await boss.command("/coach", f"note {rep.name} Good questions today.")
        await world.later(seconds=1)
        note = await ana.sees_message("Good questions today.")
        await ana.press(note, "Reply")
        form = await ana.sees_modal("Your reply")
        assert "Good questions today." in str(form.body)
        await ana.submit(form, {"Your reply": ANSWER})
        assert "on its way to Mia Lund" in str(form.body)
        await world.later(seconds=1)
        told = await boss.sees_message("Drop it.")
        assert "replies" in str(told.blocks)
        changed = await ana.sees_message("You replied")
        assert changed.ts == note.ts
        assert "write-back" not in str(changed.blocks)


async def test_thanks_for_a_note_are_one_tap():
    async with kairos() as world:
        ana, boss = world.ana, await mia(world)
        rep = await world.person()
        await boss.command("/coach", f"note {rep.name} Good questions today.")
        await world.later(seconds=1)
        note = await ana.sees_message("Good questions today.")
        await ana.press(note, "Thank you")
        said = await ana.sees_message("on its way to Mia Lund")
        assert said.ephemeral_for == "U1"
        await world.later(seconds=1)
        assert "Thank you." in str((await boss.sees_message("replies")).blocks)


async def test_a_text_that_is_all_blanks_is_refused_at_its_field():
    async with kairos() as world:
        await mia(world)
        await world.ana.command("/coach", "ask")
        form = await world.ana.sees_modal("Ask my manager")
        ack = await world.ana.submit(form, {"Your question": "   "})
        assert "Write a sentence" in str(ack.body)
        assert await world.store.requests((await world.person()).team or 0) == ()


async def test_a_typed_question_is_answered_in_place():
    async with kairos() as world:
        await mia(world)
        await world.ana.command("/coach", f"ask {QUESTION}")
        said = await world.ana.sees_message("on its way to Mia Lund")
        assert said.ephemeral_for == "U1"


@BOTH
async def test_a_tip_counts_presses_where_it_stands_and_answers_only_who_pressed(way):
    async with kairos(way) as world:
        boss = await mia(world)
        await tip(world)
        shown = await world.ana.sees_message("Tip of the day", channel="C1")
        await world.ana.press(shown, "Trying it today")
        counted = await world.ana.sees_message("You are the first", channel="C1")
        assert counted.ephemeral_for == "U1"
        await boss.press(shown, "Not for us")
        await boss.sees_message("1 of 3", channel="C1")
        await world.later(seconds=1)
        changed = await boss.sees_message(
            "One of you tries it today. One of you says: not for us.", channel="C1"
        )
        assert changed.ts == shown.ts
        assert "Ana" not in str(changed.blocks)


@BOTH
async def test_the_setup_is_one_modal_from_page_to_form_and_back(way):
    async with kairos(way) as world:
        boss = await mia(world)
        await boss.command("/coach", "setup")
        view = await boss.sees_modal("Setup: Standin")
        await boss.press(view, "Times")
        await boss.sees_modal("Times")
        assert boss.modal is view
        ack = await boss.submit(view, {"Reps' digest": "Friday"})
        assert "Write a day and a time" in str(ack.body)
        await boss.submit(view, {"Reps' digest": "Thu 15:00"})
        assert "Saved. Reps' digest: Thu 15:00" in str(view.body)
        (team,) = await world.store.teams()
        assert team.rep_digest == "Thu 15:00"


async def test_the_channel_and_the_people_of_a_team_are_picked_from_slacks_own_lists():
    async with kairos() as world:
        boss = await mia(world)
        await boss.command("/coach", "setup")
        view = await boss.sees_modal("Setup: Standin")
        await boss.press(view, "Channel and place")
        await boss.sees_modal("Channel and place")
        await boss.submit(view, {"Channel": "C1"})
        assert "'type': 'channel', 'channel_id': 'C1'" in str(view.body)
        (team,) = await world.store.teams()
        assert team.channel == "C1"
        await boss.press(view, "Add somebody")
        await boss.sees_modal("Add somebody")
        await boss.submit(view, {"Who": "U1", "Role": "Manager"})
        await boss.sees_modal("Setup: Standin")
        assert (await world.person()).role is Role.MANAGER


async def test_a_rep_presses_nothing_in_the_setup_of_a_led_team():
    async with kairos() as world:
        await mia(world)
        await world.ana.command("/coach", "setup")
        view = await world.ana.sees_modal("Team setup")
        assert "whoever leads the team: Mia Lund" in str(view.body)
        assert "button" not in str(view.body)


async def test_in_a_workspace_that_nobody_leads_the_first_may_say_that_they_do():
    async with kairos() as world:
        await mia(world, Role.REP)
        await world.ana.command("/coach", "setup")
        view = await world.ana.sees_modal("Team setup")
        await world.ana.press(view, "I am the manager")
        await world.until_shown("You are the manager of Standin now")
        assert (await world.person()).role is Role.MANAGER
        await world.later(seconds=1)
        await world.slack.user("U2").sees_message("Ana Sousa has said: I am the manager of Standin.")


async def test_whoever_comes_by_themselves_gets_one_message_that_says_what_is_kept():
    async with kairos(ana=False) as world:
        await world.ana.command("/coach", "deals")
        welcome = await world.ana.sees_message("because you wrote to me")
        for part in ("your account, your time zone", "/coach forget"):
            assert part in str(welcome.blocks)
        await world.ana.command("/coach", "help")
        await world.later(days=1)
        assert len([one for one in world.ana.dm if "because you wrote" in one.text]) == 1


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("Channel and place", "Channel and place"),
        ("Themes", "Themes"),
        ("Add somebody", "Add somebody"),
        ("Take somebody out", "Take somebody out"),
    ],
)
async def test_every_part_of_the_setup_is_a_form_that_slack_takes_and_leads_back(label, title):
    async with kairos() as world:
        boss = await mia(world)
        await boss.command("/coach", "setup")
        view = await boss.sees_modal("Setup: Standin")
        await boss.press(view, label)
        await boss.sees_modal(title)
        assert "submit" in view.body
        await boss.press(view, "Back to the setup")
        await boss.sees_modal("Setup: Standin")
