"""A rep asks, a manager answers, a manager writes unasked; and who may not."""

import asyncio
from datetime import timedelta

import pytest

from bot.coach.scenes import Screen
from bot.sending.outbox import Kind, State
from dialogs.digest.facts import Request
from dialogs.document import Act
from dialogs.errors import NotThere, NotYours
from dialogs.measures.facts import week_of
from dialogs.measures.feedback import begun_by_reps
from dialogs.people import Role
from tests.teamwork import Work, at_work, button, text

QUESTION = "Which question would you have dropped?"
ANSWER = "The second one: it was about us."


async def waiting(work: Work, team: str = "North") -> tuple[Request, ...]:
    return await work.store.requests((await work.team(team)).id)


async def asked(work: Work, name: str = "Ana", question: str = QUESTION) -> Request:
    await work.says(name, f"/coach ask {question}")
    await work.delivers()
    return (await waiting(work))[0]


async def answered(work: Work, name: str, request: Request, words: str = ANSWER) -> Screen:
    form = await work.presses(name, Act.REPLY, str(request.id))
    return await work.fills(name, form, text=words)


async def test_a_question_goes_to_every_manager_of_the_team_and_to_nobody_else(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.says("Ana", f"/coach ask {QUESTION}")
        assert "Mia, Noa" in text(screen)
        await work.delivers()
        for manager in ("Mia", "Noa"):
            said = await work.reads(manager)
            assert "Ana asks" in said
            assert QUESTION in said
            assert "[Answer]" in said
        for other in ("Ana", "Ben", "Tom", "Ida"):
            assert await work.reads(other) == ""


async def test_without_a_text_a_form_asks_for_it(tmp_path):
    async with at_work(tmp_path) as work:
        form = await work.says("Ana", "/coach ask")
        assert form.opens
        assert QUESTION in text(await work.fills("Ana", form, text=QUESTION))
        assert [request.text for request in await waiting(work)] == [QUESTION]


@pytest.mark.parametrize(
    ("typed", "problem"), [("", "Write a sentence"), ("  \n", "Write a sentence"), ("x" * 1001, "1000")]
)
async def test_an_empty_text_and_one_that_is_too_long_are_refused_at_the_field(tmp_path, typed, problem):
    async with at_work(tmp_path) as work:
        again = await work.fills("Ana", await work.says("Ana", "/coach ask"), text=typed)
        assert again.opens
        assert again.document.form is not None
        assert problem in again.document.form.fields[0].problem
        assert await waiting(work) == ()


async def test_the_only_manager_hears_before_they_write_that_nobody_could_answer(tmp_path):
    async with at_work(tmp_path) as work:
        tom, ana = await work.says("Tom", "/coach ask"), await work.says("Ana", "/coach ask")
        assert "You lead this team alone" in text(tom)
        assert "You lead this team alone" in text(await work.says("Tom", f"/coach ask {QUESTION}"))
        assert "no manager" not in text(ana)
        assert "You lead" not in text(ana)


async def test_a_thousand_characters_are_taken(tmp_path):
    async with at_work(tmp_path) as work:
        await work.fills("Ana", await work.says("Ana", "/coach ask"), text="x" * 1000)
        assert len((await waiting(work))[0].text) == 1000


async def test_a_typed_question_that_is_too_long_comes_back_in_its_form(tmp_path):
    async with at_work(tmp_path) as work:
        again = await work.says("Ana", "/coach ask " + "x" * 1001)
        assert again.opens
        assert again.document.form is not None
        assert again.document.form.fields[0].values == ("x" * 1001,)


async def test_the_same_question_heard_twice_is_one(tmp_path):
    async with at_work(tmp_path) as work:
        for _ in range(3):
            await work.says("Ana", f"/coach ask {QUESTION}", key="the-same")
        assert len(await waiting(work)) == 1
        assert len(await work.store.deliveries(State.WAITING)) == 2


async def test_a_team_without_a_manager_keeps_the_question_and_says_so(tmp_path):
    async with at_work(tmp_path, {"Ana": ("rep", "North")}) as work:
        form = await work.says("Ana", "/coach ask")
        assert "no manager whom you could ask yet" in text(form)
        assert form.document.form  # it may be written all the same
        assert "no manager whom you could ask yet" in text(await work.says("Ana", f"/coach ask {QUESTION}"))
        assert len(await waiting(work)) == 1


async def test_a_question_about_a_deal_names_it_and_another_teams_deal_is_refused(tmp_path):
    async with at_work(tmp_path) as work:
        ours = await work.store.open_deal((await work.team()).id, "Acme", work.clock.now())
        theirs = await work.store.open_deal((await work.team("South")).id, "Secret", work.clock.now())
        form = await work.presses("Ana", Act.ASK, str(ours.id))
        await work.fills("Ana", form, text=QUESTION)
        await work.delivers()
        assert "About Acme" in await work.reads("Mia")
        with pytest.raises(NotYours):
            await work.presses("Ana", Act.ASK, str(theirs.id))
        with pytest.raises(NotThere):
            await work.presses("Ana", Act.ASK, "4711")


async def test_the_answer_reaches_the_rep_with_the_question(tmp_path):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        assert "You answered" in text(await answered(work, "Mia", request))
        await work.delivers()
        said = await work.reads("Ana")
        assert "Mia answers" in said
        assert QUESTION in said
        assert ANSWER in said
        assert await waiting(work) == ()


async def test_the_managers_messages_change_where_they_stand_and_the_other_one_reads_only_that_it_is_answered(
    tmp_path,
):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        await answered(work, "Mia", request)
        await work.delivers()
        mia, noa = await work.reads("Mia"), await work.reads("Noa")
        assert ANSWER in mia
        assert "Mia has answered" in noa
        assert ANSWER not in noa
        assert "[Answer]" not in mia + noa
        assert len([place for place, _ in work.wall.stands if place == "UNOA"]) == 1


async def test_whoever_never_saw_the_question_does_not_hear_that_it_is_answered(tmp_path):
    async with at_work(tmp_path) as work:
        await work.says("Ana", f"/coach ask {QUESTION}")
        (request,) = await waiting(work)
        await answered(work, "Mia", request)
        await work.delivers()
        assert await work.reads("Mia") == await work.reads("Noa") == ""
        assert ANSWER in await work.reads("Ana")


async def test_of_two_managers_the_first_answer_wins(tmp_path):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        late = await work.presses("Noa", Act.REPLY, str(request.id))
        await answered(work, "Mia", request)
        assert "Mia has answered" in text(await work.fills("Noa", late, text="Mine"))
        assert "Mia has answered" in text(await work.presses("Noa", Act.REPLY, str(request.id)))
        kept = await work.store.request(request.id)
        assert kept is not None
        assert kept.answer == ANSWER


async def test_of_two_managers_at_the_same_moment_one_wins_and_the_rep_gets_one_answer(tmp_path):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        forms = [await work.presses(name, Act.REPLY, str(request.id)) for name in ("Mia", "Noa")]
        screens = await asyncio.gather(
            work.fills("Mia", forms[0], text="From Mia"), work.fills("Noa", forms[1], text="From Noa")
        )
        await work.delivers()
        assert len([screen for screen in screens if "You answered" in text(screen)]) == 1
        assert len([key for place, key in work.wall.stands if place == "UANA"]) == 1


async def test_an_answer_sent_twice_is_one(tmp_path):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        form = await work.presses("Mia", Act.REPLY, str(request.id))
        for _ in range(2):
            assert "You answered" in text(await work.fills("Mia", form, key="the-same", text=ANSWER))
        await work.delivers()
        assert (await work.reads("Ana")).count("Mia answers") == 1


@pytest.mark.parametrize("typed", ["", "x" * 1001])
async def test_an_answer_that_cannot_be_taken_comes_back(tmp_path, typed):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        again = await answered(work, "Mia", request, typed)
        assert again.document.form is not None
        assert again.document.form.fields[0].problem
        assert len(await waiting(work)) == 1


@pytest.mark.parametrize("name", ["Ana", "Ben", "Tom", "Ida"])
async def test_only_a_manager_of_the_very_team_may_answer(tmp_path, name):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        with pytest.raises(NotYours):
            await work.presses(name, Act.REPLY, str(request.id))
        form = await work.presses("Mia", Act.REPLY, str(request.id))
        with pytest.raises(NotYours):
            await work.fills(name, form, text=ANSWER)
        assert len(await waiting(work)) == 1


@pytest.mark.parametrize("ref", ["", "4711", "-1", "1 OR 1=1", "9" * 40])
async def test_a_made_up_request_is_not_there(tmp_path, ref):
    async with at_work(tmp_path) as work:
        with pytest.raises(NotThere):
            await work.presses("Mia", Act.REPLY, ref)


async def test_a_note_cannot_be_answered_as_if_it_were_a_question(tmp_path):
    async with at_work(tmp_path) as work:
        await work.says("Mia", "/coach note Ana Good questions today.")
        (note,) = await work.store.requests((await work.team()).id, waiting=False)
        with pytest.raises(NotThere):
            await work.presses("Mia", Act.REPLY, str(note.id))


async def test_who_leads_the_team_no_longer_may_not_answer_and_gets_no_question(tmp_path):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        form = await work.presses("Noa", Act.REPLY, str(request.id))
        await work.fills(
            "Mia",
            await work.presses("Mia", Act.SETUP, f"remove/{(await work.team()).id}"),
            member=str((await work.who("Noa")).id),
        )
        with pytest.raises(NotYours):
            await work.fills("Noa", form, text=ANSWER)


async def test_a_manager_who_asks_is_not_asked_themselves(tmp_path):
    async with at_work(tmp_path) as work:
        assert "to Noa." in text(await work.says("Mia", f"/coach ask {QUESTION}"))
        (request,) = await waiting(work)
        assert "your own question" in text(await work.presses("Mia", Act.REPLY, str(request.id)))


async def test_a_reflections_question_reaches_the_manager_and_nothing_else_of_it_does(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.reflects("Ana", QUESTION)
        assert "Your question goes to your manager" in text(screen)
        await work.delivers()
        said = await work.reads("Mia")
        assert QUESTION in said
        assert "About Acme" in said
        assert "never tell a manager" not in said


async def test_a_reflection_without_a_question_asks_nobody(tmp_path):
    async with at_work(tmp_path) as work:
        await work.reflects("Ana", "")
        assert await waiting(work) == ()
        assert not [each for each in await work.store.deliveries() if each.kind is Kind.FEEDBACK]


async def edited(work: Work, screen: Screen, question: str) -> None:
    form = await work.presses("Ana", Act.REOPEN, str(screen.session))
    await work.fills("Ana", form, feedback=question)


async def test_an_edit_changes_the_question_that_waits_and_makes_no_second_one(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.reflects("Ana", QUESTION)
        await work.delivers()
        await edited(work, screen, "And how would you end it?")
        await work.delivers()
        (request,) = await waiting(work)
        assert request.text == "And how would you end it?"
        said = await work.reads("Mia")
        assert "And how would you end it?" in said
        assert QUESTION not in said


async def test_an_edit_that_leaves_the_question_alone_shows_it_to_nobody_again(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.reflects("Ana", QUESTION)
        await work.delivers()
        shows = len(work.wall.shows)
        form = await work.presses("Ana", Act.REOPEN, str(screen.session))
        await work.fills("Ana", form, learning="count to five")
        await work.delivers()
        assert [place for place, _ in work.wall.shows[shows:] if place != "UANA"] == []


async def test_an_edit_may_take_the_question_back(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.reflects("Ana", QUESTION)
        await work.delivers()
        (request,) = await waiting(work)
        await edited(work, screen, "")
        await work.delivers()
        assert await waiting(work) == ()
        said = await work.reads("Mia")
        assert "taken back" in said
        assert QUESTION not in said
        with pytest.raises(NotThere):
            await work.presses("Mia", Act.REPLY, str(request.id))


async def test_a_question_taken_back_before_anybody_read_it_is_never_sent(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.reflects("Ana", QUESTION)
        await edited(work, screen, "")
        await work.delivers()
        assert await work.reads("Mia") == ""


async def test_a_question_edited_and_answered_before_the_edit_was_shown_says_that_it_is_answered(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.reflects("Ana", QUESTION)
        await work.delivers()
        await edited(work, screen, "And how would you end it?")
        (request,) = await waiting(work)
        await answered(work, "Mia", request)
        await work.delivers()
        said = await work.reads("Noa")
        assert "And how would you end it?" in said
        assert "Mia has answered" in said
        assert "[Answer]" not in said


async def test_who_deletes_their_data_takes_their_questions_out_of_managers_chats_too(tmp_path):
    async with at_work(tmp_path) as work:
        first = await asked(work)
        await answered(work, "Mia", first)
        await work.says("Ana", "/coach ask And how would you end it?")
        await work.says("Ben", "/coach ask Mine?")
        await work.delivers()
        await work.presses("Ana", Act.FORGET, "yes")
        await work.delivers(hours=11)  # 21:00: what stands there already changes at any hour
        for manager in ("Mia", "Noa"):
            said = await work.reads(manager)
            assert said.count("taken back by") == 2
            assert "Mine?" in said
            for gone in (QUESTION, ANSWER, "And how would you end it?", "Ana"):
                assert gone not in said


async def test_a_question_on_its_way_when_its_writer_deletes_it_never_arrives(tmp_path):
    async with at_work(tmp_path) as work:
        await work.says("Ana", f"/coach ask {QUESTION}")
        await work.presses("Ana", Act.FORGET, "yes")
        await work.delivers()
        assert await work.reads("Mia") == ""


async def test_a_manager_who_deletes_their_data_takes_notes_and_answers_out_of_reps_chats(tmp_path):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        await answered(work, "Mia", request)
        await work.says("Mia", "/coach note Ben Well held back today.")
        await work.delivers()
        await work.presses("Mia", Act.FORGET, "yes")
        await work.delivers()
        ana, ben = await work.reads("Ana"), await work.reads("Ben")
        assert "taken back by" in ana
        assert QUESTION in ana  # it is Ana's own
        assert ANSWER not in ana
        assert "taken back by" in ben
        assert "held back" not in ben


async def test_an_edit_after_the_answer_changes_nothing_of_the_exchange(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.reflects("Ana", QUESTION)
        await work.delivers()
        (request,) = await waiting(work)
        await answered(work, "Mia", request)
        await edited(work, screen, "Something else")
        kept = await work.store.request(request.id)
        assert kept is not None
        assert (kept.text, kept.answer) == (QUESTION, ANSWER)
        assert await waiting(work) == ()


async def test_a_note_reaches_the_rep_alone(tmp_path):
    async with at_work(tmp_path) as work:
        assert "on its way to Ana" in text(await work.says("Mia", "/coach note Ana Good questions today."))
        await work.delivers()
        said = await work.reads("Ana")
        assert "A note from Mia" in said
        assert "Good questions today." in said
        assert await work.reads("Ben") == await work.reads("Noa") == ""


@pytest.mark.parametrize("whom", ["Ana", "ana", "@Ana", "ana@example.com", "<@UANA>", "<@UANA|ana>"])
async def test_a_rep_is_known_by_name_by_e_mail_and_by_account(tmp_path, whom):
    async with at_work(tmp_path) as work:
        await work.says("Mia", f"/coach note {whom} Good questions today.")
        (note,) = await work.store.requests((await work.team()).id, waiting=False)
        assert (note.rep, note.text) == ((await work.who("Ana")).id, "Good questions today.")


@pytest.mark.parametrize(
    "whom", ["", "Nobody hello", "Sol hello", "sol@example.com hi", "<@USOL> hi", "Noa hello"]
)
async def test_whoever_is_no_rep_of_the_team_is_not_written_to_and_the_reps_are_offered(tmp_path, whom):
    async with at_work(tmp_path) as work:
        screen = await work.says("Mia", f"/coach note {whom}")
        assert "[Ana] [Ben] [Cleo]" in text(screen)
        ana = button(screen.document, "Ana")
        form = await work.presses("Mia", ana.act, ana.ref)
        assert "on its way to Ana" in text(await work.fills("Mia", form, text="Hello"))


ALIKE = {
    "Ana": ("rep", "North"),
    "Ana Lee": ("rep", "North"),
    "Bo Kim": ("rep", "North"),
    "Bo  Kim": ("rep", "North"),
    " ": ("rep", "North"),
    "Mia": ("manager", "North"),
}


async def test_a_longer_name_goes_before_a_shorter_one(tmp_path):
    async with at_work(tmp_path, ALIKE) as work:
        await work.says("Mia", "/coach note Ana Lee Good questions today.")
        await work.says("Mia", "/coach note Ana Less of us.")
        notes = await work.store.requests((await work.team()).id, waiting=False)
        told = [((await work.store.person(note.rep)), note.text) for note in notes]
        assert [(rep.name, said) for rep, said in told if rep] == [
            ("Ana Lee", "Good questions today."),
            ("Ana", "Less of us."),
        ]


@pytest.mark.parametrize("whom", ["Bo Kim hello", "Bo hello", "Whoever hello", "@ hello"])
async def test_of_two_who_are_called_the_same_neither_is_written_to_nor_whoever_has_no_name(tmp_path, whom):
    async with at_work(tmp_path, ALIKE) as work:
        screen = await work.says("Mia", f"/coach note {whom}")
        assert "[Bo Kim]" in text(screen)
        assert await work.store.requests((await work.team()).id, waiting=False) == ()


async def test_a_rep_writes_no_notes(tmp_path):
    async with at_work(tmp_path) as work:
        ben = str((await work.who("Ben")).id)
        assert "Only managers" in text(await work.says("Ana", "/coach note Ben You were late."))
        with pytest.raises(NotYours):
            await work.presses("Ana", Act.NOTE, ben)
        form = await work.presses("Mia", Act.NOTE, ben)
        with pytest.raises(NotYours):
            await work.fills("Ana", form, text="You were late.")
        with pytest.raises(NotThere):
            await work.fills("Tom", form, text="Come to the South.")


async def test_a_button_that_names_nobody_lets_a_manager_choose_whom_to_write_to(tmp_path):
    async with at_work(tmp_path) as work:
        assert "[Ana] [Ben]" in text(await work.presses("Mia", Act.NOTE))
        assert "Only managers" in text(await work.presses("Ana", Act.NOTE))


async def test_exchanges_count_on_the_side_of_who_began_them(tmp_path):
    async with at_work(tmp_path) as work:
        await work.says("Ana", f"/coach ask {QUESTION}")
        await work.reflects("Ben", QUESTION)
        await work.says("Ana", "/coach ask And one more thing?")
        await work.says("Mia", "/coach note Ana Good questions today.")
        now = work.clock.now()
        (facts,) = await work.store.team_facts(
            ((await work.team()).id,), now - timedelta(days=7), now + timedelta(seconds=1)
        )
        rate = begun_by_reps(facts.feedback, week_of(now, "UTC"), "UTC")
        assert (rate.count, rate.of) == (3, 4)


async def test_what_a_manager_asks_another_is_no_exchange_of_the_teams_but_what_they_asked_as_a_rep_is(
    tmp_path,
):
    async with at_work(tmp_path) as work:
        team = (await work.team()).id
        began = work.clock.now()
        await work.says("Ana", f"/coach ask {QUESTION}")
        await work.says("Mia", "/coach ask How do you open the week?")
        work.clock.instant += timedelta(days=1)
        await work.store.put_member((await work.who("Ana")).id, team, Role.MANAGER, work.clock.now())
        await work.says("Ana", "/coach ask And now?")
        (facts,) = await work.store.team_facts((team,), began, work.clock.now() + timedelta(seconds=1))
        assert [each.at for each in facts.feedback] == [began]
        assert len(facts.requests) == 3  # all of them wait for an answer
