"""A team is set up in chat, by whoever leads it and by nobody else."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.coach.scenes import Screen
from bot.sending.outbox import State
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.people import Identity, Role
from tests.teamwork import LEADERLESS, LIBRARY, Work, at_work, button, buttons, text

ONE = {"Ana": ("rep", "North"), "Mia": ("manager", "North")}


async def form(work: Work, name: str, part: str, team: str = "North") -> Screen:
    return await work.presses(name, Act.SETUP, f"{part}/{(await work.team(team)).id}")


def problems(screen: Screen) -> dict[str, str]:
    assert screen.document.form is not None
    return {each.id: each.problem for each in screen.document.form.fields if each.problem}


async def test_a_manager_sees_all_that_is_set_and_a_button_for_each_part(tmp_path):
    async with at_work(tmp_path) as work:
        screen = await work.says("Mia", "/coach setup")
        assert screen.opens
        said = text(screen)
        for part in (
            "C1",
            "UTC",
            "Fri 16:00",
            "Mon 08:30",
            "09:00",
            "Reps: Ana, Ben, Cleo",
            "Managers: Mia, Noa",
        ):
            assert part in said
        assert "[Channel and place] [Times] [Themes] [Add somebody] [Take somebody out]" in said
        assert "Another team" not in said


async def test_every_button_of_the_page_leads_somewhere(tmp_path):
    async with at_work(tmp_path) as work:
        page = await work.says("Ida", "/coach setup")
        for each in buttons(page.document):
            opened = await work.presses("Ida", each.act, each.ref)
            assert opened.opens
            assert opened.document.form or buttons(opened.document)


async def test_times_are_kept_as_the_roster_writes_them_and_said_back(tmp_path):
    async with at_work(tmp_path) as work:
        said = text(
            await work.fills(
                "Mia",
                await form(work, "Mia", "times"),
                rep_digest="thu 9:15",
                manager_digest="Mon 08:30",
                tip_time="8:05:00",
            )
        )
        assert "Saved. Reps' digest: Thu 09:15; Tip of the day: 08:05" in said
        team = await work.team()
        assert (team.rep_digest, team.manager_digest, team.tip_time) == ("Thu 09:15", "Mon 08:30", "08:05")


async def test_a_wrong_time_is_said_at_its_field_and_nothing_is_kept(tmp_path):
    async with at_work(tmp_path) as work:
        before = await work.team()
        again = await work.fills(
            "Mia",
            await form(work, "Mia", "times"),
            rep_digest="Fr 16",
            manager_digest="Tue 10:00",
            tip_time="25:00",
        )
        assert set(problems(again)) == {"rep-digest", "tip-time"}
        assert again.document.form is not None
        assert again.document.form.fields[0].values == ("Fr 16",)
        assert await work.team() == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("channel", "general"),
        ("channel", "#general"),
        ("country", "Atlantis"),
        ("zone", "Berlin"),
        ("zone", ""),
    ],
)
async def test_a_wrong_place_is_said_at_its_field_and_nothing_is_kept(tmp_path, field, typed):
    async with at_work(tmp_path) as work:
        before = await work.team()
        values = {"channel": "C9", "country": "FR", "zone": "Europe/Paris"} | {field: typed}
        again = await work.fills("Mia", await form(work, "Mia", "place"), **values)
        assert set(problems(again)) == {field}
        assert await work.team() == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            {"channel": "<#C123|north>", "country": "de-by", "zone": "Europe/Berlin"},
            ("C123", "DE-BY", "Europe/Berlin"),
        ),
        ({"channel": "", "country": "", "zone": "UTC"}, ("", "", "UTC")),
    ],
)
async def test_a_place_is_kept(tmp_path, typed, kept):
    async with at_work(tmp_path) as work:
        assert "Saved." in text(await work.fills("Mia", await form(work, "Mia", "place"), **typed))
        team = await work.team()
        assert (team.channel, team.country, team.zone) == kept


async def test_a_form_sent_as_it_was_changes_nothing(tmp_path):
    async with at_work(tmp_path) as work:
        assert "Nothing was changed" in text(await work.fills("Mia", await form(work, "Mia", "times")))


async def test_themes_are_ordered_pinned_skipped_and_follow_the_gaps(tmp_path):
    async with at_work(tmp_path) as work:
        said = text(
            await work.fills(
                "Mia",
                await form(work, "Mia", "themes"),
                order="3, 1",
                pinned="kairos",
                skipped=("effort-balance", "discovery-walk"),
                gaps="yes",
            )
        )
        wishes = await work.store.wishes((await work.team()).id)
        assert wishes.order == (LIBRARY.order[2], LIBRARY.order[0])
        assert wishes.pinned == "kairos"
        assert wishes.skipped == {"effort-balance", "discovery-walk"}
        assert wishes.follow_gaps
        assert "This week: Kairos" in said
        again = await form(work, "Mia", "themes")
        assert again.document.form is not None
        values = {each.id: each.values for each in again.document.form.fields}
        assert values["order"] == ("3, 1",)
        assert set(values["skipped"]) == wishes.skipped
        await work.fills("Mia", again, order="", pinned="none", skipped=(), gaps="no")
        assert (await work.store.wishes((await work.team()).id)).order == ()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("order", "1, 1"),
        ("order", "0"),
        ("order", "14"),
        ("order", "kairos"),
        ("pinned", "nothing-like-it"),
        ("skipped", LIBRARY.order),
        ("skipped", ("nothing-like-it",)),
    ],
)
async def test_a_wrong_wish_is_said_at_its_field_and_nothing_is_kept(tmp_path, field, typed):
    async with at_work(tmp_path) as work:
        before = await work.store.wishes((await work.team()).id)
        again = await work.fills("Mia", await form(work, "Mia", "themes"), **{field: typed})
        assert field in problems(again)
        assert await work.store.wishes((await work.team()).id) == before


async def test_a_theme_that_is_left_out_cannot_come_first(tmp_path):
    async with at_work(tmp_path) as work:
        again = await work.fills(
            "Mia", await form(work, "Mia", "themes"), pinned="kairos", skipped=("kairos",)
        )
        assert set(problems(again)) == {"pinned"}


@pytest.mark.parametrize("way", ["said", "pressed"])
async def test_tips_pause_for_so_many_weeks_and_come_again(tmp_path, way):
    async with at_work(tmp_path) as work:
        team = (await work.team()).id
        if way == "said":
            screen = await work.says("Mia", "/coach setup pause 2")
        else:
            two_weeks = button((await work.says("Mia", "/coach setup")).document, "No tips for 2 weeks")
            screen = await work.presses("Mia", two_weeks.act, two_weeks.ref)
        assert "No tips until Tue 24 March is over." in text(screen)
        assert await work.store.tips_paused(team) == date(2026, 3, 24)
        again = button(screen.document, "Tips again")
        assert "Tips come again" in text(await work.presses("Mia", again.act, again.ref))
        assert await work.store.tips_paused(team) is None


@pytest.mark.parametrize("weeks", ["-1", "many", "27", "2 3"])
async def test_a_pause_that_is_none_changes_nothing(tmp_path, weeks):
    async with at_work(tmp_path) as work:
        assert "how many weeks" in text(await work.says("Mia", f"/coach setup pause {weeks}"))
        assert await work.store.tips_paused((await work.team()).id) is None


async def test_a_rep_is_told_who_sets_the_team_up(tmp_path):
    async with at_work(tmp_path) as work:
        for text_said in ("/coach setup", "/coach setup pause 2"):
            said = text(await work.says("Ana", text_said))
            assert "whoever leads the team" in said
            assert "Mia" in said
            assert "[" not in said
        assert await work.store.tips_paused((await work.team()).id) is None


@pytest.mark.parametrize("part", ["place", "times", "themes", "add", "remove"])
@pytest.mark.parametrize("name", ["Ana", "Sol", "Tom"])
async def test_a_form_sent_by_whoever_does_not_lead_the_team_is_refused(tmp_path, part, name):
    async with at_work(tmp_path) as work:
        opened = await form(work, "Mia", part)
        values = {"who": "Ana"} if part == "add" else {"member": str((await work.who("Ben")).id)}
        before = (await work.team(), await work.store.people((await work.team()).id))
        with pytest.raises(NotYours):
            await work.fills(name, opened, **(values if part in {"add", "remove"} else {}))
        assert (await work.team(), await work.store.people((await work.team()).id)) == before


async def test_a_manager_opens_no_other_teams_parts_nor_pauses_its_tips(tmp_path):
    async with at_work(tmp_path) as work:
        with pytest.raises(NotYours):
            await form(work, "Mia", "times", "South")
        with pytest.raises(NotYours):
            await work.presses("Mia", Act.PAUSE, f"{(await work.team('South')).id}/2")


@pytest.mark.parametrize("ref", ["times", "times/", "times/1", "nothing/{team}", "/{team}", "times/x"])
async def test_a_made_up_part_or_team_is_not_there(tmp_path, ref):
    async with at_work(tmp_path) as work:
        with pytest.raises(NotThere):
            await work.presses("Mia", Act.SETUP, ref.format(team=(await work.team()).id))


async def test_an_admin_sets_up_every_team_of_their_workspace(tmp_path):
    async with at_work(tmp_path) as work:
        page = await work.says("Ida", "/coach setup")
        assert "Setup: South" in text(page)
        choice = await work.presses("Ida", Act.SETUP, button(page.document, "Another team").ref)
        north = button(choice.document, "North")
        assert "Setup: North" in text(await work.presses("Ida", north.act, north.ref))
        assert "Saved" in text(await work.fills("Ida", await form(work, "Ida", "times"), tip_time="10:00"))


async def test_an_admin_of_another_workspace_does_not(tmp_path):
    async with at_work(tmp_path) as work:
        elsewhere = Identity(platform="slack", workspace="T2", user="UEVA")
        eva = await work.store.join(elsewhere, "Eva", "UTC", "Elsewhere", work.clock.now())
        await work.store.put_member(eva.id, eva.team, Role.ADMIN, work.clock.now())
        eva = eva.model_copy(update={"role": Role.ADMIN})
        with pytest.raises(NotYours):
            await work.coach.press(eva, Act.SETUP, f"times/{(await work.team()).id}", "key")


async def test_somebody_who_was_here_is_added_by_e_mail_and_told_by_whom(tmp_path):
    async with at_work(tmp_path, ONE | {"Zoe": ("rep", "South")}) as work:
        opened = await form(work, "Mia", "add")
        assert "Zoe is in the team: Rep" in text(await work.fills("Mia", opened, who="zoe@example.com"))
        assert (await work.who("Zoe")).team == (await work.team()).id
        await work.delivers()
        assert "Mia added you to the team North." in await work.reads("Zoe")


@pytest.mark.parametrize("who", ["<@UNEW>", "<@UNEW|new>", "UNEW"])
async def test_somebody_who_was_never_here_is_added_by_their_account(tmp_path, who):
    async with at_work(tmp_path) as work:
        await work.fills("Mia", await form(work, "Mia", "add"), who=who, role="rep")
        new = await work.store.known_as(Identity(platform="slack", workspace="T1", user="UNEW"))
        assert new is not None
        assert (new.team, new.role) == ((await work.team()).id, Role.REP)
        await work.delivers()
        assert "Mia added you to the team North." in work.wall.text("UNEW")
        identity = Identity(platform="slack", workspace="T1", user="UNEW")
        joined = await work.store.join(identity, "Newton", "Europe/Rome", "Standin", work.clock.now())
        assert (joined.id, joined.name, joined.team) == (new.id, "Newton", new.team)


@pytest.mark.parametrize("who", ["", "nobody@example.com", "somebody", "<@>"])
async def test_whoever_nobody_knows_is_asked_for_once_more(tmp_path, who):
    async with at_work(tmp_path) as work:
        again = await work.fills("Mia", await form(work, "Mia", "add"), who=who)
        assert set(problems(again)) == {"who"}


async def test_a_manager_takes_nobody_from_a_team_that_somebody_leads(tmp_path):
    async with at_work(tmp_path) as work:
        again = await work.fills("Mia", await form(work, "Mia", "add"), who="sol@example.com")
        assert "An admin can move them" in problems(again)["who"]
        await work.fills("Ida", await form(work, "Ida", "add"), who="sol@example.com")
        assert (await work.who("Sol")).team == (await work.team()).id


async def test_nobody_of_another_workspace_is_added(tmp_path):
    async with at_work(tmp_path) as work:
        elsewhere = Identity(platform="slack", workspace="T2", user="UEVA")
        eva = await work.store.join(elsewhere, "Eva", "UTC", "Elsewhere", work.clock.now())
        for who in (eva.email, "Eva"):
            again = await work.fills("Mia", await form(work, "Mia", "add"), who=who)
            assert set(problems(again)) == {"who"}


async def test_only_an_admin_makes_admins_and_changes_them(tmp_path):
    async with at_work(tmp_path) as work:
        opened = await form(work, "Mia", "add")
        assert opened.document.form is not None
        assert [option.id for option in opened.document.form.fields[1].options] == ["rep", "manager"]
        again = await work.fills("Mia", opened, who="Ana", role="admin")
        assert problems(again)
        assert (await work.who("Ana")).role is Role.REP
        assert (
            "Only an admin"
            in problems(await work.fills("Tom", await form(work, "Tom", "add", "South"), who="Ida"))["who"]
        )
        await work.fills("Ida", await form(work, "Ida", "add"), who="ana@example.com", role="admin")
        assert (await work.who("Ana")).role is Role.ADMIN


async def test_nobody_changes_or_removes_themselves(tmp_path):
    async with at_work(tmp_path) as work:
        again = await work.fills("Mia", await form(work, "Mia", "add"), who="Mia", role="rep")
        assert "cannot change that for yourself" in problems(again)["who"]
        opened = await form(work, "Mia", "remove")
        assert opened.document.form is not None
        assert [option.label for option in opened.document.form.fields[0].options] == [
            "Ana",
            "Ben",
            "Cleo",
            "Noa",
        ]
        again = await work.fills("Mia", opened, member=str((await work.who("Mia")).id))
        assert problems(again)
        assert (await work.who("Mia")).role is Role.MANAGER


async def test_whoever_is_taken_out_is_in_no_team_and_leads_nothing(tmp_path):
    async with at_work(tmp_path) as work:
        noa = await work.who("Noa")
        said = text(await work.fills("Mia", await form(work, "Mia", "remove"), member=str(noa.id)))
        assert "Noa is not in the team any more" in said
        gone = await work.who("Noa")
        assert (gone.team, gone.role) == (None, Role.REP)
        with pytest.raises(NoTeam):
            await work.says("Noa", "/coach setup")


async def test_a_member_of_another_team_cannot_be_taken_out_here(tmp_path):
    async with at_work(tmp_path) as work:
        sol = await work.who("Sol")
        again = await work.fills("Mia", await form(work, "Mia", "remove"), member=str(sol.id))
        assert problems(again)
        assert (await work.who("Sol")).team == sol.team


async def test_a_new_manager_gets_the_questions_that_wait(tmp_path):
    async with at_work(
        tmp_path, {"Ana": ("rep", "North"), "Ben": ("rep", "North"), "Ida": ("admin", "North")}
    ) as work:
        assert "no manager whom you could ask yet" in text(await work.says("Ana", "/coach ask Who helps me?"))
        await work.fills("Ida", await form(work, "Ida", "add"), who="Ben", role="manager")
        await work.delivers()
        assert "Who helps me?" in await work.reads("Ben")


async def test_in_a_team_that_nobody_leads_the_first_who_says_so_is_its_manager_and_all_are_told(tmp_path):
    async with at_work(tmp_path, LEADERLESS) as work:
        offer = await work.says("Ana", "/coach setup")
        assert "Are you its manager?" in text(offer)
        assert (await work.who("Ana")).role is Role.REP
        claim = button(offer.document, "I am the manager")
        assert "You are the manager of North now" in text(await work.presses("Ana", claim.act, claim.ref))
        assert (await work.who("Ana")).role is Role.MANAGER
        await work.delivers()
        assert "Ana has said: I am the manager of North." in await work.reads("Ben")
        assert await work.reads("Sol") == ""
        assert "whoever leads the team: Ana" in text(await work.presses("Ben", claim.act, claim.ref))
        assert (await work.who("Ben")).role is Role.REP


async def test_two_who_say_so_at_once_are_not_both_it(tmp_path):
    async with at_work(tmp_path, LEADERLESS) as work:
        ref = f"claim/{(await work.team()).id}"
        await asyncio.gather(work.presses("Ana", Act.SETUP, ref), work.presses("Ben", Act.SETUP, ref))
        roles = [(await work.who(name)).role for name in ("Ana", "Ben")]
        assert sorted(roles) == [Role.MANAGER, Role.REP]


async def test_nobody_claims_another_team_nor_one_that_is_led(tmp_path):
    async with at_work(tmp_path, LEADERLESS) as work:
        await work.presses("Sol", Act.SETUP, f"claim/{(await work.team()).id}")
        await work.presses("Sol", Act.SETUP, f"claim/{(await work.team('South')).id}")
        assert (await work.who("Sol")).role is Role.REP
        assert await work.store.deliveries(State.WAITING) == ()


async def test_where_the_workspace_has_an_admin_nobody_claims_a_team(tmp_path):
    async with at_work(tmp_path, {"Ana": ("rep", "North"), "Ida": ("admin", "South")}) as work:
        said = await work.says("Ana", "/coach setup")
        assert "whoever leads the team: Ida" in text(said)
        await work.presses("Ana", Act.SETUP, f"claim/{(await work.team()).id}")
        assert (await work.who("Ana")).role is Role.REP


async def test_a_new_manager_may_set_the_team_up_at_once(tmp_path):
    async with at_work(tmp_path, LEADERLESS) as work:
        await work.presses("Ana", Act.SETUP, f"claim/{(await work.team()).id}")
        work.clock.instant += timedelta(minutes=1)
        assert "Saved" in text(await work.fills("Ana", await form(work, "Ana", "times"), tip_time="10:00"))
