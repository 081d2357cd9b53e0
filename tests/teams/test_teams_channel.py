"""What goes out unasked: where it arrives, what happens when Teams is busy, unsure, or has thrown us out."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.roster.files import read
from bot.sending.outbox import Delivery, Kind, State
from dialogs.people import Identity
from tests.slack.world import GOOD_CHECK, REFLECTION
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.standin import TENANT
from tests.teams.world import TUESDAY_TEN, WORDS, World, buttons, identity, inputs, kairos, says

CONVERSATIONS = "/v3/conversations"


def calls(world: World, method: str = "POST", path: str = "") -> int:
    made = world.teams.service.calls
    return sum(one.method == method and path in (one.path, "") for one in made)


async def nudged(world: World) -> None:
    """Ana took a check whose call ended; the nudge is due now."""
    await world.checked()
    world.clock.instant = TUESDAY_TEN + timedelta(minutes=55)


async def a_delivery(world: World, kind: Kind, n: int = 0, user: TeamsUser | None = None) -> Delivery:
    """One about nothing that has to be made: the welcome of somebody."""
    person = await world.person(user)
    now = world.clock.now()
    made = Delivery(
        id=world.house.ids(),
        kind=kind,
        key=f"{kind}:{person.id}:{n}",
        person=person.id,
        team=None,
        due=now,
        until=now + timedelta(days=2),
        payload={"session": str(world.store.sessions[-1].id)} if world.store.sessions else {},
    )
    await world.store.enqueue([made])
    return made


def state(world: World, kind: str) -> State:
    return world.kept(kind)[-1].state


async def test_after_the_call_it_asks_once_and_the_form_takes_that_place():
    async with kairos() as world:
        await nudged(world)
        await world.later(seconds=1)
        nudge = await world.ana.sees("How did it go with Acme?")
        assert nudge.activity["summary"].startswith("How did it go with Acme?")
        await world.ana.presses(nudge, "After the call")
        await world.until(nudge, "What did they agree to do?")
        await world.ana.presses(nudge, "Done", REFLECTION)
        await world.until(nudge, "wait after naming the price")
        before = len(world.ana.chat)
        await world.later(minutes=5)
        assert len(world.ana.chat) == before


async def test_a_check_taken_elsewhere_leaves_its_card_here_and_changes_it_in_place():
    async with kairos() as world:
        ana = await world.person()
        screen = await world.house.coach.say(ana, "precall Acme", "elsewhere")
        values = {"know": ("person",), "difference": ("two days, not six",), "proof": ("trial", "logic")}
        values |= {"question": ("What happens to your Monday?",), "advance": ("introduce",)}
        values |= {"chance": ("70",)}
        await world.house.coach.submit(ana, str(screen.session), "check", values, "first")
        await world.later(seconds=1)
        card = await world.ana.sees("70 %: Introduce someone")
        plan = {"barrier": ("impatience",)}
        await world.house.coach.submit(ana, str(screen.session), "verdict", plan, "plan")
        await world.later(seconds=1)
        await world.until(card, "Your plan")
        assert card.edits == 1


async def test_the_tip_of_the_day_is_a_thread_in_the_channel_and_counts_where_it_stands():
    async with kairos() as world:
        sales = world.teams.add_channel("sales", world.ana)
        await world.enrolled(manager=world.ana)
        await world.ana.says("use this channel", sales)
        await world.ana.sees("From now on I post the tips of North here", sales)
        world.clock.instant = datetime(2026, 3, 11, 9, 1, tzinfo=UTC)
        await world.later(seconds=1)
        tip = await world.ana.sees("Tip of the day", sales)
        assert tip.thread == ""
        await world.ana.presses(tip, "Trying it today")
        assert world.ana.toasts == ["Counted, without your name. You are the first to try it today."]
        await world.later(seconds=1)
        await world.teams.until(lambda: tip.edits, "counts")
        assert buttons(tip.card) == ["Trying it today", "Not for us"]


async def test_a_question_to_the_manager_is_answered_on_its_own_card():
    async with kairos() as world:
        mia = world.teams.add_person("Mia Lang")
        await world.enrolled(rep=world.ana, manager=mia)
        await world.ana.says("ask Was I too fast?")
        await world.ana.sees("Mia Lang")
        request = await mia.sees("Was I too fast?")
        await mia.presses(request, "Answer")
        form = await world.until(request, "Your answer")
        await mia.presses(form, "Send", {"text": "No. Wait longer after the price."})
        await world.ana.sees("Wait longer after the price")
        await world.until(request, "Wait longer after the price")
        assert not inputs(request.card)
        assert len([one for one in mia.chat if "Was I too fast?" in one.text]) == 1


async def test_digests_come_on_friday_and_on_monday():
    async with kairos() as world:
        mia = world.teams.add_person("Mia Lang")
        await world.enrolled(rep=world.ana, manager=mia)
        await world.checked()
        reflection = await world.form("postcall Acme")
        await world.ana.presses(reflection, "Done", REFLECTION)
        await world.until(reflection, "wait after naming the price")
        world.clock.instant = datetime(2026, 3, 13, 16, 1, tzinfo=UTC)
        await world.later(seconds=1)
        assert (await world.ana.sees("Your week")).activity["summary"]
        world.clock.instant = datetime(2026, 3, 16, 8, 31, tzinfo=UTC)
        await world.later(seconds=1)
        assert state(world, "rep-digest") is State.SENT
        assert state(world, "manager-digest") is State.SENT
        digest = await mia.sees("One question for each rep")
        first = (await world.person()).name.partition(" ")[0]
        await mia.presses(digest, f"Ask {first}")
        form = await mia.sees("Your note")
        await mia.presses(form, "Send", {"text": "And what did they fear?"})
        note = await world.ana.sees("And what did they fear?")
        await world.until(digest, "Sent to")
        await world.ana.presses(note, "Thank you")
        await world.until(note, "You replied")
        await mia.sees("replies")
        await world.until(digest, "replied on Mon 16 March")


# ------------------------------------------------------------------------------------ who is reached how


async def test_a_chat_with_somebody_never_met_is_opened_once():
    async with kairos() as world:
        bilal = world.teams.add_person("Bilal Haddad")
        await world.enrolled(rep=world.ana, rep2=bilal)
        for n in range(3):
            await a_delivery(world, Kind.WELCOME, n, bilal)
            await world.later(seconds=1)
        await bilal.sees(WORDS.say("welcome.title"))
        assert len(bilal.chat) == 3
        assert calls(world, path=CONVERSATIONS) == 1


async def test_before_anybody_wrote_nobody_can_be_reached_and_it_says_so():
    async with kairos(known=False) as world:
        await world.enrolled(rep=world.ana)
        await a_delivery(world, Kind.WELCOME)
        await world.later(seconds=1)
        assert state(world, "welcome") is State.FAILED
        assert "never used in this organisation" in world.kept("welcome")[-1].why


async def test_the_newest_service_address_is_used():
    async with kairos() as world:
        world.teams.service_url = world.teams.service_url.replace("127.0.0.1", "localhost")
        await world.ana.says("deals")
        await world.ana.sees("No deals yet")
        kept = await world.store.address(identity(world.ana))
        assert kept
        assert kept["service_url"] == world.teams.service_url
        assert kept["tenant"] == TENANT


async def test_the_time_zone_follows_the_person():
    async with kairos() as world:
        assert (await world.person()).zone == "Europe/Lisbon"
        world.ana.person.zone = "Asia/Tokyo"
        await world.ana.says("deals")
        assert (await world.person()).zone == "Asia/Tokyo"
        world.ana.person.zone = "Atlantis"
        await world.ana.says("deals")
        await world.ana.removes()
        await world.ana.installs()  # which says none
        assert (await world.person()).zone == "Asia/Tokyo"


async def test_with_one_email_in_slack_and_in_teams_somebody_is_one_person_with_one_history(tmp_path):
    async with kairos() as world:
        await world.form("precall Acme")
        before = await world.person()
        table = tmp_path / "people.csv"
        first = "name,email,role,team,platform,workspace,user,timezone"
        ana = "Ana Sousa,ana@example.com,rep,North"
        here = f"{ana},teams,{TENANT},{world.ana.person.object_id},"
        there = f"{ana},slack,T1,U1,Europe/Lisbon"
        table.write_text(f"{first}\n{here}\n{there}", encoding="utf-8")
        await world.store.apply(read(table, None, await world.store.teams()), world.clock.now())
        in_slack = await world.store.known_as(Identity(platform="slack", workspace="T1", user="U1"))
        assert in_slack
        assert in_slack == await world.person()
        assert (in_slack.id, in_slack.email) == (before.id, "ana@example.com")
        await world.house.coach.say(in_slack, "precall Birch", "from slack")
        await world.form("precall birch")
        assert len(await world.store.open_sessions(in_slack.id)) == 2


# --------------------------------------------------------------------------------------- when Teams says no


@pytest.mark.parametrize("status", [429, 412, 503])
async def test_while_teams_is_busy_it_waits_at_least_as_long_as_asked_and_comes_once(status):
    async with kairos() as world:
        await nudged(world)
        world.teams.faults.answer(status, "Busy", retry_after="40")
        await world.later(seconds=0)
        waiting = world.kept("nudge")[-1]
        assert waiting.state is State.WAITING
        assert timedelta(seconds=40) <= waiting.due - world.clock.now() <= timedelta(seconds=60)
        await world.later(seconds=60)
        assert state(world, "nudge") is State.SENT
        assert sum("How did it go with Acme?" in one.text for one in world.ana.chat) == 1


@pytest.mark.parametrize("how", ["502", "504", "drop", "accepted"])
async def test_what_nobody_can_tell_is_parked_and_never_sent_twice(how):
    async with kairos() as world:
        await nudged(world)
        if how.isdigit():
            world.teams.faults.answer(int(how))
        else:
            world.teams.faults.drop(accepted=how == "accepted")
        await world.later(seconds=0)
        assert state(world, "nudge") is State.PARKED
        before = calls(world)
        await world.later(minutes=30)
        assert calls(world) == before


@pytest.mark.parametrize("how", ["502", "drop"])
async def test_a_mere_confirmation_is_sent_again(how):
    async with kairos() as world:
        await world.began(1)
        await a_delivery(world, Kind.CARD)
        if how.isdigit():
            world.teams.faults.answer(int(how))
        else:
            world.teams.faults.drop(accepted=False)
        await world.later(seconds=0)
        assert state(world, "card") is State.WAITING
        await world.later(minutes=1)
        assert state(world, "card") is State.SENT


async def test_a_tip_whose_counts_are_in_doubt_is_replaced_once_more():
    async with kairos() as world:
        sales = world.teams.add_channel("sales", world.ana)
        await world.enrolled(manager=world.ana)
        await world.ana.says("use this channel", sales)
        await world.ana.sees("From now on", sales)
        world.clock.instant = datetime(2026, 3, 11, 9, 1, tzinfo=UTC)
        await world.later(seconds=1)
        tip = await world.ana.sees("Tip of the day", sales)
        world.teams.faults.answer(504)
        await world.ana.presses(tip, "Not for us")
        await world.teams.until(lambda: any(one.status == 504 for one in world.teams.service.calls), "504")
        await world.teams.until(lambda: "504" in world.kept("tip")[-1].why, "another try")
        await world.later(minutes=1)
        assert tip.edits == 1


@pytest.mark.parametrize(
    "code", ["MessageWritesBlocked", "BotNotInConversationRoster", "ConversationNotFound"]
)
async def test_who_blocked_or_removed_it_gets_nothing_more_until_they_come_back(code):
    async with kairos() as world:
        await nudged(world)
        world.teams.faults.answer(404 if code == "ConversationNotFound" else 403, code)
        await world.later(seconds=0)
        assert state(world, "nudge") is State.FAILED
        before = len(world.teams.service.calls)
        await a_delivery(world, Kind.WELCOME, 7)
        await world.later(seconds=1)
        assert state(world, "welcome") is State.FAILED
        assert len(world.teams.service.calls) == before
        await world.ana.says("deals")
        await world.ana.sees("Acme")
        await a_delivery(world, Kind.WELCOME, 8)
        await world.later(seconds=1)
        assert state(world, "welcome") is State.SENT


async def test_an_uninstall_stops_everything_and_what_follows_it_brings_nobody_back():
    async with kairos() as world:
        await nudged(world)
        await world.ana.removes()
        follows = {"type": "conversationUpdate", "id": "later", "action": None}
        await world.teams.deliver({**world.teams.last, **follows})
        before = len(world.teams.service.calls)
        await world.later(seconds=1)
        assert state(world, "nudge") is State.FAILED
        assert len(world.teams.service.calls) == before
        await world.ana.installs()
        await a_delivery(world, Kind.WELCOME, 8)
        await world.later(seconds=1)
        assert state(world, "welcome") is State.SENT


async def test_a_channel_that_it_was_removed_from_gets_no_tip_and_no_call():
    async with kairos() as world:
        sales = world.teams.add_channel("sales", world.ana)
        await world.enrolled(manager=world.ana)
        await world.ana.says("use this channel", sales)
        await world.ana.sees("From now on", sales)
        await world.ana.removes(sales)
        follows = {"type": "conversationUpdate", "id": "later", "action": None}
        await world.teams.deliver({**world.teams.last, **follows})
        before = len(world.teams.service.calls)
        world.clock.instant = datetime(2026, 3, 11, 9, 1, tzinfo=UTC)
        await world.later(seconds=1)
        assert state(world, "tip") is State.FAILED
        assert "removed from this channel's team" in world.kept("tip")[-1].why
        assert len(world.teams.service.calls) == before


async def test_a_channel_of_which_it_never_heard_is_tried_and_learnt_from():
    async with kairos() as world:
        sales = world.teams.add_channel("sales", world.ana)
        team = await world.enrolled(manager=world.ana)
        await world.store.put_team(team.model_copy(update={"channel": sales.id}), world.clock.now())
        world.clock.instant = datetime(2026, 3, 11, 9, 1, tzinfo=UTC)
        await world.later(seconds=1)
        await world.ana.sees("Tip of the day", sales)
        sales.installed = False
        for day in (12, 13):
            world.clock.instant = datetime(2026, 3, day, 9, 1, tzinfo=UTC)
            await world.later(seconds=1)
            assert state(world, "tip") is State.FAILED
        assert calls(world, path=CONVERSATIONS) == 2


async def test_it_keeps_to_what_teams_takes_in_one_conversation():
    async with kairos() as world:
        world.teams.limits.on()
        await world.began(70)
        await world.ana.says("export")
        await world.ana.sees("Part 9 of 9")
        assert all(one.status == 201 for one in world.teams.service.calls)


# ------------------------------------------------------------------------------------------- how it begins


async def test_somebody_new_is_welcomed_once_however_often_it_is_installed():
    async with kairos(known=False) as world:
        for _ in range(3):
            await world.ana.installs()
            await world.ana.sees(WORDS.say("welcome.title"))
            await world.later(seconds=1)
        await world.ana.says("deals")
        await world.ana.sees("No deals yet")
        assert len(world.ana.chat) == 2


async def test_somebody_of_the_roster_is_greeted_when_they_install_it_and_the_buttons_work():
    async with kairos(known=False) as world:
        await world.enrolled(rep=world.ana)
        for _ in range(2):
            await world.ana.installs()
            await world.ana.sees("Hello, I am Kairos")
        await world.ana.installs(action="add-upgrade")
        hello = world.ana.chat[0]
        await world.ana.presses(hello, "Before a call")
        await world.ana.sees("Which deal is it about?")
        assert len(world.ana.chat) == 2


async def test_a_channel_is_introduced_by_one_short_post_whose_button_gives_a_tip():
    async with kairos() as world:
        sales = world.teams.add_channel("sales", world.ana)
        for _ in range(2):
            await world.ana.installs(sales)
        await world.ana.says("help", sales)
        await world.ana.sees("Here others read along", sales)
        first, _ = world.ana.reads(sales)
        assert "I coach sales calls" in says(first.card)
        await world.ana.presses(first, "A tip now")
        assert "Trying it today" in buttons(world.dialog.card)
        await world.ana.submits({}, "Trying it today")
        assert says(world.dialog.card)
        assert len(world.ana.reads(sales)) == 2


async def test_where_somebody_wrote_from_a_channel_only_their_own_chat_is_opened_for_what_is_theirs():
    async with kairos(known=False) as world:
        sales = world.teams.add_channel("sales", world.ana)
        await world.ana.says("precall Acme", sales)
        offer = await world.ana.sees("Here others read along", sales)
        await world.ana.presses(offer, "Open it")
        here = {key: world.teams.last[key] for key in ("conversation", "channelData")}
        await world.ana.submits(GOOD_CHECK, "Check", **here)
        await world.ana.sees("Right earned")
        assert calls(world, path=CONVERSATIONS) == 1
        assert len(world.ana.reads(sales)) == 1
