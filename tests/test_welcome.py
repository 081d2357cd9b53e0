"""Whoever is new is told once: who added them, what is kept, who sees it, and how to stop."""

from datetime import timedelta

from bot.coach.greeting import welcome
from bot.ports import Member, Roster
from bot.sending.outbox import Kind
from dialogs.people import Identity
from tests.teamwork import WORDS, Work, account, at_work

PARTS = ("your account, your time zone", WORDS.say("home.who-sees"), "/coach quiet", "/coach forget")


async def welcomes(work: Work) -> list[str]:
    return [each.key for each in await work.store.deliveries() if each.kind is Kind.WELCOME]


async def test_whoever_a_roster_adds_is_told_by_whom_what_is_kept_who_sees_it_and_how_to_stop(tmp_path):
    async with at_work(tmp_path, {"Ana": ("rep", "North")}, welcome={}) as work:
        await work.delivers()
        said = await work.reads("Ana")
        assert "Your admin added you to the team North." in said
        for part in PARTS:
            assert part in said


async def test_a_manager_is_told_what_they_lead(tmp_path):
    async with at_work(tmp_path, {"Ana": ("rep", "North"), "Mia": ("manager", "North")}, welcome={}) as work:
        await work.delivers()
        assert "You lead North" in await work.reads("Mia")
        assert "You lead" not in await work.reads("Ana")


async def test_it_is_said_once_however_often_the_roster_comes(tmp_path):
    async with at_work(tmp_path, {"Ana": ("rep", "North")}, welcome={}) as work:
        await work.delivers()
        row = Member(name="Ana M", email="ana@example.com", role="rep", team="North", identity=account("Ana"))
        await work.store.apply(Roster(members=(row,), welcome={}), work.clock.now())
        await work.delivers(days=1)
        assert len(work.wall.shows) == 1


async def test_a_roster_that_welcomes_nobody_tells_nobody(tmp_path):
    async with at_work(tmp_path, {"Ana": ("rep", "North")}) as work:
        assert await welcomes(work) == []


async def test_whoever_comes_by_themselves_is_told_too_and_once(tmp_path):
    async with at_work(tmp_path, {}) as work:
        new = Identity(platform="slack", workspace="T1", user="UNEW")
        for _ in range(2):
            await work.store.join(new, "Newton", "UTC", "North", work.clock.now())
        await work.delivers()
        said = work.wall.text("UNEW")
        assert "because you wrote to me" in said
        for part in PARTS:
            assert part in said
        assert len(await welcomes(work)) == 1


async def test_somebody_forgotten_adds_nobody(tmp_path):
    """What stays of a forgotten person is nobody's, and nobody is no name in a welcome."""
    async with at_work(tmp_path, {"Ana": ("rep", "North")}) as work:
        await work.store.forget((await work.who("Ana")).id, work.clock.now())
        new = Identity(platform="slack", workspace="T1", user="UNEW")
        await work.store.join(new, "Newton", "UTC", "North", work.clock.now())
        await work.delivers()
        assert "because you wrote to me" in work.wall.text("UNEW")


async def test_a_welcome_keeps_to_the_quiet_hours_and_to_days_off(tmp_path):
    async with at_work(tmp_path, {"Ana": ("rep", "North")}, welcome={}) as work:
        await work.delivers(hours=10)  # 20:00
        assert await work.reads("Ana") == ""
        await work.delivers(hours=11, minutes=59)
        assert await work.reads("Ana") == ""
        await work.delivers(minutes=1)  # 08:00
        assert "Your admin added you" in await work.reads("Ana")
        work.clock.instant += timedelta(days=3, hours=2)  # Saturday, 10:00
        ben = Member(name="Ben", email="ben@example.com", role="rep", team="North", identity=account("Ben"))
        await work.store.apply(Roster(members=(ben,), welcome={}), work.clock.now())
        await work.delivers()
        assert await work.reads("Ben") == ""
        await work.delivers(days=2)
        assert "Your admin added you" in await work.reads("Ben")


async def test_whoever_writes_at_night_is_told_at_once(tmp_path):
    async with at_work(tmp_path, {}) as work:
        work.clock.instant += timedelta(hours=17)  # 03:00
        new = Identity(platform="slack", workspace="T1", user="UNEW")
        await work.store.join(new, "Newton", "UTC", "North", work.clock.now())
        await work.delivers()
        assert "because you wrote to me" in work.wall.text("UNEW")


async def test_whoever_is_quiet_hears_nothing_of_another_team(tmp_path):
    async with at_work(tmp_path) as work:
        await work.says("Ana", "/coach quiet")
        await work.store.enqueue([welcome((await work.who("Ana")).id, {}, work.clock.now(), work.ids, 1)])
        await work.delivers()
        assert await work.reads("Ana") == ""


async def test_whoever_is_in_no_team_any_more_is_not_welcomed(tmp_path):
    async with at_work(tmp_path, {"Ana": ("rep", "North")}, welcome={}) as work:
        ana = await work.who("Ana")
        await work.store.put_member(ana.id, None, ana.role, work.clock.now())
        await work.delivers()
        assert work.wall.shows == []
