"""`kairos serve` as a real process with Teams, alone and beside Slack."""

from pathlib import Path

from bot.teams.server import PATH
from tests.cli.test_serve import serving
from tests.slack.standin.standin import StandIn
from tests.slack.standin.workspace import BOT_TOKEN
from tests.slack.world import SECRET
from tests.teams.standin.standin import TeamsStandIn


async def test_a_rep_in_teams_is_heard_and_answered(tmp_path: Path):
    async with TeamsStandIn(signed=False) as teams:
        ana = teams.add_person("Ana Sousa")
        async with serving(tmp_path, {"KAIROS_INSECURE_TEAMS": "1"}) as (_, port):
            teams.reach(f"http://127.0.0.1:{port}{PATH}")
            await ana.installs()
            await ana.says("precall Acme")
            await ana.sees("Acme")


async def test_slack_and_teams_stand_on_one_port(tmp_path: Path):
    async with StandIn() as slack, TeamsStandIn(signed=False) as teams:
        given = {
            "KAIROS_INSECURE_TEAMS": "1",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_API_URL": slack.api_url,
            "SLACK_SIGNING_SECRET": SECRET,
        }
        slack.add_person("U1", "ana", real_name="Ana Sousa", tz="Europe/Lisbon")
        async with serving(tmp_path, given) as (_, port):
            slack.over_http(f"http://127.0.0.1:{port}/slack/events", SECRET)
            teams.reach(f"http://127.0.0.1:{port}{PATH}")
            bo = teams.add_person("Bo Lind")
            await bo.says("precall Acme")
            await bo.sees("Acme")
            await slack.user("U1").command("/precall", "Bolt")
            await slack.user("U1").sees_modal("Before the call: Bolt")
