"""Nothing that anybody typed, is called or proves themselves with stands in the log, on any way in.

Markers are planted in every input of a real `kairos serve`, with Slack and Teams, and of the playground; then
the whole log is searched for them.
"""

import asyncio
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot import content
from bot.logs import TEXT, Discreet, Lines
from bot.slack.server import PATH as SLACK
from bot.teams.server import PATH as TEAMS
from tests.cli.test_serve import serving
from tests.slack.standin.standin import StandIn
from tests.slack.standin.workspace import BOT_TOKEN
from tests.slack.world import GOOD_CHECK, SECRET
from tests.teams.standin.standin import TeamsStandIn
from tests.web.conftest import Client, opened

MARK = "zqmkqz"

MARKED_CHECK = GOOD_CHECK | {
    "What changes for them because of you, and by how much?": f"{MARK} takes two days instead of six",
    "The one question that will make them think": f"What happens to {MARK} on Monday?",
}

HEADERS = {
    "Authorization": f"Bearer {MARK}",
    "X-Slack-Signature": f"v0={MARK}",
    "X-Slack-Request-Timestamp": MARK,
    "User-Agent": MARK,
    "Cookie": f"session={MARK}",
}

BODIES = (
    MARK.encode(),
    f'{{"type": "{MARK}", "text": "{MARK}"'.encode(),
    f'{{"type": "message", "text": "{MARK}", "from": {{"id": "{MARK}"}}}}'.encode(),
    f"payload=%7B%22type%22%3A%22{MARK}%22".encode(),
    f"command=/{MARK}&text={MARK}&user_id={MARK}".encode(),
    b"\xff\xfe" + MARK.encode(),
)


async def bad_requests(url: str, *paths: str) -> None:
    """Every path with every body, unsigned; and bytes that are no HTTP at all."""
    async with ClientSession() as session:
        for path in paths:
            for body in BODIES:
                for kind in ("application/json", "application/x-www-form-urlencoded"):
                    sent = HEADERS | {"Content-Type": kind}
                    async with session.post(f"{url}{path}?q={MARK}", data=body, headers=sent) as answer:
                        assert answer.status < 500
                        await answer.read()
            async with session.get(f"{url}{path}/{MARK}", headers=HEADERS) as answer:
                assert answer.status < 500
    host, _, port = url.removeprefix("http://").rstrip("/").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"{MARK} {MARK}\r\n{MARK}\r\n\r\n".encode())
    await writer.drain()
    await reader.read()
    writer.close()


@pytest.mark.parametrize("style", ["text", "json"])
async def test_serving_slack_and_teams_logs_none_of_it(tmp_path: Path, style: str):
    async with StandIn() as slack, TeamsStandIn(signed=False) as teams:
        slack.add_person("U1", "ana", real_name=f"Ana {MARK}", tz="Europe/Lisbon")
        given = {
            "KAIROS_INSECURE_TEAMS": "1",
            "KAIROS_LOG": style,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_API_URL": slack.api_url,
            "SLACK_SIGNING_SECRET": SECRET,
        }
        async with serving(tmp_path, given) as (_, port):
            slack.over_http(f"http://127.0.0.1:{port}{SLACK}", SECRET)
            teams.reach(f"http://127.0.0.1:{port}{TEAMS}")
            ana, bo = slack.user("U1"), teams.add_person(f"Bo {MARK}")
            await ana.command("/precall", MARK)
            form = await ana.sees_modal(f"Before the call: {MARK}")
            await slack.until(lambda: "submit" in form.body or None, "the form")
            slack.faults.fail("chat.postMessage", 500, 2)  # so that something is logged of a delivery
            await ana.submit(form, MARKED_CHECK)
            await slack.until(lambda: len(slack.calls("chat.postMessage")) or None, "the card, on its way")
            await ana.command("/coach", MARK)
            await bo.installs()
            await bo.says(f"precall {MARK}")
            await bo.sees(MARK)
            await bo.says(MARK)
            await bad_requests(f"http://127.0.0.1:{port}", SLACK, TEAMS, "/metrics", "/nowhere")
    said = (tmp_path / "said.log").read_text()
    assert ("level" in said) == (style == "json")
    assert "Slack" in said.replace("Kairos serves", "")  # the delivery's trouble is there
    assert MARK not in said
    assert BOT_TOKEN not in said


@contextmanager
def heard() -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """What the log would say meanwhile, as text and as JSON, down to the smallest thing."""
    streams, handlers = (io.StringIO(), io.StringIO()), []
    root, level = logging.getLogger(), logging.getLogger().level
    for stream, formatter in zip(streams, (Discreet(TEXT), Lines()), strict=True):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        root.addHandler(handler)
        handlers.append(handler)
    root.setLevel(logging.INFO)
    try:
        yield streams
    finally:
        root.setLevel(level)
        for handler in handlers:
            root.removeHandler(handler)


async def test_the_playground_logs_none_of_it(tmp_path: Path):
    library, _ = content.load()
    with heard() as logs:
        logging.getLogger("bot").info("it is heard")
        async with opened(tmp_path, library) as world, ClientSession() as session:
            client = Client(world, session)
            ana = client.world.id("Ana")
            for n, text in enumerate((f"/precall {MARK}", f"/coach deal {MARK}", MARK), 500):
                await client.act("say", "Ana", n, text=text)
            for body in (*BODIES, {"as": ana, "key": MARK, "text": MARK}, {"as": MARK}, [MARK]):
                for path in ("say", "press", "fill", "close"):
                    with suppress(ValueError):  # an answer that is no JSON is an answer
                        await client.post(path, body, **{"User-Agent": MARK, "Cookie": f"a={MARK}"})
            await client.get(f"?as={MARK}")
    for log in logs:
        assert "it is heard" in log.getvalue()
        assert MARK not in log.getvalue()
