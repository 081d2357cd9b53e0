"""`kairos manifest`: what a platform wants to know, ready to upload."""

import json
import re
from pathlib import Path

import pytest

from bot.app import house
from bot.settings import settings
from tests.cli.conftest import Kairos
from tests.slack.standin.manifest import problems


@pytest.mark.parametrize("how", [("--url", "https://kairos.example.com"), ("--socket",)])
def test_slacks_manifest_keeps_slacks_rules(kairos: Kairos, how):
    result = kairos("manifest", "slack", *how)
    assert result.exit_code == 0
    made = json.loads(result.stdout)
    assert problems(made) == []
    assert made["settings"]["socket_mode_enabled"] is (how == ("--socket",))
    assert ("request_url" in result.stdout) is (how != ("--socket",))


async def test_slacks_hint_beside_coach_names_every_word_that_coach_takes(tmp_path: Path):
    async with house(settings(KAIROS_DB=tmp_path / "kairos.db", KAIROS_CONTENT=None)) as kairos:
        taken = {word for offered in kairos.coach.offers for word in offered.words}
        hint = kairos.library.words.say("slack.usage-coach")
        flows = set(kairos.library.flows)
    own = {"precall", "postcall"}  # commands of their own
    assert taken | flows | {"help"} <= set(re.findall("[a-z-]+", hint)) | own
    assert len(hint) <= 1000  # Slack takes no more


def test_an_address_with_its_path_is_taken_too(kairos: Kairos):
    result = kairos("manifest", "slack", "--url", "https://kairos.example.com/slack/events")
    assert "https://kairos.example.com/slack/events" in result.stdout
    assert "events/slack" not in result.stdout


def test_the_address_may_come_from_the_environment(kairos: Kairos):
    result = kairos("manifest", "slack", KAIROS_PUBLIC_URL="https://kairos.example.com/")
    assert "https://kairos.example.com/slack/events" in result.stdout


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ((), "Give --url"),
        (("--url", "http://kairos.example.com"), "begins with https://"),
        (("--url", "https://"), "with a host"),
        (("--url", "https://kairos.example.com", "--socket"), "not both"),
    ],
)
def test_what_slack_would_refuse_is_refused_here(kairos: Kairos, how, said):
    result = kairos("manifest", "slack", *how)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("command", [("manifest", "slack"), ("manifest", "teams"), ("check",)])
@pytest.mark.parametrize(
    "url",
    [
        "foo",
        "kairos.example.com",
        "https://",
        "http://kairos.example.com",
        "https://a b.c",
        "ftp://a.b",
        "https://[",
        "https://kairos.example.com/path?x",
        "https://kairos.example.com/#x",
    ],
)
def test_an_address_that_nobody_can_reach_is_refused_with_a_remedy(kairos: Kairos, command, url):
    result = kairos(*command, KAIROS_PUBLIC_URL=url)
    assert result.exit_code != 0
    assert "KAIROS_PUBLIC_URL: this has to be an address with a host" in result.stdout + result.stderr


@pytest.mark.parametrize(
    "url",
    [
        "https://kairos.example.com",
        "https://k.example:8443/x/",
        "http://127.0.0.1:3000",
        "http://localhost:3000",
    ],
)
def test_an_address_that_can_be_reached_is_taken(kairos: Kairos, url):
    assert kairos("check", KAIROS_PUBLIC_URL=url).exit_code == 0
