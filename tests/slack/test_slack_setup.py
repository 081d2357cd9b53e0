"""Setting Slack up: settings, the manifest, what `kairos check` says, how the process starts and stops."""

import asyncio
import json
import logging

import pytest

from bot.clock import FixedClock
from bot.errors import SettingsError, TryLater
from bot.ids import ids
from bot.serving.pace import Pace
from bot.serving.rounds import Clockwork
from bot.serving.tasks import Tasks
from bot.settings import settings, slack_mode
from bot.slack.api import NoSlack, connected
from bot.slack.doctor import check
from bot.slack.manifest import manifest
from tests.slack.standin.manifest import problems
from tests.slack.standin.standin import StandIn
from tests.slack.standin.workspace import APP_TOKEN, BOT_TOKEN
from tests.slack.world import TUESDAY_TEN, WORDS, configured, kairos

VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN")


@pytest.fixture(autouse=True)
def _no_slack_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("bot", "secret", "app", "mode"),
    [
        ("", "", "", None),
        ("xoxb-1", "s", "", "http"),
        ("xoxb-1", "", "xapp-1", "socket"),
        ("xoxb-1", "s", "xapp-1", "socket"),
        ("xoxe.xoxb-1", "s", "", "http"),
    ],
)
def test_a_whole_configuration_says_how_slack_is_served(bot, secret, app, mode):
    assert slack_mode(settings(**dict(zip(VARIABLES, (bot, secret, app), strict=True)))) == mode


@pytest.mark.parametrize(
    ("bot", "secret", "app", "missing"),
    [
        ("xoxb-1", "", "", "SLACK_SIGNING_SECRET"),
        ("", "s", "", "SLACK_BOT_TOKEN"),
        ("", "", "xapp-1", "SLACK_BOT_TOKEN"),
        ("xoxp-1", "s", "", "SLACK_BOT_TOKEN"),
        ("xoxb-1", "", "xoxb-1", "SLACK_APP_TOKEN"),
    ],
)
def test_half_a_configuration_is_refused_with_what_is_missing(bot, secret, app, missing):
    with pytest.raises(SettingsError, match=missing):
        slack_mode(settings(**dict(zip(VARIABLES, (bot, secret, app), strict=True))))


def test_tokens_do_not_show_in_the_settings():
    assert "xoxb-1" not in repr(settings(SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1"))


@pytest.mark.parametrize("socket", [False, True])
def test_the_manifest_is_as_slack_wants_it(socket):
    made = manifest(WORDS, url="https://kairos.example/", socket=socket)
    assert problems(made) == []
    assert made["oauth_config"]["scopes"]["bot"] == ["chat:write", "commands", "im:write", "users:read"]
    assert ("https://kairos.example/slack/events" in json.dumps(made)) is not socket


async def test_check_says_which_scope_is_missing_for_what():
    async with StandIn() as slack:
        found = await check(configured(slack, "http"))
        assert [state for state, _ in found] == ["ok", "warning"]
        assert "im:history" in found[1][1]
        slack.workspace.tokens[BOT_TOKEN].scopes.discard("users:read")
        found = await check(configured(slack, "socket"))
        assert ("wrong", "slack: the scope users:read is missing: people's names and time zones") in found


async def test_check_tells_a_bad_token_and_half_a_configuration_and_is_silent_without_slack():
    async with StandIn() as slack:
        [(state, text)] = await check(configured(slack, "http", SLACK_BOT_TOKEN="xoxb-wrong"))
        assert state == "wrong"
        assert "does not know the token" in text
        assert await check(settings()) == []
        [(state, text)] = await check(settings(SLACK_BOT_TOKEN="xoxb-1"))
        assert "SLACK_SIGNING_SECRET" in text


async def test_a_bad_token_is_refused_at_the_start():
    async with StandIn() as slack:
        with pytest.raises(NoSlack, match="does not know the token"):
            async with connected(configured(slack, "http", SLACK_BOT_TOKEN="xoxb-wrong")):
                pass


async def test_a_bad_app_token_is_refused_at_the_start(monkeypatch):
    monkeypatch.setattr("tests.slack.world.APP_TOKEN", "xapp-wrong")
    with pytest.raises(NoSlack, match="Socket Mode"):
        async with kairos("socket"):
            pass
    assert APP_TOKEN != "xapp-wrong"


async def test_a_pace_lets_a_burst_through_and_then_one_after_another():
    pace = Pace(a_minute=6000, burst=5)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(5):
        await pace.turn()
    assert loop.time() - began < 0.01
    for _ in range(5):
        await pace.turn()
    assert loop.time() - began >= 0.045


async def test_a_round_that_fails_does_not_end_the_rounds(caplog):
    class Moody:
        rounds = 0
        enough = asyncio.Event()

        async def round(self) -> tuple[()]:
            self.rounds += 1
            if self.rounds == 4:
                self.enough.set()
            if self.rounds == 1:
                raise ZeroDivisionError
            return ()

        def stop(self) -> None:
            self.rounds = 0

    moody = Moody()
    clockwork = Clockwork(moody, pause=0.001)
    running = asyncio.create_task(clockwork.run())
    async with asyncio.timeout(5):
        await moody.enough.wait()
    clockwork.stop()
    await running
    assert "a round of deliveries failed" in caplog.text


async def test_a_round_that_did_something_is_followed_by_another_at_once():
    class Busy:
        rounds = 0
        done = asyncio.Event()

        async def round(self) -> tuple[str, ...]:
            self.rounds += 1
            if self.rounds < 3:
                return ("something",)
            self.done.set()
            return ()

        def stop(self) -> None:
            self.stopped = True

    busy = Busy()
    clockwork = Clockwork(busy, pause=3600)
    running = asyncio.create_task(clockwork.run())
    async with asyncio.timeout(5):
        await busy.done.wait()
    clockwork.stop()
    await running
    assert (busy.rounds, busy.stopped) == (3, True)


async def test_work_that_fails_or_never_ends_is_logged_and_given_up(caplog):
    caplog.set_level(logging.WARNING)
    tasks = Tasks(ids(FixedClock(TUESDAY_TEN), seed=1))
    never = asyncio.Event()

    async def fails() -> None:
        raise ZeroDivisionError

    async def waits() -> None:
        raise TryLater("busy")

    async def hangs() -> None:
        await never.wait()

    tasks.start(fails(), "failing work")
    tasks.start(waits(), "busy work")
    tasks.start(hangs(), "endless work")
    await tasks.drain(0.05)
    assert "failing work failed, error" in caplog.text
    assert "busy work: busy" in caplog.text
