"""The dialogue in a person's own chat: commands, cards that become the next page, and dialogs."""

import pytest

from bot.sending.outbox import State
from tests.slack.world import CLOSED_QUESTION, GOOD_CHECK, REFLECTION
from tests.teams.world import (
    WORDS,
    a_card,
    buttons,
    choices,
    inputs,
    kairos,
    keys_of,
    old_client,
    says,
)

KNOW = "What do you know of them that their website does not say?"
DIFFERENCE = "What changes for them because of you, and by how much?"
QUESTION = "The one question that will make them think"
WATCH = "Which barrier will you watch?"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("precall Acme", "Before the call: Acme"),
        ("/precall Acme", "Before the call: Acme"),
        ("PreCall:  Acme", "Before the call: Acme"),
        ("precall\u00a0Acme", "Before the call: Acme"),
        ("postcall Acme", "After the call: Acme"),
        ("precall", "Which deal is it about?"),
        ("coach deals", "No deals yet"),
        ("/coach deals!", "No deals yet"),
        ("DEALS.", "No deals yet"),
        ("deal Nowhere", "no deal called Nowhere"),
        ("week", "week"),
        ("coach team", "manager"),
        ("shared", "manager"),
        ("settings", "Your time zone"),
        ("quiet?", "I do not write to you first"),
        ("coach export", "Nothing is kept"),
        ("forget!!", "Delete"),
        ("tip", "Trying it today"),
        ("help", "What I can do"),
        ("coach", "What I can do"),
        ("ask", "Ask"),
        ("coach setup", "I am the manager"),
    ],
)
async def test_a_command_is_understood_however_it_is_written(said, shown):
    async with kairos() as world:
        before = len(world.ana.chat)
        await world.ana.says(said)
        found = await world.teams.until(lambda: world.ana.chat[before:], "an answer")
        assert shown in says(found[0].card)
        assert not found[1:]


@pytest.mark.parametrize("said", ["hello", "what now?", "<at>everyone</at>", "…", "/", "coach nonsense"])
async def test_what_is_not_understood_gets_a_short_hint_with_buttons(said):
    async with kairos() as world:
        await world.ana.says(said)
        hint = await world.ana.sees("I did not understand that")
        assert buttons(hint.card) == ["Before a call", "After the call", "My deals", "What I can do"]
        assert len(says(hint.card)) < 300
        await world.ana.presses(hint, "What I can do")
        assert (await world.ana.sees("coach setup")).id != hint.id
        assert world.ana.toasts == ["It stands below."]


@pytest.mark.parametrize("client", [lambda card: card, old_client], ids=["execute", "submit"])
async def test_a_good_check_becomes_the_verdict_where_the_form_stood(client):
    async with kairos() as world:
        card = await world.form()
        before = len(world.ana.chat)
        await world.ana.presses(client(card), "Check", GOOD_CHECK)
        await world.until(card, "Right earned")
        assert "5 of 5 grounds full" in says(card.card)
        assert WATCH in says(card.card)
        (delivery,) = world.kept("card")
        assert delivery.state is State.SENT
        await world.later(seconds=40)
        assert len(world.ana.chat) == before
        assert WATCH in says(card.card)


@pytest.mark.parametrize("client", [lambda card: card, old_client], ids=["execute", "submit"])
async def test_the_push_back_takes_the_place_of_the_form_and_the_verdict_its_place(client):
    async with kairos() as world:
        card = await world.form()
        await world.ana.presses(client(card), "Check", CLOSED_QUESTION)
        await world.until(card, "Keep mine")
        assert list(inputs(card.card)) == ["question"]
        assert inputs(card.card)["question"]["value"] == "Do you like it?"
        await world.ana.presses(client(card), "Keep mine")
        await world.until(card, "You kept yours")
        assert (await world.store.export((await world.person()).id))[0].session.answer("question")


async def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost():
    async with kairos() as world:
        card = await world.form()
        typed = {name: wish for name, wish in GOOD_CHECK.items() if name != KNOW}
        inputs(card.card)["know"].pop("isRequired", None)  # a client that does not hold it back
        inputs(card.card)["know"].pop("errorMessage", None)
        await world.ana.presses(card, "Check", typed | {"When does the call end?": "10:30"})
        await world.until(card, "Choose one to go on")
        lines = says(card.card).splitlines()
        assert lines.index(KNOW) < lines.index("! Choose one to go on.") < lines.index(DIFFERENCE)
        shown = inputs(card.card)
        assert shown["difference"]["value"] == GOOD_CHECK[DIFFERENCE]
        assert shown["proof"]["value"] == "trial,logic"
        assert shown["ends"]["value"] == "10:30"
        await world.ana.presses(card, "Check", {KNOW: GOOD_CHECK[KNOW]})
        await world.until(card, "Right earned")


async def test_a_second_press_of_an_old_card_is_harmless():
    async with kairos() as world:
        first, second = await world.form(), await world.form("precall acme")
        assert "You stopped here" not in says(second.card)  # nothing was sent from the first
        await world.ana.presses(second, "Check", GOOD_CHECK)
        await world.until(second, "Right earned")
        saves = world.store.saves
        await world.ana.presses(first, "Check", GOOD_CHECK | {"How likely are they to take it?": "10 %"})
        await world.until(first, "That form was already sent")
        assert (await world.store.export((await world.person()).id))[0].session.answer("chance") == "70"
        assert world.store.saves == saves


async def test_the_same_press_delivered_twice_is_one():
    async with kairos() as world:
        card = await world.form()
        answer = await world.ana.presses(card, "Check", GOOD_CHECK)
        saves = world.store.saves
        assert (await world.teams.deliver(world.teams.last)).body == answer.body
        assert world.store.saves == saves


async def test_the_plan_is_chosen_on_the_verdict_and_stands_there():
    async with kairos() as world:
        card = await world.checked()
        await world.ana.presses(card, "Take this plan", {WATCH: choices(card.card, "barrier")[0]})
        await world.until(card, "Your plan")
        assert WATCH not in says(card.card)
        assert "Edit" in buttons(card.card)


async def test_a_verdict_that_cannot_be_changed_any_more_has_no_button_for_it():
    async with kairos() as world:
        card = await world.checked()
        await world.later(days=1)
        await world.ana.presses(card, "Edit")
        await world.until(card, "The time to edit this is over")
        assert buttons(card.card) == ["After the call"]


async def test_an_edit_takes_the_place_of_the_verdict_and_gives_it_back():
    async with kairos() as world:
        card = await world.checked()
        await world.ana.presses(card, "Edit")
        await world.until(card, "Ten minutes later you are asked")
        assert inputs(card.card)["chance"]["value"] == "70"
        await world.ana.presses(card, "Check", {"How likely are they to take it?": "40 %"})
        await world.until(card, "40 %: Introduce someone")


async def test_a_form_left_half_way_is_taken_up_by_the_command_given_again_or_begun_anew():
    async with kairos() as world:
        await world.form()
        ana = await world.person()
        (begun,) = await world.store.open_sessions(ana.id)
        await world.house.coach.close(ana, str(begun.id), "check", {"know": ("person",)}, "left")
        again = await world.form("/precall ACME")
        assert "You stopped here" in says(again.card)
        await world.ana.presses(again, "Begin anew")
        await world.teams.until(lambda: "You stopped here" not in says(again.card), "a new form")
        assert len(await world.store.open_sessions((await world.person()).id)) == 1
        assert len(world.store.sessions) == 2


async def test_a_reflection_begins_from_the_verdict_which_stays():
    async with kairos() as world:
        card = await world.checked()
        await world.ana.presses(card, "After the call")
        form = await world.ana.sees("What did they agree to do?")
        assert form.id != card.id
        assert "Your check" in says(form.card)
        await world.ana.presses(form, "Done", REFLECTION)
        await world.until(form, "wait after naming the price")
        assert "Right earned" in says(card.card)


async def test_without_a_deal_it_asks_for_one_and_the_form_takes_that_place():
    async with kairos() as world:
        card = await world.form("postcall")
        await world.ana.presses(card, "Go on", {})
        await world.until(card, "Choose a deal or write its name")
        await world.ana.presses(card, "Go on", {"new": "  Birch   Works "})
        await world.until(card, "After the call: Birch Works")


async def test_settings_are_a_form_whose_problem_stands_at_its_field():
    async with kairos() as world:
        card = await world.form("settings")
        await world.ana.presses(card, "Save", {"zone": "Atlantis"})
        await world.until(card, "no such time zone")
        assert inputs(card.card)["zone"]["value"] == "Atlantis"
        await world.ana.presses(card, "Save", {"zone": "Asia/Tokyo"})
        await world.until(card, "Asia/Tokyo")
        assert (await world.person()).zone == "Asia/Tokyo"
        await world.ana.says("deals")
        assert (await world.person()).zone == "Asia/Tokyo"


async def test_to_be_forgotten_is_asked_back_once():
    async with kairos() as world:
        await world.checked()
        await world.ana.says("forget")
        card = await world.ana.sees(WORDS.say("forget.yes"))
        await world.ana.presses(card, WORDS.say("forget.yes"))
        await world.until(card, WORDS.say("forget.done"))
        assert await world.store.export((await world.person()).id) == ()


async def test_quiet_has_a_way_back_on_its_own_card():
    async with kairos() as world:
        await world.ana.says("quiet")
        card = await world.ana.sees(WORDS.say("button.hear-again"))
        await world.ana.presses(card, WORDS.say("button.hear-again"))
        await world.until(card, WORDS.say("settings.now-heard"))
        welcome = next(one for one in world.ana.chat if WORDS.say("welcome.title") in one.text)
        await world.ana.presses(welcome, "Be quiet")
        await world.ana.sees(WORDS.say("settings.now-quiet"))
        assert WORDS.say("welcome.title") in welcome.text


async def test_a_long_export_comes_in_several_messages_and_in_order():
    async with kairos() as world:
        await world.began(20)
        before = len(world.ana.chat)
        await world.ana.says("export")
        await world.ana.sees("Part 3 of 3")
        parts = [says(one.card).splitlines()[2] for one in world.ana.chat[before:]]
        assert parts == ["Part 1 of 3", "Part 2 of 3", "Part 3 of 3"]


# --------------------------------------------------------------------------------------------------- dialogs


async def test_the_same_flow_runs_in_a_dialog_page_by_page():
    async with kairos() as world:
        opened = await world.in_dialog({"kairos-say": "precall Acme"})
        assert opened.title == "Before the call: Acme"
        await world.ana.submits(CLOSED_QUESTION, "Check")
        assert "Keep mine" in buttons(world.dialog.card)
        await world.ana.submits({QUESTION: GOOD_CHECK[QUESTION]}, "Use this")
        assert "Right earned" in says(world.dialog.card)
        card = await world.ana.sees("Right earned")
        assert WATCH not in says(card.card)
        await world.ana.submits({WATCH: choices(world.dialog.card, "barrier")[0]}, "Take this plan")
        await world.until(card, "Your plan")


async def test_a_button_of_ours_may_open_a_dialog_too():
    async with kairos() as world:
        ours = {"act": "begin", "ref": "precall", "page": "", "key": "k:1"}
        await world.in_dialog({"kairos": ours})
        await world.ana.submits({"new": "Birch"}, "Go on")
        assert world.dialog.title == "Before the call: Birch"


async def test_a_dialog_that_is_closed_is_opened_where_it_stood():
    async with kairos() as world:
        await world.in_dialog({"kairos-say": "precall Acme"})
        await world.ana.submits(CLOSED_QUESTION, "Check")
        world.ana.closes()
        await world.in_dialog({"kairos-say": "precall Acme"})
        assert "You stopped here" in says(world.dialog.card)
        assert list(inputs(world.dialog.card)) == ["question"]


async def test_what_a_dialog_does_not_hold_comes_into_the_chat():
    async with kairos() as world:
        await world.began(10)
        await world.in_dialog({"kairos-say": "export"})
        assert "in your own chat" in says(world.dialog.card)
        await world.ana.sees("Part 1 of 2")
        await world.ana.sees("Part 2 of 2")


# --------------------------------------------------------------------------------------------- when it fails


@pytest.mark.parametrize("client", [lambda card: card, old_client], ids=["execute", "submit"])
async def test_what_was_typed_survives_a_database_that_refuses_to_write(client):
    async with kairos() as world:
        card = await world.form()
        world.store.full = True
        await world.ana.presses(client(card), "Check", GOOD_CHECK)
        await world.until(card, "It could not be saved")
        shown = inputs(card.card)
        assert shown["difference"]["value"] == GOOD_CHECK[DIFFERENCE]
        assert shown["question"]["value"] == GOOD_CHECK[QUESTION]
        assert shown["know"]["value"] == "person"
        assert shown["proof"]["value"] == "trial,logic"
        world.store.full = False
        await world.ana.presses(card, "Check")
        await world.until(card, "Right earned")


async def test_in_a_dialog_it_survives_as_well():
    async with kairos() as world:
        await world.in_dialog({"kairos-say": "precall Acme"})
        world.store.full = True
        await world.ana.submits(GOOD_CHECK, "Check")
        assert "It could not be saved" in says(world.dialog.card)
        assert inputs(world.dialog.card)["question"]["value"] == GOOD_CHECK[QUESTION]
        world.store.full = False
        await world.ana.submits({}, "Check")
        assert "Right earned" in says(world.dialog.card)


async def test_settings_and_questions_survive_it_too():
    async with kairos() as world:
        card = await world.form("ask")
        world.store.refusals["put_request"] = 1
        await world.ana.presses(card, "Send", {"text": "Was I too fast?"})
        await world.until(card, "It could not be saved")
        assert inputs(card.card)["text"]["value"] == "Was I too fast?"


async def test_where_nothing_can_be_read_either_the_words_come_back_to_be_copied():
    async with kairos() as world:
        card = await world.form()
        world.store.full = True
        world.store.refusals["gathered"] = 9
        await world.ana.presses(old_client(card), "Check", GOOD_CHECK)
        trouble = await world.ana.sees("It could not be saved")
        assert str(GOOD_CHECK[QUESTION]) in says(trouble.card)
        assert "Check" in buttons(card.card)
        await world.ana.presses(card, "Check", GOOD_CHECK)
        assert world.ana.toasts[-1].startswith("It could not be saved")


async def test_our_own_mistake_is_said_with_a_number_and_the_card_stays(caplog):
    async with kairos() as world:
        card = await world.form()
        world.store.broken = True
        await world.ana.presses(card, "Check", GOOD_CHECK)
        assert "mistake of ours" in world.ana.toasts[-1]
        assert world.ana.toasts[-1].rpartition(" ")[2].rstrip(".") in caplog.text
        assert GOOD_CHECK[QUESTION] not in caplog.text
        assert "Check" in buttons(card.card)


async def test_while_teams_is_busy_an_answer_waits_as_long_as_it_was_asked():
    async with kairos() as world:
        world.teams.faults.answer(429, "TooManyRequests", retry_after="7", times=2)
        world.teams.faults.answer(412, "PreconditionFailed")
        await world.ana.says("deals")
        await world.ana.sees("No deals yet")
        assert all(7 <= each <= 10.5 for each in world.pauses[:2])
        assert len(world.pauses) == 3


async def test_what_is_said_later_comes_later_even_if_the_first_has_to_wait():
    async with kairos() as world:
        before = len(world.ana.chat)
        world.patience.clear()
        world.teams.faults.answer(429, "TooManyRequests")
        await world.ana.says("deals")
        await world.teams.until(lambda: world.pauses, "a pause")
        bilal = world.teams.add_person("Bilal Haddad")
        await world.ana.says("forget")
        await bilal.says("deals")
        await bilal.sees("No deals yet")
        world.patience.set()
        await world.ana.sees("Delete my data")
        answers = [says(one.card) for one in world.ana.chat[before:]]
        assert ["No deals yet" in answers[0], "Delete my data" in answers[1]] == [True, True]


async def test_an_answer_in_doubt_is_not_said_twice():
    async with kairos() as world:
        world.teams.faults.drop(accepted=True)
        await world.ana.says("deals")
        await world.ana.sees("No deals yet")
        await world.ana.says("help")
        await world.teams.until(lambda: "coach deals" in world.ana.chat[-1].text, "help")
        assert sum("No deals yet" in one.text for one in world.ana.chat) == 1


async def test_a_card_in_doubt_is_replaced_once_more():
    async with kairos() as world:
        card = await world.form()
        world.teams.faults.answer(502)
        await world.ana.presses(card, "Check", GOOD_CHECK)
        await world.until(card, "Right earned")
        assert len(world.pauses) == 1


async def test_a_button_of_nobodys_and_a_form_of_anothers_change_nothing():
    async with kairos() as world:
        card, bilal = await world.form(), world.teams.add_person("Bilal Haddad")
        await bilal.says("help")
        await bilal.sees(WORDS.say("welcome.title"))
        copy = type(card)(card.id, bilal.place.id, "", card.activity)
        await bilal.presses(copy, "Check", GOOD_CHECK)
        assert bilal.toasts == ["That belongs to somebody else."]
        assert world.kept("card") == []
        assert await world.store.shown(f"card:{world.store.sessions[0].id}") is None
        for data in ({"x": 1}, {"kairos": 7}, {"kairos": {"act": "explode"}}, {"kairos-say": ["x"]}):
            odd = {"type": "Action.Execute", "title": "Odd", "verb": "odd", "data": data}
            assert (await bilal.presses(a_card(odd, place=bilal.place.id), "Odd")).status == 200
        await bilal.sees("What I can do")


async def test_an_activity_without_an_id_counts_as_one_of_its_own():
    async with kairos() as world:
        for deal in ("Acme", "Birch"):
            await world.ana.says(f"precall {deal}", id="")
            await world.ana.sees(f"Before the call: {deal}")
        assert len(world.store.sessions) == 2


async def test_every_showing_of_a_form_has_keys_of_its_own():
    async with kairos() as world:
        card = await world.form()
        keys = [keys_of(card.card)]
        await world.ana.presses(card, "Check", CLOSED_QUESTION)
        await world.until(card, "Keep mine")
        keys.append(keys_of(card.card))
        again = await world.form()
        keys.append(keys_of(again.card))
        await world.ana.presses(again, "Keep mine")
        await world.until(again, "You kept yours")
        keys.append(keys_of(again.card))
        assert [len(each) for each in keys] == [1, 2, 2, 5]  # two of an experiment
        assert len(set().union(*keys)) == sum(len(each) for each in keys)
