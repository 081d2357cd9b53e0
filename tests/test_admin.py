"""`/coach admin`: how the house is, in counts, for admins alone; who asks is looked up each time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.coach.admin import Admin
from bot.sending.outbox import Kind, State
from dialogs.pages.admin import TEAMS_SHOWN, Condition, TeamLine, admin_page
from dialogs.people import Role
from dialogs.plain import to_text
from tests.dialogs.house import WORDS
from tests.store.making import delivery
from tests.teamwork import LIBRARY, NORTH, SOUTH, Work, at_work, text

PEOPLE = {
    "Ana": ("rep", NORTH.name),
    "Bo": ("rep", NORTH.name),
    "Mona": ("manager", NORTH.name),
    "Ada": ("admin", SOUTH.name),
}


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Work]:
    async with at_work(tmp_path, PEOPLE) as opened:
        yield opened


async def test_an_admin_sees_counts_and_no_names(work: Work):
    ana = await work.who("Ana")
    lost = delivery("lost", Kind.NUDGE, person=ana.id, due=work.clock.now())
    await work.store.enqueue([lost])
    await work.store.claim(work.clock.now())
    await work.store.settle(lost.id, State.PARKED, work.clock.now())
    said = text(await work.says("Ada", "/coach admin"))
    north = next(line for line in said.splitlines() if NORTH.name in line)
    assert [cell for cell in north.replace("|", " ").split() if cell.isdecimal()] == ["2", "1", "0", "0", "1"]
    for promised in ("kairos outbox", "never yet", "no issues", " MB"):
        assert promised in said
    assert not any(name in said for name in PEOPLE)


@pytest.mark.parametrize("name", ["Ana", "Mona"])
async def test_anybody_else_is_told_kindly_whose_page_it_is(work: Work, name):
    said = text(await work.says(name, "/coach admin"))
    assert "This page is for admins" in said
    assert NORTH.name not in said


async def test_who_was_an_admin_is_refused_at_once(work: Work):
    ada = await work.who("Ada")
    await work.store.put_member(ada.id, ada.team, Role.REP, work.clock.now())
    screen = await work.coach.say(ada, "/coach admin", "k")  # with the person as they were known before
    assert "This page is for admins" in text(screen)


async def test_the_contents_issues_are_looked_for_anew(work: Work):
    found: list[str] = []
    admin = Admin(work.store, LIBRARY, work.clock, lambda: tuple(found))
    ada = await work.who("Ada")
    assert "no issues" in text(await admin.page(ada))
    found += ["flows/precall.yaml:3: title: it is missing", "words.yaml:1: odd"]
    assert "2 issues, the first: flows/precall.yaml:3" in text(await admin.page(ada))


def condition(*teams: TeamLine) -> Condition:
    return Condition(version="1.0", teams=teams, issues=(), size=1_500_000, digests=None, zone="UTC")


def test_an_empty_house_says_what_to_do():
    said = to_text(admin_page(condition(), WORDS))
    assert "kairos roster import" in said
    assert "1.5 MB" in said


def test_more_teams_than_a_message_holds_are_counted():
    lines = [TeamLine(f"Team {n}", {Role.REP: n}, 0, 0) for n in range(TEAMS_SHOWN + 2)]
    said = to_text(admin_page(condition(*lines), WORDS))
    assert "2 more teams" in said
    assert f"Team {TEAMS_SHOWN}" not in said
    assert "kairos outbox" not in said


def test_who_is_in_no_team_has_a_line():
    assert "in no team" in to_text(admin_page(condition(TeamLine("", {Role.REP: 1}, 0, 0)), WORDS))
