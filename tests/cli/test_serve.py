"""`kairos serve` as a real process, against the stand-in: it answers, it delivers, it ends politely."""

import asyncio
import re
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.slack.manifest import OPTIONAL, manifest
from bot.slack.server import PATH
from tests.cli.conftest import Kairos
from tests.slack.standin.standin import StandIn
from tests.slack.standin.workspace import APP_TOKEN, BOT_TOKEN
from tests.slack.world import GOOD_CHECK, SECRET, WORDS

PATIENCE = 60


@asynccontextmanager
async def serving(folder: Path, variables: Mapping[str, str]) -> AsyncIterator[tuple[Process, int]]:
    """A `kairos serve` of its own and the port it says; ended in the end, and with status 0."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve", "--host", "127.0.0.1", "--port", "0"),
        cwd=folder,
        env={"PATH": "", "KAIROS_DB": "kairos.db", "KAIROS_LOG": "json", **variables},
        stderr=PIPE,
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            said = b""
            while not (found := re.search(rb"port (\d+)", said)):
                line = await process.stderr.readline()
                assert line, said
                said += line
        yield process, int(found[1])
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            rest = await process.stderr.read()
            assert await process.wait() == 0, rest
        assert b"Kairos has stopped" in rest
        for secret in (
            SECRET,
            BOT_TOKEN,
            APP_TOKEN,
            GOOD_CHECK["The one question that will make them think"],
        ):
            assert str(secret).encode() not in said + rest
        (folder / "said.log").write_bytes(said + rest)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_a_rep_takes_a_check_and_finds_the_card(tmp_path: Path, transport: str):
    made = manifest(WORDS, url="https://kairos.example.com", socket=transport == "socket")
    async with StandIn(manifest=made) as slack:
        slack.add_person("U1", "ana", real_name="Ana Sousa", tz="Europe/Lisbon")
        slack.workspace.tokens[BOT_TOKEN].scopes.update(OPTIONAL)
        given = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": slack.api_url}
        given |= {"SLACK_APP_TOKEN": APP_TOKEN} if transport == "socket" else {"SLACK_SIGNING_SECRET": SECRET}
        async with serving(tmp_path, given) as (_, port):
            if transport == "http":
                slack.over_http(f"http://127.0.0.1:{port}{PATH}", SECRET)
            else:
                await slack.over_socket()
            ana = slack.user("U1")
            await ana.command("/precall", "Acme")
            form = await ana.sees_modal("Before the call: Acme")
            await slack.until(lambda: "submit" in form.body or None, "the form")
            await ana.submit(form, GOOD_CHECK)
            await ana.sees_message("Right earned")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "Nothing is set up to serve"),
        ({"MICROSOFT_APP_ID": "app"}, "MICROSOFT_APP_PASSWORD"),
        ({"MICROSOFT_APP_PASSWORD": "secret"}, "MICROSOFT_APP_ID"),
        ({"KAIROS_INSECURE_TEAMS": "1"}, "--host 127.0.0.1"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "s"}, "begins with 'xoxb-'"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xoxb-1"}, "begins with 'xapp-'"),
    ],
)
def test_half_a_configuration_is_refused_with_what_is_missing(kairos: Kairos, variables, said):
    result = kairos("serve", **variables)
    assert result.exit_code == 1
    assert said in result.stderr


async def test_a_request_under_way_at_sigterm_is_answered(tmp_path: Path):
    """It waits for a database that another process holds; Kairos stops listening, and answers it still."""
    async with StandIn() as slack:
        given = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_API_URL": slack.api_url,
            "SLACK_SIGNING_SECRET": SECRET,
        }
        with closing(sqlite3.connect(tmp_path / "kairos.db", isolation_level=None)) as other:
            async with serving(tmp_path, given) as (_, port):
                other.execute("BEGIN IMMEDIATE")
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                await writer.drain()
                async with (
                    ClientSession() as session,
                    session.get(f"http://127.0.0.1:{port}/healthz") as alive,
                ):
                    assert alive.status == 200  # what was sent before is under way by now
                answered = asyncio.create_task(_released(port, other, reader))
            assert b" 200 " in await answered
        writer.close()


async def _released(port: int, other: sqlite3.Connection, reader: asyncio.StreamReader) -> bytes:
    """Let the database go once nobody listens any more; the first line of the answer."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                break
            writer.close()
        other.execute("COMMIT")
        return await reader.readuntil(b"\r\n")


async def test_a_port_that_is_taken_is_one_plain_line(tmp_path: Path):
    async with StandIn() as slack:
        given = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_API_URL": slack.api_url,
            "SLACK_SIGNING_SECRET": SECRET,
        }
        async with serving(tmp_path, given) as (_, port):
            second = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "serve", "--host", "127.0.0.1", "--port", str(port)),
                cwd=tmp_path,
                env={"PATH": "", **given},
                stderr=PIPE,
            )
            async with asyncio.timeout(PATIENCE):
                _, said = await second.communicate()
        assert second.returncode == 1
        assert b"Traceback" not in said
        assert b"in use" in said


async def test_check_asks_slack_and_names_what_is_missing(kairos: Kairos):
    async with StandIn() as slack:
        slack.workspace.tokens[BOT_TOKEN].scopes.discard("users:read")
        given = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": slack.api_url, "SLACK_SIGNING_SECRET": SECRET}
        result = await asyncio.to_thread(kairos, "check", **given)
    assert result.exit_code == 1
    assert "lets Kairos in, by http" in result.stdout
    assert "wrong   slack: the scope users:read is missing: people's names and time zones" in result.stdout


def test_check_names_half_a_configuration(kairos: Kairos):
    result = kairos("check", SLACK_BOT_TOKEN="xoxb-1")
    assert result.exit_code == 1
    assert "wrong   slack: Slack needs SLACK_SIGNING_SECRET too" in result.stdout
