"""A deal's page and its care: who sees what, who may change what, and what becomes of it."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.coach.scenes import Screen
from bot.sending.outbox import Kind
from dialogs.deal import Closing, Deal, Step
from dialogs.deal_edit import Reworded
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere, NotYours
from tests.teamwork import Work, at_work, button, buttons, text

MINUTE = timedelta(minutes=1)
CHANGING = {Act.CHANGE, Act.CONDITIONS, Act.CLOSE, Act.OPEN_AGAIN, Act.MERGE, Act.REMOVE}
CHECK: dict[str, Any] = {
    "know": "person",
    "difference": "Their close takes two days instead of six",
    "proof": ("trial", "case-history"),
    "question": "What happens to your Monday if nothing changes?",
    "advance": "introduce",
    "chance": "70",
}
PRIVATE = (
    "two days",
    "A trial",
    "70 %",
    "wait after",
    "leaned in",
    "Labels by April",
    "Yours alone",
    "My Monday",
)


async def begins(work: Work, name: str, flow: str, deal: str) -> Screen:
    """A form about that very deal; asked about near ones, it is a new one."""
    screen = await work.says(name, f"{flow} {deal}")
    near = screen.document.form is not None and screen.document.form.page == "near"
    return await work.fills(name, screen, near="new") if near else screen


async def reflects(work: Work, name: str = "Ana", deal: str = "Acme", **said: Any) -> Screen:
    answers: dict[str, Any] = {
        "agreed": ("introduce",),
        "signals": ("leans-in",),
        "learning": "wait after the price",
    }
    form = await begins(work, name, "/postcall", deal)
    return await work.fills(name, form, **answers | said)


async def worked(work: Work, name: str = "Ana", deal: str = "Acme") -> Deal:
    """A deal with a check, a reflection and a breakthrough of one rep's."""
    await work.fills(name, await begins(work, name, "/precall", deal), **CHECK)
    await reflects(work, name, deal, condition="It runs on their servers\nLive before the audit")
    form = await work.says(name, f"/coach breakthrough {deal}")
    form = await work.fills(name, form, research="They close two plants", shared="plan")
    await work.fills(name, form, inside="In May", idea="Labels by April", show="page")
    return await at(work, deal)


async def at(work: Work, name: str = "Acme") -> Deal:
    deal = await work.store.deal_named((await work.team()).id, name)
    assert deal, name
    return deal


async def shown(work: Work, name: str, deal: str = "Acme") -> str:
    return text(await work.says(name, f"/coach deal {deal}"))


def acts(screen: Screen) -> set[Act]:
    return {each.act for each in buttons(screen.document)}


# -------------------------------------------------------------------------------------------- who sees what


async def test_a_rep_sees_the_deals_facts_and_what_is_theirs(tmp_path):
    async with at_work(tmp_path) as work:
        await worked(work)
        page = await shown(work, "Ana")
        for part in (
            "Glasses full: 0 of 3",
            "Signals in your last call: They leaned in",
            "How you make it obvious: A trial: they see it at work; A case history like theirs",
            "70 %: Introduce someone | Advance: a step they own",
            "Next time I will: wait after the price",
            "What they told me: In May",
            "[Before a call]",
            "[Walk]",
        ):
            assert part in page


@pytest.mark.parametrize("name", ["Ben", "Mia"])
async def test_others_of_the_team_see_the_deals_facts_alone(tmp_path, name):
    async with at_work(tmp_path) as work:
        await worked(work)
        page = await shown(work, name)
        assert "Glasses full: 0 of 3" in page
        assert "Introduce someone" in page
        for private in PRIVATE:
            assert private not in page


async def test_each_rep_of_a_deal_sees_their_own_part(tmp_path):
    async with at_work(tmp_path) as work:
        await worked(work)
        await reflects(work, "Ben", learning="ask who pays", signals=("questions",))
        ana, ben = await shown(work, "Ana"), await shown(work, "Ben")
        assert "ask who pays" in ben
        assert "ask who pays" not in ana
        assert "thoughtful" in ben
        assert "thoughtful" not in ana
        assert "Labels by April" not in ben


async def test_a_stuck_session_is_nobody_elses_and_its_new_glass_is_the_teams(tmp_path):
    async with at_work(tmp_path) as work:
        form = await work.says("Ana", "/coach stuck Acme")
        form = await work.fills("Ana", form, fear="blame", role="adviser", condition="The council agrees")
        await work.fills("Ana", form, will_ask="Who answers for it?")
        manager = await shown(work, "Mia")
        assert "The council agrees" in manager
        assert "Who answers for it?" not in manager
        assert "blame" not in manager


async def test_a_manager_who_opens_a_deal_stands_in_the_access_log(tmp_path):
    async with at_work(tmp_path) as work:
        await worked(work)
        await shown(work, "Mia")
        ana = await work.who("Ana")
        assert [each.what for each in await work.store.accesses(ana.id)] == ["access.deal"]


async def test_another_teams_deal_is_not_shown_and_not_changed(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        for name in ("Sol", "Tom", "Ida"):
            for act in (Act.DEAL, *CHANGING):
                with pytest.raises(NotYours):
                    await work.presses(name, act, str(deal.id))
        assert "has no deal called Acme" in await shown(work, "Tom")


# ----------------------------------------------------------------------------------------- who may change it


@pytest.mark.parametrize(("name", "may"), [("Ana", True), ("Ben", False), ("Mia", True)])
async def test_a_deal_is_changed_by_its_reps_and_by_who_leads_the_team(tmp_path, name, may):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        page = await work.says(name, "/coach deal Acme")
        assert bool(acts(page) & CHANGING) == may
        if not may:
            for act in CHANGING:
                with pytest.raises(NotYours):
                    await work.presses(name, act, f"{deal.id}/won" if act is Act.CLOSE else str(deal.id))
            assert (await at(work)).closed is None


async def test_a_form_that_was_open_is_refused_to_whoever_may_not(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        for act in (Act.CHANGE, Act.CONDITIONS, Act.MERGE):
            form = await work.presses("Ana", act, str(deal.id))
            if form.document.form:
                with pytest.raises(NotYours):
                    await work.fills("Ben", form, deal_name="Theirs", new="Theirs", into="1")
        assert [each.text for each in (await at(work)).conditions][-1] == "Live before the audit"


@pytest.mark.parametrize("ref", ["", "nonsense", "12", "12/13", "9" * 40])
async def test_what_is_no_deal_is_not_there(tmp_path, ref):
    async with at_work(tmp_path) as work:
        for act in (Act.DEAL, *CHANGING):
            with pytest.raises(NotThere):
                await work.presses("Ana", act, ref)


async def test_without_a_team_there_are_no_deals(tmp_path):
    async with at_work(tmp_path) as work:
        ana = (await work.who("Ana")).model_copy(update={"team": None})
        with pytest.raises(NoTeam):
            await work.coach.say(ana, "/coach deal Acme", "k")


# ------------------------------------------------------------------------------------------ changed in place


async def test_glasses_name_and_date_are_changed_on_one_form(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        form = await work.presses("Mia", Act.CHANGE, str(deal.id))
        assert form.opens
        full = (deal.conditions[0].key, deal.conditions[1].key)
        said = await work.fills("Mia", form, deal_name="Acme  Works", glasses=full, due="2026-03-20")
        assert "Saved. Your team sees it." in text(said)
        page = await shown(work, "Ana", "Acme Works")
        assert "Watch my back: since Tue 10 March, by Mia" in page
        assert "Glasses full: 2 of 3" in page
        assert "Introduce someone (Fri 20 March)" in page
        assert (await work.says("Ana", "/coach deal Acme ")).document.title == "Acme Works"
        assert "Acme Works" in (await work.says("Ana", "/precall acme")).document.title


async def test_a_change_leaves_alone_what_nobody_touched_on_it(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        back, servers, audit = (each.key for each in deal.conditions)
        await reflects(work, glasses=(audit,))
        form = await work.presses("Mia", Act.CHANGE, str(deal.id))
        assert form.document.form
        await reflects(
            work, "Ben", glasses=(servers,), condition="The council agrees"
        )  # and one is empty again
        other = await work.presses("Ana", Act.CHANGE, str(deal.id))
        await work.fills("Ana", other, deal_name="Acme Works")
        said = await work.fills("Mia", form, glasses=(back, audit))
        assert "Saved." in text(said)
        now = await at(work)
        assert now.name == "Acme Works"
        assert [each.key for each in now.conditions if each.full] == [back, servers]
        assert now.glasses == (2, 4)
        again = await work.fills("Mia", form, glasses=(back, audit))  # sent twice
        assert "Saved." in text(again)
        assert await at(work) == now


async def test_whoever_changes_what_another_changed_meanwhile_is_told_and_may_insist(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        _, servers, audit = (each.key for each in deal.conditions)
        form = await work.presses("Mia", Act.CHANGE, str(deal.id))
        other = await work.presses("Ana", Act.CHANGE, str(deal.id))
        await work.fills("Ana", other, deal_name="Acme Works", due="2026-03-20", glasses=(servers,))
        theirs = await at(work, "Acme Works")
        told = await work.fills("Mia", form, deal_name="Acme Inc", due="2026-03-27", glasses=(audit,))
        assert told.opens
        assert "it is Acme Works now" in text(told)
        assert "it is Fri 20 March now" in text(told)
        assert await at(work) == theirs
        assert told.document.form
        assert [set(field.values) for field in told.document.form.fields] == [
            {servers, audit}, {"2026-03-27"}, {"Acme Inc"},
        ]  # fmt: skip
        await work.fills("Mia", told)
        now = await at(work)
        assert (now.name, str(now.next_step and now.next_step.due)) == ("Acme Inc", "2026-03-27")
        assert [each.key for each in now.conditions if each.full] == [servers, audit]


async def test_two_who_want_the_same_are_told_nothing(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        forms = [(name, await work.presses(name, Act.CHANGE, str(deal.id))) for name in ("Ana", "Mia")]
        full = (deal.conditions[0].key,)
        for name, form in forms:
            said = await work.fills(name, form, deal_name="Acme Works", due="2026-03-20", glasses=full)
            assert "Saved." in text(said)
        assert "by Ana" in await shown(work, "Mia")  # who filled it first said it


async def test_where_conditions_went_meanwhile_the_glasses_are_looked_at_once_more(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        back, servers, audit = (each.key for each in deal.conditions)
        form = await work.presses("Mia", Act.CHANGE, str(deal.id))
        gone = deal.conditions[1]
        await work.store.put_conditions(deal.id, {gone.id: Reworded(gone.text, "")}, ())
        told = await work.fills("Mia", form, glasses=(back, servers), deal_name="Acme Works")
        assert "look once more" in text(told)
        assert (await at(work)).glasses == (0, 2)
        said = await work.fills("Mia", told, glasses=(back,))
        assert "Saved." in text(said)
        assert (await at(work, "Acme Works")).glasses == (1, 2)
        assert audit in {each.key for each in (await at(work)).conditions}


async def test_a_step_that_is_another_now_is_not_dated_by_an_old_form(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        form = await work.presses("Mia", Act.CHANGE, str(deal.id))
        work.clock.instant += MINUTE
        await reflects(work, "Ben", agreed=("sign",), by="2026-03-30")
        told = await work.fills("Mia", form, due="2026-03-20")
        assert "it is Mon 30 March now" in text(told)
        assert str((await at(work)).next_step) == str(Step(what="sign", theirs=True, due=date(2026, 3, 30)))


async def test_a_form_of_nobody_knows_what_changes_nothing(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        form = await work.presses("Mia", Act.CHANGE, str(deal.id))
        assert form.document.form
        for stamp in ("", "/", "/nonsense", "/-5/x/y/z", "/1f/1/2/3/4/5/6", f"/{'f' * 9999}"):
            ref = f"{deal.id}{stamp}"
            old = form.document.form.model_copy(update={"ref": ref})
            screen = Screen(document=form.document.model_copy(update={"blocks": (old,)}))
            told = await work.fills("Mia", screen, glasses=(deal.conditions[0].key,))
            assert "look once more" in text(told)
            assert await at(work) == deal


async def test_the_date_stays_when_the_reflection_is_edited_afterwards(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        reflection = deal.reflections[-1].session
        form = await work.presses("Ana", Act.CHANGE, str(deal.id))
        await work.fills("Ana", form, due="2026-03-20")
        edit = await work.presses("Ana", Act.REOPEN, str(reflection))
        await work.fills("Ana", edit, learning="ask first")
        step = (await at(work)).next_step
        assert step
        assert str(step.due) == "2026-03-20"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"deal_name": " "}, "Write a name"),
        ({"deal_name": "x" * 201}, "200"),
        ({"due": "soon"}, "year-month-day"),
    ],
)
async def test_what_cannot_be_kept_comes_back_with_what_was_typed(tmp_path, typed, problem):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        form = await work.presses("Ana", Act.CHANGE, str(deal.id))
        again = await work.fills("Ana", form, glasses=(deal.conditions[0].key,), **typed)
        assert again.opens
        assert problem in text(again)
        assert await at(work) == deal
        assert again.document.form
        assert deal.conditions[0].key in again.document.form.fields[0].values


async def test_a_name_that_is_taken_points_to_merging(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        await reflects(work, deal="Bolt")
        form = await work.presses("Ana", Act.CHANGE, str(deal.id))
        again = await work.fills("Ana", form, deal_name="BOLT")
        assert "use Merge" in text(again)
        assert (await at(work)).name == "Acme"


async def test_a_deal_without_a_step_of_theirs_is_asked_for_no_date(tmp_path):
    async with at_work(tmp_path) as work:
        await reflects(work, agreed=("nothing",))
        form = await work.presses("Ana", Act.CHANGE, str((await at(work)).id))
        assert form.document.form
        assert [field.id for field in form.document.form.fields] == ["glasses", "deal-name"]


async def test_conditions_are_put_in_other_words_emptied_and_added(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        form = await work.presses("Ana", Act.CONDITIONS, str(deal.id))
        assert form.document.form
        servers, audit, new = (field.id for field in form.document.form.fields)
        await work.fills("Ana", form, **{servers: "On their own servers", audit: "", new: "One\n\nTwo"})
        assert [each.text for each in (await at(work)).conditions] == [
            "watch-my-back",
            "On their own servers",
            "One",
            "Two",
        ]


async def test_a_condition_that_is_too_long_comes_back(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        form = await work.presses("Ana", Act.CONDITIONS, str(deal.id))
        again = await work.fills("Ana", form, new="x" * 201)
        assert "200 characters" in text(again)
        assert await at(work) == deal


async def in_words(work: Work) -> list[str]:
    return [each.text for each in (await at(work)).conditions][1:]


async def test_a_condition_that_nobody_touched_is_as_somebody_else_reworded_it(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        ours, theirs = [await work.presses(name, Act.CONDITIONS, str(deal.id)) for name in ("Ana", "Mia")]
        assert ours.document.form
        servers, audit, _ = (field.id for field in ours.document.form.fields)
        await work.fills("Mia", theirs, **{servers: "On their own servers", "new": "Price holds"})
        said = await work.fills("Ana", ours, **{audit: "Live in May"})
        assert "Saved." in text(said)
        assert await in_words(work) == ["On their own servers", "Live in May", "Price holds"]


async def test_a_condition_that_two_reworded_is_looked_at_once_more(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        ours, theirs = [await work.presses(name, Act.CONDITIONS, str(deal.id)) for name in ("Ana", "Mia")]
        assert ours.document.form
        servers, audit, _ = (field.id for field in ours.document.form.fields)
        await work.fills("Mia", theirs, **{servers: "On their own servers"})
        told = await work.fills("Ana", ours, **{servers: "Never leaves the house", audit: "", "new": "One"})
        assert "it is On their own servers now" in text(told)
        assert await in_words(work) == ["On their own servers", "Live before the audit"]
        await work.fills("Ana", told)
        assert await in_words(work) == ["Never leaves the house", "One"]


async def test_words_for_a_condition_that_is_gone_are_offered_as_a_new_one(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        ours, theirs = [await work.presses(name, Act.CONDITIONS, str(deal.id)) for name in ("Ana", "Mia")]
        assert ours.document.form
        servers, audit, _ = (field.id for field in ours.document.form.fields)
        await work.fills("Mia", theirs, **{servers: "", audit: ""})
        told = await work.fills("Ana", ours, **{servers: "On their own servers", audit: "", "new": "One"})
        assert "Somebody took away" in text(told)
        assert await in_words(work) == []
        await work.fills("Ana", told)
        assert await in_words(work) == ["One", "On their own servers"]


async def test_a_reflection_leaves_the_glasses_that_it_did_not_touch_as_a_hand_left_them(tmp_path):
    """Opened before the hand edit, sent after it: one glass filled by hand, one emptied, one by the rep."""
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        back, servers, audit = (each.key for each in deal.conditions)
        await work.fills("Mia", await work.presses("Mia", Act.CHANGE, str(deal.id)), glasses=(servers,))
        form = await work.says("Ana", "/postcall Acme")
        await work.fills("Mia", await work.presses("Mia", Act.CHANGE, str(deal.id)), glasses=(audit,))
        await work.fills("Ana", form, agreed=("nothing",), glasses=(servers, back))
        assert [each.key for each in (await at(work)).conditions if each.full] == [back, audit]


async def test_a_reflection_whose_conditions_went_meanwhile_is_shown_once_more(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        form = await work.says("Ana", "/postcall Acme")
        gone = deal.conditions[1]
        await work.store.put_conditions(deal.id, {gone.id: Reworded(gone.text, "")}, ())
        told = await work.fills("Ana", form, agreed=("nothing",), learning="wait", glasses=(gone.key,))
        assert "look once more" in text(told)
        assert (await at(work)).glasses == (0, 2)
        said = await work.fills("Ana", told, glasses=(deal.conditions[0].key,))
        assert "Glasses full: 1 of 2" in text(said)


# ----------------------------------------------------------------------------------------------- near names


async def test_a_name_that_is_none_but_near_one_is_asked_about_and_makes_no_deal(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        for name, typed in (("Ana", "acm"), ("Ben", "Amce"), ("Ben", "Acme!")):
            asks = await work.says(name, f"/precall {typed}")
            assert asks.opens
            assert f"no deal called {typed} yet" in text(asks)
            assert asks.document.form
            which, new = asks.document.form.fields
            assert [each.label for each in which.options] == ["Acme", "None of these: a new deal"]
            assert (which.values, new.values) == ((), (typed,))
            assert await work.store.deal_names((await work.team()).id) == ((deal.id, "Acme"),)


async def test_the_near_deal_is_taken_with_a_tap(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        asks = await work.says("Ben", "/postcall acm")
        form = await work.fills("Ben", asks, near=str(deal.id))
        assert form.document.title == "After the call: Acme"
        assert await work.store.deal_names((await work.team()).id) == ((deal.id, "Acme"),)


async def test_who_says_that_it_is_a_new_deal_is_asked_once(tmp_path):
    async with at_work(tmp_path) as work:
        await worked(work)
        asks = await work.says("Ana", "/precall acm")
        form = await work.fills("Ana", asks, near="new", new="ACM")
        assert form.document.title == "Before the call: ACM"
        assert (await at(work, "acm")).name == "ACM"
        again = await work.says("Ana", "/precall acm")
        assert "Before the call: ACM" in again.document.title


async def test_a_choice_that_says_nothing_asks_again(tmp_path):
    async with at_work(tmp_path) as work:
        await worked(work)
        asks = await work.says("Ana", "/precall acm")
        assert await work.fills("Ana", asks) == asks
        nameless = await work.fills("Ana", asks, near="new", new=" ")
        assert "Choose a deal or write its name." in text(nameless)


async def test_a_new_name_on_the_choice_of_a_deal_is_asked_about_too(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        choice = await work.says("Ana", "/precall")
        asks = await work.fills("Ana", choice, new="Amce")
        assert "no deal called Amce yet" in text(asks)
        form = await work.fills("Ana", asks, near=str(deal.id))
        assert form.document.title == "Before the call: Acme"


async def test_a_name_that_is_near_none_opens_its_form_at_once(tmp_path):
    async with at_work(tmp_path) as work:
        await worked(work)
        for name, typed in (("Ana", "Bolt"), ("Sol", "acm")):  # Sol's team has no such deal
            form = await work.says(name, f"/precall {typed}")
            assert form.document.title == f"Before the call: {typed}"


async def test_a_deal_that_is_looked_for_by_a_near_name_is_a_press_away(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        page = await work.says("Mia", "/coach deal acm")
        assert "has no deal called acm. Is it one of these?" in text(page)
        way = button(page.document, "Acme")
        assert (way.act, way.ref) == (Act.DEAL, str(deal.id))
        assert (await work.presses("Mia", way.act, way.ref)).document.title == "Acme"
        assert "Is it one of these?" not in text(await work.says("Tom", "/coach deal acm"))


async def test_a_typo_that_nothing_was_written_to_is_in_no_list_and_nobodys_near_name(tmp_path):
    async with at_work(tmp_path) as work:
        typo = await work.says("Ana", "/precall Amce")
        assert typo.document.title == "Before the call: Amce"
        assert "No deals yet" in text(await work.says("Ana", "/coach deals"))
        form = await work.says("Ana", "/precall Acme")
        assert form.document.title == "Before the call: Acme"
        work.clock.instant += timedelta(hours=13)  # on the same day it is offered: the call may just be over
        choice = await work.says("Ana", "/postcall")
        assert choice.document.form
        assert [field.id for field in choice.document.form.fields] == ["new"]
        assert "Amce" in text(await work.says("Ana", "/coach deal Amce"))
        await work.store.tidy(work.clock.now() + timedelta(days=15))
        assert "has no deal called Amce" in text(await work.says("Ana", "/coach deal Amce"))


async def test_whoever_leads_a_team_finds_its_deals_by_name_and_not_what_nobody_wrote_to(tmp_path):
    async with at_work(tmp_path) as work:
        nothing = text(await work.says("Mia", "/coach deals"))
        assert "Your team has no open deals yet." in nothing
        await worked(work)
        await work.says("Ana", "/precall Harvest")
        found = await work.says("Mia", "/coach deals")
        assert "Each rep sees who opened theirs" in text(found)
        assert "Harvest" not in text(found)
        way = button(found.document, "Acme")
        assert (await work.presses("Mia", way.act, way.ref)).document.title == "Acme"
        assert "No deals yet" in text(await work.says("Ben", "/coach deals"))  # a rep's list is their own


# --------------------------------------------------------------------------- closed, opened, merged, removed


async def test_a_deal_is_closed_and_opened_again(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        asks = await work.presses("Ana", Act.CLOSE, str(deal.id))
        assert (await at(work)).closed is None
        won = button(asks.document, "Won")
        closed = await work.presses("Ana", won.act, won.ref)
        assert (await at(work)).closed is Closing.WON
        assert "No deals yet" in text(await work.says("Ana", "/coach deals"))
        choice = await work.says("Ana", "/precall")
        assert choice.document.form
        assert [field.id for field in choice.document.form.fields] == ["new"]
        again = button(closed.document, "Open again")
        await work.presses("Ana", again.act, again.ref)
        assert "Acme" in text(await work.says("Ana", "/coach deals"))


async def test_a_closed_deal_is_in_no_digest_and_asks_for_no_reflection(tmp_path):
    async with at_work(tmp_path) as work:
        form = await work.says("Ana", "/precall Acme")
        await work.fills("Ana", form, **CHECK, ends="10:45")
        for _ in range(3):
            await reflects(work, agreed=("nothing",), signals=())
        work.clock.instant += MINUTE
        assert "Stuck? Acme" in text(await work.says("Ana", "/coach week"))
        assert "Acme" in text(await work.says("Mia", "/coach team"))
        await work.fills("Ana", await work.says("Ana", "/precall Acme"), **CHECK, ends="10:45")
        await work.presses("Ana", Act.CLOSE, f"{(await at(work)).id}/lost")
        assert "Stuck? Acme" not in text(await work.says("Ana", "/coach week"))
        assert "Acme" not in text(await work.says("Mia", "/coach team"))
        await work.delivers(hours=1)
        nudges = [each for each in await work.store.deliveries() if each.kind is Kind.NUDGE]
        assert {each.state.value for each in nudges} == {"skipped"}


async def test_the_digests_button_leads_to_the_way_out_and_the_manager_sees_the_walk(tmp_path):
    async with at_work(tmp_path) as work:
        for _ in range(3):
            await reflects(work, agreed=("nothing",))
        work.clock.instant += MINUTE
        await work.fills("Ana", await work.says("Ana", "/coach walk Acme"), walk="goals", seen="said")
        way = button((await work.says("Ana", "/coach week")).document, "Stuck? Acme")
        form = await work.presses("Ana", way.act, way.ref)
        assert "Stuck: Acme" in text(form)
        team = text(await work.says("Mia", "/coach team"))
        assert "Walk: step 3 of 6, Their goals." in team
        assert "Stuck? Acme" not in team


async def test_merging_asks_first_says_there_is_no_undo_and_then_does_it(tmp_path):
    async with at_work(tmp_path) as work:
        typo = await worked(work, deal="Amce")
        await reflects(work, deal="Acme")
        form = await work.presses("Ana", Act.MERGE, str(typo.id))
        again = await work.fills("Ana", form, into=())
        assert "Choose one" in text(again)
        sure = await work.fills("Ana", form, into=str((await at(work)).id))
        assert "There is no undo." in text(sure)
        assert (await at(work, "Amce")).id == typo.id
        yes = button(sure.document, "Merge them")
        done = await work.presses("Ana", yes.act, yes.ref)
        assert "All that belonged to Amce stands here now." in text(done)
        page = await shown(work, "Ana")
        assert "Glasses full: 0 of 3" in page
        assert "Labels by April" in page
        assert (await work.says("Ana", "/coach deal amce")).document.title == "Acme"
        assert "Acme" in (await work.says("Ben", "/precall Amce")).document.title
        twice = await work.presses("Ana", yes.act, yes.ref)
        assert twice.document.title == "Acme"


async def test_buttons_of_a_deal_that_was_merged_lead_to_what_it_became(tmp_path):
    """On cards that stand in a chat; what cannot be undone is asked anew, of the deal that it is by now."""
    async with at_work(tmp_path) as work:
        typo = await worked(work, deal="Amce")
        await reflects(work, deal="Acme")
        conditions = await work.presses("Ana", Act.CONDITIONS, str(typo.id))
        change = await work.presses("Ana", Act.CHANGE, str(typo.id))
        await work.presses("Ana", Act.MERGE, f"{typo.id}/{(await at(work)).id}/yes")
        deal = await at(work)
        for act in (Act.DEAL, Act.CHANGE, Act.CONDITIONS, Act.CLOSE, Act.MERGE, Act.REMOVE, Act.ASK):
            assert "Acme" in text(await work.presses("Ana", act, str(typo.id))), act
        assert "Acme" in (await work.presses("Ana", Act.BEGIN, f"precall/{typo.id}")).document.title
        assert "Saved." in text(await work.fills("Ana", conditions, new="Price holds"))
        assert "Price holds" in [each.text for each in (await at(work)).conditions]
        again = await work.fills("Ana", change, glasses=(typo.conditions[1].key,))
        assert "look once more" in text(again)
        await reflects(work, "Ben", "Bolt")
        bolt = await at(work, "Bolt")
        asked = await work.presses("Mia", Act.MERGE, f"{typo.id}/{bolt.id}/yes")
        assert "There is no undo." in text(asked)
        assert {deal.id, bolt.id} == {(await at(work)).id, (await at(work, "Bolt")).id}


async def test_a_removal_that_was_asked_of_a_merged_deal_is_asked_of_what_it_became(tmp_path):
    async with at_work(tmp_path) as work:
        for name in ("Tpyo", "Typo"):
            await work.says("Ana", f"/precall {name}")
        wrong, right = [await at(work, name) for name in ("Tpyo", "Typo")]
        await work.presses("Ana", Act.MERGE, f"{wrong.id}/{right.id}/yes")
        asked = await work.presses("Ana", Act.REMOVE, f"{wrong.id}/yes")
        assert button(asked.document, "Remove").ref == f"{right.id}/yes"
        assert (await at(work, "Typo")).id == right.id


async def test_a_rep_merges_only_into_deals_of_their_own_a_manager_into_any(tmp_path):
    async with at_work(tmp_path) as work:
        mine = await worked(work)
        await reflects(work, "Ben", "Bolt")
        bolt = await at(work, "Bolt")
        assert "no other deal" in text(await work.presses("Ana", Act.MERGE, str(mine.id)))
        with pytest.raises(NotYours):
            await work.presses("Ana", Act.MERGE, f"{mine.id}/{bolt.id}/yes")
        form = await work.presses("Mia", Act.MERGE, str(mine.id))
        assert form.document.form
        assert [option.label for option in form.document.form.fields[0].options] == ["Bolt"]
        await work.presses("Mia", Act.MERGE, f"{mine.id}/{bolt.id}/yes")
        for name, own in (("Ana", "Labels by April"), ("Ben", "wait after the price")):
            assert own in await shown(work, name, "Bolt")
        assert "Labels by April" not in await shown(work, "Ben", "Bolt")


async def test_a_deal_is_not_merged_with_itself(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        with pytest.raises(NotThere):
            await work.presses("Ana", Act.MERGE, f"{deal.id}/{deal.id}/yes")
        assert await at(work) == deal


async def test_a_typo_is_removed_after_one_question(tmp_path):
    async with at_work(tmp_path) as work:
        await work.says("Ana", "/precall Tpyo")
        page = await work.says("Ana", "/coach deal Tpyo")
        asks = await work.presses("Ana", Act.REMOVE, button(page.document, "Remove").ref)
        yes = button(asks.document, "Remove")
        assert "There is no undo." in text(asks)
        done = await work.presses("Ana", yes.act, yes.ref)
        assert "It is gone." in text(done)
        assert "has no deal called Tpyo" in await shown(work, "Ana", "Tpyo")
        with pytest.raises(NotThere):
            await work.presses("Ana", yes.act, yes.ref)


async def test_what_somebody_submitted_or_another_began_is_not_removed(tmp_path):
    async with at_work(tmp_path) as work:
        deal = await worked(work)
        await work.says("Ana", "/precall Bolt")
        await work.says("Ben", "/precall Bolt")
        for known in (deal, await at(work, "Bolt")):
            page = await work.says("Ana", f"/coach deal {known.name}")
            assert Act.REMOVE not in acts(page)
            refused = await work.presses("Ana", Act.REMOVE, f"{known.id}/yes")
            assert "Close it instead" in text(refused)
            assert (await at(work, known.name)).id == known.id


async def test_moving_on_closes_the_deal_with_one_press_more(tmp_path):
    async with at_work(tmp_path) as work:
        form = await work.says("Ana", "/coach stuck Acme")
        form = await work.fills("Ana", form, role="move-on")
        verdict = await work.fills("Ana", form, why="no-need")
        close = button(verdict.document, "Close the deal")
        await work.presses("Ana", close.act, close.ref)
        assert (await at(work)).closed is Closing.MOVED_ON
