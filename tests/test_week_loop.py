"""What comes back to a digest that stands in a chat: answers, questions, replies, and what is forgotten."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.cadence import due
from dialogs.deal_edit import Edit
from dialogs.document import Act, Button, Document
from dialogs.errors import NotThere, NotYours
from dialogs.recall import RECALLED
from tests.teamwork import Work, account, at_work, button, buttons, text

MONDAY = datetime(2026, 3, 16, 8, 35, tzinfo=UTC)
"""The managers' digests about the week of Tuesday 10 March are due."""

LATER_FRIDAY = datetime(2026, 3, 27, 16, 5, tzinfo=UTC)
"""Two weeks on: the reps' digests ask back what they wrote in that week."""

QUESTION = "Which question would you have dropped?"


async def digests(work: Work) -> None:
    """The digests that are due are written, and go out."""
    now = work.clock.now()
    schedule = await work.store.schedule(now - timedelta(days=35))
    dues = due(now, schedule.teams, schedule.people, schedule.sent, lambda _country, _day: False)
    await work.coach.weeks.write(dues, now)
    await work.courier.round()


@asynccontextmanager
async def on_monday(folder: Path) -> AsyncIterator[Work]:
    """Ana and Ben reflected last week, Ana asked; the managers have read their digests."""
    async with at_work(folder) as work:
        await work.reflects("Ana", QUESTION)
        await work.reflects("Ben", "", "Bolt")
        work.clock.instant = MONDAY
        await digests(work)
        yield work


def digest(work: Work, name: str, kind: str = "manager-digest") -> Document:
    """The newest digest in somebody's chat, as it stands there now."""
    place = account(name).user
    found = [page for (where, key), page in work.wall.stands.items() if where == place and kind in key]
    return found[-1]


def says(page: Document) -> str:
    return "\n".join(each.text for each in page.blocks if hasattr(each, "text"))


def to_send(page: Document) -> list[Button]:
    return [each for each in buttons(page) if each.act is Act.NOTE]


async def sends(work: Work, manager: str, label: str, **changed: str) -> str:
    """A question is sent from the digest as it stands there, or changed; gives what was sent."""
    found = button(digest(work, manager), label)
    form = await work.presses(manager, found.act, found.ref)
    assert form.document.form
    await work.fills(manager, form, **changed)
    await work.delivers(minutes=1)
    return changed.get("text", form.document.form.fields[0].values[0])


async def note_to(work: Work, name: str) -> str:
    """The ref of the note that stands in a rep's chat."""
    place = account(name).user
    pages = [page for (where, key), page in work.wall.stands.items() if where == place and "note:" in key]
    return button(pages[-1], "Reply").ref


# ------------------------------------------------------------------------------------------------- answers


async def test_an_answered_request_loses_its_button_in_every_managers_digest(tmp_path):
    async with on_monday(tmp_path) as work:
        (request,) = await work.store.requests((await work.team()).id)
        assert button(digest(work, "Mia"), "Answer Ana").ref == str(request.id)
        form = await work.presses("Mia", Act.REPLY, str(request.id))
        await work.fills("Mia", form, text="The second one.")
        await work.delivers(minutes=1)
        assert "You answered Ana." in says(digest(work, "Mia"))
        assert "Mia answered Ana." in says(digest(work, "Noa"))
        for name in ("Mia", "Noa"):
            assert Act.REPLY not in {each.act for each in buttons(digest(work, name))}
            assert QUESTION in says(digest(work, name))
        shows = [each for each in work.wall.shows if each[1].startswith("manager-digest")]
        assert len(shows) == 4  # each went out, and changed where it stands
        assert len({each[1] for each in shows}) == 2


async def test_a_request_that_was_taken_back_goes_from_the_digest_with_its_words(tmp_path):
    async with on_monday(tmp_path) as work:
        assert QUESTION in says(digest(work, "Mia"))
        ana = await work.who("Ana")
        (kept, *_) = await work.store.export(ana.id)
        await work.fills("Ana", await work.presses("Ana", Act.REOPEN, str(kept.session.id)), feedback="")
        await work.delivers(minutes=1)
        assert QUESTION not in await work.reads("Mia")
        assert "was taken back" in says(digest(work, "Mia"))


async def test_a_change_of_a_digest_is_no_second_look_and_is_none_of_the_days_messages(tmp_path):
    async with on_monday(tmp_path) as work:
        ana, mia = await work.who("Ana"), await work.who("Mia")
        looks = await work.store.accesses(ana.id, 50)
        begun = await work.store.begun((mia.id,), MONDAY - timedelta(hours=1))
        (request,) = await work.store.requests((await work.team()).id)
        form = await work.presses("Mia", Act.REPLY, str(request.id))
        await work.fills("Mia", form, text="The second one.")
        parts = await work.store.parts(ana.id)
        assert len(parts) == 2  # also while the change of it waits to go out
        await work.delivers(hours=13)  # 21:35: what stands there changes at any hour
        assert "You answered Ana." in says(digest(work, "Mia"))
        assert await work.store.accesses(ana.id, 50) == looks
        assert await work.store.begun((mia.id,), MONDAY - timedelta(hours=1)) == begun
        assert await work.store.parts(ana.id) == parts


# ---------------------------------------------------------------------------------------- questions to reps


async def test_a_question_goes_to_its_rep_in_one_tap_as_it_stands(tmp_path):
    async with on_monday(tmp_path) as work:
        assert [each.label for each in to_send(digest(work, "Mia"))] == ["Ask Ana", "Ask Ben"]
        question = await sends(work, "Mia", "Ask Ana")
        assert "Acme" in question
        said = await work.reads("Ana")
        assert question in said
        assert "Mia, about Acme" in said
        assert question not in await work.reads("Ben")
        assert [each.label for each in to_send(digest(work, "Mia"))] == ["Ask Ben"]
        assert "Sent to Ana." in says(digest(work, "Mia"))
        assert "Sent" not in says(digest(work, "Noa"))  # who sent nothing
        assert len(to_send(digest(work, "Noa"))) == 2


@pytest.mark.parametrize("merged", [False, True])
async def test_a_question_was_sent_though_its_deal_has_another_name_or_became_another_since(tmp_path, merged):
    async with on_monday(tmp_path) as work:
        await sends(work, "Mia", "Ask Ana")
        team = (await work.team()).id
        acme = await work.store.deal_named(team, "Acme")
        assert acme
        ana, now = await work.who("Ana"), work.clock.now()
        await work.store.edit_deal(acme.id, Edit(name=("Acme", "Acme Ltd")), ana.id, now)
        if merged:
            other = await work.store.open_deal(team, "Acme Group", now)
            await work.store.merge_deals(acme.id, other.id)
        (request,) = await work.store.requests(team)
        form = await work.presses("Mia", Act.REPLY, str(request.id))
        await work.fills("Mia", form, text="The second one.")
        await work.delivers(minutes=1)
        assert "You answered Ana." in says(digest(work, "Mia"))
        assert [each.label for each in to_send(digest(work, "Mia"))] == ["Ask Ben"]


async def test_a_question_may_be_changed_before_it_is_sent_and_the_teams_page_says_that_it_was(tmp_path):
    async with on_monday(tmp_path) as work:
        work.clock.instant += timedelta(days=1)
        await work.reflects("Ana", "")
        work.clock.instant += timedelta(minutes=1)
        page = (await work.says("Mia", "/coach team")).document
        found = button(page, "Ask Ana")
        form = await work.presses("Mia", found.act, found.ref)
        await work.fills("Mia", form, text="And what did they fear?")
        await work.delivers(minutes=1)
        assert "And what did they fear?" in await work.reads("Ana")
        assert "Sent to Ana." in text(await work.says("Mia", "/coach team"))


async def test_the_manager_hears_of_the_reply_and_the_digest_says_when_it_came(tmp_path):
    async with on_monday(tmp_path) as work:
        await sends(work, "Mia", "Ask Ana")
        ref = await note_to(work, "Ana")
        form = await work.presses("Ana", Act.WRITE_BACK, ref)
        await work.fills("Ana", form, text="They fear the auditors.")
        await work.delivers(days=1)
        said = await work.reads("Mia")
        assert "Ana replies" in said
        assert "They fear the auditors." in said
        assert "Ana replied on Mon 16 March." in says(digest(work, "Mia"))
        assert "They fear the auditors." not in await work.reads("Noa")
        mine = await work.reads("Ana")
        assert "You replied:" in mine
        assert "[Reply]" not in mine


async def test_a_question_about_another_teams_deal_and_one_to_another_teams_rep_are_refused(tmp_path):
    async with on_monday(tmp_path) as work:
        await work.reflects("Sol", "", "Solar")
        south = await work.store.deal_named((await work.team("South")).id, "Solar")
        assert south
        ana, sol = (await work.who("Ana")).id, (await work.who("Sol")).id
        with pytest.raises(NotYours):
            await work.presses("Mia", Act.NOTE, f"{ana}/{south.id}/=How so?")
        with pytest.raises(NotThere):
            await work.presses("Mia", Act.NOTE, f"{sol}/{south.id}/=How so?")
        with pytest.raises(NotThere):
            await work.presses("Mia", Act.NOTE, f"{ana}/4711/=How so?")


# -------------------------------------------------------------------------------------------- notes, replied


async def noted(work: Work) -> str:
    await work.says("Mia", "/coach note Ana Good questions today.")
    await work.delivers(minutes=1)
    return await note_to(work, "Ana")


async def test_thanks_are_one_tap_and_stand_with_the_note(tmp_path):
    async with at_work(tmp_path) as work:
        ref = await noted(work)
        await work.presses("Ana", Act.THANK, ref)
        await work.delivers(minutes=1)
        assert "You replied:" in await work.reads("Ana")
        assert "Thank you." in await work.reads("Mia")
        shared = text(await work.says("Ana", "/coach shared"))
        assert "Thank you." in shared
        assert "you, Tue 10 March" in shared


async def test_the_first_reply_is_kept_and_whoever_replies_twice_sees_it(tmp_path):
    async with at_work(tmp_path) as work:
        ref = await noted(work)
        form = await work.presses("Ana", Act.WRITE_BACK, ref)
        await work.presses("Ana", Act.THANK, ref)
        again = text(await work.fills("Ana", form, text="Something else"))
        assert "Thank you." in again
        assert "Something else" not in again
        assert "Thank you." in text(await work.presses("Ana", Act.WRITE_BACK, ref))
        await work.delivers(minutes=1)
        assert (await work.reads("Mia")).count("Ana replies") == 1


async def test_an_empty_reply_comes_back_at_its_field(tmp_path):
    async with at_work(tmp_path) as work:
        ref = await noted(work)
        form = await work.presses("Ana", Act.WRITE_BACK, ref)
        assert "Write a sentence" in text(await work.fills("Ana", form, text=" "))


@pytest.mark.parametrize("act", [Act.WRITE_BACK, Act.THANK])
async def test_only_its_rep_replies_to_a_note_and_to_nothing_that_is_none(tmp_path, act):
    async with at_work(tmp_path) as work:
        ref = await noted(work)
        for name in ("Ben", "Mia", "Sol"):
            with pytest.raises(NotYours):
                await work.presses(name, act, ref)
        await work.says("Ana", f"/coach ask {QUESTION}")
        (request,) = await work.store.requests((await work.team()).id)
        for strange in (str(request.id), "", "4711", "x"):
            with pytest.raises(NotThere):
                await work.presses("Ana", act, strange)


async def test_whoever_deletes_their_data_takes_their_reply_out_of_the_managers_chat(tmp_path):
    async with at_work(tmp_path) as work:
        ref = await noted(work)
        form = await work.presses("Ana", Act.WRITE_BACK, ref)
        await work.fills("Ana", form, text="They fear the auditors.")
        await work.delivers(minutes=1)
        await work.presses("Ana", Act.FORGET, "yes")
        await work.delivers(minutes=1)
        assert "auditors" not in await work.reads("Mia")
        assert "taken back by" in await work.reads("Mia")


# ---------------------------------------------------------------------------------------- learnings, recalled


@pytest.mark.parametrize(
    ("label", "came"),
    [("I did it", "kept"), ("I did not", "missed"), ("Not yet", "no-moment")],
)
async def test_a_learning_that_is_asked_back_takes_one_tap_and_is_asked_no_more(tmp_path, label, came):
    async with on_monday(tmp_path) as work:
        work.clock.instant = LATER_FRIDAY - timedelta(days=1)
        await work.reflects("Ana", "", "Corp")
        work.clock.instant = LATER_FRIDAY
        await digests(work)
        pressed = button(digest(work, "Ana", "rep-digest"), label)
        answered = text(await work.presses("Ana", pressed.act, pressed.ref))
        assert f"You said: {label}. Only you see this" in answered
        assert "Next time I will: " in answered
        await work.delivers(minutes=1)
        stands = digest(work, "Ana", "rep-digest")
        assert f"You said: {label}." in says(stands)
        assert Act.RECALL not in {each.act for each in buttons(stands)}
        session = await work.store.session(int(pressed.ref.partition("/")[0]))
        assert session
        assert session.answer(RECALLED) == came
        assert "did you do it?" not in text(await work.says("Ana", "/coach week"))
        exported = await work.says("Ana", "/coach export")
        assert label in "\n".join([says(page) + str(page) for page in (exported.document, *exported.more)])


async def test_what_came_of_a_learning_is_nobody_elses_to_say_or_to_see(tmp_path):
    async with on_monday(tmp_path) as work:
        ana = await work.who("Ana")
        (kept, *_) = await work.store.export(ana.id)
        ref = f"{kept.session.id}/kept"
        for name in ("Ben", "Mia", "Sol", "Ida"):
            with pytest.raises(NotYours):
                await work.presses(name, Act.RECALL, ref)
        for strange in (f"{kept.session.id}/well", str(kept.session.id), "4711/kept", "x/kept", ""):
            with pytest.raises(NotThere):
                await work.presses("Ana", Act.RECALL, strange)
        await work.presses("Ana", Act.RECALL, ref)
        await work.presses("Ana", Act.RECALL, f"{kept.session.id}/missed")  # the first word is kept
        session = await work.store.session(kept.session.id)
        assert session
        assert session.answer(RECALLED) == "kept"
        await work.presses("Ana", Act.FORGET, "yes")
        session = await work.store.session(kept.session.id)
        assert session
        assert session.answer(RECALLED) == ""


# ----------------------------------------------------------------------------------------------- forgotten


async def test_a_digest_that_stands_in_a_chat_goes_with_the_words_of_whoever_is_forgotten(tmp_path):
    async with on_monday(tmp_path) as work:
        assert QUESTION in says(digest(work, "Mia"))
        await work.presses("Ana", Act.FORGET, "yes")
        await work.delivers(hours=13)
        for name in ("Mia", "Noa"):
            assert QUESTION not in await work.reads(name)
            assert "Ana" not in await work.reads(name)
            assert "somebody in it deleted what they wrote" in says(digest(work, name))
            assert [each.act for each in buttons(digest(work, name))] == [Act.TEAM]


async def test_it_goes_too_where_a_change_of_it_was_on_its_way_or_its_reader_leads_no_longer(tmp_path):
    async with on_monday(tmp_path) as work:
        await work.says("Mia", "/coach note Ana x")
        (request,) = await work.store.requests((await work.team()).id)
        form = await work.presses("Mia", Act.REPLY, str(request.id))
        await work.fills("Mia", form, text="The second one.")
        noa = await work.who("Noa")
        await work.store.put_member(noa.id, (await work.team("South")).id, noa.role, work.clock.now())
        await work.presses("Ana", Act.FORGET, "yes")
        await work.delivers(minutes=1)
        for name in ("Mia", "Noa"):
            assert QUESTION not in says(digest(work, name))
