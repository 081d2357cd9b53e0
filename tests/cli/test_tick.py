"""`kairos tick`: what is due at an instant is done, delivered and told, as often as it is given."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import FixedClock
from bot.ids import ids
from bot.ports import Roster
from bot.store.store import SqliteStore
from bot.web.channel import channel
from dialogs.people import Team
from tests.cli.conftest import Kairos
from tests.slack.standin.standin import StandIn
from tests.slack.standin.workspace import BOT_TOKEN

PEOPLE = "name,email,role,team,platform,workspace,user,timezone\n"
TEAMS = "team,platform,workspace,channel,country,timezone,rep_digest,manager_digest,tip_time\n"
MORNING = "2082-03-10T09:00+01:00"  # a Tuesday, long after any enrolment


@pytest.fixture
def roster(kairos: Kairos) -> Any:
    """Brings one team in on that platform: a rep, a manager, a channel."""

    def bring(platform: str) -> None:
        mia = f"Mia,mia@example.com,rep,North,{platform},T1,U1,\n"
        tom = f"Tom,tom@example.com,manager,North,{platform},T1,U2,\n"
        Path("people.csv").write_text(PEOPLE + mia + tom, encoding="utf-8")
        team = f"North,{platform},T1,C1,DE,Europe/Berlin,Fri 16:00,Mon 08:30,09:00\n"
        Path("teams.csv").write_text(TEAMS + team, encoding="utf-8")
        assert kairos("roster", "import", "people.csv", "--teams", "teams.csv").exit_code == 0

    return bring


@pytest.fixture
def reflected(kairos: Kairos, roster: Any) -> Any:
    """The same, and Mia reflected on a call on the Wednesday."""

    def bring(platform: str) -> None:
        roster(platform)
        Path("answers.yaml").write_text(
            "agreed: [introduce]\nlearning: wait after the price\n", encoding="utf-8"
        )
        told = ("--as", "mia@example.com", "--now", "2082-03-11T11:00+01:00", "--answers", "answers.yaml")
        result = kairos("chat", "postcall", "Acme", *told)
        assert result.exit_code == 0, result.output

    return bring


def ticked(kairos: Kairos, now: str, **variables: str) -> list[dict[str, str]]:
    result = kairos("tick", "--now", now, "--json", **variables)
    assert result.exit_code == 0, result.output
    rows: list[dict[str, str]] = json.loads(result.stdout)["deliveries"]
    return rows


def slack(standin: StandIn) -> dict[str, str]:
    return {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": standin.api_url, "SLACK_SIGNING_SECRET": "s"}


def test_without_a_zone_the_instant_is_refused(kairos: Kairos):
    result = kairos("tick", "--now", "2082-03-10T09:00")
    assert result.exit_code == 2
    assert "has no zone" in result.stderr


def test_where_nothing_is_due_it_says_so(kairos: Kairos):
    result = kairos("tick", "--now", MORNING)
    assert (result.exit_code, result.stdout) == (0, "Nothing is due.\n")
    assert ticked(kairos, MORNING) == []


async def test_a_week_in_slack(kairos: Kairos, reflected: Any):
    async with StandIn() as standin:
        standin.add_person("U1", "mia")
        standin.add_person("U2", "tom")
        standin.add_channel("C1", "north")
        reach = slack(standin)

        def week() -> list[list[dict[str, str]]]:
            reflected("slack")
            friday, monday = "2082-03-13T16:00+01:00", "2082-03-16T08:30+01:00"
            return [ticked(kairos, at, **reach) for at in (MORNING, friday, friday, monday, monday)]

        tip, rep, again, manager, at_last = await asyncio.to_thread(week)
        of = {"team": "North", "status": "sent", "why": ""}
        assert {"kind": "tip", "to": "C1", "period": "2082-03-10", **of} in tip
        assert {"kind": "rep-digest", "to": "mia@example.com", "period": "2082-W11", **of} in rep
        assert {"kind": "manager-digest", "to": "tom@example.com", "period": "2082-W11", **of} in manager
        assert again == at_last == []
        assert not standin.workspace.duplicates
        for user in ("U1", "U2"):
            assert standin.user(user).dm
        assert [one for one in standin.workspace.messages if one.channel == "C1"]


def test_where_nothing_is_set_up_it_waits_and_says_which_channel_is_missing(kairos: Kairos, roster: Any):
    roster("slack")
    (tip,) = [row for row in ticked(kairos, MORNING) if row["period"] == "2082-03-10"]
    assert tip["status"] == "waiting"
    assert tip["why"] == "no channel reaches the team North: Kairos is not connected to slack."


def test_what_is_done_is_told_in_lines(kairos: Kairos, roster: Any):
    roster("slack")
    said = kairos("tick", "--now", MORNING).stdout.splitlines()
    assert any(line.split()[:5] == ["waiting", "tip", "C1", "North", "2082-03-10"] for line in said)


def test_the_playgrounds_own_deliveries_go_into_the_playground(kairos: Kairos, tmp_path: Path):
    asyncio.run(_playground(tmp_path / "kairos.db"))
    of_today = [row for row in ticked(kairos, MORNING) if row["period"] == "2082-03-10"]
    assert [(row["kind"], row["status"]) for row in of_today] == [("tip", "sent")]
    assert asyncio.run(_posts(tmp_path / "kairos.db")) == 1


@pytest.mark.parametrize("token", ["xoxb-wrong"])
async def test_a_slack_that_does_not_let_us_in_is_one_plain_line(kairos: Kairos, token: str):
    async with StandIn() as standin:
        given = {**slack(standin), "SLACK_BOT_TOKEN": token}
        result = await asyncio.to_thread(kairos, "tick", "--now", MORNING, **given)
    assert result.exit_code == 1
    assert "SLACK_BOT_TOKEN" in result.stderr
    assert "Traceback" not in result.stderr


async def _playground(path: Path) -> None:
    """A team of the playground's with a channel, known for ever."""
    clock = FixedClock(datetime(2082, 1, 1, tzinfo=UTC))
    fields = {
        "platform": "web",
        "workspace": "web",
        "channel": "demo",
        "country": "",
        "zone": "Europe/Berlin",
    }
    async with await SqliteStore.open(path, ids(clock)) as store:
        await store.apply(Roster(members=(), teams=(Team(id=7, name="Demo", **fields),)), clock.now())


async def _posts(path: Path) -> int:
    async with await SqliteStore.open(path, ids(FixedClock(datetime(2082, 1, 1, tzinfo=UTC)))) as store:
        return len(await store.posts(channel(7)))
